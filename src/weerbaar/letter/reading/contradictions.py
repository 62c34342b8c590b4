"""Finds numbers and days in a letter that do not fit: durations, sums, growth, days of the week."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta

from weerbaar.letter.reading.findings import Contradiction, Figure
from weerbaar.letter.reading.flat import Flat, Sentence
from weerbaar.letter.reading.numbers import value_of
from weerbaar.letter.rules import words
from weerbaar.letter.rules.phrases import phrase, phrase_matcher
from weerbaar.letter.terms import Term, beginning_in
from weerbaar.letter.terms.interval import shifted

SCANNED = {"paragraph", "item", "cell"}
_WINDOW = 3


def find_contradictions(flat: Flat, terms: list[Term], figures: list[Figure]) -> list[Contradiction]:
    """Return what does not fit, each from its first to its last part."""
    scanned = [s for s in flat.sentences if s.kind in SCANNED]
    found = [*_durations(flat, scanned, terms), *_weekdays(flat, terms)]
    for sentence in scanned:
        low, high = flat.span(sentence.start, sentence.end)
        first = bisect_left(figures, low, key=lambda figure: figure.start)
        mine = figures[first : bisect_left(figures, high, lo=first, key=lambda figure: figure.start)]
        found += [*_growth(sentence, mine), *_sums(sentence, mine)]
    found += _same_thing(figures)
    return sorted(found, key=lambda one: one.start)


def _make(
    rule: str, start: int, end: int, stated: str, expected: str, nl: str, en: str, sentence: str
) -> Contradiction:
    return Contradiction(
        text="", start=start, end=end, rule=rule, confidence=0.8, sentence=sentence,
        stated=stated, expected=expected, nl=nl, en=en,
    )  # fmt: skip


def _durations(flat: Flat, scanned: list[Sentence], terms: list[Term]) -> Iterator[Contradiction]:
    """Check that a scheme of N years from S, extended by M, ends N + M years after a day of S."""
    lasting, started = phrase_matcher("lasts-so-long"), phrase_matcher("has-begun")
    extended, ending = phrase_matcher("made-longer"), phrase_matcher("comes-to-an-end")
    for index, first in enumerate(scanned):
        lasts = lasting.search(first.text)
        begun = started.search(first.text)
        opening = beginning_in(terms, first.start, first.end)
        if lasts is None or begun is None or not opening:
            continue
        years = value_of(lasts["years"])
        for sentence in scanned[index : index + _WINDOW]:
            for longer in extended.finditer(sentence.text):
                years += value_of(longer["years"] or longer["years_2"])
            ends = ending.search(sentence.text)
            closing = [
                t
                for t in terms
                if ends and ends.start() <= t.start - sentence.start and t.start < sentence.end
            ]
            if closing:
                yield from _misfit(flat, opening[0], closing[0], years, sentence)
                break


def _misfit(
    flat: Flat, opening: Term, closing: Term, years: float, sentence: Sentence
) -> Iterator[Contradiction]:
    begin, stated = opening.interval, closing.interval.latest
    if begin.earliest is None or begin.latest is None or stated is None:
        return
    soonest = shifted(begin.earliest, round(years * 12)) - timedelta(days=1)
    latest = shifted(begin.latest, round(years * 12)) - timedelta(days=1)
    if soonest <= stated <= latest + timedelta(days=1 if begin.earliest == begin.latest else 0):
        return
    start, end = flat.span(opening.start, closing.end)
    told = f"{years:g}"
    yield _make(
        "duration", start, end, stated.isoformat(), f"{soonest.isoformat()}/{latest.isoformat()}",
        f"begin {opening.text} plus {told} jaar eindigt tussen {soonest} en {latest}, niet op {stated}",
        f"beginning {opening.text}, {told} years end between {soonest} and {latest}, not on {stated}",
        sentence.text,
    )  # fmt: skip


def _weekdays(flat: Flat, terms: list[Term]) -> Iterator[Contradiction]:
    weekday, weekdays = phrase("weekday-named"), words().lists["weekdays"]
    for term in terms:
        named = weekday.search(term.text)
        when = term.interval.earliest or term.interval.latest
        if named is None or when is None or term.granularity != "day" or term.inferred_year:
            continue
        if term.rule.split("+")[0] in {"before", "yet-before", "up-to", "after"}:
            continue
        actual, stated = weekdays[when.weekday()], named["weekday"].lower()
        if actual != stated:
            start, end = flat.span(term.start, term.end)
            yield _make(
                "weekday", start, end, stated, actual,
                f"{when} is een {actual}, geen {stated}",
                f"{when} is a {_english(when)}, not as written", "",
            )  # fmt: skip


def _english(when: date) -> str:
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[when.weekday()]


def _growth(sentence: Sentence, figures: list[Figure]) -> Iterator[Contradiction]:
    """Check growth ("van 120 naar 150, een stijging van 20 procent") to the precision it is given in."""
    text = sentence.text
    stated = phrase("grew-from-to").search(text) if len(figures) > 1 else None
    for first, second in itertools.pairwise(figures):
        share = next((f for f in figures if f.unit == "percent" and f.start > second.start), None)
        if stated is None or share is None or "percent" in {first.unit, second.unit} or not first.value:
            continue
        if first.unit != second.unit:
            continue
        change = abs(second.value - first.value) / first.value * 100
        digits = len(f"{share.value:g}".partition(".")[2])
        if abs(change - share.value) > 0.5 * 10**-digits + 0.5:
            yield _make(
                "growth", first.start, share.end, f"{share.value:g} procent", f"{change:.1f} procent",
                f"van {first.value:g} naar {second.value:g} is {change:.1f} procent, niet {share.value:g}",
                f"{first.value:g} to {second.value:g} is {change:.1f} percent, not {share.value:g}", text,
            )  # fmt: skip
        return


def _sums(sentence: Sentence, figures: list[Figure]) -> Iterator[Contradiction]:
    """Check parts: listed in full they add up to the whole; parts of a whole may not exceed it."""
    if len(figures) < 3:
        return
    whole, parts = figures[0], figures[1:]
    parts = [part for part in parts if part.unit == whole.unit]
    between = sentence.text
    listed = phrase_matcher("lists-its-parts").search(between)
    of_which = phrase_matcher("of-which").search(between)
    total = sum(part.value for part in parts)
    if len(parts) < 2 or phrase("compares-two-times").search(between):
        return
    full = listed is not None and phrase("in-all").search(between)
    if (full and abs(total - whole.value) > 1e-6) or (of_which and not full and total > whole.value + 1e-6):
        yield _make(
            "sum", whole.start, parts[-1].end, f"{whole.value:g}", f"{total:g}",
            f"de delen tellen op tot {total:g}, niet tot {whole.value:g}",
            f"the parts add up to {total:g}, not {whole.value:g}", sentence.text,
        )  # fmt: skip


def _same_thing(figures: list[Figure]) -> Iterator[Contradiction]:
    """Check that "de 27 gemeenten" are not "de 28 gemeenten" further on."""
    seen: dict[str, Figure] = {}
    for figure in figures:
        if figure.unit != "count" or not figure.of or figure.value < 3 or not _of_them_all(figure):
            continue
        noun = figure.of.split()[-1].lower()
        earlier = seen.setdefault(noun, figure)
        if earlier.value != figure.value:
            yield _make(
                "same-thing", earlier.start, figure.end, f"{figure.value:g}", f"{earlier.value:g}",
                f"eerder {earlier.value:g} {noun}, hier {figure.value:g}",
                f"{earlier.value:g} {noun} before, {figure.value:g} here", figure.sentence,
            )  # fmt: skip


def _of_them_all(figure: Figure) -> bool:
    """Say whether a sentence speaks of all that a figure counts: "de 27 gemeenten"."""
    return any(
        re.match(rf"{re.escape(figure.text)}\b", figure.sentence[found.end() :], re.IGNORECASE)
        for found in phrase("all-of-them").finditer(figure.sentence)
    )
