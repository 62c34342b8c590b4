"""Reads the head and foot of a letter: which dossier, which number, which day, to whom and signed by whom."""

from __future__ import annotations

import re
from datetime import date

from weerbaar.letter.reading.addressees import as_addressed, recipients
from weerbaar.letter.reading.document import Document, blanked
from weerbaar.letter.reading.findings import Source
from weerbaar.letter.reading.footnotes import QUOTES
from weerbaar.letter.terms.interval import MONTHS

_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) ((?:19|20)\d\d)\b", re.IGNORECASE)
_DOSSIER = re.compile(
    r"^\s*(?:Kamerstuk(?:ken)?(?: II| I)?(?: \d{4}/\d{2,4},)? ?)?(\d{2})[ "
    r"\u00a0\u2009\u202f]?(\d{3})(?:[ -]([IVX]+|\(?R\d+\)?))?(?=\s+[A-ZÀ-Ý]|,|$)",
    re.MULTILINE,
)
_NUMBER = re.compile(r"(?:^|, ?)\s*[Nn]r\.? ?(\d{1,4}|[A-Z]{1,2})\s*$", re.MULTILINE)
_OFFICE = re.compile(
    r"^\s*(?:namens )?(?:de |het )?(minister[^,\n]*|staatssecretaris[^\n]*?|minister-president[^,\n]*),?\s*$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^\s*((?:(?:[A-Z]\.|[A-Z][a-z]+\.)[ ]?)*(?:(?:van|de|der|den|ten|ter|von|'t|el|al|la) "
    r")*[A-ZÀ-Ý][\w'’-]+(?:[ -](?:van |de |der |den )*[A-ZÀ-Ý][\w'’-]+)*)\s*$"
)
_SIGNERS_LIST = re.compile(
    r"^(?P<name>[^,]{3,60}), (?P<office>(?:minister|staatssecretaris)[^\n]*)$", re.IGNORECASE
)


def read_source(document: Document) -> Source:
    """Return who wrote which letter to whom and when; what is not written is null."""
    head_end = max((b.end for b in document.blocks if b.kind == "header"), default=0)
    head = blanked(document.text, document.marks)[:head_end].replace("\0", "")
    foot = "\n".join(document.text[b.start : b.end] for b in document.blocks if b.kind == "closing")
    told = document.told
    dossier, suffix = _dossier(head, told)
    number = told.get("number") or _first(_NUMBER, head)
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


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None


def _dossier(head: str, told: dict[str, str]) -> tuple[str | None, str | None]:
    if told.get("dossier"):
        number, _, suffix = told["dossier"].partition("-")
        return number, suffix or None
    found = _DOSSIER.search(head)
    return (found[1] + found[2], (found[3] or "").strip("()") or None) if found else (None, None)


def _letter_date(document: Document, head: str) -> str | None:
    if "date" in document.told:
        return document.told["date"]
    found = list(_DATE.finditer(head))
    for match in found:
        line_start = head.rfind("\n", 0, match.start()) + 1
        label = head[line_start : match.start()].lower()
        if not re.search(
            r"uw (?:brief|kenmerk)|referentie|betreft|onderwerp|vergadering|debat|overleg", label
        ):
            try:
                return date(int(match[3]), MONTHS[match[2].lower()], int(match[1])).isoformat()
            except ValueError:
                continue
    return None


def signatures(foot: str) -> tuple[list[str], list[str]]:
    """Return the names and offices below a letter, each once."""
    names: list[str] = []
    offices: list[str] = []
    for line in (raw.strip() for raw in foot.split("\n")):
        listed = _SIGNERS_LIST.match(line)
        if listed:
            names.append(listed["name"].strip())
            continue
        office = _OFFICE.match(line)
        if office:
            offices.append(office[1].strip())
        elif (
            (name := _NAME.match(line)) and offices and line.lower() not in {"ondertekenaars", "hoogachtend"}
        ):
            names.append(name[1].strip())
    return list(dict.fromkeys(names)), list(dict.fromkeys(offices))


def _head_offices(head: str) -> list[str]:
    found = re.search(r"BRIEF VAN DE ((?:MINISTER|STAATSSECRETARIS)[A-ZÀ-Ý ,-]+)", head)
    return (
        [_titled(part.strip()) for part in re.split(r" EN (?=VAN DE |DE (?:MINISTER|STAATS))", found[1])]
        if found
        else []
    )


def _titled(office: str) -> str:
    small = {"van", "en", "de", "voor", "het"}
    return " ".join(w if w in small else w.capitalize() for w in office.lower().split())


def first_person(source: Source) -> str:
    """Return how "ik" is written out: with the office of the (first) signatory when it is known."""
    office = source.offices[0] if source.offices else None
    return f"ik ({office[0].lower() + office[1:]})" if office else "ik"
