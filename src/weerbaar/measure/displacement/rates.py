"""Models the number of finds per place and month, with inspections as effort and others as control."""

from __future__ import annotations

import itertools

import numpy as np

from weerbaar.measure.displacement.finds import Finds
from weerbaar.measure.displacement.months import Frame
from weerbaar.measure.displacement.plans import PanelPlan, PlacesPlan
from weerbaar.measure.glm import Fit, fit_counts
from weerbaar.measure.result import Estimate
from weerbaar.measure.table import Floats

MOST_CLUSTERS = 14


def panel_terms(
    seen: Frame, plan: PlacesPlan, *, months: bool = True, places: list[str] | None = None
) -> dict[str, Floats]:
    """Columns of the panel model, each of shape (places * periods,): places, months, place-after effects."""
    keep = places or list(seen.places)
    length = len(seen.labels)
    after = seen.after()
    columns: dict[str, Floats] = {}
    for number, place in enumerate(keep):
        columns[f"place {place}"] = np.repeat(np.arange(len(keep)) == number, length).astype(float)
    if months:
        for month in range(1, length):
            spot = np.tile(np.arange(length) == month, len(keep))
            columns[f"month {seen.labels[month]}"] = spot.astype(float)
    else:
        columns["after"] = np.tile(after, len(keep))
    for place in [*plan.treated, *plan.destinations]:
        if place in keep:
            columns[f"effect {place}"] = columns[f"place {place}"] * np.tile(after, len(keep))
    return columns


def fit_panel(
    seen: Finds,
    plan: PanelPlan,
    elasticity: float | None,
    *,
    months: bool = True,
    errors: str = "quasi",
    places: list[str] | None = None,
    phases: list[int] | None = None,
) -> Fit:
    """Fit the panel; `elasticity` of finds to inspections is fixed, or estimated when None.

    With `phases` (starts of later phases) each effect is split at those places.
    """
    keep = places or list(seen.places)
    rows = [seen.places.index(place) for place in keep]
    columns = panel_terms(seen, plan, months=months, places=keep)
    if phases:
        columns = split_phases(columns, phases, seen, len(keep))
    counts = seen.counts[rows].ravel()
    offset = None
    if seen.effort is not None:
        log = np.log(seen.effort[rows].ravel())
        if elasticity is None:
            columns["elasticity"] = log
        else:
            offset = elasticity * log
    return fit_counts(counts, columns, offset, errors=errors)


def split_phases(columns: dict[str, Floats], phases: list[int], seen: Finds, units: int) -> dict[str, Floats]:
    """Replace each effect by one effect per phase after the start."""
    edges = [seen.first_after, *phases, len(seen.labels)]
    found = {name: column for name, column in columns.items() if not name.startswith("effect ")}
    place = np.tile(np.arange(len(seen.labels)), units)
    for name, column in columns.items():
        if name.startswith("effect "):
            for number, (start, end) in enumerate(itertools.pairwise(edges), 1):
                found[f"{name} phase {number}"] = column * ((place >= start) & (place < end))
    return found


def effect(fit: Fit, place: str, level: float, label: str | None = None, *, weighs: bool = False) -> Estimate:
    """Rate ratio of a place after against before, relative to the controls."""
    return fit.ratio(f"effect {place}", level, label or place, weighs=weighs)


def wild_cluster_p(seen: Finds, plan: PanelPlan, place: str, elasticity: float) -> float | None:
    """P value of one effect by the score wild bootstrap over places (Kline and Santos 2012).

    All sign patterns are enumerated, so it needs no draws; with J places it cannot be below 2/2^J.
    """
    if len(seen.places) > MOST_CLUSTERS:
        return None
    columns = panel_terms(seen, plan)
    name = f"effect {place}"
    counts = seen.counts.ravel()
    offset = None if seen.effort is None else elasticity * np.log(seen.effort.ravel())
    small = {term: column for term, column in columns.items() if term != name}
    restricted = fit_counts(counts, small, offset)
    design = np.column_stack(list(small.values()))
    weight = restricted.mean
    gram = design.T @ (design * weight[:, None])
    projection = np.linalg.solve(gram, design.T @ (weight * columns[name]))
    score = (columns[name] - design @ projection) * (counts - restricted.mean)
    by_place = score.reshape(len(seen.places), -1).sum(axis=1)
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=len(by_place))))
    statistics = np.abs(signs @ by_place)
    return float(np.mean(statistics >= abs(by_place.sum()) * (1 - 1e-12)))
