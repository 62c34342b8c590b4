"""Ordering from the shell: many acts out of one spreadsheet, each for itself or all of them or none."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from weerbaar.cli.acting import (
    ANSWERED_NO,
    AS_JSON,
    AT,
    FOLDER,
    FUNCTIONARY,
    PARTY,
    TOKEN,
    WORDS,
    Reply,
    post,
    protocol_named,
    value_of,
)
from weerbaar.cli.calling import bearer_of
from weerbaar.cli.installation import ALL
from weerbaar.cli.language import either
from weerbaar.cli.options import LANGUAGE
from weerbaar.desk.intake import act_fields
from weerbaar.kernel.law.protocol import Protocol

MORE_WORDS = {"nl": {"withheld": "niet gedaan"}, "en": {"withheld": "not done"}}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--act", "name", default="", help="the act, for a file without a column `act`")
@click.option("--all-or-nothing", is_flag=True, help="do all of it, or none of it")
@PARTY
@FUNCTIONARY
@AT
@TOKEN
@FOLDER
@click.option("--protocol", "law", default=ALL[0].name, show_default=True, help="under which protocol")
@AS_JSON
@LANGUAGE
def order(
    file: Path,
    name: str,
    all_or_nothing: bool,
    party: str | None,
    functionary: str,
    base: str,
    token: str | None,
    folder: Path,
    law: str,
    as_json: bool,
    language: str,
) -> None:
    """Ask for an act on every row of FILE, a table as a spreadsheet saves it (CSV, with commas or semicolons).

    The columns are the fields of the act, and `case`. Exit status: 0 everything was done, 1 something was
    refused, 2 bad input, 3 our fault.

    Example: weerbaar order bill-of-lading.csv --act offer --all-or-nothing --as delta-forwarding
    """
    protocol = protocol_named(law)
    acts = [_act(protocol, name, row) for row in _rows(file)]
    body = msgspec.json.encode({"acts": acts, "all_or_nothing": all_or_nothing})
    bearer = bearer_of(party, token, folder, functionary, "acts")
    where = f"{base.rstrip('/')}/v1/{protocol.collection}/orders"
    reply = post(where, bearer, "application/json", body)
    if as_json:
        click.echo(json.dumps(reply.body))
    else:
        _tell(reply, language)
    done = reply.body.get("outcome") == "permitted"
    sys.exit(0 if done else ANSWERED_NO if "items" in reply.body else reply.status)


def _rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a table; raises `ClickException` when it is none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        head = text.partition("\n")[0]
        separator = ";" if head.count(";") >= head.count(",") and ";" in head else ","
        table = csv.DictReader(text.splitlines(), delimiter=separator, strict=True)
        rows = [{k or "": v or "" for k, v in row.items() if isinstance(v, str)} for row in table]
    except (UnicodeDecodeError, csv.Error) as trouble:
        raise click.ClickException(
            either(
                nl=f"{file} is geen tabel: {trouble}; bewaar haar als CSV in UTF-8",
                en=f"{file} is no table: {trouble}; save it as CSV in UTF-8",
            )
        ) from None
    if not rows:
        raise click.ClickException(
            either(nl=f"{file} heeft geen rijen onder de kop", en=f"{file} holds no rows under its heading")
        )
    return rows


def _act(protocol: Protocol[Any], name: str, row: dict[str, str]) -> dict[str, Any]:
    """Return one act as the server reads it; what does not fit goes as it is, and the server says why not."""
    cells = {key.strip(): value.strip() for key, value in row.items() if value.strip()}
    named = cells.pop("act", name)
    kind = protocol.act_named.get(named)
    wanted = act_fields(kind) if kind else {}
    fields = {
        key: value_of(value, wanted[key][0]) if key in wanted else value for key, value in cells.items()
    }
    return {"act": named, **fields}


def _tell(reply: Reply, language: str) -> None:
    words = {**WORDS[language], **MORE_WORDS[language]}
    for fault in reply.body.get("faults", []):
        click.echo(f"  {fault['pointer']}: {fault[language]}")
    for number, line in enumerate(reply.body.get("items", []), 2):  # the heading is the first row
        click.echo(f"{number:>5} {words.get(line['outcome'], line['outcome']):<12} {line['case']}")
        for reason in line["reasons"]:
            click.echo(f"        {reason[language]}")
    if "outcome" in reply.body:
        done = sum(line["outcome"] == "permitted" for line in reply.body["items"])
        click.echo(f"{done} / {len(reply.body['items'])}")
