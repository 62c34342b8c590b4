"""Works out how many people live above a treatment plant, from the municipalities that drain to it, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from weerbaar.measure.counts.boundaries import read_code
from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Json, Text
from weerbaar.measure.table import Table, read_table

COLUMNS = ("site", "code", "year", "share", "population")


@dataclass(frozen=True)
class Connection:
    """What one line says: the share of a municipality's `population` that drains to a plant in a year."""

    site: str
    code: str
    year: int
    share: float
    population: float
    line: int


@dataclass(frozen=True)
class Catchments:
    """Inhabitants connected, by plant, year and municipality, and what had to be repaired to read them."""

    people: dict[tuple[str, int], dict[str, float]]
    repairs: tuple[str, ...] = ()

    def population(self, site: str, year: int) -> float | None:
        """Return the people connected to a plant in a year; None where the table does not say."""
        found = self.people.get((site, year))
        return None if found is None else sum(found.values())

    def years(self, site: str) -> list[int]:
        """Return the years that the table has for a plant."""
        return sorted(year for place, year in self.people if place == site)

    def shown(self, site: str, years: list[int]) -> dict[str, Json]:
        """Return the people per municipality and year, as a result shows them."""
        return {str(year): dict(self.people[site, year]) for year in years if (site, year) in self.people}


def read_catchments(path: Path) -> Catchments:
    """Read `site`, `code` (municipality), `year`, `share` of its inhabitants connected, and its `population`.

    The shares of a municipality in one year add up to at most 1: who is connected nowhere is not counted. Raises
    BadInput with every fault.
    """
    table, faults = read_table(path), Faults()
    table.need(faults, *COLUMNS)
    faults.stop()
    repairs: list[str] = []
    rows = read_rows(table, repairs, faults)
    people: dict[tuple[str, int], dict[str, float]] = {}
    size: dict[tuple[str, int], float] = {}
    whole: dict[tuple[str, int], float] = {}
    for row in rows:
        where, named = (row.site, row.year), (row.code, row.year)
        if row.code in people.get(where, {}):
            faults.add(f"{table.name} line {row.line}: {row.site} and {row.code} occur twice in {row.year}")
        if row.population > 0 and size.setdefault(named, row.population) != row.population:
            faults.add(
                f"{table.name} line {row.line}: {row.code} has {row.population:g} people here and {size[named]:g} above"
            )
        people.setdefault(where, {})[row.code] = row.share * row.population
        whole[named] = whole.get(named, 0.0) + row.share
    for (code, year), total in sorted(whole.items()):
        if total > 1 + 1e-6:
            faults.add(f"{table.name}: the shares of {code} in {year} add up to {total:g}, more than 1")
    faults.stop()
    return Catchments(people, tuple(repairs))


def read_rows(table: Table, repairs: list[str], faults: Faults) -> list[Connection]:
    """Read each row by itself; a row without a year is left out, with its fault."""
    share, population = table.numbers("share", faults), table.positive("population", faults)
    named = zip(table.text("site"), table.text("code"), table.text("year"), table.lines, strict=True)
    found: list[Connection] = []
    for (site, cell, year, line), part, all_of_it in zip(named, share, population, strict=True):
        code = read_code(cell, line, table.name, faults, repairs)
        if not (year.isdigit() and len(year) == 4):
            faults.add(f"{table.name} line {line}: '{year}' is no year")
            continue
        if not site:
            faults.add(f"{table.name} line {line}: '{'site'}' is empty; fill it in or leave the row out")
        if part <= 0 or part > 1:
            faults.add(f"{table.name} line {line}: a share of {part:g}; it lies above 0 and at most 1")
        found.append(Connection(site, code, int(year), float(part), float(all_of_it), line))
    return found


def connected(known: Catchments, site: str, years: list[int], name: str, faults: Faults) -> list[float]:
    """Return the people connected to a plant in each of the years asked; a year that is absent is a fault."""
    found = []
    for year in years:
        people = known.population(site, year)
        if people is None:
            there = ", ".join(str(one) for one in known.years(site))
            if there:
                faults.add(f"{name}: no shares for '{site}' in {year} (there are: {there})")
            else:
                faults.add(f"{name}: no shares for '{site}'")
        found.append(people or 1.0)
    return found


def repaired(repairs: tuple[str, ...]) -> list[Text]:
    """Say how many codes were mended; which ones stands in the diagnostics."""
    if not repairs:
        return []
    number = len(repairs)
    return [
        Text(
            f"{number} gemeentecode(s) hersteld, zie de diagnostiek.",
            f"{number} municipality code(s) repaired, see the diagnostics.",
        )
    ]


def table_of(folder: Path, named: str) -> Catchments | None:
    """Read the table of shares that a plan names; None where it names none."""
    return read_catchments(folder / named) if named else None
