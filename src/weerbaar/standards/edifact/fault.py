"""What can be wrong with a trade message, told once and in one shape for every answer that we send."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weerbaar.standards.sentence import Sentence

# Codes of data element 0085 (syntax error, coded) that CONTRL carries back to the sender.
SYNTAX_NOT_SUPPORTED = "2"
INVALID_VALUE = "12"
MISSING = "13"
VALUE_NOT_SUPPORTED = "14"
NOT_SUPPORTED_HERE = "15"
BAD_SERVICE_CHARACTER = "20"
INVALID_CHARACTER = "21"
DUPLICATE = "26"
REFERENCES_DIFFER = "28"
COUNT_DIFFERS = "29"
GROUPS_MIXED = "30"
EMPTY = "32"
OUTSIDE_MESSAGE = "33"
TOO_MANY = "35"
TOO_LONG = "39"


class Fault(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One fault of an interchange or message.

    `code` is a number of data element 0085 for a syntax fault (answered by CONTRL) and a word of ours for a
    fault of content (answered by APERAK). `position` counts segments from 1: from UNH within a message, from
    UNB within the envelope; 0 when no segment can be pointed at. `element` and `component` count from 1
    behind the tag; 0 when the whole is meant. `quarantine` marks what a person may still settle with the
    sender: the message has no effect until then.
    """

    code: str
    nl: str
    en: str
    position: int = 0
    tag: str = ""
    element: int = 0
    component: int = 0
    quarantine: bool = False

    @property
    def sentence(self) -> Sentence:
        """Return the two sentences alone."""
        return Sentence(self.nl, self.en)


class Segment(msgspec.Struct, frozen=True, gc=False):
    """One segment: its tag, its data elements as component texts (releases undone), and its number."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    position: int

    def at(self, element: int, component: int = 1) -> str:
        """Return the component at a place, both counted from 1 behind the tag; empty when it is not there."""
        elements = self.elements
        if element > len(elements):
            return ""
        parts = elements[element - 1]
        return parts[component - 1] if component <= len(parts) else ""


def at_segment(
    code: str,
    segment: Segment,
    nl: str,
    en: str,
    *,
    element: int = 0,
    component: int = 0,
    quarantine: bool = False,
) -> Fault:
    """Make a fault that points at a segment."""
    return Fault(
        code=code,
        nl=nl,
        en=en,
        position=segment.position,
        tag=segment.tag,
        element=element,
        component=component,
        quarantine=quarantine,
    )


class Findings:
    """Gathers faults and remarks while a message is read, so that all of them can be told at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.remarks: list[Fault] = []

    def fault(
        self,
        code: str,
        segment: Segment,
        nl: str,
        en: str,
        *,
        element: int = 0,
        component: int = 0,
        quarantine: bool = False,
    ) -> None:
        """Note something that keeps the message from having effect."""
        self.faults.append(
            at_segment(code, segment, nl, en, element=element, component=component, quarantine=quarantine)
        )

    def remark(self, code: str, segment: Segment, nl: str, en: str, *, element: int = 0) -> None:
        """Note something that is accepted, but never silently."""
        self.remarks.append(at_segment(code, segment, nl, en, element=element))

    def wrong(self, code: str, segment: Segment, found: Sequence[Sentence], *, element: int) -> None:
        """Note one fault for each sentence about a data element."""
        for sentence in found:
            self.fault(code, segment, sentence.nl, sentence.en, element=element)
