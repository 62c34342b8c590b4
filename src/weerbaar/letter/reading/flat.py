"""The text as the rules see it: no quotation marks, no footnote digits, one space for every line break."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from weerbaar.letter.reading.document import Block, Document, Mark
from weerbaar.letter.reading.footnotes import QUOTES
from weerbaar.letter.rules import wordlist

_UNSEEN = QUOTES + "'\u00ad\u200b\ufeff\u2060"
_APOSTROPHES = "'’‘"
# One sign that may fall away, a stretch of white space, or a stretch of anything else.
_PLAIN = re.compile(rf"[{_UNSEEN}]|\s+|[^\s{_UNSEEN}]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `start` to `end` of the flat text, in a block of the given kind."""

    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Flat:
    """The flattened text; `origin[i]` is the place of its character i in the text as read."""

    text: str
    origin: tuple[int, ...]
    sentences: tuple[Sentence, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where flat characters `start` to `end` stand in the text as read."""
        return self.origin[start], self.origin[end - 1] + 1

    def sentence_at(self, position: int) -> Sentence | None:
        """Return the sentence that holds a flat position."""
        index = bisect_right(self.sentences, position, key=lambda sentence: sentence.start) - 1
        return self.sentences[index] if index >= 0 else None


def flatten(document: Document) -> Flat:
    """Flatten a letter; blocks are kept apart by a line feed."""
    pieces: list[str] = []
    origin: list[int] = []
    sentences: list[Sentence] = []
    for block in document.blocks:
        first = len(origin)
        marks = [mark for mark in document.marks if mark.start < block.end and block.start < mark.end]
        text = _flat_block(document.text, block, marks, origin)
        sentences.extend(_sentences(text, first, block.kind))
        pieces += [text, "\n"]
        origin.append(block.end)
    return Flat("".join(pieces), tuple(origin), tuple(sentences))


def _flat_block(text: str, block: Block, marks: list[Mark], origin: list[int]) -> str:
    """Return a block without notes and quotation marks; `origin` gets the place of each character kept."""
    pieces: list[str] = []
    ends_in_space = True
    at = block.start
    for low, high in [*((mark.start, mark.end) for mark in marks), (block.end, block.end)]:
        for plain in _PLAIN.finditer(text, at, max(low, at)):
            start, end = plain.span()
            piece = plain[0]
            if piece[0] in _APOSTROPHES and _apostrophe(text, start):
                piece = "'"
            elif piece[0] in _UNSEEN:
                continue
            elif piece.isspace():
                if ends_in_space:
                    continue
                piece, end = " ", start + 1
            ends_in_space = piece == " "
            pieces.append(piece)
            origin.extend(range(start, end))
        at = max(at, high)
    if pieces and ends_in_space:
        pieces.pop()
        origin.pop()
    return "".join(pieces)


def _apostrophe(text: str, place: int) -> bool:
    """Say whether a quotation mark is a letter's own apostrophe: corruptierisico's, 's-Gravenhage."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before.isalpha() and after.isalpha():
        return True
    return not before.isalnum() and after in {"s", "t", "n"} and not text[place + 2 : place + 3].isalnum()


_LIST_MARK = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[-•–*·▪]) +")
_STOP = re.compile(r"[.!?]+[)\]]*(?= +[A-ZÀ-Ý0-9(€]|$)|[.!?]+[)\]]*$")
_LAST_WORD = re.compile(r"([\w.]+)$")
_LONGEST_WORD = 60
_LONGEST_SENTENCE = 3000


def _sentences(text: str, offset: int, kind: str) -> list[Sentence]:
    cuts = [found.end() for found in _STOP.finditer(text) if not _abbreviation(text, found)]
    found: list[Sentence] = []
    mark = _LIST_MARK.match(text) if kind == "item" else None
    start = mark.end() if mark else 0
    for cut in [*cuts, len(text)]:
        while start < cut and text[start] == " ":
            start += 1
        while cut - start > _LONGEST_SENTENCE:
            # No sentence: a list without stops, or a text made to take our time.
            part = text.rfind(" ", start, start + _LONGEST_SENTENCE) + 1 or start + _LONGEST_SENTENCE
            found.append(Sentence(offset + start, offset + part, kind, text[start:part]))
            start = part
        if start < cut:
            found.append(Sentence(offset + start, offset + cut, kind, text[start:cut]))
        start = cut
    return found


def _abbreviation(text: str, stop: re.Match[str]) -> bool:
    if not stop[0].startswith("."):
        return False
    word = _LAST_WORD.search(text, max(0, stop.start() - _LONGEST_WORD), stop.start())
    if word is None:
        return False
    last = word[1].lower().strip(".")
    initial = len(last) == 1 and last.isalpha() and word[1].isupper()
    ordinal = stop.start() <= 3 and last.isdigit()
    if last in wordlist("closing_abbreviations"):
        # These may well end a sentence: only a small letter, a digit or a bracket after them goes on.
        return not text[stop.end() : stop.end() + 2].strip()[:1].isupper()
    return last in wordlist("abbreviations") or initial or ordinal
