"""Dutch numbers, in digits and in words up to a million: zevenentwintig, 2,25 miljoen, anderhalf."""

from __future__ import annotations

import re
from functools import cache

from weerbaar.letter.rules import forgotten_with_the_rules, words
from weerbaar.letter.rules.phrases import phrase


def value_of(number: str, scale: str | None = None) -> float:
    """Return the value of a number as written; ValueError when it is none.

    A full stop or space between groups of three digits is a thousands mark, a comma the decimal mark.
    """
    factor = words().scales[scale.rstrip(".").lower()] if scale else 1.0
    return round(_plain(number.lower()) * factor, 6)


def _plain(number: str) -> float:
    if number[0].isdigit():
        return float(re.sub(r"[. ]", "", number).replace(",", "."))
    if number in words().halves:
        return words().halves[number]
    return float(in_words(number.replace(" ", "")))


@cache
def in_words(word: str) -> int:
    """Return the value of a number word below a million; ValueError when it is none."""
    known = words().numbers
    word = word.removesuffix("tal")
    if word in known:
        return int(known[word])
    for name in ("duizend", "honderd"):
        left, mark, right = word.partition(name)
        if mark:
            times = in_words(left) if left else 1
            rest = in_words(right.removeprefix("en") or right) if right and right != "en" else 0
            return times * int(words().scales[name]) + rest
    joined = phrase("one-and-tens").match(word)
    if joined is None:
        raise ValueError(f"`{word}` is no number word")
    return in_words(joined["tens"]) + in_words(joined["ones"])


forgotten_with_the_rules(in_words.cache_clear)
