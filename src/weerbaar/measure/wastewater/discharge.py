"""Screens site-weeks for days on which a drug was poured away rather than used: a lead, never a proof."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Estimate, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.wastewater.dumps import Surroundings, lead_words, surroundings
from weerbaar.measure.wastewater.europe import DAYS, Weeks, read_weeks
from weerbaar.measure.wastewater.plans import DischargePlan

MAD_TO_SD = 1.4826
WATCH_Z = 3.0
MOST_LISTED = 200
CONTINUOUS = Text(
    "Een aanhoudende lozing verhoogt de mediaan en ontsnapt aan deze zeef.",
    "A continuous discharge raises the median and escapes this screen.",
)
CONFIRM = Text(
    "Bevestig met andere stoffen, voorlopers en de enantiomere fractie voordat er iets van wordt gezegd.",
    "Confirm with other substances, precursors and the enantiomeric fraction before saying anything of it.",
)
SOURCE = Text("Bron: EUDA en SCORE.", "Source: EUDA and SCORE.")


@dataclass(frozen=True)
class Screen:
    """Residuals of one substance: profile (7,), robust scale, and per site-week and day z and fold (n, 7)."""

    rows: tuple[int, ...]
    profile: Floats
    scale: float
    z: Floats
    fold: Floats
    median: Floats


def screen(days: Floats, *, least_days: int) -> Screen | None:
    """Compare each day with its week median and the substance's normal day profile, on the log scale.

    `days` has shape (n, 7); zeros are below the limit and do not count as a measured day. None when no
    week has `least_days` measured days.
    """
    positive = np.where(days > 0, days, np.nan)
    rows = np.flatnonzero((~np.isnan(positive)).sum(axis=1) >= least_days)
    if not len(rows):
        return None
    median = np.nanmedian(days[rows], axis=1)
    sound = median > 0
    rows, median = rows[sound], median[sound]
    ratios = np.log(positive[rows]) - np.log(median)[:, None]
    profile = np.nanmedian(ratios, axis=0)
    residuals = ratios - profile
    centre = float(np.nanmedian(residuals))
    scale = MAD_TO_SD * float(np.nanmedian(np.abs(residuals - centre)))
    return Screen(
        tuple(int(row) for row in rows),
        profile,
        scale,
        residuals / max(scale, 1e-12),
        np.exp(residuals),
        median,
    )


def enantiomers(r: float, s: float) -> str:
    """Judge the enantiomeric fraction R/(R+S) of MDMA beside a spike: discharge, unclear or use.

    The limits 0.55 and 0.60 are proposed defaults; synthesis gives 0.5, after use it is about 0.65.
    """
    fraction = r / (r + s)
    return "discharge" if fraction < 0.55 else "unclear" if fraction <= 0.60 else "use"


def others_rise(weeks: Weeks, row: int, day: int) -> bool | None:
    """Say whether the other substances of the same site and year rose on that day too (flow, population)."""
    same = [
        other
        for other in range(len(weeks.year))
        if other != row and weeks.site[other] == weeks.site[row] and weeks.year[other] == weeks.year[row]
    ]
    ratios = [
        weeks.days[other, day] / float(np.nanmedian(weeks.days[other]))
        for other in same
        if not np.isnan(weeks.days[other, day]) and np.nanmedian(weeks.days[other]) > 0
    ]
    return None if not ratios else bool(np.median(ratios) > 1.5)


def discharge(table: Table, plan: DischargePlan, folder: Path) -> Finding:
    """List flagged and watched days per substance, with drug waste found near them; raises BadInput on faults."""
    faults = Faults()
    weeks, around = faults.sure(read(table, plan, folder, faults))
    flags: list[dict[str, Json]] = []
    watched: list[dict[str, Json]] = []
    profiles: dict[str, Json] = {}
    screened = 0
    for substance in plan.substances:
        rows = np.array([place for place, name in enumerate(weeks.substance) if name == substance])
        seen = screen(weeks.days[rows], least_days=plan.least_days)
        if seen is None:
            continue
        screened += len(seen.rows)
        profile = {day: float(value) for day, value in zip(DAYS, seen.profile, strict=True)}
        profiles[substance] = {"log_profile": dict(profile), "robust_scale": seen.scale}
        for week, place in enumerate(seen.rows):
            flags += hits(weeks, int(rows[place]), seen, week, plan, plan.z)
            watched += hits(weeks, int(rows[place]), seen, week, plan, WATCH_Z, below=plan.z)
    flags, watched = ([around.beside(one, plan.lead_days) for one in days] for days in (flags, watched))
    return finding(weeks, plan, around, flags, watched, screened, profiles)


def read(
    table: Table, plan: DischargePlan, folder: Path, faults: Faults
) -> tuple[Weeks, Surroundings] | None:
    """Read the file of site-weeks and what the plan names beside it, noting every fault."""
    weeks, around = read_weeks(table, faults), surroundings(table, plan, folder, faults)
    if weeks is None:
        return None
    for substance in faults.tried(lambda: plan.substances) or ():
        if substance not in weeks.substance:
            known = ", ".join(sorted(set(weeks.substance)))
            faults.add(f"{table.name}: there is no substance '{substance}' (there are: {known})")
    return weeks, around


def finding(
    weeks: Weeks,
    plan: DischargePlan,
    around: Surroundings,
    flags: list[dict[str, Json]],
    watched: list[dict[str, Json]],
    screened: int,
    profiles: dict[str, Json],
) -> Finding:
    """Put the leads together; the plan's country limits which days are listed, not the screen."""
    number = len({(one["year"], one["substance"], one["site"], one["city"]) for one in flags})

    def listed(days: list[dict[str, Json]]) -> list[dict[str, Json]]:
        return [one for one in days if plan.country in ("", one["country"])]

    fact = Text(
        f"Op {len(flags)} dagen in {number} van {screened} meetweken wijst het patroon op een lozing. Dit is"
        " een aanwijzing, geen bewijs.",
        f"On {len(flags)} days in {number} of {screened} site-weeks the pattern points to a discharge."
        " This is"
        " a lead, not a proof.",
    )
    return Finding(
        method="log residual from week median and day profile, robust scale",
        main=Estimate(name="days flagged", estimate=float(len(flags)), scale="count"),
        verdict=Verdict.NO_CONCLUSION,
        sentence=fact,
        n_post=screened,
        diagnostics={
            "flags": len(flags),
            "site_weeks_flagged": number,
            "site_weeks_screened": screened,
            "profiles": profiles,
            "flagged_days": [*listed(flags)[:MOST_LISTED]],
            **({"repairs": list(around.repairs)} if around.repairs else {}),
            "watch": [*listed(watched)[:MOST_LISTED]],
            "means_published_equal_recomputed": weeks.agreement(),
        },
        caveats=[*lead_words(listed(flags), plan, around), CONTINUOUS, CONFIRM, SOURCE],
    )


