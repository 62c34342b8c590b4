"""Compares what people say in a survey before and after, or a mean rating with a benchmark."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from weerbaar.measure.campaign.plans import SurveyPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Estimate, Finding, Json, Text
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import CHANGE, decide, say

KEPT_APART = Text(
    "Bereidheid in een enquête is niet hetzelfde als gedrag; meldingen worden apart geteld.",
    "Willingness in a survey is not behaviour; reports are counted apart.",
)
SELECTED = Text(
    "Wie de campagne zag koos daar deels zelf voor; dit verschil heet geen effect.",
    "Who saw the campaign is partly self-selected; this difference is not called an effect.",
)
BOTH_NUMBERS = Text(
    "Zonder aantal, spreiding en de spreiding van de norm mogen alleen beide getallen worden genoemd.",
    "Without n, spread and the spread of the benchmark only both numbers may be stated.",
)


def survey(table: Table, plan: SurveyPlan) -> Finding:
    """Run the comparison that the plan names; raises BadInput with every fault."""
    return {"proportion": proportions, "paired": paired, "mean": mean_against_benchmark}[plan.measure](
        table, plan
    )


def newcombe(x1: float, n1: float, x2: float, n2: float, level: float) -> tuple[float, float]:
    """Newcombe's hybrid Wilson interval of p1 - p2; the sizes may be effective (not whole)."""
    low, high = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - level)
    return float(low), float(high)


Groups = tuple[tuple[float, float], tuple[float, float]]
Pairs = tuple[Floats, Floats, Floats]


def read(table: Table, plan: SurveyPlan, _folder: Path, faults: Faults) -> Groups | Pairs | None:
    """Read what the comparison of the plan needs, noting every fault."""
    readers = {"proportion": read_groups, "paired": read_pairs, "mean": read_mean}
    return readers[plan.measure](table, plan, faults)


def read_groups(table: Table, plan: SurveyPlan, faults: Faults) -> Groups | None:
    """Return (share, effective n) of the group after and of the group before."""
    table.asked(plan, faults, "group_column")
    table.need(faults, "positive", "n")
    rows = len(table.rows)
    positive = attempted(faults, rows, lambda: table.counts("positive", faults))
    size = attempted(faults, rows, lambda: table.counts("n", faults))
    spread = table.numbers("cv_weights", faults) if table.has("cv_weights") else np.zeros(rows)
    for x, n, line in zip(positive, size, table.lines, strict=True):
        if n <= 0 or x > n:
            faults.add(f"{table.name} line {line}: {x:g} of {n:g} is impossible")
    groups = faults.tried(lambda: table.text(plan.group_column))
    names = faults.tried(lambda: plan.after), faults.tried(lambda: plan.before)
    if groups is None:
        return None
    for name in names:
        if name is not None and groups.count(name) != 1:
            faults.add(f"{table.name}: the group '{name}' occurs {groups.count(name)} times, needed once")
    if faults.found:
        return None
    after, before = (
        (float(positive[place] / size[place]), float(size[place] / (1 + spread[place] ** 2)))
        for place in (groups.index(plan.after), groups.index(plan.before))
    )
    return after, before


def read_pairs(table: Table, _plan: SurveyPlan, faults: Faults) -> Pairs:
    """Return before and after (0 or 1) and how many people, each of shape (rows,)."""
    table.need(faults, "before", "after", "n")
    before, after, n = (
        attempted(faults, len(table.rows), partial(table.counts, name, faults))
        for name in ("before", "after", "n")
    )
    for b, a, line in zip(before, after, table.lines, strict=True):
        if not {b, a} <= {0, 1} and not math.isnan(b + a):
            faults.add(f"{table.name} line {line}: 'before' and 'after' are 0 or 1")
    return before, after, n


def read_mean(table: Table, _plan: SurveyPlan, faults: Faults) -> Pairs:
    """Return mean, standard deviation and n, each of shape (1,); nan where the file does not say."""
    table.need(faults, "mean")
    rows = len(table.rows)
    means = attempted(faults, rows, lambda: table.numbers("mean", faults))
    sd = table.numbers("sd", faults, empty=True) if table.has("sd") else np.full(rows, np.nan)
    n = table.counts("n", faults, empty=True) if table.has("n") else np.full(rows, np.nan)
    if rows != 1 and table.read:
        faults.add(f"{table.name}: {rows} rows; give one mean")
    return means, sd, n


