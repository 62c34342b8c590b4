"""The language rules: readable tables, each rule with examples that must and must not match."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from weerbaar.letter.rules.needed import Matcher, Needs, shortest, words_needed

# `{month}` in a pattern stands for the list of that name in words.toml; `…` stands for any words of the
# same sentence, because Dutch puts verb and particle far apart.
_MACRO = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_GAP = r"(?:(?=[ ,:(])[^;]*?(?<=[ (]))"


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text with the reading it must give, each expected field by name, written as text."""

    text: str
    date: str = ""
    reading: dict[str, str] = {}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table: what it is called, what it matches and how sure a match is."""

    id: str
    pattern: str
    confidence: float = 0.9
    match: list[Example] = []
    no_match: list[str] = []
    why: str = ""

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled once."""
        return self.matcher.regex

    @property
    def matcher(self) -> Matcher:
        """The pattern, compiled once, with the words it needs."""
        return matcher(self.pattern)


class _Words(msgspec.Struct):
    patterns: dict[str, str]
    lists: dict[str, list[str]]
    numbers: dict[str, float]
    scales: dict[str, float]


def read_table(name: str) -> bytes:
    """Return the text of one table."""
    return (files(__name__) / f"{name}.toml").read_bytes()


@cache
def words() -> _Words:
    """Return the word lists that the patterns of every table share."""
    return msgspec.convert(tomllib.loads(read_table("words").decode()), _Words)


@cache
def wordlist(name: str) -> frozenset[str]:
    """Return one word list as a set."""
    return frozenset(words().lists[name])


def expand(pattern: str) -> str:
    """Fill in the word lists a pattern names; an unknown name is an error of the table."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in words().patterns:
            return f"(?:{expand(words().patterns[name])})"
        longest_first = sorted(words().lists[name], key=len, reverse=True)
        return "(?:" + "|".join(longest_first) + ")"

    return _MACRO.sub(fill, pattern).replace("…", _GAP)


@cache
def matcher(pattern: str) -> Matcher:
    """Return a pattern of a table, in which capitals do not count."""
    return Matcher(expand(pattern), words_needed(pattern, needs_of), re.IGNORECASE)


@cache
def needs_of(name: str) -> Needs:
    """Return what any match of a named word list or pattern holds."""
    if name in words().patterns:
        return words_needed(words().patterns[name], needs_of)
    return (shortest(frozenset(word.lower() for word in words().lists[name])),)


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of a table for use on a few words, where looking for what it needs does not pay."""
    return matcher(pattern).regex
