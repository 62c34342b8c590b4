"""Estimates a mean when some values were too low to measure, instead of calling them zero."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import optimize, stats

from weerbaar.measure.draws import coefficients, quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Finding, Text, Verdict
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import LEVEL, say
from weerbaar.measure.wastewater.plans import CensoredPlan

TOO_MANY = 0.8
FEW = 0.1


@dataclass(frozen=True)
class Lognormal:
    """Parameters on the log scale with their covariance, from values censored on the left."""

    mu: float
    sigma: float
    covariance: Floats

    @property
    def mean(self) -> float:
        """Mean on the scale of the values."""
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def geometric_mean(self) -> float:
        """Geometric mean, equal to the median."""
        return math.exp(self.mu)

    def mean_interval(self, *, seed: int, draws: int, level: float) -> tuple[float, float]:
        """Interval of the mean from draws of (mu, log sigma)."""
        drawn = coefficients(np.array([self.mu, math.log(self.sigma)]), self.covariance, seed, draws)
        return quantiles(np.exp(drawn[:, 0] + np.exp(drawn[:, 1]) ** 2 / 2), level)


def fit_lognormal(values: Floats, limits: Floats) -> Lognormal:
    """Maximum likelihood for a left-censored lognormal.

    `values` above zero or nan where below the limit; `limits` of the same shape, used where censored.
    At least two distinct values must be observed.
    """
    seen = values[~np.isnan(values)]
    edges = np.log(limits[np.isnan(values)])
    logs = np.log(seen)
    start = np.array([logs.mean(), math.log(max(float(logs.std()), 0.1))])

    def loss(x: Floats) -> float:
        sigma = math.exp(float(x[1]))
        observed = stats.norm.logpdf((logs - x[0]) / sigma) - x[1]
        return -float(observed.sum() + stats.norm.logcdf((edges - x[0]) / sigma).sum())

    best = optimize.minimize(
        loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000}
    )
    return Lognormal(
        float(best.x[0]),
        math.exp(float(best.x[1])),
        np.asarray(np.linalg.inv(hessian(loss, best.x)), dtype=np.float64),
    )


def hessian(loss: Callable[[Floats], float], at: Floats, step: float = 1e-4) -> Floats:
    """Second derivatives by central differences, shape (k, k)."""
    size = len(at)
    found = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            a, b = np.eye(size)[i] * step, np.eye(size)[j] * step
            found[i, j] = (loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)) / (
                4 * step**2
            )
    return found


def censored(table: Table, plan: CensoredPlan) -> Finding:
    """Mean of one column with values below the limit left empty, written 0, or written '<5'."""
    faults = Faults()
    values = faults.sure(read_values(table, plan, Path(), faults))
    return censored_finding(plan, values, np.isnan(values))


def read_values(table: Table, plan: CensoredPlan, _folder: Path, faults: Faults) -> Floats | None:
    """Read the values, shape (n,), nan for one below the limit; noting every fault."""
    table.asked(plan, faults, "value")
    column = faults.tried(lambda: plan.value)
    if column is None or not table.has(column):
        return None
    cells = [("" if cell.startswith("<") else cell) for cell in table.text(column)]
    clean = Table(table.name, (column,), tuple((cell,) for cell in cells), table.lines, table.sha256)
    typed, limit = Faults(), faults.tried(lambda: plan.loq) or 0.0
    values = clean.numbers(column, typed, empty=True)
    faults.tried(typed.stop)
    for value, line in zip(values, table.lines, strict=True):
        if value < 0:
            faults.add(f"{table.name} line {line}: {value:g} is negative")
        elif 0 < value < limit:
            faults.add(
                f"{table.name} line {line}: {value:g} lies below the limit {limit:g}; write it as '<{limit:g}'"
            )
    values = np.where(values == 0, np.nan, values)
    below = np.isnan(values)
    if len(set(values[~below])) < 2 and below.mean() <= TOO_MANY and not typed.found:
        faults.add(f"{table.name}: fewer than two different values lie above the limit")
    return values


def censored_finding(
    plan: CensoredPlan, values: Floats, below: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Finding:
    """Report the mean, or only the share detected when too much is below the limit."""
    share = float(below.mean())
    if share > TOO_MANY:
        return only_share(len(values), share, plan.unit)
    fit = fit_lognormal(values, np.full(len(values), plan.loq))
    low, high = fit.mean_interval(seed=plan.seed, draws=plan.draws, level=plan.level)
    fact = Text(
        f"Het gemiddelde is {dutch(fit.mean)} {plan.unit} ({dutch(low)} tot {dutch(high)}).",
        f"The mean is {english(fit.mean)} {plan.unit} ({english(low)} to {english(high)}).",
    )
    return Finding(
        method="maximum likelihood, left-censored lognormal",
        main=Estimate(name="mean", estimate=fit.mean, ci_low=low, ci_high=high, scale=plan.unit),
        verdict=Verdict.NO_CONCLUSION,
        sentence=fact,
        n_post=len(values),
        diagnostics={
            "mu": fit.mu,
            "sigma": fit.sigma,
            "geometric_mean": fit.geometric_mean,
            "share_censored": share,
            "n_censored": int(below.sum()),
            "loq": plan.loq,
        },
        sensitivity=naive(plan, values, below),
        caveats=[LEVEL],
    )


def naive(
    plan: CensoredPlan, values: Floats, below: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[Estimate]:
    """Return the means under the usual substitutions, to show how far they lie off."""
    fills = {
        "zero for what is below": 0.0,
        "half the limit": plan.loq / 2,
        "limit over the square root of 2": plan.loq / math.sqrt(2),
    }
    note = "shown to compare; not to be used"
    return [
        Estimate(name=name, estimate=float(np.where(below, fill, values).mean()), scale=plan.unit, note=note)
        for name, fill in fills.items()
    ]


def only_share(number: int, share: float, unit: str) -> Finding:
    """Report how many values lie above the limit, where a mean would be made up."""
    percent = 100 * (1 - share)
    fact = Text(
        f"Boven de meetgrens: {dutch(percent, 0)} % van {number} waarden.",
        f"Above the limit: {english(percent, 0)} % of {number} values.",
    )
    return Finding(
        method="share detected only",
        main=Estimate(name="mean", estimate=None, scale=unit),
        verdict=Verdict.NO_CONCLUSION,
        sentence=say(fact, Verdict.NO_CONCLUSION),
        n_post=number,
        diagnostics={"share_censored": share, "share_detected": 1 - share},
        caveats=[LEVEL],
    )
