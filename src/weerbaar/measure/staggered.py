"""Effects of a measure that began in some places earlier than in others: each start against who had none yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from weerbaar.measure.contrast_plans import StaggeredPlan
from weerbaar.measure.contrasts import PARALLEL
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, ordinal_of, parse_period, read_periods
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import decide, say

NEVER = -1
Weights = dict[tuple[int, int], float]


@dataclass(frozen=True)
class Panel:
    """Outcomes of shape (units, periods), and of each unit the place of its first treated period, or NEVER."""

    units: tuple[str, ...]
    periods: Periods
    outcomes: Floats
    starts: tuple[int, ...]

    def cohort(self, start: int) -> list[int]:
        """Return the units that began at a place."""
        return [at for at, one in enumerate(self.starts) if one == start]

    @property
    def cohorts(self) -> list[int]:
        """Return the places at which something began, in order."""
        return sorted({one for one in self.starts if one != NEVER})

    def free(self, start: int, at: int, *, never: bool) -> list[int]:
        """Return the units to compare with: not yet begun at `at` nor in the cohort; only those that never did."""
        return [
            unit
            for unit, one in enumerate(self.starts)
            if one == NEVER or (not never and one > max(at, start))
        ]


def staggered(table: Table, plan: StaggeredPlan) -> Finding:
    """Average the effect of each start over its periods, against units that had not begun; raises BadInput."""
    faults = Faults()
    seen = faults.sure(read_panel(table, plan, Path(), faults))
    main, unused = overall(seen, plan.level, "main model")
    variants = sensitivity(seen, plan.level)
    before, since = course(seen, plan.level, before=True), course(seen, plan.level)
    verdict = decide(main, variants, barred=main.ci_low is None)
    fact = Text(
        f"Gemiddeld over {len(seen.cohorts)} startmomenten is het verschil {dutch(main.estimate)} {plan.unit}"
        f" ({dutch(main.ci_low)}–{dutch(main.ci_high)}).",
        f"On average over {len(seen.cohorts)} starts the difference is {english(main.estimate)} {plan.unit}"
        f" ({english(main.ci_low)}–{english(main.ci_high)}).",
    )
    told: dict[str, Json] = {
        seen.periods.labels[start]: [seen.units[unit] for unit in seen.cohort(start)]
        for start in seen.cohorts
    }
    return Finding(
        method="group-time differences in differences, against units not yet treated",
        main=main,
        verdict=verdict,
        sentence=say(fact, verdict),
        n_pre=min(seen.cohorts),
        n_post=len(seen.periods) - min(seen.cohorts),
        diagnostics={
            "starts": told,
            "never_treated": [seen.units[unit] for unit in seen.cohort(NEVER)],
            "group_times_without_comparison": unused,
            "by_periods_since_the_start": [plain(one) for one in since],
            "before_the_start": [plain(one) for one in before],
            "two_way_fixed_effects": two_way(seen),
        },
        sensitivity=variants,
        caveats=[PARALLEL, *doubts(seen, before)],
        figures=[figure(plan, [*before, *since])],
    )


def read_panel(table: Table, plan: StaggeredPlan, _folder: Path, faults: Faults) -> Panel | None:
    """Read one row for each unit and period, noting every fault."""
    table.asked(plan, faults, "unit_column", "period", "outcome")
    values = attempted(faults, len(table.rows), lambda: table.numbers(plan.outcome, faults))
    if faults.tried(lambda: plan.logarithm) and bool((values <= 0).any()):
        faults.add(f"{table.name}: 'logarithm' needs outcomes above zero")
    known = faults.tried(lambda: plan.starts), faults.tried(lambda: plan.never)
    units = [*(known[0] or ()), *(known[1] or ())]
    names = faults.tried(lambda: table.text(plan.unit_column))
    for name in units if names is not None else ():
        if name not in (names or ()):
            faults.add(f"{table.name}: there is no unit '{name}'")
    cells = faults.tried(lambda: table.text(plan.period))
    periods = _periods(table, cells, faults) if cells else None
    if periods is None:
        return None
    starts = [_start(name, moment, periods, faults) for name, moment in (known[0] or {}).items()]
    if names is None or None in known or not set(units) <= set(names):
        return None
    places = [periods.index(cell) for cell in cells or ()]
    grid = table.grid(units, plan.unit_column, cells or [], places, values, len(periods), faults)
    if (holes := int(np.isnan(grid).sum())) and not np.isnan(values).any():
        faults.add(f"{table.name}: {holes} unit-periods have no '{plan.outcome}'")
    if faults.found:
        return None
    outcomes = np.log(grid) if plan.logarithm else grid
    return Panel(tuple(units), periods, outcomes, (*starts, *(NEVER for _ in plan.never)))


def _periods(table: Table, cells: list[str], faults: Faults) -> Periods | None:
    read = [(parse_period(cell), cell, line) for cell, line in zip(cells, table.lines, strict=True)]
    for one, cell, line in read:
        if one is None:
            faults.add(f"{table.name} line {line}: '{cell}' is no period")
    if any(one is None for one, _, _ in read):
        return None
    once = sorted({(one[1], cell) for one, cell, _ in read if one is not None})
    return read_periods([cell for _, cell in once], [0 for _ in once], table.name, faults)


def _start(name: str, moment: str | int, periods: Periods, faults: Faults) -> int:
    ordinal = ordinal_of(periods.grain, moment)
    at = None if ordinal is None else ordinal - periods.ordinals[0]
    if at is None or not 0 < at < len(periods):
        faults.add(f"'starts': {name} begins at {moment}, which leaves no period before it or none after it")
        return NEVER
    return at


def overall(
    seen: Panel, level: float, name: str, *, never: bool = False, without: int | None = None
) -> tuple[Estimate, int]:
    """Average effect over all starts and periods since, each weighing as its number of units; and cells left out."""
    cells = [
        (start, at) for start in seen.cohorts if start != without for at in range(start, len(seen.periods))
    ]
    return estimate(seen, cells, level, name, never=never)


def estimate(
    seen: Panel, cells: list[tuple[int, int]], level: float, name: str, *, never: bool = False
) -> tuple[Estimate, int]:
    """Average the group-time effects of some cells (start, period), weighing as their number of units.

    Each effect is the change of the cohort since the period before its start, less that of the comparison units.
    The error follows from the spread of units within each cohort, with Welch's degrees of freedom.
    """
    usable = [(start, at) for start, at in cells if seen.free(start, at, never=never)]
    dropped = len(cells) - len(usable)
    if not usable:
        return Estimate(name=name, estimate=None, scale="difference", note="nothing to compare with"), dropped
    size = {start: len(seen.cohort(start)) for start, _ in usable}
    total = sum(size[start] for start, _ in usable)
    parts = contributions(seen, {(start, at): size[start] / total for start, at in usable}, never=never)
    variances: list[tuple[float, int]] = []
    effect = 0.0
    for start in {*seen.starts}:
        held = parts[seen.cohort(start)]
        effect += float(held.sum())
        if bool(np.any(held != 0)):
            variances.append((_variance(held), len(held)))
    if any(math.isnan(variance) for variance, _ in variances):
        note = "a start with one unit has no spread to tell an error from"
        return Estimate(name=name, estimate=effect, scale="difference", note=note), dropped
    whole = sum(variance for variance, _ in variances)
    free = whole**2 / max(sum(v**2 / (n - 1) for v, n in variances), 1e-300)
    half = float(stats.t.ppf(0.5 + level / 2, max(free, 1.0))) * math.sqrt(whole)
    low, high = effect - half, effect + half
    return (
        Estimate(name=name, estimate=effect, ci_low=low, ci_high=high, scale="difference", weighs=True),
        dropped,
    )


def _variance(parts: Floats) -> float:
    """Variance of the sum of what the units of one cohort bring in."""
    return float(len(parts) * parts.var(ddof=1)) if len(parts) > 1 else float("nan")


def contributions(seen: Panel, weights: Weights, *, never: bool) -> Floats:
    """What each unit brings into the weighted sum of group-time effects, shape (units,)."""
    parts: Floats = np.zeros(len(seen.units))
    for (start, at), weight in weights.items():
        change = seen.outcomes[:, at] - seen.outcomes[:, start - 1]
        own, others = seen.cohort(start), seen.free(start, at, never=never)
        parts[own] += weight * change[own] / len(own)
        parts[others] -= weight * change[others] / len(others)
    return parts


def sensitivity(seen: Panel, level: float) -> list[Estimate]:
    """Compare with units that never began only, and leave each start out in turn."""
    found = []
    if seen.cohort(NEVER):
        found.append(overall(seen, level, "against units never treated only", never=True)[0])
    if len(seen.cohorts) > 1:
        for start in seen.cohorts:
            name = f"without the start of {seen.periods.labels[start]}"
            found.append(overall(seen, level, name, without=start)[0])
    return found


def course(seen: Panel, level: float, *, before: bool = False) -> list[Estimate]:
    """Return the effect by periods since the start; before it, where it should be nothing, by periods to go."""
    longest = len(seen.periods)
    span = range(-longest, -1) if before else range(longest)
    found = []
    for since in span:
        cells = [(start, start + since) for start in seen.cohorts if 0 <= start + since < len(seen.periods)]
        one, _ = estimate(seen, cells, level, f"{since:+d}")
        if one.estimate is not None:
            found.append(one)
    return found


def plain(one: Estimate) -> dict[str, Json]:
    """Return an estimate of the course."""
    return {
        "periods": int(one.name),
        "estimate": one.estimate,
        "ci_low": one.ci_low,
        "ci_high": one.ci_high,
    }


def two_way(seen: Panel) -> float:
    """Coefficient of plain two-way fixed effects, for comparison only: it compares late starts with early ones."""
    treated = np.array(
        [[one != NEVER and at >= one for at in range(len(seen.periods))] for one in seen.starts]
    )

    def centred(grid: Floats) -> Floats:
        return np.asarray(
            grid - grid.mean(axis=1, keepdims=True) - grid.mean(axis=0, keepdims=True) + grid.mean()
        )

    lever = centred(treated.astype(float))
    return float((lever * seen.outcomes).sum() / (lever**2).sum())


def doubts(seen: Panel, before: list[Estimate]) -> list[Text]:
    """Say what the figures themselves speak against."""
    found = []
    apart = [
        one.name for one in before if one.ci_low is not None and not one.ci_low <= 0 <= (one.ci_high or 0)
    ]
    if apart:
        listed = ", ".join(apart)
        found.append(
            Text(
                f"Al voor de start liepen de reeksen uiteen (perioden {listed}).",
                f"The series moved apart before the start already (periods {listed}).",
            )
        )
    if not seen.cohort(NEVER):
        found.append(
            Text(
                "Elke plaats begon ooit; vergeleken is met wie nog niet begonnen was, de laatste start telt niet mee.",
                "Every place began at some time; compared are those not yet begun, and the last start does not count.",
            )
        )
    return found


def figure(plan: StaggeredPlan, many: list[Estimate]) -> Figure:
    """Plot the effect by periods since the start."""
    ordered = sorted(many, key=lambda one: int(one.name))
    start = next((place for place, one in enumerate(ordered) if int(one.name) >= 0), 0)
    return Figure(
        name="course",
        kind="series",
        title=Text("Effect naar perioden sinds de start", "Effect by periods since the start"),
        description=Text(
            f"Punten van {len(ordered)} perioden met een band; vóór de start (negatief) hoort het verschil nul"
            " te zijn.",
            f"Points of {len(ordered)} periods with a band; before the start (negative) the difference should"
            " be zero.",
        ),
        x=Text("Perioden sinds de start", "Periods since the start"),
        y=Text(plan.unit, plan.unit),
        labels=[one.name for one in ordered],
        columns={
            "observed": [one.estimate for one in ordered],
            "low": [one.ci_low for one in ordered],
            "high": [one.ci_high for one in ordered],
        },
        names={"observed": Text("verschil", "difference"), "band": Text("interval", "interval")},
        breaks=[(start, Text("start", "start"))],
    )
