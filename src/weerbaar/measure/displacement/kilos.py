"""Displacement in kilos, when only monthly totals are known: did they fall here and rise there, at equal effort?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from weerbaar.measure.displacement.finds import month, read_effort
from weerbaar.measure.displacement.plans import KilosPlan
from weerbaar.measure.displacement.tweedie import Tweedie, fit_kilos
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import ordinal_of
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table
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


@dataclass(frozen=True)
class Months:
    """Kilos and inspections of shape (places, periods); the measures start at period `first_after`."""

    places: tuple[str, ...]
    labels: tuple[str, ...]
    kilos: Floats
    effort: Floats | None
    first_after: int

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
        side = np.arange(len(self.labels)) >= self.first_after
        same = (side == side[top]) & (np.arange(len(self.labels)) != top)
        grid[row, top] = float(grid[row, same].mean())
        return replace(self, kilos=grid)


def kilos(table: Table, plan: KilosPlan, folder: Path) -> Finding:
    """Fit the kilos of all places together, zeros included; raises BadInput on faults."""
    seen = read_months(table, plan, folder)
    main_fit = fit(seen, plan, plan.elasticity)
    places = [*plan.treated, *plan.destinations]
    mains = {place: effect(main_fit, place, plan.level) for place in places}
    shared = variants(seen, plan, main_fit.power)
    sets = {
        place: [
            effect(one, place, plan.level, name, weighs=True)
            for name, one in {**shared, **without_largest(seen, plan, place, main_fit.power)}.items()
        ]
        for place in places
    }
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
        sensitivity=[replace_name(one, place) for place, many in sets.items() for one in many],
        caveats=[HEAVY, *([] if seen.effort is not None else [NO_EFFORT])],
        figures=[intervals(mains)],
    )


def read_months(table: Table, plan: KilosPlan, folder: Path) -> Months:
    """Read one row for each place and month, zeros included; raises BadInput with every fault."""
    faults = Faults()
    table.need(faults, plan.period, plan.place, plan.kilos)
    faults.stop()
    roles = [*plan.treated, *plan.destinations, *plan.controls]
    places, values = table.text(plan.place), table.numbers(plan.kilos, faults)
    ordinals = [
        month(cell, line, table.name, faults)
        for cell, line in zip(table.text(plan.period), table.lines, strict=True)
    ]
    for place in roles:
        if place not in places:
            faults.add(
                f"{table.name}: no row has the place '{place}' (there are: {', '.join(sorted(set(places)))})"
            )
    faults.stop()
    known = [one for one in ordinals if one is not None]
    first, length = min(known), max(known) - min(known) + 1
    start = ordinal_of("month", plan.start)
    if start is None or not first < start <= max(known):
        faults.add(f"'start' {plan.start} does not lie inside the data")
    grid = np.full((len(roles), length), np.nan)
    for place, ordinal, value, line in zip(places, known, values, table.lines, strict=True):
        if place not in roles:
            continue
        spot = roles.index(place), ordinal - first
        if value < 0:
            faults.add(f"{table.name} line {line}: {value:g} kg; a total is zero or more")
        if not np.isnan(grid[spot]):
            faults.add(f"{table.name} line {line}: {place} {label(ordinal)} occurs twice")
        grid[spot] = value
    holes = int(np.isnan(grid).sum())
    if holes:
        faults.add(f"{table.name}: {holes} place-months are missing; write 0 for a month without finds")
    effort = read_effort(plan, folder, roles, first, length, faults)
    faults.stop()
    assert start is not None
    labels = tuple(label(one) for one in range(first, first + length))
    return Months(tuple(roles), labels, grid, effort, start - first)


def label(ordinal: int) -> str:
    """Return a month as `2025-01`."""
    return f"{ordinal // 12}-{ordinal % 12 + 1:02}"


def fit(seen: Months, plan: KilosPlan, elasticity: float, power: float | None = None) -> Tweedie:
    """Fit places, one step for all, and the change after the start of each treated place and destination."""
    length, rows = len(seen.labels), len(seen.places)
    after = np.tile(np.arange(length) >= seen.first_after, rows).astype(float)
    columns: dict[str, Floats] = {}
    for row, place in enumerate(seen.places):
        columns[f"place {place}"] = np.repeat(np.arange(rows) == row, length).astype(float)
    # One step for all, and no effect of each month: a month of a few places, each with a find or two of very different
    # sizes, has no level that these could tell; fitted all the same it took the effect with it.
    columns["after"] = after
    for place in [*plan.treated, *plan.destinations]:
        columns[f"effect {place}"] = columns[f"place {place}"] * after
    offset = None if seen.effort is None else elasticity * np.log(seen.effort.ravel())
    return fit_kilos(seen.kilos.ravel(), columns, offset, power)


def effect(fitted: Tweedie, place: str, level: float, name: str = "", *, weighs: bool = False) -> Estimate:
    """Ratio of kilos after against before, relative to the controls."""
    return fitted.fit.ratio(f"effect {place}", level, name or place, weighs=weighs)


def variants(seen: Months, plan: KilosPlan, power: float) -> dict[str, Tweedie]:
    """Fit again with other powers and efforts, and without each control."""
    fits: dict[str, Tweedie] = {
        f"variance power {one:g}": fit(seen, plan, plan.elasticity, one) for one in POWERS
    }
    if seen.effort is not None:
        for value in plan.elasticities:
            name = f"elasticity of effort {value:g}" if value else "without inspections (elasticity 0)"
            fits[name] = fit(seen, plan, value, power)
    if len(plan.controls) > 1:
        for control in plan.controls:
            fits[f"without control {control}"] = fit(seen.without(control), plan, plan.elasticity, power)
    return fits


def without_largest(seen: Months, plan: KilosPlan, place: str, power: float) -> dict[str, Tweedie]:
    """Fit again without the largest month of a place."""
    return {"without the largest month": fit(seen.without_largest(place), plan, plan.elasticity, power)}


def replace_name(one: Estimate, place: str) -> Estimate:
    """Put the place in front of the name of a sensitivity estimate."""
    return Estimate(
        name=f"{place}: {one.name}",
        estimate=one.estimate,
        ci_low=one.ci_low,
        ci_high=one.ci_high,
        weighs=one.weighs,
        note=one.note,
    )


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


def intervals(mains: dict[str, Estimate]) -> Figure:
    """Plot the ratio of each place with its interval."""
    many = list(mains.values())
    return Figure(
        name="places",
        kind="intervals",
        title=Text("Verandering van het aantal kilo's per plaats", "Change in kilos per place"),
        description=Text(
            f"Intervalgrafiek van {len(many)} plaatsen.", f"Interval chart of {len(many)} places."
        ),
        x=Text("Verhouding na en voor", "Ratio after to before"),
        y=Text("", ""),
        labels=[one.name for one in many],
        columns={
            "estimate": [one.estimate for one in many],
            "low": [one.ci_low for one in many],
            "high": [one.ci_high for one in many],
        },
        logarithmic=True,
        null=1.0,
    )
