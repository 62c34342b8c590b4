"""Writes whole COREOR, COPINO, CODECO and COARRI messages from the records that reading them gives."""

from __future__ import annotations

from collections.abc import Iterable

from weerbaar.standards.edifact.moment import Stamp
from weerbaar.standards.edifact.records import (
    Container,
    DischargeReport,
    Filling,
    Function,
    GateMove,
    Modality,
    Party,
    Place,
    Prenotification,
    Record,
    Reference,
    ReleaseOrder,
    Transport,
)
from weerbaar.standards.edifact.writer import Draft, Row

_FUNCTIONS: dict[Function, str] = {"original": "9", "replace": "5", "cancel": "1"}
_MODES: dict[Modality | None, str] = {"sea": "1", "rail": "2", "road": "3", "barge": "8", None: ""}
_FILLINGS: dict[Filling | None, str] = {"full": "5", "empty": "4", None: ""}


def build_message(record: Record, reference: str, directory: str = "00B") -> Draft:
    """Make the message for a record, ready for `write_interchange`; reading it back gives an equal record.

    Dates go out as they came in (`Stamp.source`).
    """
    if isinstance(record, ReleaseOrder):
        message, rows = "COREOR", _release(record)
    elif isinstance(record, Prenotification):
        message, rows = "COPINO", _prenotification(record)
    elif isinstance(record, GateMove):
        message, rows = "CODECO", _gate_move(record)
    else:
        message, rows = "COARRI", _discharge(record)
    identifier = (message, "D", directory, "UN", "SMDG20")
    return Draft(reference=reference, identifier=identifier, rows=tuple(rows))


def stamp_of(digits: str) -> Stamp:
    """Make a stamp for writing from `yyyymmdd` or `yyyymmddhhmm`; the caller answers for the date."""
    if len(digits) == 8:
        text = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        return Stamp(text=text, precision="date", source=f"{digits}:102")
    text = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:]}"
    return Stamp(text=text, precision="minute", source=f"{digits}:203")


def _date(qualifier: str, stamp: Stamp | None) -> list[Row]:
    if stamp is None:
        return []
    value, _, form = stamp.source.partition(":")
    return [("DTM", (qualifier, value, form))]


def _references(references: Iterable[Reference]) -> list[Row]:
    return [("RFF", (reference.qualifier, reference.number)) for reference in references]


def _place(qualifier: str, place: Place | None) -> list[Row]:
    if place is None:
        return []
    terminal = (place.terminal, "TER" if place.terminal else "", "ZZZ" if place.terminal else "", place.name)
    return [("LOC", qualifier, (place.locode, "139", "6"), terminal)]


def _parties(parties: Iterable[Party]) -> list[Row]:
    return [("NAD", p.role, (p.code, p.code_list, p.agency), p.name) for p in parties]


def _transport(stage: str, transport: Transport | None) -> list[Row]:
    if transport is None:
        return []
    mark = transport.plate or transport.imo or transport.call_sign
    code_list = "103" if mark and mark == transport.call_sign else "146" if mark else ""
    return [
        (
            "TDT",
            stage,
            transport.voyage,
            _MODES[transport.modality],
            "",
            (transport.carrier, "172" if transport.carrier else "", "20" if transport.carrier else ""),
            "",
            "",
            (mark, code_list, "", transport.name),
        )
    ]


def _container(container: Container, moved: str, shared: Stamp | None, bills: tuple[str, ...]) -> list[Row]:
    size = (container.size_type, "102", "5") if container.size_type else ""
    rows: list[Row] = [("EQD", "CN", container.number, size, "", "", _FILLINGS[container.filling])]
    rows += _references(container.references)
    if container.bills_of_lading != bills and not container.references:
        rows += [("RFF", ("BM", bill)) for bill in container.bills_of_lading]
    rows += _date(moved, container.at) if moved else []
    rows += _date("36", container.expires) if container.expires != shared else []
    if container.stowage:
        rows.append(("LOC", "147", container.stowage))
    if container.gross_kilograms is not None:
        rows.append(("MEA", "AAE", "G", ("KGM", f"{container.gross_kilograms:.4f}".rstrip("0").rstrip("."))))
    rows += [("SEL", seal, "CA") for seal in container.seals]
    rows += _transport("1", container.transport)
    return rows


def _counted(rows: list[Row], containers: tuple[Container, ...]) -> list[Row]:
    return [*rows, ("CNT", ("16", str(len(containers))))]


def _release(order: ReleaseOrder) -> list[Row]:
    ends = {container.expires for container in order.containers}
    shared = next(iter(ends)) if len(ends) == 1 else None
    rows: list[Row] = [("BGM", order.document_code, order.document_number, _FUNCTIONS[order.function])]
    rows += _date("137", order.issued) + _date("7", order.effective) + _date("36", shared)
    rows += _references([Reference(qualifier="RE", number=order.release_reference)])
    rows += _references(Reference(qualifier="BM", number=bill) for bill in order.bills_of_lading)
    if order.previous_reference:
        rows += _references([Reference(qualifier="ACW", number=order.previous_reference)])
    rows += _transport("20", order.ship)
    rows += _place("9", order.load_port) + _place("11", order.discharge) + _place("99", order.empty_depot)
    rows += _parties(order.parties)
    for container in order.containers:
        rows += _container(container, "", shared, order.bills_of_lading)
    return _counted(rows, order.containers)


def _prenotification(announced: Prenotification) -> list[Row]:
    rows: list[Row] = [
        ("BGM", announced.document_code, announced.document_number, _FUNCTIONS[announced.function])
    ]
    rows += _references(announced.references) + _transport("1", announced.transport)
    rows += _date("132", announced.expected) + _transport("20", announced.ship)
    rows += _place("88", announced.terminal) + _parties(announced.parties)
    for container in announced.containers:
        rows += _container(container, "", None, ())
    return _counted(rows, announced.containers)


def _gate_move(move: GateMove) -> list[Row]:
    code = "34" if move.direction == "in" else "36"
    rows: list[Row] = [("BGM", code, move.document_number, _FUNCTIONS[move.function])]
    rows += _transport("20", move.ship) + _place("165", move.terminal) + _parties(move.parties)
    for container in move.containers:
        rows += _container(container, "7", None, ())
    return _counted(rows, move.containers)


def _discharge(report: DischargeReport) -> list[Row]:
    code = "46" if report.direction == "loaded" else "44"
    rows: list[Row] = [("BGM", code, report.document_number, _FUNCTIONS[report.function])]
    rows += _transport("20", report.ship) + _place("165", report.terminal) + _parties(report.parties)
    for container in report.containers:
        rows += _container(container, "203", None, ())
    return _counted(rows, report.containers)
