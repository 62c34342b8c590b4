"""Sets the campaign's category beside categories it did not aim at, to see what moved everything."""

from __future__ import annotations

import math

import numpy as np

from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.campaign.segments import Windows, terms
from weerbaar.measure.campaign.structural import forecast_effect
from weerbaar.measure.glm import Fit, fit_counts
from weerbaar.measure.rates import log_ratio, z_of
from weerbaar.measure.result import Estimate, Json
from weerbaar.measure.simplex import placebo_rank, synthetic
from weerbaar.measure.table import Floats

LEAST_FOR_LOGS = 20.0


def pooled(seen: Observed) -> Floats:
    """Sum of the comparison series, shape (n,)."""
    return np.asarray(np.sum(list(seen.others.values()), axis=0), dtype=float)


def ratio_of_ratios(seen: Observed, spots: Windows, dispersion: float, level: float) -> Estimate:
    """(own after / before) over (comparison after / before), levels only, pulses left out."""
    after = spots.level_mask(len(seen.periods)).astype(bool)
    before = np.arange(len(seen.periods)) < spots.first
    own, other = seen.counts, pooled(seen)
    up = [float(own[after].sum()), float(other[before].sum())]
    down = [float(own[before].sum()), float(other[after].sum())]
    plain = log_ratio("ratio of ratios against the comparison series", up, down, dispersion, level)
    note = "a lower bound if the campaign also raised the comparison; no estimate if other events moved it"
    return Estimate(
        name=plain.name,
        estimate=plain.estimate,
        ci_low=plain.ci_low,
        ci_high=plain.ci_high,
        weighs=True,
        note=note,
    )


def interaction(seen: Observed, spots: Windows, harmonics: int, level: float) -> tuple[Estimate, Fit]:
    """Fit both series in one model in which each has its own trend, season and steps.

    Returns the ratio of the two levels, and the fit; the comparison is the pooled one.
    """
    columns = terms(seen.periods, spots, harmonics=harmonics)
    zeros = np.zeros(len(seen.periods))
    both = {f"own {name}": np.concatenate([column, zeros]) for name, column in columns.items()}
    both |= {f"other {name}": np.concatenate([zeros, column]) for name, column in columns.items()}
    fit = fit_counts(np.concatenate([seen.counts, pooled(seen)]), both)
    a, b = fit.names.index("own L"), fit.names.index("other L")
    log = float(fit.params[a] - fit.params[b])
    half = z_of(level) * math.sqrt(
        float(fit.covariance[a, a] + fit.covariance[b, b] - 2 * fit.covariance[a, b])
    )
    name = "comparative interrupted time series: own level over comparison level"
    return (
        Estimate(
            name=name,
            estimate=math.exp(log),
            ci_low=math.exp(log - half),
            ci_high=math.exp(log + half),
            weighs=True,
        ),
        fit,
    )


def parallel_before(seen: Observed, spots: Windows, harmonics: int) -> dict[str, Json]:
    """Test whether the two series had the same trend before: category-by-time, with its p value."""
    before = slice(0, spots.first)
    cut = seen.periods.until(spots.first)
    columns = terms(cut, Windows(spots.first, (), ()), harmonics=harmonics)
    own, zeros = np.ones(len(cut)), np.zeros(len(cut))
    both = {f"shared {name}": np.concatenate([column, column]) for name, column in columns.items()}
    both["own"] = np.concatenate([own, zeros])
    both["own trend"] = np.concatenate([columns["trend"], zeros])
    fit = fit_counts(np.concatenate([seen.counts[before], pooled(seen)[before]]), both)
    slope, se = fit.log_effect("own trend")
    return {
        "difference_in_trend_per_year": math.exp(slope),
        "z": slope / se,
        "parallel": abs(slope / se) < 1.96,
    }


def by_series(seen: Observed, spots: Windows, harmonics: int, level: float) -> list[Estimate]:
    """Level ratio of each comparison series on its own: how far each moved at the same time."""
    columns = terms(seen.periods, spots, harmonics=harmonics)
    found = []
    for name, counts in seen.others.items():
        if counts.sum() > 0:
            one = fit_counts(counts, columns).ratio("L", level, f"comparison series: {name}")
            found.append(one)
    return found


def synthetic_level(seen: Observed, spots: Windows) -> tuple[Estimate, dict[str, Json]]:
    """Level against a mix of the comparison series, each as an index of its mean before; placebo rank."""
    names = list(seen.others)
    series = np.column_stack([seen.counts, *seen.others.values()])
    index = series / series[: spots.first].mean(axis=0)
    fit, after = slice(0, spots.first), slice(spots.levels[0][0], len(seen.periods))
    units = range(series.shape[1])
    fits = [synthetic(index, one, [other for other in units if other != one], fit, after) for one in units]
    rank, p = placebo_rank([one.ratio for one in fits[1:]], fits[0].ratio)
    made = index[after, 0] - fits[0].gap[after]
    estimate = Estimate(
        name="synthetic control from the comparison series",
        estimate=float(index[after, 0].mean() / made.mean()),
        note=f"placebo in space: rank {rank} of {len(names) + 1}, p {p:.3f}, limited by the few donors",
    )
    weights: dict[str, Json] = {
        name: float(weight) for name, weight in zip(names, fits[0].weights, strict=True)
    }
    return estimate, {"weights": weights, "rmspe_ratio": fits[0].ratio, "placebo_rank": rank, "placebo_p": p}


def structural_level(seen: Observed, spots: Windows, *, seed: int, draws: int, level: float) -> Estimate:
    """Level against the forecast of a structural time series on logs, with the comparison as companion."""
    name = "structural time series forecast from the period before"
    means = [float(series.mean()) for series in (seen.counts, *seen.others.values())]
    if min(means) < LEAST_FOR_LOGS:
        return Estimate(name=name, estimate=None, note="the counts are too small for a model of logarithms")
    columns = terms(seen.periods, Windows(spots.first, (), ()), harmonics=2)
    parts = [column for term, column in columns.items() if term not in {"constant", "trend"}]
    parts += [np.log(series + 0.5) for series in seen.others.values()]
    companions = np.column_stack(parts) if parts else np.zeros((len(seen.periods), 0))
    log = np.log(seen.counts + 0.5) - (0.0 if seen.offset is None else seen.offset)
    after = spots.level_mask(len(seen.periods)).astype(bool)
    cut = spots.first
    whole = forecast_effect(
        log[:cut], log[cut:], companions[:cut], companions[cut:], seed=seed, draws=draws, level=level
    )
    gaps = (log[cut:] - whole.paths)[:, after[cut:]].mean(axis=1)
    tail = (1 - level) / 2
    low, high = (float(value) for value in np.quantile(gaps, [tail, 1 - tail]))
    middle = float((log[cut:] - whole.mean)[after[cut:]].mean())
    return Estimate(
        name=name,
        estimate=math.exp(middle),
        ci_low=math.exp(low),
        ci_high=math.exp(high),
        weighs=True,
        note="biased towards 1 where the campaign also moved its companions" if seen.others else "",
    )
