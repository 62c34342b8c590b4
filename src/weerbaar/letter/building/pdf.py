"""Makes the PDF, tagged for screen readers and fit for archiving; the same text gives the same bytes."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import typst

from weerbaar.letter.building.page import Page
from weerbaar.letter.building.typst_source import read_template, typst_source
from weerbaar.letter.register.faults import BadInput, Fault

NO_SIGN = re.compile(r'the text `"(.+?)"` could not be displayed')


class MissingSigns(BadInput):
    """Signs that the font of the letter does not have, so that a reader would see an empty box."""

    def __init__(self, signs: tuple[str, ...]) -> None:
        self.signs = signs
        super().__init__(Fault("letter", 0, no_sign(sign)) for sign in signs)


def no_sign(sign: str) -> str:
    """Return the words of the fault."""
    return f"the font has no sign {sign!r}; write it otherwise, or give a template with a font that has it"


def midnight(date: dt.date) -> dt.datetime:
    """Return the moment written into the files: the letter's own date, never the clock's."""
    return dt.datetime.combine(date, dt.time(12), dt.UTC)


def make_pdf(page: Page, template: Path | None = None) -> bytes:
    """Return the PDF of a document. Raises BadInput when the typesetter refuses it or the template."""
    text, root = read_template(template)
    return compile_source(typst_source(page, text), page.head.date, root)


def compile_source(source: str, date: dt.date, root: Path | None = None) -> bytes:
    """Return the PDF of a Typst source, with the typesetter's own fonts or those beside the template."""
    main, folder = source.encode(), str(root) if root else None
    fonts = [folder] if folder else []
    try:
        # The package's stub asks one type for text and folder; at run time the folder is a string.
        compiler = typst.Compiler(main, folder, fonts, ignore_system_fonts=True)  # type: ignore[misc]
        made = compiler.compile(
            format="pdf",
            # Both at once: accessible (ISO 14289-1) and for archiving with tags (ISO 19005-2, level A).
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(midnight(date).timestamp()),
        )
    except typst.TypstError as error:
        if signs := NO_SIGN.findall(str(error)):
            raise MissingSigns(tuple(signs)) from error
        message = str(error).split("\n", 1)[0]
        raise BadInput([Fault("template", 0, f"the typesetter refuses the letter: {message}")]) from error
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made
