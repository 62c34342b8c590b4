"""Trade messages: which acts a COREOR, COPINO, CODECO or COARRI asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from weerbaar.kernel.law.messages import Names, Unfit, Wanted, member, senders_own
from weerbaar.kernel.law.moments import hours, minutes
from weerbaar.kernel.law.parties import Party
from weerbaar.standards.edifact import (
    Container,
    DischargeReport,
    GateMove,
    Prenotification,
    ReleaseOrder,
    Stamp,
    end_instant,
)

# A pre-notification names one moment. The window around it is a choice of ours, to be agreed per terminal.
BEFORE, AFTER = minutes(30), hours(2)


def reads(message: object, sender: Party, names: Names) -> tuple[Wanted, ...] | None:
    """Return the acts that a trade message asks for; raises `Unfit` when it is not the sender's to send."""
    match message:
        case ReleaseOrder():
            return None if message.turns_in else tuple(_release(message, sender, names))
        case Prenotification():
            return tuple(_prenotification(message, sender, names))
        case DischargeReport():
            return tuple(_discharge(message))
        case GateMove():
            return tuple(_gate_move(message))
        case _:
            return None


def _release(order: ReleaseOrder, sender: str, names: Names) -> Iterator[Wanted]:
    senders_own(order.carrier, sender, names)
    numbers = sorted(container.number for container in order.containers)
    digest = hashlib.sha256("\n".join(numbers).encode()).hexdigest()[:32]
    forwarder = next((party.code for party in order.parties if party.role == "FW" and party.code), None)
    if not order.containers:  # else a carrier would believe that it withdrew what still stands
        nl, en = "noem de containers die u intrekt (EQD)", "name the containers that you withdraw (EQD)"
        raise Unfit("CONTAINERS_NOT_NAMED", nl=nl, en=en)
    for container in order.containers:
        _import(container)
        key = f"COREOR:{order.release_reference}:{order.function}:{container.number}"
        if order.function == "cancel":
            fields: dict[str, Any] = {"reason": f"COREOR {order.document_number}"}
            known = {"reference": order.release_reference}  # and nothing that was released under another
            yield Wanted(act="withdraw", fields=fields, find=container.number, known=known, key=key)
            continue
        fields = {
            "reference": order.release_reference,
            "terminal": _terminal(order, names),
            "expires_at": _expiry(container).isoformat(),
            "bills": list(container.bills_of_lading or order.bills_of_lading),
            "order": digest,
        }
        if forwarder is not None:
            fields["release_to"] = member(forwarder, names)
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
        raise Unfit("EMPTY", nl=nl, en=en)


def _terminal(order: ReleaseOrder, names: Names) -> str:
    place = order.discharge
    return member(place.terminal if place and place.terminal else place.locode if place else "", names)


def _call(voyage: str) -> str:
    return voyage.upper().replace(" ", "")


def _expiry(container: Container) -> datetime:
    if container.expires is None:
        nl, en = "de vervaldatum ontbreekt (DTM+36)", "the expiry is missing (DTM+36)"
        raise Unfit("EXPIRY_MISSING", nl=nl, en=en)
    return _moment(container.expires)


def _moment(stamp: Stamp) -> datetime:
    return end_instant(stamp)


def _prenotification(announced: Prenotification, sender: str, names: Names) -> Iterator[Wanted]:
    senders_own(announced.operator, sender, names)
    ean = next((party.code for party in announced.parties if party.agency == "9"), announced.operator)
    for container in announced.containers:
        _import(container)
        stamp = container.at or announced.expected
        if stamp is None:
            nl, en = "het tijdstip ontbreekt (DTM+132)", "the time is missing (DTM+132)"
            raise Unfit("TIME_MISSING", nl=nl, en=en)
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
        _import(container)
        fields = {"number_read": container.number, "seal": container.seals[0] if container.seals else ""}
        key = f"CODECO:{move.document_number}:{container.number}"
        yield Wanted(act="gate-out", fields=fields, find=container.number, key=key)
