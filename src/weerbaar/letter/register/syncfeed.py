"""Reads pages of the Tweede Kamer's SyncFeed: Atom entries, each with one record as it now is."""

from __future__ import annotations

import re

from lxml import etree

from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.kamer import KamerRecord
from weerbaar.letter.register.odata import RELATIONS, Page
from weerbaar.letter.register.record_rows import Row, record_of, truth

ATOM = "{http://www.w3.org/2005/Atom}"
TK = "{http://www.tweedekamer.nl/xsd/tkData/v1-0}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
MAX_BYTES = 50_000_000


def read_syncfeed(raw: bytes, file: str) -> Page:
    """Return a page. Raises BadInput when the bytes are no Atom feed, or declare a document type."""
    feed = parse(raw, file)
    if feed.tag != f"{ATOM}feed":
        raise BadInput([Fault(file, 0, "is XML but no Atom feed; give a page as the SyncFeed sends it")])
    alarms: list[str] = []
    records: list[KamerRecord] = []
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        element = content_of(entry, file, alarms)
        if element is None:
            continue
        record = record_of(row_of(element, entry), alarms)
        records += [record] if record else []
    links = [link.get("href", "") for link in feed.iterfind(f"{ATOM}link") if link.get("rel") == "next"]
    return Page(tuple(records), len(entries), links[-1] if links else "", tuple(alarms))


def parse(raw: bytes, file: str) -> etree._Element:
    """Return the root of an XML text; nothing outside it is read and no entity is expanded."""
    if len(raw) > MAX_BYTES:
        raise BadInput(
            [Fault(file, 0, f"is larger than {MAX_BYTES // 1_000_000} MB; a page of the feed is small")]
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise BadInput([Fault(file, line, "is broken XML; fetch the page again")]) from error
    if DOCTYPE.search(raw):
        raise BadInput([Fault(file, 1, "declares a document type, which a feed never does; it was not read")])
    return root


def content_of(entry: etree._Element, file: str, alarms: list[str]) -> etree._Element | None:
    """Return the record inside an entry: an element, or XML that was packed as text."""
    content = entry.find(f"{ATOM}content")
    title = (entry.findtext(f"{ATOM}title") or "an entry").strip()
    if content is None:
        alarms.append(f"{title} has no content and was left out")
        return None
    for child in content.iterchildren("*"):
        return child
    packed = (content.text or "").strip()
    if not packed:
        alarms.append(f"{title} has no content and was left out")
        return None
    try:
        return parse(packed.encode(), file)
    except BadInput:
        alarms.append(f"{title} holds text that is no record and was left out")
        return None


def row_of(element: etree._Element, entry: etree._Element) -> Row:
    """Return the row of a record's element; an empty element that says nil is no value."""
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for child in element.iterchildren("*"):
        name = local(child).lower()
        if child.get(NIL) == "true":
            continue
        value = child.get("ref") or named(child)
        if name in RELATIONS:
            lists[name] = tuple(dict.fromkeys((*lists.get(name, ()), *([value] if value else ()))))
        elif value:
            texts[name] = value
    changed = (
        attribute(element, "bijgewerkt") or texts.get("gewijzigdop") or entry.findtext(f"{ATOM}updated") or ""
    )
    deleted = truth(attribute(element, "verwijderd")) is True
    return Row(local(element), attribute(element, "id"), changed, deleted, texts, lists)


def named(child: etree._Element) -> str:
    """Return the words of an element, or those of the elements inside it."""
    words = " ".join("".join(part for part in child.itertext() if isinstance(part, str)).split())
    inner = next((part.get("ref", "") for part in child.iterdescendants("*") if part.get("ref")), "")
    return words or inner


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute, with or without the Kamer's name space: both are seen."""
    return element.get(name) or element.get(f"{TK}{name}") or ""


def local(element: etree._Element) -> str:
    """Return an element's name without its name space."""
    return etree.QName(element).localname
