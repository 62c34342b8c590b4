"""Errors that hang together in time: the fit agrees with other likelihoods and covers a known level."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import linalg, stats
from statsmodels.tsa.statespace.sarimax import SARIMAX

from weerbaar.measure.campaign.arima import (
    MEMORIES,
    TOWARDS_LONG,
    arima_level,
    averaged,
    coefficient,
    correlation,
    correlations,
)
from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.campaign.segments import Windows, terms
from weerbaar.measure.periods import Periods
from weerbaar.measure.table import Floats

GRAINS = {"month": (120, 12.0, 84), "week": (208, 52.18, 150)}


def made(
    grain: str, rng: np.random.Generator, truth: float, memory: float = 0.5
) -> tuple[Observed, dict[str, Floats]]:
    """Counts around 150 with a season, a trend, autoregressive errors on the log scale, and a known level."""
    length, season, first = GRAINS[grain]
    periods = Periods(grain, tuple(range(length)), tuple(str(t) for t in range(length)))
    spots = Windows(first, (("one", first, first + 3),), ((first + 3, length),))
    columns, t = terms(periods, spots), np.arange(length)
    steps = rng.normal(0, 0.08, length + 50)
    errors = np.zeros(length + 50)
    for at in range(1, length + 50):
        errors[at] = memory * errors[at - 1] + steps[at]
    log = 5 + 0.001 * t + 0.2 * np.sin(2 * np.pi * t / season) + errors[50:]
    log += math.log(truth) * columns["L"] + 0.3 * columns["P1"]
    return Observed(periods, rng.poisson(np.exp(log)).astype(float), None, {}, ()), columns


def hits(grain: str, runs: int, truth: float, seed: int, memory: float = 0.5) -> tuple[float, float]:
    """Return the share of intervals that hold the truth, and the mean error of the log ratio."""
    rng, held, errors = np.random.default_rng(seed), list[bool](), list[float]()
    for _ in range(runs):
        one = arima_level(*made(grain, rng, truth, memory), 0.95)
        assert one.estimate is not None
        assert one.ci_low is not None
        assert one.ci_high is not None
        held.append(one.ci_low <= truth <= one.ci_high)
        errors.append(math.log(one.estimate / truth))
    return float(np.mean(held)), float(np.mean(errors))


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("grain", ["month", "week"])
def test_a_known_level_is_covered(grain: str, memory: float) -> None:
    share, bias = hits(grain, 6, 1.4, 1, memory)
    assert share >= 4 / 6
    assert abs(bias) < 0.1


def test_a_long_memory_is_not_taken_for_a_short_one_beforehand() -> None:
    weights = {memory: width * (1 - memory**2) ** TOWARDS_LONG for memory, width in MEMORIES.items()}
    dense = {memory: weights[memory] / width for memory, width in MEMORIES.items()}
    assert dense[0.95] > dense[0.8] > dense[0.45] > dense[0.0]
    assert sum(one.weight for one in correlations(30, 0)) == pytest.approx(6 * sum(weights.values()))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("memory", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("grain", ["month", "week"])
def test_long_coverage_with_errors_in_time(grain: str, memory: float) -> None:
    share, bias = hits(grain, 400, 1.4, 77, memory)
    assert 0.90 <= share <= 0.985  # 0.97, and two standard errors of 400 series
    assert abs(bias) < 0.02


def test_correlations_are_those_of_statsmodels() -> None:
    rng, memory, share, back = np.random.default_rng(3), 0.6, 0.7, -0.8
    values, lags = rng.normal(size=60), np.arange(60.0)

    def ours(row: Floats) -> float:
        return float(stats.multivariate_normal(cov=linalg.toeplitz(row)).logpdf(values))

    noisy = SARIMAX(values, order=(1, 0, 0), measurement_error=True)
    assert ours(correlation(lags, memory, share, 0.0, 0)) == pytest.approx(
        float(noisy.loglike([memory, 1 - share, share * (1 - memory**2)]))
    )
    seasonal = SARIMAX(values, order=(1, 0, 0), seasonal_order=(0, 0, 1, 12))
    assert ours(correlation(lags, memory, 1.0, back, 12)) == pytest.approx(
        float(seasonal.loglike([memory, back, 1 - memory**2]))
    )


def test_one_correlation_agrees_with_least_squares_on_whitened_figures() -> None:
    seen, columns = made("week", np.random.default_rng(5), 1.4)
    log, design = np.log(seen.counts + 0.5), np.column_stack(list(columns.values()))
    place, rho = list(columns).index("L"), 0.4
    whitened = [np.sqrt(1 - rho**2) * part[:1] for part in (log, design)]
    rest = [part[1:] - rho * part[:-1] for part in (log, design)]
    y, x = (np.concatenate(pair) for pair in zip(whitened, rest, strict=True))
    plain = sm.OLS(y, x).fit()
    found = coefficient(log, design, place, correlation(np.arange(float(len(log))), rho, 1.0, 0.0, 0))
    assert (found.estimate, found.se) == pytest.approx((plain.params[place], plain.bse[place]))


def test_the_restricted_likelihood_is_that_of_what_the_terms_cannot_explain() -> None:
    seen, columns = made("month", np.random.default_rng(5), 1.4)
    log, design = np.log(seen.counts + 0.5), np.column_stack(list(columns.values()))
    rest = linalg.null_space(design.T)
    left, lags = rest.T @ log, np.arange(float(len(log)))

    def profiled(row: Floats) -> float:
        cov = rest.T @ linalg.toeplitz(row) @ rest
        variance = left @ np.linalg.solve(cov, left) / len(left)
        return float(stats.multivariate_normal(cov=variance * cov).logpdf(left))

    rows = [correlation(lags, memory, share, 0.0, 0) for memory, share in ((0.0, 1.0), (0.6, 0.75))]
    ours = [coefficient(log, design, 0, row).likelihood for row in rows]
    assert ours[1] - ours[0] == pytest.approx(profiled(rows[1]) - profiled(rows[0]))


def test_what_is_not_known_of_the_memory_widens_the_interval() -> None:
    seen, columns = made("week", np.random.default_rng(5), 1.4)
    log, design = np.log(seen.counts + 0.5), np.column_stack(list(columns.values()))
    place = list(columns).index("L")
    middle, low, high = averaged(log, design, place, 0, 0.95)
    white = coefficient(log, design, place, correlation(np.arange(float(len(log))), 0.0, 1.0, 0.0, 0))
    assert low < middle < high
    assert high - low > 2 * 1.96 * white.se


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda seen: Observed(seen.periods, np.minimum(seen.counts, 9.0), None, {}, ()), "too small"),
        (lambda seen: Observed(seen.periods.until(40), seen.counts[:40], None, {}, ()), "too short"),
        (lambda seen: Observed(seen.periods, np.tile(seen.counts, 9), None, {}, ()), "too long"),
    ],
)
def test_what_it_cannot_bear_is_said(change: Callable[[Observed], Observed], said: str) -> None:
    seen, columns = made("month", np.random.default_rng(1), 1.4)
    found = arima_level(change(seen), columns, 0.95)
    assert found.estimate is None
    assert said in found.note
