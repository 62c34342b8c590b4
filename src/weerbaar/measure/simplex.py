"""Finds the mix of other places that looked most like one place before something changed there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from weerbaar.measure.table import Floats

SUM_PENALTY = 1e4


def simplex_weights(target: Floats, donors: Floats) -> Floats:
    """Weights w >= 0 with sum 1 that minimise |target - donors w|^2; shapes (m,), (m, J) -> (J,).

    Non-negative least squares with the sum as one heavily weighted equation, then normalised: it has no
    step size or starting point to choose.
    """
    scale = SUM_PENALTY * max(1.0, float(np.abs(donors).max()))
    stacked = np.vstack([donors, np.full((1, donors.shape[1]), scale)])
    weights, _ = optimize.nnls(stacked, np.append(target, scale), maxiter=50 * max(3, donors.shape[1]))
    return np.asarray(weights / weights.sum())


@dataclass(frozen=True)
class Synthetic:
    """Donor weights (J,), the gap treated minus synthetic over all periods (n,), and the fit before."""

    weights: Floats
    gap: Floats
    rmspe_before: float
    rmspe_after: float

    @property
    def ratio(self) -> float:
        """Root mean squared gap after, over that before."""
        return self.rmspe_after / self.rmspe_before if self.rmspe_before > 0 else float("inf")


def synthetic(
    outcomes: Floats,
    treated: int,
    donors: list[int],
    fit: slice,
    after: slice,
    predictors: Floats | None = None,
    *,
    search: bool = False,
) -> Synthetic:
    """Synthetic control from `outcomes` of shape (n, units), fitted on `fit`, judged on `after`.

    With `predictors` of shape (k, units) the donors match these, each weighted so that the outcome is
    matched best over `fit` (Abadie and Gardeazabal 2003); without, the outcome path itself is matched.
    """
    before, goal = outcomes[fit][:, donors], outcomes[fit][:, treated]
    if predictors is None:
        weights = simplex_weights(goal, before)
    else:
        weights = nested_weights(goal, before, predictors[:, treated], predictors[:, donors], search=search)
    gap = outcomes[:, treated] - outcomes[:, donors] @ weights
    rms = [float(np.sqrt(np.mean(gap[part] ** 2))) for part in (fit, after)]
    return Synthetic(weights, gap, rms[0], rms[1])


def nested_weights(
    goal: Floats, before: Floats, wanted: Floats, offered: Floats, *, search: bool = False
) -> Floats:
    """Choose predictor weights by the outcome fit, donor weights by the weighted predictors.

    Shapes: goal (m,), before (m, J), wanted (k,), offered (k, J). Starts from equal weights, as published
    analyses do. The problem has many local optima: `search` tries more starts and returns the best fit,
    for use as a sensitivity check.
    """
    spread = np.column_stack([wanted, offered]).std(axis=1, ddof=1)
    spread[spread == 0] = 1.0
    x1, x0 = wanted / spread, offered / spread[:, None]
    k = len(wanted)

    def inner(raw: Floats) -> Floats:
        root = np.sqrt(np.abs(raw) / max(float(np.abs(raw).sum()), 1e-12))
        return simplex_weights(root * x1, root[:, None] * x0)

    def loss(raw: Floats) -> float:
        return float(np.mean((goal - before @ inner(raw)) ** 2))

    equal = np.full(k, 1.0 / k)
    ends = [np.asarray(optimize.minimize(loss, equal, method="BFGS").x)]
    if search:
        more = [equal, *(np.where(np.arange(k) == j, 1.0, 0.02) for j in range(min(k, 4)))]
        ends += [np.asarray(optimize.minimize(loss, start, method="Powell").x) for start in more]
    return inner(min(ends, key=loss))


def placebo_rank(ratios: list[float], own: float) -> tuple[int, float]:
    """Rank of the treated unit's ratio among all units (1 is most extreme) and p = rank / units."""
    rank = 1 + sum(other >= own for other in ratios)
    return rank, rank / (len(ratios) + 1)
