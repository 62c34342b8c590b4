"""Joins the loads of many treatment plants into one figure for the people above them, and for the country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from weerbaar.measure.draws import quantiles
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Figure, Finding, Text, Verdict
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import LEVEL
from weerbaar.measure.wastewater.catchments import Catchments, repaired, table_of
from weerbaar.measure.wastewater.censored import TOO_MANY
from weerbaar.measure.wastewater.loads import ENOUGH_DAYS, UNIT, drawn_means, mean_load
from weerbaar.measure.wastewater.plans import NationalPlan
from weerbaar.measure.wastewater.samples import read_days

WEEKEND_DAYS = {5, 6}
SAME_ROUND_DAYS = 31


@dataclass(frozen=True)
class Plant:
    """One plant: its people, mean load (mg/day per 1000 people), the loads per day it rests on, its class, and when."""

    site: str
    people: float
    mean: float
    days: Floats
    urbanity: str
    when: tuple[date, ...]


def national(table: Table, plan: NationalPlan, folder: Path) -> Finding:
    """Mean load by people over every plant with a whole week; raises BadInput on faults.

    Sum of people times load over sum of people. Sampling, analysis and flow are drawn per day and the people per
    plant; plants that were not measured are outside the interval.
    """
    faults = Faults()
    plants, left_out, known = faults.sure(read(table, plan, folder, faults))
    people = np.array([one.people for one in plants])
    means = np.array([one.mean for one in plants])
    middle = float(people @ means / people.sum())
    drawn = by_plant(plants, plan)
    low, high = quantiles(drawn @ people / people.sum(), plan.level)
    return Finding(
        method="mean over plants weighted by people; Monte Carlo",
        main=Estimate(name="mean over plants", estimate=middle, ci_low=low, ci_high=high, scale=UNIT),
        verdict=Verdict.NO_CONCLUSION,
        sentence=sentence(plan, plants, middle, low, high),
        n_post=sum(len(one.days) for one in plants),
        diagnostics={
            "plants": len(plants),
            "people": float(people.sum()),
            "by_plant": {one.site: {"people": one.people, "mean": one.mean} for one in plants},
            "left_out": {site: why.en for site, why in left_out.items()},
            **({"repairs": list(known.repairs)} if known else {}),
        },
        sensitivity=[
            Estimate(name="every plant alike", estimate=float(means.mean()), scale=UNIT),
            *without_the_largest(plants, people, means),
            *carried_over(plan, plants, drawn),
        ],
        caveats=caveats(plan, plants, left_out) + repaired(known.repairs if known else ()),
        figures=[by_site(plants)],
    )


Known = tuple[list[Plant], dict[str, Text], Catchments | None]


def read(table: Table, plan: NationalPlan, folder: Path, faults: Faults) -> Known | None:
    """Read every plant of the target, why plants were left out, and who lives above them, noting every fault."""
    known = faults.tried(lambda: table_of(folder, plan.shares_file))
    table.asked(plan, faults, "date", "site", "substance")
    if strata := faults.tried(lambda: plan.strata):
        table.asked(plan, faults, "urbanity")
    own = faults.tried(lambda: table.only(plan.substance, plan.target, faults))
    sites = faults.tried(lambda: own.text(plan.site)) if own else None
    if own is None or sites is None:
        return None
    plants, left_out, unread = list[Plant](), dict[str, Text](), False
    for site in dict.fromkeys(sites):
        one = faults.tried(read_plant, own, plan, site, known, faults)
        if isinstance(one, Plant):
            plants.append(one)
        elif one:
            left_out[site] = one
        unread = unread or one is None
    if not unread and own.rows:
        if not plants:
            faults.add(f"{table.name}: no plant has a whole week of {plan.target}")
        for name in sorted(set(strata or {}) - {one.urbanity for one in plants}):
            faults.add(f"'strata': no plant of class '{name}' remains; join it with another class")
    return plants, left_out, known


def read_plant(
    own: Table, plan: NationalPlan, site: str, known: Catchments | None, faults: Faults
) -> Plant | Text | None:
    """Read one plant, or say why it is left out; None where it has faults."""
    wrong = Faults()
    seen = read_days(own, plan, site, known, wrong)
    faults.tried(wrong.stop)
    if seen is None or wrong.found:
        return None
    share = float(np.isnan(seen.concentration).mean()) if seen.days else 1.0
    if len(seen.days) < ENOUGH_DAYS or not any(day.weekday() in WEEKEND_DAYS for day in seen.days):
        return Text("geen hele week met een zaterdag of zondag", "no whole week with a Saturday or Sunday")
    if share > TOO_MANY:
        return Text("bijna alles onder de meetgrens", "almost all below the limit")
    if float(seen.population.min()) < plan.least_population:
        return Text("te weinig inwoners", "too few people")
    mean, filled, _ = mean_load(seen, share)
    mean /= 1 - plan.decay
    kind, people = wrong.tried(class_of, own, plan, site, wrong), float(seen.population.mean())
    faults.tried(wrong.stop)
    return (
        Plant(site, people, mean, filled * mean / filled.mean(), kind, seen.days)
        if kind is not None
        else None
    )


def class_of(table: Table, plan: NationalPlan, site: str, faults: Faults) -> str:
    """Return the class of a plant; a plant of two classes, or of one that the plan does not have, is a fault."""
    if not plan.strata:
        return ""
    rows = zip(table.text(plan.site), table.text(plan.urbanity), strict=True)
    found = sorted({cell for name, cell in rows if name == site})
    if len(found) != 1 or found[0] not in plan.strata:
        faults.add(
            f"{table.name}: '{site}' has class {' and '.join(found)}; 'strata' has {', '.join(plan.strata)}"
        )
    return found[0]


def by_plant(plants: list[Plant], plan: NationalPlan) -> Floats:
    """Draw the mean of every plant, shape (draws, plants); plants err apart from each other."""
    rng = np.random.default_rng(plan.seed)
    return np.column_stack([drawn_means(rng, one.days, plan) for one in plants])


def without_the_largest(plants: list[Plant], people: Floats, means: Floats) -> list[Estimate]:
    """Return the mean without the plant of most people; none for a single plant."""
    if len(plants) < 2:
        return []
    keep = np.arange(len(plants)) != int(people.argmax())
    name = f"without plant {plants[int(people.argmax())].site}"
    return [Estimate(name=name, estimate=float(people[keep] @ means[keep] / people[keep].sum()), scale=UNIT)]


def carried_over(plan: NationalPlan, plants: list[Plant], drawn: Floats) -> list[Estimate]:
    """Return the figure for the country: each class of urbanity by its people in the country; none without strata."""
    if not plan.strata:
        return []
    total, weights = sum(plan.strata.values()), np.zeros(len(plants))
    for name, people in plan.strata.items():
        places = [place for place, one in enumerate(plants) if one.urbanity == name]
        own = np.array([plants[place].people for place in places])
        weights[places] = people / total * own / own.sum()
    low, high = quantiles(drawn @ weights, plan.level)
    middle = float(weights @ np.array([one.mean for one in plants]))
    return [
        Estimate(name="country, by class of urbanity", estimate=middle, ci_low=low, ci_high=high, scale=UNIT)
    ]


def sentence(plan: NationalPlan, plants: list[Plant], middle: float, low: float, high: float) -> Text:
    """Word the mean and the people it covers."""
    people, percent = sum(one.people for one in plants), f"{plan.level * 100:g}"
    return Text(
        f"{plan.target}: {dutch(middle, 1)} mg per dag per 1.000 inwoners ({dutch(low, 0)} tot {dutch(high, 0)},"
        f" {percent} %), gemiddeld over {dutch(people, 0)} inwoners bij {len(plants)} zuiveringen.",
        f"{plan.target}: {english(middle, 1)} mg per day per 1,000 people ({english(low, 0)} to {english(high, 0)},"
        f" {percent} %), mean over {english(people, 0)} people at {len(plants)} plants.",
    )


def caveats(plan: NationalPlan, plants: list[Plant], left_out: dict[str, Text]) -> list[Text]:
    """Say whom the figure does not cover, and which plants are not in it."""
    found = [
        LEVEL,
        Text(
            "De marge gaat over het meten; wie bij een niet bemeten zuivering woont valt erbuiten.",
            "The margin is that of measuring; who lives at a plant that was not measured is outside it.",
        ),
    ]
    if plan.strata:
        share = 100 * sum(one.people for one in plants) / sum(plan.strata.values())
        found.append(
            Text(
                f"Gemeten bij {dutch(share, 0)} % van de inwoners; de rest is per klasse van stedelijkheid aangenomen.",
                f"Measured for {english(share, 0)} % of people; the rest was assumed by class of urbanity.",
            )
        )
    first, last = min(min(one.when) for one in plants), max(max(one.when) for one in plants)
    if (last - first).days > SAME_ROUND_DAYS:
        found.append(
            Text(
                f"De monsters liggen ver uiteen, van {first} tot en met {last}; verschil in tijd en verschil tussen"
                " zuiveringen zijn dan niet te scheiden.",
                f"The samples lie far apart, from {first} to {last}; differences in time and between plants cannot be"
                " told apart.",
            )
        )
    found += [
        Text(f"Niet meegeteld: {site} ({why.nl}).", f"Left out: {site} ({why.en}).")
        for site, why in left_out.items()
    ]
    return found


def by_site(plants: list[Plant]) -> Figure:
    """Plot the mean of each plant against its people."""
    order = sorted(plants, key=lambda one: one.people)
    columns: dict[str, list[float | None]] = {"observed": [one.mean for one in order]}
    return Figure(
        name="plants",
        kind="series",
        title=Text("Vracht per zuivering naar inwonertal", "Load per plant by people"),
        description=Text(
            f"Punten voor {len(order)} zuiveringen: gemiddelde vracht tegen het aantal aangesloten inwoners.",
            f"Points for {len(order)} plants: mean load against the number of people connected.",
        ),
        x=Text("Aangesloten inwoners", "People connected"),
        y=Text("mg/dag/1.000 inwoners", "mg/day/1,000 people"),
        labels=[one.site for one in order],
        columns=columns,
        names={"observed": Text("zuivering", "plant")},
        positions=[one.people for one in order],
    )
