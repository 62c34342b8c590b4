"""The language rules: readable tables, each rule with examples that must and must not match."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import ParamSpec, TypeVar, cast

import msgspec

from weerbaar.letter.rules.needed import Matcher, Needs, shortest, words_needed
from weerbaar.letter.rules.own import Raw, laid_over, row_faults, shipped

T = TypeVar("T")
P = ParamSpec("P")

# `{month}` in a pattern stands for the list of that name in words.toml; `…` stands for any words of the
# same sentence, because Dutch puts verb and particle far apart.
_MACRO = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_GAP = r"(?:(?=[ ,:(])[^;]*?(?<=[ (]))"


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text with the reading it must give, each expected field by name, written as text."""

    text: str
    date: str = ""
    reading: dict[str, str] = {}


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    halves: dict[str, float]
    ordinals: dict[str, int]
    units: dict[str, str]
    scales: dict[str, float]


# The ministry's own tables, laid over ours; set once by `use_rules`, before a letter is read.
_OWN: dict[str, Raw] = {}
_READ: dict[str, object] = {}
# What is remembered of the rules, here and in other modules, and must forget when other rules come into use.
_WITH_THE_RULES: list[Callable[[], None]] = []


def table(name: str, kind: type[T]) -> T:
    """Return a table as rules of a kind, with the ministry's own rows before ours."""
    held = _READ.get(name)
    if not isinstance(held, kind):
        held = _READ[name] = msgspec.convert(laid_over(shipped(name), _OWN.get(name, {})), kind)
    return held


def use_rules(own: dict[str, Raw]) -> None:
    """Lay a ministry's own tables over ours for this process; an empty dict takes them off again."""
    _OWN.clear()
    _OWN.update(own)
    _READ.clear()
    for forget in _WITH_THE_RULES:
        forget()


def forgotten_with_the_rules(forget: Callable[[], None]) -> None:
    """Have something remembered of the rules forgotten whenever other rules come into use."""
    _WITH_THE_RULES.append(forget)


# What is remembered of sentences by `remembered`.
_WITH_THE_LETTER: list[Callable[[], None]] = []
# A letter of twenty pages has some thousand sentences.
_SENTENCES = 2048


def remembered(judge: Callable[P, T]) -> Callable[P, T]:
    """Remember what a function found in a sentence, within one letter; it must depend on the rules only."""
    kept = lru_cache(maxsize=_SENTENCES)(judge)
    _WITH_THE_LETTER.append(kept.cache_clear)
    # functools types what it gives by its result alone; the arguments are those of the function.
    return cast(Callable[P, T], kept)


def forget_sentences() -> None:
    """Forget the sentences of the letter before: a letter is not kept longer than it is read."""
    for forget in _WITH_THE_LETTER:
        forget()


def own_faults(name: str, own: Raw) -> list[str]:
    """Return what is wrong with the rows of an own table that is in use."""
    patterns: dict[tuple[str, str], re.Pattern[str] | str] = {}
    for key, rows in own.items():
        for row in rows if isinstance(rows, list) else []:
            try:
                patterns[key, row["id"]] = matcher(msgspec.convert(row, _Row).pattern).regex
            except (re.error, KeyError) as wrong:
                patterns[key, row["id"]] = f"the pattern cannot be read: {wrong}"
    return row_faults(name, own, patterns)


class _Row(msgspec.Struct):
    """What every row of every table has."""

    id: str
    pattern: str


@cache
def words() -> _Words:
    """Return the word lists that the patterns of every table share."""
    return table("words", _Words)


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


forgotten_with_the_rules(forget_sentences)
for _remembered in (words, wordlist, matcher, needs_of):
    forgotten_with_the_rules(_remembered.cache_clear)
