"""Asks beforehand how often a campaign of a given effect would be seen, on series made like those before it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from weerbaar.measure.batch import Batch, fit_batch, newey_west
from weerbaar.measure.campaign.effect import ENOUGH_AFTER_PULSE, MOST_FADED
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.segments import Windows, shock_terms, terms
from weerbaar.measure.campaign.variants import Variant, count_variants
from weerbaar.measure.faults import Faults
from weerbaar.measure.glm import autocorrelation, fit_counts, newey_west_lag
from weerbaar.measure.periods import Periods
from weerbaar.measure.rates import z_of
from weerbaar.measure.table import Floats

SERIES = 500
STRONGEST = 0.9  # an autocorrelation nearer to one is a trend, of which no series of this length tells more
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Ahead:
    """What the periods before say of all periods: mean without effect (n,), and how its errors behave.

    `dispersion` and `df` are of the fit before, `level` its mean count; `rho` is how far one error lasts.
    """

    mean: Floats
    offset: Floats | None
    dispersion: float
    df: int
    level: float
    rho: float

    @property
    def spread(self) -> float:
        """Standard deviation on the log scale that gives the dispersion at the mean of the fit."""
        return math.sqrt(math.log1p(max(0.0, self.dispersion - 1) / self.level))

    def at(self, tail: float) -> Ahead:
        """Return the same with the dispersion at one end of what the periods before allow: 0.025 is the lowest."""
        edge = float(stats.chi2.ppf(1 - tail, self.df))
        return replace(self, dispersion=self.dispersion * self.df / edge)


@dataclass(frozen=True)
class Shares:
    """Shares of made series: found by the main model, shown with the variants too, and called lasting."""

    main: float
    shown: float
    lasting: float


def look_ahead(
    plan: SegmentedPlan, periods: Periods, spots: Windows, before: Floats, offset: Floats | None
) -> Ahead:
    """Fit trend and season on the counts before the first flight (first,), and carry them on.

    `periods` are all periods and `offset` is of the same length. Raises BadInput where those before are too few.
    """
    cut, bare = spots.first, Windows(spots.first, (), ())
    columns = terms(periods.until(cut), bare, harmonics=plan.harmonics)
    fit = fit_counts(before, columns, None if offset is None else offset[:cut])
    design = terms(periods, bare, harmonics=plan.harmonics)
    linear = np.column_stack([design[name] for name in fit.names]) @ fit.params
    return Ahead(
        mean=np.exp(linear + (0.0 if offset is None else offset)),
        offset=offset,
        dispersion=fit.dispersion,
        df=fit.residual_df,
        level=float(fit.mean.mean()),
        rho=min(STRONGEST, max(0.0, autocorrelation(fit.residuals, 1)[0])),
    )


def shares_found(
    plan: SegmentedPlan, periods: Periods, spots: Windows, ahead: Ahead, effect: float
) -> Shares:
    """Make series with `effect` as a lasting ratio from the first flight on, and judge each as the plan does.

    Of the sensitivity set those that fit the counts with other terms are asked; the other models (negative
    binomial, ARIMA, forecasts, comparisons) are not, so that `shown` may be somewhat too high.
    """
    mean = ahead.mean.copy()
    mean[spots.first :] *= effect
    rng = np.random.default_rng(plan.seed)
    counts = rng.poisson(mean * np.exp(wander(rng, SERIES, len(mean), ahead.spread, ahead.rho))).astype(float)
    shocks = shock_terms(plan, periods, Faults())
    variants = count_variants(plan, periods, spots)
    main = Variant(
        "main", "L", terms(periods, spots, harmonics=plan.harmonics, slope=plan.slope, extra=shocks)
    )
    estimates, errors = log_effects(plan, main, counts, ahead.offset)
    apart, sign = np.abs(estimates) > z_of(plan.level) * errors, np.sign(estimates)
    # Where there is no effect, either side is a false alarm.
    places = np.flatnonzero(apart if effect == 1 else apart & (sign == np.sign(math.log(effect))))
    agree = np.ones(len(places), dtype=bool)
    for one in variants:
        agree &= np.sign(log_effects(plan, one, counts[places], ahead.offset)[0]) == sign[places]
    return Shares(
        len(places) / SERIES,
        float(agree.sum()) / SERIES,
        float(lasting(plan, periods, spots, counts, ahead.offset).mean()),
    )


def log_effects(
    plan: SegmentedPlan, one: Variant, counts: Floats, offset: Floats | None
) -> tuple[Floats, Floats]:
    """Return the log effect and its error in every series, under the errors of the plan; shape (series,)."""
    if not len(counts):
        return np.zeros(0), np.zeros(0)
    design = np.column_stack(list(one.columns.values()))
    fit, place = fit_batch(counts, design, offset=offset), list(one.columns).index(one.term)
    return fit.params[:, place], np.sqrt(covariance(plan, fit, counts, design)[:, place, place])


def covariance(plan: SegmentedPlan, fit: Batch, counts: Floats, design: Floats) -> Floats:
    """Return the covariance of every fit, shape (series, p, p).

    A negative binomial looks for its own spread in each series, which takes twenty fits and finds the same
    errors as the quasi-Poisson does.
    """
    if plan.errors == "hac":
        return newey_west(fit, counts, design, newey_west_lag(counts.shape[1]))
    return fit.inverse * (1.0 if plan.errors == "poisson" else fit.dispersion[:, None, None])


def lasting(
    plan: SegmentedPlan, periods: Periods, spots: Windows, counts: Floats, offset: Floats | None
) -> Marks:
    """Say of every series whether its rise would be called sustained, by the rule of `persistence`."""
    if len(spots.levels) < len(spots.pulses) or min(b - a for a, b in spots.levels) < ENOUGH_AFTER_PULSE:
        return np.zeros(len(counts), dtype=bool)
    extra = shock_terms(plan, periods, Faults())
    columns = terms(periods, spots, harmonics=plan.harmonics, split=True, extra=extra)
    fit = fit_batch(counts, np.column_stack(list(columns.values())), offset=offset)
    spread = fit.inverse * fit.dispersion[:, None, None]
    places = [list(columns).index(f"L{number + 1}") for number in range(len(spots.levels))]
    z, kept = z_of(plan.level), np.ones(len(counts), dtype=bool)
    for place in places:
        kept &= fit.params[:, place] > z * np.sqrt(spread[:, place, place])
    a, b = places[0], places[-1]
    error = np.sqrt(np.maximum(spread[:, a, a] + spread[:, b, b] - 2 * spread[:, a, b], 0.0))
    kept &= fit.params[:, b] - fit.params[:, a] + z * error >= math.log(MOST_FADED)
    return np.asarray(kept)


def wander(rng: np.random.Generator, series: int, length: int, spread: float, rho: float) -> Floats:
    """Draw log errors of a given spread that hang together in time, shape (series, length); mean ratio 1."""
    steps = rng.normal(0.0, spread * math.sqrt(1 - rho**2), (series, length))
    errors = np.empty((series, length))
    errors[:, 0] = rng.normal(0.0, spread, series)
    for at in range(1, length):
        errors[:, at] = rho * errors[:, at - 1] + steps[:, at]
    return errors - spread**2 / 2


def smallest(effects: list[float], found: list[float], wanted: float) -> float | None:
    """Return the effect from which on at least `wanted` is found, between those tried.

    `effects` are in order of size, on one side of 1. None where the largest is not found that often.
    """
    if found[-1] < wanted:
        return None
    first = max((place + 1 for place, share in enumerate(found) if share < wanted), default=0)
    if first == 0:
        return effects[0]
    low, high = math.log(effects[first - 1]), math.log(effects[first])
    part = (wanted - found[first - 1]) / (found[first] - found[first - 1])
    return math.exp(low + part * (high - low))
