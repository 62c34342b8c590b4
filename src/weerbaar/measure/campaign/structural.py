"""Forecasts what would have been without the intervention, from the series before and its companions."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
from statsmodels.tsa.statespace.structural import UnobservedComponents

from weerbaar.measure.draws import quantiles
from weerbaar.measure.table import Floats


class LocalLevel(Protocol):
    """What is used of a fitted state space model: variances, and states with covariance per period."""

    params: Floats
    filtered_state: Floats
    filtered_state_cov: Floats


@dataclass(frozen=True)
class Forecast:
    """Forecast of shape (h,) with its paths (draws, h); `effect` is the mean of observed minus forecast."""

    mean: Floats
    paths: Floats
    effect: float
    low: float
    high: float
    cumulative: float
    cumulative_low: float
    cumulative_high: float


def forecast_effect(
    before: Floats, after: Floats, x_before: Floats, x_after: Floats, *, seed: int, draws: int, level: float
) -> Forecast:
    """Local level with regression by maximum likelihood on `before`; simulated paths over `after`.

    `x_before` has shape (n, k) and `x_after` (h, k); k may be 0. The paths carry the uncertainty of the
    level and the coefficients at the end of the fit (both are states), of its later steps, and the noise.
    """
    exog = x_before if x_before.shape[1] else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = UnobservedComponents(
            before, irregular=True, level=True, stochastic_level=True, exog=exog, mle_regression=False
        )
        fitted = cast("LocalLevel", model.fit(disp=False))
    irregular, step = (float(value) for value in fitted.params[:2])
    state = np.asarray(fitted.filtered_state)[:, -1]
    spread = np.asarray(fitted.filtered_state_cov)[:, :, -1]
    rng = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh((spread + spread.T) / 2)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    states = state + rng.standard_normal((draws, len(state))) @ root.T
    horizon = len(after)
    walk = np.cumsum(rng.standard_normal((draws, horizon)), axis=1) * np.sqrt(max(step, 0.0))
    noise = rng.standard_normal((draws, horizon)) * np.sqrt(max(irregular, 0.0))
    signal = states[:, :1] + walk + states[:, 1:] @ x_after.T
    mean = state[0] + x_after @ state[1:] if len(state) > 1 else np.full(horizon, state[0])
    gaps = after - (signal + noise)
    low, high = quantiles(gaps.mean(axis=1), level)
    total_low, total_high = quantiles(gaps.sum(axis=1), level)
    gap = after - mean
    return Forecast(
        mean, signal + noise, float(gap.mean()), low, high, float(gap.sum()), total_low, total_high
    )
