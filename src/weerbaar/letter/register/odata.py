"""Reads pages of the Tweede Kamer's OData service: JSON with rows and the address of the next page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.json_text import json_value
from weerbaar.letter.register.kamer import KamerRecord
from weerbaar.letter.register.record_rows import Row, record_of, truth

# Control signs as JSON writes them, such as the line breaks of an old word processor: read as spaces.
CONTROL_ESCAPE = re.compile(r"(?<!\\)\\u00(?:0[0-8bcef]|1[0-9a-f]|7f)", re.IGNORECASE)
# Relations that may occur more than once although the schema says once.
RELATIONS = ("kamerbriefnakoming", "toegezegdaan", "isherhalingvan", "iswijzigingvan", "isaanvullingop")
# What names a related row, best first: people and fracties have a `Nummer` too, which tells a reader nothing.
NAMES = ("DocumentNummer", "Afkorting", "ActorNaam", "NaamNL", "Nummer", "Naam", "Id", "Document_Id")


@dataclass(frozen=True)
class Page:
    """The records of one page, the address of the next (empty at the end), and what to look at.

    `rows` counts all rows: a page of letters only has rows and no records, and the next one may have some.
    """

    records: tuple[KamerRecord, ...]
    rows: int
    following: str
    alarms: tuple[str, ...]


def read_odata(text: str, file: str) -> Page:
    """Return a page. Raises BadInput when the text is no page of OData."""
    found = json_value(CONTROL_ESCAPE.sub(" ", text), file, "a page of OData or of the SyncFeed")
    if isinstance(found, dict) and isinstance(found.get("error"), dict):
        raise BadInput(
            [Fault(file, 0, f"is an error of the service: {found['error'].get('message', 'no message')}")]
        )
    if not isinstance(found, dict) or not isinstance(found.get("value"), list):
        raise BadInput([Fault(file, 0, "holds no list 'value'; give a page as the service sends it")])
    alarms: list[str] = []
    entity = str(found.get("@odata.context", "")).rpartition("#")[2].partition("(")[0].partition("/")[0]
    records: list[KamerRecord] = []
    for raw in found["value"]:
        if not isinstance(raw, dict):
            alarms.append("a row that is no object was left out")
            continue
        record = record_of(row_of(raw, entity), alarms)
        records += [record] if record else []
    return Page(tuple(records), len(found["value"]), str(found.get("@odata.nextLink") or ""), tuple(alarms))


def row_of(raw: dict[str, object], entity: str) -> Row:
    """Return a row with its names in lower case, whatever case the client asked them in."""
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for key, value in raw.items():
        name = key.lower().removesuffix("@odata.bind")
        if name in RELATIONS:
            lists[name] = tuple(dict.fromkeys((*lists.get(name, ()), *names(value))))
        elif name.removesuffix("_id") in RELATIONS and value:
            relation = name.removesuffix("_id")
            lists.setdefault(relation, (str(value),))
        elif name == "besluit" and isinstance(value, list):
            texts["besluittekst"] = last_decision(value)
        elif isinstance(value, bool):
            texts[name] = str(value).lower()
        elif value is not None and not isinstance(value, dict | list):
            texts[name] = str(value).strip()
    if not entity:
        commitment = texts.get("nummer", "").startswith("TZ") or "datumnakoming" in texts
        entity = "Toezegging" if commitment else "Zaak"
    changed = texts.get("gewijzigdop") or texts.get("apigewijzigdop", "")
    return Row(entity, texts.get("id", ""), changed, truth(texts.get("verwijderd", "")) is True, texts, lists)


def last_decision(rows: list[object]) -> str:
    """Return the words of the decision that was changed last; withdrawn ones do not count."""
    kept = [row for row in rows if isinstance(row, dict) and row.get("Verwijderd") is not True]
    if not kept:
        return ""
    last = max(kept, key=lambda row: str(row.get("GewijzigdOp") or ""))
    return " ".join(str(last[key]) for key in ("BesluitSoort", "BesluitTekst") if last.get(key))


def names(value: object) -> tuple[str, ...]:
    """Return what names each related row: one object, a list of them, or a bare text."""
    if value is None or value == "":
        return ()
    if isinstance(value, list):
        return tuple(name for part in value for name in names(part))
    if isinstance(value, dict):
        inner = [part for key in ("Fractie", "Persoon", "Document") for part in names(value.get(key))]
        if value.get("Achternaam"):
            return (" ".join(str(value[k]) for k in ("Tussenvoegsel", "Achternaam") if value.get(k)),)
        own = next((str(value[key]) for key in NAMES if value.get(key)), "")
        return tuple(inner) or ((own,) if own else ())
    return (str(value),)
