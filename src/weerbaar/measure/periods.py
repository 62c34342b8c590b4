"""Weeks, months, half-years and years in a row: reads them, finds gaps and doubles, and counts along."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from weerbaar.measure.faults import Faults

SEASON = {"week": 52.18, "month": 12.0, "quarter": 4.0, "half": 2.0}
ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")
PART = re.compile(r"(\d{4})-?([HQ])(\d)")
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
PER_YEAR = {"H": ("half", 2), "Q": ("quarter", 4)}


def parse_period(cell: str) -> tuple[str, int] | None:
    """Read one period as (grain, ordinal): 2025-01-13, 2025-W03, 2025-01, 2025H1, 2025Q1, 2025 or 17.

    The ordinal goes up by one from each period to the next. None when the text is no period.
    """
    text = cell.strip()
    try:
        if found := ISO_WEEK.fullmatch(text):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return "week", (monday.toordinal() - 1) // 7
        if found := PART.fullmatch(text):
            grain, parts = PER_YEAR[found[2]]
            number = int(found[3])
            return (grain, int(found[1]) * parts + number - 1) if 1 <= number <= parts else None
        if found := MONTH.fullmatch(text):
            first = date(int(found[1]), int(found[2]), 1)
            return "month", first.year * 12 + first.month - 1
        if re.fullmatch(r"-?\d+(\.0+)?", text):
            number = int(float(text))
            return ("year" if 1900 <= number <= 2100 else "step"), number
        return "week", (date.fromisoformat(text).toordinal() - 1) // 7
    except ValueError:
        return None


def first_day(grain: str, ordinal: int) -> date | None:
    """Return the day on which a period starts; None for bare step numbers."""
    if grain == "week":
        return date.fromordinal(ordinal * 7 + 1)
    parts = {"year": 1, "half": 2, "quarter": 4, "month": 12}.get(grain)
    return None if parts is None else date(ordinal // parts, ordinal % parts * (12 // parts) + 1, 1)


def ordinal_of(grain: str, moment: str | int) -> int | None:
    """Return the ordinal of the period of `grain` that contains a date, period or step."""
    read = parse_period(str(moment))
    if read is None:
        return None
    if read[0] == grain or grain == "step":
        return read[1]
    day = date.fromisoformat(str(moment)) if len(str(moment)) == 10 else first_day(*read)
    if day is None:
        return None
    if grain == "week":
        return (day.toordinal() - 1) // 7
    parts = {"year": 1, "half": 2, "quarter": 4, "month": 12}[grain]
    return day.year * parts + (day.month - 1) * parts // 12


def label_of(grain: str, ordinal: int) -> str:
    """Write a period as `parse_period` reads it: a week by its Monday."""
    day = first_day(grain, ordinal)
    if day is None or grain == "year":
        return str(ordinal)
    if grain in {"week", "month"}:
        return day.isoformat() if grain == "week" else f"{day.year}-{day.month:02}"
    letter, parts = ("H", 2) if grain == "half" else ("Q", 4)
    return f"{ordinal // parts}{letter}{ordinal % parts + 1}"


@dataclass(frozen=True)
class Periods:
    """Periods of one grain in the order of the rows, without gaps or doubles."""

    grain: str
    ordinals: tuple[int, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ordinals)

    @property
    def season(self) -> float | None:
        """Periods in a year, or None where there is no season to speak of."""
        return SEASON.get(self.grain)

    @property
    def per_year(self) -> float:
        """Periods in a year for stating a trend; 1 for years and for bare steps."""
        return SEASON.get(self.grain, 1.0)

    def index(self, moment: str | int) -> int | None:
        """Return the place of the period that contains `moment`; it may lie outside 0..n."""
        ordinal = ordinal_of(self.grain, moment)
        return None if ordinal is None else ordinal - self.ordinals[0]

    def until(self, last: int) -> Periods:
        """Return the first `last` periods."""
        return Periods(self.grain, self.ordinals[:last], self.labels[:last])

    def carried_to(self, length: int) -> Periods:
        """Return these periods with those that follow, so many in all, named as a file would name them."""
        ordinals = range(self.ordinals[-1] + 1, self.ordinals[0] + length)
        labels = tuple(label_of(self.grain, ordinal) for ordinal in ordinals)
        return Periods(self.grain, (*self.ordinals, *ordinals), (*self.labels, *labels))


def read_periods(cells: list[str], lines: list[int], name: str, faults: Faults) -> Periods | None:
    """Read the period of each row of a series; unreadable, mixed, doubled, absent or unordered is a fault."""
    read = [parse_period(cell) for cell in cells]
    for cell, line, parsed in zip(cells, lines, read, strict=True):
        if parsed is None:
            faults.add(
                f"{name} line {line}: '{cell}' is no period; write 2025-01-13, 2025-W03, 2025-01, 2025H1"
                " or 2025"
            )
    known = [parsed for parsed in read if parsed is not None]
    if len(known) < len(read) or not known:
        return None
    grains = {grain for grain, _ in known} - (
        {"step"} if any(grain == "year" for grain, _ in known) else set()
    )
    if len(grains) > 1:
        faults.add(f"{name}: periods of different length are mixed ({', '.join(sorted(grains))})")
        return None
    grain, ordinals = grains.pop(), [ordinal for _, ordinal in known]
    sound = _doubles(cells, lines, ordinals, name, faults) and _order(cells, lines, ordinals, name, faults)
    sound = sound and _gaps(grain, ordinals, name, faults)
    return Periods(grain, tuple(ordinals), tuple(cells)) if sound else None


def _doubles(cells: list[str], lines: list[int], ordinals: list[int], name: str, faults: Faults) -> bool:
    often = {ordinal for ordinal, times in Counter(ordinals).items() if times > 1}
    for ordinal in sorted(often):
        where = [line for line, other in zip(lines, ordinals, strict=True) if other == ordinal]
        at = ", ".join(str(line) for line in where)
        faults.add(
            f"{name}: the period {cells[ordinals.index(ordinal)]} occurs {len(where)} times (lines {at});"
            " keep one row of one source"
        )
    return not often


def _order(cells: list[str], lines: list[int], ordinals: list[int], name: str, faults: Faults) -> bool:
    for place in range(1, len(ordinals)):
        if ordinals[place] < ordinals[place - 1]:
            faults.add(
                f"{name} line {lines[place]}: {cells[place]} comes after {cells[place - 1]}; sort by period"
            )
            return False
    return True


def _gaps(grain: str, ordinals: list[int], name: str, faults: Faults) -> bool:
    absent = sorted(set(range(ordinals[0], ordinals[-1] + 1)) - set(ordinals))
    if absent:
        shown = ", ".join(str(first_day(grain, ordinal) or ordinal) for ordinal in absent[:6])
        more = f" and {len(absent) - 6} more" if len(absent) > 6 else ""
        faults.add(
            f"{name}: {len(absent)} {grain}(s) are missing, starting {shown}{more}; a gap is not a zero"
        )
    return not absent


def complete_until(periods: Periods, known_on: date | None, name: str, faults: Faults) -> int:
    """Return how many periods were over on the day the figures were retrieved; later ones are a fault."""
    if known_on is None or periods.grain == "step":
        return len(periods)
    whole = 0
    for ordinal, label in zip(periods.ordinals, periods.labels, strict=True):
        start, following = first_day(periods.grain, ordinal), first_day(periods.grain, ordinal + 1)
        if start is None or following is None:
            continue
        if start > known_on:
            faults.add(f"{name}: the period {label} lies after the retrieval date {known_on} in the plan")
        elif following - timedelta(days=1) <= known_on:
            whole += 1
    return whole
