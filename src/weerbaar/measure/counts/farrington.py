"""The outbreak rule of long memory: this week against the same weeks of earlier years, for many series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from weerbaar.measure.batch import TINY, Batch, fit_batch
from weerbaar.measure.table import Floats

WEEKS = 52
Places = NDArray[np.int_]


def down_weights(counts: Floats, design: Floats, fit: Batch, weights: Floats, threshold: float) -> Floats:
    """Weights that play down past outbreaks: Anscombe residuals beyond `threshold` count with s^-2."""
    phi = np.maximum(fit.dispersion, 1.0)[:, None]
    hat = weights * fit.mean * np.einsum("mp,npq,mq->nm", design, fit.inverse, design, optimize=True)
    s = (
        1.5
        * (counts ** (2 / 3) - fit.mean ** (2 / 3))
        / (fit.mean ** (1 / 6) * np.sqrt(phi * np.maximum(1 - hat, TINY)))
    )
    raw = np.where(s > threshold, np.maximum(s, TINY) ** -2.0, 1.0)
    return np.asarray(raw * counts.shape[1] / raw.sum(axis=1, keepdims=True))


def reference(t: int, years: int, half: int) -> Places:
    """Places of the weeks within `half` of week t in each of the `years` before, oldest first."""
    return np.concatenate(
        [np.arange(t - WEEKS * back - half, t - WEEKS * back + half + 1) for back in range(years, 0, -1)]
    )


@dataclass(frozen=True)
class Bound:
    """Expected count and upper bound per series, and whether the count is an alarm; each of shape (n,)."""

    expected: Floats
    upper: Floats
    alarm: Floats


def farrington(
    counts: Floats,
    t: int,
    *,
    years: int = 3,
    half: int = 3,
    alpha: float = 0.01,
    cases: int = 5,
    periods: int = 4,
) -> Bound:
    """Farrington et al. 1996 for period `t` (from 0) of every row of `counts` (n, T).

    Quasi-Poisson with a trend, kept where it is significant at 5 % and does not extrapolate beyond the
    highest reference count; past outbreaks down-weighted; bound on the 2/3 power scale, two-sided alpha.
    No alarm with fewer than `cases` in the last `periods`. Needs t >= 52 * years + half.
    """
    places = reference(t, years, half)
    base = counts[:, places]
    ones = np.ones_like(base)
    with_trend = np.column_stack([np.ones(len(places)), (places - t) / WEEKS])
    level_only = with_trend[:, :1]
    sloped, flat = (reweighted(base, design, ones, 1.0) for design in (with_trend, level_only))
    se = np.sqrt(sloped.dispersion * sloped.inverse[:, 1, 1])
    p = 2 * stats.t.sf(np.abs(sloped.params[:, 1]) / np.maximum(se, TINY), len(places) - 2)
    forecast = np.exp(np.clip(sloped.params[:, 0], -30, 30))
    keep = (p < 0.05) & (forecast <= base.max(axis=1)) & (years >= 3)
    mean = np.where(keep, forecast, np.exp(np.clip(flat.params[:, 0], -30, 30)))
    phi = np.maximum(np.where(keep, sloped.dispersion, flat.dispersion), 1.0)
    variance = mean**2 * phi * np.where(keep, sloped.inverse[:, 0, 0], flat.inverse[:, 0, 0])
    z = float(stats.norm.ppf(1 - alpha / 2))
    upper = mean * (1 + 2 / 3 * z * np.sqrt(phi * mean + variance) / mean) ** 1.5
    enough = counts[:, t - periods + 1 : t + 1].sum(axis=1) >= cases
    return Bound(mean, upper, ((counts[:, t] > upper) & enough).astype(float))


def reweighted(base: Floats, design: Floats, ones: Floats, threshold: float) -> Batch:
    """Fit, play down past outbreaks, and fit again."""
    first = fit_batch(base, design, ones)
    return fit_batch(base, design, down_weights(base, design, first, ones, threshold))


def season_levels(t: int, places: Places, half: int, levels: int = 10) -> Places:
    """Level of each place: 0 within `half` weeks of week t of the year, the rest in equal parts."""
    distance = (places - t + half) % WEEKS
    width = (WEEKS - (2 * half + 1)) / (levels - 1)
    later = 1 + np.floor((distance - (2 * half + 1)) / width)
    return np.where(distance <= 2 * half, 0, np.minimum(later, levels - 1)).astype(int)


def farrington_flexible(
    counts: Floats,
    t: int,
    *,
    years: int = 3,
    half: int = 3,
    alpha: float = 0.01,
    cases: int = 5,
    periods: int = 4,
) -> Bound:
    """Noufaily et al. 2013: all weeks of the past years with a ten-level season, and a trend.

    Weights only beyond 2.58, the last 26 weeks left out, the bound a negative binomial (or Poisson)
    quantile at one-sided `alpha`. Needs t >= 52 * years + half.
    """
    places = np.arange(t - WEEKS * years - half, t - 26)
    base = counts[:, places]
    level = season_levels(t, places, half)
    columns = [np.ones(len(places)), (places - t) / WEEKS]
    columns += [(level == number).astype(float) for number in range(1, 10) if (level == number).any()]
    design = np.column_stack(columns)
    fit = reweighted(base, design, np.ones_like(base), 2.58)
    mean = np.maximum(np.exp(np.clip(fit.params[:, 0], -30, 30)), TINY)
    phi = np.maximum(fit.dispersion, 1.0)
    size = mean / np.maximum(phi - 1, 1e-9)
    upper = np.where(
        phi > 1 + 1e-6,
        stats.nbinom.ppf(1 - alpha, size, size / (size + mean)),
        stats.poisson.ppf(1 - alpha, mean),
    )
    enough = counts[:, t - periods + 1 : t + 1].sum(axis=1) >= cases
    return Bound(mean, upper, ((counts[:, t] > upper) & enough).astype(float))
