"""Reads the text form of a draft letter: a head of `name: value` lines, a line `---`, and then the letter."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from weerbaar.letter.building.draft import (
    Block,
    Draft,
    Head,
    Heading,
    Listing,
    Paragraph,
    Table,
)
from weerbaar.letter.building.marks import read_span
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.json_text import CONTROL

MAX_BYTES = 5_000_000
HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
ENTRY = re.compile(r"(?:(-)|(\d{1,3})\.)\s+(\S.*)")
REQUIRED = {
    "titel": "title",
    "datum": "date",
    "plaats": "place",
    "afzender": "sender",
    "ondertekenaar": "signatory",
}
OPTIONAL = {
    "aan": "addressee",
    "kenmerk": "reference",
    "dossier": "dossier",
    "dossiertitel": "dossier_title",
    "kamernummer": "kamer_number",
    "publicatie": "publication",
    "uitgever": "publisher",
    "samenvatting": "summary",
}
REPEATED = {"mede namens": "on_behalf", "bijlage": "annexes", "trefwoord": "keywords"}
CHAIR = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal"


@dataclass(frozen=True)
class Line:
    """One line of the draft with its number."""

    number: int
    text: str


def read_draft(path: Path) -> tuple[Draft | None, list[Fault]]:
    """Return the draft in a file and its faults of form; no draft when its head or its text is missing.

    Faults of form are an unknown or missing name in the head, an open mark, a skipped heading level, a table
    of unequal rows. Raises BadInput when the file cannot be read at all.
    """
    raw = read_bytes(path)
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput([Fault(str(path), line, "is not UTF-8 text; save the draft as UTF-8")]) from error
    return parse_form(text, str(path))


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, or raise BadInput when it is absent, unreadable or too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(
                [Fault(str(path), 0, f"is larger than {MAX_BYTES // 1_000_000} MB; give a smaller file")]
            )
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise BadInput([Fault(str(path), 0, f"cannot be read ({reason}); check the name")]) from error


def parse_draft(text: str, file: str = "draft") -> Draft:
    """Return the draft in a text. Raises BadInput with every fault of form."""
    draft, faults = parse_form(text, file)
    if faults or draft is None:
        raise BadInput(faults)
    return draft


def parse_form(text: str, file: str) -> tuple[Draft | None, list[Fault]]:
    """Return the draft in a text as far as it can be read, and its faults of form."""
    lines = [Line(number, line.rstrip()) for number, line in enumerate(text.split("\n"), start=1)]
    edge = next((at for at, line in enumerate(lines) if line.text == "---"), None)
    if edge is None:
        return None, [Fault(file, 0, "has no line `---` between the head and the letter; add it")]
    faults = [
        Fault(file, line.number, "holds a sign without a shape; take it out")
        for line in lines
        if CONTROL.search(line.text)
    ]
    head = read_head(lines[:edge], file, faults)
    blocks = tuple(read_blocks(lines[edge + 1 :], file, faults))
    faults += skipped_levels(blocks, file)
    if not blocks:
        faults.append(Fault(file, edge + 1, "has no text after the head; write the letter"))
    if head is None or not blocks:
        return None, faults
    return Draft(file, head, blocks, hashlib.sha256(text.encode()).hexdigest()), faults


def read_head(lines: list[Line], file: str, faults: list[Fault]) -> Head | None:
    """Return the head, or None after adding its faults."""
    known = REQUIRED | OPTIONAL
    single: dict[str, str] = {}
    repeated: dict[str, list[str]] = {field: [] for field in REPEATED.values()}
    for line in lines:
        if not line.text.strip() or line.text.startswith("#"):
            continue
        name, colon, value = line.text.partition(":")
        name, value = " ".join(name.lower().split()), value.strip()
        if not colon or not value:
            faults.append(
                Fault(file, line.number, "is no `name: value` line of the head; add a colon and a value")
            )
        elif name in REPEATED:
            repeated[REPEATED[name]].append(value)
        elif name not in known:
            names = ", ".join([*known, *REPEATED])
            faults.append(Fault(file, line.number, f"the head knows no name {name!r}; choose from: {names}"))
        elif known[name] in single:
            faults.append(Fault(file, line.number, f"the head names {name!r} twice; keep one"))
        else:
            single[known[name]] = value
            if name == "datum" and read_date(value) is None:
                faults.append(Fault(file, line.number, f"{value!r} is no date; write it as 2026-06-19"))
    missing = [name for name, field in REQUIRED.items() if field not in single]
    faults += [Fault(file, 1, f"the head has no {name!r}; add a line `{name}: ...`") for name in missing]
    date = read_date(single.pop("date", ""))
    if missing or date is None:
        return None
    return head_of({**single, **repeated}, date)


def head_of(fields: dict[str, str | list[str]], date: dt.date) -> Head:
    """Return the head of its fields; without others the chair is addressed and the sender publishes."""
    dossier = "".join(str(fields.get("dossier", "")).split())
    told = {"addressee": CHAIR, "publisher": fields["sender"], **fields}
    return msgspec.convert({**told, "date": date, "dossier": dossier}, Head)


def read_date(text: str) -> dt.date | None:
    """Return an ISO date of a letter of our time, or None."""
    try:
        date = dt.date.fromisoformat(text) if len(text) == len("2026-06-19") else None
    except ValueError:
        return None
    return date if date and 1980 <= date.year <= 2200 else None


def groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the runs of lines between blank lines."""
    run: list[Line] = []
    for line in [*lines, Line(0, "")]:
        if line.text.strip():
            run.append(line)
        elif run:
            yield run
            run = []


