"""From caught words to days: each kind of unit has one small rule of arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from weerbaar.letter.rules import words
from weerbaar.letter.terms.interval import (
    MONTHS,
    UNIT_MONTHS,
    Interval,
    day,
    months,
    moved,
    part,
    unit_around,
)
from weerbaar.letter.terms.tables import Frame, Unit, tables

Caught = dict[str, str]
Reading = tuple[Interval, str, bool]


def read_unit(unit: Unit, found: re.Match[str], letter: date, tense: Callable[[], str]) -> Reading | None:
    """Return the days, their granularity and whether the year was inferred; None when no such day exists."""
    caught = {name.removesuffix("_2"): value for name, value in found.groupdict().items() if value}
    if "year_2" in found.groupdict():
        caught["last_year_of_range"] = found["year_2"]
        caught["year"] = found["year"]
    toward = unit.direction or ("" if "year" in caught else tense())
    try:
        return _KINDS[unit.kind](unit, caught, letter, toward)
    except ValueError:
        return None


def _day(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    month = int(caught["month_number"]) if "month_number" in caught else MONTHS[caught["month"].lower()]
    number = int(caught["day"])
    if "year" in caught:
        return day(int(caught["year"]), month, number), "day", False
    choices = [
        day(letter.year + step, month, number) for step in (-1, 0, 1) if _exists(letter, step, month, number)
    ]
    return _choose(choices, letter, toward), "day", True


def _exists(letter: date, step: int, month: int, number: int) -> bool:
    try:
        date(letter.year + step, month, number)
    except ValueError:
        return False
    return True


def _choose(choices: list[Interval], letter: date, toward: str) -> Interval:
    """Pick the stretch nearest to the letter in the direction asked for."""

    def distance(choice: Interval) -> int:
        first, last = choice.earliest or letter, choice.latest or letter
        return 0 if first <= letter <= last else min(abs((first - letter).days), abs((last - letter).days))

    if toward == "past":
        choices = [c for c in choices if c.earliest is not None and c.earliest <= letter]
    elif toward == "future":
        choices = [c for c in choices if c.latest is not None and c.latest >= letter]
    if not choices:
        raise ValueError("no such day near the letter")
    return min(choices, key=distance)


def _month(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return _block(caught, letter, toward, MONTHS[caught["month"].lower()], "month")


def _week_of_month(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    whole, _, inferred = _month(unit, caught, letter, toward)
    if whole.earliest is None or whole.latest is None:
        raise ValueError("a month has both ends")
    last = caught["ordinal"].lower() == "laatste"
    first = (
        moved(whole.latest, -6, "day") if last else moved(whole.earliest, 7 * (_ordinal(caught) - 1), "day")
    )
    return Interval(first, moved(first, 6, "day")), "week", inferred


def _quarter(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return _block(caught, letter, toward, _ordinal(caught), "quarter")


def _half(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return _block(caught, letter, toward, _ordinal(caught), "half")


def _ordinal(caught: Caught) -> int:
    word = caught["ordinal"].lower()
    ordinals = words().ordinals
    return ordinals[word] if word in ordinals else int(word)


def _block(caught: Caught, letter: date, toward: str, number: int, unit: str) -> Reading:
    size = UNIT_MONTHS[unit]
    first = (number - 1) * size + 1
    for name, step in (("next_year", 1), ("this_year", 0), ("last_year", -1)):
        if name in caught:
            return months(letter.year + step, first, size), unit, False
    if "year" in caught:
        return months(int(caught["year"]), first, size), unit, False
    choices = [months(letter.year + step, first, size) for step in (-1, 0, 1)]
    return _choose(choices, letter, toward), unit, True


def _year(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return months(int(caught["year"]), 1, 12), "year", False


def _years(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    first, last = int(caught["year"]), int(caught["last_year_of_range"])
    return Interval(date(first, 1, 1), date(last, 12, 31)), "period", False


def _school_year(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return months(int(caught["year"]), 8, 12), "year", False


def _relative(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    size = words().units[caught["unit"].lower()]
    return unit_around(letter, size, unit.offset), size, False


def _ahead(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return (
        Interval(letter, moved(letter, _count(caught), words().units[caught["unit"].lower()])),
        "period",
        False,
    )


def _back(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return (
        Interval(moved(letter, -_count(caught), words().units[caught["unit"].lower()]), letter),
        "period",
        False,
    )


def _first_months(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    count = round(_count(caught))
    step = next((by for name, by in (("next_year", 1), ("last_year", -1)) if name in caught), 0)
    year = int(caught["year"]) if "year" in caught else letter.year + step
    first = 1 if caught["ordinal"].lower() == "eerste" else 13 - count
    return months(year, first, count), "period", False


def _turn(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    """Return the last day of the year, or with an offset of one the day that follows it."""
    return unit_around(date(letter.year, 12, 31), "day", unit.offset), "day", True


def _weekday(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    """Return the nearest such day before or after the letter, never the letter's own day."""
    ahead = (words().lists["weekdays"].index(caught["weekday"].lower()) - letter.weekday()) % 7
    return unit_around(letter, "day", (ahead or 7) if toward == "future" else ahead - 7), "day", False


def _named_day(unit: Unit, caught: Caught, letter: date, toward: str) -> Reading:
    return unit_around(letter, "day", unit.offset), "day", False


def _count(caught: Caught) -> float:
    word = caught["count"].lower()
    return float(word) if word.isdigit() else words().halves.get(word) or words().numbers[word]


_KINDS: dict[str, Callable[[Unit, Caught, date, str], Reading]] = {
    "day": _day,
    "month": _month,
    "week-of-month": _week_of_month,
    "quarter": _quarter,
    "half": _half,
    "year": _year,
    "years": _years,
    "school-year": _school_year,
    "relative": _relative,
    "ahead": _ahead,
    "back": _back,
    "turn": _turn,
    "first-months": _first_months,
    "named-day": _named_day,
    "weekday": _weekday,
}


def apply_frame(frame: Frame, reading: Interval, grain: str) -> tuple[Interval, str]:
    """Return the term that a frame makes of a stretch of days, and its granularity."""
    plain = {
        "same": lambda: reading,
        "until": reading.until,
        "before": reading.before,
        "from": reading.onwards,
        "after": reading.after,
    }
    if frame.kind in plain:
        return plain[frame.kind](), grain
    if frame.kind in {"first-half", "second-half"}:
        share = {"half": [0, 50] if frame.kind == "first-half" else [50, 100]}
        return part(reading, "half", share), "part"
    conventions = tables().conventions
    short = "_month" if grain in {"month", "week"} else ""
    return part(reading, frame.kind, {frame.kind: conventions[frame.kind + short]}), "part"
