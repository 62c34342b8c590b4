"""Stretches of days: a quarter, a half year, "from then on"; open ends are allowed."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from weerbaar.letter.rules import words

MONTHS = {name: number for number, name in enumerate(words().lists["months"], 1)}
UNIT_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `earliest` to `latest`, both included; None is open on that side."""

    earliest: date | None
    latest: date | None

    def __post_init__(self) -> None:
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise ValueError("an interval that ends before it begins")

    def before(self) -> Interval:
        """Everything up to the day before this begins."""
        return Interval(None, self.earliest - timedelta(days=1) if self.earliest else self.latest)

    def until(self) -> Interval:
        """Everything up to and including the last day."""
        return Interval(None, self.latest)

    def onwards(self) -> Interval:
        """Everything from the first day on."""
        return Interval(self.earliest, None)

    def after(self) -> Interval:
        """Everything from the day after this ends."""
        return Interval(self.latest + timedelta(days=1) if self.latest else self.earliest, None)


def day(year: int, month: int, number: int) -> Interval:
    """Return one day; ValueError when the calendar has no such day."""
    when = date(year, month, number)
    return Interval(when, when)


def months(year: int, first: int, count: int = 1) -> Interval:
    """Return `count` whole months from month `first` of `year`; `first` may lie outside 1 to 12."""
    start = date(year + (first - 1) // 12, (first - 1) % 12 + 1, 1)
    end = shifted(start, count) - timedelta(days=1)
    return Interval(start, end)


def shifted(start: date, by_months: int) -> date:
    """Move a day by whole months, to the last day of a month too short for it."""
    index = start.year * 12 + start.month - 1 + by_months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def moved(start: date, count: float, unit: str) -> date:
    """Move a day by a number of days, weeks, months, quarters, halves or years (halves allowed)."""
    if unit in {"day", "week"}:
        return start + timedelta(days=round(count * (7 if unit == "week" else 1)))
    return shifted(start, round(count * UNIT_MONTHS[unit]))


def unit_around(anchor: date, unit: str, offset: int) -> Interval:
    """Return the calendar day, week, month, quarter, half or year that lies `offset` from the anchor's."""
    if unit == "day":
        when = anchor + timedelta(days=offset)
        return Interval(when, when)
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=offset)
        return Interval(monday, monday + timedelta(days=6))
    size = UNIT_MONTHS[unit]
    first = (anchor.month - 1) // size * size + 1 + offset * size
    return months(anchor.year, first, size)


def part(whole: Interval, name: str, thirds: Mapping[str, Sequence[int]]) -> Interval:
    """Return the begin, middle or end of a stretch by the convention given.

    `thirds` holds for each of `begin`, `middle`, `end` the first and last share of the stretch in
    hundredths. Whole months are kept whole, so that "begin 2026" ends on the last day of a month.
    """
    if whole.earliest is None or whole.latest is None:
        return whole
    low, high = thirds[name]
    length = (whole.latest - whole.earliest).days + 1
    if length <= 31:
        first = whole.earliest + timedelta(days=length * low // 100)
        last = whole.earliest + timedelta(days=max(length * high // 100 - 1, length * low // 100))
        return Interval(first, last)
    total = round(length / 30.44)
    first = shifted(whole.earliest, total * low // 100)
    last = shifted(whole.earliest, max(total * high // 100, total * low // 100 + 1)) - timedelta(days=1)
    return Interval(max(first, whole.earliest), min(last, whole.latest))
