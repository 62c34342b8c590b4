"""Looks at the size of finds apart from their number, and at how much hangs on the largest ones."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from weerbaar.measure.displacement.finds import Finds
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.draws import quantiles
from weerbaar.measure.result import Json, Verdict
from weerbaar.measure.table import Floats

FEWEST = 5
FEWEST_TAIL = 20


def size_ratio(before: Floats, after: Floats, level: float) -> dict[str, Json]:
    """Ratio of geometric means with its interval (Welch on logs), median and 90 % quantile ratios."""
    if min(len(before), len(after)) < FEWEST:
        return {"estimate": None, "reason": f"fewer than {FEWEST} finds on one side"}
    a, b = np.log(after), np.log(before)
    log = float(a.mean() - b.mean())
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = float(stats.t.ppf(0.5 + level / 2, df)) * math.sqrt(va + vb)
    return {
        "estimate": math.exp(log),
        "ci_low": math.exp(log - half),
        "ci_high": math.exp(log + half),
        "median_ratio": float(np.median(after) / np.median(before)),
        "upper_decile_ratio": float(np.quantile(after, 0.9) / np.quantile(before, 0.9)),
        "sigma_log_before": float(b.std(ddof=1)),
        "sigma_log_after": float(a.std(ddof=1)),
    }


def decomposition(seen: Finds, place: str) -> dict[str, Json]:
    """log(S1/S0) = log(N1/N0) + log(mean1/mean0), per month; None where a side has no finds."""
    before, after = seen.sizes_of(place, after=False), seen.sizes_of(place, after=True)
    if not len(before) or not len(after):
        return {"log_kg_ratio": None}
    months = seen.first_after, len(seen.labels) - seen.first_after
    number = math.log(len(after) / months[1]) - math.log(len(before) / months[0])
    size = math.log(float(after.mean())) - math.log(float(before.mean()))
    return {"log_kg_ratio": number + size, "log_number_ratio": number, "log_mean_size_ratio": size}


def kilos(seen: Finds, place: str, *, seed: int, draws: int, level: float) -> dict[str, Json]:
    """Ratio of kilos per month after and before: compound Poisson interval, and without the largest finds.

    The number is drawn as Poisson and the sizes are resampled, so that E S = lambda E X and
    Var S = lambda E X^2 hold. The verdict becomes `no_conclusion` when the largest finds decide it.
    """
    before, after = seen.sizes_of(place, after=False), seen.sizes_of(place, after=True)
    if min(len(before), len(after)) < FEWEST:
        reason = f"fewer than {FEWEST} finds on one side"
        return {"ratio": None, "verdict": Verdict.NO_CONCLUSION.value, "reason": reason}
    months = seen.first_after / (len(seen.labels) - seen.first_after)
    rng = np.random.default_rng(seed)
    low, high = quantiles(compound(after, draws, rng) / compound(before, draws, rng) * months, level)
    ratio = float(after.sum() / before.sum()) * months
    trimmed = [without_largest(before, after, number) * months for number in (1, 3)]
    fragile = hangs_on_few(ratio, trimmed)
    verdict = Verdict.PLAUSIBLE if low > 1 or high < 1 else Verdict.NOT_SHOWN
    return {
        "ratio": ratio,
        "ci_low": low,
        "ci_high": high,
        "without_largest": trimmed[0],
        "without_largest_three": trimmed[1],
        "fragile": fragile,
        "verdict": Verdict.NO_CONCLUSION.value if fragile else verdict.value,
        "kg_before": float(before.sum()),
        "kg_after": float(after.sum()),
        "draws": draws,
    }


def hangs_on_few(ratio: float, trimmed: list[float]) -> bool:
    """Say whether leaving out the largest finds turns the sign or changes the ratio by a factor of two."""
    sides = {value > 1 for value in (ratio, *trimmed)}
    return len(sides) > 1 or any(
        value <= 0 or abs(math.log(ratio / value)) > math.log(2) for value in trimmed
    )


def compound(sizes: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw totals of a compound Poisson with the empirical sizes, shape (draws,)."""
    numbers = rng.poisson(len(sizes), draws)
    picks = rng.integers(0, len(sizes), int(numbers.sum()))
    owner = np.repeat(np.arange(draws), numbers)
    totals = np.asarray(np.bincount(owner, weights=sizes[picks], minlength=draws), dtype=np.float64)
    totals[totals == 0] = np.nan
    return totals


def without_largest(before: Floats, after: Floats, number: int) -> float:
    """Ratio of sums when the largest `number` finds of both sides together are left out."""
    edge = np.sort(np.concatenate([before, after]))[-number]
    return float(after[after < edge].sum() / before[before < edge].sum())


def shares(seen: Finds, place: str, plan: PanelPlan) -> dict[str, Json]:
    """Numbers of small and large finds on each side."""
    found: dict[str, Json] = {}
    for name, after in (("before", False), ("after", True)):
        sizes = seen.sizes_of(place, after=after)
        found[name] = {
            "finds": len(sizes),
            f"under_{plan.small:g}_kg": int((sizes < plan.small).sum()),
            f"over_{plan.large:g}_kg": int((sizes > plan.large).sum()),
            "largest_kg": float(sizes.max()) if len(sizes) else None,
        }
    return found


def tail(sizes: Floats) -> dict[str, Json]:
    """Generalised Pareto fit above the 90 % quantile; a shape above 0.5 means an unbounded variance."""
    if len(sizes) < 10 * FEWEST_TAIL:
        return {"shape": None, "reason": f"fewer than {10 * FEWEST_TAIL} finds"}
    edge = float(np.quantile(sizes, 0.9))
    shape, _, scale = stats.genpareto.fit(sizes[sizes > edge] - edge, floc=0)
    return {
        "threshold_kg": edge,
        "shape": float(shape),
        "scale": float(scale),
        "n": int((sizes > edge).sum()),
    }


def flow(plan: PanelPlan, seen: Finds, place: str) -> dict[str, Json]:
    """Bounds of the flow in kilos after the start: S/q with q from random checks, Beta(1+hits, 1+misses)."""
    checks = next((one for one in plan.random_checks if one.place == place), None)
    if checks is None:
        return {"verdict": Verdict.NO_CONCLUSION.value, "reason": "no checks drawn at random"}
    shape = 1 + checks.hits, 1 + checks.checks - checks.hits
    edge = (1 - plan.level) / 2
    q = [float(stats.beta.ppf(share, *shape)) for share in (edge, 0.5, 1 - edge)]
    total = float(seen.sizes_of(place, after=True).sum())
    return {"share_found": q[1], "kg_low": total / q[2], "kg": total / q[1], "kg_high": total / q[0]}