def proportions(table: Table, plan: SurveyPlan) -> Finding:
    """Compare two independent samples: columns group, positive, n and optionally cv_weights."""
    faults = Faults()
    (p1, n1), (p2, n2) = faults.sure(read_groups(table, plan, faults))
    low, high = newcombe(p1 * n1, n1, p2 * n2, n2, plan.level)
    half = z_of(plan.level) * math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    gap = p1 - p2
    wald = Estimate(
        name="Wald interval", estimate=gap, ci_low=gap - half, ci_high=gap + half, scale="difference"
    )
    wilson = [
        np.asarray(proportion_confint(p * n, n, alpha=1 - plan.level, method="wilson"), dtype=np.float64)
        for p, n in ((p1, n1), (p2, n2))
    ]
    found: dict[str, Json] = {
        "p_after": p1,
        "p_before": p2,
        "effective_n_after": n1,
        "effective_n_before": n2,
        "wilson_after": [float(one) for one in wilson[0]],
        "wilson_before": [float(one) for one in wilson[1]],
    }
    main = difference("difference of proportions, Newcombe hybrid Wilson interval", gap, low, high)
    return finish(plan, main, [wald], found)


def difference(name: str, gap: float, low: float | None, high: float | None) -> Estimate:
    """Return a difference with its interval."""
    return Estimate(name=name, estimate=gap, ci_low=low, ci_high=high, scale="difference")


def paired(table: Table, plan: SurveyPlan) -> Finding:
    """Return same people twice: columns before, after (0/1) and n; McNemar's exact test."""
    faults = Faults()
    before, after, n = faults.sure(read_pairs(table, plan, faults))
    total = float(n.sum())
    gained, lost = float(n[(before == 0) & (after == 1)].sum()), float(n[(before == 1) & (after == 0)].sum())
    gap = (gained - lost) / total
    half = z_of(plan.level) * math.sqrt(gained + lost - (gained - lost) ** 2 / total) / total
    p = float(stats.binomtest(int(gained), int(gained + lost), 0.5).pvalue) if gained + lost else 1.0
    found: dict[str, Json] = {"gained": gained, "lost": lost, "mcnemar_exact_p": p, "n": total}
    main = difference("paired difference of proportions", gap, gap - half, gap + half)
    return finish(plan, main, [], found)


def mean_against_benchmark(table: Table, plan: SurveyPlan) -> Finding:
    """Compare columns mean, sd, n with the benchmark; no conclusion when a spread is unknown."""
    faults = Faults()
    means, sd, n = faults.sure(read_mean(table, plan, faults))
    assert plan.benchmark is not None
    gap = float(means[0]) - plan.benchmark
    known = plan.benchmark_se is not None and not np.isnan(sd[0]) and n[0] > 0
    low = high = None
    found: dict[str, Json] = {"mean": float(means[0]), "benchmark": plan.benchmark}
    if known and plan.benchmark_se is not None:
        se = math.sqrt(float(sd[0]) ** 2 / float(n[0]) + plan.benchmark_se**2)
        low, high = gap - z_of(plan.level) * se, gap + z_of(plan.level) * se
        found["z"] = gap / se
    main = difference("mean against benchmark", gap, low, high)
    return finish(plan, main, [], found, barred=not known)


def finish(
    plan: SurveyPlan,
    main: Estimate,
    sensitivity: list[Estimate],
    found: dict[str, Json],
    *,
    barred: bool = False,
) -> Finding:
    """Put a survey result together with its words."""
    verdict = decide(main, sensitivity, barred=barred or plan.self_selected)
    caveats = [KEPT_APART]
    if plan.self_selected:
        caveats.append(SELECTED)
    nl, en = dutch(main.estimate, 3), english(main.estimate, 3)
    if main.ci_low is None:
        caveats.append(BOTH_NUMBERS)
    else:
        nl += f" ({dutch(main.ci_low, 3)} tot {dutch(main.ci_high, 3)})"
        en += f" ({english(main.ci_low, 3)} to {english(main.ci_high, 3)})"
    return Finding(
        method=main.name,
        main=main,
        verdict=verdict,
        sentence=say(Text(f"Het verschil is {nl}.", f"The difference is {en}."), verdict, CHANGE),
        n_pre=1,
        n_post=1,
        diagnostics=found,
        sensitivity=sensitivity,
        caveats=caveats,
    )
