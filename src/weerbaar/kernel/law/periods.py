"""Periods: the years and months over which figures are made, by the clock of Amsterdam."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Literal

from weerbaar.kernel.law.moments import AMSTERDAM
from weerbaar.kernel.law.records import Record

Per = Literal["year", "month"]
# What each looks like in an address: the first year is that of the first clock that everybody shares.
FORMS: dict[Per, str] = {"year": "[1-9][0-9]{3}", "month": "[1-9][0-9]{3}-(0[1-9]|1[0-2])"}

UNREADABLE: dict[Per, tuple[str, str]] = {
    "year": ("een jaar heeft vier cijfers", "a year has four digits"),
    "month": (
        "een maand is een jaar, een streepje en twee cijfers",
        "a month is a year, a hyphen and two digits",
    ),
}


class Period(Record):
    """A year, or one month of it."""

    year: int
    month: int | None = None

    def __str__(self) -> str:
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    @property
    def begins(self) -> datetime:
        """The first moment of the period, in UTC."""
        return _midnight(date(self.year, self.month or 1, 1))

    @property
    def ends(self) -> datetime:
        """The first moment after the period, in UTC."""
        if self.month is None or self.month == 12:
            return _midnight(date(self.year + 1, 1, 1))
        return _midnight(date(self.year, self.month + 1, 1))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM).astimezone(UTC)


def read_period(text: str, per: Per) -> Period | None:
    """Return the year `2026` or the month `2026-05` that a text names, or nothing when it names no such period."""
    # The last year that a clock knows has no first moment after it.
    if not re.fullmatch(FORMS[per], text) or text.startswith("9999"):
        return None
    year, _, month = text.partition("-")
    return Period(year=int(year), month=int(month) if month else None)
