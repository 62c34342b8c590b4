"""Estimates from overlapping lists how many are on none of them, over every model that fits."""

from __future__ import annotations

import itertools
import math
import warnings
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from weerbaar.measure.faults import Faults
from weerbaar.measure.glm import Fit, fit_counts
from weerbaar.measure.hidden.plans import ListsPlan
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table, attempted
from weerbaar.measure.verdict import LEVEL

Pair = tuple[int, int]
MOST_LISTS = 6
EVERY_MODEL_UNTIL = 4


@dataclass(frozen=True)
class Model:
    """One log-linear model: its pairs of dependent lists, N, interval, deviance, df and AIC."""

    pairs: tuple[Pair, ...]
    size: float
    low: float
    high: float
    deviance: float
    df: int
    aic: float

    def name(self, lists: list[str]) -> str:
        """Name the model by its interactions."""
        if not self.pairs:
            return "independence"
        every = len(lists) * (len(lists) - 1) // 2
        if len(self.pairs) == every and every > 1:
            return "all pairs"
        return " + ".join(f"{lists[a]}:{lists[b]}" for a, b in self.pairs)


def chapman(n1: float, n2: float, m: float) -> tuple[float, float]:
    """Chapman's estimate for two lists with m in both, and its variance."""
    estimate = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    return estimate, (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))


def fit_model(patterns: Floats, counts: Floats, pairs: tuple[Pair, ...], level: float) -> Model:
    """Poisson model on the observed cells: N = n + exp(intercept) with 0/1 coding.

    `patterns` has shape (cells, lists). The interval is lognormal for the unseen part, with the variance
    of the intercept and of the unseen count itself.
    """
    columns = {"intercept": np.ones(len(counts))}
    columns |= {f"list {number}": patterns[:, number] for number in range(patterns.shape[1])}
    columns |= {f"pair {a}-{b}": patterns[:, a] * patterns[:, b] for a, b in pairs}
    with warnings.catch_warnings():
        # With every pair among three lists there are as many terms as cells: that it fits exactly is no trouble.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = fit_counts(counts, columns, errors="poisson")
    log, se = fit.log_effect("intercept")
    unseen, seen = math.exp(log), float(counts.sum())
    spread = math.exp(z_of(level) * math.sqrt(math.log1p(se**2 + 1 / max(unseen, 1e-9))))
    return Model(
        pairs,
        seen + unseen,
        seen + unseen / spread,
        seen + unseen * spread,
        fit.deviance,
        fit.residual_df,
        aic(fit, counts),
    )


def aic(fit: Fit, counts: Floats) -> float:
    """Akaike's criterion of a Poisson fit with all its constants."""
    log = (
        counts * np.log(np.maximum(fit.mean, 1e-300))
        - fit.mean
        - np.array([math.lgamma(one + 1) for one in counts])
    )
    return float(-2 * log.sum()) + 2 * len(fit.params)


def models(patterns: Floats, counts: Floats, level: float) -> list[Model]:
    """Fit independence and sets of pairs: all sets up to four lists, else none, one or all pairs.

    A model needs more cells than terms; a saturated or unfittable one is left out.
    """
    pairs = list(itertools.combinations(range(patterns.shape[1]), 2))
    if patterns.shape[1] <= EVERY_MODEL_UNTIL:
        sets = [chosen for size in range(len(pairs) + 1) for chosen in itertools.combinations(pairs, size)]
    else:
        sets = [(), *((pair,) for pair in pairs), tuple(pairs)]
    room = len(counts) - patterns.shape[1] - 2
    return [fit_model(patterns, counts, chosen, level) for chosen in sets if len(chosen) <= room]


def with_missed_links(patterns: Floats, counts: Floats, share: float) -> Floats:
    """Correct the cells when `share` of the true links between lists was missed.

    A person on k lists is found whole with chance (1 - share)^(k-1); the ones that fell apart are taken
    out of the cells of single lists, where they were counted.
    """
    size = patterns.sum(axis=1)
    true = np.where(size > 1, counts / (1 - share) ** np.maximum(size - 1, 0), counts)
    extra = true - counts
    singles = np.flatnonzero(size == 1)
    for place in singles:
        member = patterns[:, int(np.argmax(patterns[place]))]
        true[place] = max(0.0, counts[place] - float((extra * member * (size > 1)).sum()))
    return np.asarray(true)


