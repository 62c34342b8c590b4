"""Writes a finished document in the language of Typst, the typesetter that makes the PDF."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from weerbaar.letter.building import wording
from weerbaar.letter.building.page import Entries, Footnote, Grid, Page, Part, Piece, Pieces, Prose, Title

# Every character that means something in Typst markup; a backslash before it makes it itself.
SPECIAL = re.compile(r"([\\#$*_`<>@\[\]=~/+\-\"'(.:;{}])")


def typst_source(page: Page, template: str) -> str:
    """Return the whole Typst source: the template's words, then one call with the head and the text."""
    blocks = [part_source(part) for part in page.parts]
    if page.kind == "letter" and page.parts and keeps_together(page.parts[-1]):
        # The signature never stands alone on a page.
        blocks[-1] = f"#block(sticky: true)[{blocks[-1]}]"
    body = "\n\n".join(blocks)
    return f"{template}\n\n#show: {page.kind}.with(\n{head_source(page)})\n\n{body}\n"


def keeps_together(part: Part) -> bool:
    """Return whether a block is small enough to stand on one page with what follows it."""
    return isinstance(part, Prose) or (isinstance(part, Grid) and len(part.rows) <= 8)


def default_template() -> str:
    """Return the neutral template, which bears no logo and no font of any ministry."""
    return files("weerbaar.letter.building").joinpath("templates/neutral.typ").read_text("utf-8")


def read_template(path: Path | None) -> tuple[str, Path | None]:
    """Return a template's text and the folder in which its pictures lie; without a path the neutral one."""
    if path is None:
        return default_template(), None
    return path.read_text("utf-8"), path.parent


def head_source(page: Page) -> str:
    """Return the fields of the head as named arguments of the template's function."""
    head = page.head
    texts = {
        "title": head.title,
        "place": head.place,
        "date-text": wording.day(head.date),
        "addressee": head.addressee,
        "sender": head.sender,
        "signatory": head.signatory,
        "reference": head.reference,
        "dossier": wording.dossier(head.dossier) if head.dossier else "",
        "dossier-title": head.dossier_title,
        "summary": head.summary,
    }
    lists = {"on-behalf": head.on_behalf, "annexes": head.annexes, "keywords": head.keywords}
    lines = [f"  {name}: {string(text)},\n" for name, text in texts.items()]
    lines += [
        f"  {name}: ({''.join(f'{string(text)}, ' for text in many)}),\n" for name, many in lists.items()
    ]
    day = head.date
    lines.append(f"  date: datetime(year: {day.year}, month: {day.month}, day: {day.day}),\n")
    return "".join(lines)


def part_source(part: Part) -> str:
    """Return one block."""
    if isinstance(part, Title):
        return f"{'=' * part.level} {pieces_source(part.pieces)}"
    if isinstance(part, Prose):
        return pieces_source(part.pieces)
    if isinstance(part, Entries):
        entries = "".join(f"  [{pieces_source(entry)}],\n" for entry in part.entries)
        return f"#enum(start: {part.start},\n{entries})" if part.numbered else f"#list(\n{entries})"
    return grid_source(part)


def grid_source(grid: Grid) -> str:
    """Return a table in which the header row is a header and every header cell says so."""
    widths = grid.widths or (1,) * len(grid.header)
    columns = "".join(f"{width}fr, " for width in widths)
    header = ", ".join(f"[{pieces_source(cell)}]" for cell in grid.header)
    rows = "".join(
        "    " + ", ".join(f"[{pieces_source(cell)}]" for cell in row) + ",\n" for row in grid.rows
    )
    table = f"table(\n    columns: ({columns}),\n    table.header({header}),\n{rows}  )"
    return f"#figure(\n  kind: table,\n  caption: [{pieces_source(grid.caption)}],\n  {table},\n)"


def pieces_source(pieces: Pieces) -> str:
    """Return running text."""
    return "".join(piece_source(piece) for piece in pieces)


def piece_source(piece: Piece) -> str:
    """Return words, a link or a note."""
    if isinstance(piece, Footnote):
        return f"#footnote[{escaped(piece.text)}]"
    text = escaped(piece.text)
    if piece.language != "nl":
        text = f"#text(lang: {string(piece.language)})[{text}]"
    if piece.style:
        text = f"#{'strong' if piece.style == 'strong' else 'emph'}[{text}]"
    return f"#link({string(piece.url)})[{text}]" if piece.url else text


def escaped(text: str) -> str:
    """Return words as markup that shows exactly them; white space at the edges stays."""
    return SPECIAL.sub(r"\\\1", text)


def string(text: str) -> str:
    """Return words as a Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
