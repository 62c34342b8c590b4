"""Asks beforehand how often a campaign of a given effect would be seen, on series made like those before it."""

from __future__ import annotations

import math

import numpy as np

from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.segments import Windows, terms
from weerbaar.measure.faults import BadInput
from weerbaar.measure.glm import Fit, autocorrelation, fit_counts
from weerbaar.measure.result import Json
from weerbaar.measure.table import Floats

SERIES = 500
STRONGEST = 0.9  # an autocorrelation nearer to one is a trend, of which no series of this length tells more


def simulated_power(
    plan: SegmentedPlan, seen: Observed, spots: Windows, columns: dict[str, Floats]
) -> dict[str, Json]:
    """Return the share of made series in which the plan's own model sees its minimum effect.

    The series have the trend, season, dispersion and autocorrelation of the periods before the first flight,
    carried on, with the minimum effect as a lasting level. Nothing of the outcome is looked at.
    """
    try:
        before = fit_before(plan, seen, spots)
    except BadInput as trouble:
        return {"simulated_power": None, "reason": trouble.faults[0]}
    mean, spread, rho = carried_on(before, seen, spots, plan)
    mean = mean * np.where(spots.level_mask(len(mean)) > 0, plan.minimum_effect, 1.0)
    # A negative binomial looks for its own spread in each series, which takes twenty fits and finds the same errors.
    errors = "quasi" if plan.errors == "negative_binomial" else plan.errors
    rng, seen_in = np.random.default_rng(plan.seed), 0
    for _ in range(SERIES):
        counts = rng.poisson(mean * np.exp(wander(rng, len(mean), spread, rho))).astype(float)
        one = fit_counts(counts, columns, seen.offset, errors=errors).ratio("L", plan.level)
        seen_in += (one.ci_low or 0) > 1
    return {
        "simulated_power": seen_in / SERIES,
        "simulated_series": SERIES,
        "simulated_dispersion": float(before.dispersion),
        "simulated_autocorrelation": rho,
    }


def fit_before(plan: SegmentedPlan, seen: Observed, spots: Windows) -> Fit:
    """Fit trend and season on the periods before the first flight; raises BadInput where these are too few."""
    cut = spots.first
    columns = terms(seen.periods.until(cut), Windows(cut, (), ()), harmonics=plan.harmonics)
    return fit_counts(seen.counts[:cut], columns, None if seen.offset is None else seen.offset[:cut])


def carried_on(
    before: Fit, seen: Observed, spots: Windows, plan: SegmentedPlan
) -> tuple[Floats, float, float]:
    """Return the mean of all periods as if nothing happened, and how its errors spread and hang together.

    The spread is the standard deviation on the log scale that gives the dispersion of the fit at its mean.
    """
    design = terms(seen.periods, Windows(spots.first, (), ()), harmonics=plan.harmonics)
    linear = np.column_stack([design[name] for name in before.names]) @ before.params
    mean = np.exp(linear + (0.0 if seen.offset is None else seen.offset))
    extra = max(0.0, before.dispersion - 1) / float(before.mean.mean())
    rho = min(STRONGEST, max(0.0, autocorrelation(before.residuals, 1)[0]))
    return mean, math.sqrt(math.log1p(extra)), rho


def wander(rng: np.random.Generator, length: int, spread: float, rho: float) -> Floats:
    """Draw log errors of a given spread that hang together from one period to the next, shape (length,)."""
    steps = rng.normal(0.0, spread * math.sqrt(1 - rho**2), length)
    errors = np.empty(length)
    errors[0] = rng.normal(0.0, spread)
    for at in range(1, length):
        errors[at] = rho * errors[at - 1] + steps[at]
    return errors - spread**2 / 2
