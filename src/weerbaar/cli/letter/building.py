"""The commands that build a letter to parliament and lay out its annex."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weerbaar.cli.language import either
from weerbaar.cli.letter.differences import tell
from weerbaar.cli.letter.options import KAMER, SETTLED, bind_own, on_day, refuse
from weerbaar.letter.register.faults import BadInput

if TYPE_CHECKING:
    from weerbaar.letter.building.annex import Layout
    from weerbaar.letter.building.binding import Letter
    from weerbaar.letter.register.kamer import KamerRecord

OWN = click.option(
    "--own",
    type=click.Path(path_type=Path),
    callback=bind_own,
    is_eager=True,
    envvar="WEERBAAR_LETTER_OWN",
    help="Folder of a ministry's own: rules, and the templates letter.typ and letter.docx.",
)
TEMPLATE = click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True),
    help="Typst file with the ministry's own look.",
)


@click.command(
    epilog="Example: weerbaar letter build draft.txt --figures figures.csv --figures effect=effect.json"
    " --register register.json --out bundle"
)
@click.argument("draft", type=click.Path(path_type=Path))
@click.argument("more", nargs=-1)
@click.option(
    "--figures",
    "-f",
    multiple=True,
    help="CSV or JSON figure file, or a result of `measure --json`; NAME=FILE names it.",
)
@click.option(
    "--register",
    "-r",
    "register_file",
    type=click.Path(path_type=Path),
    help="Register of motions and commitments.",
)
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="Folder for the bundle.")
@TEMPLATE
@click.option(
    "--word-template",
    type=click.Path(path_type=Path, exists=True),
    help="Word file with the ministry's own styles.",
)
@KAMER
@click.option(
    "--attach", multiple=True, type=click.Path(path_type=Path), help="File that goes along, as a beslisnota."
)
@OWN
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def build(
    draft: Path,
    more: tuple[str, ...],
    figures: tuple[str, ...],
    register_file: Path | None,
    out: Path,
    template: Path | None,
    word_template: Path | None,
    kamer: tuple[Path, ...],
    attach: tuple[Path, ...],
    own: Path | None,
    as_json: bool,
) -> None:
    """Build the letter in DRAFT: PDF, Word, annex, metadata, provenance, checksums.

    Further files after DRAFT are figure files too, so that `--figures a.csv b.json` reads both. A figure
    typed by hand, a missing figure, a settled item that is not open or a skipped heading level stops the
    build; then every fault is told and nothing is written.
    """
    from weerbaar.letter.building.bundle import Templates, build_letter, read_attached, read_letter, write_all
    from weerbaar.letter.own import look

    try:
        letter, items = read_letter(draft, [*figures, *more], register_file)
        looks = Templates(template or look(own, "letter.typ"), word_template or look(own, "letter.docx"))
        files = build_letter(letter, items, looks, read_attached(attach), kamer_records(kamer))
        write_all(out, files)
    except BadInput as bad:
        refuse(bad, as_json=as_json)
    if as_json:
        click.echo(json.dumps(summary(letter, out, files), ensure_ascii=False, indent=1))
        return
    made, used, settled = len(files), len(letter.uses), len(letter.settled)
    nl = f"{made} bestanden, {used} cijfers, {settled} moties en toezeggingen afgedaan"
    en = f"{made} files, {used} figures, {settled} items settled"
    click.echo(f"{out}: {either(nl=nl, en=en)}")
    for line, nl, en in doubts(letter):
        click.echo(
            f"{either(nl='kijk naar regel', en='look at line')} {line}: {either(nl=nl, en=en)}", err=True
        )


def one_register(argument: Path | None, option: Path | None) -> Path:
    """Return the register that was named, by either way but not by both."""
    if (argument is None) == (option is None):
        nl, en = (
            "één register, als argument of met --register",
            "one register, as argument or with --register",
        )
        raise click.UsageError(either(nl=f"geef {nl}", en=f"give {en}"))
    return argument or option or Path()


def kamer_records(pages: tuple[Path, ...]) -> list[KamerRecord] | None:
    """Return the Kamer's records, or None when no page was given."""
    from weerbaar.letter.register.importing import import_files

    return list(import_files(list(pages)).records.values()) if pages else None


def summary(letter: Letter, out: Path, files: dict[str, bytes]) -> dict[str, object]:
    """Return what was made, for a program."""
    return {
        "out": str(out),
        "files": sorted(files),
        "figures": len(letter.uses),
        "settled": [settled.item.id for settled in letter.settled],
        "promises": len(letter.promises),
        "look_at": [{"line": line, "why": en} for line, _, en in doubts(letter)],
    }


def doubts(letter: Letter) -> list[tuple[int, str, str]]:
    """Return what does not stop the build but asks for a look, by line in Dutch and English: weak anchors."""
    found: dict[str, tuple[int, str, str]] = {}
    for use in letter.uses:
        key = use.figure.id
        if use.figure.verdict == "no_conclusion":
            nl = f"{key!r} rust op een meting zonder conclusie"
            en = f"{key!r} rests on a measurement without a conclusion"
            found.setdefault(f"{key} verdict", (use.line, nl, en))
        if not (use.figure.data_hash or use.figure.position):
            nl = f"{key!r} heeft geen positie in een grootboek en geen hash van de gegevens"
            en = f"{key!r} has no ledger position and no data hash"
            found.setdefault(f"{key} anchor", (use.line, nl, en))
    return list(found.values())


@click.command(
    epilog="Example: weerbaar letter annex register.json --kamer page.json --date 2026-06-19 --out annex"
)
@click.argument("register_file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--register",
    "-r",
    "named",
    type=click.Path(path_type=Path),
    help="The register, in place of the argument.",
)
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="Folder for the annex.")
@click.option("--date", "day", callback=on_day, help="The letter's date; today without it.")
@click.option("--layout", type=click.Choice(["list", "table", "both"]), default="both", show_default=True)
@KAMER
@SETTLED
@click.option("--sender", default="De minister", show_default=True, help="Who sends the annex.")
@TEMPLATE
@OWN
@click.option("--json", "as_json", is_flag=True, help="Print what asks for attention as JSON.")
def annex(
    register_file: Path | None,
    named: Path | None,
    out: Path,
    day: dt.date,
    layout: str,
    kamer: tuple[Path, ...],
    settled: Path | None,
    sender: str,
    template: Path | None,
    own: Path | None,
    as_json: bool,
) -> None:
    """Write the overview of motions and commitments, as PDF and Word; what is late comes first."""
    from weerbaar.letter.building import bundle
    from weerbaar.letter.building.draft import Head
    from weerbaar.letter.own import look
    from weerbaar.letter.register.register_file import read_register
    from weerbaar.letter.register.settled_file import read_told

    head = Head("Overzicht moties en toezeggingen", day, "Den Haag", "", sender, "")
    try:
        items = read_register(one_register(register_file, named))
        told = read_told(settled) if settled else None
        differences = bundle.annex_differences(items, kamer_records(kamer), head, told)
        layouts: list[Layout] = [one for one in bundle.LAYOUTS if layout in (one, "both")]
        files = bundle.build_annex(
            items, head, differences, {}, bundle.Templates(template or look(own, "letter.typ")), layouts
        )
        bundle.write_all(out, bundle.with_sums(files))
    except BadInput as bad:
        refuse(bad, as_json=as_json)
    tell(differences, as_json=as_json)
    if not as_json:
        click.echo(f"{out}: {', '.join(sorted(files))}")
