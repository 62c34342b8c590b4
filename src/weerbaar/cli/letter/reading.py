"""The commands that read letters: what one promises and settles, what a term means, and what became of it."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weerbaar.cli.language import either, language
from weerbaar.cli.letter.options import JSON, as_day, bind_own, refuses_bad_input

if TYPE_CHECKING:
    from weerbaar.letter.reading.findings import Reading

OWN = click.option(
    "--own",
    type=click.Path(path_type=Path),
    callback=bind_own,
    is_eager=True,
    expose_value=False,
    envvar="WEERBAAR_LETTER_OWN",
    help="Folder of a ministry's own rules and conventions, laid over ours.",
)
FILE = click.argument("file", type=click.Path(path_type=Path))
DAY = click.option("--date", "day", callback=as_day, help="The day of the letter, as 2025-12-19.")


@click.command(
    epilog="\b\nExample:\n  weerbaar letter read brief.txt\n  weerbaar letter read brief.xml --json"
    "\n  weerbaar letter read brief.docx --report uit --decisions besluiten.json"
)
@FILE
@DAY
@OWN
@JSON
@click.option(
    "--text", "as_text", is_flag=True, help="Print the text as read; `start` and `end` count in it."
)
@click.option(
    "--report", type=click.Path(path_type=Path), help="Write a page with every finding in its place."
)
@click.option("--lang", type=click.Choice(["nl", "en"]), default=language, help="Language of the report.")
@click.option(
    "--decisions", type=click.Path(path_type=Path), help="Apply a person's decisions; list new findings."
)
@refuses_bad_input
def read(
    file: Path,
    day: date | None,
    as_json: bool,
    as_text: bool,
    report: Path | None,
    lang: str,
    decisions: Path | None,
) -> None:
    """Find what a letter promises, settles and counts.

    The machine proposes, a person decides: see docs/how-to/letter-read.md.
    """
    from weerbaar.letter.reading.reader import read as read_letter
    from weerbaar.letter.reading.source import open_letter

    document = open_letter(file)
    if as_text:
        click.echo(document.text, nl=False)
        return
    reading = read_letter(document, day)
    if decisions is not None:
        from weerbaar.letter.reading.decisions import apply_decisions

        apply_decisions(reading, decisions)
    if report is not None:
        from weerbaar.letter.reading.report import write_report

        written = write_report(document, reading, report, lang)
        click.echo(either(nl=f"verslag: {written}", en=f"report: {written}"), err=True)
    if as_json:
        click.echo(as_json_text(reading))
    else:
        from weerbaar.letter.listing import listing

        click.echo(listing(reading, language()))


def as_json_text(reading: Reading) -> str:
    """Return a reading as indented JSON."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(reading), indent=2).decode()


@click.command(
    epilog="\b\nExample:\n  weerbaar letter term 'voor het einde van het tweede kwartaal van 2026' --date 2025-12-19"
)
@click.argument("text")
@DAY
@OWN
@JSON
def term(text: str, day: date | None, as_json: bool) -> None:
    """Explain which days a term stands for, and by which rule."""
    from weerbaar.letter.terms.explain import explain

    if day is None:
        raise click.UsageError(
            either(
                nl='geef de dag van de brief: --date 2025-12-19 ("komend jaar" hangt ervan af)',
                en='give the day of the letter: --date 2025-12-19 ("komend jaar" depends on it)',
            )
        )
    found = explain(text, day, language())
    if as_json:
        click.echo(json.dumps([one.record for one in found], ensure_ascii=False, indent=2))
    else:
        none = either(nl="geen tijdsuitdrukking die wij kennen", en="no expression of time that we know")
        click.echo("\n\n".join(one.words for one in found) or f"`{text}`: {none}")
    if not found:
        sys.exit(1)


@click.command(
    epilog="\b\nExample:\n  weerbaar letter refs brief.txt\n  weerbaar letter refs brief.xml --json"
)
@FILE
@OWN
@JSON
@refuses_bad_input
def refs(file: Path, as_json: bool) -> None:
    """Find the references to documents and law, each with its identifier."""
    from weerbaar.letter.reading.reader import references_of
    from weerbaar.letter.reading.source import open_any_language

    found = references_of(open_any_language(file))
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for one in found:
        click.echo(f"{one.start:>7}  {one.identifier:<34} {one.canonical}")
    if not found:
        click.echo(either(nl="geen verwijzing gevonden", en="no reference found"))


@click.command(epilog="\b\nExample:\n  weerbaar letter compare juni.txt december.txt")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@OWN
@JSON
@refuses_bad_input
def compare(old: Path, new: Path, as_json: bool) -> None:
    """Show what became of the promises and figures of an older letter; dropped promises first."""
    from weerbaar.letter.compare import compare_letters
    from weerbaar.letter.reading.reader import read as read_letter
    from weerbaar.letter.reading.reader import sentences_of
    from weerbaar.letter.reading.source import open_letter

    before, after = open_letter(old), open_letter(new)
    found = compare_letters(read_letter(before), read_letter(after), sentences_of(after))
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        from weerbaar.letter.listing import changes

        click.echo(changes(found, language()))