def read_cells(
    table: Table, plan: ListsPlan, _folder: Path, faults: Faults
) -> tuple[list[str], Floats, Floats] | None:
    """Read 0/1 columns and frequencies, noting every fault. Absent patterns count as 0."""
    table.asked(plan, faults, "lists", "frequency")
    rows = len(table.rows)
    counts = attempted(faults, rows, lambda: table.counts(plan.frequency, faults))
    names = faults.tried(
        lambda: [*(plan.lists or (column for column in table.header if column != plan.frequency))]
    )
    if names is None or not table.read:
        return None
    if not 2 <= len(names) <= MOST_LISTS:
        faults.add(f"{table.name}: {len(names)} lists; give 2 to {MOST_LISTS}")
    columns = [attempted(faults, rows, partial(table.counts, name, faults)) for name in names]
    held = patterns_held(table, columns, counts, faults) if columns else {}
    every = [key for key in itertools.product((0, 1), repeat=min(len(names), MOST_LISTS)) if any(key)]
    return names, np.array(every, dtype=float), np.array([held.get(key, 0.0) for key in every])


def patterns_held(
    table: Table, columns: list[Floats], counts: Floats, faults: Faults
) -> dict[tuple[int, ...], float]:
    """Return how many there are of each pattern of lists; doubles, and what is no pattern, are faults."""
    held: dict[tuple[int, ...], float] = {}
    for pattern, count, line in zip(np.column_stack(columns), counts, table.lines, strict=True):
        if np.isnan(pattern).any():
            continue
        if not np.isin(pattern, (0, 1)).all():
            faults.add(f"{table.name} line {line}: a list is marked 0 or 1")
            continue
        key = tuple(int(one) for one in pattern)
        if not any(key):
            faults.add(
                f"{table.name} line {line}: the cell of those on no list is what is asked; leave it out"
            )
        if key in held:
            faults.add(f"{table.name} line {line}: the pattern {key} occurs twice")
        held[key] = float(count)
    sound = len(held) == len(table.rows)
    if sound and sum(count for key, count in held.items() if sum(key) > 1) == 0:
        faults.add(f"{table.name}: no one is on two lists; without overlap nothing can be estimated")
    return held


def lists(table: Table, plan: ListsPlan) -> Finding:
    """Estimate the size of the population and the range over plausible models."""
    faults = Faults()
    names, patterns, counts = faults.sure(read_cells(table, plan, Path(), faults))
    return two_lists(plan, patterns, counts) if len(names) == 2 else many_lists(plan, names, patterns, counts)


def two_lists(plan: ListsPlan, patterns: Floats, counts: Floats) -> Finding:
    """Chapman with its normal interval, Lincoln-Petersen, and missed links."""

    def totals(cells: Floats) -> tuple[float, float, float]:
        first, second = patterns[:, 0], patterns[:, 1]
        return (
            float((cells * first).sum()),
            float((cells * second).sum()),
            float((cells * first * second).sum()),
        )

    n1, n2, m = totals(counts)
    estimate, variance = chapman(n1, n2, m)
    half, seen = z_of(plan.level) * math.sqrt(variance), float(counts.sum())
    sensitivity = [Estimate(name="Lincoln-Petersen", estimate=n1 * n2 / m, scale="persons")]
    for share in plan.missed_links:
        size, _ = chapman(*totals(with_missed_links(patterns, counts, share)))
        sensitivity.append(
            Estimate(name=f"{100 * share:g} % of links missed", estimate=size, scale="persons")
        )
    low, high = max(seen, estimate - half), estimate + half
    sizes = [estimate, *(one.estimate for one in sensitivity if one.estimate is not None)]
    return Finding(
        method="Chapman, two lists",
        main=Estimate(name="persons", estimate=estimate, ci_low=low, ci_high=high, scale="persons"),
        verdict=Verdict.NO_CONCLUSION,
        sentence=sentence(seen, estimate, low, high, min(sizes), max(sizes)),
        n_post=int(seen),
        diagnostics={
            "observed": seen,
            "n1": n1,
            "n2": n2,
            "m": m,
            "lincoln_petersen": n1 * n2 / m,
            "variance": variance,
            "se": math.sqrt(variance),
        },
        sensitivity=sensitivity,
        caveats=assumptions(),
    )


