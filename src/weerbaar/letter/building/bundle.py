"""Builds everything that goes out with a letter, and writes it in one go: all of it, or nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from weerbaar.letter.building import metadata, proposals, provenance
from weerbaar.letter.building.annex import TITLE, Layout, Place, annex_page
from weerbaar.letter.building.binding import Letter, bind, text_faults, without_note_files
from weerbaar.letter.building.draft import Head, Heading, spans
from weerbaar.letter.building.draft_text import read_draft
from weerbaar.letter.building.figure_files import read_figures
from weerbaar.letter.building.pdf import MissingSigns, compile_source, make_pdf, no_sign
from weerbaar.letter.building.typst_source import read_template, typst_source
from weerbaar.letter.building.word import make_word
from weerbaar.letter.register.comparison import Difference, compare
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.items import Register
from weerbaar.letter.register.kamer import KamerRecord
from weerbaar.letter.register.register_file import read_register
from weerbaar.letter.register.settled_file import Told

SUMS = "SHA256SUMS"
LAYOUTS: tuple[Layout, ...] = ("list", "table")


@dataclass(frozen=True)
class Templates:
    """A ministry's own looks: a Typst file for the PDF, a Word file for the .docx; None is neutral."""

    pdf: Path | None = None
    word: Path | None = None


def read_letter(draft: Path, figures: Sequence[str], register: Path | None) -> tuple[Letter, Register]:
    """Return the letter with every mark looked up. Raises BadInput with the faults of every file at once."""
    faults: list[Fault] = []
    written, values, items = None, None, None
    try:
        written, faults = read_draft(draft)
    except BadInput as bad:
        faults += bad.faults
    try:
        values = read_figures(list(figures))
    except BadInput as bad:
        faults += bad.faults
    try:
        items = read_register(register) if register else Register()
    except BadInput as bad:
        faults += bad.faults
    letter = None
    if written is not None and (values is None or items is None):
        # Without the figures or the register, what they lack cannot be told; the rest can.
        faults += text_faults(written)
    elif written is not None and values is not None and items is not None:
        try:
            letter = bind(written, values, items)
        except BadInput as bad:
            faults += bad.faults
    if faults or letter is None or items is None:
        raise BadInput(faults)
    return without_note_files(letter), items


def build_letter(
    letter: Letter,
    register: Register,
    templates: Templates | None = None,
    attached: Mapping[str, bytes] | None = None,
    records: Sequence[KamerRecord] | None = None,
) -> dict[str, bytes]:
    """Return the files of the bundle by name; the same letter and register give the same bytes.

    `records` are the Kamer's own, for what stands first in the annex.
    """
    looks = templates or Templates()
    text, root = read_template(looks.pdf)
    source = typst_source(letter.page, text)
    try:
        pdf = compile_source(source, letter.draft.head.date, root)
    except MissingSigns as missing:
        raise BadInput(located(letter, missing.signs)) from missing
    files = {
        "letter.typ": source.encode(),
        "letter.pdf": pdf,
        "letter.docx": make_word(letter.page, looks.word),
        "provenance.csv": provenance.as_csv(letter),
        "provenance.json": provenance.as_json(letter),
        "proposals.json": proposals.as_json(letter),
    }
    if register.items:
        differences = annex_differences(register, records, letter.draft.head)
        files |= build_annex(register, letter.draft.head, differences, places(letter), looks)
    files |= attached or {}
    files["metadata.json"] = metadata.as_json(letter, files)
    return with_sums(files)


def located(letter: Letter, signs: Sequence[str]) -> list[Fault]:
    """Return a fault for each missing sign, on the line of the draft where it first stands."""
    sources = [span for block in letter.draft.blocks for span in spans(block)]
    faults: list[Fault] = []
    for sign in signs:
        span = next((span for span in sources if sign in span.source), None)
        line = span.line + span.source[: span.source.index(sign)].count("\n") if span else 0
        faults.append(Fault(letter.draft.file, line, no_sign(sign)))
    return faults


