"""Checks the envelope around trade messages: who sends what to whom, and is everything that was sent here?"""

from __future__ import annotations

from datetime import date

import msgspec

from weerbaar.standards.edifact import fault as codes
from weerbaar.standards.edifact.fault import Fault, Segment, at_segment
from weerbaar.standards.edifact.tokens import REPERTOIRES
from weerbaar.standards.sentence import quoted


class Header(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What UNB says: syntax, sender, recipient, when it was prepared, its reference, and if it is a test."""

    syntax: str = ""
    version: str = ""
    sender: tuple[str, ...] = ("",)
    recipient: tuple[str, ...] = ("",)
    prepared: str = ""
    reference: str = ""
    test: bool = False


class RawMessage:
    """One message between UNH and UNT, with positions counted from UNH and the syntax faults found so far."""

    def __init__(self, header: Segment) -> None:
        self.header = Segment(header.tag, header.elements, 1)
        self.segments: list[Segment] = [self.header]
        self.first = header.position
        self.faults: list[Fault] = []

    @property
    def reference(self) -> str:
        """Return the message reference of UNH."""
        return self.header.at(1)

    def add(self, segment: Segment) -> None:
        """Append a segment under its position in this message."""
        self.segments.append(Segment(segment.tag, segment.elements, len(self.segments) + 1))


def header_of(unb: Segment) -> tuple[Header, list[Fault]]:
    """Read UNB and return it with its faults."""
    prepared = _prepared(unb.at(4), unb.at(4, 2))
    header = Header(
        syntax=unb.at(1),
        version=unb.at(1, 2),
        sender=unb.elements[1] if len(unb.elements) > 1 else ("",),
        recipient=unb.elements[2] if len(unb.elements) > 2 else ("",),
        prepared=prepared,
        reference=unb.at(5),
        test=unb.at(11) == "1",
    )
    return header, [*_syntax_faults(unb), *_missing_in_header(unb), *_date_faults(unb, prepared)]


def _syntax_faults(unb: Segment) -> list[Fault]:
    if unb.at(1) in REPERTOIRES and unb.at(1, 2) in ("1", "2", "3", "4"):
        return []
    sent = quoted(f"{unb.at(1)}:{unb.at(1, 2)}")
    return [
        at_segment(
            codes.SYNTAX_NOT_SUPPORTED,
            unb,
            f"syntaxis {sent} wordt niet gelezen: gebruik UNOA, UNOB of UNOC, versie 1-4",
            f"syntax {sent} is not read: use UNOA, UNOB or UNOC, version 1-4",
            element=1,
        )
    ]


def _missing_in_header(unb: Segment) -> list[Fault]:
    needed = ((2, "de afzender", "the sender"), (3, "de ontvanger", "the recipient"))
    found = [
        at_segment(codes.MISSING, unb, f"{nl} ontbreekt in UNB", f"{en} is missing in UNB", element=place)
        for place, nl, en in (*needed, (5, "de referentie", "the reference"))
        if not unb.at(place).strip()
    ]
    if len(unb.at(5)) > 14:
        found.append(
            at_segment(
                codes.TOO_LONG,
                unb,
                f"referentie {quoted(unb.at(5))} in UNB is langer dan 14 tekens",
                f"reference {quoted(unb.at(5))} in UNB is longer than 14 characters",
                element=5,
            )
        )
    return found


def _date_faults(unb: Segment, prepared: str) -> list[Fault]:
    if prepared:
        return []
    sent = quoted(f"{unb.at(4)}:{unb.at(4, 2)}")
    return [
        at_segment(
            codes.INVALID_VALUE,
            unb,
            f"datum en tijd {sent} in UNB zijn geen jjmmdd:uumm",
            f"date and time {sent} in UNB are not yymmdd:hhmm",
            element=4,
        )
    ]


def _prepared(day: str, time: str) -> str:
    """Return a local minute such as 2026-10-25T13:05, or an empty text when it is none."""
    if not (day.isascii() and day.isdigit() and time.isascii() and time.isdigit()):
        return ""
    if len(day) not in (6, 8) or len(time) not in (4, 6) or time[:2] > "23" or time[2:4] > "59":
        return ""
    full = day if len(day) == 8 else f"20{day}"
    try:
        return f"{date(int(full[:4]), int(full[4:6]), int(full[6:])).isoformat()}T{time[:2]}:{time[2:4]}"
    except ValueError:
        return ""


def count_of(text: str) -> int | None:
    """Read a control count; leading zeros are allowed (000022 is 22); `None` when it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def counted(segment: Segment, there: int, nl: str, en: str) -> Fault | None:
    """Return the fault of a control count in the first element that differs from what is there."""
    if count_of(segment.at(1)) == there:
        return None
    return at_segment(
        codes.COUNT_DIFFERS,
        segment,
        f"{segment.tag} telt {quoted(segment.at(1))} {nl}, aanwezig zijn er {there}",
        f"{segment.tag} counts {quoted(segment.at(1))} {en}, there are {there}",
        element=1,
    )


def referred(segment: Segment, reference: str) -> Fault | None:
    """Return the fault of a trailer whose second element is not the reference of its header."""
    if segment.at(2) == reference:
        return None
    return at_segment(
        codes.REFERENCES_DIFFER,
        segment,
        f"{segment.tag} noemt referentie {quoted(segment.at(2))}, de kop noemt {quoted(reference)}",
        f"{segment.tag} names reference {quoted(segment.at(2))}, its header names {quoted(reference)}",
        element=2,
    )
