"""Fits the campaign model again in other defensible ways, so that the answer does not hang on one choice."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from weerbaar.measure.campaign.arima import arima_level
from weerbaar.measure.campaign.comparison import (
    by_series,
    interaction,
    ratio_of_ratios,
    structural_level,
    synthetic_level,
)
from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.segments import Windows, season, shock_terms, terms, windows
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.glm import Fit, compare, fit_counts, newey_west_lag
from weerbaar.measure.periods import Periods
from weerbaar.measure.rates import exact_ratio, log_ratio
from weerbaar.measure.result import Estimate, Json
from weerbaar.measure.table import Floats


@dataclass(frozen=True)
class Variant:
    """The count model with other terms; the sign of `term` counts for the verdict."""

    name: str
    term: str
    columns: dict[str, Floats]


def variants(
    plan: SegmentedPlan, seen: Observed, spots: Windows, main: Fit, columns: dict[str, Floats]
) -> list[Estimate]:
    """Return the whole sensitivity set of the plan."""
    found = [
        *error_variants(plan, seen, columns),
        arima_level(seen, columns, plan.level),
        *term_variants(plan, seen, spots),
        placebo_in_time(plan, seen, spots),
        *year_on_year(seen, spots, main.dispersion, plan.level),
        structural_level(seen, spots, seed=plan.seed, draws=plan.draws, level=plan.level),
    ]
    if seen.others:
        found.append(ratio_of_ratios(seen, spots, main.dispersion, plan.level))
        found.append(interaction(seen, spots, plan.harmonics, plan.level)[0])
        found.append(synthetic_level(seen, spots)[0])
        found += by_series(seen, spots, plan.harmonics, plan.level)
    return found


def error_variants(plan: SegmentedPlan, seen: Observed, columns: dict[str, Floats]) -> list[Estimate]:
    """Return the same terms under other assumptions about the errors."""
    lags = sorted({3, newey_west_lag(len(seen.periods))})
    found = [
        fit_counts(seen.counts, columns, seen.offset, errors="hac", lag=lag).ratio(
            "L", plan.level, f"Newey-West errors, lag {lag}", weighs=True
        )
        for lag in lags
    ]
    poisson = fit_counts(seen.counts, columns, seen.offset, errors="poisson")
    quasi = fit_counts(seen.counts, columns, seen.offset)
    negative = fit_counts(seen.counts, columns, seen.offset, errors="negative_binomial")
    return [
        poisson.ratio("L", plan.level, "Poisson errors"),
        quasi.ratio("L", plan.level, "quasi-Poisson errors", weighs=True),
        negative.ratio("L", plan.level, "negative binomial", weighs=True),
        *found,
    ]


def count_variants(plan: SegmentedPlan, periods: Periods, spots: Windows) -> list[Variant]:
    """Other seasons, a slope, a fit without the named shocks, levels per flight, and other pulses."""
    shocks = shock_terms(plan, periods, Faults())

    def one(
        name: str,
        term: str = "L",
        *,
        harmonics: int = plan.harmonics,
        slope: bool = False,
        split: bool = False,
        extra: dict[str, Floats] | None = shocks,
        at: Windows = spots,
    ) -> Variant:
        columns = terms(periods, at, harmonics=harmonics, slope=slope, split=split, extra=extra)
        return Variant(name, term, columns)

    found = [one("without season, quasi-Poisson errors", harmonics=0)]
    if season(periods, 1):
        found += [
            one(f"season with {count} harmonic(s)", harmonics=count)
            for count in (1, 3)
            if count != plan.harmonics
        ]
    found.append(one("with a change of slope: step", slope=True))
    if len(spots.levels) > 1:
        found += [one(f"level {n + 1} on its own", f"L{n + 1}", split=True) for n in range(len(spots.levels))]
    if shocks:
        found.append(one("without the named shocks", extra={}))
    pulses = {max(1, plan.pulse // 2), plan.pulse + plan.pulse // 2} if plan.pulse else set[int]()
    for pulse in sorted(pulses):
        faults = Faults()
        other = windows(plan, periods, faults, pulse)
        if other is not None and other.levels and not faults.found:
            found.append(one(f"pulse of {pulse} periods", at=other))
    return found


def term_variants(plan: SegmentedPlan, seen: Observed, spots: Windows) -> list[Estimate]:
    """Fit every variant of the terms; what does not weigh is shown to compare."""
    level, shocks = plan.level, shock_terms(plan, seen.periods, Faults())
    bare = terms(seen.periods, spots, harmonics=0, extra=shocks)
    sloped = terms(seen.periods, spots, harmonics=plan.harmonics, slope=True, extra=shocks)
    return [
        fit_counts(seen.counts, bare, seen.offset, errors="poisson").ratio(
            "L", level, "without season, Poisson errors"
        ),
        *(
            fit_counts(seen.counts, one.columns, seen.offset).ratio(one.term, level, one.name, weighs=True)
            for one in count_variants(plan, seen.periods, spots)
        ),
        fit_counts(seen.counts, sloped, seen.offset).ratio(
            "slope", level, "with a change of slope: slope per period"
        ),
    ]


def slope_test(plan: SegmentedPlan, seen: Observed, spots: Windows) -> dict[str, Json]:
    """F test of a change of slope at the first flight, whether or not the plan has it in the main model."""
    extra = shock_terms(plan, seen.periods, Faults())
    straight, sloped = (
        fit_counts(
            seen.counts,
            terms(seen.periods, spots, harmonics=plan.harmonics, slope=slope, extra=extra),
            seen.offset,
        )
        for slope in (False, True)
    )
    f, p = compare(straight, sloped)
    effect, _ = sloped.log_effect("slope")
    return {"F": f, "F_p": p, "slope_rr": math.exp(effect)}


def placebo_in_time(plan: SegmentedPlan, seen: Observed, spots: Windows) -> Estimate:
    """Pretend the first flight came halfway the period before; the ratio should be near 1."""
    cut, name = spots.first, "placebo: a step halfway the period before"
    middle = cut // 2
    before = seen.periods.until(cut)
    columns = terms(
        before, Windows(middle, (("placebo", middle, middle),), ((middle, cut),)), harmonics=plan.harmonics
    )
    try:
        fit = fit_counts(seen.counts[:cut], columns, None if seen.offset is None else seen.offset[:cut])
    except BadInput as trouble:
        return Estimate(name=name, estimate=None, note=trouble.faults[0])
    return fit.ratio("L", plan.level, name)


def year_on_year(seen: Observed, spots: Windows, dispersion: float, level: float) -> list[Estimate]:
    """Return reports from the first flight on against the same periods a year before, as the letter does."""
    year = round(seen.periods.per_year)
    length = min(len(seen.periods) - spots.first, year)
    if seen.periods.season is None or spots.first < year:
        return []
    after = float(np.sum(seen.counts[spots.first : spots.first + length]))
    before = float(np.sum(seen.counts[spots.first - year : spots.first - year + length]))
    note = f"{length} periods against the same a year before; it cannot tell a peak from a lasting rise"
    quasi = log_ratio("year on year, with dispersion", [after], [before], dispersion, level)
    exact, _ = exact_ratio(after, before, level, name="year on year, exact Poisson")
    return [
        Estimate(name=one.name, estimate=one.estimate, ci_low=one.ci_low, ci_high=one.ci_high, note=note)
        for one in (quasi, exact)
    ]
