"""Turns an arranged message into the record of what it says, noting every fault of content on the way."""

from __future__ import annotations

from collections.abc import Callable

from weerbaar.standards.edifact.equipment import Shared, read_containers
from weerbaar.standards.edifact.fault import Findings, Segment
from weerbaar.standards.edifact.fields import (
    INLAND_STAGES,
    header_segments,
    numbers,
    party_code,
    read_date,
    read_function,
    read_parties,
    read_place,
    read_references,
    transport_by,
)
from weerbaar.standards.edifact.groups import Group
from weerbaar.standards.edifact.records import (
    Container,
    DischargeReport,
    GateMove,
    Party,
    Place,
    Prenotification,
    Record,
    Reference,
    ReleaseOrder,
    Transport,
)
from weerbaar.standards.sentence import quoted

# BGM codes. 34 and 36, 44 and 46 are what SMDG messages in use carry; 98 is also seen for discharge.
_GATE = {"34": "in", "36": "out"}
_SHIP = {"44": "discharged", "98": "discharged", "46": "loaded"}
_RELEASE_CODES = ("129", "12")
_NEEDED = {
    "REFERENCE_MISSING": ("de vrijgavereferentie (RFF+RE)", "the release reference (RFF+RE)"),
    "CARRIER_MISSING": ("de rederij (NAD+CA of TDT)", "the carrier (NAD+CA or TDT)"),
    "TERMINAL_MISSING": (
        "de terminal (LOC+11) of het depot (LOC+99)",
        "the terminal (LOC+11) or depot (LOC+99)",
    ),
    "VOYAGE_MISSING": ("het reisnummer (TDT+20)", "the voyage number (TDT+20)"),
}


def _bgm(root: Group) -> Segment:
    """Return BGM, or an empty stand-in when it is missing (which is a fault already)."""
    return next((segment for segment in root.segments if segment.tag == "BGM"), Segment("BGM", (), 2))


def _document_code(bgm: Segment, allowed: tuple[str, ...], findings: Findings) -> None:
    if bgm.at(1) not in allowed:
        findings.fault(
            "DOCUMENT_UNKNOWN",
            bgm,
            f"documentcode {quoted(bgm.at(1))} in BGM is hier geen van {', '.join(allowed)}",
            f"document code {quoted(bgm.at(1))} in BGM is none of {', '.join(allowed)} here",
            element=1,
        )


def _single(references: tuple[Reference, ...], qualifier: str, bgm: Segment, findings: Findings) -> str:
    """Return the one number under a qualifier; two different ones are a fault, never a choice of ours."""
    found = numbers(references, qualifier)
    if len(found) > 1:
        findings.fault(
            "REFERENCE_CONTRADICTS",
            bgm,
            f"referentie RFF+{qualifier} staat er meer dan eens: {', '.join(quoted(n) for n in found[:3])}",
            f"reference RFF+{qualifier} stands there more than once: "
            f"{', '.join(quoted(n) for n in found[:3])}",
        )
    return found[0] if found else ""


def release_references(root: Group) -> tuple[Reference, ...]:
    """Return the references of the whole message."""
    return read_references(header_segments(root, "RFF"))


def release_order(root: Group, findings: Findings) -> Record:
    """Read a COREOR."""
    bgm, dates, places = _bgm(root), header_segments(root, "DTM"), header_segments(root, "LOC")
    _document_code(bgm, _RELEASE_CODES, findings)
    function = read_function(bgm, findings)
    references = release_references(root)
    bills = numbers(references, "BM")
    parties = read_parties(root, findings)
    ship, _ = transport_by(root, findings, "20")
    shared = Shared(bills, read_date(dates, "36", findings), says_filling=function != "cancel")
    order = ReleaseOrder(
        function=function,
        document_code=bgm.at(1),
        document_number=bgm.at(2),
        release_reference=_single(references, "RE", bgm, findings),
        carrier=_acting(parties, ship, "CF", "MS"),
        containers=read_containers(root, shared, "", findings),
        bills_of_lading=bills,
        previous_reference=_single(references, "ACW", bgm, findings),
        issued=read_date(dates, "137", findings),
        effective=read_date(dates, "7", findings),
        ship=ship,
        load_port=read_place(places, "9", findings),
        discharge=read_place([*places, *_equipment_places(root)], "11", findings),
        empty_depot=read_place(places, "99", findings),
        parties=parties,
    )
    _release_is_whole(order, bgm, findings)
    _names_containers(order, bgm, findings)
    return order


def _equipment_places(root: Group) -> list[Segment]:
    """Return the places given per container: a terminal there must be that of the header."""
    return [segment for group in root.of("EQD") for segment in group.segments if segment.tag == "LOC"]


def _release_is_whole(order: ReleaseOrder, bgm: Segment, findings: Findings) -> None:
    """Note what a release cannot do without; a cancellation needs its reference and its carrier only."""
    terminal = order.discharge.terminal if order.discharge else ""
    needed = [
        (order.release_reference, "REFERENCE_MISSING"),
        (order.carrier, "CARRIER_MISSING"),
    ]
    if order.function != "cancel":
        needed += [
            (terminal or (order.empty_depot.locode if order.empty_depot else ""), "TERMINAL_MISSING"),
            (order.ship.voyage if order.ship else "", "VOYAGE_MISSING"),
        ]
    for value, code in needed:
        if not value:
            nl, en = _NEEDED[code]
            findings.fault(code, bgm, f"{nl} ontbreekt", f"{en} is missing")


