"""Finds which letters that went out state a figure that was corrected since, so that errata can follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from weerbaar.letter.building.draft_text import read_bytes
from weerbaar.letter.building.figures import Figure
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.json_text import json_value


@dataclass(frozen=True)
class Stated:
    """A figure as a document that went out states it; `document` names it as its readers know it."""

    document: str
    date: str
    id: str
    value: str
    shown: str


@dataclass(frozen=True)
class Erratum:
    """A figure that was corrected, and every document that states the old value; they stay as sent."""

    id: str
    of: str
    new: str
    stated: tuple[Stated, ...]


def read_stated(path: Path) -> list[Stated]:
    """Return what a letter states, from its provenance.json. Raises BadInput when the file is none."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            [Fault(str(path), 0, "is not UTF-8 text; give the provenance.json of a letter")]
        ) from error
    found = json_value(text, str(path), "the provenance.json of a letter")
    document = found.get("document") if isinstance(found, dict) else None
    rows = found.get("figures") if isinstance(found, dict) else None
    if not isinstance(document, dict) or not isinstance(rows, list):
        raise BadInput(
            [Fault(str(path), 0, "names no document and figures; give the provenance.json of a letter")]
        )
    names = [
        str(document.get(name) or "") for name in ("publication", "kamer_number", "own_reference", "title")
    ]
    name = next((text for text in names if text), str(path))
    texts = [row for row in rows if isinstance(row, dict)]
    date = str(document.get("date") or "")
    return [Stated(name, date, *(str(row.get(f) or "") for f in ("id", "value", "shown"))) for row in texts]


def errata(stated: Iterable[Stated], figures: Mapping[str, Figure]) -> tuple[Erratum, ...]:
    """Return an erratum for each figure whose value now differs from what a document states.

    A figure that was not known when the letter went out, or that is in no file now, gives none.
    """
    wrong: dict[str, list[Stated]] = {}
    for one in stated:
        figure = figures.get(one.id)
        if figure and figure.value is not None and one.value and differs(one.value, figure.value):
            known = wrong.setdefault(one.id, [])
            if not any((other.document, other.shown) == (one.document, one.shown) for other in known):
                known.append(one)
    return tuple(
        Erratum(
            key,
            figures[key].of,
            str(figures[key].value),
            tuple(sorted(old, key=lambda s: (s.date, s.document))),
        )
        for key, old in sorted(wrong.items())
    )


def differs(old: str, new: Decimal) -> bool:
    """Return whether two values are not the same number; 1.50 and 1.5 are."""
    try:
        return Decimal(old) != new
    except InvalidOperation:
        return True
