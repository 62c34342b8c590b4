"""Reads single finds and inspections per place and month, and lays them out as a complete grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.months import (
    Frame,
    check_places,
    check_sides,
    labels_of,
    months,
    read_effort,
    start_in,
)
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Text
from weerbaar.measure.table import Floats, Table


@dataclass(frozen=True, kw_only=True)
class Finds(Frame):
    """Numbers of finds of shape (places, months), and the size of each find in kilos with its month."""

    counts: Floats
    sizes: dict[str, Floats]
    when: dict[str, Floats]
    caveats: tuple[Text, ...]

    def sizes_of(self, place: str, *, after: bool) -> Floats:
        """Sizes of the finds of a place on one side of the start."""
        chosen: Floats = self.sizes[place][(self.when[place] >= self.first_after) == after]
        return chosen


def read_finds(table: Table, plan: PanelPlan, folder: Path) -> Finds:
    """Read the finds (one row each; an empty size is a month without finds) and the inspections."""
    faults = Faults()
    table.need(faults, plan.period, plan.place, plan.size)
    faults.stop()
    places, sizes = table.text(plan.place), table.numbers(plan.size, faults, empty=True)
    ordinals = months(table, plan, faults)
    start = check_finds(table, plan, sizes, ordinals, faults)
    known = [one for one in ordinals if one is not None]
    first, length = min(known), max(known) - min(known) + 1
    held: dict[str, list[tuple[int, float]]] = {place: [] for place in plan.roles}
    for place, ordinal, size in zip(places, known, sizes, strict=True):
        if place in held and size > 0:
            held[place].append((ordinal - first, float(size)))
    when = {place: np.array([float(spot) for spot, _ in rows]) for place, rows in held.items()}
    counts = np.array([np.bincount(when[place].astype(int), minlength=length) for place in plan.roles])
    check_sides(table.name, plan, counts.astype(float), start - first, faults)
    effort = read_effort(plan, folder, first, length, faults)
    faults.stop()
    return Finds(
        places=tuple(plan.roles),
        labels=labels_of(first, length),
        effort=effort,
        first_after=start - first,
        counts=counts.astype(float),
        sizes={place: np.array([size for _, size in rows]) for place, rows in held.items()},
        when=when,
        caveats=tuple(notes(plan, effort is not None, sorted(set(places) - set(plan.roles)))),
    )


def check_finds(
    table: Table, plan: PanelPlan, sizes: Floats, ordinals: list[int | None], faults: Faults
) -> int:
    """Check places, sizes and the start; returns the ordinal of the start; raises BadInput."""
    check_places(table, plan, faults)
    for size, line in zip(sizes, table.lines, strict=True):
        if size <= 0:
            faults.add(
                f"{table.name} line {line}: a find of {size:g} kg; leave it empty for a month without finds"
            )
    start = start_in(plan, [one for one in ordinals if one is not None], faults)
    faults.stop()
    assert start is not None
    return start


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
