"""Displacement in kilos, when only monthly totals are known: did they fall here and rise there, at equal effort?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.answers import named, ratios
from weerbaar.measure.displacement.months import Frame, Span, check_sides, read_span, roles_of
from weerbaar.measure.displacement.plans import KilosPlan
from weerbaar.measure.displacement.rates import effect, panel_terms
from weerbaar.measure.displacement.tweedie import Tweedie, fit_kilos
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import decide, say

POWERS = (1.3, 1.7)
HEAVY = Text(
    "Kilo's hangen aan enkele grote vondsten; zonder de losse vondsten is niet te zien hoe sterk.",
    "Kilos hang on a few large finds; without the single finds one cannot see how much.",
)
NO_EFFORT = Text(
    "Zonder cijfers over controles is een daling van kilo's niet te scheiden van minder zoeken.",
    "Without figures on inspections, fewer kilos cannot be told from less searching.",
)


@dataclass(frozen=True, kw_only=True)
class Months(Frame):
    """Kilos of shape (places, months)."""

    kilos: Floats

    def without(self, place: str) -> Months:
        """Leave one place out."""
        keep = [at for at, one in enumerate(self.places) if one != place]
        effort = None if self.effort is None else self.effort[keep]
        places = tuple(self.places[at] for at in keep)
        return replace(self, places=places, kilos=self.kilos[keep], effort=effort)

    def without_largest(self, place: str) -> Months:
        """Replace the largest month of a place by its mean of the other months on that side of the start."""
        row, grid = self.places.index(place), self.kilos.copy()
        top = int(np.argmax(grid[row]))
        side = self.after()
        same = (side == side[top]) & (np.arange(len(self.labels)) != top)
        grid[row, top] = float(grid[row, same].mean())
        return replace(self, kilos=grid)


def kilos(table: Table, plan: KilosPlan, folder: Path) -> Finding:
    """Fit the kilos of all places together, zeros included; raises BadInput on faults."""
    faults = Faults()
    seen = faults.sure(read_months(table, plan, folder, faults))
    main_fit = fit(seen, plan, plan.elasticity)
    places = [*plan.treated, *plan.destinations]
    mains = {place: effect(main_fit.fit, place, plan.level) for place in places}
    sets = variants(seen, plan, places, main_fit.power)
    verdicts = {place: decide(mains[place], sets[place], barred=False) for place in places}
    treated = plan.treated[0]
    offset = f", offset {plan.elasticity:g} x log inspections" if seen.effort is not None else ""
    return Finding(
        method=f"Tweedie regression of kilos, place effects and one step for all{offset}",
        main=mains[treated],
        verdict=verdicts[treated],
        sentence=sentence(plan, mains, verdicts),
        n_pre=seen.first_after,
        n_post=len(seen.labels) - seen.first_after,
        dispersion=main_fit.fit.dispersion,
        diagnostics={
            "variance_power": main_fit.power,
            "months_without_kilos": {
                place: int((seen.kilos[row] == 0).sum()) for row, place in enumerate(seen.places)
            },
            "ratios": {place: told(mains[place], verdicts[place]) for place in places},
        },
        sensitivity=[named(one, place) for place, many in sets.items() for one in many],
        caveats=[HEAVY, *([] if seen.effort is not None else [NO_EFFORT])],
        figures=[
            ratios(
                Text("Verandering van het aantal kilo's per plaats", "Change in kilos per place"),
                list(mains.values()),
            )
        ],
    )


def read_months(table: Table, plan: KilosPlan, folder: Path, faults: Faults) -> Months | None:
    """Read one row for each place and month, zeros included, noting every fault."""
    table.asked(plan, faults, "period", "place", "kilos")
    values = attempted(faults, len(table.rows), lambda: table.numbers(plan.kilos, faults))
    places, roles = faults.tried(lambda: table.text(plan.place)) or [], roles_of(plan, faults)
    for place, value, line in zip(places, values, table.lines, strict=False):
        if place in roles and value < 0:
            faults.add(f"{table.name} line {line}: {value:g} kg; a total is zero or more")
    span = read_span(table, plan, folder, faults)
    return None if span is None else faults.tried(laid_out, table, plan, span, values, faults)


def laid_out(table: Table, plan: KilosPlan, span: Span, values: Floats, faults: Faults) -> Months:
    """Lay the kilos out by place and month; a hole, and a place without kilos on one side of the start, is a fault."""
    spots: list[int | None] = [*span.spots]
    cells, length = table.text(plan.period), len(span.labels)
    grid = table.grid(plan.roles, plan.place, cells, spots, values, length, faults)
    holes = int(np.isnan(grid).sum())
    if holes and not np.isnan(values).any():
        faults.add(f"{table.name}: {holes} place-months are missing; write 0 for a month without finds")
    elif not holes:
        check_sides(table.name, plan, grid, span.first_after, faults)
    return Months(
        places=tuple(plan.roles),
        labels=span.labels,
        effort=span.effort,
        first_after=span.first_after,
        kilos=grid,
    )


def fit(seen: Months, plan: KilosPlan, elasticity: float, power: float | None = None) -> Tweedie:
    """Fit places, one step for all, and the change after the start of each treated place and destination.

    Not an effect of each month: a month of a few places, each with a find or two of very different sizes, has no
    level that these could tell; fitted all the same it took the effect with it.
    """
    offset = None if seen.effort is None else elasticity * np.log(seen.effort.ravel())
    columns = panel_terms(seen, plan, months=False, places=list(seen.places))
    return fit_kilos(seen.kilos.ravel(), columns, offset, power)


def variants(seen: Months, plan: KilosPlan, places: list[str], power: float) -> dict[str, list[Estimate]]:
    """Fit again with other powers and efforts, without each control, and without the largest month of each place."""
    fits = {f"variance power {one:g}": fit(seen, plan, plan.elasticity, one) for one in POWERS}
    if seen.effort is not None:
        for value in plan.elasticities:
            name = f"elasticity of effort {value:g}" if value else "without inspections (elasticity 0)"
            fits[name] = fit(seen, plan, value, power)
    if len(plan.controls) > 1:
        for control in plan.controls:
            fits[f"without control {control}"] = fit(seen.without(control), plan, plan.elasticity, power)
    found = {}
    for place in places:
        largest = fit(seen.without_largest(place), plan, plan.elasticity, power)
        found[place] = [
            effect(one.fit, place, plan.level, name, weighs=True)
            for name, one in {**fits, "without the largest month": largest}.items()
        ]
    return found


def told(one: Estimate, verdict: Verdict) -> dict[str, Json]:
    """Return an estimate with its verdict."""
    return {
        "estimate": one.estimate,
        "ci_low": one.ci_low,
        "ci_high": one.ci_high,
        "verdict": verdict.value,
    }


def sentence(plan: KilosPlan, mains: dict[str, Estimate], verdicts: dict[str, Verdict]) -> Text:
    """Word the result for the treated place, with the others beside it."""
    parts = {
        place: (
            f"{place} {dutch(one.estimate)} ({dutch(one.ci_low)}–{dutch(one.ci_high)})",
            f"{place} {english(one.estimate)} ({english(one.ci_low)}–{english(one.ci_high)})",
        )
        for place, one in mains.items()
    }
    nl, en = ("; ".join(part[at] for part in parts.values()) for at in (0, 1))
    main = plan.treated[0]
    fact = Text(
        f"Kilo's sinds {plan.start} ten opzichte van daarvoor en van de vergelijkingsplaatsen: {nl}. Voor {main}:",
        f"Kilos since {plan.start} relative to before and to the controls: {en}. For {main}:",
    )
    return say(fact, verdicts[main])
