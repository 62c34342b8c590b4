"""Reads the counts of a campaign analysis and checks them before any model sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.periods import Periods, complete_until, read_periods
from weerbaar.measure.result import Text
from weerbaar.measure.table import Floats, Table, attempted


@dataclass(frozen=True)
class Observed:
    """Counts of the series and of each comparison series, all of shape (n,), over the same periods."""

    periods: Periods
    counts: Floats
    offset: Floats | None
    others: dict[str, Floats]
    caveats: tuple[Text, ...]


def period_cells(table: Table, period: str | list[str]) -> list[str]:
    """Return the period of each row, joining a year and a month column when two are named."""
    if isinstance(period, str):
        return table.text(period)
    if len(period) != 2:
        raise BadInput(["'period' names a column, or a column of years and one of months"])
    years, months = (table.text(column) for column in period)
    return [
        f"{year}-{int(month):02}" if month.isdigit() else month
        for year, month in zip(years, months, strict=True)
    ]


def cells_of(table: Table, plan: SegmentedPlan) -> list[str]:
    """Return the period of each row as the plan names it."""
    return period_cells(table, plan.period)


def read_observed(table: Table, plan: SegmentedPlan, faults: Faults) -> Observed | None:
    """Read the series the plan names, noting every fault of every series; None where the periods are not known."""
    table.asked(plan, faults, "period", "count", "series_column", "exposure")
    tables = faults.tried(split, table, plan, faults)
    if tables is None:
        return None
    names = [*tables]
    counts = {name: counted(part, plan, faults) for name, part in tables.items()}
    exposure = exposures(tables[names[0]], plan, faults)
    first = same_periods(tables, plan, faults)
    if first is None:
        return None
    whole = faults.tried(lambda: complete_until(first, plan.retrieved_on, table.name, faults))
    whole = len(first) if whole is None else whole
    last = faults.tried(last_place, plan, first, faults)
    end = whole if last is None else min(whole, last + 1)
    if not end:
        faults.add(f"{table.name}: no period was over on the retrieval date in the plan")
        return None
    caveats = [partial(first.labels[whole:])] if whole < len(first) and end == whole else []
    caveats += [] if last is None else ending(plan, first, end, last)
    return Observed(
        first.until(end),
        counts[names[0]][:end],
        None if exposure is None else exposure[:end],
        {name: counts[name][:end] for name in names[1:]},
        tuple(caveats),
    )


def split(table: Table, plan: SegmentedPlan, faults: Faults) -> dict[str, Table]:
    """Return the rows of the series and of each comparison series; the whole table where the plan names none."""
    if not plan.series_column:
        return {"": table}
    parts = dict[str, Table]()
    for name in (plan.series, *plan.comparison):
        part = table.only(plan.series_column, name, faults)
        if part.rows or not parts:
            parts[name] = part
    return parts


def counted(table: Table, plan: SegmentedPlan, faults: Faults) -> Floats:
    """Read the counts of one series, shape (n,)."""
    return attempted(faults, len(table.rows), lambda: table.counts(plan.count, faults))


def exposures(table: Table, plan: SegmentedPlan, faults: Faults) -> Floats | None:
    """Read the logarithm of what the counts are set against, shape (n,); None where the plan names nothing."""
    found = faults.tried(lambda: table.positive(plan.exposure, faults) if plan.exposure else None)
    return None if found is None else np.log(np.where(found > 0, found, 1.0))


def same_periods(tables: dict[str, Table], plan: SegmentedPlan, faults: Faults) -> Periods | None:
    """Read the periods of every series; one that covers others than the first is a fault."""
    first: Periods | None = None
    for place, (name, part) in enumerate(tables.items()):
        cells = faults.tried(cells_of, part, plan) if part.rows else None
        if cells is None:
            continue
        read = read_periods(cells, list(part.lines), f"{part.name} {name}".strip(), faults)
        if place == 0:
            first = read
        elif read and first and read.ordinals != first.ordinals:
            faults.add(
                f"{part.name}: '{name}' covers other periods than '{next(iter(tables))}'; cut both to the same range"
            )
    return first


def last_place(plan: SegmentedPlan, periods: Periods, faults: Faults) -> int | None:
    """Return the place of the last period of the outcome, which may lie after the figures; None when unnamed."""
    if plan.until is None:
        return None
    place = periods.index(plan.until)
    if place is None or place < 0:
        faults.add(f"'until' {plan.until} is no period from {periods.labels[0]} on")
        return None
    return place


def ending(plan: SegmentedPlan, periods: Periods, end: int, last: int) -> list[Text]:
    """Word what the end of the outcome in the plan leaves out, or that the figures do not reach it."""
    if end > last:
        return (
            [
                Text(
                    f"Perioden na {plan.until} vallen buiten het plan en zijn niet meegeteld.",
                    f"Periods after {plan.until} lie outside the plan and were left out.",
                )
            ]
            if len(periods) > end
            else []
        )
    return [
        Text(
            f"Een blik vooruit: het plan loopt tot en met {plan.until}, de cijfers tot en met"
            f" {periods.labels[end - 1]}.",
            f"An early look: the plan runs to {plan.until}, the figures to {periods.labels[end - 1]}.",
        )
    ]


def partial(labels: tuple[str, ...]) -> Text:
    """Word the caveat on periods that were not over when the figures were retrieved."""
    shown = ", ".join(labels)
    return Text(
        f"Niet meegeteld omdat de periode nog liep toen de cijfers werden opgehaald: {shown}.",
        f"Left out because the period was not over when the figures were retrieved: {shown}.",
    )
