"""Reads the head and foot of a letter: which dossier, which number, which day, to whom and signed by whom."""

from __future__ import annotations

from datetime import date

from weerbaar.letter.reading.addressees import as_addressed, recipients
from weerbaar.letter.reading.document import Document, blanked
from weerbaar.letter.reading.findings import Source
from weerbaar.letter.reading.footnotes import QUOTES
from weerbaar.letter.rules import wordlist
from weerbaar.letter.rules.phrases import phrase
from weerbaar.letter.terms.interval import MONTHS


def read_source(document: Document) -> Source:
    """Return who wrote which letter to whom and when; what is not written is null."""
    head_end = max((b.end for b in document.blocks if b.kind == "header"), default=0)
    head = blanked(document.text, document.marks)[:head_end].replace("\0", "")
    foot = "\n".join(document.text[b.start : b.end] for b in document.blocks if b.kind == "closing")
    told = document.told
    dossier, suffix = _dossier(head, told)
    number = told.get("number") or _paper_number(head)
    identifier = told.get("identifier")
    if identifier is None and dossier and number:
        identifier = f"kst-{dossier}{'-' + suffix if suffix else ''}-{number}"
    names, offices = signatures(foot)
    if not names and told.get("signatory"):
        names = told["signatory"].split("\n")
        offices = told.get("office", "").split("\n") if told.get("office") else []
    addressed = as_addressed("".join(c for c in head if c not in QUOTES or c in "'’"))
    return Source(
        identifier=identifier,
        dossier=f"{dossier}-{suffix}" if dossier and suffix else dossier,
        number=number,
        date=_letter_date(document, head),
        addressee="; ".join(addressed) or None,
        addressees=[one for words in addressed for one in recipients(words)],
        signatories=names,
        offices=offices or _head_offices(head),
    )


def _paper_number(head: str) -> str | None:
    found = phrase("paper-number").search(head)
    return found["number"] if found else None


def _dossier(head: str, told: dict[str, str]) -> tuple[str | None, str | None]:
    if told.get("dossier"):
        number, _, suffix = told["dossier"].partition("-")
        return number, suffix or None
    found = phrase("dossier").search(head)
    if found is None:
        return None, None
    return found["first"] + found["last"], (found["suffix"] or "").strip("()") or None


def _letter_date(document: Document, head: str) -> str | None:
    if "date" in document.told:
        return document.told["date"]
    for found in phrase("day-month-year").finditer(head):
        line_start = head.rfind("\n", 0, found.start()) + 1
        if not phrase("not-our-date").search(head[line_start : found.start()]):
            try:
                month = MONTHS[found["month"].lower()]
                return date(int(found["year"]), month, int(found["day"])).isoformat()
            except ValueError:
                continue
    return None


def signatures(foot: str) -> tuple[list[str], list[str]]:
    """Return the names and offices below a letter, each once."""
    names: list[str] = []
    offices: list[str] = []
    for line in (raw.strip() for raw in foot.split("\n")):
        listed = phrase("name-and-office").match(line)
        if listed:
            names.append(listed["name"].strip())
            continue
        office = phrase("office-line").match(line)
        if office:
            offices.append(office["office"].strip())
        elif (
            (name := phrase("name-line").match(line))
            and offices
            and line.lower() not in wordlist("not_names")
        ):
            names.append(name["name"].strip())
    return list(dict.fromkeys(names)), list(dict.fromkeys(offices))


def _head_offices(head: str) -> list[str]:
    found = phrase("letter-of-the-minister").search(head)
    parts = phrase("and-of-the-next-minister").split(found["offices"]) if found else []
    return [_titled(part.strip()) for part in parts]


def _titled(office: str) -> str:
    small = wordlist("small_in_offices")
    return " ".join(w if w in small else w.capitalize() for w in office.lower().split())


def first_person(source: Source) -> str:
    """Return how "ik" is written out: with the office of the (first) signatory when it is known."""
    office = source.offices[0] if source.offices else None
    return f"ik ({office[0].lower() + office[1:]})" if office else "ik"
