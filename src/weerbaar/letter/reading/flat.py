"""The text as the rules see it: no quotation marks, no footnote digits, one space for every line break."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from weerbaar.letter.reading.document import Block, Document
from weerbaar.letter.reading.footnotes import QUOTES
from weerbaar.letter.rules import wordlist

_DROPPED = set(QUOTES) | {"\u00ad", "\u200b", "\ufeff", "\u2060"}
_APOSTROPHES = "'’‘"


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
    hidden = {i for mark in document.marks for i in range(mark.start, mark.end)}
    characters: list[str] = []
    origin: list[int] = []
    sentences: list[Sentence] = []
    for block in document.blocks:
        first = len(characters)
        _append(document.text, block, hidden, characters, origin)
        sentences.extend(_sentences("".join(characters[first:]), first, block.kind))
        characters.append("\n")
        origin.append(block.end)
    return Flat("".join(characters), tuple(origin), tuple(sentences))


def _append(text: str, block: Block, hidden: set[int], characters: list[str], origin: list[int]) -> None:
    first = len(characters)
    for place in range(block.start, block.end):
        character = text[place]
        if place in hidden:
            continue
        if character in _APOSTROPHES and _apostrophe(text, place):
            character = "'"
        elif character in _DROPPED or character == "'":
            continue
        if character.isspace():
            if len(characters) == first or characters[-1] == " ":
                continue
            character = " "
        characters.append(character)
        origin.append(place)
    while len(characters) > first and characters[-1] == " ":
        characters.pop()
        origin.pop()


def _apostrophe(text: str, place: int) -> bool:
    """Say whether a quotation mark is a letter's own apostrophe: corruptierisico's, 's-Gravenhage."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before.isalpha() and after.isalpha():
        return True
    return not before.isalnum() and after in {"s", "t", "n"} and not text[place + 2 : place + 3].isalnum()


_LIST_MARK = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[-•–*·▪]) +")
_STOP = re.compile(r"[.!?]+[)\]]*(?= +[A-ZÀ-Ý0-9(€]|$)|[.!?]+[)\]]*$")
_LAST_WORD = re.compile(r"([\w.]+)$")


def _sentences(text: str, offset: int, kind: str) -> list[Sentence]:
    cuts = [found.end() for found in _STOP.finditer(text) if not _abbreviation(text, found)]
    found: list[Sentence] = []
    mark = _LIST_MARK.match(text) if kind == "item" else None
    start = mark.end() if mark else 0
    for cut in [*cuts, len(text)]:
        while start < cut and text[start] == " ":
            start += 1
        if start < cut:
            found.append(Sentence(offset + start, offset + cut, kind, text[start:cut]))
        start = cut
    return found


def _abbreviation(text: str, stop: re.Match[str]) -> bool:
    if not stop[0].startswith("."):
        return False
    word = _LAST_WORD.search(text[: stop.start()])
    if word is None:
        return False
    last = word[1].lower().strip(".")
    initial = len(last) == 1 and last.isalpha() and word[1].isupper()
    ordinal = stop.start() <= 3 and last.isdigit()
    if last in {"jl", "a.s", "enz", "etc", "c.s", "e.d"}:
        # These may well end a sentence: only a small letter, a digit or a bracket after them goes on.
        return not text[stop.end() : stop.end() + 2].strip()[:1].isupper()
    return last in wordlist("abbreviations") or initial or ordinal
