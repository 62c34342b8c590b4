"""How days, moments and numbers of days are said in Dutch and in English."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from weerbaar.kernel.law.statutory_time.amsterdam import AMSTERDAM

_DAYS_NL = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    ("januari", "January"),
    ("februari", "February"),
    ("maart", "March"),
    ("april", "April"),
    ("mei", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augustus", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
)
_UNITS = {
    "hours": (("uur", "uur"), ("hour", "hours")),
    "days": (("dag", "dagen"), ("day", "days")),
    "working_days": (("werkdag", "werkdagen"), ("working day", "working days")),
    "weeks": (("week", "weken"), ("week", "weeks")),
    "months": (("maand", "maanden"), ("month", "months")),
    "years": (("jaar", "jaar"), ("year", "years")),
}


@lru_cache(maxsize=4096)
def say_day(day: date) -> tuple[str, str]:
    """Say a day with its weekday, in Dutch and English."""
    weekday, (month_nl, month_en) = day.weekday(), MONTHS[day.month - 1]
    return (
        f"{_DAYS_NL[weekday]} {day.day} {month_nl} {day.year}",
        f"{_DAYS_EN[weekday]} {day.day} {month_en} {day.year}",
    )


def say_moment(moment: datetime) -> tuple[str, str]:
    """Say a moment in Dutch and English, by the clock of Amsterdam and in UTC.

    Midnight is said as 24:00 of the day that ends, as the law speaks of the end of a day.
    """
    local, utc = moment.astimezone(AMSTERDAM), moment.astimezone(UTC)
    if local.hour == local.minute == local.second == local.microsecond == 0:
        day, clock = date.fromordinal(local.toordinal() - 1), "24:00"
    else:
        day, clock = local.date(), _clock(local)
    nl, en = say_day(day)
    universal = f"{utc.year:04}-{utc.month:02}-{utc.day:02}T{_clock(utc)}Z"
    return f"{nl} om {clock} ({universal})", f"{en} at {clock} ({universal})"


def _clock(moment: datetime) -> str:
    """Say the time of day to the minute, or to the second where that is needed."""
    to_the_minute = f"{moment.hour:02}:{moment.minute:02}"
    return f"{to_the_minute}:{moment.second:02}" if moment.second or moment.microsecond else to_the_minute


def say_amount(amount: int, unit: str) -> tuple[str, str]:
    """Say a length of time, as `5 werkdagen` and `5 working days`."""
    (one_nl, many_nl), (one_en, many_en) = _UNITS[unit]
    return (
        f"{amount} {one_nl if amount == 1 else many_nl}",
        f"{amount} {one_en if amount == 1 else many_en}",
    )


def say_clock_time(microseconds: int) -> tuple[str, str]:
    """Say a stretch of clock time in hours, minutes and seconds; a part of a second is left out."""
    minutes, seconds = divmod(microseconds // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    said = f"{hours}:{minutes:02}:{seconds:02}"
    return f"{said} uur", f"{said} hours"
