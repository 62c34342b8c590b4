"""The parts of a draft letter: its head, its headings and paragraphs, and the marks inside them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class Words:
    """Plain words; `style` is empty, `strong` or `emphasis`."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Mark:
    """One mark `{kind: first | second ...}`; `{some-id}` is kind `figure`. `line` is its line."""

    kind: str
    parts: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Hyperlink:
    """Words that lead to an address."""

    text: str
    url: str


Inline = Words | Mark | Hyperlink


@dataclass(frozen=True)
class Span:
    """A stretch of running text: its parts, and its source with the first line, for the checks."""

    inlines: tuple[Inline, ...]
    source: str
    line: int


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4."""

    level: int
    span: Span


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    span: Span


@dataclass(frozen=True)
class Listing:
    """A list, with numbers or with dots."""

    numbered: bool
    entries: tuple[Span, ...]


@dataclass(frozen=True)
class Table:
    """A table; its first row is the header, and its caption is what a screen reader announces."""

    caption: Span
    header: tuple[Span, ...]
    rows: tuple[tuple[Span, ...], ...]
    line: int


Block = Heading | Paragraph | Listing | Table


@dataclass(frozen=True)
class Head:
    """What stands above the letter. Identifiers that arrive later are empty until then."""

    title: str
    date: dt.date
    place: str
    addressee: str
    sender: str
    signatory: str
    reference: str = ""
    dossier: str = ""
    dossier_title: str = ""
    kamer_number: str = ""
    publication: str = ""
    publisher: str = ""
    summary: str = ""
    on_behalf: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A draft letter as it was written, before its marks are looked up."""

    file: str
    head: Head
    blocks: tuple[Block, ...]
    sha256: str = field(default="")


def spans(block: Block) -> tuple[Span, ...]:
    """Return every stretch of running text of a block, in reading order."""
    if isinstance(block, Heading | Paragraph):
        return (block.span,)
    if isinstance(block, Listing):
        return block.entries
    return (block.caption, *block.header, *(cell for row in block.rows for cell in row))


def names_a_period(block: Block, span: Span) -> bool:
    """Return whether a cell of a table is a bare year that names its row or its column."""
    if not isinstance(block, Table):
        return False
    naming = (*block.header, *(row[0] for row in block.rows))
    return any(cell is span for cell in naming) and YEAR.fullmatch(span.source.strip()) is not None
