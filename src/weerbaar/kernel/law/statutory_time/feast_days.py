"""The feast days that Dutch law recognises, worked out for any year from 2014."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from weerbaar.kernel.law.statutory_time.sources import ATW_FEAST_DAYS, ATW_GOOD_FRIDAY, Basis

FIRST_YEAR = 2014
"""The first year with a King's Day; earlier years had another day and are not needed here."""
LAST_YEAR = 2400
"""Far beyond any term; a later year is a slip of the pen."""


class DayOff(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Why a day is no working day, in Dutch and English, with the article that says so."""

    nl: str
    en: str
    basis: Basis


def easter_sunday(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (Gauss's computus as Lichtenberg mended it).

    The names follow that description: `paschal_moon` is the day of March on which the spring full moon is
    reckoned, `first_sunday` a day of March that is a Sunday.
    """
    century = year // 100
    moon_correction = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun_correction = 2 - (3 * century + 3) // 4
    golden = year % 19
    first_moon = (19 * golden + moon_correction) % 30
    late_moon = (first_moon + golden // 11) // 29
    paschal_moon = 21 + first_moon - late_moon
    first_sunday = 7 - (year + year // 4 + sun_correction) % 7
    to_sunday = 7 - (paschal_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=paschal_moon + to_sunday - 1)


def kings_day(year: int) -> date:
    """Return the day of the King's birthday: 27 April, or the 26th when that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.isoweekday() == 7 else day


def feast_days(year: int) -> dict[date, DayOff]:
    """Return the feast days of Algemene termijnenwet art. 3, first and second paragraph.

    5 May is one in every year, not only in each fifth. Two feasts on one day are named together.
    """
    easter = easter_sunday(year)
    feasts = [
        (date(year, 1, 1), "Nieuwjaarsdag", "New Year's Day", ATW_FEAST_DAYS),
        (easter - timedelta(days=2), "Goede Vrijdag", "Good Friday", ATW_GOOD_FRIDAY),
        (easter + timedelta(days=1), "tweede paasdag", "Easter Monday", ATW_FEAST_DAYS),
        (kings_day(year), "Koningsdag", "King's Day", ATW_FEAST_DAYS),
        (date(year, 5, 5), "Bevrijdingsdag, 5 mei", "Liberation Day, 5 May", ATW_FEAST_DAYS),
        (easter + timedelta(days=39), "Hemelvaartsdag", "Ascension Day", ATW_FEAST_DAYS),
        (easter + timedelta(days=50), "tweede pinksterdag", "Whit Monday", ATW_FEAST_DAYS),
        (date(year, 12, 25), "eerste kerstdag", "Christmas Day", ATW_FEAST_DAYS),
        (date(year, 12, 26), "tweede kerstdag", "Boxing Day", ATW_FEAST_DAYS),
    ]
    table: dict[date, DayOff] = {}
    for day, nl, en, basis in feasts:
        other = table.get(day)
        table[day] = DayOff(
            nl=f"{other.nl} en {nl}" if other else nl,
            en=f"{other.en} and {en}" if other else en,
            basis=basis,
        )
    return table
