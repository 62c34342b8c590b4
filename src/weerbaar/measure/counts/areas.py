"""Maps small areas without letting chance pass for a difference, and without pointing at a house."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weerbaar.measure.counts.area_figures import drawn, funnel, where
from weerbaar.measure.counts.boundaries import POSTCODE, Cell, Move, express, read_code, read_moves
from weerbaar.measure.counts.neighbours import touching
from weerbaar.measure.counts.plans import AreasPlan
from weerbaar.measure.counts.smoothing import Smoothed, smooth, smooth_near
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.rates import count_interval
from weerbaar.measure.result import Estimate, Finding, Json, Ring, Text, Verdict
from weerbaar.measure.table import Floats, Table, attempted, read_table

FEWEST = 3


def suppress(counts: Floats, groups: list[str], below: int) -> list[str]:
    """Mark each area: '' shown, 'small' (1 to below), 'complement' (the next smallest, so that a total
    gives nothing away where one area alone was hidden in its group).
    """
    marks = ["small" if 0 < count < below else "" for count in counts]
    for group in sorted(set(groups)):
        places = [place for place, name in enumerate(groups) if name == group]
        hidden = [place for place in places if marks[place]]
        shown = [place for place in places if not marks[place]]
        if len(hidden) == 1 and shown:
            marks[min(shown, key=lambda place: (float(counts[place]), place))] = "complement"
    return marks


@dataclass(frozen=True)
class Seen:
    """Counts in the boundaries of the base year, the group of each code, what was mended, and outlines if asked."""

    cells: list[Cell]
    groups: dict[str, str]
    repairs: list[str]
    outlines: list[list[Ring]]


def read(table: Table, plan: AreasPlan, folder: Path, faults: Faults) -> Seen | None:
    """Read counts, carry them to the boundaries of the base year, and read outlines, noting every fault."""
    moves, repairs = faults.tried(moves_of, plan, folder, faults), list[str]()
    rows = read_rows(table, plan, faults, repairs)
    cells = None
    if rows is not None and moves is not None:
        cells = faults.tried(lambda: express(rows, moves, plan.base_year, faults))
    if cells is None:
        faults.tried(where, [], plan, folder)
        return None
    codes = faults.tried(per_area, cells, table.name)
    outlines = faults.tried(where, codes[0] if codes else [], plan, folder)
    groups = faults.tried(
        lambda: dict(zip(table.text(plan.code), table.text(plan.group), strict=True)) if plan.group else {}
    )
    return Seen(cells, groups or {}, repairs, outlines or [])


def moves_of(plan: AreasPlan, folder: Path, faults: Faults) -> list[Move]:
    """Read which codes became which, where the plan names a file."""
    second = plan.reclassification_file
    return read_moves(read_table(folder / second), faults) if second else []


def read_rows(table: Table, plan: AreasPlan, faults: Faults, repairs: list[str]) -> list[Cell] | None:
    """Read one row for each area and year; None where it is not known of which."""
    table.asked(plan, faults, "code", "count", "population", "group")
    size = len(table.rows)
    counts = attempted(faults, size, lambda: table.counts(plan.count, faults))
    population = attempted(faults, size, lambda: table.positive(plan.population, faults))
    years = attempted(
        faults,
        size,
        lambda: (
            table.numbers(plan.year, faults) if table.has(plan.year) else np.full(size, float(plan.base_year))
        ),
    )
    codes = faults.tried(read_codes, table, plan, faults, repairs)
    if codes is None:
        return None
    first: dict[tuple[str, float], int] = {}
    for code, year, line in zip(codes, years, table.lines, strict=True):
        if (code, year) in first:
            faults.add(f"{table.name} line {line}: {code} {year:g} stands on line {first[code, year]} too")
        first.setdefault((code, float(year)), line)
    if np.isnan(years).any():
        return None
    rows = zip(codes, years, counts, population, strict=True)
    return [Cell(code, int(year), float(count), float(people)) for code, year, count, people in rows]


def read_codes(table: Table, plan: AreasPlan, faults: Faults, repairs: list[str]) -> list[str]:
    """Return the area codes: municipalities, or postcodes in an internal analysis only."""
    raw = table.text(plan.code)
    if all(POSTCODE.fullmatch(cell) for cell in raw):
        if not plan.internal:
            faults.add(
                f"{table.name}: these look like postcodes; below the municipality only with internal = true,"
                " since one case points at a house"
            )
        return raw
    rows = zip(raw, table.lines, strict=True)
    return [read_code(cell, line, table.name, faults, repairs) for cell, line in rows]


def areas(table: Table, plan: AreasPlan, folder: Path) -> Finding:
    """Rates, smoothed rates, funnel and suppression per area; raises BadInput with every fault."""
    faults = Faults()
    seen = faults.sure(read(table, plan, folder, faults))
    cells, groups, repairs, outlines = seen.cells, seen.groups, seen.repairs, seen.outlines
    codes, observed, people = per_area(cells, table.name)
    estimated = {cell.code for cell in cells if cell.estimated}
    overall = float(observed.sum() / people.sum())
    expected = people * overall
    named = [groups.get(code, "") for code in codes]
    marks = [""] * len(codes) if plan.internal else suppress(observed, named, plan.suppress_below)
    shown = [not mark for mark in marks]
    if sum(shown) < 2:
        why = f"{sum(shown)} areas are left after suppression; nothing can be compared"
        raise BadInput([f"{table.name}: {why}"])
    smoothed = smooth(observed, expected, plan.level, shown)
    apart = int((((smoothed.low > 1) | (smoothed.high < 1)) & shown).sum())
    rows: list[dict[str, Json]] = [
        row(plan, codes[i], observed[i], people[i], overall, smoothed, i, marks[i], codes[i] in estimated)
        for i in range(len(codes))
    ]
    lone = add_near(rows, observed, expected, outlines, overall * plan.per, plan.level)
    return Finding(
        method="rates with exact intervals, Poisson-gamma empirical Bayes smoothing by moments",
        main=whole(plan, float(observed.sum()), float(people.sum())),
        verdict=Verdict.PLAUSIBLE if apart else Verdict.NOT_SHOWN,
        sentence=sentence(plan, overall, apart, sum(shown)),
        n_post=len(codes),
        dispersion=float((((observed - expected) ** 2 / expected)[shown]).sum() / (sum(shown) - 1)),
        diagnostics={
            "areas": list(rows),
            "areas_apart": apart,
            "base_year": plan.base_year,
            "repairs": list(repairs),
            "suppressed": sum(mark != "" for mark in marks),
        },
        caveats=[*caveats(plan, repairs, estimated, marks), *lone],
        figures=[*drawn(plan, codes, rows, outlines), funnel(plan, codes, observed, people, marks)],
    )


def whole(plan: AreasPlan, cases: float, people: float) -> Estimate:
    """Rate of all areas together, with its exact interval."""
    low, high = (edge / people * plan.per for edge in count_interval(cases, plan.level))
    scale = f"per {plan.per:g} people"
    return Estimate(name="rate", estimate=cases / people * plan.per, ci_low=low, ci_high=high, scale=scale)


def per_area(cells: list[Cell], name: str) -> tuple[list[str], Floats, Floats]:
    """Sum counts and person-years per area; raises BadInput where nothing can be mapped."""
    codes = sorted({cell.code for cell in cells})
    observed = np.array([sum(cell.count for cell in cells if cell.code == code) for code in codes])
    people = np.array([sum(cell.population for cell in cells if cell.code == code) for code in codes])
    faults = Faults()
    if observed.sum() == 0 and len(codes):
        faults.add(f"{name}: every count is zero; there is nothing to map")
    if len(codes) < FEWEST:
        faults.add(f"{name}: {len(codes)} areas; smoothing needs {FEWEST} or more")
    faults.stop()
    return codes, observed, people


def sentence(plan: AreasPlan, overall: float, apart: int, number: int) -> Text:
    """Word the mean and how many areas stand apart."""
    return Text(
        f"Gemiddeld {dutch(overall * plan.per)} per {dutch(plan.per, 0)} inwoners; {apart} van {number}"
        " gebieden wijken meer af dan toeval verklaart.",
        f"On average {english(overall * plan.per)} per {english(plan.per, 0)} people; {apart} of {number}"
        " areas depart more than chance explains.",
    )


def row(
    plan: AreasPlan,
    code: str,
    count: float,
    people: float,
    overall: float,
    smoothed: Smoothed,
    place: int,
    mark: str,
    estimated: bool,
) -> dict[str, Json]:
    """One area; where suppressed, nothing from which the count could be worked out."""
    if mark:
        return {"code": code, "suppressed": mark}
    low, high = count_interval(float(count), plan.level)
    scale = plan.per / float(people)
    mean = overall * plan.per
    return {
        "code": code,
        "count": float(count),
        "estimated": estimated,
        "rate": float(count) * scale,
        "ci_low": low * scale,
        "ci_high": high * scale,
        "smoothed": float(smoothed.relative[place]) * mean,
        "smoothed_low": float(smoothed.low[place]) * mean,
        "smoothed_high": float(smoothed.high[place]) * mean,
        "hatch": bool(smoothed.low[place] <= 1 <= smoothed.high[place]),
    }


def add_near(
    rows: list[dict[str, Json]],
    observed: Floats,
    expected: Floats,
    outlines: list[list[Ring]],
    mean: float,
    level: float,
) -> list[Text]:
    """Put the rate smoothed towards its neighbours beside each shown area; say where there are no neighbours."""
    if not outlines:
        return []
    # A suppressed area lends nothing to its neighbours: from what they show, its count could be worked out.
    told = [place for place, one in enumerate(rows) if "smoothed" in one]
    near = [around & frozenset(told) for around in touching(outlines)]
    relative, low, high = smooth_near(observed, expected, near, level)
    for place, one in enumerate(rows):
        if "smoothed" in one:
            one["neighbours"] = len(near[place])
            one["smoothed_near"] = float(relative[place]) * mean
            one["smoothed_near_low"] = float(low[place]) * mean
            one["smoothed_near_high"] = float(high[place]) * mean
            one["hatch_near"] = bool(low[place] <= 1 <= high[place])
    alone = [str(rows[place]["code"]) for place in told if not near[place]]
    if not alone:
        return []
    listed = ", ".join(alone)
    return [
        Text(
            f"Zonder (getoonde) buren in het bestand van grenzen, dus daar niet naar buren afgevlakt: {listed}.",
            f"Without (shown) neighbours in the file of boundaries, so not smoothed towards any: {listed}.",
        )
    ]


def caveats(plan: AreasPlan, repairs: list[str], estimated: set[str], marks: list[str]) -> list[Text]:
    """Say what was repaired, estimated and left out."""
    found = [
        Text(
            "Geen rangorde: kleine gebieden staan door toeval bovenaan of onderaan.",
            "No ranking: small areas come top or bottom by chance.",
        )
    ]
    if repairs:
        found.append(
            Text(
                f"{len(repairs)} gemeentecodes hersteld, zie de diagnostiek.",
                f"{len(repairs)} municipality codes repaired, see the diagnostics.",
            )
        )
    if estimated:
        listed = ", ".join(sorted(estimated))
        found.append(
            Text(
                f"Geschat door splitsing van gemeenten: {listed}.",
                f"Estimated because municipalities were split: {listed}.",
            )
        )
    if any(marks):
        found.append(
            Text(
                f"{sum(mark != '' for mark in marks)} gebieden zijn onderdrukt (minder dan"
                f" {plan.suppress_below}, of om terugrekenen te voorkomen).",
                f"{sum(mark != '' for mark in marks)} areas are suppressed (fewer than"
                f" {plan.suppress_below}, or to prevent working back).",
            )
        )
    return found
