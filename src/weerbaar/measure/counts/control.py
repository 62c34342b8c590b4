"""Control charts: which counts lie outside what chance allows around a steady level."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from scipy import stats

from weerbaar.measure.counts.plans import ChartPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import CHANGE, say

ENOUGH = 20
MOVING_RANGE = 1.128
ON_THE_LIMIT = Text("Een waarde op de grens is geen signaal.", "A value on the limit is no alarm.")


def c_limits(counts: Floats) -> tuple[float, float, float]:
    """Centre, lower and upper limit of a c-chart: c +- 3 sqrt(c), the lower not below 0."""
    centre = float(counts.mean())
    return centre, max(0.0, centre - 3 * math.sqrt(centre)), centre + 3 * math.sqrt(centre)


def u_limits(counts: Floats, exposure: Floats, *, laney: bool) -> tuple[float, Floats, Floats, float]:
    """Centre, limits per period and sigma_z of a u-chart; Laney's version widens by sigma_z."""
    centre = float(counts.sum() / exposure.sum())
    sd = np.sqrt(centre / exposure)
    z = (counts / exposure - centre) / sd
    sigma_z = float(np.abs(np.diff(z)).mean() / MOVING_RANGE) if len(z) > 1 else 1.0
    width = 3 * sd * (sigma_z if laney else 1.0)
    return centre, np.maximum(0.0, centre - width), centre + width, sigma_z


def reference_value(level: float, shift: float) -> float:
    """Return k of a Poisson CUSUM: (l1 - l0)/(ln l1 - ln l0) for the level l0 and l1 = shift times l0."""
    return level * (shift - 1) / math.log(shift)


def cusum(counts: Floats, k: float) -> Floats:
    """S_t = max(0, S_{t-1} + y_t - k), shape (n,)."""
    sums, total = [], 0.0
    for value in counts:
        total = max(0.0, total + float(value) - k)
        sums.append(total)
    return np.array(sums)


def run_length(level: float, k: float, h: float, steps: int = 10) -> float:
    """Mean number of periods before S exceeds h at the given level: Markov chain on a grid of 1/steps.

    k is rounded to the grid, so the answer is exact for k and h that lie on it.
    """
    states = round(h * steps) + 1
    shift = round(k * steps)
    move = np.zeros((states, states))
    top = int(stats.poisson.ppf(1 - 1e-12, level)) + 1
    chance = stats.poisson.pmf(np.arange(top + 1), level)
    for state in range(states):
        goal = np.maximum(0, state + np.arange(top + 1) * steps - shift)
        inside = goal < states
        np.add.at(move[state], goal[inside], chance[inside])
    return float(np.linalg.solve(np.eye(states) - move, np.ones(states))[0])


def limit_for(level: float, k: float, wanted: float) -> tuple[float, float]:
    """Smallest h on a grid of 0.1 with a mean run length of at least `wanted`; returns (h, run length)."""
    low, high = 0, 10
    while run_length(level, k, high / 10) < wanted:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if run_length(level, k, middle / 10) >= wanted else (middle, high)
    return high / 10, run_length(level, k, high / 10)


def chart(table: Table, plan: ChartPlan) -> Finding:
    """Draw the chart of the plan and list the periods outside; raises BadInput with every fault."""
    faults = Faults()
    labels, counts, exposure = faults.sure(read_chart(table, plan, Path(), faults))
    base = plan.baseline or len(counts)
    found, values, low, high = limits(plan, counts, exposure, base)
    outside = [place for place, value in enumerate(values) if value > high[place] or value < low[place]]
    names = [labels[place] for place in outside]
    barred = [] if base >= ENOUGH else [short_base(base)]
    verdict = Verdict.NO_CONCLUSION if barred else Verdict.PLAUSIBLE if outside else Verdict.NOT_SHOWN
    listed = ", ".join(names) or "–"
    fact = Text(
        f"Buiten de grenzen: {len(outside)} van {len(values)} perioden ({listed}).",
        f"Outside the limits: {len(outside)} of {len(values)} periods ({listed}).",
    )
    return Finding(
        method=f"{plan.chart} chart",
        main=Estimate(name="alarms", estimate=float(len(outside)), scale="count"),
        verdict=verdict,
        sentence=say(fact, verdict, CHANGE),
        n_pre=base,
        n_post=len(counts),
        dispersion=float(counts.var(ddof=1) / counts.mean()) if len(counts) > 1 else None,
        diagnostics=found | {"alarms": list(names), "alarm_values": [float(values[i]) for i in outside]},
        caveats=[*barred, ON_THE_LIMIT],
        figures=[course(labels, values, high, outside)],
    )


