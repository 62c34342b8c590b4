"""Moments and spans: points in time as the law reads them, always in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339, in UTC")]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def minutes(count: int) -> timedelta:
    """Return a span of minutes."""
    return timedelta(minutes=count)


def hours(count: int) -> timedelta:
    """Return a span of hours."""
    return timedelta(hours=count)


def days(count: int) -> timedelta:
    """Return a span of days of 24 hours."""
    return timedelta(days=count)


def end_of_day(day: date, zone: ZoneInfo = AMSTERDAM) -> datetime:
    """Return 24:00 local time of a day, in UTC; right also on the days of 23 and 25 hours."""
    return datetime.combine(day + timedelta(days=1), clock_time(0), zone).astimezone(UTC)
