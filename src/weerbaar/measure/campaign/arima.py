"""Looks at the campaign on logarithms with errors that hang together in time, as a check on the main model."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, stats

from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.result import Estimate
from weerbaar.measure.table import Floats

LEAST_FOR_LOGS = 20.0
# A difference over 52 weeks needs many years to estimate its moving average.
LONGEST_SEASON = 12
FEWEST_SEASONS = 4
# Twenty years of weeks; the work grows with the third power of the length.
LONGEST = 1_044
# Each memory with the width of its cell in the grid: they stand closer where a step in memory says more.
MEMORIES = dict(
    zip(
        (-0.5, -0.25, 0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.875, 0.95, 0.98),
        (0.3, 0.25, 0.2, 0.15, 0.15, 0.15, 0.125, 0.1, 0.0875, 0.075, 0.05, 0.025),
        strict=True,
    )
)
# A short series makes its memory look shorter than it is, and the interval with it. Beforehand a memory r weighs
# (1 - r^2)^-0.75, between the reference prior (-0.5; Berger and Yang 1994) and one that is flat on Fisher's scale (-1);
# a season that stays weighs three times one that wanders, and scatter that remembers twice one that is mostly white.
# Chosen on 600 made series for each of three memories and tried on others, see tests/measure/test_arima.py.
TOWARDS_LONG = -0.75
SHARES = {0.25: 1.0, 0.5: 1.0, 0.75: 2.0, 1.0: 2.0}
SEASONAL = {-1.0: 3.0, -0.7: 1.0, -0.4: 1.0, 0.0: 1.0}


@dataclass(frozen=True)
class Correlation:
    """How errors hang together: `row` is the correlation at lags 0..n-1 up to a factor, `weight` is its prior."""

    row: Floats
    weight: float


@dataclass(frozen=True)
class Coefficient:
    """One coefficient under one correlation, with its standard error and restricted log likelihood."""

    estimate: float
    se: float
    likelihood: float


def arima_level(seen: Observed, columns: dict[str, Floats], level: float) -> Estimate:
    """Ratio of the level `L` from log counts with the terms of the model and ARIMA errors.

    With months or quarters (1,0,0)(0,1,1), where the seasonal difference takes the place of the constant and the
    waves of the year; with weeks or without a season an autoregression of order one beside the same terms. Either
    has a white part too, since counts scatter around what drives them. How long the errors remember is not chosen
    but averaged over (see `averaged`): a best guess of it makes the interval too short.
    """
    season = seen.periods.season or 0.0
    seasonal = round(season) if 2 < season <= LONGEST_SEASON else 0
    name = f"{'ARIMA(1,0,0)(0,1,1)' if seasonal else 'AR(1) errors'} on logs with the same terms"
    if float(seen.counts.mean()) <= LEAST_FOR_LOGS:
        return Estimate(name=name, estimate=None, note="the counts are too small for a model of logarithms")
    if seasonal and len(seen.counts) < FEWEST_SEASONS * season:
        return Estimate(name=name, estimate=None, note="the series is too short for a seasonal difference")
    if len(seen.counts) > LONGEST:
        return Estimate(name=name, estimate=None, note="the series is too long for this model")
    waves = {"constant"} | {term for term in columns if term[:3] in {"sin", "cos"}}
    kept = [term for term in columns if not (seasonal and term in waves)]
    log = np.log(seen.counts + 0.5) - (0.0 if seen.offset is None else seen.offset)
    design = np.column_stack([columns[term] for term in kept])
    if seasonal:
        log, design = log[seasonal:] - log[:-seasonal], design[seasonal:] - design[:-seasonal]
    free = len(log) - len(kept)
    if free < 1 or np.linalg.matrix_rank(design) < len(kept):
        return Estimate(name=name, estimate=None, note="the series is too short for this model")
    middle, low, high = averaged(log, design, kept.index("L"), seasonal, level)
    return Estimate(
        name=name, estimate=math.exp(middle), ci_low=math.exp(low), ci_high=math.exp(high), weighs=True
    )


def correlations(length: int, seasonal: int) -> Iterator[Correlation]:
    """Return a grid of autoregressions of order one with a white part; after a seasonal difference of such a length
    with a moving average of the season.
    """
    lags = np.arange(length, dtype=float)
    for memory, back in itertools.product(MEMORIES, SEASONAL if seasonal else (0.0,)):
        prior = MEMORIES[memory] * (1 - memory**2) ** TOWARDS_LONG * SEASONAL[back]
        # without memory the two parts are one
        shares = SHARES if memory else {1.0: sum(SHARES.values())}
        for share, weight in shares.items():
            yield Correlation(correlation(lags, memory, share, back, seasonal), prior * weight)


def correlation(lags: Floats, memory: float, share: float, back: float, seasonal: int) -> Floats:
    """Autocovariance of (1 + back B^seasonal)(share AR(1) + (1 - share) white), both of variance 1, at whole lags."""

    def plain(at: Floats) -> Floats:
        far = np.abs(at)
        return np.asarray(share * np.sign(memory) ** far * abs(memory) ** far + (1 - share) * (far == 0))

    if not seasonal:
        return plain(lags)
    return (1 + back**2) * plain(lags) + back * (plain(lags - seasonal) + plain(lags + seasonal))


def coefficient(log: Floats, design: Floats, place: int, row: Floats) -> Coefficient:
    """Generalised least squares under one correlation, with the restricted likelihood profiled over the variance."""
    terms = design.shape[1]
    root = linalg.cholesky(linalg.toeplitz(row), lower=True)
    white = linalg.solve_triangular(root, np.column_stack([design, log]), lower=True)
    products = white.T @ white
    inner = linalg.cholesky(products[:terms, :terms], lower=True)
    own = linalg.solve_triangular(inner, np.eye(terms)[place], lower=True)
    fitted = linalg.solve_triangular(inner, products[:terms, terms], lower=True)
    free = len(log) - terms
    variance = float(products[terms, terms] - fitted @ fitted) / free
    determinants = float(np.log(np.diag(root)).sum() + np.log(np.diag(inner)).sum())
    return Coefficient(
        float(own @ fitted),
        math.sqrt(variance * float(own @ own)),
        -0.5 * free * math.log(variance) - determinants,
    )


def averaged(
    log: Floats, design: Floats, place: int, seasonal: int, level: float
) -> tuple[float, float, float]:
    """Return mean and interval of one coefficient over all correlations, each by its restricted likelihood.

    The distribution is the mixture of Student's t of every correlation, with n - k degrees of freedom (Harville
    1974: the restricted likelihood is what remains after flat priors on the coefficients).
    """
    grid = list(correlations(len(log), seasonal))
    fits = [coefficient(log, design, place, one.row) for one in grid]
    best = max(one.likelihood for one in fits)
    weights = np.array(
        [math.exp(fit.likelihood - best) * one.weight for fit, one in zip(fits, grid, strict=True)]
    )
    weights /= weights.sum()
    middles, errors = np.array([one.estimate for one in fits]), np.array([one.se for one in fits])
    student = stats.t(len(log) - design.shape[1])

    def quantile(share: float) -> float:
        reach = float(student.ppf(max(share, 1 - share)))
        low, high = float((middles - 2 * reach * errors).min()), float((middles + 2 * reach * errors).max())
        return float(
            optimize.brentq(
                lambda at: float(weights @ student.cdf((at - middles) / errors)) - share, low, high
            )
        )

    return float(weights @ middles), quantile(0.5 - level / 2), quantile(0.5 + level / 2)
