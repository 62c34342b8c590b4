"""Compares stated kilos per place when the single finds are unknown, and says how little that proves."""

from __future__ import annotations

from pathlib import Path

from weerbaar.measure.displacement.plans import TotalsPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.figures import Columns, Sheet, Stated, one_definition, pick, read_stated
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.provenance import doubts, rows_used
from weerbaar.measure.result import Estimate, Finding, Json, Text, Verdict
from weerbaar.measure.table import Table
from weerbaar.measure.verdict import say

NO_MARGIN = Text(
    "Kilo's zonder aantal vondsten hebben geen foutmarge: één grote partij kan alles bepalen.",
    "Kilos without a number of finds have no margin of error: one large consignment can decide everything.",
)


def totals(table: Table, plan: TotalsPlan) -> Finding:
    """Ratio of kilos after and before per place; always `no_conclusion`, since kilos alone carry no error."""
    faults = Faults()
    sheet, chosen, breaks = faults.sure(read(table, plan, Path(), faults))
    used = [row for pair in chosen.values() for half in pair for row in half]
    estimates = {place: ratio(place, *pair) for place, pair in chosen.items()}
    main = estimates[plan.treated]
    fact = Text(
        f"In {plan.treated} werd in {plan.after} {dutch(main.estimate)} keer het gewicht van {plan.before}"
        " gevonden.",
        f"In {plan.treated}, {english(main.estimate)} times the weight of {plan.before} was found in"
        f" {plan.after}.",
    )
    figures: dict[str, Json] = {
        place: {"before": [row.value for row in pair[0]], "after": [row.value for row in pair[1]]}
        for place, pair in chosen.items()
    }
    others = [one for place, one in estimates.items() if place != plan.treated]
    return Finding(
        method="ratio of stated totals",
        main=main,
        verdict=Verdict.NO_CONCLUSION,
        sentence=say(fact, Verdict.NO_CONCLUSION),
        n_pre=1,
        n_post=1,
        diagnostics={"kg": figures, "rows_used": rows_used(used)},
        sensitivity=[
            *others,
            *(each for place, pair in chosen.items() for each in alternatives(place, *pair)),
            *(each for place, pair in chosen.items() for each in at_the_edges(place, *pair)),
        ],
        caveats=[*breaks, *doubts(sheet, used), *conflicts(chosen), NO_MARGIN],
    )


Sides = tuple[list[Stated], list[Stated]]


def read(
    table: Table, plan: TotalsPlan, _folder: Path, faults: Faults
) -> tuple[Sheet, dict[str, Sides], list[Text]] | None:
    """Pick the figures of every place; what the plan does not settle is a fault."""
    sheet = faults.tried(read_sheet, table, plan, faults)
    settled = faults.tried(lambda: (plan.prefer, plan.conflicts == "both"))
    if sheet is None or settled is None:
        return None
    prefer, both = settled

    def side(place: str, period: str | int | None) -> list[Stated]:
        return [] if period is None else pick(sheet, place, str(period), faults, prefer=prefer, both=both)

    before, after = faults.tried(lambda: plan.before), faults.tried(lambda: plan.after)
    places = [faults.tried(lambda: plan.treated), *(faults.tried(lambda: plan.others) or ())]
    chosen = {place: (side(place, before), side(place, after)) for place in filter(None, places)}
    used = [row for pair in chosen.values() for half in pair for row in half]
    for row in used:
        if row.value <= 0:
            faults.add(f"{table.name} line {row.line}: {row.value:g} kg; a ratio needs figures above zero")
    breaks = faults.tried(lambda: one_definition(used, table.name, faults, accept=plan.accept_definitions))
    return sheet, chosen, breaks or []


def read_sheet(table: Table, plan: TotalsPlan, faults: Faults) -> Sheet | None:
    """Read the file; kilos may be fractions."""
    columns = Columns(
        series=plan.place,
        period=plan.period,
        value=plan.value,
        definition=plan.definition,
        basis=plan.basis,
        origin=plan.origin,
        precision=plan.precision,
        retrieved=plan.retrieved,
        supersedes=plan.supersedes,
    )
    return read_stated(table, columns, faults, whole=False, known_on=plan.retrieved_on)


def ratio(place: str, before: list[Stated], after: list[Stated]) -> Estimate:
    """Ratio of the first figures of each side."""
    return Estimate(name=place, estimate=after[0].value / before[0].value, scale="ratio")


def alternatives(place: str, before: list[Stated], after: list[Stated]) -> list[Estimate]:
    """Return the ratio under every other combination of sources."""
    found = [
        Estimate(
            name=f"{place}, {a.value:g} ({a.origin}) over {b.value:g} ({b.origin})",
            estimate=a.value / b.value,
        )
        for b in before
        for a in after
    ]
    return found if len(found) > 1 else []


def at_the_edges(place: str, before: list[Stated], after: list[Stated]) -> list[Estimate]:
    """Return the ratio at both ends of what sources and precision leave open; none where every figure is exact."""
    if all(row.precision.kind == "exact" for row in (*before, *after)):
        return []
    b, a = [(min(row.low for row in side), max(row.high for row in side)) for side in (before, after)]
    return [
        Estimate(name=f"{place}: lowest that the precision allows", estimate=a[0] / b[1]),
        Estimate(name=f"{place}: highest that the precision allows", estimate=a[1] / b[0] if b[0] else None),
    ]


def conflicts(chosen: dict[str, Sides]) -> list[Text]:
    """Caveats that name the figures on which sources disagree."""
    found = []
    for place, pair in chosen.items():
        for side in pair:
            if len({row.value for row in side}) > 1:
                listed = " / ".join(f"{row.value:g} ({row.origin})" for row in side)
                found.append(
                    Text(
                        f"Bronnen spreken elkaar tegen over {place} {side[0].period}: {listed}.",
                        f"Sources disagree on {place} {side[0].period}: {listed}.",
                    )
                )
    return found
