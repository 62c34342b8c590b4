"""Compares two letters: which promises are kept, met, moved or dropped, and which figures changed."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date

import msgspec

from weerbaar.letter.reading.findings import Figure, Finding, Promise, Reading
from weerbaar.letter.rules import wordlist
from weerbaar.letter.rules.phrases import phrase

ALIKE = 0.32
_ORDER = {"dropped": 0, "moved": 1, "met": 2, "kept": 3}


class Place(msgspec.Struct, frozen=True):
    """Words at `start` to `end` of one of the letters."""

    text: str
    start: int
    end: int


class PromiseChange(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a promise: `outcome` is dropped, moved, met or kept; `new` is null when dropped."""

    outcome: str
    old: Place
    new: Place | None
    old_latest: str | None
    new_latest: str | None
    likeness: float


class FigureChange(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that counts the same thing in both letters with another value."""

    of: str
    unit: str
    old_value: float
    new_value: float
    old: Place
    new: Place


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The differences between two letters, dropped promises first."""

    promises: list[PromiseChange]
    figures: list[FigureChange]


def compare_letters(old: Reading, new: Reading, new_sentences: list[Finding]) -> Comparison:
    """Compare the readings of two letters; the older comes first.

    `new_sentences` are all sentences of the newer letter, among which what was done is looked for.
    """
    weigh = _Weights([p.sentence for p in (*old.promises, *old.undated, *new.promises, *new.undated)])
    reported = _reported(new, new_sentences)
    changes = [_became(promise, new, reported, weigh) for promise in (*old.promises, *old.undated)]
    changes.sort(key=lambda change: (_ORDER[change.outcome], change.old.start))
    return Comparison(promises=changes, figures=_figures(old, new))


class _Weights:
    """Rare words tell promises apart better than common ones."""

    def __init__(self, sentences: list[str]) -> None:
        self._seen = Counter(stem for sentence in sentences for stem in set(stems(sentence)))
        self._of = max(len(sentences), 1)

    def likeness(self, one: str, other: str) -> float:
        """Return how alike two sentences are in their content words, from 0 to 1 (weighted cosine)."""
        left, right = self._vector(one), self._vector(other)
        dot = sum(weight * right.get(stem, 0.0) for stem, weight in left.items())
        norm = math.sqrt(sum(w * w for w in left.values()) * sum(w * w for w in right.values()))
        return dot / norm if norm else 0.0

    def _vector(self, sentence: str) -> dict[str, float]:
        return {stem: 1 + math.log((1 + self._of) / (1 + self._seen[stem])) for stem in set(stems(sentence))}


def stems(sentence: str) -> list[str]:
    """Return the content words of a sentence, cut to stems; months and small words fall away."""
    found = re.findall(r"[a-zà-ÿ][a-zà-ÿ-]{2,}", sentence.lower())
    small = (
        wordlist("function_words")
        | wordlist("finite_verbs")
        | wordlist("prepositions")
        | wordlist("months")
        | wordlist("in_every_letter")
    )
    ending = phrase("word-ending")
    return [ending.sub("", word)[:9] for word in found if word not in small]


def _became(promise: Promise, new: Reading, reported: list[Finding], weigh: _Weights) -> PromiseChange:
    again, score = _nearest(promise, [*new.promises, *new.undated], weigh)
    done, done_score = _nearest(promise, reported, weigh)
    if done is not None and done_score >= max(score, ALIKE):
        return _change("met", promise, done, None, done_score)
    if again is None or score < ALIKE:
        return _change("dropped", promise, None, None, max(score, done_score))
    latest = again.term.latest if isinstance(again, Promise) and again.term else None
    return _change(_kept_or_moved(promise, latest), promise, again, latest, score)


def _kept_or_moved(promise: Promise, latest: str | None) -> str:
    before = promise.term.latest if promise.term else None
    if before is None:
        return "kept"
    return "moved" if latest is None or date.fromisoformat(latest) > date.fromisoformat(before) else "kept"


def _change(
    outcome: str, promise: Promise, new: Finding | None, latest: str | None, score: float
) -> PromiseChange:
    return PromiseChange(
        outcome=outcome,
        old=Place(promise.text, promise.start, promise.end),
        new=Place(new.text, new.start, new.end) if new is not None else None,
        old_latest=promise.term.latest if promise.term else None,
        new_latest=latest,
        likeness=round(score, 2),
    )


def _nearest(promise: Promise, among: list[Finding], weigh: _Weights) -> tuple[Finding | None, float]:
    scored = [(weigh.likeness(promise.sentence, other.sentence), index) for index, other in enumerate(among)]
    if not scored:
        return None, 0.0
    score, index = max(scored, key=lambda pair: (pair[0], -pair[1]))
    return among[index], score


def _reported(new: Reading, sentences: list[Finding]) -> list[Finding]:
    """Return the sentences of the newer letter that report something done, each once."""
    promised = {p.sentence for p in (*new.promises, *new.undated)}
    settled: list[Finding] = [*new.settled]
    done = phrase("said-to-be-done")
    return settled + [s for s in sentences if s.sentence not in promised and done.search(s.sentence)]


def _figures(old: Reading, new: Reading) -> list[FigureChange]:
    changes: list[FigureChange] = []
    for figure in old.figures:
        if figure.same_as is not None:
            continue
        twins = [other for other in new.figures if _same_count(figure, other)]
        if twins and all(twin.value != figure.value for twin in twins):
            twin = twins[0]
            changes.append(
                FigureChange(
                    of=figure.of or figure.unit,
                    unit=figure.unit,
                    old_value=figure.value,
                    new_value=twin.value,
                    old=Place(figure.text, figure.start, figure.end),
                    new=Place(twin.text, twin.start, twin.end),
                )
            )
    return changes


def _same_count(one: Figure, other: Figure) -> bool:
    """Say whether two figures count the same thing: the same unit and noun, or alike sentences for money."""
    if one.unit != other.unit:
        return False
    if one.unit == "count":
        nouns = (one.of or "").lower().split()[-1:], (other.of or "").lower().split()[-1:]
        return bool(nouns[0]) and nouns[0] == nouns[1]
    left, right = set(stems(one.sentence)), set(stems(other.sentence))
    return bool(left and right) and len(left & right) / len(left | right) >= 0.4
