"""Reads the containers of a message: number, size, full or empty, seals, weight, dates and references."""

from __future__ import annotations

from weerbaar.standards import iso6346
from weerbaar.standards.edifact.fault import Findings, Segment
from weerbaar.standards.edifact.fields import (
    INLAND_STAGES,
    header_segments,
    numbers,
    read_date,
    read_number,
    read_references,
    read_transport,
    read_weight,
)
from weerbaar.standards.edifact.groups import Group
from weerbaar.standards.edifact.moment import Stamp, end_instant
from weerbaar.standards.edifact.records import Container, Filling
from weerbaar.standards.sentence import quoted

# Data element 8169. 7 and 8 (full, mixed or single consignment: LCL, FCL) are full for the right to collect.
_FILLING: dict[str, Filling] = {"4": "empty", "5": "full", "7": "full", "8": "full"}


class Shared:
    """What holds for every container: bills of lading, end of the right, must full or empty be said."""

    def __init__(
        self, bills: tuple[str, ...] = (), expires: Stamp | None = None, *, says_filling: bool = False
    ) -> None:
        self.bills = bills
        self.expires = expires
        self.says_filling = says_filling


def read_containers(root: Group, shared: Shared, moved: str, findings: Findings) -> tuple[Container, ...]:
    """Read every container; the same number twice is a fault, and CNT+16 must count them.

    `moved` is the qualifier of the date at which the container moved (7), or empty.
    """
    found: list[Container] = []
    seen: set[str] = set()
    groups = list(root.of("EQD"))
    for group in groups:
        if group.opening.at(1) != "CN":
            findings.remark(
                "EQUIPMENT_SKIPPED",
                group.opening,
                f"materieel {quoted(group.opening.at(1))} is geen container (CN); overgeslagen",
                f"equipment {quoted(group.opening.at(1))} is no container (CN); passed over",
                element=1,
            )
            continue
        container = _container(group, shared, moved, findings)
        if container.number and container.number in seen:
            findings.fault(
                "CONTAINER_TWICE",
                group.opening,
                f"container {quoted(container.number)} staat er twee keer",
                f"container {quoted(container.number)} stands there twice",
                element=2,
            )
        seen.add(container.number)
        found.append(container)
    _check_total(root, {len(found), len(groups)}, findings)
    return tuple(found)


def _check_total(root: Group, right: set[int], findings: Findings) -> None:
    """Check CNT+16, which some count over containers and some over all equipment."""
    for cnt in header_segments(root, "CNT"):
        total = cnt.at(1, 2)
        counted = int(total) if total.isascii() and total.isdigit() and len(total) < 10 else -1
        if cnt.at(1) == "16" and counted not in right:
            findings.fault(
                "COUNT_DIFFERS",
                cnt,
                f"CNT+16 telt {quoted(total)} containers, er staan er {min(right)}",
                f"CNT+16 counts {quoted(total)} containers, there are {min(right)}",
                element=1,
                component=2,
            )


def _container(group: Group, shared: Shared, moved: str, findings: Findings) -> Container:
    eqd = group.opening
    number, holds = read_number(eqd, findings)
    size_type, numeric = _size_type(eqd, findings)
    references = read_references(group.every("RFF"))
    bills = numbers(references, "BM") or shared.bills
    dates = [segment for segment in group.segments if segment.tag == "DTM"]
    inland = [inner.opening for inner in group.of("TDT") if inner.opening.at(1) in INLAND_STAGES]
    return Container(
        number=number,
        check_digit_holds=holds,
        size_type=size_type,
        size_type_numeric=numeric,
        filling=_filling(eqd, bills, shared, findings),
        bills_of_lading=bills,
        references=references,
        seals=tuple(segment.at(1) for segment in group.segments if segment.tag == "SEL" and segment.at(1)),
        gross_kilograms=read_weight(segment for segment in group.segments if segment.tag == "MEA"),
        expires=_expiry(eqd, dates, shared, findings),
        at=read_date(dates, moved, findings) if moved else None,
        transport=read_transport(inland[0], findings) if inland else None,
        stowage=next((s.at(2) for s in group.segments if s.tag == "LOC" and s.at(1) == "147"), ""),
    )


def _size_type(eqd: Segment, findings: Findings) -> tuple[str, bool]:
    """Read the size-type; a numeric type of the 1984 edition (4510, seen in practice) gets a remark."""
    text = eqd.at(3)
    if not text:
        return "", False
    wrong = iso6346.fault_in_size_type(text)
    if wrong is not None:
        findings.wrong("SIZE_TYPE_INVALID", eqd, (wrong,), element=3)
        return text, False
    numeric = text[2:].isdigit()
    if numeric:
        findings.remark(
            "SIZE_TYPE_NUMERIC",
            eqd,
            f"{quoted(text)} is een typecode van voor 1995: lengte en hoogte gelezen, type onbekend",
            f"{quoted(text)} is a type code from before 1995: length and height read, type unknown",
            element=3,
        )
    return text, numeric


def _filling(eqd: Segment, bills: tuple[str, ...], shared: Shared, findings: Findings) -> Filling | None:
    """Read full or empty; empty under a bill of lading (LCL coded as empty) is for a person to settle.

    The right to collect an empty container is another right than that of an import: taking one for the
    other would release cargo as if it were a box.
    """
    code = eqd.at(6)
    filling = _FILLING.get(code)
    if filling is None and (code or shared.says_filling):
        findings.fault(
            "FILLING_UNKNOWN",
            eqd,
            f"code {quoted(code)} zegt niet of de container vol (5) of leeg (4) is",
            f"code {quoted(code)} does not say whether the container is full (5) or empty (4)",
            element=6,
        )
    if filling == "empty" and bills:
        findings.fault(
            "EMPTY_WITH_CARGO",
            eqd,
            f"container {quoted(eqd.at(2))} heet leeg maar staat onder cognossement {quoted(bills[0])}: "
            "geef 5 (vol), ook bij groepage",
            f"container {quoted(eqd.at(2))} is called empty but stands under bill of lading "
            f"{quoted(bills[0])}: send 5 (full), also for groupage",
            element=6,
            quarantine=True,
        )
    return filling


def _expiry(eqd: Segment, dates: list[Segment], shared: Shared, findings: Findings) -> Stamp | None:
    """Take the container's own end before that of the header, but never when it is the later one."""
    own = read_date(dates, "36", findings)
    if own is None or shared.expires is None:
        return own or shared.expires
    if end_instant(own) > end_instant(shared.expires):
        findings.fault(
            "EXPIRY_AMBIGUOUS",
            eqd,
            f"de einddatum bij container {quoted(eqd.at(2))} is later dan die van het hele bericht",
            f"the expiry of container {quoted(eqd.at(2))} is later than that of the whole message",
            quarantine=True,
        )
    return own