def many_lists(plan: ListsPlan, names: list[str], patterns: Floats, counts: Floats) -> Finding:
    """Best model by AIC, the range over plausible ones, and missed links."""
    fitted = models(patterns, counts, plan.level)
    best = min(fitted, key=lambda one: one.aic)
    plausible = [
        one for one in fitted if one.aic - best.aic <= plan.plausible_aic and math.isfinite(one.size)
    ]
    span = min(one.size for one in plausible), max(one.size for one in plausible)
    every = len(names) * (len(names) - 1) // 2
    shown = [one for one in fitted if len(one.pairs) in (0, 1, every)]
    seen = float(counts.sum())
    return Finding(
        method=f"log-linear model with {best.name(names)}, lowest AIC of {len(fitted)}",
        main=as_estimate(best, names, plausible),
        verdict=Verdict.NO_CONCLUSION,
        sentence=sentence(seen, best.size, best.low, best.high, *span),
        n_post=int(seen),
        dispersion=best.deviance / best.df if best.df else None,
        diagnostics={
            "observed": seen,
            "lists": list(names),
            "best_model": best.name(names),
            "models_fitted": len(fitted),
            "plausible_models": len(plausible),
            "plausible_range": list(span),
            "plausible_range_with_intervals": [min(o.low for o in plausible), max(o.high for o in plausible)],
            "models": {one.name(names).replace(" ", "_"): summary(one) for one in shown},
            "best": summary(best),
        },
        sensitivity=[
            *(as_estimate(one, names, plausible) for one in shown),
            *missed(plan, patterns, counts, best),
        ],
        caveats=assumptions(),
        figures=[spread(plausible, names)],
    )


def missed(plan: ListsPlan, patterns: Floats, counts: Floats, best: Model) -> list[Estimate]:
    """Return the best model again when some links between lists were missed."""
    found = []
    for share in plan.missed_links:
        cells = np.round(with_missed_links(patterns, counts, share))
        one = fit_model(patterns, cells, best.pairs, plan.level)
        name = f"best model with {100 * share:g} % of links missed"
        found.append(
            Estimate(name=name, estimate=one.size, ci_low=one.low, ci_high=one.high, scale="persons")
        )
    return found


def summary(one: Model) -> dict[str, Json]:
    """Numbers of one model."""
    return {
        "N": one.size,
        "ci_low": one.low,
        "ci_high": one.high,
        "deviance": one.deviance,
        "df": one.df,
        "AIC": one.aic,
    }


def as_estimate(one: Model, names: list[str], plausible: list[Model]) -> Estimate:
    """One model as a line of the sensitivity set."""
    note = f"deviance {one.deviance:.2f} on {one.df} df, AIC {one.aic:.2f}" + (
        "" if one in plausible else "; not plausible"
    )
    return Estimate(
        name=one.name(names), estimate=one.size, ci_low=one.low, ci_high=one.high, scale="persons", note=note
    )


def sentence(seen: float, size: float, low: float, high: float, least: float, most: float) -> Text:
    """State what was seen, the estimate, and the range over models, which is the honest message."""
    return Text(
        f"Gezien zijn er {dutch(seen, 0)}; naar schatting zijn het er in totaal {dutch(size, 0)}"
        f" ({dutch(low, 0)} tot {dutch(high, 0)}), en over alle aannemelijke modellen {dutch(least, 0)} tot"
        f" {dutch(most, 0)}.",
        f"{english(seen, 0)} were seen; the estimated total is {english(size, 0)} ({english(low, 0)} to"
        f" {english(high, 0)}), and over all plausible models {english(least, 0)} to {english(most, 0)}.",
    )


def assumptions() -> list[Text]:
    """Return the assumptions with the direction of the error when they fail."""
    return [
        LEVEL,
        Text(
            "Aanname: gesloten groep; lijsten die samenhangen geven een te lage schatting.",
            "Assumption: a closed group; lists that depend on each other give too low an estimate.",
        ),
        Text(
            "Aanname: ieder is even zichtbaar; verschil daarin geeft een te lage schatting.",
            "Assumption: all are equally visible; differences give too low an estimate.",
        ),
        Text(
            "Aanname: koppeling zonder fouten; gemiste koppelingen geven een te hoge schatting.",
            "Assumption: perfect linkage; missed links give too high an estimate.",
        ),
    ]


def spread(plausible: list[Model], names: list[str]) -> Figure:
    """Return the plausible models, best first."""
    rows = sorted(plausible, key=lambda one: one.aic)[:20]
    return Figure(
        name="models",
        kind="intervals",
        title=Text("Schatting per aannemelijk model", "Estimate per plausible model"),
        description=Text(
            f"Intervalgrafiek van {len(rows)} modellen, het beste bovenaan.",
            f"Interval chart of {len(rows)} models, the best on top.",
        ),
        x=Text("Personen", "Persons"),
        y=Text("", ""),
        labels=[one.name(names) for one in rows],
        columns={
            "estimate": [one.size for one in rows],
            "low": [one.low for one in rows],
            "high": [one.high for one in rows],
        },
        logarithmic=True,
    )
