"""Reads the counts of a campaign analysis and checks them before any model sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.faults import Faults
from weerbaar.measure.periods import Periods, complete_until, read_periods
from weerbaar.measure.result import Text
from weerbaar.measure.table import Floats, Table


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
    years, months = (table.text(column) for column in period)
    return [
        f"{year}-{int(month):02}" if month.isdigit() else month
        for year, month in zip(years, months, strict=True)
    ]


def read_observed(table: Table, plan: SegmentedPlan) -> Observed:
    """Read the series the plan names; raises BadInput with every fault of every series at once."""
    faults = Faults()
    period = [plan.period] if isinstance(plan.period, str) else plan.period
    wanted = [*period, plan.count, *filter(None, (plan.series_column, plan.exposure))]
    if len(period) > 2:
        faults.add("'period' names more than a year and a month column")
    table.need(faults, *wanted)
    faults.stop()
    names = [plan.series, *plan.comparison] if plan.series_column else [""]
    tables = {name: table.only(plan.series_column, name, faults) if name else table for name in names}
    counts = {name: part.counts(plan.count, faults) for name, part in tables.items()}
    exposure = tables[names[0]].positive(plan.exposure, faults) if plan.exposure else None
    read = {
        name: read_periods(
            period_cells(part, plan.period), list(part.lines), f"{part.name} {name}".strip(), faults
        )
        for name, part in tables.items()
        if part.rows
    }
    first = read.get(names[0])
    for name, other in read.items():
        if first and other and other.ordinals != first.ordinals:
            faults.add(
                f"{table.name}: '{name}' covers other periods than '{names[0]}'; cut both to the same range"
            )
    whole = complete_until(first, plan.retrieved_on, table.name, faults) if first else 0
    last = last_place(plan, first, faults) if first else None
    faults.stop()
    assert first is not None
    end = whole if last is None else min(whole, last + 1)
    caveats = [partial(first.labels[whole:])] if whole < len(first) and end == whole else []
    caveats += [] if last is None else ending(plan, first, end, last)
    return Observed(
        first.until(end),
        counts[names[0]][:end],
        None if exposure is None else np.log(exposure[:end]),
        {name: counts[name][:end] for name in names[1:]},
        tuple(caveats),
    )


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
