"""Finds the words by which a sentence closes a motion or commitment, and what denies it: "doe … af", "nog niet"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from weerbaar.letter.reading.settlement_rules import Closing, Veto, tables
from weerbaar.letter.rules import matcher, remembered
from weerbaar.letter.rules.phrases import phrase

Span = tuple[int, int]

_STOP = re.compile(r"[;,:.]")


@dataclass(frozen=True, slots=True)
class Held:
    """What keeps a sentence from closing anything: the veto, and the words in which it stands."""

    veto: Veto
    words: str


@remembered
def closing_in(text: str) -> tuple[Closing, Span] | None:
    """Return the first rule that closes something in a sentence and where, unless something denies it."""
    return next(((rule, at) for rule, at, held in _closings(text) if held is None), None)


@remembered
def held_in(text: str) -> Held | None:
    """Return what denies the first words of a sentence that would close something; None without such words."""
    return next((held for _, _, held in _closings(text)), None)


def _closings(text: str) -> Iterator[tuple[Closing, Span, Held | None]]:
    """Yield the words that close something in a sentence, each with what denies it."""
    named = any(item.matcher.search(text) for item in tables().item)
    for rule in tables().closing:
        if rule.item == "here" and not named:
            continue
        found = _parts_together(rule, text) if rule.parts else (m.span() for m in rule.matcher.finditer(text))
        for at in found:
            yield rule, at, held_at(text, at, rule.despite)


def _parts_together(rule: Closing, text: str) -> Iterator[Span]:
    """Yield where a clause holds the pattern and every part, in any order, as Dutch word order is free."""
    if rule.matcher.search(text) is None:
        return
    shown = _without_asides(text)
    edges = [0, *(found.end() for found in phrase("next-part").finditer(shown)), len(shown)]
    for low, high in itertools.pairwise(edges):
        clause = shown[low:high]
        found = [matcher(part).search(clause) for part in (rule.pattern, *rule.parts)]
        spans = [one.span() for one in found if one is not None]
        if len(spans) == len(found):
            yield low + min(start for start, _ in spans), low + max(end for _, end in spans)


def _without_asides(text: str) -> str:
    """Return a sentence, as long as it was, without the commas inside a clause and what only tells which motion."""
    joined = phrase("in-front").sub(r"\g<front>  ", text)
    joined = phrase("by-what").sub(r" \g<what> ", joined)
    return phrase("aside").sub(lambda aside: " " * len(aside[0]), joined)


def held_at(text: str, at: Span, despite: tuple[str, ...] = ()) -> Held | None:
    """Return what announces, denies or reports a closing in the clause of a place, instead of doing it."""
    edges = (edge.end() for edge in phrase("next-statement").finditer(text))
    low = max((edge for edge in edges if edge <= at[0]), default=0)
    after = _STOP.search(text, at[1])
    half = text[text.rfind(";", 0, at[0]) + 1 : (text.find(";", at[1]) + 1 or len(text) + 1) - 1]
    return held(half.strip(), text[low : after.start() if after else len(text)], despite)


def held(text: str, clause: str, despite: tuple[str, ...]) -> Held | None:
    """Return the veto that holds in a clause, outside the words that name a motion, or in its sentence `text`."""
    named = [found.span() for item in tables().item for found in item.matcher.finditer(clause)]
    return next(
        (
            Held(veto, found[0].strip(" ,"))
            for veto in tables().veto
            if veto.id not in despite
            for found in veto.matcher.finditer(text if veto.scope == "sentence" else clause)
            if veto.scope == "sentence" or not any(start < found.start() < end for start, end in named)
        ),
        None,
    )
