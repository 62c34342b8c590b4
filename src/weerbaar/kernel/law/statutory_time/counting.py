"""The count itself: from the day of an event to the last day of a term, each step written down."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from weerbaar.kernel.law.statutory_time import steps as said
from weerbaar.kernel.law.statutory_time.amsterdam import local_day
from weerbaar.kernel.law.statutory_time.calendar import Calendar
from weerbaar.kernel.law.statutory_time.derivation import Step
from weerbaar.kernel.law.statutory_time.feast_days import DayOff
from weerbaar.kernel.law.statutory_time.sources import WORKING_DAYS, Basis, together
from weerbaar.kernel.law.statutory_time.suspensions import (
    Pause,
    Span,
    Suspension,
    at_tick,
    merged,
    prolonged,
    ticks,
)
from weerbaar.kernel.law.statutory_time.wording import say_amount, say_clock_time

_HOUR = 3_600_000_000
"""An hour in microseconds."""


def same_day_later(day: date, months: int) -> date:
    """Return the day with the same number so many months later, or that month's last day if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def calendar_last_day(begun: date, unit: str, amount: int) -> date:
    """Return the last day of a term with nothing suspended and nothing extended."""
    if unit == "days":
        return begun + timedelta(days=amount)
    if unit == "weeks":
        return begun + timedelta(weeks=amount)
    return same_day_later(begun, amount if unit == "months" else 12 * amount)


def count_calendar_days(
    begun: date, last: date, suspensions: Sequence[Suspension], basis: Basis, steps: list[Step]
) -> date:
    """Return the last day of a term that would end on `last` if nothing had been suspended.

    A suspended day within the term is added at its end, and so may fall in a later suspension.
    """
    if not suspensions:
        steps.append(said.counted(last, basis))
        return last
    start, plain = begun.toordinal() + 1, last.toordinal()
    end = prolonged(start, plain + 1 - start, suspended_days(suspensions, steps)) - 1
    nl, en = say_amount(end - plain, "days")
    steps.append(said.lengthened(nl, en, together([item.basis for item in _in_order(suspensions)])))
    steps.append(said.counted(date.fromordinal(end), basis))
    return date.fromordinal(end)


def count_working_days(
    begun: date, amount: int, calendar: Calendar, suspensions: Sequence[Suspension], steps: list[Step]
) -> date:
    """Return the day on which the `amount`th working day after `begun` falls that is not suspended."""
    still = suspended_days(suspensions, steps) if suspensions else []
    day, first, left = begun, None, amount
    while left:
        day = _next_running(day, still) if still else date.fromordinal(day.toordinal() + 1)
        reason = calendar.why_not(day)
        if reason is None:
            first, left = first or day, left - 1
        else:
            steps.append(said.skipped(day, reason))
    steps.append(said.counted_working_days(amount, first or day, day, WORKING_DAYS))
    return day


def count_hours(begun: datetime, hours: int, pauses: Sequence[Pause], steps: list[Step]) -> datetime:
    """Return the moment at which so many hours have run outside the pauses, by the clock and in UTC."""
    start = ticks(begun)
    in_order = sorted(pauses, key=lambda item: (item.span, item.basis.article))
    steps.extend(said.paused(item, local_day(item.began)) for item in in_order)
    end = prolonged(start, hours * _HOUR, merged(item.span for item in pauses))
    if in_order:
        nl, en = say_clock_time(end - start - hours * _HOUR)
        steps.append(said.lengthened(nl, en, together([item.basis for item in in_order])))
    return at_tick(end)


def extended(
    begun: date, last: date, at_least_three_days: bool, calendar: Calendar, steps: list[Step]
) -> date:
    """Return the last day after the extensions of Algemene termijnenwet art. 2 and art. 1."""
    off: list[tuple[date, DayOff]] = []
    day = last
    while (reason := calendar.why_not(day)) is not None:
        off.append((day, reason))
        day = date.fromordinal(day.toordinal() + 1)
    steps.extend(said.cannot_end_on(*item) for item in off)
    if off:
        steps.append(said.to_next_working_day(day))
    if at_least_three_days and calendar.add_working_days(begun, 2) > day:
        after = date.fromordinal(day.toordinal() + 1)
        day = calendar.add_working_days(begun, 2)
        steps.extend(said.cannot_end_on(*item) for item in calendar.days_off(after, day))
        steps.append(said.too_few_working_days(day))
    return day


def suspended_days(suspensions: Sequence[Suspension], steps: list[Step]) -> list[Span]:
    """Leave a step for each suspension, in order of time, and return the suspended days merged."""
    steps.extend(said.suspended(item) for item in _in_order(suspensions))
    return merged(item.span for item in suspensions)


def _in_order(suspensions: Sequence[Suspension]) -> list[Suspension]:
    """Return the suspensions in an order that does not depend on how they were given."""
    return sorted(suspensions, key=lambda item: (item.span, item.basis.article, item.basis.mark))


def _next_running(day: date, still: list[Span]) -> date:
    """Return the first day after `day` that is not suspended."""
    ordinal = day.toordinal() + 1
    for still_from, still_to in still:
        if still_from <= ordinal < still_to:
            ordinal = still_to
    return date.fromordinal(ordinal)
