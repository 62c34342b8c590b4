"""The clock that Dutch law goes by: when a day begins and ends in Europe/Amsterdam, as a moment in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from weerbaar.kernel.law.statutory_time.sources import refuse

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local_day(moment: datetime) -> date:
    """Return the calendar day in Amsterdam at a moment; one without a time zone is refused."""
    if moment.tzinfo is None:
        refuse([f"the moment {moment.isoformat()} has no time zone; give it in UTC"])
    return moment.astimezone(AMSTERDAM).date()


def end_of_day(day: date) -> datetime:
    """Return 24:00 of a day in Amsterdam, as a moment in UTC (summer time taken into account)."""
    after = date.fromordinal(day.toordinal() + 1)
    return datetime(after.year, after.month, after.day, tzinfo=AMSTERDAM).astimezone(UTC)
