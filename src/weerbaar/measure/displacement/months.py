"""Places by months: what finds and kilos have in common, from the grid they stand in to the inspections."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.plans import PlacesPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.periods import ordinal_of, parse_period
from weerbaar.measure.table import Floats, Table, attempted, read_table


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
    for place in roles_of(plan, faults):
        if place not in there:
            faults.add(
                f"{table.name}: no row has the place '{place}' (there are: {', '.join(sorted(there))})"
            )


def start_in(plan: PlacesPlan, known: list[int], faults: Faults) -> int | None:
    """Return the month in which the measures start; a fault when it does not lie inside the data."""
    start = ordinal_of("month", plan.start)
    if known and (start is None or not min(known) < start <= max(known)):
        faults.add(f"'start' {plan.start} does not lie inside the data")
        return None
    return start


def roles_of(plan: PlacesPlan, faults: Faults) -> list[str]:
    """Return the places of the plan that can be read."""
    parts = (
        faults.tried(lambda: plan.treated),
        faults.tried(lambda: plan.destinations),
        faults.tried(lambda: plan.controls),
    )
    return [place for part in parts for place in part or ()]


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


@dataclass(frozen=True, kw_only=True)
class Span:
    """The months of a file: which one each row is of, their names, when the measures start, and the inspections."""

    spots: list[int]
    labels: tuple[str, ...]
    first_after: int
    effort: Floats | None


def read_span(table: Table, plan: PlacesPlan, folder: Path, faults: Faults) -> Span | None:
    """Read the months of the rows and the inspections, and check places and start; None where it is not known when."""
    faults.tried(check_places, table, plan, faults)
    ordinals = faults.tried(months, table, plan, faults) or []
    known = [one for one in ordinals if one is not None]
    start = faults.tried(start_in, plan, known, faults)
    if not known or len(known) < len(ordinals):
        read_effort(plan, folder, None, 0, faults)
        return None
    first, length = min(known), max(known) - min(known) + 1
    effort = read_effort(plan, folder, first, length, faults)
    if start is None:
        return None
    spots = [one - first for one in known]
    return Span(spots=spots, labels=labels_of(first, length), first_after=start - first, effort=effort)


def read_effort(
    plan: PlacesPlan, folder: Path, first: int | None, length: int, faults: Faults
) -> Floats | None:
    """Read inspections per place and month, complete, without doubles; None when the plan names no file.

    Where it is not known which months are asked (`first` is None) only the file by itself is looked at.
    """
    named = faults.tried(lambda: plan.effort_file)
    table = faults.tried(read_table, folder / named) if named else None
    if table is None:
        return None
    table.asked(plan, faults, "period", "place", "effort")
    values = attempted(faults, len(table.rows), lambda: table.counts(plan.effort, faults))
    cells, units = faults.tried(lambda: table.text(plan.period)), faults.tried(lambda: table.text(plan.place))
    ordinals = faults.tried(months, table, plan, faults)
    roles = roles_of(plan, faults)
    if cells is None or units is None or ordinals is None:
        return None
    start = min((one for one in ordinals if one is not None), default=0) if first is None else first
    span = (
        max((one for one in ordinals if one is not None), default=0) - start + 1 if first is None else length
    )
    places = [None if one is None else one - start for one in ordinals]
    grid = table.grid(roles, plan.place, cells, places, values, span, faults)
    for unit, cell, place, value, line in zip(units, cells, places, values, table.lines, strict=True):
        if value == 0 and unit in roles and place is not None and 0 <= place < span:
            faults.add(
                f"{table.name} line {line}: no inspections in {unit} {cell}; without effort nothing can be found"
            )
    absent = int(np.isnan(grid).sum())
    if absent and not np.isnan(values).any() and None not in ordinals and first is not None:
        faults.add(f"{table.name}: {absent} place-months have no inspections; give every place and month")
    return grid
