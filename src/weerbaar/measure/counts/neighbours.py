"""Finds out which small areas share a border."""

from __future__ import annotations

from collections import defaultdict

from weerbaar.measure.result import Ring

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
