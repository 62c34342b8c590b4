"""Smooths the rates of small areas, towards all of them or towards the neighbours, so that chance stands out less."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from weerbaar.measure.rates import count_interval
from weerbaar.measure.table import Floats


class Smoothed(NamedTuple):
    """Relative risks with their intervals, each of shape (n,)."""

    relative: Floats
    low: Floats
    high: Floats


def smooth(
    observed: Floats, expected: Floats, level: float = 0.95, open_to_all: list[bool] | None = None
) -> Smoothed:
    """Smooth each area towards the mean of all (Poisson-gamma empirical Bayes by moments, Marshall 1991).

    Only areas `open_to_all` tell where to: from the smoothed rates of others nobody can work out a count that is
    suppressed.
    """
    told = np.ones(len(observed), dtype=bool) if open_to_all is None else np.array(open_to_all)
    return _towards(observed, expected, observed[told], expected[told], level)


def smooth_near(observed: Floats, expected: Floats, near: list[frozenset[int]], level: float) -> Smoothed:
    """Smooth each area towards itself and its neighbours, given as places (Marshall 1991, section 3)."""
    parts = []
    for place in range(len(observed)):
        around, own = [place, *sorted(near[place])], slice(place, place + 1)
        parts.append(_towards(observed[own], expected[own], observed[around], expected[around], level))
    return Smoothed(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _towards(observed: Floats, expected: Floats, cases: Floats, wanted: Floats, level: float) -> Smoothed:
    """(O + a)/(E + b), with a and b from the mean and the spread of some areas with these cases, as many expected.

    Where these vary no more than chance, every area gets their mean, with the exact interval of that mean.
    """
    total, number = float(wanted.sum()), len(wanted)
    mean = float(cases.sum()) / total
    between = float((wanted * (cases / wanted - mean) ** 2).sum()) / total - mean / (total / number)
    if between <= 0:
        low, high = count_interval(float(cases.sum()), level)
        return Smoothed(*(np.full(len(observed), one) for one in (mean, low / total, high / total)))
    rate = mean / between
    a, b = observed + mean * rate, expected + rate
    tail = (1 - level) / 2
    return Smoothed(a / b, stats.gamma.ppf(tail, a) / b, stats.gamma.ppf(1 - tail, a) / b)
