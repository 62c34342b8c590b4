"""Writes trade messages: segments with their service characters released, counted and enveloped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

# An element is one text or the texts of its components; empty ones at the end are left out.
Element = str | Sequence[str]
Row = tuple[Element, ...]

_RELEASED = str.maketrans({"?": "??", "'": "?'", "+": "?+", ":": "?:"})


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who sends to whom, under which reference, and when it was prepared (`yymmdd`, `hhmm`).

    Sender and recipient are an identification with, where needed, its qualifier. Writing is in level C
    (ISO 8859-1), so that names and sentences keep their letters.
    """

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    reference: str
    prepared: tuple[str, str]
    syntax: str = "UNOC"
    version: str = "3"


class Draft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A message to be written: its reference, its identifier, and the segments between UNH and UNT."""

    reference: str
    identifier: tuple[str, ...]
    rows: tuple[Row, ...]


def fitted(text: str) -> str:
    """Return a text that ISO 8859-1 can carry: another character is written as its code (U+041A)."""
    return "".join(
        c if " " <= c <= "~" or "\xa0" <= c <= "\xff" else f"U+{ord(c):04X}" if ord(c) > 0xFF else " "
        for c in text
    )


def _element(element: Element) -> str:
    components = [element] if isinstance(element, str) else list(element)
    while components and not components[-1]:
        components.pop()
    return ":".join(fitted(component).translate(_RELEASED) for component in components)


def write_segment(row: Row) -> str:
    """Write one segment with its terminator."""
    elements = [_element(element) for element in row]
    while elements and not elements[-1]:
        elements.pop()
    return "+".join(elements) + "'"


def write_interchange(envelope: Envelope, drafts: Iterable[Draft]) -> bytes:
    """Write messages in their envelope, with every count and reference as it must be; one segment a line."""
    lines = [
        write_segment(
            (
                "UNB",
                (envelope.syntax, envelope.version),
                envelope.sender,
                envelope.recipient,
                envelope.prepared,
                envelope.reference,
            )
        )
    ]
    messages = 0
    for draft in drafts:
        messages += 1
        lines.append(write_segment(("UNH", draft.reference, draft.identifier)))
        lines.extend(write_segment(row) for row in draft.rows)
        lines.append(write_segment(("UNT", str(len(draft.rows) + 2), draft.reference)))
    lines.append(write_segment(("UNZ", str(messages), envelope.reference)))
    return "\n".join(lines).encode("latin-1")
