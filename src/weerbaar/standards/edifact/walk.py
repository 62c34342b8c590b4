"""Walks through the segments of an interchange once and sorts them into groups and messages."""

from __future__ import annotations

from collections import Counter

from weerbaar.standards.edifact import fault as codes
from weerbaar.standards.edifact.envelope import RawMessage, counted, referred
from weerbaar.standards.edifact.fault import Fault, Segment, at_segment
from weerbaar.standards.edifact.tokens import odd_tag


class Walk:
    """The state of the walk: the open message and group, what was found, and the faults of the envelope."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.messages: list[RawMessage] = []
        self.faults: list[Fault] = []
        self._open: RawMessage | None = None
        self._group: Segment | None = None
        self._group_messages = 0
        self._groups = 0
        self._loose = 0
        self._ended: Segment | None = None

    def take(self, segment: Segment) -> None:
        """Take the next segment."""
        if self._ended is not None:
            self._outside(segment, "na UNZ", "after UNZ")
            return
        step = _STEPS.get(segment.tag)
        if step is not None:
            step(self, segment)
        elif self._open is None:
            self._outside(segment, "buiten een bericht", "outside a message")
        else:
            wrong = odd_tag(segment)
            self._open.add(segment)
            if wrong is not None:
                here = Segment("", (), len(self._open.segments))
                self._open.faults.append(at_segment(wrong.code, here, wrong.nl, wrong.en))

    def finish(self) -> None:
        """Check that everything that was opened is closed, and that message references are unique."""
        self._cut_off()
        if self._ended is None:
            self.faults.append(
                Fault(
                    code=codes.MISSING,
                    tag="UNZ",
                    nl="UNZ ontbreekt: de uitwisseling is afgebroken, stuur haar opnieuw",
                    en="UNZ is missing: the interchange is cut off, send it again",
                )
            )
        often = Counter(message.reference for message in self.messages)
        for message in self.messages:
            if often[message.reference] > 1:
                message.faults.append(
                    at_segment(
                        codes.DUPLICATE,
                        message.header,
                        f"berichtreferentie {message.reference} komt {often[message.reference]} keer voor",
                        f"message reference {message.reference} occurs {often[message.reference]} times",
                        element=1,
                    )
                )

    def unh(self, segment: Segment) -> None:
        """Open a message."""
        self._cut_off()
        self._open = RawMessage(segment)
        self.messages.append(self._open)
        if self._group is None:
            self._loose += 1
        else:
            self._group_messages += 1
        if len(segment.at(1)) > 14:
            self._open.faults.append(
                at_segment(
                    codes.TOO_LONG,
                    self._open.header,
                    "de berichtreferentie in UNH is langer dan 14 tekens",
                    "the message reference in UNH is longer than 14 characters",
                    element=1,
                )
            )
        if not segment.at(1):
            self._open.faults.append(
                at_segment(
                    codes.MISSING,
                    self._open.header,
                    "de berichtreferentie ontbreekt in UNH",
                    "the message reference is missing in UNH",
                    element=1,
                )
            )

    def unt(self, segment: Segment) -> None:
        """Close a message and check its count and reference."""
        message = self._open
        if message is None:
            self._outside(segment, "zonder UNH", "without UNH")
            return
        message.add(segment)
        trailer = message.segments[-1]
        checks = (
            counted(trailer, len(message.segments), "segmenten", "segments"),
            referred(trailer, message.reference),
        )
        message.faults.extend(fault for fault in checks if fault is not None)
        self._open = None

    def ung(self, segment: Segment) -> None:
        """Open a functional group."""
        self._cut_off()
        self._group, self._group_messages = segment, 0
        self._groups += 1

    def une(self, segment: Segment) -> None:
        """Close a functional group and check its count and reference."""
        self._cut_off()
        if self._group is None:
            self._outside(segment, "zonder UNG", "without UNG")
            return
        checks = (
            counted(segment, self._group_messages, "berichten", "messages"),
            referred(segment, self._group.at(5)),
        )
        self.faults.extend(fault for fault in checks if fault is not None)
        self._group = None

    def unz(self, segment: Segment) -> None:
        """Close the interchange and check its count and reference."""
        self._cut_off()
        self._ended = segment
        if self._group is not None:
            self._missing("UNE", segment)
        if self._groups and self._loose:
            self.faults.append(
                at_segment(
                    codes.GROUPS_MIXED,
                    segment,
                    "berichten staan deels in en deels buiten groepen (UNG)",
                    "some messages stand in groups (UNG) and some outside",
                )
            )
        there = self._groups or self._loose
        checks = (
            counted(segment, there, "berichten of groepen", "messages or groups"),
            referred(segment, self.reference),
        )
        self.faults.extend(fault for fault in checks if fault is not None)
        if not self.messages:
            self.faults.append(
                at_segment(codes.EMPTY, segment, "er staat geen bericht in", "there is no message in it")
            )

    def unb(self, segment: Segment) -> None:
        """Refuse a second header."""
        self._cut_off()
        self._outside(segment, "een tweede keer", "a second time")

    def _cut_off(self) -> None:
        """Tell that the open message lacks its UNT, and close it."""
        if self._open is not None:
            self._open.faults.append(
                Fault(
                    code=codes.MISSING,
                    tag="UNT",
                    position=len(self._open.segments) + 1,
                    nl=f"UNT ontbreekt bij bericht {self._open.reference}",
                    en=f"UNT is missing in message {self._open.reference}",
                )
            )
            self._open = None

    def _missing(self, tag: str, before: Segment) -> None:
        self.faults.append(at_segment(codes.MISSING, before, f"{tag} ontbreekt", f"{tag} is missing"))

    def _outside(self, segment: Segment, nl: str, en: str) -> None:
        shown = segment.tag if odd_tag(segment) is None else "?"
        self.faults.append(
            at_segment(
                codes.OUTSIDE_MESSAGE,
                Segment(shown, (), segment.position),
                f"segment {shown} staat {nl}",
                f"segment {shown} stands {en}",
            )
        )


_STEPS = {
    "UNB": Walk.unb,
    "UNG": Walk.ung,
    "UNH": Walk.unh,
    "UNT": Walk.unt,
    "UNE": Walk.une,
    "UNZ": Walk.unz,
}
