"""Figures: what the FIU publishes of a year of freezes, so that nobody can work out a small number from it.

Three rules. A cell under five is not shown. Where the cells left out of a row could be worked out from its total,
more are left out. A category with fewer than three institutions behind it is not shown either (our choice), for
it would name them.

One year gives one publication, the same whenever it is asked for: two of the same year, or of a year and a part of
it, could be subtracted. So a year has no figures before February of the next one, when no proof of service in it can
come in any more, nor before the last of its freezes has ended; and the rates of other currencies are a setting of the
scheme, not a wish of whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from statistics import median
from typing import get_args

from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.publishing import Obstacle, Unpublished
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.small_numbers import SMALLEST, Sums, left_out
from weerbaar.kernel.law.statutory_time import local_day
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.rule_sets import Origin
from weerbaar.protocols.emergency_freeze.terms import RUNNING, TERMINAL, Category

INSTITUTIONS = 3
# Month and day of the next year: a proof of service that comes later is refused, as its term is over by then.
PUBLISHED_FROM = (2, 1)
NOTHING = Decimal(0)
ORIGINS: tuple[str, ...] = get_args(Origin)
CATEGORIES: tuple[str, ...] = get_args(Category)


class Rate(Record):
    """What one unit of a currency is worth in euros, on a day that is stated with the figures."""

    euros: Decimal
    day: date


class Cell(Record):
    """One number, or nothing where it is left out."""

    name: str
    value: int | None


class Row(Record):
    """A total and the parts that add up to it. For sums of money the values are whole euros."""

    total: Cell
    parts: tuple[Cell, ...]


class Figures(Record):
    """The published figures of one year; a share is left out when one of its two numbers is."""

    year: int
    counts: tuple[Row, ...]
    euros: tuple[Row, ...]
    median_minutes_to_execution: int | None
    effective: Decimal | None
    idle: Decimal | None
    rates: tuple[tuple[str, Rate], ...]


def yearly(freezes: Iterable[Freeze], year: int, given: Given) -> Figures:
    """Return the figures of the freezes served in a year that is over, by the clock of Amsterdam.

    The rate of a currency is the setting `rate-YEAR-CURRENCY`: euros and the day, such as `0.90 2026-12-31`.
    Raises `Unpublished`, with everything that stands in the way: before February of the next year, while one of
    the freezes still runs, and for currencies without a rate.
    """
    chosen = [one for one in freezes if one.served_at is not None and local_day(one.served_at).year == year]
    used = sorted({one.order.currency for one in chosen if one.order is not None and one.order.currency})
    known = {currency: _rate(currency, year, given) for currency in used}
    missing = [
        Obstacle(
            nl=f"Voor {currency} staat geen koers vast: stel `rate-{year}-{currency}` in, met de dag.",
            en=f"No rate is set for {currency}: set `rate-{year}-{currency}`, with its day.",
        )
        for currency, rate in known.items()
        if rate is None
    ]
    obstacles = (*_too_early(chosen, year, local_day(given.now)), *missing)
    if obstacles:
        raise Unpublished(obstacles)
    rates = {currency: rate for currency, rate in known.items() if rate is not None}
    counts, euros = _counts(chosen), _euros(chosen, rates)
    shown = {cell.name: cell.value for row in (*counts, *euros) for cell in (row.total, *row.parts)}
    return Figures(
        year=year,
        counts=counts,
        euros=euros,
        median_minutes_to_execution=_median(chosen),
        effective=_share(shown["euros_converted"], shown["euros_frozen"]),
        idle=_share(shown["expired"], shown["in_force"]),
        rates=tuple(rates.items()),
    )


def _too_early(chosen: Sequence[Freeze], year: int, today: date) -> Iterable[Obstacle]:
    if today < (first := date(year + 1, *PUBLISHED_FROM)):
        nl = f"De cijfers over {year} komen er één keer, vanaf {first}."
        yield Obstacle(nl=nl, en=f"The figures of {year} come out once, from {first} on.")
    elif any(one.state in RUNNING for one in chosen):
        nl = f"Er loopt nog een bevriezing uit {year}; de cijfers komen als de laatste is geëindigd."
        en = f"A freeze of {year} still runs; the figures come out when the last has ended."
        yield Obstacle(nl=nl, en=en)


def _rate(currency: str, year: int, given: Given) -> Rate | None:
    if currency == "EUR":
        return Rate(euros=Decimal(1), day=date(year, 12, 31))
    euros, _, day = str(given.ask("setting", f"rate-{year}-{currency}") or "").partition(" ")
    try:
        return Rate(euros=Decimal(euros), day=date.fromisoformat(day))
    except (InvalidOperation, ValueError):
        return None


COUNTS: Sums = (
    ("served", ORIGINS),
    ("served", CATEGORIES),
    ("served", TERMINAL),
    ("served", ("first", "repeated")),
    ("served", ("in_force", "never_in_force")),
)
EUROS: Sums = (
    ("euros_requested", ("euros_frozen", "euros_never_frozen")),
    ("euros_frozen", ("euros_converted", "euros_released")),
)


def _rows(
    sums: Sums, values: Mapping[str, int], behind: Mapping[str, int], unfit: Iterable[str] = ()
) -> tuple[Row, ...]:
    hidden = left_out(sums, behind, unfit)
    cells = {
        name: Cell(name=name, value=None if name in hidden else number) for name, number in values.items()
    }
    return tuple(Row(total=cells[total], parts=tuple(cells[name] for name in parts)) for total, parts in sums)


def _counts(freezes: Sequence[Freeze]) -> tuple[Row, ...]:
    orders = [one.order for one in freezes if one.order is not None]
    number: dict[str, int] = {"served": len(freezes)}
    number |= {name: sum(1 for order in orders if order.origin == name) for name in ORIGINS}
    number |= {name: sum(1 for order in orders if order.category == name) for name in CATEGORIES}
    number |= {name: sum(1 for one in freezes if one.state == name) for name in TERMINAL}
    number["repeated"] = sum(1 for one in freezes if one.repeated)
    number["first"] = len(freezes) - number["repeated"]
    never = [one for one in freezes if not Decimal(one.frozen_at_most)]
    number |= {"in_force": len(freezes) - len(never), "never_in_force": len(never)}
    who = {name: {order.institution for order in orders if order.category == name} for name in CATEGORIES}
    unfit = [name for name in CATEGORIES if len(who[name]) < INSTITUTIONS]
    impossible = sum(1 for one in never if one.state == "not_executable")
    if any(0 < few < SMALLEST for few in (impossible, len(never) - impossible)):
        unfit.append("never_in_force")  # beside `not_executable` it would tell the other few
    return _rows(COUNTS, number, number, unfit)


def _euros(freezes: Sequence[Freeze], rates: Mapping[str, Rate]) -> tuple[Row, ...]:
    amounts: dict[str, list[Decimal]] = {name: [] for total, parts in EUROS for name in (total, *parts)}
    for one in freezes:
        if one.order is None or one.order.frozen_amount is None or one.order.currency is None:
            continue
        worth = rates[one.order.currency].euros
        asked, held = Decimal(one.order.frozen_amount) * worth, Decimal(one.frozen_at_most) * worth
        converted = Decimal(one.frozen) * worth if one.state == "converted" else NOTHING
        amounts["euros_requested"].append(asked)
        amounts["euros_never_frozen"].append(asked - held)
        amounts["euros_frozen"].append(held)
        amounts["euros_converted"].append(converted)
        amounts["euros_released"].append(held - converted)
    behind = {name: sum(1 for amount in each if amount > 0) for name, each in amounts.items()}
    return _rows(EUROS, {name: _whole(sum(each, NOTHING)) for name, each in amounts.items()}, behind)


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _median(freezes: Sequence[Freeze]) -> int | None:
    waits = [
        _minutes(one.served_at, one.execution.executed_at)
        for one in freezes
        if one.served_at is not None and one.execution is not None
    ]
    return round(median(waits)) if len(waits) >= SMALLEST else None


def _minutes(begun: datetime, done: datetime) -> float:
    return (done - begun).total_seconds() / 60


def _share(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(part) / whole).quantize(Decimal("0.001"))
