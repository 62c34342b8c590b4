"""Turns concentration and flow into a load per day and per 1000 people, with all its uncertainty."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from weerbaar.measure.draws import quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import LEVEL
from weerbaar.measure.wastewater.catchments import Catchments, repaired, table_of
from weerbaar.measure.wastewater.censored import FEW, TOO_MANY, fit_lognormal, only_share
from weerbaar.measure.wastewater.factors import factor_for
from weerbaar.measure.wastewater.plans import LoadsPlan, SamplesPlan
from weerbaar.measure.wastewater.samples import Days, read_days

ENOUGH_DAYS = 5
UNIT = "mg/day/1000 people"
WEEKEND = {4, 5, 6, 0}
MIDWEEK = {1, 2, 3}


def load(concentration: float, flow: float) -> float:
    """Load in g/day from ng/L and m3/day (1 ng/L times 1 m3 is 1 microgram)."""
    return concentration * flow * 1e-6


def per_thousand(grams: float, population: float) -> float:
    """Load in mg/day per 1000 people from g/day."""
    return grams * 1000 / (population / 1000)


def noise(rng: np.random.Generator, cv: float, shape: tuple[int, ...]) -> Floats:
    """Draw factors exp(N(-s^2/2, s^2)) with s^2 = ln(1 + cv^2): mean 1 and coefficient of variation cv."""
    s2 = math.log1p(cv**2)
    return np.exp(rng.normal(-s2 / 2, math.sqrt(s2), shape))


def drawn_means(rng: np.random.Generator, values: Floats, plan: SamplesPlan) -> Floats:
    """Draw means of days, with the days resampled and sampling, analysis and flow drawn per day; shape (draws,)."""
    shape = (plan.draws, len(values))
    daily = (
        noise(rng, plan.cv_sampling, shape)
        * noise(rng, plan.cv_analysis, shape)
        * noise(rng, plan.cv_flow, shape)
    )
    shared = noise(rng, plan.cv_population, (plan.draws,))
    between = rng.choice(values, shape) if len(values) > 1 else np.broadcast_to(values, shape)
    return np.asarray((between * daily).mean(axis=1) / shared)


def propagate(values: Floats, plan: LoadsPlan) -> tuple[float, float, float]:
    """Return the interval and the total cv of a mean; the population figure is drawn once for all days."""
    low, high = quantiles(drawn_means(np.random.default_rng(plan.seed), values, plan), plan.level)
    parts = (plan.cv_sampling, plan.cv_analysis, plan.cv_flow, plan.cv_population)
    return low, high, math.sqrt(sum(cv**2 for cv in parts))


def loads(table: Table, plan: LoadsPlan, folder: Path) -> Finding:
    """Mean load per 1000 people with its interval, weekly pattern, rain days and back-calculation."""
    faults = Faults()
    seen, known = faults.sure(read(table, plan, folder, faults))
    share = float(np.isnan(seen.concentration).mean()) if seen.days else 1.0
    diagnostics = facts(seen, plan, share) | people_facts(seen, plan, known)
    said = caveats(seen, plan, share) + repaired(known.repairs if known else ())
    if share > TOO_MANY:
        few = only_share(len(seen.days), share, UNIT)
        few.diagnostics, few.caveats = diagnostics, said
        return few
    middle, filled, method = mean_load(seen, share)
    middle /= 1 - plan.decay
    low, high, cv = propagate(filled * middle / filled.mean(), plan)
    return Finding(
        method=f"load from concentration and flow; {method}; Monte Carlo",
        main=Estimate(name="mean load", estimate=middle, ci_low=low, ci_high=high, scale=UNIT),
        verdict=Verdict.NO_CONCLUSION,
        sentence=sentence(plan, middle, low, high, len(seen.days)),
        n_post=len(seen.days),
        diagnostics=diagnostics | {"total_cv": cv},
        sensitivity=back_calculated(plan, middle, low, high),
        caveats=said,
        figures=course(seen),
    )


def read(
    table: Table, plan: LoadsPlan, folder: Path, faults: Faults
) -> tuple[Days, Catchments | None] | None:
    """Read the samples of the plant, and who lives above it where the plan names a file, noting every fault."""
    known = faults.tried(lambda: table_of(folder, plan.shares_file))
    if faults.tried(lambda: plan.back_calculate):
        faults.tried(lambda: factor_for(plan.target, plan.factor_version))
    at_site = faults.tried(lambda: plan.at_site)
    seen = read_days(table, plan, at_site, known, faults)
    return None if seen is None else (seen, known)


def people_facts(seen: Days, plan: LoadsPlan, known: Catchments | None) -> dict[str, Json]:
    """Return how many people there were, how they were counted, and in which municipalities they live."""
    years = sorted({day.year for day in seen.days})
    method = (
        "connected inhabitants, from shares of municipalities"
        if known
        else plan.population_method or "as stated"
    )
    return {
        "population_method": method,
        "population": float(seen.population.mean()) if len(seen.population) else None,
        **(
            {"people_by_municipality": known.shown(plan.at_site, years), "repairs": list(known.repairs)}
            if known
            else {}
        ),
    }


def mean_load(seen: Days, share: float) -> tuple[float, Floats, str]:
    """Return the mean, the days with what is below the limit filled in for resampling, and the method.

    Up to a tenth below the limit is filled with the limit over the square root of 2; beyond that the mean
    is that of a left-censored lognormal.
    """
    values, below = seen.normalised, np.isnan(seen.concentration)
    if share > FEW and (~below).sum() >= 2:
        fit = fit_lognormal(values, seen.edges)
        floor = min(fit.geometric_mean, float(np.nanmin(seen.edges)))
        return fit.mean, np.where(below, floor, values), "left-censored lognormal mean"
    filled = np.where(below, seen.edges / math.sqrt(2), values)
    return float(filled.mean()), filled, "mean of days"


def sentence(plan: LoadsPlan, middle: float, low: float, high: float, days: int) -> Text:
    """Word the load."""
    percent = f"{plan.level * 100:g}"
    return Text(
        f"{plan.target} in {plan.at_site}: {dutch(middle, 1)} mg per dag per 1.000 inwoners"
        f" ({dutch(low, 0)} tot"
        f" {dutch(high, 0)}, {percent} %), gemiddeld over {days} dag(en).",
        f"{plan.target} in {plan.at_site}: {english(middle, 1)} mg per day per 1,000 people"
        f" ({english(low, 0)}"
        f" to {english(high, 0)}, {percent} %), mean of {days} day(s).",
    )


def facts(seen: Days, plan: LoadsPlan, share: float) -> dict[str, Json]:
    """Return loads in g/day, the weekly pattern, rain days and what is below the limit."""
    grams = seen.concentration * seen.flow * 1e-6
    weekday = np.array([day.weekday() for day in seen.days])
    values = seen.normalised
    dry = float(np.median(seen.flow))
    rain = [
        day.isoformat()
        for day, flow in zip(seen.days, seen.flow, strict=True)
        if flow > plan.rain_factor * dry
    ]

    def mean(days: set[int]) -> float | None:
        chosen = values[np.isin(weekday, list(days))]
        return float(np.nanmean(chosen)) if np.isfinite(chosen).any() else None

    return {
        "load_g_per_day": float(np.nanmean(grams)) if np.isfinite(grams).any() else None,
        "norm_mg_per_day_per_1000": float(np.nanmean(values)) if np.isfinite(values).any() else None,
        "share_censored": share,
        "weekday_mean": mean(MIDWEEK),
        "weekend_mean": mean(WEEKEND),
        "rain_days": list(rain),
        "days": len(seen.days),
        "enough_days_for_a_week_mean": len(seen.days) >= ENOUGH_DAYS and bool(np.isin(weekday, [5, 6]).any()),
    }


def back_calculated(plan: LoadsPlan, middle: float, low: float, high: float) -> list[Estimate]:
    """Use instead of load, under the chosen factor and any other version kept; none unless asked."""
    if not plan.back_calculate:
        return []
    from weerbaar.measure.wastewater.factors import factors

    chosen = factor_for(plan.target, plan.factor_version)
    others = [one for one in factors() if one.substance == plan.target and one.version != chosen.version]
    return [
        Estimate(
            name=f"use of {plan.target}, factor {one.version} ({one.value:g})",
            estimate=middle * one.value,
            ci_low=low * one.value,
            ci_high=high * one.value,
            scale="mg drug/day/1000 people",
            note=one.mark,
        )
        for one in (chosen, *others)
    ]


def caveats(seen: Days, plan: LoadsPlan, share: float) -> list[Text]:
    """Say what limits the figure."""
    found = [
        LEVEL,
        Text(
            "Een vracht is geen aantal gebruikers; zonder omrekening gaat het om wat in het riool wordt"
            " gevonden.",
            "A load is not a number of users; without back-calculation it is what is found in the sewer.",
        ),
    ]
    if share > 0:
        found.append(
            Text(
                f"{dutch(100 * share, 0)} % van de dagen ligt onder de meetgrens; dat is niet als nul"
                " gerekend.",
                f"{english(100 * share, 0)} % of days lie below the limit; they were not counted as zero.",
            )
        )
    if len(seen.days) < ENOUGH_DAYS:
        found.append(
            Text(
                f"Minder dan {ENOUGH_DAYS} dagen: geen weekgemiddelde.",
                f"Fewer than {ENOUGH_DAYS} days: not a week mean.",
            )
        )
    if len(seen.population) and float(seen.population.min()) < plan.least_population:
        found.append(
            Text(
                f"Minder dan {dutch(plan.least_population, 0)} inwoners: niet voor publicatie.",
                f"Fewer than {english(plan.least_population, 0)} people: not for publication.",
            )
        )
    return found


def course(seen: Days) -> list[Figure]:
    """Return loads per day; nothing to draw for a single day."""
    if len(seen.days) < 2:
        return []
    values = [None if np.isnan(value) else float(value) for value in seen.normalised]
    return [
        Figure(
            name="course",
            kind="series",
            title=Text("Vracht per dag per 1.000 inwoners", "Load per day per 1,000 people"),
            description=Text(
                "Lijngrafiek per meetdag; ontbrekende punten liggen onder de meetgrens.",
                "Line chart per sampling day; absent points lie below the limit.",
            ),
            x=Text("Dag", "Day"),
            y=Text("mg/dag/1.000 inwoners", "mg/day/1,000 people"),
            labels=[day.isoformat() for day in seen.days],
            columns={"load": values},
            names={"load": Text("vracht", "load")},
        )
    ]
