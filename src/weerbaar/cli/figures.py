"""The command that reads what a protocol publishes of a year or a month: in the shell, as a page and as a picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from weerbaar.cli.acting import AS_JSON, AT, FOLDER, PARTY, TOKEN, protocol_named
from weerbaar.cli.calling import bearer_of, call, fetch, unusable
from weerbaar.cli.options import LANGUAGE
from weerbaar.kernel.law.periods import UNREADABLE, read_period

ANSWERED_NO, BAD_INPUT, OUR_FAULT = 1, 2, 3
FILE = click.Path(path_type=Path, dir_okay=False, writable=True)
WORDS = {
    "nl": {"out": "weggelaten", "absent": "dit bestaat niet, of niet voor u", "kept": "staat in"},
    "en": {"out": "left out", "absent": "this does not exist, or not for you", "kept": "is in"},
}


@click.command()
@click.argument("name", metavar="PROTOCOL")
@click.argument("period", metavar="PERIOD")
@PARTY
@AT
@TOKEN
@FOLDER
@click.option("--page", "page_file", type=FILE, help="keep the page with the picture and every table here")
@click.option("--plot", "plot_file", type=FILE, help="keep the picture alone here, as SVG")
@AS_JSON
@LANGUAGE
def figures(
    name: str,
    period: str,
    party: str | None,
    base: str,
    token: str | None,
    folder: Path,
    page_file: Path | None,
    plot_file: Path | None,
    as_json: bool,
    language: str,
) -> None:
    """Read the figures that PROTOCOL publishes of PERIOD, a year or a month, for who may see them.

    Exit status: 0 here they are, 1 not for you, 2 that period has no figures, 3 our fault.

    Example: weerbaar figures emergency-freeze 2026 --as fiu --page figures.html
    """
    protocol = protocol_named(name)
    if protocol.publishes is not None and read_period(period, per := protocol.publishes.per) is None:
        click.echo(UNREADABLE[per][language == "en"], err=True)
        sys.exit(BAD_INPUT)
    where = f"{base.rstrip('/')}/v1/{protocol.collection}/figures/{quote(period, safe='')}"
    bearer = bearer_of(party, token, folder, does="asks")
    status, body = call("GET", where, bearer)
    if status != 200:
        _tell_why_not(status, body, language)
    if as_json:
        click.echo(json.dumps(body))
    else:
        click.echo("\n".join(_lines(body, language)))
    for path, kind, accept in ((page_file, "page", "text/html"), (plot_file, "plot", "image/svg+xml")):
        if path is not None:
            status, told = fetch("GET", f"{where}/{kind}?lang={language}", bearer, accept=accept)
            if status != 200:
                raise unusable(f"{where}/{kind}")
            path.write_bytes(told)
            click.echo(f"{kind}: {WORDS[language]['kept']} {path}", err=True)


def _tell_why_not(status: int, body: dict[str, Any], language: str) -> None:
    if status == 404:
        click.echo(WORDS[language]["absent"], err=True)
        sys.exit(ANSWERED_NO)
    for fault in body.get("faults", []) or [{language: body.get("detail", "")}]:
        click.echo(fault[language], err=True)
    sys.exit(BAD_INPUT if status == 400 else OUR_FAULT)


def _lines(body: dict[str, Any], language: str) -> Iterator[str]:
    yield body[language]
    for table in body["tables"]:
        yield f"\n{table[language]}"
        for one in (*table["parts"], table["total"]):
            yield f"  {_number(one, language):>14}  {one[language]}"
    yield ""
    for one in body["alone"]:
        yield f"{one[language]}: {_number(one, language)}"
    yield ""
    for remark in body["remarks"]:
        yield remark[language]


def _number(one: dict[str, Any], language: str) -> str:
    value = one["value"]
    if value is None:
        return WORDS[language]["out"]
    if isinstance(value, str):  # a share, written with a decimal point
        return value.replace(".", ",") if language == "nl" else value
    text = f"{value:,}"
    return text.replace(",", ".") if language == "nl" else text
