"""Drawing: one table of figures as bars, in a picture that says in words what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Literal

from weerbaar.kernel.law.publishing import Figure, Publication, Table

Language = Literal["nl", "en"]
# In units of the picture, of which a phone shows one as one point: its width, the longest bar, the height of a row.
WIDTH, LONGEST, ROW = 360, 290, 46
TEXT = 'font-family="system-ui, sans-serif" font-size="13" fill="currentColor"'
BAR = "#2b7fb0"  # stands out by more than 3 to 1 from white and from the dark paper of the pages
LEFT_OUT = {"nl": "weggelaten", "en": "left out"}


def said(one: Figure | Table | Publication, language: Language) -> str:
    """Return the name of a figure, table or publication in a language."""
    return one.nl if language == "nl" else one.en


def written(figure: Figure, language: Language) -> str:
    """Return a number as the language writes it, or that it is left out."""
    if figure.value is None:
        return LEFT_OUT[language]
    text = f"{figure.value:,}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def drawn_table(published: Publication) -> Table:
    """Return the table of a publication that is to be drawn."""
    return next(table for table in published.tables if table.name == published.drawn)


def bars(published: Publication, language: Language) -> str:
    """Return the drawn table of a publication as SVG: for each part its name, and under it a bar with its number.

    A part left out gets no bar of any length but the words for it. There is no script and no style sheet in it;
    text takes the colour of the text around the picture.
    """
    table = drawn_table(published)
    title = f"{said(published, language)}: {said(table, language).lower()}"
    height = ROW * len(table.parts)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" lang="{language}"'
        ' aria-labelledby="plot-title plot-desc">',
        f'<title id="plot-title">{escape(title)}</title>',
        f'<desc id="plot-desc">{escape(_told(table, language))}</desc>',
        *_rows(table, language),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _told(table: Table, language: Language) -> str:
    total = f"{said(table.total, language)}: {written(table.total, language)}."
    return " ".join([total, *(f"{said(one, language)}: {written(one, language)}." for one in table.parts)])


def _rows(table: Table, language: Language) -> Iterator[str]:
    most = max((one.value for one in table.parts if one.value is not None), default=Decimal(0)) or Decimal(1)
    for place, one in enumerate(table.parts):
        top = ROW * place
        long = round(LONGEST * float((one.value or 0) / most), 1)
        yield f'<text x="0" y="{top + 15}" {TEXT}>{escape(said(one, language))}</text>'
        if long:
            yield f'<rect x="0" y="{top + 21}" width="{long}" height="18" fill="{BAR}"/>'
        slant = ' font-style="italic"' if one.value is None else ""
        beside = long + 6 if long else 0
        yield f'<text x="{beside}" y="{top + 35}" {TEXT}{slant}>{escape(written(one, language))}</text>'
