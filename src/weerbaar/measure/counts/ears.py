"""The early-warning rules of short memory: this week against the seven before it."""

from __future__ import annotations

import numpy as np
from scipy import stats

from weerbaar.measure.table import Floats

LAG = {"ears_c1": 1, "ears_c2": 3}
C3_LIMIT = 2.0


def scores(counts: Floats, lag: int, baseline: int = 7) -> tuple[Floats, Floats, Floats]:
    """Score, mean and standard deviation of the baseline, each of the shape of `counts` (..., n).

    The baseline of period t is t - lag - baseline + 1 to t - lag; the first periods are nan. Where the
    baseline does not vary the score is infinite for a count above its mean, else 0.
    """
    windows = np.lib.stride_tricks.sliding_window_view(counts, baseline, axis=-1)
    mean, sd = windows.mean(axis=-1), windows.std(axis=-1, ddof=1)
    start = baseline + lag - 1
    usable = counts.shape[-1] - start
    shape = counts.shape
    score, level, spread = (np.full(shape, np.nan) for _ in range(3))
    if usable <= 0:
        return score, level, spread
    level[..., start:], spread[..., start:] = mean[..., :usable], sd[..., :usable]
    gap = counts[..., start:] - level[..., start:]
    flat = np.where(gap > 0, np.inf, 0.0)
    score[..., start:] = np.divide(gap, spread[..., start:], out=flat, where=spread[..., start:] > 0)
    return score, level, spread


def ears(counts: Floats, rule: str, alpha: float = 0.001, baseline: int = 7) -> tuple[Floats, Floats]:
    """Alarm (bool as 0/1, nan where undefined) and upper bound of C1, C2 or C3, shapes of `counts`.

    C3 is the sum of max(0, C2 - 1) over t, t-1 and t-2, by its published formula, against the fixed limit
    of 2 whatever `alpha` is; its bound is the count at which the sum reaches that limit.
    """
    z = float(stats.norm.ppf(1 - alpha))
    if rule in LAG:
        score, mean, sd = scores(counts, LAG[rule], baseline)
        return np.where(np.isnan(score), np.nan, score >= z), mean + z * sd
    score, mean, sd = scores(counts, LAG["ears_c2"], baseline)
    part = np.maximum(0.0, score - 1)
    earlier = np.full(counts.shape, np.nan)
    earlier[..., 2:] = part[..., 1:-1] + part[..., :-2]
    total = part + earlier
    return np.where(np.isnan(total), np.nan, total >= C3_LIMIT), mean + sd * (
        1 + np.maximum(0.0, C3_LIMIT - earlier)
    )
