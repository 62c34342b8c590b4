"""Reads single finds and inspections per place and month, and lays them out as a complete grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.months import Frame, Span, check_sides, read_span
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Text
from weerbaar.measure.table import Floats, Table


@dataclass(frozen=True, kw_only=True)
class Finds(Frame):
    """Numbers of finds of shape (places, months), and the size of each find in kilos with its month.

    `tipped` are those on a tip-off, of the same shape; None where the file does not say how finds were made.
    """

    counts: Floats
    tipped: Floats | None
    sizes: dict[str, Floats]
    when: dict[str, Floats]
    caveats: tuple[Text, ...]

    def sizes_of(self, place: str, *, after: bool) -> Floats:
        """Sizes of the finds of a place on one side of the start."""
        chosen: Floats = self.sizes[place][(self.when[place] >= self.first_after) == after]
        return chosen


def read_finds(table: Table, plan: PanelPlan, folder: Path, faults: Faults) -> Finds | None:
    """Read the finds (one row each; an empty size is a month without finds) and the inspections."""
    table.asked(plan, faults, "period", "place", "size", "found_by")
    own_faults = Faults()
    sizes = own_faults.tried(lambda: table.numbers(plan.size, own_faults, empty=True))
    for size, line in zip(sizes if sizes is not None else (), table.lines, strict=False):
        if size <= 0:
            own_faults.add(
                f"{table.name} line {line}: a find of {size:g} kg; leave it empty for a month without finds"
            )
    tips = own_faults.tried(read_tips, table, plan, own_faults) if sizes is not None else None
    faults.tried(own_faults.stop)
    span = read_span(table, plan, folder, faults)
    if span is None or sizes is None or own_faults.found:
        return None
    return faults.tried(laid_out, table, plan, span, sizes, tips, faults)


def read_tips(table: Table, plan: PanelPlan, faults: Faults) -> list[bool] | None:
    """Say of each row whether it is a find on a tip-off; None where the plan names no column for it."""
    if not plan.found_by:
        return None
    how, sizes = table.text(plan.found_by), table.text(plan.size)
    for cell, size, line in zip(how, sizes, table.lines, strict=True):
        if bool(cell) != bool(size):
            faults.add(
                f"{table.name} line {line}: '{plan.found_by}' says how a find was made; fill it in for each find and"
                " leave it empty in a month without finds"
            )
    words = {word.casefold() for word in plan.tip_off}
    tips = [cell.casefold() in words for cell in how]
    if not any(tips):
        known = ", ".join(sorted(set(filter(None, how)))[:12])
        faults.add(
            f"{table.name}: no find has '{' or '.join(plan.tip_off)}' in '{plan.found_by}' (there are: {known}); name"
            " with 'tip_off' the words that mean a tip-off"
        )
    return tips


def laid_out(
    table: Table, plan: PanelPlan, span: Span, sizes: Floats, tips: list[bool] | None, faults: Faults
) -> Finds:
    """Count the finds per place and month; a place without finds on one side of the start is a fault."""
    places = table.text(plan.place)
    tipped = None if tips is None else np.zeros((len(plan.roles), len(span.labels)))
    for place, spot, tip in zip(places, span.spots, tips or (), strict=False):
        if tipped is not None and tip and place in plan.roles:
            tipped[plan.roles.index(place), spot] += 1
    held: dict[str, list[tuple[int, float]]] = {place: [] for place in plan.roles}
    for place, spot, size in zip(places, span.spots, sizes, strict=True):
        if place in held and size > 0:
            held[place].append((spot, float(size)))
    when = {place: np.array([float(spot) for spot, _ in rows]) for place, rows in held.items()}
    length = len(span.labels)
    counts = np.array([np.bincount(when[place].astype(int), minlength=length) for place in plan.roles])
    if set(plan.roles) <= set(places):
        check_sides(table.name, plan, counts.astype(float), span.first_after, faults)
    return Finds(
        places=tuple(plan.roles),
        labels=span.labels,
        effort=span.effort,
        first_after=span.first_after,
        counts=counts.astype(float),
        tipped=tipped,
        sizes={place: np.array([size for _, size in rows]) for place, rows in held.items()},
        when=when,
        caveats=tuple(notes(plan, span.effort is not None, sorted(set(places) - set(plan.roles)))),
    )


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
