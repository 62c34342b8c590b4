"""The commands that keep the register of motions and commitments, beside the Kamer's own."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from weerbaar.cli.language import either
from weerbaar.cli.letter.differences import tell
from weerbaar.cli.letter.options import ANSWERED_NO, SETTLED, on_day, refuse
from weerbaar.cli.sentences import spoken
from weerbaar.letter.register.faults import BadInput


@click.group(epilog="Example: weerbaar letter register import page1.json page2.json --out register.json")
def register() -> None:
    """Keep the register of motions and commitments beside the Kamer's own."""


@register.command(
    name="import",
    epilog="Example: weerbaar letter register import feed.xml --into register.json --out register.json",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--url", help="Address of the service; its pages are followed on the same host.")
@click.option("--into", type=click.Path(path_type=Path), help="Register to add to; a new one without it.")
@click.option("--date", "day", callback=on_day, help="Day of the import; today without it.")
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="Register file to write.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def import_(
    files: tuple[Path, ...], url: str | None, into: Path | None, day: dt.date, out: Path, as_json: bool
) -> None:
    """Bring pages of the Tweede Kamer's open data (OData JSON or SyncFeed Atom) into the register."""
    from weerbaar.letter.building.bundle import write_all
    from weerbaar.letter.register.absorbing import absorb
    from weerbaar.letter.register.importing import import_address, import_files
    from weerbaar.letter.register.items import Register
    from weerbaar.letter.register.register_file import read_register, write_register

    if bool(files) == bool(url):
        raise click.UsageError(either(nl="geef BESTANDEN of --url", en="give either FILES or --url"))
    try:
        known = read_register(into) if into else Register()
        got = import_address(url, progress) if url else import_files(list(files))
        absorbed = absorb(known, got.records.values(), day)
        write_all(out.parent, {out.name: write_register(absorbed.register)})
    except BadInput as bad:
        refuse(bad, as_json=as_json)
    alarms = got.settled_alarms()
    if as_json:
        done = {"pages": got.pages, "rows": got.rows, "records": len(got.records)}
        told = {**done, "done": absorbed.done, "alarms": alarms, "items": len(absorbed.register.items)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for words in absorbed.done:
        click.echo(spoken(words))
    for alarm in alarms:
        click.echo(f"alarm: {spoken(alarm)}", err=True)
    nl, en = f"uit {got.rows} rijen op {got.pages} pagina's", f"from {got.rows} rows on {got.pages} pages"
    counted = f"{len(absorbed.register.items)} {either(nl='moties en toezeggingen', en='items')}"
    click.echo(f"{out}: {counted} {either(nl=nl, en=en)}")


def progress(pages: int, rows: int) -> None:
    """Say how far a long import is."""
    click.echo(either(nl=f"pagina {pages}, {rows} rijen", en=f"page {pages}, {rows} rows"), err=True)


@register.command(
    name="compare",
    epilog="Example: weerbaar letter register compare register.json page1.json --date 2026-06-19",
)
@click.argument("register_file", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@SETTLED
@click.option("--date", "day", callback=on_day, help="Day of the comparison; today without it.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
def compare_(
    register_file: Path, files: tuple[Path, ...], settled: Path | None, day: dt.date, as_json: bool
) -> None:
    """Say where the ministry's list and the Kamer's differ; status 1 when they do."""
    from weerbaar.letter.register.comparison import compare
    from weerbaar.letter.register.importing import import_files
    from weerbaar.letter.register.register_file import read_register
    from weerbaar.letter.register.settled_file import Told, read_told

    try:
        ours = read_register(register_file)
        theirs = import_files(list(files)).records.values()
        told = read_told(settled) if settled else Told()
        lists = told.settled, told.mentioned
        differences = compare(ours, theirs, day, *lists, with_kamer=bool(files))
    except BadInput as bad:
        refuse(bad, as_json=as_json)
    tell(differences, as_json=as_json)
    if differences:
        raise click.exceptions.Exit(ANSWERED_NO)
    if not as_json:
        click.echo(either(nl="geen verschillen", en="no differences"))


@register.command(
    epilog="Example: weerbaar letter register errata sent/provenance.json --figures figures.csv"
)
@click.argument("sent", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--figures", "-f", multiple=True, required=True, help="Figure file as it now is; NAME=FILE names it."
)
@click.option("--json", "as_json", is_flag=True, help="Print the errata as JSON.")
def errata(sent: tuple[Path, ...], figures: tuple[str, ...], as_json: bool) -> None:
    """Say which letters that went out state a figure that was corrected since; status 1 when one does.

    SENT are the provenance.json files of those letters. The letters stay as they were sent.
    """
    from weerbaar.letter.building.errata import errata as find
    from weerbaar.letter.building.errata import read_stated
    from weerbaar.letter.building.figure_files import read_figures

    try:
        found = find([one for path in sent for one in read_stated(path)], read_figures(list(figures)))
    except BadInput as bad:
        refuse(bad, as_json=as_json)
    if as_json:
        rows = [{**one.__dict__, "stated": [old.__dict__ for old in one.stated]} for one in found]
        click.echo(json.dumps({"errata": rows}, ensure_ascii=False, indent=1))
    for one in () if as_json else found:
        click.echo(f"{one.id} ({one.of}) {either(nl='is nu', en='is now')} {one.new}")
        for old in one.stated:
            click.echo(f"  {old.document}, {old.date}: {either(nl='noemt', en='states')} {old.shown}")
    if found:
        raise click.exceptions.Exit(ANSWERED_NO)
    if not as_json:
        nl, en = "geen brief noemt een verbeterd cijfer", "no letter states a corrected figure"
        click.echo(either(nl=nl, en=en))