def _names_containers(record: Record, bgm: Segment, findings: Findings) -> None:
    """Note a message that names no container; only a cancellation may."""
    if not record.containers and record.function != "cancel":
        findings.fault(
            "CONTAINER_MISSING",
            bgm,
            "het bericht noemt geen container (EQD)",
            "the message names no container (EQD)",
        )


def prenotification(root: Group, findings: Findings) -> Record:
    """Read a COPINO."""
    bgm, dates, places = _bgm(root), header_segments(root, "DTM"), header_segments(root, "LOC")
    parties = read_parties(root, findings)
    inland, tdt = transport_by(root, findings, *INLAND_STAGES)
    if inland is None or tdt is None:
        findings.fault(
            "TRANSPORT_MISSING",
            bgm,
            "het vervoermiddel over land (TDT+1 of TDT+10) ontbreekt",
            "the inland transport (TDT+1 or TDT+10) is missing",
        )
    elif inland.modality is None:
        findings.fault(
            "MODALITY_UNKNOWN",
            tdt,
            f"vervoerswijze {quoted(tdt.at(3))} is niet 3 (weg), 2 (spoor) of 8 (binnenvaart)",
            f"mode of transport {quoted(tdt.at(3))} is not 3 (road), 2 (rail) or 8 (inland water)",
            element=3,
        )
    announced = Prenotification(
        function=read_function(bgm, findings),
        document_code=bgm.at(1),
        document_number=bgm.at(2),
        transport=inland or Transport(),
        operator=_operator(parties, inland, bgm, findings),
        containers=read_containers(root, Shared(), "", findings),
        terminal=_terminal(places, findings, "88", "165", "11"),
        expected=read_date(dates, "132", findings),
        ship=transport_by(root, findings, "20")[0],
        references=release_references(root),
        parties=parties,
    )
    _names_containers(announced, bgm, findings)
    return announced


def _acting(parties: tuple[Party, ...], transport: Transport | None, *others: str) -> str:
    """Return the code of the carrier: NAD+CA, else the carrier of the transport, else another role."""
    carrier = transport.carrier if transport else ""
    return party_code(parties, "CA") or carrier or party_code(parties, *others)


def _operator(parties: tuple[Party, ...], inland: Transport | None, bgm: Segment, findings: Findings) -> str:
    """Return who comes with the truck, train or barge; nobody is a fault."""
    operator = _acting(parties, inland, "MS")
    if not operator:
        findings.fault(
            "OPERATOR_MISSING",
            bgm,
            "de vervoerder (NAD+CA, TDT of NAD+MS) ontbreekt",
            "the operator (NAD+CA, TDT or NAD+MS) is missing",
        )
    return operator


def gate_move(root: Group, findings: Findings) -> Record:
    """Read a CODECO."""
    bgm = _bgm(root)
    _document_code(bgm, tuple(_GATE), findings)
    containers = read_containers(root, Shared(), "7", findings)
    _moved_at(root, containers, findings)
    move = GateMove(
        function=read_function(bgm, findings),
        direction="in" if _GATE.get(bgm.at(1)) == "in" else "out",
        document_number=bgm.at(2),
        containers=containers,
        terminal=_terminal([*header_segments(root, "LOC"), *_equipment_places(root)], findings, "165"),
        ship=transport_by(root, findings, "20")[0],
        parties=read_parties(root, findings),
    )
    _names_containers(move, bgm, findings)
    return move


def discharge_report(root: Group, findings: Findings) -> Record:
    """Read a COARRI."""
    bgm = _bgm(root)
    _document_code(bgm, tuple(_SHIP), findings)
    containers = read_containers(root, Shared(), "203", findings)
    report = DischargeReport(
        function=read_function(bgm, findings),
        direction="loaded" if _SHIP.get(bgm.at(1)) == "loaded" else "discharged",
        document_number=bgm.at(2),
        ship=transport_by(root, findings, "20")[0] or Transport(),
        containers=containers,
        terminal=_terminal(
            [*header_segments(root, "LOC"), *_equipment_places(root)], findings, "165", "11", "9"
        ),
        parties=read_parties(root, findings),
    )
    _names_containers(report, bgm, findings)
    return report


def _moved_at(root: Group, containers: tuple[Container, ...], findings: Findings) -> None:
    """Note each container of a gate report that does not say when it passed."""
    boxes = [group for group in root.of("EQD") if group.opening.at(1) == "CN"]
    for group, container in zip(boxes, containers, strict=True):
        if container.at is None:
            findings.fault(
                "TIME_MISSING",
                group.opening,
                f"het tijdstip (DTM+7) van container {quoted(container.number)} ontbreekt of is onleesbaar",
                f"the time (DTM+7) of container {quoted(container.number)} is missing or unreadable",
            )


def _terminal(places: list[Segment], findings: Findings, *qualifiers: str) -> Place | None:
    """Return the place under the first qualifier that is there."""
    for qualifier in qualifiers:
        place = read_place(places, qualifier, findings)
        if place is not None:
            return place
    return None


# The dates that each message is read for; another one gets a remark.
KNOWN_DATES = {
    "COREOR": frozenset({"7", "36", "137"}),
    "COPINO": frozenset({"132", "137"}),
    "CODECO": frozenset({"7", "137"}),
    "COARRI": frozenset({"137", "203"}),
}
TRANSLATIONS: dict[str, Callable[[Group, Findings], Record]] = {
    "COREOR": release_order,
    "COPINO": prenotification,
    "CODECO": gate_move,
    "COARRI": discharge_report,
}
