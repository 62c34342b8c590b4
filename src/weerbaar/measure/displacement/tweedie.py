"""Models kilos by month, where most months hold nothing and a few hold very much (compound Poisson-gamma)."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from weerbaar.measure.faults import BadInput
from weerbaar.measure.glm import Fit
from weerbaar.measure.table import Floats

# The variance is phi mu^p. At p = 1 the total is a scaled Poisson, at 2 it can no longer be zero.
LEAST_POWER, MOST_POWER = 1.02, 1.98
LEAST_SCALE, MOST_SCALE = 1e-4, 1e6


@dataclass(frozen=True)
class Tweedie:
    """A fit with the variance power it was made under, and whether that power was estimated."""

    fit: Fit
    power: float
    log_likelihood: float


def fit_kilos(
    kilos: Floats, columns: dict[str, Floats], offset: Floats | None, power: float | None = None
) -> Tweedie:
    """Fit a log-link Tweedie model; the power by profile likelihood unless one is given.

    `kilos` has shape (n,), zeros included, as have each column and the offset. The error uses the Pearson
    dispersion. Raises BadInput when the terms cannot be told apart, or nothing was found at all.
    """
    names, design = tuple(columns), np.column_stack(list(columns.values())).astype(float)
    rank = int(np.linalg.matrix_rank(design))
    if rank < len(names) or len(kilos) <= len(names):
        raise BadInput(
            [f"the model has {len(names)} terms but the data can tell only {rank} apart; simplify the plan"]
        )
    # The start is the mean with all else zero: from statsmodels' own start the zeros send the first step far off.
    start = _start(kilos, design, offset)

    def loss(at: float) -> float:
        fitted = _fitted(kilos, design, offset, at, start)
        return -_likelihood(kilos, np.asarray(fitted.fittedvalues, dtype=float), at)

    if power is None:
        bounds = (LEAST_POWER, MOST_POWER)
        best = optimize.minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 5e-3})
        power = float(best.x)
    fitted = _fitted(kilos, design, offset, power, start)
    mean = np.asarray(fitted.fittedvalues, dtype=float)
    dispersion = float(((kilos - mean) ** 2 / mean**power).sum() / fitted.df_resid)
    fit = Fit(
        names,
        np.asarray(fitted.params, dtype=float),
        np.asarray(fitted.normalized_cov_params, dtype=float) * dispersion,
        mean,
        dispersion,
        float(fitted.deviance),
        int(fitted.df_resid),
        np.asarray(fitted.resid_deviance, dtype=float),
    )
    return Tweedie(fit, power, _likelihood(kilos, mean, power))


def _fitted(kilos: Floats, design: Floats, offset: Floats | None, power: float, start: Floats) -> Any:
    # What comes back has no types.
    model = GLM(kilos, design, family=families.Tweedie(var_power=power), offset=offset)
    # By QR: the default takes a singular value decomposition at each step, ten times the work for these designs.
    return model.fit(start_params=start, maxiter=200, tol=1e-7, wls_method="qr")


def _start(kilos: Floats, design: Floats, offset: Floats | None) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = GLM(kilos, design, family=families.Poisson(), offset=offset).fit(wls_method="qr")
    return np.asarray(plain.params, dtype=float)


def _likelihood(kilos: Floats, mean: Floats, power: float) -> float:
    """Return the log-likelihood at the best dispersion for these means."""
    family = families.Tweedie(var_power=power)

    def loss(log_scale: float) -> float:
        return -float(np.sum(family.loglike_obs(kilos, mean, scale=math.exp(log_scale))))

    bounds = (math.log(LEAST_SCALE), math.log(MOST_SCALE))
    with np.errstate(all="ignore"):
        return -float(optimize.minimize_scalar(loss, bounds=bounds, method="bounded").fun)
