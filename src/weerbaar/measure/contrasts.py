"""Compares what changed in one place with what changed in places that were left alone."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np

from weerbaar.measure.contrast_plans import DifferencePlan, SyntheticPlan
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, ordinal_of, parse_period, read_periods
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.simplex import Synthetic, placebo_rank, synthetic
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import decide, say

PARALLEL = Text(
    "Aanname: zonder ingreep waren beide even sterk veranderd.",
    "Assumption: without the measure both would have changed equally.",
)
ONE_EACH = Text(
    "Eén waarneming per cel geeft geen foutmarge.", "One observation per cell gives no margin of error."
)


def difference(table: Table, plan: DifferencePlan) -> Finding:
    """(T1 - T0) - (C1 - C0) of means; without replication there is no error, so no conclusion."""
    faults = Faults()
    periods, values, places = faults.sure(read_units(table, plan, Path(), faults))
    means = {
        (role, side): float(np.mean([values[name][places[side]] for name in names]))
        for role, names in (("treated", plan.treated), ("control", plan.control))
        for side in ("before", "after")
    }
    grown = {role: means[role, "after"] - means[role, "before"] for role in ("treated", "control")}
    effect = grown["treated"] - grown["control"]
    low, high = _interval(values, plan, places, effect)
    main = Estimate(
        name="difference in differences", estimate=effect, ci_low=low, ci_high=high, scale="difference"
    )
    verdict = decide(main, [], barred=low is None)
    fact = Text(
        f"Het verschil in verschillen is {dutch(effect, 1)} {plan.unit}.",
        f"The difference in differences is {english(effect, 1)} {plan.unit}.",
    )
    return Finding(
        method="difference in differences of levels",
        main=main,
        verdict=verdict,
        sentence=say(fact, verdict),
        n_pre=len(places["before"]),
        n_post=len(places["after"]),
        diagnostics={f"{role}_{side}": value for (role, side), value in means.items()},
        caveats=[PARALLEL] if low is not None else [PARALLEL, ONE_EACH],
        figures=[_series(plan, periods, values)],
    )


Units = tuple[Periods, dict[str, Floats], dict[str, list[int]]]


def read_units(table: Table, plan: DifferencePlan, _folder: Path, faults: Faults) -> Units | None:
    """Read the periods, one column per unit, and the places before and after, noting every fault."""
    table.asked(plan, faults, "period", "treated", "control")
    names = [*(faults.tried(lambda: plan.treated) or ()), *(faults.tried(lambda: plan.control) or ())]
    values = {
        name: attempted(faults, len(table.rows), partial(table.numbers, name, faults)) for name in names
    }
    cells = faults.tried(lambda: table.text(plan.period))
    periods = read_periods(cells, list(table.lines), table.name, faults) if cells else None
    if periods is None:
        return None
    wanted = {"before": faults.tried(lambda: plan.before), "after": faults.tried(lambda: plan.after)}
    places = {side: _places(periods, side, many, faults) for side, many in wanted.items() if many is not None}
    return periods, values, places


def _series(plan: DifferencePlan, periods: Periods, values: dict[str, Floats]) -> Figure:
    return Figure(
        name="course",
        kind="series",
        title=Text("De reeksen", "The series"),
        description=Text("Lijngrafiek van de vergeleken reeksen.", "Line chart of the series compared."),
        x=Text("Periode", "Period"),
        y=Text(plan.unit, plan.unit),
        labels=list(periods.labels),
        columns={name: [float(one) for one in series] for name, series in values.items()},
    )


def _places(periods: Periods, side: str, wanted: list[str | int], faults: Faults) -> list[int]:
    found = []
    for period in wanted:
        place = periods.index(period)
        if place is None or not 0 <= place < len(periods):
            faults.add(f"'{side}' names {period}, which is not in the data")
        else:
            found.append(place)
    return found


def _interval(
    values: dict[str, Floats], plan: DifferencePlan, places: dict[str, list[int]], effect: float
) -> tuple[float | None, float | None]:
    """Return normal interval from the spread within each cell; None when a cell has one observation."""
    variance = 0.0
    for names in (plan.treated, plan.control):
        for side in ("before", "after"):
            cell = np.concatenate([values[name][places[side]] for name in names])
            if len(cell) < 2:
                return None, None
            variance += float(cell.var(ddof=1)) / len(cell)
    half = z_of(plan.level) * math.sqrt(variance)
    return effect - half, effect + half


def synthetic_control(table: Table, plan: SyntheticPlan) -> Finding:
    """Gap between a unit and its synthetic version, with placebos in space; raises BadInput on faults."""
    faults = Faults()
    names, years, outcomes, predictors = faults.sure(read_grid(table, plan, Path(), faults))
    fit, after = (
        _span(years, plan.fit_from, plan.fit_until),
        _span(years, plan.effect_from, plan.effect_until),
    )
    donors = list(range(1, len(names)))
    main = synthetic(outcomes, 0, donors, fit, after, predictors)
    placebos = [
        synthetic(outcomes, one, [other for other in donors if other != one], fit, after, predictors)
        for one in donors
    ]
    rank, p = placebo_rank([one.ratio for one in placebos], main.ratio)
    gap = float(main.gap[after].mean())
    verdict = Verdict.NOT_SHOWN if p > 1 - plan.level else Verdict.PLAUSIBLE
    if 1 / len(names) > 1 - plan.level:
        verdict = Verdict.NO_CONCLUSION
    fact = Text(
        f"Gemiddeld ligt {plan.treated} {dutch(gap)} {plan.unit} af van zijn evenbeeld (rang {rank} van"
        f" {len(names)}).",
        f"On average {plan.treated} lies {english(gap)} {plan.unit} from its synthetic version (rank"
        f" {rank} of"
        f" {len(names)}).",
    )
    return Finding(
        method="synthetic control, simplex weights, placebo in space",
        main=Estimate(name="mean gap", estimate=gap, scale="difference"),
        verdict=verdict,
        sentence=say(fact, verdict),
        n_pre=fit.stop - fit.start,
        n_post=after.stop - after.start,
        diagnostics=_diagnostics(names, donors, main, rank, p) | {"donors": len(donors)},
        sensitivity=_others(names, outcomes, donors, fit, after, predictors, main),
        caveats=_pool(len(donors)),
        figures=[_course(plan, years, outcomes[:, 0], main.gap)],
    )


def _pool(donors: int) -> list[Text]:
    least = 1 / (donors + 1)
    return [
        Text(
            "De keuze van de donoren hoort bij het plan; andere donoren geven andere uitkomsten.",
            "The donor pool is part of the plan; other donors give other results.",
        ),
        Text(
            f"Met {donors} donoren kan p niet lager zijn dan {dutch(least, 3)}.",
            f"With {donors} donors p cannot be below {english(least, 3)}.",
        ),
    ]


def _span(years: list[int], first: str | int, last: str | int) -> slice:
    return slice(years.index(int(first)), years.index(int(last)) + 1)


Grid = tuple[list[str], list[int], Floats, Floats | None]


def read_grid(table: Table, plan: SyntheticPlan, _folder: Path, faults: Faults) -> Grid | None:
    """Lay the table out as periods by units, the treated one first; holes, doubles and what is absent are faults."""
    table.asked(plan, faults, "unit_column", "period", "outcome")
    predictors = faults.tried(lambda: plan.predictors) or ()
    table.need(faults, *(one.column for one in predictors))
    values = attempted(faults, len(table.rows), lambda: table.numbers(plan.outcome, faults))
    cells = faults.tried(lambda: table.text(plan.period))
    years = _years(table, plan, cells, faults) if cells else None
    names = faults.tried(_names, table, plan, faults)
    if cells is None or not years or not names:
        return None
    places: list[int | None] = [years.index(int(float(cell))) for cell in cells]
    outcomes = table.grid(names, plan.unit_column, cells, places, values, len(years), faults).T
    if (holes := int(np.isnan(outcomes).sum())) and not np.isnan(values).any():
        faults.add(f"{table.name}: {holes} unit-periods have no '{plan.outcome}'")
    return names, years, outcomes, _predictors(table, plan, names, faults)


def _years(table: Table, plan: SyntheticPlan, cells: list[str], faults: Faults) -> list[int] | None:
    """Return the periods in order, None where one is unreadable; a fault for that and for absent dates of the plan."""
    read = [parse_period(cell) for cell in cells]
    for cell, line, one in zip(cells, table.lines, read, strict=True):
        if one is None or one[0] not in {"year", "step"}:
            faults.add(f"{table.name} line {line}: '{cell}' is no year or step number")
    if any(one is None or one[0] not in {"year", "step"} for one in read):
        return None
    years = sorted({one[1] for one in read if one is not None})
    for name in ("fit_from", "fit_until", "effect_from", "effect_until"):
        moment = faults.tried(getattr, plan, name)
        if moment is not None and ordinal_of("step", moment) not in years:
            faults.add(f"'{name}' {moment} is not in the data")
    return years


def _names(table: Table, plan: SyntheticPlan, faults: Faults) -> list[str]:
    """Return the treated unit and its donors; a fault for unknown units and for too few donors."""
    units = table.text(plan.unit_column)
    treated, exclude = faults.tried(lambda: plan.treated), faults.tried(lambda: plan.exclude) or ()
    donors = faults.tried(lambda: plan.donors)
    wanted = list(donors or sorted(set(units) - {treated} - set(exclude)))
    for name in filter(None, [treated, *wanted, *exclude]):
        if name not in units:
            faults.add(f"{table.name}: there is no unit '{name}'")
    if donors is not None and len(wanted) < 2:
        faults.add("a synthetic control needs at least two donors")
    if treated is None or donors is None:
        raise BadInput([])
    return [treated, *wanted]


def _predictors(table: Table, plan: SyntheticPlan, names: list[str], faults: Faults) -> Floats | None:
    """Means of the predictor columns per unit, shape (predictors, units); None when the plan names none."""
    if not plan.predictors:
        return None
    units = table.text(plan.unit_column)
    periods = [int(float(cell)) for cell in table.text(plan.period)]
    rows = []
    for one in plan.predictors:
        values = faults.tried(partial(table.numbers, one.column, faults, empty=True))
        if values is None:
            continue
        wanted = set(range(one.first, one.last + 1, one.step))
        held = [
            [
                value
                for unit, period, value in zip(units, periods, values, strict=True)
                if unit == name and period in wanted and not np.isnan(value)
            ]
            for name in names
        ]
        empty = [name for name, many in zip(names, held, strict=True) if not many and name in units]
        for name in empty:
            faults.add(f"{table.name}: '{one.column}' has no value for '{name}' in {one.first}-{one.last}")
        rows.append([float(np.mean(many)) if many else np.nan for many in held])
    return np.array(rows)


def _diagnostics(
    names: list[str], donors: list[int], main: Synthetic, rank: int, p: float
) -> dict[str, Json]:
    weights = {
        names[place]: round(float(weight), 6) for place, weight in zip(donors, main.weights, strict=True)
    }
    return {
        "weights": {name: weight for name, weight in weights.items() if weight >= 0.0005},
        "pre_rmspe": main.rmspe_before,
        "post_rmspe": main.rmspe_after,
        "rmspe_ratio": main.ratio,
        "placebo_rank": rank,
        "placebo_p": p,
    }


def _others(
    names: list[str],
    outcomes: Floats,
    donors: list[int],
    fit: slice,
    after: slice,
    predictors: Floats | None,
    main: Synthetic,
) -> list[Estimate]:
    """Return the mean gap without each donor of weight, on the outcome alone, and after a wider search."""
    found = []
    for place, weight in zip(donors, main.weights, strict=True):
        if weight > 0.01 and len(donors) > 2:
            rest = [other for other in donors if other != place]
            one = synthetic(outcomes, 0, rest, fit, after, predictors)
            found.append(_gap(f"without donor {names[place]}", one, after))
    if predictors is not None:
        plain = synthetic(outcomes, 0, donors, fit, after)
        found.append(_gap("outcome path only, no predictors", plain, after))
        wide = synthetic(outcomes, 0, donors, fit, after, predictors, search=True)
        found.append(_gap("best of several starts of the predictor weights", wide, after))
    return found


def _gap(name: str, one: Synthetic, after: slice) -> Estimate:
    return Estimate(
        name=name,
        estimate=float(one.gap[after].mean()),
        scale="difference",
        weighs=True,
        note=f"pre-period RMSPE {one.rmspe_before:.4f}",
    )


def _course(plan: SyntheticPlan, years: list[int], own: Floats, gap: Floats) -> Figure:
    place = next(
        (number for number, year in enumerate(years) if year >= int(plan.intervention)), len(years) - 1
    )
    return Figure(
        name="course",
        kind="series",
        title=Text(f"{plan.treated} en zijn evenbeeld", f"{plan.treated} and its synthetic version"),
        description=Text(
            "Lijngrafiek; de stippellijn is het begin van de ingreep.",
            "Line chart; the dashed line is the start of the measure.",
        ),
        x=Text("Periode", "Period"),
        y=Text(plan.unit, plan.unit),
        labels=[str(year) for year in years],
        columns={
            "observed": [float(one) for one in own],
            "counterfactual": [float(one) for one in own - gap],
        },
        breaks=[(place, Text("ingreep", "measure"))],
    )