def read_attached(paths: Sequence[Path]) -> dict[str, bytes]:
    """Return the files that go along, by the names they get. Raises BadInput with every one that cannot."""
    found: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in paths:
        name = f"attached-{path.name}"
        if path.suffix.lower() not in metadata.FORMATS:
            faults.append(
                Fault(str(path), 0, f"is of no kind that goes along: {', '.join(metadata.FORMATS)}")
            )
        elif name in found:
            faults.append(Fault(str(path), 0, "has the name of another file that goes along; rename it"))
        else:
            try:
                found[name] = path.read_bytes()
            except OSError as error:
                reason = (error.strerror or "no reason given").lower()
                faults.append(Fault(str(path), 0, f"cannot be read ({reason}); check the name"))
    if faults:
        raise BadInput(faults)
    return found


def places(letter: Letter) -> dict[str, Place]:
    """Return where the letter settles each item: the words of the heading above it."""
    found: dict[str, Place] = {}
    for settled in letter.settled:
        heading = ""
        for block in letter.draft.blocks:
            if spans(block)[0].line > settled.line:
                break
            if isinstance(block, Heading):
                heading = block.span.source
        part = f"onderdeel {settled.part}, " if settled.part else ""
        left = [c for n, c in enumerate(settled.item.clauses, 1) if c.offered is None and n != settled.part]
        words = f"{part}paragraaf ‘{heading}’" if heading else f"{part}inleiding"
        known = found.get(settled.item.id)
        if known:
            words = f"{known.words} en {words}"
            done = {s.part for s in letter.settled if s.item.id == settled.item.id}
            left = [c for n, c in enumerate(settled.item.clauses, 1) if c.offered is None and n not in done]
        found[settled.item.id] = Place(words, settled.part is None or not left)
    return found


def build_annex(
    register: Register,
    head: Head,
    differences: Sequence[Difference],
    settled: dict[str, Place],
    templates: Templates | None = None,
    layouts: Sequence[Layout] = LAYOUTS,
) -> dict[str, bytes]:
    """Return the annex in the layouts asked for, each as PDF and as Word document."""
    looks = templates or Templates()
    own = dataclasses.replace(head, title=TITLE, summary=f"Bijlage bij: {head.title}", annexes=())
    files: dict[str, bytes] = {}
    for layout in layouts:
        page = annex_page(register, own, differences, layout, settled)
        files[f"annex-{layout}.pdf"] = make_pdf(page, looks.pdf)
        files[f"annex-{layout}.docx"] = make_word(page, looks.word)
    return files


def annex_differences(
    register: Register,
    records: Sequence[KamerRecord] | None,
    head: Head,
    told: Told | None = None,
) -> tuple[Difference, ...]:
    """Return what stands first in an annex; without the Kamer's records only what the register shows."""
    told = told or Told()
    lists = told.settled, told.mentioned
    return compare(register, records or (), head.date, *lists, with_kamer=records is not None)


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files and a list of their SHA-256, in the form that `sha256sum --check` reads."""
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return {**files, SUMS: sums.encode()}


def listed(sums: Path) -> set[str]:
    """Return the files that an earlier bundle in the same folder lists as its own."""
    if not sums.is_file():
        return set()
    rows = [line.split("  ", 1) for line in sums.read_text("utf-8", errors="replace").splitlines()]
    return {row[1] for row in rows if len(row) == 2 and Path(row[1]).name == row[1]}


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder; every file is complete before the first one gets its name.

    A bundle replaces the earlier one in its folder: what only that one had is taken away.
    Raises BadInput when the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as ready:
            for name, content in files.items():
                (Path(ready) / name).write_bytes(content)
            folder.mkdir(exist_ok=True)
            stale = listed(folder / SUMS) - set(files) if SUMS in files else set[str]()
            for name in files:
                os.replace(Path(ready) / name, folder / name)
            for name in stale:
                (folder / name).unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise BadInput(
            [Fault(str(folder), 0, f"cannot be written ({reason}); choose another --out")]
        ) from error
