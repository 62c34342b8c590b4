"""When to warn that a term is about to end: two working days, one working day and two hours before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from weerbaar.kernel.law.statutory_time.amsterdam import AMSTERDAM, end_of_day
from weerbaar.kernel.law.statutory_time.calendar import Calendar
from weerbaar.kernel.law.statutory_time.derivation import Ending
from weerbaar.kernel.law.statutory_time.wording import say_amount, say_moment

WORKING_DAYS_BEFORE = (2, 1)
HOURS_BEFORE = (2,)


class Reminder(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A moment (UTC) at which to warn, and what to say then."""

    at: datetime
    nl: str
    en: str


def reminders(ending: Ending, calendar: Calendar, begun: datetime) -> tuple[Reminder, ...]:
    """Return the reminders of a term in order of time; one that would come before `begun` is left out.

    One working day before means that one whole working day is left: at 24:00 of the working day before the
    last, or for a term in hours at the same time by the clock. If the last day is no working day, that is
    counted from the last one before it.
    """
    found = [
        _reminder(ending, _back(ending, calendar, days), days, "working_days") for days in WORKING_DAYS_BEFORE
    ]
    found += [_reminder(ending, ending.at - timedelta(hours=hours), hours, "hours") for hours in HOURS_BEFORE]
    return tuple(sorted((item for item in found if item.at > begun), key=lambda item: item.at))


def _back(ending: Ending, calendar: Calendar, days: int) -> datetime:
    """Return the moment at which so many working days are left."""
    last = ending.last_day
    whole_day = ending.at == end_of_day(last)
    if not calendar.is_working_day(last):
        last, whole_day = calendar.add_working_days(last, -1), True
    day = calendar.add_working_days(last, -days)
    return end_of_day(day) if whole_day else _same_clock(ending.at, day)


def _same_clock(at: datetime, day: date) -> datetime:
    """Return the moment on another day at which the clocks of Amsterdam show the same time."""
    clock = at.astimezone(AMSTERDAM).timetz()
    return datetime.combine(day, clock).astimezone(at.tzinfo)


def _reminder(ending: Ending, at: datetime, amount: int, unit: str) -> Reminder:
    """Return one reminder with its words."""
    (left_nl, left_en), (end_nl, end_en) = say_amount(amount, unit), say_moment(ending.at)
    return Reminder(
        at=at,
        nl=f"Nog {left_nl}: de termijn eindigt op {end_nl}.",
        en=f"{left_en} left: the term ends on {end_en}.",
    )
