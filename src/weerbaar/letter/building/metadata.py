"""Describes the letter for open publication, with the fields of DiWoo, which the Woo index reads."""

from __future__ import annotations

from collections.abc import Mapping

from weerbaar.letter.building.binding import Letter
from weerbaar.letter.building.draft import Head
from weerbaar.letter.building.provenance import to_json

# The value lists of TOOI. The codes are [known]: seen in open clients of the Woo index, one of which gives
# other codes, and not checked against the list itself. Check before publishing.
THESAURUS = "https://identifier.overheid.nl/tooi/def/thes/kern/"
CATEGORY = ("vergaderstukken Staten-Generaal", "c_c76862ab")
FORMATS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def as_json(letter: Letter, files: Mapping[str, bytes]) -> bytes:
    """Return the metadata as JSON. Identifiers that arrive later are null, and never predicted."""
    parts = [annex_part(file) for file in sorted(files) if file.startswith(("annex", "attached"))]
    head = letter.draft.head
    return to_json({"diwoo": {**diwoo(head), "hasParts": parts}, "letter": own_fields(head)})


def diwoo(head: Head) -> dict[str, object]:
    """Return the fields that the Woo index reads."""
    name, code = CATEGORY
    category = {"label": name, "resource": THESAURUS + code, "mark": "known"}
    handling = {
        "soortHandeling": "vaststelling",
        "atTime": head.date.isoformat(),
        "wasAssociatedWith": head.sender,
    }
    return {
        "identifiers": [text for text in (head.reference, head.kamer_number, head.publication) if text],
        "publisher": head.publisher,
        "verantwoordelijke": head.sender,
        "opsteller": head.sender,
        "titelcollectie": {"officieleTitel": head.title},
        "omschrijvingen": [head.summary] if head.summary else [],
        "classificatiecollectie": {
            "informatiecategorieen": [category],
            "documentsoorten": [{"label": "Kamerbrief"}],
            "trefwoorden": list(head.keywords),
        },
        "creatiedatum": head.date.isoformat(),
        "language": "nl",
        "format": FORMATS[".pdf"],
        "documenthandelingen": [handling],
    }


def own_fields(head: Head) -> dict[str, object]:
    """Return the letter's three identifiers and what a register of letters needs beside DiWoo."""
    return {
        "kind": "Brief regering",
        "own_reference": head.reference or None,
        "kamer_number": head.kamer_number or None,
        "publication": head.publication or None,
        "dossier": head.dossier or None,
        "dossier_title": head.dossier_title or None,
        "addressee": head.addressee,
        "signatory": head.signatory,
        "on_behalf": list(head.on_behalf),
        "annexes": list(head.annexes),
    }


def annex_part(file: str) -> dict[str, str]:
    """Return one file of the annex as a part of the letter."""
    return {"file": file, "format": FORMATS[file[file.rindex(".") :].lower()]}
