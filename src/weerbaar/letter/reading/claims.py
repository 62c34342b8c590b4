"""Finds claims of more, less or success that carry no figure, with the measure that would support them."""

from __future__ import annotations

import re

import msgspec

from weerbaar.letter.reading.findings import Claim, Figure
from weerbaar.letter.reading.flat import Flat
from weerbaar.letter.rules import Rule, table
from weerbaar.letter.rules.phrases import phrase

SCANNED = {"paragraph", "item", "cell"}


class ClaimRule(Rule, frozen=True, kw_only=True):
    """A row of the claim table."""

    asks_for: str
    asks_for_nl: str


class ClaimTable(msgspec.Struct, frozen=True):
    """The claim table."""

    claim: list[ClaimRule]


def tables() -> ClaimTable:
    """Return the claim table."""
    return table("claims", ClaimTable)


def find_claims(flat: Flat, figures: list[Figure]) -> list[Claim]:
    """Return the claims of a letter that have no figure in their own part of the sentence."""
    found: list[Claim] = []
    places = sorted(figure.start for figure in figures)
    for sentence in flat.sentences:
        if sentence.kind not in SCANNED:
            continue
        for rule in tables().claim:
            for match in rule.matcher.finditer(sentence.text):
                low, high = _clause(sentence.text, match)
                first, last = flat.span(sentence.start + low, sentence.start + high)
                if any(first <= place < last for place in places):
                    continue
                start, end = flat.span(sentence.start + match.start(), sentence.start + match.end())
                if any(claim.start < end and start < claim.end for claim in found):
                    continue
                found.append(
                    Claim(
                        text="",
                        start=start,
                        end=end,
                        rule=rule.id,
                        confidence=0.7,
                        sentence=sentence.text,
                        asks_for=rule.asks_for,
                        asks_for_nl=rule.asks_for_nl,
                    )
                )
    return sorted(found, key=lambda claim: claim.start)


def _clause(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return the bounds of the clause around a match: up to a semicolon or ", maar"."""
    cut = phrase("turns-against")
    low = max((found.end() for found in cut.finditer(text, 0, match.start())), default=0)
    following = cut.search(text, match.end())
    return low, following.start() if following else len(text)
