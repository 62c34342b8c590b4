"""Compares the growth of one series with that of another from two totals each, as a letter often does."""

from __future__ import annotations

from weerbaar.measure.campaign.plans import YearPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.figures import Columns, Stated, pick, read_stated
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
    columns = Columns(
        series=plan.series_column,
        period=plan.period,
        value=plan.count,
        definition="definition",
        basis="basis",
        origin="source",
    )
    sheet = read_stated(table, columns, faults, whole=True, known_on=plan.retrieved_on)
    faults.stop()
    chosen: dict[str, list[Stated]] = {}
    for series in filter(None, (plan.series, plan.control)):
        for side in (plan.before, plan.after):
            chosen[f"{series}/{side}"] = pick(sheet, series, str(side), faults, prefer=plan.prefer)
    faults.stop()
    own = [chosen[f"{plan.series}/{side}"][0].value for side in (plan.before, plan.after)]
    other = (
        [chosen[f"{plan.control}/{side}"][0].value for side in (plan.before, plan.after)]
        if plan.control
        else []
    )
    if plan.control_includes_series:
        total, other = other, [whole - part for whole, part in zip(other, own, strict=False)]
    else:
        total = []
    if min([*own, *other]) <= 0:
        faults.add("a total is zero or less; a ratio needs figures above zero on both sides")
    faults.stop()
    used = [row for many in chosen.values() for row in many]
    return finding(plan, own, other, total, doubts(sheet, used))


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
