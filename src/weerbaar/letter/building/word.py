"""Makes the Word document that a department can still edit: real headings, real footnotes, table headers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from weerbaar.letter.building import wording
from weerbaar.letter.building.page import Entries, Footnote, Grid, Page, Pieces, Prose, Run, Title
from weerbaar.letter.building.pdf import midnight
from weerbaar.letter.building.word_parts import FootnotePart, add_link, add_page_numbers

FIXED = (1980, 1, 1, 0, 0, 0)
FONT = "Calibri"


def make_word(page: Page, template: Path | None = None) -> bytes:
    """Return the .docx of a document; the same document gives the same bytes.

    A ministry's own styles come in by `template`, a .docx whose text is left out.
    """
    document = docx.Document(str(template)) if template else docx.Document()
    if template:
        empty_body(document)
    else:
        neutral_styles(document)
    writer = Writer(document)
    writer.head(page)
    for part in page.parts:
        writer.part(part)
    if page.kind == "letter":
        writer.signature(page)
    writer.notes.attach(document)
    core = document.core_properties
    moment = midnight(page.head.date).replace(tzinfo=None)
    core.title, core.author, core.language = page.head.title, page.head.sender, "nl-NL"
    core.last_modified_by, core.comments = page.head.sender, page.head.summary
    core.keywords = ", ".join(page.head.keywords)
    core.created = core.modified = core.last_printed = moment
    core.revision = 1
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def same_bytes(packed: bytes) -> bytes:
    """Return a zip with its entries in order and without the clock's time, so that it can be compared."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        # The content types come first: some readers look only there.
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()


def empty_body(document: Document) -> None:
    """Take the text out of a template and keep its page set-up."""
    for body in document.element.iterchildren(qn("w:body")):
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)


def neutral_styles(document: Document) -> None:
    """Set a plain page: A4, one font, dark headings, Dutch as language."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(28)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.start_type = WD_SECTION.NEW_PAGE
    sizes = {"Normal": 11, "Title": 16, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11, "Heading 4": 11}
    for name, size in sizes.items():
        style = document.styles[name]
        if not isinstance(style, ParagraphStyle):
            continue
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        plain_font(character_properties(style))
        for paragraph in style.element.iterchildren(qn("w:pPr")):
            for lines in list(paragraph.iterchildren(qn("w:pBdr"))):
                paragraph.remove(lines)
        if name != "Normal":
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL")
    normal = document.styles["Normal"]
    if isinstance(normal, ParagraphStyle):
        character_properties(normal).append(language)


def character_properties(style: ParagraphStyle) -> BaseOxmlElement:
    """Return the character properties of a style; setting its font has made them."""
    properties = style.element.find(qn("w:rPr"))
    if not isinstance(properties, BaseOxmlElement):
        raise TypeError("a style without character properties")
    return properties


def plain_font(properties: BaseOxmlElement) -> None:
    """Take out the theme's fonts, which would go before the one that was set."""
    for fonts in properties.iterchildren(qn("w:rFonts")):
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            if qn(f"w:{theme}") in fonts.attrib:
                del fonts.attrib[qn(f"w:{theme}")]


