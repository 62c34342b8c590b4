"""The Dutch calendar of working days, as a value with a version: a new decree gives a new calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from weerbaar.kernel.law.statutory_time.feast_days import FIRST_YEAR, LAST_YEAR, DayOff, feast_days
from weerbaar.kernel.law.statutory_time.sources import (
    ATW_BY_DECREE,
    ATW_WEEKEND,
    Basis,
    Mark,
    StatutoryTimeError,
    refuse,
)

_SATURDAY = DayOff(nl="zaterdag", en="Saturday", basis=ATW_WEEKEND)
_SUNDAY = DayOff(nl="zondag", en="Sunday", basis=ATW_WEEKEND)


class Decree(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Days made equal to feast days by decree (Algemene termijnenwet art. 3, third paragraph).

    `name` is short and unique, as it enters the calendar's version; `published` is the day of the
    Staatscourant, None when it is not known; `mark` says how the decree was come by.
    """

    name: str
    days: tuple[date, ...]
    source: str
    published: date | None
    mark: Mark

    def day_off(self) -> DayOff:
        """Return the reason that these days carry."""
        basis = Basis(article=f"{ATW_BY_DECREE}: {self.source}", mark=self.mark)
        return DayOff(nl="bij besluit gelijkgesteld", en="equated by decree", basis=basis)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days, under the Act and the decrees given.

    Equal decrees make equal calendars, whatever their order. Years 2014 to 2400.
    """

    decrees: tuple[Decree, ...] = ()
    _years: dict[int, dict[date, DayOff]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decrees", tuple(sorted(self.decrees, key=lambda decree: decree.name)))
        names = [decree.name for decree in self.decrees]
        twice = sorted({name for name in names if names.count(name) > 1})
        faults = [f"decree {name!r} is given twice; give each decree once" for name in twice]
        faults += [
            f"decree {decree.name!r} names {day}, outside the years {FIRST_YEAR} to {LAST_YEAR}"
            for decree in self.decrees
            for day in decree.days
            if not FIRST_YEAR <= day.year <= LAST_YEAR
        ]
        refuse(faults)

    @property
    def version(self) -> str:
        """Return the calendar's name, made of what is in it: `atw-art-3` and the decrees."""
        return "+".join(["atw-art-3", *(decree.name for decree in self.decrees)])

    def with_decree(self, decree: Decree) -> Calendar:
        """Return a new calendar that also knows this decree; the old one stays as it was."""
        return Calendar((*self.decrees, decree))

    def why_not(self, day: date) -> DayOff | None:
        """Say why a day is no working day; None when it is one. A feast day on a weekend is a feast day."""
        feasts = self._years.get(day.year)
        if feasts is None:
            feasts = self._year(day.year)
        feast = feasts.get(day)
        if feast is not None:
            return feast
        weekday = day.isoweekday()
        return None if weekday < 6 else (_SATURDAY if weekday == 6 else _SUNDAY)

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        return self.why_not(day) is None

    def next_working_day(self, day: date) -> date:
        """Return this day if it is a working day, and else the first one after it."""
        while self.why_not(day) is not None:
            day = date.fromordinal(day.toordinal() + 1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day `count` working days after `day` (before it, when negative), not counting `day`."""
        step, left = (1 if count > 0 else -1), abs(count)
        while left:
            day = date.fromordinal(day.toordinal() + step)
            left -= self.why_not(day) is None
        return day

    def days_off(self, first: date, until: date) -> Iterator[tuple[date, DayOff]]:
        """Yield the days from `first` up to, not with, `until` that are no working days, and why."""
        for ordinal in range(first.toordinal(), until.toordinal()):
            day = date.fromordinal(ordinal)
            reason = self.why_not(day)
            if reason is not None:
                yield day, reason

    def _year(self, year: int) -> dict[date, DayOff]:
        """Work out one year and keep it; the result depends on the decrees and the year alone."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise StatutoryTimeError(
                [f"the calendar holds the years {FIRST_YEAR} to {LAST_YEAR}, not {year}"]
            )
        table = feast_days(year)
        for decree in self.decrees:
            for day in decree.days:
                if day.year == year:
                    table.setdefault(day, decree.day_off())
        self._years[year] = table
        return table
