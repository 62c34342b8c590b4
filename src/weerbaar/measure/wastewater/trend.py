"""Follows one substance through the years, per city, without mixing cities that come and go."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import stats

from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text
from weerbaar.measure.table import Floats, Table
from weerbaar.measure.verdict import CHANGE, decide, say
from weerbaar.measure.wastewater.europe import Weeks, change_class, read_weeks
from weerbaar.measure.wastewater.plans import EuropePlan

FEWEST_YEARS = 4


def trend(table: Table, plan: EuropePlan) -> Finding:
    """Yearly growth of the load: within-city slope of log loads with city effects; raises BadInput."""
    faults = Faults()
    weeks, rows = faults.sure(read(table, plan, Path(), faults))
    made = weeks.above_zero(plan.mean)
    main, detail = slope(weeks, rows, made[rows], "mean of the printed days", plan.level)
    years = sorted({weeks.year[row] for row in rows})
    sensitivity = others(weeks, rows, made, plan)
    verdict = decide(main, sensitivity, barred=len(years) < FEWEST_YEARS)
    where = plan.city or plan.country or "Europe"
    span = f"{plan.substance}, {where}, {years[0]}–{years[-1]}"
    fact = Text(
        f"{span}: per jaar {dutch(main.estimate, 3)} keer"
        f" ({dutch(main.ci_low, 3)}–{dutch(main.ci_high, 3)}).",
        f"{span}: {english(main.estimate, 3)} times per year ({english(main.ci_low, 3)}–"
        f"{english(main.ci_high, 3)}).",
    )
    return Finding(
        method="slope of log load per year with site effects, t interval (clustered by site where several)",
        main=main,
        verdict=verdict,
        sentence=say(fact, verdict, CHANGE),
        n_post=len(rows),
        diagnostics={
            **detail,
            "rows": len(rows),
            "means_published_equal_recomputed": weeks.agreement(),
            "yearly": yearly(weeks, rows, plan),
            "changes": changes(weeks, rows, plan),
            "zeros_below_limit": int((weeks.days[rows] == 0).sum()),
        },
        sensitivity=sensitivity,
        caveats=caveats(weeks, rows),
        figures=[course(weeks, rows, plan)],
    )


def read(table: Table, plan: EuropePlan, _folder: Path, faults: Faults) -> tuple[Weeks, list[int]] | None:
    """Read the file and find the rows of the plan's substance, country, city and years; a fault when there are none."""
    weeks = read_weeks(table, faults)
    rows = None if weeks is None else faults.tried(choose, weeks, plan)
    if weeks is None or rows is None:
        return None
    if not rows:
        known = ", ".join(sorted(set(weeks.substance)))
        faults.add(
            f"{table.name}: nothing for substance '{plan.substance}', country '{plan.country}', city '{plan.city}'"
            f" (substances: {known})"
        )
    return weeks, rows


def choose(weeks: Weeks, plan: EuropePlan) -> list[int]:
    """Return the rows of the plan's substance, country, city and years."""
    return [
        row
        for row, substance in enumerate(weeks.substance)
        if substance == plan.substance
        and plan.country in ("", weeks.country[row])
        and plan.city in ("", weeks.city[row])
        and plan.first_year <= weeks.year[row] <= plan.last_year
    ]


def others(weeks: Weeks, rows: list[int], made: Floats, plan: EuropePlan) -> list[Estimate]:
    """Return the slope on the published means, on long-running sites, and without censored weeks."""
    times = Counter(weeks.site[row] for row in rows)
    steady = [row for row in rows if times[weeks.site[row]] >= FEWEST_YEARS]
    whole = [row for row in rows if not (weeks.days[row] == 0).any()]
    sets = {
        "mean as published": (rows, weeks.published[plan.mean][rows]),
        f"sites with {FEWEST_YEARS} years or more": (steady, made[steady]),
        "weeks without a day below the limit": (whole, made[whole]),
    }
    found = [slope(weeks, chosen, values, name, plan.level)[0] for name, (chosen, values) in sets.items()]
    return [one for one in found if one.estimate is not None]


def slope(
    weeks: Weeks, rows: list[int], values: Floats, name: str, level: float
) -> tuple[Estimate, dict[str, Json]]:
    """Within-site slope of log values on the year; what has no value above zero is left out."""
    sound = np.array([value > 0 for value in values], dtype=bool)
    sites = [weeks.site[row] for row, good in zip(rows, sound, strict=True) if good]
    years = np.array([weeks.year[row] for row, good in zip(rows, sound, strict=True) if good], dtype=float)
    logs = np.log(values[sound]) if sound.any() else np.array([])
    groups = {site: [place for place, other in enumerate(sites) if other == site] for site in sites}
    x, y = years.copy(), logs.copy()
    for places in groups.values():
        x[places] -= x[places].mean()
        y[places] -= y[places].mean()
    spread = float(x @ x)
    df = (len(groups) - 1) if len(groups) > 1 else len(x) - 2
    if spread == 0 or df < 1:
        return Estimate(name=name, estimate=None, note="too few years"), {"sites": len(groups)}
    b = float(x @ y) / spread
    residual = y - b * x
    if len(groups) > 1:
        meat = sum(float(x[places] @ residual[places]) ** 2 for places in groups.values())
        se = math.sqrt(meat * len(groups) / (len(groups) - 1)) / spread
    else:
        se = math.sqrt(float(residual @ residual) / df / spread)
    half = float(stats.t.ppf(0.5 + level / 2, df)) * se
    return (
        Estimate(
            name=name,
            estimate=math.exp(b),
            ci_low=math.exp(b - half),
            ci_high=math.exp(b + half),
            weighs=True,
        ),
        {"sites": len(groups), "se_log": se, "df": df, "censored_rows_left_out": int((~sound).sum())},
    )


