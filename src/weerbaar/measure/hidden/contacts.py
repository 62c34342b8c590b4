"""Estimates from how often each person was seen how many were never seen."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from scipy import optimize

from weerbaar.measure.draws import quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.hidden.lists import assumptions, sentence
from weerbaar.measure.hidden.plans import ContactsPlan
from weerbaar.measure.rates import z_of
from weerbaar.measure.result import Estimate, Finding, Verdict
from weerbaar.measure.table import Floats, Table, attempted


def truncated_rate(mean: float) -> float:
    """Rate of a zero-truncated Poisson with this mean (> 1): lambda/(1 - exp(-lambda)) = mean."""
    return float(optimize.brentq(lambda rate: rate / -math.expm1(-rate) - mean, 1e-9, mean))


def chao(n: float, f1: float, f2: float, level: float) -> tuple[float, float, float]:
    """Chao's lower bound, bias-corrected when no one was seen twice; lognormal interval of the unseen."""
    unseen = f1 * f1 / (2 * f2) if f2 else f1 * (f1 - 1) / 2
    ratio = f1 / f2 if f2 else f1
    variance = (
        f2 * (ratio**2 / 2 + ratio**3 + ratio**4 / 4)
        if f2
        else f1 * (f1 - 1) / 2 + f1 * (2 * f1 - 1) ** 2 / 4
    )
    if unseen <= 0:
        return n, n, n
    spread = math.exp(z_of(level) * math.sqrt(math.log1p(variance / unseen**2)))
    return n + unseen, n + unseen / spread, n + unseen * spread


def read_frequencies(
    table: Table, plan: ContactsPlan, _folder: Path, faults: Faults
) -> tuple[Floats, Floats] | None:
    """Read times seen (1 and up) and persons, noting every fault."""
    table.asked(plan, faults, "contacts", "persons")
    rows = len(table.rows)
    times = attempted(faults, rows, lambda: table.counts(plan.contacts, faults))
    persons = attempted(faults, rows, lambda: table.counts(plan.persons, faults))
    for value, line in zip(times, table.lines, strict=True):
        if value == 0:
            faults.add(f"{table.name} line {line}: 0 contacts is what is asked; leave the row out")
        if list(times).count(value) > 1:
            faults.add(f"{table.name} line {line}: {value:g} contacts occurs twice")
    if table.read and float((times * persons).sum()) <= float(persons.sum()):
        faults.add(f"{table.name}: no one was seen twice; without repeats nothing can be estimated")
    return times, persons


def contacts(table: Table, plan: ContactsPlan) -> Finding:
    """Zero-truncated Poisson with a parametric bootstrap; Zelterman and Chao beside it."""
    faults = Faults()
    times, persons = faults.sure(read_frequencies(table, plan, Path(), faults))
    n, mean = float(persons.sum()), float((times * persons).sum() / persons.sum())
    rate = truncated_rate(mean)
    size = n / -math.expm1(-rate)
    low, high = bootstrap(size, rate, plan)
    f1, f2 = (float(persons[times == k].sum()) for k in (1, 2))
    sensitivity = others(n, f1, f2, plan.level)
    sizes = [size, *(one.estimate for one in sensitivity if one.estimate is not None)]
    return Finding(
        method="zero-truncated Poisson",
        main=Estimate(name="persons", estimate=size, ci_low=low, ci_high=high, scale="persons"),
        verdict=Verdict.NO_CONCLUSION,
        sentence=sentence(n, size, low, high, min(sizes), max(sizes)),
        n_post=int(n),
        diagnostics={
            "observed": n,
            "lambda": rate,
            "mean_contacts": mean,
            "f1": f1,
            "f2": f2,
            "draws": plan.draws,
        },
        sensitivity=sensitivity,
        caveats=assumptions(),
    )


def others(n: float, f1: float, f2: float, level: float) -> list[Estimate]:
    """Return Chao's bounds and Zelterman's estimate."""
    bound, low, high = chao(n, f1, f2, level)
    corrected = n + f1 * (f1 - 1) / (2 * (f2 + 1))
    found = [
        Estimate(name="Chao lower bound", estimate=bound, ci_low=low, ci_high=high, scale="persons"),
        Estimate(name="Chao lower bound, bias-corrected", estimate=corrected, scale="persons"),
    ]
    if f1 and f2:
        found.append(Estimate(name="Zelterman", estimate=n / -math.expm1(-2 * f2 / f1), scale="persons"))
    return found


def bootstrap(size: float, rate: float, plan: ContactsPlan) -> tuple[float, float]:
    """Interval of N: draw how many are seen and how often, and estimate again (Newton on the rate)."""
    rng = np.random.default_rng(plan.seed)
    top = max(20, int(rate + 12 * math.sqrt(rate) + 10))
    chance = np.array([math.exp(-rate + k * math.log(rate) - math.lgamma(k + 1)) for k in range(top + 1)])
    drawn = rng.multinomial(round(size), chance / chance.sum(), plan.draws)[:, 1:]
    seen = drawn.sum(axis=1).astype(float)
    mean = drawn @ np.arange(1, top + 1) / np.maximum(seen, 1)
    guess = np.maximum(mean - 1, 1e-6)
    for _ in range(60):
        below = -np.expm1(-guess)
        slope = (below - guess * np.exp(-guess)) / below**2
        guess = np.maximum(guess - (guess / below - mean) / slope, 1e-9)
    sizes = np.where(mean > 1, seen / -np.expm1(-guess), np.nan)
    return quantiles(sizes, plan.level)
