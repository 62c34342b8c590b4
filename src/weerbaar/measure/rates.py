"""Counts and their ratios: exact intervals, intervals on the log scale, and what can be detected at all."""

from __future__ import annotations

import math

from scipy import stats

from weerbaar.measure.result import Estimate


def z_of(level: float) -> float:
    """Return the normal quantile of a two-sided interval: 1.959964 for 0.95."""
    return float(stats.norm.ppf(0.5 + level / 2))


def count_interval(count: float, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of a Poisson mean from one count (Garwood): chi-square quantiles halved."""
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(stats.chi2.ppf(tail, 2 * count) / 2)
    return low, float(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


def exact_ratio(
    after: float, before: float, level: float = 0.95, *, exposure: float = 1.0, name: str = "exact ratio"
) -> tuple[Estimate, float]:
    """Ratio of two counts with the exact binomial (Clopper-Pearson) interval, and the two-sided p value.

    `exposure` is the exposure after divided by the exposure before; the ratio is of rates.
    """
    total, tail = after + before, (1 - level) / 2
    low = float(stats.beta.ppf(tail, after, before + 1)) if after else 0.0
    high = float(stats.beta.ppf(1 - tail, after + 1, before)) if before else 1.0
    share = exposure / (1 + exposure)
    p = float(stats.binomtest(int(after), int(total), share).pvalue) if total else 1.0
    return (
        Estimate(
            name=name,
            estimate=after / before / exposure if before else math.inf,
            ci_low=low / (1 - low) / exposure,
            ci_high=high / (1 - high) / exposure if high < 1 else math.inf,
        ),
        p,
    )


def log_ratio(
    name: str, cells_up: list[float], cells_down: list[float], dispersion: float = 1.0, level: float = 0.95
) -> Estimate:
    """Product of `cells_up` over product of `cells_down`; se on the log scale is sqrt(phi * sum of 1/Y)."""
    cells = [*cells_up, *cells_down]
    if min(cells) <= 0:
        return Estimate(name=name, estimate=None, note="a cell is zero, so the ratio is undefined")
    log = sum(math.log(cell) for cell in cells_up) - sum(math.log(cell) for cell in cells_down)
    half = z_of(level) * math.sqrt(dispersion * sum(1 / cell for cell in cells))
    return Estimate(
        name=name, estimate=math.exp(log), ci_low=math.exp(log - half), ci_high=math.exp(log + half)
    )


def detectable_ratio(mean: float, before: int, after: int, dispersion: float = 1.0) -> float:
    """Smallest ratio found with 80 % power at two-sided 5 % (two-period Poisson); `mean` is per period."""
    if mean <= 0 or before <= 0 or after <= 0:
        return math.inf
    se = math.sqrt(dispersion * (1 / (mean * after) + 1 / (mean * before)))
    return math.exp(float(stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * se)
