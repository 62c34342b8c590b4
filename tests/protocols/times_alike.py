"""Whether two sorts of questions take equally long: by ranks, so that no slow machine and no single hiccup decides."""

from __future__ import annotations

import math


def slower_by_chance(hidden: list[float], absent: list[float]) -> float:
    """Return how often a question about what is hidden took longer than one about what is absent: one half if equal."""
    ranks = sorted((took, which) for which, times in enumerate((hidden, absent)) for took in times)
    total = sum(rank for rank, (_, which) in enumerate(ranks, 1) if which == 0)
    pairs = len(hidden) * len(absent)
    return (total - len(hidden) * (len(hidden) + 1) / 2) / pairs


def assert_alike(took: list[float], first: list[bool]) -> None:
    """Assert that hidden and absent took equally long, as far as so many questions can tell.

    Chance alone moves the share away from one half with a spread of 1 / sqrt(6 n) for n of each; five spreads
    come by chance less than once in a million times, and anything larger is found.
    """
    hidden = [one for one, is_hidden in zip(took, first, strict=True) if is_hidden]
    absent = [one for one, is_hidden in zip(took, first, strict=True) if not is_hidden]
    assert abs(slower_by_chance(hidden, absent) - 0.5) < 5 / math.sqrt(6 * len(hidden))