def read_blocks(lines: list[Line], file: str, faults: list[Fault]) -> Iterator[Block]:
    """Yield the letter's blocks; a heading ends at its line even when no blank line follows."""
    for run in groups(lines):
        rest = run
        while rest and (match := HEADING.fullmatch(rest[0].text)):
            yield Heading(len(match[1]), read_span(match[2], rest[0].number, file, faults))
            rest = rest[1:]
        if not rest:
            continue
        if rest[0].text.startswith("|") or (len(rest) > 1 and rest[1].text.startswith("|")):
            yield from read_table(rest, file, faults)
        elif ENTRY.fullmatch(rest[0].text):
            yield read_list(rest, file, faults)
        else:
            until = next((at for at, line in enumerate(rest) if at and opens_list(line)), len(rest))
            words = "\n".join(line.text for line in rest[:until])
            yield Paragraph(read_span(words, rest[0].number, file, faults))
            if rest[until:]:
                yield read_list(rest[until:], file, faults)


def opens_list(line: Line) -> bool:
    """Return whether a line below running text opens a list: only a dot or the number 1 does.

    A line that was broken before "2025." goes on with its sentence.
    """
    match = ENTRY.fullmatch(line.text)
    return match is not None and match[2] in (None, "1")


def read_list(run: list[Line], file: str, faults: list[Fault]) -> Listing:
    """Return a list; a line without a list mark goes on with the entry above it."""
    entries: list[tuple[int, list[str]]] = []
    numbered = False
    for line in run:
        match = ENTRY.fullmatch(line.text)
        if match:
            numbered = numbered or match[2] is not None
            entries.append((line.number, [match[3]]))
        else:
            entries[-1][1].append(line.text.strip())
    return Listing(numbered, tuple(read_span("\n".join(text), at, file, faults) for at, text in entries))


def read_table(run: list[Line], file: str, faults: list[Fault]) -> Iterator[Table]:
    """Yield the table of a run: a caption line, then rows `| a | b |`, the first of them the header."""
    captions = [line for line in run if not line.text.startswith("|")]
    rows = [line for line in run if line.text.startswith("|")]
    start = run[0].number
    if len(captions) != 1 or captions[0] is not run[0]:
        faults.append(
            Fault(file, start, "a table begins with one line of caption above its rows; write it there")
        )
        return
    cells = [[cell.strip() for cell in line.text.strip().strip("|").split("|")] for line in rows]
    widths = {len(row) for row in cells}
    if len(widths) != 1 or len(rows) < 2:
        faults.append(
            Fault(
                file, rows[0].number, "a table has a header row, other rows, and equally many cells in each"
            )
        )
        return
    read = [
        tuple(read_span(cell, line.number, file, faults) for cell in row)
        for line, row in zip(rows, cells, strict=True)
    ]
    caption = read_span(captions[0].text, start, file, faults)
    yield Table(caption, read[0], tuple(read[1:]), start)


def skipped_levels(blocks: tuple[Block, ...], file: str) -> Iterator[Fault]:
    """Yield a fault for each heading that lies more than one level below the one before it."""
    level = 0
    for block in blocks:
        if not isinstance(block, Heading):
            continue
        if block.level > level + 1:
            found, wanted = "#" * block.level, "#" * (level + 1)
            yield Fault(
                file, block.span.line, f"a heading level is skipped: {found} where {wanted} must come first"
            )
        if block.level > 4:
            yield Fault(file, block.span.line, "a letter has at most four heading levels")
        level = block.level
