"""Turns one row of the Kamer's open data into a record, and says what in the row cannot be right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from weerbaar.letter.register.kamer import KamerRecord, read_day, read_moment

MOTIONS = {"motie", "gewijzigde motie", "motie (gewijzigd/nader)", "nader gewijzigde motie"}
EPOCH = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass
class Row:
    """One row with its names in lower case: single texts, and lists where a name can occur more than once."""

    entity: str
    guid: str
    changed: str
    deleted: bool
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


def record_of(row: Row, alarms: list[str]) -> KamerRecord | None:
    """Return the record of a row, or None when it is neither a commitment nor a motion."""
    entity = row.entity.lower()
    kind = row.texts.get("soort", "").lower()
    if entity == "zaak" and kind not in MOTIONS and not (row.deleted and not kind):
        return None
    if entity not in {"toezegging", "zaak"}:
        alarms.append(f"a row of {row.entity!r} was left out: only Toezegging and Zaak are read")
        return None
    name = row.texts.get("nummer") or row.guid
    if not row.guid:
        alarms.append(f"a row of {row.entity} has no Id and was left out")
        return None
    return filled(row, name, alarms)


def filled(row: Row, name: str, alarms: list[str]) -> KamerRecord:
    """Return the record of a row that is one; a date that is none gives an alarm and counts as not given."""
    changed = moment(row.changed, f"{name}: GewijzigdOp", alarms) or EPOCH
    text = row.texts.get("tekst") or row.texts.get("onderwerp", "")
    return KamerRecord(
        guid=row.guid.lower(),
        kind="toezegging" if row.entity.lower() == "toezegging" else "motie",
        changed=changed,
        number=row.texts.get("nummer", ""),
        made=date(
            row.texts.get("aanmaakdatum") or row.texts.get("gestartop", ""), f"{name}: date made", alarms
        ),
        status=row.texts.get("status", ""),
        due=date(
            row.texts.get("datumnakoming") or row.texts.get("termijn", ""), f"{name}: DatumNakoming", alarms
        ),
        text=text,
        title=row.texts.get("titel", ""),
        ministry=row.texts.get("ministerie", ""),
        minister=" ".join(part for part in (row.texts.get("functie", ""), row.texts.get("naam", "")) if part),
        activity=row.texts.get("activiteitnummer", ""),
        letters=row.lists.get("kamerbriefnakoming", ()),
        promised_to=row.lists.get("toegezegdaan", ()),
        repeats=row.lists.get("isherhalingvan", ()),
        changes=row.lists.get("iswijzigingvan", ()),
        adds_to=row.lists.get("isaanvullingop", ()),
        appreciation=row.texts.get("kabinetsappreciatie", ""),
        outcome=row.texts.get("besluittekst", ""),
        done=truth(row.texts.get("afgedaan", "")),
        deleted=row.deleted,
    )


def truth(text: str) -> bool | None:
    """Return a truth value as the feed writes it, or None when it is silent."""
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())


def date(text: str, what: str, alarms: list[str]) -> dt.date | None:
    """Return a day, or None after an alarm."""
    try:
        return read_day(text)
    except ValueError:
        alarms.append(f"{what} {text!r} is no date; it counts as not given")
        return None


def moment(text: str, what: str, alarms: list[str]) -> dt.datetime | None:
    """Return a moment, or None after an alarm."""
    try:
        return read_moment(text)
    except ValueError:
        alarms.append(f"{what} {text!r} is no moment; the record counts as the oldest")
        return None
