"""Tells the digits that call a footnote from the digits that mean a number."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from weerbaar.letter.reading.document import Mark
from weerbaar.letter.rules import Rule, expand, forgotten_with_the_rules, needs_of, table, wordlist
from weerbaar.letter.rules.needed import Matcher, words_needed

QUOTES = '«»“”„‟"‹›’‘‚'
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A note's digits follow at most a word and a few signs, so that no more of the text is looked at.
_REACH = 60
_GLUED = re.compile(r"(?<=[^\s\d])[1-9]")


class NoteRule(Rule, frozen=True, kw_only=True):
    """A row of the footnote table; `glued` when its digits follow a sign that is no space and no digit."""

    glued: bool = False


class NoteTable(msgspec.Struct, frozen=True):
    """The footnote table; its rules are tried in this order."""

    note: list[NoteRule]


def tables() -> NoteTable:
    """Return the footnote table."""
    return table("footnotes", NoteTable)


@cache
def _matcher(pattern: str) -> Matcher:
    """Compile a pattern in which capitals count, other than in the tables of language."""
    return Matcher(expand(pattern), words_needed(pattern, needs_of), re.NOFLAG, _REACH)


forgotten_with_the_rules(_matcher.cache_clear)


def find_marks(text: str) -> tuple[Mark, ...]:
    """Return the calls of footnotes in a plain text, where the digit is glued to a word or a full stop."""
    taken: dict[int, Mark] = {}
    glued = [found.start() for found in _GLUED.finditer(text)]
    for rule in tables().note:
        pattern = _matcher(rule.pattern)
        for found in pattern.around(text, glued) if rule.glued else pattern.in_long(text):
            start, end = found.span("n")
            if any(position in taken for position in range(start, end)) or _own_digits(rule.id, found, text):
                continue
            number = found["n"].strip("[]").translate(_SUPERSCRIPT)
            mark = Mark(start, end, number, None, rule.id, rule.confidence)
            taken.update(dict.fromkeys(range(start, end), mark))
    return tuple(sorted(set(taken.values()), key=lambda mark: mark.start))


def _own_digits(name: str, found: re.Match[str], text: str) -> bool:
    """Say whether the digits belong to the word or number itself: km2, CO2, nr.5, paragraaf 5.2."""
    groups = found.groupdict()
    word = (groups.get("word") or "").lower()
    if (
        name == "note-after-acronym"
        and text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1] == "()"
    ):
        return True
    if name in {"note-after-word", "note-after-acronym"}:
        return word in wordlist("digit_names") or word in wordlist("glued_abbreviations")
    if name == "note-after-stop":
        stops = found.group(0)[len(word) : found.start("n") - found.start()].strip(QUOTES)
        return stops == "." and word in wordlist("numbered_abbreviations")
    if name == "note-after-number":
        lead = (groups.get("lead") or "").strip().lower()
        line_start = found.start() == 0 or text[found.start() - 1] == "\n"
        section = re.match(r"\d{1,2}\.", found[0]) is not None
        return lead in wordlist("section_words") or (line_start and section)
    return False
