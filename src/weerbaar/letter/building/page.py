"""A finished document, whatever it will be written as: headings, paragraphs, lists and tables."""

from __future__ import annotations

from dataclasses import dataclass

from weerbaar.letter.building.draft import Head


@dataclass(frozen=True)
class Run:
    """Words with a style (`strong`, `emphasis` or none) in a language; `url` makes them a link."""

    text: str
    style: str = ""
    language: str = "nl"
    url: str = ""


@dataclass(frozen=True)
class Footnote:
    """A note at its place in the text."""

    text: str


Piece = Run | Footnote
Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Title:
    """A heading of level 1 to 4."""

    level: int
    pieces: Pieces


@dataclass(frozen=True)
class Prose:
    """A paragraph."""

    pieces: Pieces


@dataclass(frozen=True)
class Entries:
    """A list; a numbered one begins at `start`."""

    numbered: bool
    entries: tuple[Pieces, ...]
    start: int = 1


@dataclass(frozen=True)
class Grid:
    """A table with one header row and no merged cells; `widths` are shares of the line."""

    caption: Pieces
    header: tuple[Pieces, ...]
    rows: tuple[tuple[Pieces, ...], ...]
    widths: tuple[int, ...] = ()


Part = Title | Prose | Entries | Grid


@dataclass(frozen=True)
class Page:
    """A document ready to be written: `kind` is `letter` or `annex`."""

    kind: str
    head: Head
    parts: tuple[Part, ...]


def run(text: str) -> Pieces:
    """Return plain words as a stretch of text."""
    return (Run(text),)
