"""Reads figures taken over from reports and letters: with their source, their definition and their doubt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from weerbaar.measure.faults import Faults
from weerbaar.measure.precision import EXACT, WORDS, Precision, in_words, parse_precision, worded
from weerbaar.measure.result import Text
from weerbaar.measure.table import Table


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Names of the columns; an empty name, or one that the file lacks, means that nothing is known of it."""

    series: str
    period: str
    value: str
    definition: str = ""
    basis: str = ""
    origin: str = ""
    precision: str = "precision"
    retrieved: str = "retrieved_at"
    supersedes: str = "supersedes"


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One stated figure with what is known of it; `supersedes` is the source of the row that it replaces."""

    series: str
    period: str
    value: float
    definition: str
    basis: str
    origin: str
    precision: Precision
    retrieved: date | None
    supersedes: str
    line: int

    @property
    def kind(self) -> str:
        """The definition up to the first remark on precision."""
        return self.definition.split(";")[0].strip()

    @property
    def low(self) -> float:
        """The lowest that the figure may have been."""
        return self.precision.range(self.value)[0]

    @property
    def high(self) -> float:
        """The highest that the figure may have been."""
        return self.precision.range(self.value)[1]


@dataclass(frozen=True)
class Sheet:
    """The figures of a file that stand, and those that a later row replaced.

    `unread` holds the series and periods of rows whose figure is a fault; what is asked of these is not missing.
    """

    name: str
    rows: list[Stated]
    replaced: list[Stated]
    sourced: bool
    unread: frozenset[tuple[str, str]] = frozenset()

    def of(self, series: str) -> list[Stated]:
        """Return the standing figures of one series, in the order of the file."""
        return [row for row in self.rows if row.series == series]


def read_stated(
    table: Table, columns: Columns, faults: Faults, *, whole: bool, known_on: date | None = None
) -> Sheet | None:
    """Read every row; `whole` demands counts. Columns that the file lacks are taken as empty; None without a figure.

    A figure typed with words or with marks for thousands is a fault, and so is one of which a remark says that it is
    not exact while the file has a column for the precision that is empty there. `known_on` is the day of the plan.
    """
    if not table.need(faults, columns.series, columns.period, columns.value):
        return None
    plain = plainly_typed(table, columns.value, faults)
    values = plain.counts(columns.value, faults) if whole else plain.numbers(columns.value, faults)

    def optional(name: str) -> list[str]:
        return plain.text(name) if name and plain.has(name) else [""] * len(plain.rows)

    series, periods = plain.text(columns.series), plain.text(columns.period)
    notes, basis, origin = (optional(name) for name in (columns.definition, columns.basis, columns.origin))
    exactness = read_precision(plain, columns.precision, notes, faults)
    retrieved = read_days(plain, columns.retrieved, known_on, faults)
    rows = [
        Stated(
            series=series[at],
            period=periods[at],
            value=float(values[at]),
            definition=notes[at],
            basis=basis[at],
            origin=origin[at],
            precision=exactness[at],
            retrieved=retrieved[at],
            supersedes=optional(columns.supersedes)[at],
            line=line,
        )
        for at, line in enumerate(plain.lines)
    ]
    sourced = bool(columns.origin) and table.has(columns.origin)
    return legible(standing(rows, table.name, faults, sourced=sourced), rows, table, columns)


def legible(found: Sheet, rows: list[Stated], table: Table, columns: Columns) -> Sheet:
    """Return a sheet without the rows whose figure is a fault, and with the series and periods of these."""
    spots = zip(table.text(columns.series), table.text(columns.period), table.lines, strict=True)
    sound = {row.line for row in rows if not math.isnan(row.value)}
    return replace(
        found,
        rows=[row for row in found.rows if row.line in sound],
        unread=frozenset((name, period) for name, period, line in spots if line not in sound),
    )


def plainly_typed(table: Table, column: str, faults: Faults) -> Table:
    """Leave out the rows whose figure is typed with words or marks for thousands; each is a fault."""
    keep = []
    for cell, line in zip(table.text(column), table.lines, strict=True):
        said = worded(cell)
        if said:
            faults.add(f"{table.name} line {line}: '{cell}' in '{column}' is no plain number; {said}")
        keep.append(not said)
    return table.where(keep)


def read_precision(table: Table, column: str, notes: list[str], faults: Faults) -> list[Precision]:
    """Read how exact each figure is from its own column, or where the file has none from the remark."""
    if not table.has(column):
        return [in_words(note) or EXACT for note in notes]
    found = []
    for cell, note, line in zip(table.text(column), notes, table.lines, strict=True):
        read, said = parse_precision(cell), in_words(note)
        if cell and read is None:
            faults.add(
                f"{table.name} line {line}: precision '{cell}'; write {', '.join(WORDS)}, with or without the"
                " rounding step, or the step alone"
            )
        elif not cell and said:
            faults.add(
                f"{table.name} line {line}: the remark '{note}' says that the figure is not exact; say so in"
                f" '{column}' too"
            )
        found.append(read or EXACT)
    return found


def read_days(table: Table, column: str, known_on: date | None, faults: Faults) -> list[date | None]:
    """Read on which day each figure was retrieved; one after the day in the plan is a fault."""
    found: list[date | None] = []
    for cell, line in zip(
        table.text(column) if table.has(column) else [""] * len(table.rows), table.lines, strict=True
    ):
        try:
            day = date.fromisoformat(cell) if cell else None
        except ValueError:
            day = None
            faults.add(f"{table.name} line {line}: '{cell}' in '{column}' is no date; write 2025-07-15")
        if day and known_on and day > known_on:
            faults.add(f"{table.name} line {line}: retrieved on {day}, after {known_on} in the plan")
        found.append(day)
    return found


def standing(rows: list[Stated], name: str, faults: Faults, *, sourced: bool) -> Sheet:
    """Set apart what another row of the same series and period supersedes; a row that replaces nothing is a fault."""
    gone: set[int] = set()
    for row in rows:
        if not row.supersedes:
            continue
        same = [
            one for one in rows if (one.series, one.period) == (row.series, row.period) and one is not row
        ]
        named = [one for one in same if one.origin == row.supersedes]
        if not named:
            known = ", ".join(f"'{one.origin}'" for one in same) or "nothing"
            faults.add(
                f"{name} line {row.line}: supersedes '{row.supersedes}', but for '{row.series}' {row.period} there"
                f" is {known}"
            )
        if any(one.supersedes == row.origin for one in named):
            faults.add(
                f"{name} line {row.line}: two figures for '{row.series}' {row.period} supersede each other"
            )
        gone |= {one.line for one in named}
    return Sheet(
        name,
        [row for row in rows if row.line not in gone],
        [row for row in rows if row.line in gone],
        sourced,
    )


def pick(
    sheet: Sheet, series: str, period: str, faults: Faults, *, prefer: Sequence[str], both: bool = False
) -> list[Stated]:
    """Return the figures for one series and period; conflicting sources are a fault unless the plan rules."""
    found = [row for row in sheet.of(series) if row.period == period]
    if (series, period) in sheet.unread:
        return []
    if not found:
        known = sorted({row.period for row in sheet.of(series)})
        where = (
            f"; for '{series}' there are {', '.join(known)}" if known else f"; there is no series '{series}'"
        )
        faults.add(f"{sheet.name}: no figure for '{series}' in {period}{where}")
        return []
    preferred = [row for row in found if any(word and word in row.origin for word in prefer)]
    chosen = preferred or found
    if len({row.value for row in chosen}) > 1 and not both:
        said = " / ".join(f"{row.value:g} ({row.origin or '–'}, {sheet.name}:{row.line})" for row in chosen)
        faults.add(
            f"{sheet.name}: sources disagree on '{series}' in {period}: {said}; choose with 'prefer', or show"
            " both with"
            ' conflicts = "both"'
        )
    for row in chosen:
        if sheet.sourced and not row.origin:
            faults.add(f"{sheet.name} line {row.line}: a figure without a source cannot be published")
    return chosen


def one_definition(rows: list[Stated], name: str, faults: Faults, *, accept: bool) -> list[Text]:
    """Refuse figures of different definitions, or carry that as a caveat when the plan accepts it."""
    kinds = sorted({row.kind for row in rows})
    if len(kinds) <= 1:
        return []
    listed = " / ".join(kinds)
    if not accept:
        faults.add(
            f"{name}: the figures count different things ({listed}); choose one definition, or set"
            " accept_definitions = true and carry the break as a caveat"
        )
    return [
        Text(
            f"De cijfers hebben verschillende definities: {listed}.",
            f"The figures have different definitions: {listed}.",
        )
    ]
