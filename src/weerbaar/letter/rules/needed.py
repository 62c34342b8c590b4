"""Which words must stand in a text before a rule can match at all, so that most text is passed over at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

Words = frozenset[str]
Needs = tuple[Words, ...]

# How far a match in a long text may reach from the word it needs; the longest match seen is 96 characters.
REACH = 160
# A class of more characters than a digit's ten says too little to look for.
_MOST_IN_CLASS = 10
_MOST_NEEDS = 3
_PIECE = re.compile(
    r"(?P<around>\(\?<?[=!])|(?P<open>\((?:\?(?:P<\w+>|-?[a-z]*:))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<klass>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<hex>\\x[0-9a-fA-F]{2})|(?P<escape>\\.)"
    r"|(?P<name>\{[a-z][a-z0-9_]*\})|(?P<times>(?:[?*+]|\{\d*,?\d*\})\??)|(?P<any>[.^$…])|(?P<plain>[^\\])",
    re.DOTALL,
)
_DIGITS = frozenset("0123456789")


class Matcher:
    """A pattern of a table, compiled when it is first needed.

    `needs` are sets of small-letter words; any match holds at least one word of each set.
    INVARIANT: every method finds what `regex` alone finds (tests/letter/reading/test_needed.py, on all letters).
    """

    def __init__(self, pattern: str, needs: Needs, flags: re.RegexFlag, reach: int = REACH) -> None:
        self._pattern, self._flags, self._reach = pattern, flags, reach
        self.needs = needs

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as Python reads it."""
        return re.compile(self._pattern, self._flags)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return the matches in a sentence."""
        return self.regex.finditer(text) if self._may_match(text) else iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a sentence."""
        return self.regex.search(text) if self._may_match(text) else None

    def in_long(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a whole letter, looking only around the words that are needed."""
        if not self.needs:
            yield from self.regex.finditer(text)
        elif self._may_match(text):
            yield from self.around(text, _places(self.needs[0], small_letters(text)))

    def around(self, text: str, places: list[int]) -> Iterator[re.Match[str]]:
        """Yield the matches in a whole letter that reach to one of some places; any match must."""
        for start, end in _stretches(places, len(text), self._reach):
            yield from self.regex.finditer(text, start, end)

    def _may_match(self, text: str) -> bool:
        small = small_letters(text)
        for words in self.needs:
            for word in words:
                if word in small:
                    break
            else:
                return False
        return True


def words_needed(pattern: str, named: Callable[[str], Needs]) -> Needs:
    """Return what every match of a pattern holds, the most telling first; empty when unknown.

    `named` gives the needs of a word list or pattern that is named in braces. Reads the part of the regular
    expression language that our tables use; what it does not understand counts as unknown, which costs time
    and never a finding.
    """
    return _Reader(pattern, named).alternatives()


@lru_cache(maxsize=64)
def small_letters(text: str) -> str:
    """Return a text in small letters, character by character, so that places stay the same."""
    small = text.lower()
    return (
        small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def _places(words: Words, text: str) -> list[int]:
    """Return where each word stands, in order."""
    places: list[int] = []
    for word in words:
        place = text.find(word)
        while place >= 0:
            places.append(place)
            place = text.find(word, place + len(word))
    return sorted(places)


def _stretches(places: list[int], length: int, reach: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text around some places, in order; those that touch are one."""
    start, end = 0, -1
    for place in places:
        low, high = max(place - reach, 0), min(place + reach, length)
        if low > end:
            if end >= 0:
                yield start, end
            start = low
        end = high
    if end >= 0:
        yield start, end


class _Reader:
    """Walks through a pattern once, from left to right."""

    def __init__(self, pattern: str, named: Callable[[str], Needs]) -> None:
        self._named = named
        self._pieces = [(found.lastgroup or "", found[0]) for found in _PIECE.finditer(pattern)]
        self._at = 0

    def alternatives(self) -> Needs:
        """Read up to the closing bracket; of several alternatives one need of each is kept."""
        choices = [self._sequence()]
        while self._at < len(self._pieces) and self._pieces[self._at][0] == "bar":
            self._at += 1
            choices.append(self._sequence())
        if len(choices) == 1:
            return choices[0]
        if not all(choices):
            return ()
        return (shortest(frozenset[str]().union(*(needs[0] for needs in choices))),)

    def _sequence(self) -> Needs:
        found: list[Words] = []
        run = ""
        while self._at < len(self._pieces) and self._pieces[self._at][0] not in {"bar", "close"}:
            kind, piece = self._pieces[self._at]
            self._at += 1
            needs = self._atom(kind, piece)
            least, once = self._times()
            if kind == "around" or piece in {r"\b", r"\B", "^", "$"}:
                continue
            if kind in {"plain", "hex", "escape"} and least and len(needs) == 1 and len(needs[0]) == 1:
                run += next(iter(needs[0]))
                if once:
                    continue
                needs = ()
            found.append(frozenset({run}))
            run = ""
            found += needs if least else ()
        return _telling([*found, frozenset({run})])

    def _atom(self, kind: str, piece: str) -> Needs:
        """Return what one part needs; empty when it may be anything."""
        if kind in {"around", "open"}:
            needs = self.alternatives()
            self._at += 1
            return needs
        if kind == "name":
            return self._named(piece[1:-1])
        if kind == "plain":
            return (frozenset({piece.lower()}),)
        if kind == "hex":
            return (frozenset({chr(int(piece[2:], 16)).lower()}),)
        if kind == "escape" and (piece == r"\d" or not piece[1].isalnum()):
            return (_DIGITS if piece == r"\d" else frozenset({piece[1]}),)
        return _class(piece) if kind == "klass" else ()

    def _times(self) -> tuple[bool, bool]:
        """Return whether the part must be there, and whether it is there exactly once."""
        if self._at >= len(self._pieces) or self._pieces[self._at][0] != "times":
            return True, True
        piece = self._pieces[self._at][1]
        self._at += 1
        return piece[0] == "+" or (piece[0] == "{" and piece[1] in "123456789"), False


def _class(piece: str) -> Needs:
    inner = piece[1:-1].replace(r"\d", "0-9")
    if inner.startswith("^") or "\\" in inner:
        return ()
    members: set[str] = set()
    for found in re.finditer(r"(.)-(.)|(.)", inner):
        members |= {chr(code) for code in range(ord(found[1]), ord(found[2]) + 1)} if found[1] else {found[3]}
    return (frozenset(one.lower() for one in members),) if len(members) <= _MOST_IN_CLASS else ()


def _telling(choices: list[Words]) -> Needs:
    """Return the needs that tell most, best first: long words before short ones, few before many."""
    usable = {words for words in choices if words and all(word.strip() for word in words)}
    best = sorted(usable, key=lambda words: (-min(map(_weight, words)), len(words), sorted(words)))
    return tuple(best[:_MOST_NEEDS])


def _weight(word: str) -> int:
    """Return how much a word tells: a digit is rarer in a letter than a sign, and both than one small letter."""
    return 3 if word.isdigit() else 2 if len(word) == 1 and not word.isalpha() else len(word.strip())


def shortest(words: Words) -> Words:
    """Drop the words that hold another one: who finds `start` has found `starten`."""
    return frozenset(word for word in words if not any(other != word and other in word for other in words))