def read_chart(
    table: Table, plan: ChartPlan, _folder: Path, faults: Faults
) -> tuple[list[str], Floats, Floats] | None:
    """Read (labels, counts, exposures), noting every fault."""
    table.asked(plan, faults, "count", "exposure", "period")
    rows = len(table.rows)
    counts = attempted(faults, rows, lambda: table.counts(plan.count, faults))
    exposure = attempted(
        faults, rows, lambda: table.positive(plan.exposure, faults) if plan.exposure else np.ones(rows)
    )
    baseline = faults.tried(lambda: plan.baseline)
    if baseline is not None and table.read and not 0 <= baseline <= rows:
        faults.add(f"'baseline' is {baseline}, but there are {rows} periods")
    if table.read and not counts.any():
        faults.add(f"{table.name}: every count is zero; there is no level to chart")
    labels = faults.tried(
        lambda: table.text(plan.period) if plan.period else [str(place + 1) for place in range(rows)]
    )
    return None if labels is None else (labels, counts, exposure)


def short_base(base: int) -> Text:
    """Say that the level rests on too few periods."""
    return Text(
        f"Het niveau rust op {base} perioden; {ENOUGH} is het minimum.",
        f"The level rests on {base} periods; {ENOUGH} is the minimum.",
    )


def limits(
    plan: ChartPlan, counts: Floats, exposure: Floats, base: int
) -> tuple[dict[str, Json], Floats, Floats, Floats]:
    """Return what describes the chart, the values drawn, and the limits per period."""
    flat = np.ones(len(counts))
    if plan.chart == "c":
        centre, low, high = c_limits(counts[:base])
        return {"centre": centre, "lcl": low, "ucl": high}, counts, low * flat, high * flat
    if plan.chart == "cusum":
        level = float(counts[:base].mean())
        k = round(reference_value(level, plan.shift), 1)
        h, length = limit_for(level, k, plan.run_length)
        found: dict[str, Json] = {
            "centre": level,
            "k": k,
            "h": h,
            "run_length_in_control": length,
            "run_length_after_shift": run_length(level * plan.shift, k, h),
        }
        return found, cusum(counts, k), -flat, h * flat
    centre, _, _, sigma_z = u_limits(counts[:base], exposure[:base], laney=False)
    wide = sigma_z if plan.chart == "laney" else 1.0
    sd = 3 * np.sqrt(centre / exposure) * wide
    return (
        {"centre": centre, "sigma_z": sigma_z},
        counts / exposure,
        np.maximum(0.0, centre - sd),
        centre + sd,
    )


def course(labels: list[str], values: Floats, high: Floats, outside: list[int]) -> Figure:
    """Values, upper limit and alarms."""
    return Figure(
        name="course",
        kind="series",
        title=Text("Regelkaart", "Control chart"),
        description=Text(
            f"Lijngrafiek met grens; {len(outside)} signalen.",
            f"Line chart with limit; {len(outside)} alarms.",
        ),
        x=Text("Periode", "Period"),
        y=Text("Waarde", "Value"),
        labels=labels,
        columns={
            "value": [float(one) for one in values],
            "limit": [float(one) for one in high],
            "alarm": [float(values[place]) if place in outside else None for place in range(len(values))],
        },
        names={"value": Text("waarde", "value")},
    )