def yearly(weeks: Weeks, rows: list[int], plan: EuropePlan) -> dict[str, Json]:
    """Mean over cities per year, with the number of cities, which changes from year to year."""
    made = weeks.above_zero(plan.mean)
    found: dict[str, Json] = {}
    for year in sorted({weeks.year[row] for row in rows}):
        values = [float(made[row]) for row in rows if weeks.year[row] == year and not np.isnan(made[row])]
        found[str(year)] = {"mean": float(np.mean(values)) if values else None, "cities": len(values)}
    return found


def changes(weeks: Weeks, rows: list[int], plan: EuropePlan) -> list[Json]:
    """Change of the published mean between the last year and each site's year before it, with its class."""
    last = max(weeks.year[row] for row in rows)
    printed = weeks.published[plan.mean]
    found: list[Json] = []
    for row in rows:
        if weeks.year[row] != last or np.isnan(printed[row]):
            continue
        earlier = [
            other for other in rows if weeks.site[other] == weeks.site[row] and weeks.year[other] < last
        ]
        if not earlier:
            continue
        before = max(earlier, key=lambda other: weeks.year[other])
        old, new = float(printed[before]), float(printed[row])
        percent = 100 * (new - old) / old if old > 0 else math.inf
        found.append(
            {
                "city": weeks.city[row],
                "year": last,
                "year_previous": weeks.year[before],
                "value": new,
                "value_previous": old,
                "change_percent": percent if math.isfinite(percent) else None,
                "class": change_class(percent),
            }
        )
    return found


def caveats(weeks: Weeks, rows: list[int]) -> list[Text]:
    """Say what limits a trend over cities."""
    found = [
        Text(
            "Eén week per jaar; de uitkomst is die van die week. Bron: EUDA en SCORE.",
            "One week per year; the result is of that week. Source: EUDA and SCORE.",
        ),
        Text(
            "Er is niet omgerekend naar gebruik: het gaat om wat in het riool is gevonden.",
            "Not back-calculated to use: this is what was found in the sewer.",
        ),
    ]
    zeros = int((weeks.days[rows] == 0).sum())
    if zeros:
        found.append(
            Text(
                f"{zeros} dagen staan als 0 in het bestand: dat betekent onder de meetgrens, niet afwezig.",
                f"{zeros} days are 0 in the file: that means below the limit, not absent.",
            )
        )
    bundled = sorted({weeks.city[row] for row in rows if weeks.city[row].endswith("(2)")})
    if bundled:
        listed = ", ".join(bundled)
        found.append(
            Text(
                f"Bundels van installaties waarvan de samenstelling kan wisselen: {listed}.",
                f"Bundles of plants whose composition may change: {listed}.",
            )
        )
    return found


def course(weeks: Weeks, rows: list[int], plan: EuropePlan) -> Figure:
    """Return loads per year: up to four cities as lines, otherwise the median over cities."""
    years = list(range(min(weeks.year[row] for row in rows), max(weeks.year[row] for row in rows) + 1))
    made = weeks.above_zero(plan.mean)
    cities = sorted(
        {weeks.city[row] for row in rows}, key=lambda city: -sum(weeks.city[row] == city for row in rows)
    )

    def line(chosen: list[int]) -> list[float | None]:
        held = [
            [float(made[row]) for row in chosen if weeks.year[row] == year and not np.isnan(made[row])]
            for year in years
        ]
        return [float(np.median(values)) if values else None for values in held]

    columns = (
        {city: line([row for row in rows if weeks.city[row] == city]) for city in cities}
        if len(cities) <= 4
        else {"median": line(rows)}
    )
    return Figure(
        name="course",
        kind="series",
        title=Text(f"{plan.substance} in rioolwater per jaar", f"{plan.substance} in wastewater per year"),
        description=Text(
            "Lijngrafiek per jaar; een jaar zonder punt is niet gemeten.",
            "Line chart per year; a year without a point was not measured.",
        ),
        x=Text("Jaar", "Year"),
        y=Text("mg/dag/1.000 inwoners", "mg/day/1,000 people"),
        labels=[str(year) for year in years],
        columns=columns,
        names={"median": Text("mediaan over steden", "median over cities")},
    )
