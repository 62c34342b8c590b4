"""Looks at the campaign on logarithms with errors that hang together in time, as a check on the main model."""

from __future__ import annotations

import math
import warnings

import numpy as np
from scipy import stats
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.statespace.sarimax import SARIMAX

from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.result import Estimate
from weerbaar.measure.table import Floats

LEAST_FOR_LOGS = 20.0
# A difference over 52 weeks needs many years to estimate its moving average, and seconds to fit.
LONGEST_SEASON = 12
FEWEST_SEASONS = 4


def arima_level(seen: Observed, columns: dict[str, Floats], level: float) -> Estimate:
    """Ratio of the level `L` from log counts with the terms of the model and ARIMA errors.

    With months or quarters (1,0,0)(0,1,1), where the seasonal difference takes the place of the constant and the
    waves of the year; with weeks or without a season an autoregression of order one beside the same terms. The
    likelihood is short of the terms it estimated, so the error is widened by n/(n - k), with Student's t.
    """
    season = seen.periods.season or 0.0
    seasonal = 2 < season <= LONGEST_SEASON
    name = f"{'ARIMA(1,0,0)(0,1,1)' if seasonal else 'AR(1) errors'} on logs with the same terms"
    if float(seen.counts.mean()) <= LEAST_FOR_LOGS:
        return Estimate(name=name, estimate=None, note="the counts are too small for a model of logarithms")
    if seasonal and len(seen.counts) < FEWEST_SEASONS * season:
        return Estimate(name=name, estimate=None, note="the series is too short for a seasonal difference")
    waves = {"constant"} | {term for term in columns if term[:3] in {"sin", "cos"}}
    kept = [term for term in columns if not (seasonal and term in waves)]
    log = np.log(seen.counts + 0.5) - (0.0 if seen.offset is None else seen.offset)
    order = (0, 1, 1, round(season)) if seasonal else (0, 0, 0, 0)
    effect, se = fit_level(log, [columns[term] for term in kept], kept.index("L"), order)
    free = len(log) - len(kept) - (round(season) if seasonal else 0)
    if not math.isfinite(se) or free < 1:
        return Estimate(name=name, estimate=None, note="the series is too short for this model")
    half = float(stats.t.ppf(0.5 + level / 2, free)) * se * math.sqrt(len(log) / free)
    return Estimate(
        name=name,
        estimate=math.exp(effect),
        ci_low=math.exp(effect - half),
        ci_high=math.exp(effect + half),
        weighs=True,
    )


def fit_level(
    log: Floats, columns: list[Floats], place: int, order: tuple[int, int, int, int]
) -> tuple[float, float]:
    """Fit by maximum likelihood; returns the coefficient of one column and its standard error."""
    model = SARIMAX(
        log, np.column_stack(columns), order=(1, 0, 0), seasonal_order=order, simple_differencing=True
    )
    with warnings.catch_warnings():
        # A start that could not be estimated is made up, and is not where the search ends.
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = model.fit(disp=0, maxiter=200, cov_type="oim")
    effect, se = (
        float(getattr(fitted, name)[place]) for name in ("params", "bse")
    )  # statsmodels has no types
    return effect, se
