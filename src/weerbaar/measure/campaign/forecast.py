"""Compares one series after an intervention with the forecast from before it."""

from __future__ import annotations

import numpy as np

from weerbaar.measure.campaign.observed import period_cells
from weerbaar.measure.campaign.plans import StructuralPlan
from weerbaar.measure.campaign.structural import Forecast, forecast_effect
from weerbaar.measure.draws import quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, complete_until, read_periods
from weerbaar.measure.result import Estimate, Figure, Finding, Text
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import decide, say

FEWEST_BEFORE = 20


def structural(table: Table, plan: StructuralPlan) -> Finding:
    """Mean of observed minus forecast, with simulated paths; raises BadInput on faults."""
    faults = Faults()
    columns = [plan.period] if isinstance(plan.period, str) else plan.period
    table.need(faults, *columns, plan.outcome, *plan.covariates)
    faults.stop()
    periods = read_periods(period_cells(table, plan.period), list(table.lines), table.name, faults)
    outcome = table.numbers(plan.outcome, faults)
    companions = np.column_stack(
        [table.numbers(name, faults) for name in plan.covariates] or [np.zeros((len(outcome), 0))]
    )
    faults.stop()
    assert periods is not None
    whole = complete_until(periods, plan.retrieved_on, table.name, faults)
    cut = periods.index(plan.intervention)
    if cut is None or not FEWEST_BEFORE <= cut < whole:
        faults.add(
            f"'intervention' {plan.intervention} must leave {FEWEST_BEFORE} periods before it and some after"
        )
    faults.stop()
    assert cut is not None
    y, x = outcome[:whole], companions[:whole]

    def fit(covariates: Floats) -> Forecast:
        return forecast_effect(
            y[:cut],
            y[cut:],
            covariates[:cut],
            covariates[cut:],
            seed=plan.seed,
            draws=plan.draws,
            level=plan.level,
        )

    main = fit(x)
    others = [plain_regression(y, x, cut, plan.level)]
    if plan.covariates:
        bare = fit(np.zeros((whole, 0)))
        others.append(
            Estimate(
                name="local level without covariates",
                estimate=bare.effect,
                ci_low=bare.low,
                ci_high=bare.high,
                scale="difference",
                weighs=True,
            )
        )
    estimate = Estimate(
        name="local level with regression",
        estimate=main.effect,
        ci_low=main.low,
        ci_high=main.high,
        scale="difference",
    )
    verdict = decide(estimate, others, barred=False)
    return finding(
        plan,
        periods.until(whole),
        y,
        cut,
        main,
        estimate,
        others,
        verdict_text=say(words(plan, main), verdict),
        verdict_word=verdict,
    )


def finding(
    plan: StructuralPlan,
    periods: Periods,
    y: Floats,
    cut: int,
    main: Forecast,
    estimate: Estimate,
    others: list[Estimate],
    *,
    verdict_text: Text,
    verdict_word: object,
) -> Finding:
    """Put the numbers of a forecast together."""
    from weerbaar.measure.result import Verdict

    predicted = float(main.mean.mean())
    return Finding(
        method="local level with regression by maximum likelihood, forecast of the period after",
        estimate=main.effect,
        scale="difference",
        ci_low=main.low,
        ci_high=main.high,
        verdict=Verdict(verdict_word),
        sentence=verdict_text,
        n_pre=cut,
        n_post=len(y) - cut,
        diagnostics={
            "average_actual": float(y[cut:].mean()),
            "average_prediction": predicted,
            "relative_effect": main.effect / predicted if predicted else None,
            "cumulative_effect": {
                "estimate": main.cumulative,
                "ci_low": main.cumulative_low,
                "ci_high": main.cumulative_high,
            },
            "cumulative_actual": float(y[cut:].sum()),
            "cumulative_prediction": float(main.mean.sum()),
            "draws": plan.draws,
        },
        sensitivity=others,
        caveats=[
            Text(
                "De methode eist een vaste samenhang met de begeleidende reeksen, die zelf niet geraakt zijn.",
                "The method needs a stable relation with companion series that were not themselves affected.",
            )
        ],
        figures=[course(plan, periods, y, cut, main)],
    )


def plain_regression(y: Floats, x: Floats, cut: int, level: float) -> Estimate:
    """Ordinary least squares forecast, as the simplest rival."""
    design = np.column_stack([np.ones(len(y)), x])
    slopes = np.linalg.lstsq(design[:cut], y[:cut], rcond=None)[0]
    return Estimate(
        name="ordinary least squares forecast",
        estimate=float((y[cut:] - design[cut:] @ slopes).mean()),
        scale="difference",
        weighs=True,
    )


def words(plan: StructuralPlan, main: Forecast) -> Text:
    """State the effect in both languages."""
    pct = f"{plan.level * 100:g}"
    return Text(
        f"Sinds {plan.intervention} lag de reeks gemiddeld {dutch(main.effect)} {plan.unit} ({dutch(main.low)} tot {dutch(main.high)}, {pct} %) van de voorspelling.",
        f"Since {plan.intervention} the series lay on average {english(main.effect)} {plan.unit} ({english(main.low)} to {english(main.high)}, {pct} %) from the forecast.",
    )


def course(plan: StructuralPlan, periods: Periods, y: Floats, cut: int, main: Forecast) -> Figure:
    """The series with its forecast and band."""
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
