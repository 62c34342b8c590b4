"""The commands for letters to parliament: read one, explain a term or a reference, compare two, build one."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar, cast

import click

from weerbaar.cli.language import either, language, translated

if TYPE_CHECKING:
    from weerbaar.letter.reading.findings import Reading

BAD_INPUT = 2
# These commands belong to the building half of the library and are loaded only when asked for.
ELSEWHERE = {
    "annex": "Write the overview of motions and commitments.",
    "build": "Build the letter, its annex and where each figure comes from.",
    "register": "Import and show the register of motions and commitments.",
}
P = ParamSpec("P")
R = TypeVar("R")


class LetterGroup(click.Group):
    """The letter commands; those for building are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or nothing when there is none of that name."""
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        try:
            module = importlib.import_module("weerbaar.cli.letter_build")
        except ModuleNotFoundError:
            return None
        found = cast("click.Command | None", getattr(module, cmd_name, None))
        return found and translated(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading the building half."""
        own = {name: (self.commands[name].get_short_help_str(80)) for name in self.commands}
        elsewhere = {name: gettext(said) for name, said in ELSEWHERE.items()}
        with formatter.section(gettext("Commands")):
            formatter.write_dl(sorted({**own, **elsewhere}.items()))


def refuse(faults: Iterable[str]) -> NoReturn:
    """Say every fault and end with status 2."""
    from weerbaar.cli.sentences import spoken

    for fault in faults:
        click.echo(f"letter: {spoken(fault)}", err=True)
    sys.exit(BAD_INPUT)


def refuses_bad_input(command: Callable[P, R]) -> Callable[P, R]:
    """Turn an unreadable file into one message and exit status 2, with nothing written."""
    from functools import wraps

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from weerbaar.letter.reading.document import Unreadable

        try:
            return command(*args, **kwargs)
        except Unreadable as trouble:
            refuse(trouble.faults)

    return run


def as_day(_: click.Context, __: click.Parameter, value: str | None) -> date | None:
    """Read an ISO date from the command line."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            either(
                nl=f"`{value}` is geen datum; schrijf haar als 2025-12-19",
                en=f"`{value}` is no date; write it as 2025-12-19",
            )
        ) from None


def bind_own(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Put a ministry's own rules to use, or say every fault of its folder and end with status 2."""
    if value is None:
        return None
    from weerbaar.letter.own import BadRules, bind, unbind

    try:
        bind(value)
    except BadRules as bad:
        refuse(bad.faults)
    click.get_current_context().call_on_close(unbind)
    return value


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
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(
    cls=LetterGroup,
    epilog="\b\nExample:\n  weerbaar letter read brief.txt --json"
    "\n  weerbaar letter term 'medio 2026' --date 2025-12-19",
)
def letter() -> None:
    """Read, compare and build letters to parliament."""


@letter.command(
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


@letter.command(
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


@letter.command(
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


@letter.command(epilog="\b\nExample:\n  weerbaar letter compare juni.txt december.txt")
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
