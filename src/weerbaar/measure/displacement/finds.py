"""Reads single finds and inspections per place and month, and lays them out as a complete grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.plans import KilosPlan, PanelPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.periods import ordinal_of, parse_period
from weerbaar.measure.result import Text
from weerbaar.measure.table import Floats, Table, read_table


@dataclass(frozen=True)
class Finds:
    """Numbers of finds and inspections of shape (places, periods), and the size of each find in kilos."""

    places: tuple[str, ...]
    labels: tuple[str, ...]
    counts: Floats
    effort: Floats | None
    sizes: dict[str, Floats]
    when: dict[str, Floats]
    first_after: int
    caveats: tuple[Text, ...]

    def after(self) -> Floats:
        """Return 1 from the start of the measures on, shape (periods,)."""
        mask: Floats = np.zeros(len(self.labels))
        mask[self.first_after :] = 1.0
        return mask

    def sizes_of(self, place: str, *, after: bool) -> Floats:
        """Sizes of the finds of a place on one side of the start."""
        chosen: Floats = self.sizes[place][(self.when[place] >= self.first_after) == after]
        return chosen


def read_finds(table: Table, plan: PanelPlan, folder: Path) -> Finds:
    """Read the finds (one row each; an empty size is a month without finds) and the inspections."""
    faults = Faults()
    table.need(faults, plan.period, plan.place, plan.size)
    faults.stop()
    roles = [*plan.treated, *plan.destinations, *plan.controls]
    places, sizes = table.text(plan.place), table.numbers(plan.size, faults, empty=True)
    ordinals = [
        month(cell, line, table.name, faults)
        for cell, line in zip(table.text(plan.period), table.lines, strict=True)
    ]
    start = check_finds(table, plan, places, sizes, ordinals, faults)
    known = [one for one in ordinals if one is not None]
    first, length = min(known), max(known) - min(known) + 1
    held: dict[str, list[tuple[int, float]]] = {place: [] for place in roles}
    for place, ordinal, size in zip(places, known, sizes, strict=True):
        if place in held and size > 0:
            held[place].append((ordinal - first, float(size)))
    when = {place: np.array([float(spot) for spot, _ in rows]) for place, rows in held.items()}
    effort = read_effort(plan, folder, roles, first, length, faults)
    faults.stop()
    return Finds(
        tuple(roles),
        tuple(f"{one // 12}-{one % 12 + 1:02}" for one in range(first, first + length)),
        np.array([np.bincount(when[place].astype(int), minlength=length) for place in roles], dtype=float),
        effort,
        {place: np.array([size for _, size in rows]) for place, rows in held.items()},
        when,
        start - first,
        tuple(notes(plan, effort is not None, sorted(set(places) - set(roles)))),
    )


def check_finds(
    table: Table,
    plan: PanelPlan,
    places: list[str],
    sizes: Floats,
    ordinals: list[int | None],
    faults: Faults,
) -> int:
    """Check places, sizes and the start; returns the ordinal of the start; raises BadInput."""
    for place in [*plan.treated, *plan.destinations, *plan.controls]:
        if place not in places:
            known = ", ".join(sorted(set(places)))
            faults.add(f"{table.name}: no row has the place '{place}' (there are: {known})")
    for size, line in zip(sizes, table.lines, strict=True):
        if size <= 0:
            faults.add(
                f"{table.name} line {line}: a find of {size:g} kg; leave it empty for a month without finds"
            )
    known_months = [one for one in ordinals if one is not None]
    start = ordinal_of("month", plan.start)
    if start is None or not known_months or not min(known_months) < start <= max(known_months):
        faults.add(f"'start' {plan.start} does not lie inside the data")
    faults.stop()
    assert start is not None
    return start


def month(cell: str, line: int, name: str, faults: Faults) -> int | None:
    """Read a month; a fault when it is none."""
    read = parse_period(cell)
    if read is None or read[0] != "month":
        faults.add(f"{name} line {line}: '{cell}' is no month; write 2025-01")
        return None
    return read[1]


def read_effort(
    plan: PanelPlan | KilosPlan, folder: Path, roles: list[str], first: int, length: int, faults: Faults
) -> Floats | None:
    """Read inspections per place and month, complete, without doubles; None when the plan names no file."""
    if not plan.effort_file:
        return None
    table = read_table(folder / plan.effort_file)
    if not table.need(faults, plan.period, plan.place, plan.effort):
        return None
    grid = np.full((len(roles), length), np.nan)
    values = table.counts(plan.effort, faults)
    rows = zip(table.text(plan.place), table.text(plan.period), values, table.lines, strict=True)
    for place, cell, value, line in rows:
        ordinal = month(cell, line, table.name, faults)
        if place not in roles or ordinal is None or not 0 <= ordinal - first < length:
            continue
        spot = roles.index(place), ordinal - first
        if not np.isnan(grid[spot]):
            faults.add(f"{table.name} line {line}: {place} {cell} occurs twice")
        if value == 0:
            faults.add(
                f"{table.name} line {line}: no inspections in {place} {cell}; without effort nothing can"
                " be found"
            )
        grid[spot] = value
    absent = int(np.isnan(grid).sum())
    if absent:
        faults.add(f"{table.name}: {absent} place-months have no inspections; give every place and month")
    return grid


def notes(plan: PanelPlan, effort: bool, unused: list[str]) -> list[Text]:
    """Caveats that follow from what was handed in."""
    found = []
    if not effort:
        found.append(
            Text(
                "Zonder cijfers over controles is een daling van vondsten niet te scheiden van minder"
                " zoeken.",
                "Without figures on inspections, fewer finds cannot be told from less searching.",
            )
        )
    if unused:
        listed = ", ".join(unused)
        found.append(
            Text(
                f"In het bestand maar niet in het plan: {listed}.",
                f"In the file but not in the plan: {listed}.",
            )
        )
    if not plan.random_checks:
        found.append(
            Text(
                "Zonder aselecte controles is over de stroom zelf geen conclusie mogelijk, alleen over"
                " vondsten.",
                "Without checks drawn at random nothing can be concluded about the flow, only about finds.",
            )
        )
    return found
