"""A letter as text with its parts: which lines are heading, list or signature, and where notes are called."""

from __future__ import annotations

from dataclasses import dataclass, field

BYTES_MOST = 20_000_000


class Unreadable(Exception):
    """The file is no letter we can read; `faults` says what is wrong and what to do, one line each."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Mark:
    """The call of a footnote: the digits at `start` to `end`, and the note's own words when we have them."""

    start: int
    end: int
    number: str
    note: str | None = None
    rule: str = "note-in-source"
    confidence: float = 1.0


def blanked(text: str, marks: tuple[Mark, ...]) -> str:
    """Return a text of the same length, with a null for each digit that only calls a footnote."""
    pieces: list[str] = []
    at = 0
    for mark in marks:
        pieces += [text[at : mark.start], "\0" * (mark.end - mark.start)]
        at = mark.end
    return "".join([*pieces, text[at:]])


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or other part of the text; `kind` decides what is looked for in it.

    Kinds: `header` (up to the date and salutation), `heading`, `paragraph`, `item`, `cell`, `closing`
    (signature), `note` (the words of a footnote).
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Document:
    """The text as read (line ends are LF) and its structure; `told` holds what the file itself says it is."""

    text: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    told: dict[str, str] = field(default_factory=dict[str, str])
