"""Reads a letter from the XML of officielebekendmakingen.nl, with its notes in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from weerbaar.letter.reading.assemble import Assembly
from weerbaar.letter.reading.document import Document, Unreadable
from weerbaar.letter.reading.plain import closing_line, header_lines
from weerbaar.letter.rules.phrases import phrase

_LEAF = {
    "al",
    "tussenkop",
    "titel",
    "functie",
    "entry",
    "datumtekst",
    "plaats",
    "dossiernr",
    "dossiernummer",
    "ondernummer",
    "deze",
    "organisatie",
}
_NOT_READ = {"metadata", "meta", "noot", "nootref", "plaatje", "illustratie", "colspec", "li.nr"}
_INLINE = {
    "nadruk",
    "extref",
    "intref",
    "sup",
    "inf",
    "naam",
    "voornaam",
    "achternaam",
    "nootref",
    "redactie",
    "ondernummer",
    "dossiernr",
}
_PARTS_MOST = 200_000


def parse_xml(content: bytes, name: str) -> etree._Element:
    """Return the root of an XML file; one with a document type or entities of its own is refused."""
    opening = content[:4096].upper()
    if b"<!DOCTYPE" in content.upper()[:200_000] or b"<!ENTITY" in opening:
        raise Unreadable(
            f"`{name}` declares a document type (DTD), which can draw in other files or grow without end; "
            "take the file as published, without `<!DOCTYPE …>`"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = getattr(error, "msg", None) or str(error)
        raise Unreadable(
            f"`{name}` is not well-formed XML: {said}; take the file again from its source"
        ) from None


def read_koop(content: bytes, name: str) -> Document:
    """Return the letter in an `officiele-publicatie`."""
    root = parse_xml(content, name)
    if _tag(root) not in {"officiele-publicatie", "kamerstuk"}:
        raise Unreadable(
            f"`{name}` is XML but no official publication: its root is "
            f"`{_tag(root)}`, not `officiele-publicatie`"
        )
    notes = {note.get("id", ""): note for note in _all(root, "noot")}
    letter = Assembly()
    letter.told = _told(root)
    leaves = list(_leaves(root))
    plain = [
        "".join(p for p in _parts(leaf, notes, set()) if isinstance(p, str)).strip() for leaf, _ in leaves
    ]
    head, foot = header_lines(plain), closing_line(plain, header_lines(plain))
    called: set[str] = set()
    for index, (leaf, kind) in enumerate(leaves):
        placed = "header" if index < head else "closing" if index >= foot else kind
        letter.paragraph(_parts(leaf, notes, called), placed if kind == "paragraph" else kind)
    return letter.finish()


def _tag(element: etree._Element) -> str:
    # Comments and processing instructions have a function for a tag.
    tag: object = element.tag
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def _all(root: etree._Element, tag: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _tag(element) == tag)


def _leaves(element: etree._Element, kind: str = "paragraph") -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that hold running text, in order, each with the kind of block it is."""
    for child in element:
        tag = _tag(child)
        if not tag or tag in _NOT_READ:
            continue
        inner = {"li": "item", "entry": "cell", "kamerstukkop": "header", "dossier": "header", "stuk": kind,
                 "kop": "heading", "ondertekening": "closing", "tekst-sluiting": "closing",
                 "bijlage": "note"}.get(tag, kind)  # fmt: skip
        if tag == "tussenkop" or (
            tag == "titel" and kind in {"heading", "paragraph"} and _tag(element) == "kop"
        ):
            inner = "heading"
        if tag == "titel" and _tag(element) == "stuk":
            inner = "header"
        if tag == "naam" and kind == "closing":
            yield child, "closing"
        elif tag in _LEAF and not any(_tag(grandchild) in {"al", "lijst"} for grandchild in child):
            yield child, inner if tag not in {"dossiernr", "ondernummer", "datumtekst"} else "header"
        else:
            yield from _leaves(child, inner)


def _parts(
    leaf: etree._Element, notes: dict[str, etree._Element], called: set[str]
) -> list[str | tuple[str, str | None]]:
    parts: list[str | tuple[str, str | None]] = [leaf.text or ""]
    for child in leaf:
        tag = _tag(child)
        if tag in {"noot", "nootref"}:
            note = child if tag == "noot" else notes.get(child.get("refid", ""))
            if note is not None:
                identity = note.get("id") or str(id(note))
                parts.append((_number(note), None if identity in called else _words(note)))
                called.add(identity)
        elif tag and tag not in {"plaatje", "illustratie"}:
            inner = _parts(child, notes, called)
            parts += [" ", *inner] if tag in {"voornaam", "achternaam"} else inner
        parts.append(child.tail or "")
    return parts


def _number(note: etree._Element) -> str:
    found = next((e.text for e in note if _tag(e) == "noot.nr" and e.text), None) or note.get("nr") or "*"
    return re.sub(r"\W", "", found) or "*"


def _words(note: etree._Element) -> str:
    return " ".join(_text(element) for element in note if _tag(element) in {"noot.al", "al"})


def _text(element: etree._Element, between: str = "") -> str:
    """Return all words in an element."""
    return between.join(piece for piece in element.itertext() if not isinstance(piece, bytes))


def _told(root: etree._Element) -> dict[str, str]:
    """Return what the publication says of itself: dossier, number, signatory, identifier."""
    told: dict[str, str] = {}
    dossier = next(_all(root, "dossiernr"), None)
    if dossier is not None:
        digits = re.match(r"\s*(\d{2})\s?(\d{3})(?:[ -]([IVX]+|R\d+))?", _text(dossier))
        if digits:
            told["dossier"] = digits[1] + digits[2] + (f"-{digits[3]}" if digits[3] else "")
    number = next(_all(root, "ondernummer"), None)
    if number is not None:
        told["number"] = phrase("number-sign").sub("", _text(number)).strip()
    for meta in _all(root, "metadata"):
        if meta.get("name") == "DC.identifier" and meta.get("content"):
            told["identifier"] = str(meta.get("content"))
    names = [" ".join(_text(e, " ").split()) for e in _all(root, "naam") if _signs(e)]
    offices = [" ".join(_text(e).split()).rstrip(",") for e in _all(root, "functie")]
    if names:
        told["signatory"] = "\n".join(names)
    if offices:
        told["office"] = "\n".join(phrase("article").sub("", office) for office in offices)
    return told


def _signs(element: etree._Element) -> bool:
    return any(_tag(ancestor) == "ondertekening" for ancestor in element.iterancestors())
