"""Compares the growth of one series with that of another from two totals each, as a letter often does."""

from __future__ import annotations

from pathlib import Path

from weerbaar.measure.campaign.plans import YearPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.figures import Columns, Sheet, Stated, pick, read_stated
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.provenance import doubts
from weerbaar.measure.rates import exact_ratio, log_ratio
from weerbaar.measure.result import Estimate, Finding, Text, Verdict
from weerbaar.measure.table import Table
from weerbaar.measure.verdict import CHANGE, decide, say

TWO_TOTALS = Text(
    "Twee jaartotalen kunnen een piek niet van een blijvende stijging onderscheiden.",
    "Two yearly totals cannot tell a peak from a lasting rise.",
)
BOUND = Text(
    "Een ondergrens als de campagne ook de vergelijking deed stijgen; geen schatting als andere"
    " gebeurtenissen haar bewogen.",
    "A lower bound if the campaign also raised the control; no estimate if other events moved it.",
)
CHANCE = Text(
    "De foutmarge gaat uit van louter toeval (Poisson); met maandcijfers is de echte spreiding te schatten.",
    "The margin assumes pure chance (Poisson); monthly figures would show the real dispersion.",
)


def ratio_of_ratios(table: Table, plan: YearPlan) -> Finding:
    """Ratio of one series, or its ratio to the control's; with totals at most `effect_plausible`."""
    faults = Faults()
    sheet, chosen = faults.sure(read(table, plan, Path(), faults))
    own, other, total = sides(plan, chosen)
    used = [row for many in chosen.values() for row in many]
    return finding(plan, own, other, total, doubts(sheet, used))


Chosen = dict[tuple[str, str], list[Stated]]


def read(table: Table, plan: YearPlan, _folder: Path, faults: Faults) -> tuple[Sheet, Chosen] | None:
    """Read the totals before and after of the series and of the control, noting every fault."""
    sheet, prefer = faults.tried(read_sheet, table, plan, faults), faults.tried(lambda: plan.prefer)
    if sheet is None or prefer is None:
        return None
    series = faults.tried(lambda: plan.series), faults.tried(lambda: plan.control)
    moments = {"before": faults.tried(lambda: plan.before), "after": faults.tried(lambda: plan.after)}
    chosen = {
        (name, side): pick(sheet, name, str(moment), faults, prefer=prefer)
        for name in filter(None, series)
        for side, moment in moments.items()
        if moment is not None
    }
    totals = None
    if len(chosen) == 2 * len([name for name in series if name]) and all(chosen.values()):
        totals = faults.tried(sides, plan, chosen)
    if totals and min([*totals[0], *totals[1]]) <= 0:
        faults.add("a total is zero or less; a ratio needs figures above zero on both sides")
    return sheet, chosen


def read_sheet(table: Table, plan: YearPlan, faults: Faults) -> Sheet | None:
    """Read the file; counts must be whole."""
    columns = Columns(
        series=plan.series_column,
        period=plan.period,
        value=plan.count,
        definition="definition",
        basis="basis",
        origin="source",
    )
    return read_stated(table, columns, faults, whole=True, known_on=plan.retrieved_on)


def sides(plan: YearPlan, chosen: Chosen) -> tuple[list[float], list[float], list[float]]:
    """Return the totals before and after of the series, of the control without it, and of the control with it."""
    own = [chosen[plan.series, side][0].value for side in ("before", "after")]
    if not plan.control:
        return own, [], []
    other = [chosen[plan.control, side][0].value for side in ("before", "after")]
    if not plan.control_includes_series:
        return own, other, []
    return own, [whole - part for whole, part in zip(other, own, strict=True)], other


def finding(
    plan: YearPlan, own: list[float], other: list[float], total: list[float], caveats: list[Text]
) -> Finding:
    """Put the ratios together."""

    def ratio(name: str, up: list[float], down: list[float]) -> Estimate:
        return log_ratio(name, up, down, plan.dispersion, plan.level)

    simple = ratio("series, after over before", own[1:], own[:1])
    exact, p = exact_ratio(own[1], own[0], plan.level, name="series, exact Poisson")
    control = ratio("control, after over before", other[1:], other[:1]) if other else None
    main = ratio("ratio of ratios", [own[1], other[0]], [own[0], other[1]]) if other else simple
    sensitivity = [simple, exact, *([control] if control else [])]
    if total:
        sensitivity.append(ratio("control including the series, after over before", total[1:], total[:1]))
    verdict = decide(main, [], barred=False)
    return Finding(
        method="ratio of ratios of totals, log scale" if other else "ratio of two totals, log scale",
        main=main,
        verdict=verdict,
        sentence=sentence(plan, main, control, simple, verdict),
        n_pre=1,
        n_post=1,
        dispersion=plan.dispersion,
        diagnostics={
            "rr_series": simple.estimate,
            "rr_control": control.estimate if control else None,
            "rr_total": total[1] / total[0] if total else None,
            "exact_p": p,
            "series_totals": list(own),
            "control_totals": list(other),
        },
        sensitivity=sensitivity,
        caveats=[
            *caveats,
            TWO_TOTALS,
            *([BOUND] if other else []),
            *([CHANCE] if plan.dispersion == 1 else []),
        ],
    )


def sentence(
    plan: YearPlan, main: Estimate, control: Estimate | None, simple: Estimate, verdict: Verdict
) -> Text:
    """Word the ratio in both languages."""
    name = plan.series.replace("_", " ")
    nl = f"{name}: {dutch(simple.estimate)} keer zo veel in {plan.after} als in {plan.before}"
    en = f"{name}: {english(simple.estimate)} times as many in {plan.after} as in {plan.before}"
    if control:
        nl += (
            f"; de vergelijking {dutch(control.estimate)} keer; verhouding daartussen {dutch(main.estimate)}"
        )
        nl += f" ({dutch(main.ci_low)}–{dutch(main.ci_high)})"
        en += f"; the control {english(control.estimate)} times; ratio between them {english(main.estimate)}"
        en += f" ({english(main.ci_low)}–{english(main.ci_high)})"
    return say(Text(nl + ".", en + "."), verdict, CHANGE)
