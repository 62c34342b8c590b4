"""Models kilos by month, where many months hold nothing and a few hold very much (compound Poisson-gamma)."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from weerbaar.measure.glm import Fit, design_of, fit_of
from weerbaar.measure.table import Floats

# The variance is phi mu^p. At p = 1 the total is a scaled Poisson, at 2 it can no longer be zero.
LEAST_POWER, MOST_POWER = 1.02, 1.98
LEAST_SCALE, MOST_SCALE = 1e-4, 1e6


@dataclass(frozen=True)
class Tweedie:
    """A fit with the variance power under which it was made."""

    fit: Fit
    power: float


def fit_kilos(
    kilos: Floats, columns: dict[str, Floats], offset: Floats | None, power: float | None = None
) -> Tweedie:
    """Fit a log-link Tweedie model; the power by profile likelihood unless one is given.

    `kilos` has shape (n,), zeros included, as have each column and the offset. The error uses the Pearson
    dispersion. Raises BadInput when the terms cannot be told apart.
    """
    design = design_of(columns, len(kilos))
    # The search begins at the Poisson fit: from statsmodels' own start the zeros send the first step far off.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = np.asarray(GLM(kilos, design, family=families.Poisson(), offset=offset).fit().params)

    def fitted(at: float) -> Any:  # what comes back has no types
        model = GLM(kilos, design, family=families.Tweedie(var_power=at), offset=offset)
        return model.fit(start_params=start, maxiter=200, tol=1e-7)

    def loss(at: float) -> float:
        return -log_likelihood(kilos, np.asarray(fitted(at).fittedvalues, dtype=float), at)

    if power is None:
        bounds = (LEAST_POWER, MOST_POWER)
        best = optimize.minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 5e-3})
        power = float(best.x)
    done = fitted(power)
    mean = np.asarray(done.fittedvalues, dtype=float)
    dispersion = float(((kilos - mean) ** 2 / mean**power).sum() / done.df_resid)
    covariance = np.asarray(done.normalized_cov_params, dtype=float) * dispersion
    return Tweedie(fit_of(tuple(columns), done, covariance, dispersion), power)


def log_likelihood(kilos: Floats, mean: Floats, power: float) -> float:
    """Return the log-likelihood at the best dispersion for these means."""
    family = families.Tweedie(var_power=power)

    def loss(log_scale: float) -> float:
        return -float(np.sum(family.loglike_obs(kilos, mean, scale=math.exp(log_scale))))

    bounds = (math.log(LEAST_SCALE), math.log(MOST_SCALE))
    with np.errstate(all="ignore"):
        return -float(optimize.minimize_scalar(loss, bounds=bounds, method="bounded").fun)
