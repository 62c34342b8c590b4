"""The commands that build a letter to parliament, keep its register and lay out its annex."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from weerbaar.cli.language import either
from weerbaar.cli.letter import bind_own
from weerbaar.cli.sentences import spoken
from weerbaar.letter.register.faults import BadInput

if TYPE_CHECKING:
    from weerbaar.letter.building.annex import Layout
    from weerbaar.letter.building.binding import Letter
    from weerbaar.letter.register.kamer import KamerRecord

BAD_INPUT, ANSWERED_NO = 2, 1


def refuse(bad: BadInput, *, as_json: bool = False) -> NoReturn:
    """Print every fault, for a person or for a program, and end with status 2."""
    if as_json:
        click.echo(
            json.dumps({"faults": [fault.__dict__ for fault in bad.faults]}, ensure_ascii=False, indent=1)
        )
        raise click.exceptions.Exit(BAD_INPUT)
    for fault in bad.faults:
        click.echo(spoken(str(fault)), err=True)
    count = len(bad.faults)
    nl = f"{count} {'fout' if count == 1 else 'fouten'}; er is niets geschreven"
    en = f"{count} {'fault' if count == 1 else 'faults'}; nothing was written"
    click.echo(either(nl=nl, en=en), err=True)
    raise click.exceptions.Exit(BAD_INPUT)


def on_day(context: click.Context, parameter: click.Parameter, value: str | None) -> dt.date:
    """Return the day of `--date`, today without one."""
    if value is None:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        nl, en = "is geen datum; schrijf haar als", "is no date; write it as"
        raise click.BadParameter(f"{value!r} {either(nl=nl, en=en)} 2026-06-19") from None


OWN = click.option(
    "--own",
    type=click.Path(path_type=Path),
    callback=bind_own,
    is_eager=True,
    envvar="WEERBAAR_LETTER_OWN",
    help="Folder of a ministry's own: rules, and the templates letter.typ and letter.docx.",
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
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True),
    help="Typst file with the ministry's own look.",
)
@click.option(
    "--word-template",
    type=click.Path(path_type=Path, exists=True),
    help="Word file with the ministry's own styles.",
)
@click.option(
    "--kamer", "-k", multiple=True, type=click.Path(path_type=Path), help="Page of the Kamer's open data."
)
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
@click.option(
    "--kamer", "-k", multiple=True, type=click.Path(path_type=Path), help="Page of the Kamer's open data."
)
@click.option(
    "--settled",
    type=click.Path(path_type=Path),
    help="Result of `letter read --json`: what a letter settles.",
)
@click.option("--sender", default="De minister", show_default=True, help="Who sends the annex.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True),
    help="Typst file with the ministry's own look.",
)
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
    from weerbaar.letter.register.settled_file import read_settled

    head = Head("Overzicht moties en toezeggingen", day, "Den Haag", "", sender, "")
    try:
        items = read_register(one_register(register_file, named))
        told = read_settled(settled) if settled else ()
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


def tell(differences: tuple[object, ...], *, as_json: bool) -> None:
    """Print differences, grouped under their reason, most pressing first."""
    from weerbaar.letter.register.comparison import ORDER, Difference

    known = [one for one in differences if isinstance(one, Difference)]
    if as_json:
        rows = [{**one.__dict__, "since": one.since.isoformat() if one.since else None} for one in known]
        click.echo(json.dumps({"differences": rows}, ensure_ascii=False, indent=1))
        return
    for why, heading in ORDER.items():
        chosen = [one for one in known if one.why == why]
        if chosen:
            click.echo(f"{either(nl=heading.nl, en=heading.en)} ({len(chosen)})")
        for one in chosen:
            since = f" [{either(nl='sinds', en='since')} {one.since}]" if one.since else ""
            both = " | ".join(part for part in (one.ours, one.theirs) if part)
            click.echo(f"  {one.id or '-'}  {one.title}: {both}{since}")


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
@click.option(
    "--settled",
    type=click.Path(path_type=Path),
    help="Result of `letter read --json`: what a letter settles.",
)
@click.option("--date", "day", callback=on_day, help="Day of the comparison; today without it.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
def compare_(
    register_file: Path, files: tuple[Path, ...], settled: Path | None, day: dt.date, as_json: bool
) -> None:
    """Say where the ministry's list and the Kamer's differ; status 1 when they do."""
    from weerbaar.letter.register.comparison import compare
    from weerbaar.letter.register.importing import import_files
    from weerbaar.letter.register.register_file import read_register
    from weerbaar.letter.register.settled_file import read_settled

    try:
        ours = read_register(register_file)
        theirs = import_files(list(files)).records.values()
        told = read_settled(settled) if settled else ()
        differences = compare(ours, theirs, day, told, with_kamer=bool(files))
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


if __name__ == "__main__":
    click.Group("letter", commands=[annex, build, register])()
