"""Places by months: what finds and kilos have in common, from the grid they stand in to the inspections."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.plans import PlacesPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.periods import ordinal_of, parse_period
from weerbaar.measure.table import Floats, Table, read_table


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Places and months in order, with the inspections, shape (places, months); the measures start at `first_after`."""

    places: tuple[str, ...]
    labels: tuple[str, ...]
    effort: Floats | None
    first_after: int

    def after(self) -> Floats:
        """Return 1 from the start of the measures on, shape (months,)."""
        mask: Floats = np.zeros(len(self.labels))
        mask[self.first_after :] = 1.0
        return mask


def months(table: Table, plan: PlacesPlan, faults: Faults) -> list[int | None]:
    """Read the month of each row; a fault for each that is none."""
    cells = table.text(plan.period)
    return [month(cell, line, table.name, faults) for cell, line in zip(cells, table.lines, strict=True)]


def month(cell: str, line: int, name: str, faults: Faults) -> int | None:
    """Read a month; a fault when it is none."""
    read = parse_period(cell)
    if read is None or read[0] != "month":
        faults.add(f"{name} line {line}: '{cell}' is no month; write 2025-01")
        return None
    return read[1]


def labels_of(first: int, length: int) -> tuple[str, ...]:
    """Name so many months from one on, as `2025-01`."""
    return tuple(f"{one // 12}-{one % 12 + 1:02}" for one in range(first, first + length))


def check_places(table: Table, plan: PlacesPlan, faults: Faults) -> None:
    """Note a fault for each place of the plan that has no row."""
    there = set(table.text(plan.place))
    for place in plan.roles:
        if place not in there:
            faults.add(
                f"{table.name}: no row has the place '{place}' (there are: {', '.join(sorted(there))})"
            )


def start_in(plan: PlacesPlan, known: list[int], faults: Faults) -> int | None:
    """Return the month in which the measures start; a fault when it does not lie inside the data."""
    start = ordinal_of("month", plan.start)
    if start is None or not known or not min(known) < start <= max(known):
        faults.add(f"'start' {plan.start} does not lie inside the data")
        return None
    return start


def check_sides(name: str, plan: PlacesPlan, found: Floats, first_after: int, faults: Faults) -> None:
    """Note a fault where a place, or all controls together, have nothing on one side of the start.

    `found` is what was found, shape (places, months), in the order of the roles.
    """
    rows = {place: [plan.roles.index(place)] for place in (*plan.treated, *plan.destinations)}
    rows["the controls together"] = [plan.roles.index(place) for place in plan.controls]
    for place, own in rows.items():
        for side, months_of in (("before", slice(0, first_after)), ("after", slice(first_after, None))):
            if not np.nansum(found[own, months_of]):
                faults.add(
                    f"{name}: {place}: nothing {side} the start; a ratio needs something on both sides"
                )


def read_effort(plan: PlacesPlan, folder: Path, first: int, length: int, faults: Faults) -> Floats | None:
    """Read inspections per place and month, complete, without doubles; None when the plan names no file."""
    if not plan.effort_file:
        return None
    table = read_table(folder / plan.effort_file)
    if not table.need(faults, plan.period, plan.place, plan.effort):
        return None
    values, cells, units = table.counts(plan.effort, faults), table.text(plan.period), table.text(plan.place)
    ordinals = months(table, plan, faults)
    places = [None if one is None else one - first for one in ordinals]
    grid = table.grid(plan.roles, plan.place, cells, places, values, length, faults)
    for unit, cell, place, value, line in zip(units, cells, places, values, table.lines, strict=True):
        if value == 0 and unit in plan.roles and place is not None and 0 <= place < length:
            faults.add(
                f"{table.name} line {line}: no inspections in {unit} {cell}; without effort nothing can"
                " be found"
            )
    absent = int(np.isnan(grid).sum())
    if absent:
        faults.add(f"{table.name}: {absent} place-months have no inspections; give every place and month")
    return grid
