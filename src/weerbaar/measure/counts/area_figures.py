"""The two plots of small areas: the map, and the funnel that shows what chance alone would do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import stats

from weerbaar.measure.counts.outlines import read_outlines
from weerbaar.measure.counts.plans import AreasPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.result import Figure, Json, Ring, Text
from weerbaar.measure.table import Floats


def where(codes: list[str], plan: AreasPlan, folder: Path) -> list[list[Ring]]:
    """Return the outlines of the areas where the plan has a file of them; raises BadInput with its faults."""
    faults = Faults()
    found = read_outlines(folder / plan.boundaries_file, codes, faults) if plan.boundaries_file else []
    faults.stop()
    return found


def drawn(
    plan: AreasPlan, codes: list[str], rows: list[dict[str, Json]], outlines: list[list[Ring]]
) -> list[Figure]:
    """Draw the smoothed rates on a map, where there are outlines.

    An area is hatched where chance explains the difference, and white where it is suppressed.
    """
    if not outlines:
        return []
    whole = Text("afgevlakt", "smoothed")
    near = Text("afgevlakt naar de buren", "smoothed towards neighbours")
    return [
        one_map(plan, codes, rows, outlines, "map", "smoothed", "hatch", whole),
        one_map(plan, codes, rows, outlines, "map-near", "smoothed_near", "hatch_near", near),
    ]


def one_map(
    plan: AreasPlan,
    codes: list[str],
    rows: list[dict[str, Json]],
    outlines: list[list[Ring]],
    name: str,
    value: str,
    hatch: str,
    called: Text,
) -> Figure:
    """Draw one of the smoothed rates."""
    shown = [place for place, one in enumerate(rows) if value in one]
    apart = sum(not rows[place][hatch] for place in shown)
    return Figure(
        name=name,
        kind="map",
        title=Text(f"Kaart van de cijfers, {called.nl}", f"Map of the rates, {called.en}"),
        description=Text(
            f"Kaart van {len(codes)} gebieden. In {apart} verschilt het cijfer meer van het gemiddelde dan door"
            f" toeval; {len(codes) - len(shown)} zijn onderdrukt.",
            f"Map of {len(codes)} areas. In {apart} the rate differs more from the mean than by chance;"
            f" {len(codes) - len(shown)} are suppressed.",
        ),
        x=Text("Gebied", "Area"),
        y=Text(
            f"Per {dutch(plan.per, 0)} inwoners, {called.nl}",
            f"Per {english(plan.per, 0)} people, {called.en}",
        ),
        labels=codes,
        columns={
            "smoothed": [number(one.get(value)) for one in rows],
            "rate": [number(one.get("rate")) for one in rows],
        },
        names={"smoothed": called, "rate": Text("waargenomen", "observed")},
        outlines=outlines,
        hatched=[place for place in shown if rows[place][hatch]],
    )


def number(value: Json) -> float | None:
    """Return a figure of a row, or nothing where it is suppressed."""
    return float(value) if isinstance(value, int | float) else None


def funnel(plan: AreasPlan, codes: list[str], observed: Floats, people: Floats, marks: list[str]) -> Figure:
    """Plot rates against population with the limits of chance; suppressed areas are left out."""
    order = [int(place) for place in np.argsort(people) if not marks[int(place)]]
    overall, scale = float(observed.sum() / people.sum()), plan.per / people[order]
    rates = observed[order] * scale
    low, high = (stats.poisson.ppf(share, people[order] * overall) * scale for share in (0.001, 0.999))
    outside = np.flatnonzero((rates > high) | (rates < low))
    return Figure(
        name="funnel",
        kind="series",
        title=Text("Trechter: gebieden naar inwonertal", "Funnel: areas by population"),
        description=Text(
            f"Punten per gebied; binnen de band is het verschil met het gemiddelde toeval (99,8 %)."
            f" {len(outside)} gebieden liggen erbuiten en staan met hun code.",
            f"Points per area; within the band the difference from the mean is chance (99.8 %)."
            f" {len(outside)} areas lie outside and carry their code.",
        ),
        x=Text("Inwoners", "People"),
        y=Text(f"Per {dutch(plan.per, 0)} inwoners", f"Per {english(plan.per, 0)} people"),
        labels=[codes[place] for place in order],
        columns={"observed": as_list(rates), "low": as_list(low), "high": as_list(high)},
        names={
            "observed": Text("gebied", "area"),
            "band": Text("toeval (99,8 %)", "chance (99.8 %)"),
        },
        positions=[float(people[place]) for place in order],
        remarks={int(place): Text(codes[order[place]], codes[order[place]]) for place in outside},
    )


def as_list(values: Floats) -> list[float | None]:
    """Return plain numbers."""
    return [float(value) for value in np.asarray(values)]
