"""Reads the dates and times of trade messages without ever guessing a later one.

A time without a zone is local time at the terminal. A date as an end means the end of that day there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from weerbaar.standards.sentence import Sentence, quoted

Precision = Literal["date", "minute", "second"]

# Data element 2379: how many digits, and how precise. 101 and 201 have two-digit years, read as 20yy.
_FORMATS: dict[str, tuple[int, Precision]] = {
    "101": (6, "date"),
    "102": (8, "date"),
    "201": (10, "minute"),
    "203": (12, "minute"),
    "204": (14, "second"),
}
# 99991231 and its like mean "for ever" to some senders; no right to collect lasts that long.
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_DIGITS: dict[Precision, int] = {"date": 8, "minute": 12, "second": 14}


class Stamp(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A date or time: ISO text, how precise it is, its zone (`local` or `UTC`), and the text as sent."""

    text: str
    precision: Precision
    zone: Literal["local", "UTC"] = "local"
    source: str


class Unread(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Why a date could not be read; `ambiguous` when more than one reading is possible."""

    sentence: Sentence
    ambiguous: bool


def read_stamp(value: str, form: str) -> Stamp | Unread:
    """Read a value under a format code of data element 2379, or say why that cannot be done.

    Eight digits under a twelve-digit format (`20181130:203`, seen in practice), a missing format and 24:00
    are ambiguous: each has more than one reading, and the later one would extend a right.
    """
    source = f"{value}:{form}"
    zone: Literal["local", "UTC"] = "local"
    if form == "303" and value.endswith(("UTC", "GMT")):
        value, form, zone = value[:-3], "203", "UTC"
    known = _FORMATS.get(form)
    if known is None:
        return Unread(
            sentence=Sentence(
                f"{quoted(source)} heeft geen formaatcode die wij lezen: gebruik 102 (datum) of 203 (minuut)",
                f"{quoted(source)} has no format code that we read: use 102 (date) or 203 (minute)",
            ),
            ambiguous=True,
        )
    length, precision = known
    full = value if length in _DIGITS.values() else f"20{value}"
    if len(value) != length or not (value.isascii() and value.isdigit()):
        return Unread(
            sentence=Sentence(
                f"{quoted(source)} is dubbelzinnig: formaat {form} vraagt {length} cijfers, er staan "
                f"{len(value)} tekens",
                f"{quoted(source)} is ambiguous: format {form} asks for {length} digits, it has "
                f"{len(value)} characters",
            ),
            ambiguous=True,
        )
    text = _iso(full)
    if text is None:
        return _impossible(source, full)
    return Stamp(text=text, precision=precision, zone=zone, source=source)


def _impossible(source: str, digits: str) -> Unread:
    """Tell of a date that does not exist; 24:00 may mean the begin or the end of its day."""
    return Unread(
        sentence=Sentence(
            f"{quoted(source)} bestaat niet als datum of tijd tussen {_FIRST_YEAR} en {_LAST_YEAR}",
            f"{quoted(source)} does not exist as a date or time between {_FIRST_YEAR} and {_LAST_YEAR}",
        ),
        ambiguous=digits[8:] in ("2400", "240000"),
    )


def _iso(digits: str) -> str | None:
    """Return ISO text for 8, 12 or 14 digits, or `None` for a day or time that does not exist."""
    try:
        moment = datetime(  # noqa: DTZ001 - local to the terminal until the zone is known
            int(digits[:4]),
            int(digits[4:6]),
            int(digits[6:8]),
            int(digits[8:10] or 0),
            int(digits[10:12] or 0),
            int(digits[12:14] or 0),
        )
    except ValueError:
        return None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    if len(digits) == 8:
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes" if len(digits) == 12 else "seconds")


def end_instant(stamp: Stamp, zone: str = "Europe/Amsterdam") -> datetime:
    """Return the instant (UTC) at which something with this end is over: `now >= end_instant` means expired.

    A date ends when the next day begins in `zone`. A local time that occurs twice or not at all, when the
    clocks change, is taken at its earlier instant.
    """
    moment = datetime.fromisoformat(stamp.text)
    if stamp.precision == "date":
        moment += timedelta(days=1)
    if stamp.zone == "UTC":
        return moment.replace(tzinfo=UTC)
    place = ZoneInfo(zone)
    return min(moment.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
