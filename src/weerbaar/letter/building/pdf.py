"""Makes the PDF, tagged for screen readers and fit for archiving; the same text gives the same bytes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typst

from weerbaar.letter.building.page import Page
from weerbaar.letter.building.typst_source import read_template, typst_source
from weerbaar.letter.register.faults import BadInput, Fault

# Both at once: accessible (ISO 14289-1) and for archiving with tags (ISO 19005-2, level A).
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def midnight(date: dt.date) -> dt.datetime:
    """Return the letter's own date as the moment written into its files, so that they do not depend on the clock."""
    return dt.datetime.combine(date, dt.time(12), dt.UTC)


def make_pdf(page: Page, template: Path | None = None) -> bytes:
    """Return the PDF of a document. Raises BadInput when the typesetter refuses it or the template."""
    text, root = read_template(template)
    return compile_source(typst_source(page, text), page.head.date, root)


def compile_source(source: str, date: dt.date, root: Path | None = None) -> bytes:
    """Return the PDF of a Typst source; only the fonts inside the typesetter are used, unless a template brings its own."""
    try:
        return typst.compile(
            source.encode(),
            root=root,
            font_paths=[root] if root else [],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(midnight(date).timestamp()),
        )
    except typst.TypstError as error:
        message = str(error).split("\n", 1)[0]
        raise BadInput([Fault("template", 0, f"the typesetter refuses the letter: {message}")]) from error
