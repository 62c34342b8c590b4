"""The decrees that equate single days with feast days, as rows: add each one that is published."""

from __future__ import annotations

from datetime import date

from weerbaar.kernel.law.statutory_time.calendar import Calendar, Decree

EQUATED_2026_2028 = Decree(
    name="gelijkstelling-2026-2028",
    days=(
        date(2026, 1, 2),
        date(2026, 5, 15),
        date(2027, 5, 7),
        date(2028, 4, 28),
        date(2028, 5, 26),
    ),
    source=(
        "Besluit gelijkstelling van 2 januari 2026, 15 mei 2026, 7 mei 2027, 28 april 2028 en 26 mei 2028 "
        "met een algemeen erkende feestdag"
    ),
    published=None,
    mark="secondary",
)
"""Its title, which names the days, was read where others quote it; the Staatscourant itself was not read,
so the day of publication is not known. Read it before a term is decided by one of these days."""

STATUTE = Calendar()
"""The Act alone, without any decree."""

WITH_DECREES = STATUTE.with_decree(EQUATED_2026_2028)
"""The Act and every decree of this module."""
