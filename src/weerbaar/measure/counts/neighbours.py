"""Smooths each small area towards the areas around it, instead of towards the mean of the whole country."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy import stats

from weerbaar.measure.rates import count_interval
from weerbaar.measure.result import Ring
from weerbaar.measure.table import Floats

# Two areas touch when their outlines share this many corners: one corner alone is a point, not a border.
SHARED_CORNERS = 2
# Corners of neighbours are the same numbers in one file; rounding forgives how they were written.
DECIMALS = 6


def touching(outlines: list[list[Ring]]) -> list[frozenset[int]]:
    """Return for each area the places of those that share a border with it, itself not among them."""
    corners: dict[tuple[float, float], set[int]] = defaultdict(set)
    for place, rings in enumerate(outlines):
        for ring in rings:
            for x, y in ring:
                corners[round(x, DECIMALS), round(y, DECIMALS)].add(place)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for places in corners.values():
        for one in places:
            for other in places:
                if one != other:
                    shared[one, other] += 1
    found: list[set[int]] = [set() for _ in outlines]
    for (one, other), number in shared.items():
        if number >= SHARED_CORNERS:
            found[one].add(other)
    return [frozenset(one) for one in found]


def smooth_near(
    observed: Floats, expected: Floats, near: list[frozenset[int]], level: float
) -> tuple[Floats, Floats, Floats]:
    """Relative risks smoothed within each neighbourhood, with intervals; each of shape (n,).

    Local empirical Bayes by moments (Marshall 1991, section 3): the prior of an area has the mean and the spread
    of itself and its neighbours. Where these vary no more than chance, the area gets their mean with its interval.
    """
    relative, low, high = (np.empty(len(observed)) for _ in range(3))
    tail = (1 - level) / 2
    for place in range(len(observed)):
        around = [place, *sorted(near[place])]
        mean, between = moments(observed[around], expected[around])
        if between <= 0 or mean <= 0:
            total, cases = float(expected[around].sum()), float(observed[around].sum())
            relative[place] = mean
            low[place], high[place] = (edge / total for edge in count_interval(cases, level))
            continue
        rate = mean / between
        a, b = observed[place] + mean * rate, expected[place] + rate
        relative[place] = a / b
        low[place], high[place] = (float(stats.gamma.ppf(share, a)) / b for share in (tail, 1 - tail))
    return relative, low, high


def moments(observed: Floats, expected: Floats) -> tuple[float, float]:
    """Mean relative risk of some areas, and how much it varies between them beyond chance."""
    total = float(expected.sum())
    mean = float(observed.sum()) / total
    spread = float((expected * (observed / expected - mean) ** 2).sum()) / total
    return mean, spread - mean / (total / len(expected))
