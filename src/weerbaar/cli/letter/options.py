"""What the letter commands share: a ministry's own rules, days, and how what is wrong is told."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

import click

from weerbaar.cli.language import either
from weerbaar.cli.sentences import spoken

if TYPE_CHECKING:
    from weerbaar.letter.register.faults import BadInput

ANSWERED_NO, BAD_INPUT = 1, 2
PATH = click.Path(path_type=Path)
P = ParamSpec("P")
R = TypeVar("R")


def refuse_file(faults: Iterable[str]) -> NoReturn:
    """Say everything that is wrong with a file, and end with status 2."""
    for fault in faults:
        click.echo(f"letter: {spoken(fault)}", err=True)
    sys.exit(BAD_INPUT)


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


def refuses_bad_input(command: Callable[P, R]) -> Callable[P, R]:
    """Turn an unreadable file into one message and exit status 2, with nothing written."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from weerbaar.letter.reading.document import Unreadable

        try:
            return command(*args, **kwargs)
        except Unreadable as trouble:
            refuse_file(trouble.faults)

    return run


def day_in(value: str) -> dt.date:
    """Return the day that was typed; raises `click.BadParameter` when it is none."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        nl, en = "is geen datum; schrijf haar als 2025-12-19", "is no date; write it as 2025-12-19"
        raise click.BadParameter(f"`{value}` {either(nl=nl, en=en)}") from None


def as_day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    """Return the day of `--date`, or nothing without one."""
    return None if value is None else day_in(value)


def on_day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date:
    """Return the day of `--date`, today without one."""
    return dt.datetime.now(dt.UTC).date() if value is None else day_in(value)


def bind_own(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """Put a ministry's own rules to use, or say every fault of its folder and end with status 2."""
    if value is None:
        return None
    from weerbaar.letter.own import BadRules, bind, unbind

    try:
        bind(value)
    except BadRules as bad:
        refuse_file(bad.faults)
    click.get_current_context().call_on_close(unbind)
    return value


JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
SETTLED = click.option(
    "--settled", type=PATH, help="Result of `letter read --json`: what a letter settles and mentions."
)
KAMER = click.option("--kamer", "-k", multiple=True, type=PATH, help="Page of the Kamer's open data.")
