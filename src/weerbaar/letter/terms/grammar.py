"""Finds the expressions of time in a text and says which days each stands for, and by which rule."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from weerbaar.letter.rules import matcher
from weerbaar.letter.rules.phrases import phrase
from weerbaar.letter.terms.interval import Interval
from weerbaar.letter.terms.resolve import apply_frame, read_unit
from weerbaar.letter.terms.tables import Frame, Unit, tables
from weerbaar.letter.terms.tense import direction

LONGEST_FRAME = 48
MOST_FRAMES = 4


@dataclass(frozen=True, slots=True)
class Term:
    """Words at `start` to `end` of a text that stand for days; `rule` names unit and frames."""

    text: str
    start: int
    end: int
    interval: Interval
    granularity: str
    rule: str
    confidence: float
    inferred_year: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    unit: Unit
    found: re.Match[str]
    start: int
    frames: tuple[Frame, ...]


def find_terms(
    text: str, letter: date, sentence_at: Callable[[int], tuple[int, int]] | None = None
) -> list[Term]:
    """Return the expressions of time in a text without line breaks, in order, none overlapping.

    `letter` is the day that "komend jaar" is seen from; `sentence_at` gives the bounds of the sentence at an
    offset, so that its verbs can settle a missing year (without it the whole text is one sentence).
    """
    terms: list[Term] = []
    for hit in _hits(text):
        term = _read(text, hit, letter, sentence_at or (lambda _: (0, len(text))))
        if term is None:
            continue
        joined = _joined(text, terms[-1], term, hit) if terms else None
        if joined is not None:
            terms[-1] = joined
        else:
            terms.append(term)
    return terms


def _hits(text: str) -> Iterator[_Hit]:
    found = [
        (match.start(), -match.end(), order, unit, match)
        for order, unit in enumerate(tables().unit)
        for match in _bounded(unit, text)
    ]
    in_a_row = phrase("in-a-row")
    end, last_unit = 0, -1
    for start, minus_end, _, unit, match in sorted(found, key=lambda item: item[:3]):
        if start < end:
            continue
        frames, first = _frames_before(text, start, unit, end)
        follows = last_unit >= 0 and in_a_row.match(text[last_unit:start]) is not None
        if not (unit.lone or frames or follows):
            continue
        if unit.needs and not any(frame.id in unit.needs for frame in frames):
            continue
        end = last_unit = -minus_end
        yield _Hit(unit, match, first, frames)


def _bounded(unit: Unit, text: str) -> Iterator[re.Match[str]]:
    # A word that only ends in "de" does not begin "de vorige maand".
    for match in matcher(rf"(?<!\w)(?:{unit.pattern})").in_long(text):
        before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if not (before.isalnum() or (before in "-/,.€§" and before)) and not after.isalnum():
            yield match


def _frames_before(text: str, start: int, unit: Unit, floor: int) -> tuple[tuple[Frame, ...], int]:
    """Return the frames before a unit, nearest first, and where the outermost one begins."""
    frames: list[Frame] = []
    at, grain = start, _grain(unit)
    while len(frames) < MOST_FRAMES:
        window = text[max(floor, at - LONGEST_FRAME) : at]
        best: tuple[int, Frame] | None = None
        for frame in tables().frame:
            match = frame.before_unit.search(window)
            fits = match is not None and (not frame.grains or grain in frame.grains)
            if match is not None and fits and (best is None or len(match[0]) > best[0]):
                best = (len(match[0]), frame)
        if best is None:
            break
        frames.append(best[1])
        if not best[1].span:
            break
        at -= best[0]
        grain = "part" if best[1].kind in {"begin", "middle", "end"} else grain
    return tuple(frames), at


def _grain(unit: Unit) -> str:
    return {
        "ahead": "period",
        "back": "period",
        "years": "period",
        "turn": "day",
        "first-months": "period",
        "named-day": "day",
        "weekday": "day",
        "school-year": "period",
        "relative": "year",
    }.get(unit.kind, unit.kind)


def _read(text: str, hit: _Hit, letter: date, sentence_at: Callable[[int], tuple[int, int]]) -> Term | None:
    outward = {frame.kind for frame in hit.frames} & {"until", "before", "from"}

    def tense() -> str:
        if any(frame.id == "since" for frame in hit.frames):
            return "past"
        low, high = sentence_at(hit.start)
        leaning = direction(text[low:high], hit.start - low)
        return "future" if outward and leaning == "nearest" else leaning

    reading = read_unit(hit.unit, hit.found, letter, tense)
    if reading is None:
        return None
    interval, grain, inferred = reading
    for frame in hit.frames:
        term, size = apply_frame(frame, interval, grain)
        # A frame that would leave both ends open ("voor vanaf …") says nothing and is passed over.
        if term.earliest is not None or term.latest is not None:
            interval, grain = term, size
    rule = "+".join([*(frame.id for frame in reversed(hit.frames)), hit.unit.id])
    return Term(
        text=text[hit.start : hit.found.end()],
        start=hit.start,
        end=hit.found.end(),
        interval=interval,
        granularity=grain,
        rule=rule,
        confidence=hit.unit.confidence - (0.1 if inferred and not hit.unit.direction else 0.0),
        inferred_year=inferred,
    )


def _joined(text: str, earlier: Term, later: Term, hit: _Hit) -> Term | None:
    """Return one stretch for "van A tot (en met) B", "tussen A en B", "juli en augustus"; None when two stand apart."""
    between = text[earlier.end : later.start].strip()
    outermost = hit.frames[-1] if hit.frames else None
    first = earlier.interval.earliest
    last = later.interval.latest
    if outermost is not None and between == "" and outermost.id in {"until", "up-to"}:
        if phrase("not-up-to").match(text[later.start : hit.found.start()].strip()):
            return None
        if outermost.id == "up-to" and later.granularity != "day":
            last = read_whole(later, hit)
    elif not (
        between == "en"
        and (_next_month(earlier, later) or phrase("between-two").search(text[: earlier.start]))
    ):
        return None
    if first is None or last is None or first > last:
        return None
    return replace(
        earlier,
        text=text[earlier.start : later.end],
        end=later.end,
        interval=Interval(first, last),
        granularity="period",
        rule=f"{earlier.rule}..{later.rule}",
        confidence=min(earlier.confidence, later.confidence),
    )


def _next_month(earlier: Term, later: Term) -> bool:
    """Say whether a bare month follows the one before it: "in juli en augustus"."""
    last, first = earlier.interval.latest, later.interval.earliest
    months = earlier.granularity == later.granularity == "month" and later.rule.startswith("of+")
    return months and last is not None and first is not None and (first - last).days == 1


def read_whole(later: Term, hit: _Hit) -> date | None:
    """Return the last day of the unit itself: "van 2024 tot 2026" includes 2026 (no day does)."""
    reading = read_unit(hit.unit, hit.found, date(2000, 1, 1), lambda: "future")
    return later.interval.latest if reading is None or reading[2] else reading[0].latest


def settle(terms: list[Term], vague: list[Term]) -> tuple[list[Term], list[Term]]:
    """Return both lists without overlap: "de zomer van 2026" stays vague, its year is no term of its own."""
    vague = [
        v
        for v in vague
        if not any(t.start < v.end and v.start < t.end and t.granularity != "year" for t in terms)
    ]
    return [t for t in terms if not any(v.start < t.end and t.start < v.end for v in vague)], vague


def beginning_in(terms: list[Term], start: int, end: int) -> list[Term]:
    """Return the terms that begin from `start` up to `end`, of a list in the order of the text."""
    low = bisect_left(terms, start, key=lambda term: term.start)
    return terms[low : bisect_left(terms, end, lo=low, key=lambda term: term.start)]


def find_vague(text: str) -> list[Term]:
    """Return the periods that only a person can settle; each with an open interval."""
    open_ends = Interval(None, None)
    found = [
        Term(match[0], match.start(), match.end(), open_ends, "vague", rule.id, rule.confidence)
        for rule in tables().vague
        for match in matcher(rf"(?<!\w)(?:{rule.pattern})(?!\w)").in_long(text)
    ]
    found.sort(key=lambda term: (term.start, -term.end))
    kept: list[Term] = []
    for term in found:
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return kept
