"""Reads the yearly European wastewater file, keeping what it prints beside what its days add up to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Json
from weerbaar.measure.table import Floats, Table, attempted

DAYS = ("Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday")
MEANS = {
    "Weekday mean": ("Tuesday", "Wednesday", "Thursday"),
    "Weekend mean": ("Friday", "Saturday", "Sunday", "Monday"),
    "Daily mean": DAYS,
}
KEYS = ("Year", "Metabolite", "Site ID", "Country", "City")
SAME = 0.01


@dataclass(frozen=True)
class Weeks:
    """Site-weeks in mg per 1000 people per day; `days` has shape (n, 7), nan absent, 0 below the limit."""

    year: list[int]
    substance: list[str]
    site: list[str]
    country: list[str]
    city: list[str]
    days: Floats
    published: dict[str, Floats]

    def recomputed(self, mean: str) -> Floats:
        """Mean of the printed days, as the file defines it, shape (n,); nan where no day is printed."""
        chosen = self.days[:, [DAYS.index(day) for day in MEANS[mean]]]
        number = (~np.isnan(chosen)).sum(axis=1)
        total = np.nansum(chosen, axis=1)
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)

    def above_zero(self, mean: str) -> Floats:
        """Mean of the days, each 0 (below the limit) set to the site's smallest value over sqrt 2, (n,).

        The file does not print the limit; the smallest value measured at the site stands in for it. nan
        where a site has nothing but zeros for the substance.
        """
        least: dict[tuple[str, str], float] = {}
        for row, key in enumerate(zip(self.site, self.substance, strict=True)):
            seen = self.days[row][self.days[row] > 0]
            if len(seen):
                least[key] = min(least.get(key, math.inf), float(seen.min()))
        fill = np.array([least.get(key, math.nan) for key in zip(self.site, self.substance, strict=True)])
        days = np.where(self.days == 0, fill[:, None] / math.sqrt(2), self.days)
        zeros = Weeks(self.year, self.substance, self.site, self.country, self.city, days, self.published)
        unknown = np.isnan(fill) & (self.days == 0).any(axis=1)
        return np.where(unknown, np.nan, zeros.recomputed(mean))

    def agreement(self) -> dict[str, Json]:
        """Share of rows whose published mean equals the recomputed one within 0.01, per mean."""
        found: dict[str, Json] = {}
        for name, printed in self.published.items():
            made = self.recomputed(name)
            both = ~np.isnan(made) & ~np.isnan(printed)
            same = np.abs(made - printed)[both] <= SAME + 1e-9
            found[name.split()[0].lower()] = float(same.mean()) if both.any() else None
        return found


def check_doubles(table: Table, faults: Faults) -> None:
    """Note a fault for every site, city, substance and year that stands in the file twice."""
    first: dict[tuple[str, ...], int] = {}
    columns = [table.text(name) for name in ("Year", "Metabolite", "Site ID", "City")]
    for line, *key in zip(table.lines, *columns, strict=True):
        same = tuple(str(part) for part in key)
        if same in first:
            faults.add(f"{table.name} line {line}: {' '.join(same)} stands on line {first[same]} too")
        first.setdefault(same, line)


def read_weeks(table: Table, faults: Faults) -> Weeks | None:
    """Read the file, noting every fault: other column order, doubles, negative loads."""
    complete = table.need(faults, *KEYS, *DAYS, *MEANS)
    order = [name for name in table.header if name in DAYS]
    if order and order != [day for day in DAYS if day in order]:
        faults.add(
            f"{table.name}: the days run {order[0]} to {order[-1]}; the European file runs Wednesday to"
            " Tuesday"
        )
    days = np.column_stack([column(table, day, faults, empty=True) for day in DAYS])
    published = {name: column(table, name, faults, empty=True) for name in MEANS}
    for row, line in zip(days, table.lines, strict=True):
        if (row < 0).any():
            faults.add(f"{table.name} line {line}: a load is negative")
    years = column(table, "Year", faults)
    faults.tried(check_doubles, table, faults)
    if not complete or np.isnan(years).any():
        return None
    return Weeks(
        [int(year) for year in years],
        table.text("Metabolite"),
        table.text("Site ID"),
        table.text("Country"),
        table.text("City"),
        days,
        published,
    )


def column(table: Table, name: str, faults: Faults, *, empty: bool = False) -> Floats:
    """Read one column as numbers, shape (n,); not-a-number throughout where the file lacks it."""
    return attempted(faults, len(table.rows), lambda: table.numbers(name, faults, empty=empty))


def change_class(percent: float) -> str:
    """European class of a change: more than 10 % either way, else stable; from zero it is an increase."""
    if math.isinf(percent):
        return "increase"
    return "increase" if percent > 10 else "decrease" if percent < -10 else "stable"
