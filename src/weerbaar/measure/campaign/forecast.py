"""Compares one series after an intervention with the forecast from before it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from weerbaar.measure.campaign.observed import period_cells
from weerbaar.measure.campaign.plans import StructuralPlan
from weerbaar.measure.campaign.structural import Forecast, forecast_effect
from weerbaar.measure.draws import quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, complete_until, read_periods
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import decide, say

FEWEST_BEFORE = 20
COMPANIONS = Text(
    "De methode eist een vaste samenhang met de begeleidende reeksen, die zelf niet geraakt zijn.",
    "The method needs a stable relation with companion series that were not themselves affected.",
)


def structural(table: Table, plan: StructuralPlan) -> Finding:
    """Mean of observed minus forecast, with simulated paths; raises BadInput on faults."""
    faults = Faults()
    periods, y, x, cut = faults.sure(read(table, plan, Path(), faults))

    def fit(covariates: Floats) -> Forecast:
        before, after = covariates[:cut], covariates[cut:]
        return forecast_effect(
            y[:cut], y[cut:], before, after, seed=plan.seed, draws=plan.draws, level=plan.level
        )

    forecast = fit(x)
    main = as_estimate("local level with regression", forecast)
    others = [plain_regression(y, x, cut)]
    if plan.covariates:
        bare = as_estimate("local level without covariates", fit(np.zeros((len(y), 0))))
        others.append(msgspec.structs.replace(bare, weighs=True))
    verdict = decide(main, others, barred=False)
    return Finding(
        method="local level with regression by maximum likelihood, forecast of the period after",
        main=main,
        verdict=verdict,
        sentence=say(words(plan, forecast), verdict),
        n_pre=cut,
        n_post=len(y) - cut,
        diagnostics=averages(forecast, y[cut:]) | {"draws": plan.draws},
        sensitivity=others,
        caveats=[COMPANIONS],
        figures=[course(plan, periods, y, cut, forecast)],
    )


def read(
    table: Table, plan: StructuralPlan, _folder: Path, faults: Faults
) -> tuple[Periods, Floats, Floats, int] | None:
    """Read (periods, outcome (n,), covariates (n, k), first place after), noting every fault."""
    table.asked(plan, faults, "period", "outcome", "covariates")
    size = len(table.rows)
    outcome = attempted(faults, size, lambda: table.numbers(plan.outcome, faults))
    names = faults.tried(lambda: plan.covariates) or ()
    parts = [attempted(faults, size, partial(table.numbers, name, faults)) for name in names]
    cells = faults.tried(lambda: period_cells(table, plan.period))
    periods = read_periods(cells, list(table.lines), table.name, faults) if cells else None
    if periods is None:
        return None
    whole = faults.tried(lambda: complete_until(periods, plan.retrieved_on, table.name, faults))
    moment = faults.tried(lambda: plan.intervention)
    if whole is None or moment is None:
        return None
    cut = periods.index(moment)
    if cut is None or not FEWEST_BEFORE <= cut < whole:
        faults.add(f"'intervention' {moment} must leave {FEWEST_BEFORE} periods before it and some after")
        return None
    companions = np.column_stack(parts) if parts else np.zeros((size, 0))
    return periods.until(whole), outcome[:whole], companions[:whole], cut


def as_estimate(name: str, one: Forecast) -> Estimate:
    """Return the mean effect of a forecast as an estimate."""
    return Estimate(name=name, estimate=one.effect, ci_low=one.low, ci_high=one.high, scale="difference")


def averages(main: Forecast, after: Floats) -> dict[str, Json]:
    """Return averages and totals of what was observed, what was forecast, and their difference."""
    predicted = float(main.mean.mean())
    return {
        "average_actual": float(after.mean()),
        "average_prediction": predicted,
        "relative_effect": main.effect / predicted if predicted else None,
        "cumulative_effect": {
            "estimate": main.cumulative,
            "ci_low": main.cumulative_low,
            "ci_high": main.cumulative_high,
        },
        "cumulative_actual": float(after.sum()),
        "cumulative_prediction": float(main.mean.sum()),
    }


def plain_regression(y: Floats, x: Floats, cut: int) -> Estimate:
    """Forecast by ordinary least squares, as the simplest rival."""
    design = np.column_stack([np.ones(len(y)), x])
    slopes = np.linalg.lstsq(design[:cut], y[:cut], rcond=None)[0]
    gap = float((y[cut:] - design[cut:] @ slopes).mean())
    return Estimate(name="ordinary least squares forecast", estimate=gap, scale="difference", weighs=True)


def words(plan: StructuralPlan, main: Forecast) -> Text:
    """State the effect in both languages."""
    pct = f"{plan.level * 100:g}"
    return Text(
        f"Sinds {plan.intervention} lag de reeks gemiddeld {dutch(main.effect)} {plan.unit}"
        f" ({dutch(main.low)} tot {dutch(main.high)}, {pct} %) van de voorspelling.",
        f"Since {plan.intervention} the series lay on average {english(main.effect)} {plan.unit}"
        f" ({english(main.low)} to {english(main.high)}, {pct} %) from the forecast.",
    )


def course(plan: StructuralPlan, periods: Periods, y: Floats, cut: int, main: Forecast) -> Figure:
    """Return the series with its forecast and band."""
    blank: list[float | None] = [None] * cut
    edges = [quantiles(main.paths[:, place], plan.level) for place in range(main.paths.shape[1])]
    return Figure(
        name="course",
        kind="series",
        title=Text("De reeks en haar voorspelling", "The series and its forecast"),
        description=Text(
            f"Lijngrafiek; gemiddeld verschil na de ingreep {dutch(main.effect)}.",
            f"Line chart; mean difference after the intervention {english(main.effect)}.",
        ),
        x=Text("Periode", "Period"),
        y=Text(plan.unit, plan.unit),
        labels=list(periods.labels),
        columns={
            "observed": [float(one) for one in y],
            "counterfactual": [*blank, *(float(one) for one in main.mean)],
            "low": [*blank, *(low for low, _ in edges)],
            "high": [*blank, *(high for _, high in edges)],
        },
        breaks=[(cut, Text("ingreep", "intervention"))],
    )
