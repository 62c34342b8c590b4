"""Reads a letter from a docx file, with its footnotes in place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as DocxDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from weerbaar.letter.reading.assemble import Assembly
from weerbaar.letter.reading.document import BYTES_MOST, Document, Unreadable
from weerbaar.letter.reading.koop import parse_xml
from weerbaar.letter.reading.plain import closing_line, header_lines

_UNPACKED_MOST = 4 * BYTES_MOST


def read_word(content: bytes, name: str) -> Document:
    """Return the letter in a docx file."""
    source = _opened(content, name)
    notes = _notes(source, name)
    pieces = list(_paragraphs(source))
    plain = [paragraph.text.strip() for paragraph, _ in pieces]
    head, foot = header_lines(plain), closing_line(plain, header_lines(plain))
    letter = Assembly()
    numbers: dict[str, str] = {}
    for index, (paragraph, kind) in enumerate(pieces):
        placed = "header" if index < head else "closing" if index >= foot else _kind(paragraph)
        letter.paragraph(_parts(paragraph, notes, numbers), placed if kind == "paragraph" else kind)
    return letter.finish()


def _opened(content: bytes, name: str) -> DocxDocument:
    """Open a docx, refusing what is none, what unpacks too large and what hides a document type."""
    wrong = f"`{name}` is no docx file; save the letter as .docx (Word 2007 or later) or as plain text"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED_MOST:
                raise Unreadable(
                    f"`{name}` unpacks to more than {_UNPACKED_MOST // 1_000_000} MB; that is no letter"
                )
            if "word/document.xml" not in packed.namelist():
                raise Unreadable(wrong)
            for part in packed.namelist():
                if part.endswith((".xml", ".rels")):
                    parse_xml(packed.read(part), f"{name}: {part}")
        return docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, NotImplementedError, EOFError):
        raise Unreadable(wrong) from None


def _paragraphs(source: DocxDocument) -> Iterator[tuple[Paragraph, str]]:
    for block in source.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):
                    for paragraph in cell.paragraphs:
                        yield paragraph, "cell"
        else:
            yield block, "paragraph"


def _kind(paragraph: Paragraph) -> str:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if style.lower().startswith(("heading", "kop", "title", "titel")):
        return "heading"
    listed = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or style.lower().startswith(
        ("list", "lijst")
    )
    return "item" if listed else "paragraph"


def _parts(
    paragraph: Paragraph, notes: dict[str, str], numbers: dict[str, str]
) -> list[str | tuple[str, str | None]]:
    parts: list[str | tuple[str, str | None]] = []
    for element in paragraph._p.iter():
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        elif element.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")}:
            parts.append(" ")
        elif element.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif element.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
            identity = str(element.get(qn("w:id")))
            first = identity not in numbers
            number = numbers.setdefault(identity, str(len(numbers) + 1))
            parts.append((number, notes.get(identity) if first else None))
    return parts


def _notes(source: DocxDocument, name: str) -> dict[str, str]:
    """Return the words of each footnote by its id."""
    found: dict[str, str] = {}
    for relation in source.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            root: etree._Element = parse_xml(relation.target_part.blob, name)
            for note in root.iter(qn("w:footnote"), qn("w:endnote")):
                words = "".join(str(text.text or "") for text in note.iter(qn("w:t"))).strip()
                if words:
                    found[str(note.get(qn("w:id")))] = words
    return found
