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
    faults.stop()
    assert first is not None
    cut = len(first) - whole
    return Observed(
        first.until(whole),
        counts[names[0]][:whole],
        None if exposure is None else np.log(exposure[:whole]),
        {name: counts[name][:whole] for name in names[1:]},
        (partial(first.labels[whole:]),) if cut else (),
    )


def partial(labels: tuple[str, ...]) -> Text:
    """Word the caveat on periods that were not over when the figures were retrieved."""
    shown = ", ".join(labels)
    return Text(
        f"Niet meegeteld omdat de periode nog liep toen de cijfers werden opgehaald: {shown}.",
        f"Left out because the period was not over when the figures were retrieved: {shown}.",
    )