class Writer:
    """Writes the blocks of a page into a Word document, in reading order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.notes = FootnotePart()

    def head(self, page: Page) -> None:
        """Write what stands above the letter or the annex."""
        head = page.head
        if page.kind == "annex":
            self.document.add_paragraph(head.title, style="Title")
            reference = f", onze referentie {head.reference}" if head.reference else ""
            self.document.add_paragraph(f"{head.sender}, {wording.day(head.date)}{reference}")
        else:
            self.document.add_paragraph().add_run(head.sender).bold = True
            self.document.add_paragraph(head.addressee)
            dossier = f"{wording.dossier(head.dossier)} {head.dossier_title}".strip() if head.dossier else ""
            fields = {
                "Datum": f"{head.place}, {wording.day(head.date)}",
                "Onze referentie": head.reference,
                "Betreft": head.title,
                "Dossier": dossier,
                "Bijlage" if len(head.annexes) == 1 else "Bijlagen": "; ".join(head.annexes),
            }
            paragraph = self.document.paragraphs[-1]
            for name, value in fields.items():
                if value:
                    paragraph = self.document.add_paragraph()
                    paragraph.paragraph_format.space_after = Pt(2)
                    paragraph.add_run(f"{name}: ").bold = True
                    paragraph.add_run(value)
            paragraph.paragraph_format.space_after = Pt(20)
        # The footer's own style brings tab stops that would stand in the way of ours.
        footer = self.document.sections[0].footer
        add_page_numbers(footer.add_paragraph(style="Normal"), head.reference or head.title)
        first = footer.paragraphs[0]._p
        parent = first.getparent()
        if parent is not None:
            parent.remove(first)

    def signature(self, page: Page) -> None:
        """Write the signature block."""
        head = page.head
        lines = [head.sender]
        if head.on_behalf:
            lines.append("mede namens " + " en ".join(head.on_behalf))
        paragraph = self.document.add_paragraph("\n".join(lines))
        paragraph.paragraph_format.space_before = Pt(24)
        paragraph.paragraph_format.keep_with_next = True
        self.document.add_paragraph(head.signatory).paragraph_format.space_before = Pt(42)

    def part(self, part: Title | Prose | Entries | Grid) -> None:
        """Write one block."""
        if isinstance(part, Title):
            self.pieces(self.document.add_paragraph(style=f"Heading {part.level}"), part.pieces)
        elif isinstance(part, Prose):
            self.pieces(self.document.add_paragraph(), part.pieces)
        elif isinstance(part, Entries):
            for number, entry in enumerate(part.entries, start=part.start):
                # A typed number keeps its value when the list is cut or moved, as the annex's numbers must.
                paragraph = self.document.add_paragraph(style=None if part.numbered else "List Bullet")
                if part.numbered:
                    paragraph.paragraph_format.left_indent = Mm(7)
                    paragraph.paragraph_format.first_line_indent = Mm(-7)
                    paragraph.add_run(f"{number}.\t")
                    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(7))
                self.pieces(paragraph, entry)
        else:
            self.grid(part)

    def grid(self, grid: Grid) -> None:
        """Write a table whose first row is a header that repeats on every page."""
        caption = self.document.add_paragraph()
        self.pieces(caption, grid.caption)
        for run in caption.runs:
            run.bold = True
        caption.paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=len(grid.header), style="Table Grid")
        header = table.add_row()
        mark_header(header)
        for cell, pieces in zip(header.cells, grid.header, strict=True):
            self.cell(cell, pieces, bold=True)
        for row in grid.rows:
            for cell, pieces in zip(table.add_row().cells, row, strict=True):
                self.cell(cell, pieces)
        shares = grid.widths or (1,) * len(grid.header)
        for column, share in zip(table.columns, shares, strict=True):
            for cell in column.cells:
                cell.width = Mm(round(154 * share / sum(shares)))
        self.document.add_paragraph()

    def cell(self, cell: _Cell, pieces: Pieces, *, bold: bool = False) -> None:
        """Write one cell."""
        paragraph = cell.paragraphs[0]
        self.pieces(paragraph, pieces)
        for run in paragraph.runs:
            run.font.size = Pt(9.5)
            if bold:
                run.bold = True

    def pieces(self, paragraph: Paragraph, pieces: Pieces) -> None:
        """Write running text into a paragraph."""
        for piece in pieces:
            if isinstance(piece, Footnote):
                self.notes.add(paragraph, piece.text)
            elif piece.url:
                add_link(paragraph, piece.text, piece.url)
            else:
                dress(paragraph.add_run(piece.text), piece)


def dress(run: WordRun, piece: Run) -> None:
    """Give a run its style and, where it differs, its language."""
    run.bold = True if piece.style == "strong" else None
    run.italic = True if piece.style == "emphasis" else None
    if piece.language != "nl":
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        run._r.get_or_add_rPr().append(language)


def mark_header(row: _Row) -> None:
    """Mark a row as the table's header, for screen readers and for every page."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))
