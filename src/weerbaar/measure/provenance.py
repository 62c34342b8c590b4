"""Says of every figure used where it comes from, how sure it is, and which others say something else."""

from __future__ import annotations

from datetime import timedelta

from weerbaar.measure.figures import Sheet, Stated
from weerbaar.measure.numbers import dutch, english
from weerbaar.measure.periods import first_day, parse_period
from weerbaar.measure.result import Json, Text

KINDS = {
    "almost": Text("bijna", "almost"),
    "more than": Text("meer dan", "more than"),
    "about": Text("ongeveer", "about"),
}


def doubts(sheet: Sheet, used: list[Stated]) -> list[Text]:
    """Caveats on the figures used: vague, derived, early, corrected, or contradicted by a source that does not rule."""
    found = [text for row in used for text in of_one(row)]
    spots = list(dict.fromkeys((row.series, row.period) for row in used))
    for series, period in spots:
        chosen = [row for row in used if (row.series, row.period) == (series, period)]
        found += [
            superseded(row, chosen) for row in sheet.replaced if (row.series, row.period) == (series, period)
        ]
        found += [
            overruled(row, chosen)
            for row in sheet.of(series)
            if row.period == period and row not in chosen and row.value not in {one.value for one in chosen}
        ]
    return list(dict.fromkeys(found))


def of_one(row: Stated) -> list[Text]:
    """Caveats on one figure by itself."""
    name, found = f"{row.series} {row.period}: {row.value:g}", list[Text]()
    if row.precision.kind != "exact":
        how = KINDS[row.precision.kind]
        found.append(
            Text(
                f"{name} is geen exact cijfer ({how.nl}); het kan {dutch(row.low, 0)} tot {dutch(row.high, 0)} zijn.",
                f"{name} is not exact ({how.en}); it may be {english(row.low, 0)} to {english(row.high, 0)}.",
            )
        )
    if row.basis and not row.basis.startswith("stated"):
        found.append(Text(f"{name} is afgeleid ({row.basis}).", f"{name} is derived ({row.basis})."))
    period = parse_period(row.period)
    following = first_day(period[0], period[1] + 1) if period else None
    if row.retrieved and following and row.retrieved < following - timedelta(days=1):
        found.append(
            Text(
                f"{name} is opgehaald op {row.retrieved}, toen de periode nog liep.",
                f"{name} was retrieved on {row.retrieved}, while the period was running.",
            )
        )
    return found


def superseded(old: Stated, chosen: list[Stated]) -> Text:
    """Name a figure that a later one replaced."""
    new = ", ".join(f"{row.value:g} ({row.origin})" for row in chosen)
    return Text(
        f"{old.series} {old.period}: {old.value:g} ({old.origin}) is vervangen door {new} en telt niet mee.",
        f"{old.series} {old.period}: {old.value:g} ({old.origin}) was superseded by {new} and is left out.",
    )


def overruled(other: Stated, chosen: list[Stated]) -> Text:
    """Name a figure of a source that the plan does not let rule."""
    ruling = ", ".join(f"{row.value:g} ({row.origin})" for row in chosen)
    return Text(
        f"{other.series} {other.period}: volgens het plan geldt {ruling}; {other.origin} zegt {other.value:g}.",
        f"{other.series} {other.period}: by the plan {ruling} rules; {other.origin} says {other.value:g}.",
    )


def rows_used(used: list[Stated]) -> list[Json]:
    """Return where each figure comes from, for the machine-readable result."""
    return [
        {
            "series": row.series,
            "period": row.period,
            "value": row.value,
            "low": row.low,
            "high": row.high,
            "precision": row.precision.kind,
            "basis": row.basis,
            "source": row.origin,
            "definition": row.kind,
            "retrieved_at": row.retrieved.isoformat() if row.retrieved else None,
            "line": row.line,
        }
        for row in used
    ]
