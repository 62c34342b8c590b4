"""Reads the samples of a treatment plant: what was measured on a day, how much water came, and of how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from weerbaar.measure.faults import Faults
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.wastewater.catchments import Catchments, connected
from weerbaar.measure.wastewater.plans import SamplesPlan


@dataclass(frozen=True)
class Days:
    """Daily samples of one site and substance, each array of shape (n,); nan where below the limit."""

    days: tuple[date, ...]
    concentration: Floats
    limit: Floats
    flow: Floats
    population: Floats

    @property
    def normalised(self) -> Floats:
        """mg/day per 1000 people, nan where below the limit."""
        return np.asarray(self.concentration * self.flow * 1e-6 * 1000 / (self.population / 1000))

    @property
    def edges(self) -> Floats:
        """The limit of quantification as mg/day per 1000 people."""
        return np.asarray(self.limit * self.flow * 1e-6 * 1000 / (self.population / 1000))


def read_days(
    table: Table, plan: SamplesPlan, at_site: str | None, known: Catchments | None, faults: Faults
) -> Days | None:
    """Read one site and substance, noting every fault; None where it is not known which.

    The people are those of the column, or where shares of municipalities are `known` those connected in the year.
    """
    shares = faults.tried(lambda: plan.shares_file)
    own = [] if shares is None else ["date"] if shares else ["population"]
    table.asked(plan, faults, "site", "substance", "concentration", "flow", *own)
    part = None if at_site is None else faults.tried(rows_of, table, plan, at_site, faults)
    if part is None or not part.rows:
        return None
    size = len(part.rows)
    measured = faults.tried(read_concentrations, part, plan, faults)
    flow = attempted(faults, size, lambda: part.positive(plan.flow, faults))
    days = faults.tried(lambda: read_dates(part, plan.date, faults))
    people = np.full(size, np.nan)
    if shares == "":
        people = attempted(faults, size, lambda: part.positive(plan.population, faults))
    elif known and shares and days is not None:
        people = np.array(
            connected(known, part.text(plan.site)[0], [day.year for day in days], shares, faults)
        )
    if measured is None or days is None or len(days) < size:
        return None
    concentration, limit = measured
    faults.tried(check_limits, part, plan, concentration, limit, faults)
    below = (concentration == 0) | (concentration < np.nan_to_num(limit))
    keep = np.array([bool(cell) for cell in part.text(plan.concentration)])
    return Days(
        tuple(day for day, kept in zip(days, keep, strict=True) if kept),
        np.where(below, np.nan, concentration)[keep],
        limit[keep],
        flow[keep],
        people[keep],
    )


def rows_of(table: Table, plan: SamplesPlan, at_site: str, faults: Faults) -> Table:
    """Return the rows of one site and of the substance of the plan."""
    return table.only(plan.substance, plan.target, faults).only(plan.site, at_site, faults)


def read_concentrations(table: Table, plan: SamplesPlan, faults: Faults) -> tuple[Floats, Floats]:
    """Read concentrations and their limits, shape (n,); nan for `<`, for an empty cell and without a limit."""
    cells = table.text(plan.concentration)
    measured = tuple(("",) if cell.startswith("<") else (cell,) for cell in cells)
    qualified = Table(table.name, (plan.concentration,), measured, table.lines, table.sha256)
    concentration = qualified.numbers(plan.concentration, faults, empty=True)
    if not table.has(plan.loq):
        return concentration, np.full(len(cells), np.nan)
    return concentration, table.numbers(plan.loq, faults, empty=True)


def check_limits(
    table: Table, plan: SamplesPlan, concentration: Floats, limit: Floats, faults: Faults
) -> None:
    """Add a fault for every negative concentration, and for every one that is below a limit nobody gave."""
    cells = table.text(plan.concentration)
    for cell, value, edge, line in zip(cells, concentration, limit, table.lines, strict=True):
        below = cell.startswith("<") or value == 0 or (not np.isnan(edge) and value < edge)
        if value < 0:
            faults.add(f"{table.name} line {line}: a concentration of {value:g} is negative")
        elif below and np.isnan(edge):
            faults.add(
                f"{table.name} line {line}: '{cell}' is below a limit that is not given; add the column"
                f" '{plan.loq}'"
            )


def read_dates(table: Table, column: str, faults: Faults) -> list[date]:
    """Read sampling days, each once; rows without a date column are numbered from 1 January 2000."""
    if not table.has(column):
        return [date.fromordinal(date(2000, 1, 1).toordinal() + place) for place in range(len(table.rows))]
    found = []
    for cell, line in zip(table.text(column), table.lines, strict=True):
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            faults.add(f"{table.name} line {line}: '{cell}' is no date; write 2025-03-12")
            continue
        if day in found:
            faults.add(f"{table.name} line {line}: {cell} occurs twice for this site and substance")
        found.append(day)
    return found
