"""Trade messages: which acts a COREOR, COPINO, CODECO or COARRI asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from weerbaar.kernel.law.moments import hours, minutes
from weerbaar.standards.edifact import (
    Container,
    DischargeReport,
    GateMove,
    Prenotification,
    ReleaseOrder,
    Stamp,
    end_instant,
)
from weerbaar.standards.sentence import Sentence

# A pre-notification names one moment. The window around it is a choice of ours, to be agreed per terminal.
BEFORE, AFTER = minutes(30), hours(2)
Record = ReleaseOrder | Prenotification | GateMove | DischargeReport


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One act that a message asks for: on the sender's case found by `find`, or by the key in its fields."""

    act: str
    fields: dict[str, Any]
    find: str | None = None
    key: str = ""


class Unfit(Exception):
    """The message reads well and cannot be meant for us; `sentence` says why."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.code, self.sentence = code, sentence


class Names(Protocol):
    """Who stands behind a code in a message."""

    def named_by_code(self, code: str) -> str | None:
        """Return the member to whom a code belongs."""


def wanted(record: Record, sender: str, names: Names) -> tuple[Wanted, ...]:
    """Return the acts that a message asks for; raises `Unfit` when it is not the sender's to send."""
    match record:
        case ReleaseOrder():
            return tuple(_release(record, sender, names))
        case Prenotification():
            return tuple(_prenotification(record, sender, names))
        case DischargeReport():
            return tuple(_discharge(record))
        case GateMove():
            return tuple(_gate_move(record))


def _own(code: str, sender: str, names: Names) -> None:
    if names.named_by_code(code) != sender:
        nl = f"code `{code}` hoort niet bij de afzender; stuur alleen eigen berichten"
        raise Unfit("SENDER", Sentence(nl, f"code `{code}` is not the sender's; send your own messages only"))


def _member(code: str, names: Names) -> str:
    found = names.named_by_code(code)
    if found is None:
        nl, en = f"code `{code}` is van geen deelnemer", f"code `{code}` belongs to no member"
        raise Unfit("MEMBER", Sentence(nl, en))
    return found


def _release(order: ReleaseOrder, sender: str, names: Names) -> Iterator[Wanted]:
    _own(order.carrier, sender, names)
    numbers = sorted(container.number for container in order.containers)
    digest = hashlib.sha256("\n".join(numbers).encode()).hexdigest()[:32]
    forwarder = next((party.code for party in order.parties if party.role == "FW" and party.code), None)
    for container in order.containers:
        _import(container)
        key = f"COREOR:{order.release_reference}:{order.function}:{container.number}"
        if order.function == "cancel":
            fields: dict[str, Any] = {"reason": f"COREOR {order.document_number}"}
            yield Wanted(act="withdraw", fields=fields, find=container.number, key=key)
            continue
        fields = {
            "reference": order.release_reference,
            "terminal": _terminal(order, names),
            "expires_at": _expiry(container).isoformat(),
            "bills": list(container.bills_of_lading or order.bills_of_lading),
            "order": digest,
        }
        if forwarder is not None:
            fields["release_to"] = _member(forwarder, names)
        if order.function == "replace":
            yield Wanted(act="reissue", fields=fields, find=container.number, key=key)
            continue
        fields |= {"container": container.number, "call": _call(order.ship.voyage if order.ship else "")}
        yield Wanted(act="issue", fields=fields | {"size_type": container.size_type}, key=key)


def _import(container: Container) -> None:
    # To collect an empty box is another right than to collect an import: the one never opens the gate to the other.
    if container.filling == "empty":
        nl = f"container `{container.number}` is leeg: een lege ophalen is een ander recht dan dit"
        en = f"container `{container.number}` is empty: to collect an empty one is another right than this"
        raise Unfit("EMPTY", Sentence(nl, en))


def _terminal(order: ReleaseOrder, names: Names) -> str:
    place = order.discharge
    return _member(place.terminal if place and place.terminal else place.locode if place else "", names)


def _call(voyage: str) -> str:
    return voyage.upper().replace(" ", "")


def _expiry(container: Container) -> datetime:
    if container.expires is None:
        nl, en = "de vervaldatum ontbreekt (DTM+36)", "the expiry is missing (DTM+36)"
        raise Unfit("EXPIRY_MISSING", Sentence(nl, en))
    return _moment(container.expires)


def _moment(stamp: Stamp) -> datetime:
    return end_instant(stamp)


def _prenotification(announced: Prenotification, sender: str, names: Names) -> Iterator[Wanted]:
    _own(announced.operator, sender, names)
    ean = next((party.code for party in announced.parties if party.agency == "9"), announced.operator)
    for container in announced.containers:
        stamp = container.at or announced.expected
        if stamp is None:
            raise Unfit(
                "TIME_MISSING", Sentence("het tijdstip ontbreekt (DTM+132)", "the time is missing (DTM+132)")
            )
        begin = _moment(stamp) - (timedelta(days=1) if stamp.precision == "date" else BEFORE)
        fields: dict[str, Any] = {
            "modality": announced.transport.modality or "road",
            "ean": ean,
            "window_from": begin.isoformat(),
            "window_to": (_moment(stamp) + (timedelta() if stamp.precision == "date" else AFTER)).isoformat(),
        }
        plate = (container.transport.plate if container.transport else "") or announced.transport.plate
        if plate:
            fields["plate"] = plate.upper().replace(" ", "")
        key = f"COPINO:{announced.document_number}:{announced.function}:{container.number}"
        yield Wanted(act="prenotify", fields=fields, find=container.number, key=key)


def _discharge(report: DischargeReport) -> Iterator[Wanted]:
    if report.direction != "discharged":
        return
    for container in report.containers:
        fields = {"container": container.number, "call": _call(report.ship.voyage)}
        yield Wanted(
            act="report-discharge", fields=fields, key=f"COARRI:{report.document_number}:{container.number}"
        )


def _gate_move(move: GateMove) -> Iterator[Wanted]:
    if move.direction != "out":
        return
    for container in move.containers:
        fields = {"number_read": container.number, "seal": container.seals[0] if container.seals else ""}
        key = f"CODECO:{move.document_number}:{container.number}"
        yield Wanted(act="gate-out", fields=fields, find=container.number, key=key)
