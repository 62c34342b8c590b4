"""What trade messages say, as records: a release, a pre-notification, a gate move, a report of discharge."""

from __future__ import annotations

from typing import Literal

import msgspec

from weerbaar.standards.edifact.envelope import Header
from weerbaar.standards.edifact.fault import Fault
from weerbaar.standards.edifact.moment import Stamp

Function = Literal["original", "replace", "cancel"]
Filling = Literal["full", "empty"]
Modality = Literal["road", "rail", "barge", "sea"]


class Party(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A party by its role (`CA` carrier, `CF` container operator, `MS` sender, `FW` forwarder ...).

    `code_list` and `agency` are the qualifiers as sent (1131 and 3055); agency 9 is GS1, so an EAN number.
    """

    role: str
    code: str
    code_list: str = ""
    agency: str = ""
    name: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A place by UN/LOCODE, with the code of a terminal in it when one is given."""

    locode: str
    terminal: str = ""
    name: str = ""


class Transport(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ship, barge, train or truck on a journey; `plate` is the mark of a vehicle, as sent."""

    voyage: str = ""
    modality: Modality | None = None
    carrier: str = ""
    imo: str = ""
    call_sign: str = ""
    plate: str = ""
    name: str = ""


class Reference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A reference by its qualifier, such as `BM` for a bill of lading or `BN` for a booking."""

    qualifier: str
    number: str


class Container(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A container as a message names it.

    `check_digit_holds` false means that the number is well formed and its check digit is wrong: it is passed
    on, flagged, and must never pass a gate unseen. It moved `at`; `expires` ends the right.
    """

    number: str
    check_digit_holds: bool
    size_type: str = ""
    size_type_numeric: bool = False
    filling: Filling | None = None
    bills_of_lading: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    seals: tuple[str, ...] = ()
    gross_kilograms: float | None = None
    expires: Stamp | None = None
    at: Stamp | None = None
    transport: Transport | None = None
    stowage: str = ""


class ReleaseOrder(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A carrier's release (COREOR): these containers may be collected, until when, from which terminal.

    A cancellation may name no terminal, voyage or container: it ends everything under its reference.
    """

    function: Function
    document_code: str
    document_number: str
    release_reference: str
    carrier: str
    containers: tuple[Container, ...]
    bills_of_lading: tuple[str, ...] = ()
    previous_reference: str = ""
    issued: Stamp | None = None
    effective: Stamp | None = None
    ship: Transport | None = None
    load_port: Place | None = None
    discharge: Place | None = None
    empty_depot: Place | None = None
    parties: tuple[Party, ...] = ()

    @property
    def turns_in(self) -> bool:
        """Say whether it is about empty boxes that go to a depot, and about nothing that may be collected.

        A full box may come with the depot to which it goes later: that is a release. A cancellation may leave
        the depot out.
        """
        empty = bool(self.containers) and all(box.filling == "empty" for box in self.containers)
        return empty and (self.empty_depot is not None or self.function == "cancel")


class Prenotification(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An inland carrier announces that it comes for, or brings, containers (COPINO)."""

    function: Function
    document_code: str
    document_number: str
    transport: Transport
    operator: str
    containers: tuple[Container, ...]
    terminal: Place | None = None
    expected: Stamp | None = None
    ship: Transport | None = None
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()


class GateMove(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A terminal reports containers that came in or went out by the gate (CODECO)."""

    function: Function
    direction: Literal["in", "out"]
    document_number: str
    containers: tuple[Container, ...]
    terminal: Place | None = None
    ship: Transport | None = None
    parties: tuple[Party, ...] = ()


class DischargeReport(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A terminal reports containers that were discharged from or loaded on a ship (COARRI)."""

    function: Function
    direction: Literal["discharged", "loaded"]
    document_number: str
    ship: Transport
    containers: tuple[Container, ...]
    terminal: Place | None = None
    parties: tuple[Party, ...] = ()


Record = ReleaseOrder | Prenotification | GateMove | DischargeReport


class Message(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One message of an interchange: what it says, or why it has no effect.

    `syntax_faults` are answered by CONTRL, `faults` of content by APERAK. `record` is there only when neither
    is. `remarks` are what was accepted but should be seen. `identifier` is UNH's type, version, release,
    agency and association code, as sent.
    """

    reference: str
    type: str
    identifier: tuple[str, ...]
    record: Record | None
    syntax_faults: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    document_number: str = ""
    release_reference: str = ""

    @property
    def outcome(self) -> Literal["read", "quarantined", "rejected"]:
        """Say what becomes of it: quarantined when the sender can settle every fault of it."""
        if self.record is not None:
            return "read"
        settle = bool(self.faults) and all(fault.quarantine for fault in self.faults)
        return "quarantined" if settle and not self.syntax_faults else "rejected"


class Interchange(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A whole file as received; with any fault of its own none of its messages has a record."""

    header: Header
    messages: tuple[Message, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Say whether it holds only answers (CONTRL, APERAK), which are never answered in their turn."""
        return bool(self.messages) and all(m.type in ("CONTRL", "APERAK") for m in self.messages)

    @property
    def accepted(self) -> bool:
        """Say whether the envelope holds; single messages may still be rejected."""
        return not self.faults
