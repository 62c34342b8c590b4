"""Compares stated yearly counts: one against another, and a trend over some years."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import msgspec
import numpy as np
from scipy import stats

from weerbaar.measure.counts.plans import ChangePlan, StatedPlan, TrendPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.figures import Columns, Sheet, Stated, one_definition, pick, read_stated
from weerbaar.measure.glm import fit_counts
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.provenance import doubts, rows_used
from weerbaar.measure.rates import count_interval, detectable_ratio, exact_ratio, log_ratio
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import CHANGE, decide, say

FEW_POINTS = 8
EFFORT = Text(
    "Een telling stijgt ook door meer zoeken of meer tips; toon naast het aantal hoe elk geval werd"
    " gevonden.",
    "A count also rises with more searching or more tips; show beside it how each case was found.",
)


def read_series(table: Table, plan: StatedPlan, faults: Faults) -> Sheet | None:
    """Read the file; counts must be whole."""
    columns = Columns(
        series=plan.series_column,
        period=plan.period,
        value=plan.value,
        definition=plan.definition,
        basis=plan.basis,
        origin=plan.origin,
        precision=plan.precision,
        retrieved=plan.retrieved,
        supersedes=plan.supersedes,
    )
    return read_stated(table, columns, faults, whole=True, known_on=plan.retrieved_on)


def change(table: Table, plan: ChangePlan) -> Finding:
    """Exact ratio of two counts; raises BadInput with every fault."""
    faults = Faults()
    sheet, used, breaks = faults.sure(read_two(table, plan, Path(), faults))
    before, after = used[0].value, used[1].value
    exposure = plan.exposure_after / plan.exposure_before
    main, p = exact_ratio(after, before, plan.level, exposure=exposure)
    others = at_the_edges(plan, used[0], used[1])
    verdict = decide(main, others, barred=bool(breaks))
    own = sheet.of(plan.series)
    on_logs = log_ratio(
        "ratio on the log scale, Poisson",
        [after * plan.exposure_before],
        [before * plan.exposure_after],
        level=plan.level,
    )
    return Finding(
        method="exact ratio of two Poisson counts (Clopper-Pearson)",
        main=main,
        verdict=verdict,
        sentence=say(change_words(plan, before, after, main), verdict, CHANGE),
        n_pre=1,
        n_post=1,
        diagnostics={
            "p": p,
            "count_before": before,
            "count_after": after,
            "count_before_interval": list(count_interval(before, plan.level)),
            "count_after_interval": list(count_interval(after, plan.level)),
            "highest_of_the_series": after >= max(row.value for row in own),
            "detectable_ratio": detectable_ratio(max(before, 1.0), 1, 1),
            "consecutive": consecutive(own, plan.level),
            "rows_used": rows_used(used),
        },
        sensitivity=[on_logs, *others],
        caveats=[*breaks, *doubts(sheet, used), EFFORT],
        figures=[course(own, plan.level)],
    )


def at_the_edges(plan: ChangePlan, before: Stated, after: Stated) -> list[Estimate]:
    """Return the ratio at both ends of what the precision of the two figures leaves open; none where both are exact."""
    if before.precision.kind == after.precision.kind == "exact":
        return []
    exposure = plan.exposure_after / plan.exposure_before
    ends = {"lowest": (after.low, before.high), "highest": (after.high, before.low)}
    return [
        msgspec.structs.replace(
            exact_ratio(round(up), round(down), plan.level, exposure=exposure)[0],
            name=f"{end} that the precision allows",
            weighs=True,
        )
        for end, (up, down) in ends.items()
    ]


def read_two(
    table: Table, plan: ChangePlan, _folder: Path, faults: Faults
) -> tuple[Sheet, list[Stated], list[Text]] | None:
    """Read the file and pick the two counts; a fault where sources or definitions clash."""
    sheet = faults.tried(read_series, table, plan, faults)
    series, prefer = faults.tried(lambda: plan.series), faults.tried(lambda: plan.prefer)
    if sheet is None or series is None or prefer is None:
        return None
    used = [
        row
        for period in (faults.tried(lambda: plan.before), faults.tried(lambda: plan.after))
        if period is not None
        for row in pick(sheet, series, str(period), faults, prefer=prefer)[:1]
    ]
    breaks = faults.tried(lambda: one_definition(used, table.name, faults, accept=plan.accept_definitions))
    if len(used) == 2 and used[0].value + used[1].value == 0:
        faults.add("both counts are zero; there is nothing to compare")
    return sheet, used, breaks or []


def change_words(plan: ChangePlan, before: float, after: float, main: Estimate) -> Text:
    """Word a count with its margin, the difference and the ratio."""
    low, high = count_interval(after, plan.level)
    percent, more = f"{plan.level * 100:g}", after >= before
    gap = abs(after - before)
    return Text(
        f"{dutch(after, 0)} ({percent} %: {dutch(low, 0)}–{dutch(high, 0)}) in {plan.after},"
        f" {dutch(gap, 0)} {'meer' if more else 'minder'} dan in {plan.before}; verhouding"
        f" {dutch(main.estimate)} ({dutch(main.ci_low)}–{dutch(main.ci_high)}).",
        f"{english(after, 0)} ({percent} %: {english(low, 0)}–{english(high, 0)}) in {plan.after},"
        f" {english(gap, 0)} {'more' if more else 'fewer'} than in {plan.before}; ratio"
        f" {english(main.estimate)} ({english(main.ci_low)}–{english(main.ci_high)}).",
    )


def consecutive(own: list[Stated], level: float) -> dict[str, Json]:
    """Exact ratio of every stated count to the one before it in the series."""
    found: dict[str, Json] = {}
    for before, after in itertools.pairwise(own):
        if before.value + after.value > 0 and before.period != after.period:
            ratio, p = exact_ratio(after.value, before.value, level)
            found[f"{after.value:g}_vs_{before.value:g}"] = {
                "periods": f"{after.period} against {before.period}",
                "rr": ratio.estimate,
                "ci_low": ratio.ci_low,
                "ci_high": ratio.ci_high,
                "p": p,
            }
    return found


def course(own: list[Stated], level: float) -> Figure:
    """Return counts with their exact intervals; a change of definition is a dashed line."""
    edges = [count_interval(row.value, level) for row in own]
    kinds = [row.kind for row in own]
    return Figure(
        name="course",
        kind="series",
        title=Text("Aantallen met hun toevalsmarge", "Counts with their margin of chance"),
        description=Text(
            f"Lijngrafiek van {len(own)} aantallen met interval.",
            f"Line chart of {len(own)} counts with interval.",
        ),
        x=Text("Jaar", "Year"),
        y=Text("Aantal", "Number"),
        labels=[row.period for row in own],
        columns={
            "count": [row.value for row in own],
            "low": [low for low, _ in edges],
            "high": [high for _, high in edges],
        },
        names={
            "count": Text("aantal", "number"),
            "band": Text("95%-interval van het aantal", "95% interval of the count"),
        },
        breaks=[
            (place, Text(kinds[place], kinds[place]))
            for place in range(1, len(own))
            if kinds[place] != kinds[place - 1]
        ],
    )


def trend(table: Table, plan: TrendPlan) -> Finding:
    """Poisson slope per year; a step at each change of definition that the plan accepts."""
    faults = Faults()
    used, caveats, broken = faults.sure(read_years(table, plan, Path(), faults))
    counts, columns = np.array([row.value for row in used]), design(used)
    poisson = fit_counts(counts, columns, errors="poisson")
    main = poisson.ratio("year", plan.level, "Poisson slope")
    others = with_t(counts, columns, plan.level)
    few = len(used) < FEW_POINTS
    verdict = decide(main, others, barred=broken and few)
    if verdict is Verdict.SHOWN and few:
        verdict = Verdict.PLAUSIBLE
    fact = Text(
        f"Van {plan.first} tot en met {plan.last} {dutch(main.estimate)} keer per jaar ({dutch(main.ci_low)}–"
        f"{dutch(main.ci_high)}; met de spreiding uit {len(used)} punten {dutch(others[0].ci_low)}–"
        f"{dutch(others[0].ci_high)}).",
        f"From {plan.first} to {plan.last} {english(main.estimate)} times per year ({english(main.ci_low)}–"
        f"{english(main.ci_high)}; with the spread from {len(used)} points {english(others[0].ci_low)}–"
        f"{english(others[0].ci_high)}).",
    )
    return Finding(
        method="Poisson regression on the year",
        main=main,
        verdict=verdict,
        sentence=say(fact, verdict, CHANGE),
        n_post=len(used),
        dispersion=poisson.dispersion,
        diagnostics={
            "x2_df": poisson.dispersion,
            "points": len(used),
            "consecutive": consecutive(used, plan.level),
            "rows_used": rows_used(used),
        },
        sensitivity=others,
        caveats=[*caveats, EFFORT],
        figures=[course(used, plan.level)],
    )


def read_years(
    table: Table, plan: TrendPlan, _folder: Path, faults: Faults
) -> tuple[list[Stated], list[Text], bool] | None:
    """Pick one count per year; returns them, caveats, and whether a definition broke."""
    sheet = faults.tried(read_series, table, plan, faults)
    asked = faults.tried(lambda: (plan.series, plan.prefer, plan.first, plan.last))
    if sheet is None or asked is None:
        return None
    series, prefer, first, last = asked
    known = {row.period for row in sheet.of(series)} | {year for name, year in sheet.unread if name == series}
    wanted = [str(year) for year in range(first, last + 1)]
    used = [
        row
        for year in wanted
        if year in known
        for row in pick(sheet, series, year, faults, prefer=prefer)[:1]
    ]
    if len(known & {*wanted}) < 3:
        faults.add(
            f"{table.name}: {len(used)} counts for '{series}' from {first} to {last}; a trend needs three"
        )
    breaks = faults.tried(lambda: one_definition(used, table.name, faults, accept=plan.accept_definitions))
    absent = ", ".join(year for year in wanted if year not in known)
    gaps = [Text(f"Geen cijfer voor {absent}.", f"No figure for {absent}.")] if absent else []
    return used, [*(breaks or []), *gaps, *doubts(sheet, used)], bool(breaks)


def design(used: list[Stated]) -> dict[str, Floats]:
    """Constant, year, and a step for each later definition."""
    years = np.array([float(row.period) for row in used])
    columns = {"constant": np.ones(len(used)), "year": years - years[0]}
    kinds = list(dict.fromkeys(row.kind for row in used))
    for kind in kinds[1:]:
        columns[f"definition: {kind}"] = np.array([float(row.kind == kind) for row in used])
    return columns


def with_t(counts: Floats, columns: dict[str, Floats], level: float) -> list[Estimate]:
    """Return the slope with the dispersion of the few points and Student's t."""
    quasi = fit_counts(counts, columns)
    slope, se = quasi.log_effect("year")
    half = float(stats.t.ppf(0.5 + level / 2, quasi.residual_df)) * se
    return [
        Estimate(
            name=f"quasi-Poisson slope, t interval on {quasi.residual_df} degrees of freedom",
            estimate=math.exp(slope),
            ci_low=math.exp(slope - half),
            ci_high=math.exp(slope + half),
            weighs=True,
        )
    ]
