"""Counts the extra reports and judges whether a rise lasted or was a peak that went back."""

from __future__ import annotations

import math

import numpy as np

from weerbaar.measure.campaign.segments import Windows, effects_of
from weerbaar.measure.draws import coefficients, quantiles
from weerbaar.measure.glm import Fit
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Json
from weerbaar.measure.table import Floats

ENOUGH_AFTER_PULSE = 8
MOST_FADED = 0.8
"""A last level whose interval lies wholly below this part of the first has faded."""


def without_effect(fit: Fit, columns: dict[str, Floats], level: float) -> tuple[Floats, Floats, Floats]:
    """Return the counterfactual mean and its band, each of shape (n,)."""
    design = np.column_stack(list(columns.values()))
    design[:, effects_of(fit.names)] = 0.0
    counterfactual = fit.mean / np.exp(log_effect(fit, columns))
    log = np.einsum("ij,jk,ik->i", design, fit.covariance, design)
    half = z_of(level) * np.sqrt(np.maximum(log, 0.0))
    return counterfactual, counterfactual * np.exp(-half), counterfactual * np.exp(half)


def log_effect(fit: Fit, columns: dict[str, Floats]) -> Floats:
    """Return the part of the linear predictor that stands for the campaign, shape (n,)."""
    chosen = effects_of(fit.names)
    design = np.column_stack(list(columns.values()))
    return np.asarray(design[:, chosen] @ fit.params[chosen])


def extra_reports(
    fit: Fit,
    columns: dict[str, Floats],
    offset: Floats | None,
    first: int,
    *,
    level: float,
    seed: int,
    draws: int,
) -> dict[str, Json]:
    """Sum of fitted minus counterfactual after the first flight, with an interval from coefficient draws."""
    design = np.column_stack(list(columns.values()))[first:]
    base = np.zeros(len(design)) if offset is None else offset[first:]
    chosen = effects_of(fit.names)
    drawn = coefficients(fit.params, fit.covariance, seed, draws)
    predicted = np.exp(drawn @ design.T + base)
    bare = design.copy()
    bare[:, chosen] = 0.0
    low, high = quantiles((predicted - np.exp(drawn @ bare.T + base)).sum(axis=1), level)
    counterfactual = np.exp(bare @ fit.params + base)
    return {
        "estimate": float((fit.mean[first:] - counterfactual).sum()),
        "ci_low": low,
        "ci_high": high,
        "counterfactual_post_total": float(counterfactual.sum()),
        "fitted_post_total": float(fit.mean[first:].sum()),
        "draws": draws,
    }


def persistence(split: Fit, spots: Windows, level: float) -> dict[str, Json]:
    """Judge lasting: `sustained`, `peak_then_back`, or `undecided`, with the levels it rests on."""
    levels = [f"L{number + 1}" for number in range(len(spots.levels))]
    ratios = [split.ratio(name, level) for name in levels]
    long_enough = all(end - start >= ENOUGH_AFTER_PULSE for start, end in spots.levels)
    every = len(levels) == len(spots.pulses)
    lasting = every and long_enough and all((one.ci_low or 0) > 1 for one in ratios)
    found: dict[str, Json] = {
        one.name: {"estimate": one.estimate, "ci_low": one.ci_low, "ci_high": one.ci_high} for one in ratios
    }
    if len(levels) > 1:
        low, high, ratio = fade(split, levels[0], levels[-1], level)
        found["last_over_first_level"] = {"estimate": ratio, "ci_low": low, "ci_high": high}
        lasting = lasting and high >= MOST_FADED
    pulses = [split.ratio(name, level) for name in split.names if name[:1] == "P" and name[1:].isdigit()]
    peak = bool(pulses) and any((one.ci_low or 0) > 1 for one in pulses)
    back = bool(ratios) and all((one.ci_low or 0) <= 1 <= (one.ci_high or 0) for one in ratios)
    found["judgement"] = "sustained" if lasting else "peak_then_back" if peak and back else "undecided"
    found["periods_after_each_pulse"] = [end - start for start, end in spots.levels]
    return found


def fade(split: Fit, first: str, last: str, level: float) -> tuple[float, float, float]:
    """Ratio of the last level to the first, with its interval: (low, high, ratio)."""
    a, b = split.names.index(first), split.names.index(last)
    log = float(split.params[b] - split.params[a])
    variance = split.covariance[a, a] + split.covariance[b, b] - 2 * split.covariance[a, b]
    half = z_of(level) * math.sqrt(max(float(variance), 0.0))
    return math.exp(log - half), math.exp(log + half), math.exp(log)
