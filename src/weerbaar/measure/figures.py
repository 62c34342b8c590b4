"""Reads figures taken over from reports and letters: with their source, their definition and their doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Text
from weerbaar.measure.table import Table

VAGUE = re.compile(
    r"\b(almost|more than|about|rounded|at least|bijna|meer dan|ongeveer|afgerond|ruim)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Columns:
    """Names of the columns; an empty name means that the file has none."""

    series: str
    period: str
    value: str
    definition: str = ""
    basis: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Stated:
    """One stated figure with what is known of it."""

    series: str
    period: str
    value: float
    definition: str
    basis: str
    origin: str
    line: int

    @property
    def kind(self) -> str:
        """The definition up to the first remark on precision."""
        return self.definition.split(";")[0].strip()


def read_stated(table: Table, columns: Columns, faults: Faults, *, whole: bool) -> list[Stated]:
    """Read every row; `whole` demands counts. Columns that the file lacks are taken as empty."""
    if not table.need(faults, columns.series, columns.period, columns.value):
        return []
    values = table.counts(columns.value, faults) if whole else table.numbers(columns.value, faults)

    def optional(name: str) -> list[str]:
        return table.text(name) if name and table.has(name) else [""] * len(table.rows)

    rows = zip(
        table.text(columns.series),
        table.text(columns.period),
        values,
        optional(columns.definition),
        optional(columns.basis),
        optional(columns.origin),
        table.lines,
        strict=True,
    )
    return [Stated(series, period, float(value), *rest) for series, period, value, *rest in rows]


def pick(
    rows: list[Stated],
    series: str,
    period: str,
    name: str,
    faults: Faults,
    *,
    prefer: Sequence[str],
    both: bool = False,
) -> list[Stated]:
    """Return the figures for one series and period; conflicting sources are a fault unless the plan rules."""
    found = [row for row in rows if row.series == series and row.period == period]
    if not found:
        known = sorted({row.period for row in rows if row.series == series})
        where = (
            f"; for '{series}' there are {', '.join(known)}" if known else f"; there is no series '{series}'"
        )
        faults.add(f"{name}: no figure for '{series}' in {period}{where}")
        return []
    preferred = [row for row in found if any(word and word in row.origin for word in prefer)]
    chosen = preferred or found
    if len({row.value for row in chosen}) > 1 and not both:
        said = " against ".join(
            f"{row.value:g} (line {row.line}, {row.origin or 'no source'})" for row in chosen
        )
        faults.add(
            f"{name}: sources disagree on '{series}' in {period}: {said}; choose with 'prefer', or show"
            " both with"
            ' conflicts = "both"'
        )
    return chosen


def doubts(rows: list[Stated]) -> list[Text]:
    """Caveats on figures that are vague, derived, or of more than one definition."""
    found = []
    for row in rows:
        if VAGUE.search(row.definition):
            found.append(
                Text(
                    f"{row.series} {row.period}: {row.value:g} is geen exact cijfer ({row.definition}).",
                    f"{row.series} {row.period}: {row.value:g} is not exact ({row.definition}).",
                )
            )
        if row.basis and not row.basis.startswith("stated"):
            found.append(
                Text(
                    f"{row.series} {row.period}: {row.value:g} is afgeleid ({row.basis}).",
                    f"{row.series} {row.period}: {row.value:g} is derived ({row.basis}).",
                )
            )
    return found


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
