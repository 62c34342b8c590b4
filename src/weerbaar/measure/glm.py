"""Count regressions: Poisson, quasi-Poisson and negative binomial, with plain and Newey-West errors."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from weerbaar.measure.faults import BadInput
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Estimate
from weerbaar.measure.table import Floats

SMALLEST_ALPHA = 1e-6
LARGEST_LOG = 700.0


@dataclass(frozen=True)
class Fit:
    """A fitted log-link count model: coefficients, their covariance, fitted means, dispersion."""

    names: tuple[str, ...]
    params: Floats
    covariance: Floats
    mean: Floats
    dispersion: float
    deviance: float
    residual_df: int
    residuals: Floats
    note: str = ""

    def log_effect(self, name: str) -> tuple[float, float]:
        """Return a coefficient and its standard error, on the log scale."""
        place = self.names.index(name)
        return float(self.params[place]), math.sqrt(float(self.covariance[place, place]))

    def ratio(self, name: str, level: float, label: str | None = None, *, weighs: bool = False) -> Estimate:
        """Return exp(coefficient) with its interval computed on the log scale."""
        effect, se = self.log_effect(name)
        half = z_of(level) * se
        return Estimate(
            name=label or name,
            estimate=_exp(effect),
            ci_low=_exp(effect - half),
            ci_high=_exp(effect + half),
            weighs=weighs,
            note=self.note,
        )


def _exp(log: float) -> float:
    """Return the ratio; without end where the data set no bound to it."""
    return math.exp(log) if log < LARGEST_LOG else math.inf


def fit_counts(
    counts: Floats,
    columns: dict[str, Floats],
    offset: Floats | None = None,
    *,
    errors: str = "quasi",
    lag: int | None = None,
) -> Fit:
    """Fit a log-link model. `errors`: poisson, quasi (Pearson dispersion), hac, or negative_binomial.

    `counts` has shape (n,), each column and the offset too. Raises BadInput when the terms cannot be
    told apart (rank) or there are fewer observations than terms.
    """
    names, design = tuple(columns), design_of(columns, len(counts))
    if errors == "negative_binomial":
        return _negative_binomial(counts, names, design, offset)
    model = GLM(counts, design, family=families.Poisson(), offset=offset)
    plain = model.fit()
    dispersion = float(plain.pearson_chi2 / plain.df_resid)
    if errors == "hac":
        fitted = model.fit(
            cov_type="HAC", cov_kwds={"maxlags": lag or newey_west_lag(len(counts)), "use_correction": False}
        )
        covariance = np.asarray(fitted.cov_params())
    else:
        covariance = np.asarray(plain.cov_params()) * (dispersion if errors == "quasi" else 1.0)
    return fit_of(names, plain, covariance, dispersion)


def design_of(columns: dict[str, Floats], length: int) -> Floats:
    """Return the design of so many observations, shape (n, terms); raises BadInput as `fit_counts` does."""
    design = np.column_stack(list(columns.values())).astype(float)
    rank = int(np.linalg.matrix_rank(design))
    if rank < len(columns) or length <= len(columns):
        raise BadInput(
            [f"the model has {len(columns)} terms but the data can tell only {rank} apart; simplify the plan"]
        )
    return design


def fit_of(
    names: tuple[str, ...], fitted: object, covariance: Floats, dispersion: float, note: str = ""
) -> Fit:
    """Return what statsmodels fitted, with the covariance and dispersion of our choice."""
    return Fit(
        names,
        np.asarray(getattr(fitted, "params"), dtype=float),  # noqa: B009 - statsmodels has no types
        covariance,
        np.asarray(getattr(fitted, "fittedvalues"), dtype=float),  # noqa: B009
        dispersion,
        float(getattr(fitted, "deviance")),  # noqa: B009
        int(getattr(fitted, "df_resid")),  # noqa: B009
        np.asarray(getattr(fitted, "resid_deviance"), dtype=float),  # noqa: B009
        note,
    )


def _negative_binomial(counts: Floats, names: tuple[str, ...], design: Floats, offset: Floats | None) -> Fit:
    """NB2 with alpha by profile likelihood; at the Poisson boundary the Poisson fit is returned and named."""

    def model(alpha: float) -> GLM:
        return GLM(counts, design, family=families.NegativeBinomial(alpha=alpha), offset=offset)

    plain = GLM(counts, design, family=families.Poisson(), offset=offset).fit()
    start = np.asarray(plain.params)

    def loss(log_alpha: float) -> float:
        return -float(model(math.exp(log_alpha)).fit(start_params=start, tol=1e-6).llf)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bounds = (math.log(SMALLEST_ALPHA), math.log(50.0))
        best = optimize.minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-2})
        alpha = math.exp(float(best.x))
        if alpha < 20 * SMALLEST_ALPHA:
            note = "alpha is at its lower bound: the negative binomial fell back to Poisson"
            return fit_of(names, plain, np.asarray(plain.cov_params()), 1.0, note)
        fitted = model(alpha).fit(start_params=start)
    dispersion = float(fitted.pearson_chi2 / fitted.df_resid)
    return fit_of(names, fitted, np.asarray(fitted.cov_params()), dispersion, f"alpha {alpha:.4g}")


def newey_west_lag(periods: int) -> int:
    """Return the lag ceil(4 (n/100)^(2/9)), at least 3."""
    return max(3, math.ceil(4 * math.pow(periods / 100, 2 / 9)))


def autocorrelation(residuals: Floats, lags: int = 3) -> list[float]:
    """Return the autocorrelations of residuals at lags 1 to `lags`."""
    centred = residuals - residuals.mean()
    whole = float(centred @ centred)
    return [float(centred[lag:] @ centred[:-lag]) / whole for lag in range(1, lags + 1)]


def compare(small: Fit, large: Fit) -> tuple[float, float]:
    """F test of nested quasi-likelihood models: (F, p), dispersion of the larger model."""
    terms = small.residual_df - large.residual_df
    f = (small.deviance - large.deviance) / terms / large.dispersion
    return f, float(stats.f.sf(f, terms, large.residual_df))