def hits(
    weeks: Weeks, row: int, seen: Screen, week: int, plan: DischargePlan, z: float, below: float | None = None
) -> list[dict[str, Json]]:
    """Return the days of one site-week beyond `z` (and not beyond `below`), with excess and others."""
    if seen.median[week] <= plan.least_median:
        return []
    found: list[dict[str, Json]] = []
    for day, name in enumerate(DAYS):
        score, fold = float(seen.z[week, day]), float(seen.fold[week, day])
        if not score > z or fold < plan.fold or (below is not None and score > below):
            continue
        value = float(weeks.days[row, day])
        calm = [
            float(weeks.days[row, other])
            for other in range(len(DAYS))
            if not np.isnan(weeks.days[row, other]) and not float(seen.z[week, other]) > z
        ]
        found.append(
            {
                "year": weeks.year[row],
                "substance": weeks.substance[row],
                "site": weeks.site[row],
                "city": weeks.city[row],
                "country": weeks.country[row],
                "day": name,
                "value": value,
                "z": score,
                "fold": fold,
                "excess_mg_per_1000": value - value / fold,
                "others_rise_too": others_rise(weeks, row, day),
                "mean_with": float(np.nanmean(weeks.days[row])),
                "mean_without_flagged": float(np.mean(calm)) if calm else None,
            }
        )
    return found
