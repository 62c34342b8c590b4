"""Says before a campaign is judged how large its effect must be to be seen; what came after is not read."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable
from dataclasses import replace

import msgspec
import numpy as np
from scipy import stats

from weerbaar.measure.campaign.observed import Observed, last_place, period_cells, read_observed
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.power import SERIES, Ahead, Shares, look_ahead, shares_found, smallest
from weerbaar.measure.campaign.segments import Windows, shock_terms, too_short, windows
from weerbaar.measure.faults import Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import Periods, label_of, ordinal_of, parse_period
from weerbaar.measure.result import Estimate, Figure, Finding, Json, Text, Verdict
from weerbaar.measure.table import Floats, Table

NOT_LOOKED = Text(
    "Alleen de perioden vóór de eerste uitzending zijn gelezen; dit is geen oordeel over een effect.",
    "Only the periods before the first flight were read; this is no verdict on an effect.",
)
GOES_ON = Text(
    "Aanname: trend, seizoen en spreiding van de tijd ervoor gaan zo door.",
    "Assumption: trend, season and dispersion of the time before go on as they were.",
)
SOME_VARIANTS = Text(
    "Van de vergelijkende berekeningen tellen hier alleen die met andere termen mee; het werkelijke aandeel kan iets"
    " lager zijn.",
    "Of the comparison calculations only those with other terms count here; the true share may be somewhat lower.",
)


def only_before(table: Table, plan: SegmentedPlan) -> Table:
    """Keep the rows of periods before the first flight, judged by the period alone.

    INVARIANT: no other cell of a row on or after the flight is read, and the hash is of the kept rows only; a test
    puts nonsense in the others and gets the same bytes. Raises BadInput where a period cannot be placed.
    """
    faults = Faults()
    table.asked(plan, faults, "period")
    faults.stop()
    keep = []
    for cell, line in zip(period_cells(table, plan.period), table.lines, strict=True):
        read = parse_period(cell)
        starts = [ordinal_of(read[0], flight.start) for flight in plan.flights] if read else []
        known = [start for start in starts if start is not None]
        if read is None or not known:
            faults.add(
                f"{table.name} line {line}: '{cell}' cannot be placed before or after the first flight"
            )
        keep.append(read is not None and bool(known) and read[1] < min(known))
    if not any(keep):
        faults.add(f"{table.name}: there is no period before the first flight")
    faults.stop()
    kept, buffer = table.where(keep), io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([kept.header, *kept.rows])
    return replace(kept, sha256=hashlib.sha256(buffer.getvalue().encode()).hexdigest())


def look_before(table: Table, plan: SegmentedPlan, faults: Faults) -> None:
    """Note what is wrong with the rows before the first flight; other rows are not read."""
    kept = faults.tried(only_before, table, plan)
    if kept is not None:
        read_observed(kept, plan, faults)


def power(table: Table, plan: SegmentedPlan) -> Finding:
    """Share of made series in which each effect would be shown; `table` holds only what came before.

    Raises BadInput on faults of the plan and of the rows before.
    """
    faults = Faults()
    seen = faults.sure(read_observed(table, msgspec.structs.replace(plan, comparison=(), until=None), faults))
    periods, spots, named = coming(plan, seen)
    offset = None if seen.offset is None else held(seen.offset, len(periods))
    ahead = look_ahead(plan, periods, spots, seen.counts, offset)
    tried = tuple(sorted({*plan.power_effects, aim(plan)}))
    curve = {effect: shares_found(plan, periods, spots, ahead, effect) for effect in tried}
    main = smallest_shown(plan, periods, spots, ahead, curve)
    barred = too_short(plan, periods, spots)
    return Finding(
        method="made series from the periods before, judged as the plan does",
        main=main,
        verdict=Verdict.NO_CONCLUSION,
        sentence=sentence(plan, curve, main, barred),
        n_pre=spots.first,
        n_post=len(periods) - spots.first,
        dispersion=ahead.dispersion,
        diagnostics=details(plan, periods, spots, ahead, curve),
        caveats=[*barred, *named, NOT_LOOKED, GOES_ON, SOME_VARIANTS],
        figures=[picture(plan, curve)],
    )


def aim(plan: SegmentedPlan) -> float:
    """Return the effect that matters as a ratio: below 1 where the plan tries falls only."""
    return plan.minimum_effect if max(plan.power_effects) > 1 else 1 / plan.minimum_effect


def coming(plan: SegmentedPlan, seen: Observed) -> tuple[Periods, Windows, list[Text]]:
    """Return all periods of the plan with their windows, and a caveat where the plan names no end."""
    faults, named = Faults(), list[Text]()
    last = last_place(plan, seen.periods, faults)
    if plan.until is None:
        places = [seen.periods.index(flight.start) or 0 for flight in plan.flights]
        lasting = plan.flights[places.index(max(places))].periods
        last = max(places) + (plan.pulse if lasting is None else lasting) + plan.periods_after - 1
        label = label_of(seen.periods.grain, seen.periods.ordinals[0] + last)
        named.append(
            Text(
                f"Het plan noemt geen einde ('until'); gerekend is tot en met {label}.",
                f"The plan names no end ('until'); it was taken to be {label}.",
            )
        )
    periods = seen.periods.carried_to((last or 0) + 1)
    spots = windows(plan, periods, faults)
    shock_terms(plan, periods, faults)
    if spots and not spots.levels:
        faults.add("no period lies after the pulse of a flight; shorten the pulse or set 'until' later")
    if spots and spots.first != len(seen.periods):
        faults.add(
            f"{seen.periods.labels[-1]} is the last period before the first flight, and"
            f" {spots.first - len(seen.periods)} are missing between them"
        )
    faults.stop()
    assert spots is not None
    return periods, spots, named


def held(offset: Floats, length: int) -> Floats:
    """Carry the exposure on at its last value."""
    return np.concatenate([offset, np.full(length - len(offset), offset[-1])])


def smallest_shown(
    plan: SegmentedPlan, periods: Periods, spots: Windows, ahead: Ahead, curve: dict[float, Shares]
) -> Estimate:
    """Smallest ratio shown often enough; its interval is what the periods before leave open of the dispersion."""
    tail = (1 - plan.level) / 2
    effects = by_size(curve)

    def under(other: Ahead) -> float | None:
        """Halve the ratios tried until the two are found between which the share passes what is wanted."""
        low, high, found = 0, len(effects) - 1, dict[float, float]()
        while low <= high:
            middle = (low + high) // 2
            found[effects[middle]] = shares_found(plan, periods, spots, other, effects[middle]).shown
            low, high = (low, middle - 1) if found[effects[middle]] >= plan.power else (middle + 1, high)
        tried = by_size(found)
        return smallest(tried, [found[effect] for effect in tried], plan.power)

    edges = [under(ahead.at(one)) for one in (tail, 1 - tail)]
    known = [edge for edge in edges if edge is not None]
    return Estimate(
        name="smallest effect shown often enough",
        estimate=smallest(effects, [curve[effect].shown for effect in effects], plan.power),
        ci_low=min(known) if len(known) == 2 else None,
        ci_high=max(known) if len(known) == 2 else None,
    )


def by_size(curve: Iterable[float]) -> list[float]:
    """Order the ratios tried from the smallest effect to the largest; 1 is none."""
    return sorted((effect for effect in curve if effect != 1), key=lambda effect: abs(math.log(effect)))


def sentence(plan: SegmentedPlan, curve: dict[float, Shares], main: Estimate, barred: list[Text]) -> Text:
    """Say in both languages how large the effect must be, and whether that is small enough."""
    effect, shown = aim(plan), curve[aim(plan)].shown
    far = max(curve, key=lambda one: abs(math.log(one)))
    if main.estimate is None:
        size = Text(
            f"Geen van de beproefde verhoudingen, tot {dutch(far)}, zou in {dutch(100 * plan.power, 0)} % van de"
            " gevallen worden aangetoond",
            f"None of the ratios tried, up to {english(far)}, would be shown in {english(100 * plan.power, 0)} % of"
            " cases",
        )
    else:
        size = Text(
            f"Met dit plan zou een blijvende verhouding van {dutch(main.estimate)} in"
            f" {dutch(100 * plan.power, 0)} % van de gevallen worden aangetoond",
            f"With this plan a lasting ratio of {english(main.estimate)} would be shown in"
            f" {english(100 * plan.power, 0)} % of cases",
        )
    enough = shown >= plan.power and not barred
    end = (
        Text("; dat is genoeg.", "; that is enough.")
        if enough
        else Text(
            "; dat is te weinig: wordt er niets aangetoond, dan is geen conclusie mogelijk.",
            "; that is too little: if nothing is shown, no conclusion can be drawn.",
        )
    )
    return Text(
        f"{size.nl}; een verhouding van {dutch(effect)}, die ertoe doet, in {dutch(100 * shown, 0)} %{end.nl}",
        f"{size.en}; a ratio of {english(effect)}, which matters, in {english(100 * shown, 0)} %{end.en}",
    )


def details(
    plan: SegmentedPlan, periods: Periods, spots: Windows, ahead: Ahead, curve: dict[float, Shares]
) -> dict[str, Json]:
    """Everything behind the curve."""
    sizes = by_size(curve)
    return {
        "smallest_by_main_model": smallest(sizes, [curve[effect].main for effect in sizes], plan.power),
        "wanted": plan.power,
        "minimum_effect": aim(plan),
        "found_at_minimum": curve[aim(plan)].shown,
        "false_alarms": curve[1.0].shown if 1.0 in curve else None,
        "curve": [
            {"effect": effect, "main_model": one.main, "shown": one.shown, "sustained": one.lasting}
            for effect, one in curve.items()
        ],
        "series": SERIES,
        "until": periods.labels[-1],
        "periods_in_level": int(spots.level_mask(len(periods)).sum()),
        "mean_per_period_before": ahead.level,
        "autocorrelation": ahead.rho,
    }


def picture(plan: SegmentedPlan, curve: dict[float, Shares]) -> Figure:
    """Return the power curve, in percent, with the margin of the draws."""
    shown = [one.shown for one in curve.values()]
    edges = [
        stats.binomtest(round(share * SERIES), SERIES).proportion_ci(plan.level, "wilson") for share in shown
    ]
    columns: dict[str, list[float | None]] = {
        "shown": [100 * share for share in shown],
        "main model": [100 * one.main for one in curve.values()],
        "sustained": [100 * one.lasting for one in curve.values()],
        "limit": [100 * plan.power] * len(curve),
        "low": [100 * edge.low for edge in edges],
        "high": [100 * edge.high for edge in edges],
    }
    least = curve[aim(plan)].shown
    return Figure(
        name="power",
        kind="series",
        title=Text("Hoe vaak een effect zou worden aangetoond", "How often an effect would be shown"),
        description=Text(
            f"Lijngrafiek van het aandeel van {SERIES} gemaakte reeksen per verhouding. Een verhouding van"
            f" {dutch(aim(plan))}, die ertoe doet, wordt in {dutch(100 * least, 0)} % aangetoond.",
            f"Line chart of the share of {SERIES} made series per ratio. A ratio of {english(aim(plan))}, which"
            f" matters, is shown in {english(100 * least, 0)} %.",
        ),
        x=Text("Blijvende verhouding", "Lasting ratio"),
        y=Text("Aandeel van de gemaakte reeksen (%)", "Share of made series (%)"),
        labels=[f"{effect:g}" for effect in curve],
        positions=list(curve),
        columns=columns,
        names={
            "shown": Text("aangetoond", "shown"),
            "main model": Text("alleen het hoofdmodel", "main model alone"),
            "sustained": Text("blijvend genoemd", "called sustained"),
            "limit": Text("gevraagd", "wanted"),
            "band": Text("95%-marge van het toeval", "95% margin of the draws"),
        },
        breaks=[(aim(plan), Text("doet ertoe", "matters"))],
    )
