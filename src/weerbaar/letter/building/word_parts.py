"""The parts of a Word document that python-docx does not write: footnotes, links and page numbers."""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote>"
)


class FootnotePart:
    """Gathers the notes of a document and adds them as its footnotes part."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a note's number at the end of a paragraph and keep its text."""
        self.texts.append(text)
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self.texts)))
        run._r.append(reference)

    def attach(self, document: Document) -> None:
        """Add the footnotes part to the document's package, when there are notes."""
        if not self.texts:
            return
        notes = "".join(note_xml(number, text) for number, text in enumerate(self.texts, start=1))
        xml = f"<w:footnotes {nsdecls('w')}>{SEPARATORS}{notes}</w:footnotes>"
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        name = PackURI("/word/footnotes.xml")
        part = Part(name, FOOTNOTES_TYPE, (head + xml).encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def note_xml(number: int, text: str) -> str:
    """Return one footnote as WordprocessingML."""
    size = '<w:sz w:val="17"/>'
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:after="20"/></w:pPr>'
        f'<w:r><w:rPr>{size}<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:rPr>{size}</w:rPr><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
    )


def add_link(paragraph: Paragraph, text: str, url: str) -> None:
    """Add words that lead to an address."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def add_page_numbers(paragraph: Paragraph, left: str) -> None:
    """Write `left` and "pagina x van y" into a footer."""
    paragraph.add_run(f"{left}\tPagina ").font.size = Pt(8)
    add_field(paragraph.add_run(), "PAGE")
    paragraph.add_run(" van ").font.size = Pt(8)
    add_field(paragraph.add_run(), "NUMPAGES")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(154), WD_TAB_ALIGNMENT.RIGHT)


def add_field(run: Run, code: str) -> None:
    """Put a field that Word fills in, such as the page number, into a run."""
    run.font.size = Pt(8)
    shown = '<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r>'
    xml = f'<w:fldSimple {nsdecls("w")} w:instr="{code}">{shown}</w:fldSimple>'
    run._r.addnext(parse_xml(xml))
