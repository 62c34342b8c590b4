"""Lays out the terms of the campaign model: trend, season, a pulse and a level per flight."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.periods import Periods
from weerbaar.measure.result import Text
from weerbaar.measure.table import Floats


@dataclass(frozen=True)
class Windows:
    """Where the pulses and the levels lie, as half-open ranges of places in the series."""

    first: int
    pulses: tuple[tuple[str, int, int], ...]
    levels: tuple[tuple[int, int], ...]

    def pulse_mask(self, number: int, length: int) -> Floats:
        """Return 1 inside one pulse, else 0; shape (length,)."""
        place = np.arange(length)
        _, start, end = self.pulses[number]
        return ((place >= start) & (place < end)).astype(float)

    def level_mask(self, length: int, number: int | None = None) -> Floats:
        """Return 1 outside the pulses after the first, for all levels or one; shape (length,)."""
        place, mask = np.arange(length), np.zeros(length)
        for start, end in self.levels if number is None else (self.levels[number],):
            mask[(place >= start) & (place < end)] = 1.0
        return mask


def windows(
    plan: SegmentedPlan, periods: Periods, faults: Faults, pulse: int | None = None
) -> Windows | None:
    """Find the windows of a plan; a flight outside the data or overlapping another is a fault."""
    length = len(periods)
    pulses: list[tuple[str, int, int]] = []
    for flight in sorted(plan.flights, key=lambda one: periods.index(one.start) or 0):
        start = periods.index(flight.start)
        if start is None or not 0 < start < length:
            faults.add(
                f"flight '{flight.name}' starts {flight.start}, outside {periods.labels[0]} to"
                f" {periods.labels[-1]}"
            )
            continue
        lasting = flight.periods if flight.periods is not None else (plan.pulse if pulse is None else pulse)
        if pulses and start < pulses[-1][2]:
            faults.add(
                f"flight '{flight.name}' starts inside the pulse of '{pulses[-1][0]}'; shorten the pulse"
            )
        pulses.append((flight.name, start, min(start + lasting, length)))
    if not pulses:
        return None
    ends = [start for _, start, _ in pulses[1:]] + [length]
    levels = tuple(
        (end, following) for (_, _, end), following in zip(pulses, ends, strict=True) if end < following
    )
    return Windows(pulses[0][1], tuple(pulses), levels)


def too_short(plan: SegmentedPlan, periods: Periods, spots: Windows) -> list[Text]:
    """Say why the plan could give no conclusion whatever the outcome; empty when it could."""
    need, after = plan.years_before * periods.per_year, int(spots.level_mask(len(periods)).sum())
    found = []
    if periods.season is not None and spots.first < math.floor(need):
        found.append(
            Text(
                f"Te weinig perioden vooraf: {spots.first}, nodig {math.floor(need)}.",
                f"Too few periods before: {spots.first}, needed {math.floor(need)}.",
            )
        )
    if after < plan.periods_after:
        found.append(
            Text(
                f"Te weinig perioden na de piek: {after}, nodig {plan.periods_after}.",
                f"Too few periods after the pulse: {after}, needed {plan.periods_after}.",
            )
        )
    return found


def season(periods: Periods, harmonics: int) -> dict[str, Floats]:
    """Return sine and cosine terms of the year; none where the grain has no season."""
    if periods.season is None or periods.season <= 2:
        return {}
    place = np.arange(len(periods), dtype=float)
    terms: dict[str, Floats] = {}
    for k in range(1, min(harmonics, int(periods.season / 2)) + 1):
        angle = 2 * math.pi * k * place / periods.season
        terms[f"sin{k}"], terms[f"cos{k}"] = np.sin(angle), np.cos(angle)
    return terms


def shock_terms(plan: SegmentedPlan, periods: Periods, faults: Faults) -> dict[str, Floats]:
    """Return one 0/1 term per named shock."""
    place, terms = np.arange(len(periods)), {}
    for shock in plan.shocks:
        start, end = periods.index(shock.start), periods.index(shock.end)
        if start is None or end is None or end < start or start >= len(periods) or end < 0:
            faults.add(f"shock '{shock.name}' ({shock.start} to {shock.end}) does not lie in the data")
            continue
        terms[f"shock: {shock.name}"] = ((place >= start) & (place <= end)).astype(float)
    return terms


def terms(
    periods: Periods,
    spots: Windows,
    *,
    harmonics: int = 2,
    slope: bool = False,
    split: bool = False,
    extra: dict[str, Floats] | None = None,
) -> dict[str, Floats]:
    """Return the columns of the model by name, shape (n,) each; the trend is per year, the slope per period.

    The slope is centred on the last period before the first flight.
    `split` gives every flight its own level (L1, L2, ...) instead of one level L.
    """
    length = len(periods)
    place = np.arange(length, dtype=float)
    columns = {"constant": np.ones(length), "trend": place / periods.per_year}
    for number, (_, start, end) in enumerate(spots.pulses, 1):
        if end > start:
            columns[f"P{number}"] = spots.pulse_mask(number - 1, length)
    if split:
        for number in range(len(spots.levels)):
            columns[f"L{number + 1}"] = spots.level_mask(length, number)
    elif spots.levels:
        columns["L"] = spots.level_mask(length)
    if slope:
        columns["slope"] = np.maximum(0.0, place - spots.first + 1)
    return {**columns, **season(periods, harmonics), **(extra or {})}


def effects_of(names: tuple[str, ...]) -> list[int]:
    """Return the places of the terms that stand for the campaign."""
    return [
        place
        for place, name in enumerate(names)
        if name == "slope" or name == "L" or (name[:1] in "PL" and name[1:].isdigit())
    ]
