"""Acting from the shell: ask for one act, or send one file of trade messages, and read the answer."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from weerbaar.cli.calling import bearer_of, call
from weerbaar.cli.installation import ALL, HOME
from weerbaar.cli.language import either
from weerbaar.cli.options import LANGUAGE
from weerbaar.desk.intake import act_fields
from weerbaar.kernel.law.protocol import Protocol

ANSWERED_NO, BAD_INPUT, OUR_FAULT = 1, 2, 3
OUTCOMES = {201: "permitted", 403: "refused", 409: "clash", 404: "unknown", 400: "invalid"}
WORDS = {
    "nl": {
        "permitted": "toegestaan",
        "refused": "geweigerd",
        "clash": "iemand was u voor",
        "unknown": "dit bestaat niet, of niet voor u",
        "invalid": "niet te lezen",
        "case": "zaak",
        "receipt": "bewijs",
        "basis": "grondslag",
    },
    "en": {
        "permitted": "permitted",
        "refused": "refused",
        "clash": "somebody else was first",
        "unknown": "this does not exist, or not for you",
        "invalid": "cannot be read",
        "case": "case",
        "receipt": "receipt",
        "basis": "basis",
    },
}

PARTY = click.option("--as", "party", help="the party that acts; a token is then made from the local keys")
FUNCTIONARY = click.option("--functionary", default="", help="the person who acts for the party")
AT = click.option("--at", "base", default="http://127.0.0.1:8080", show_default=True, help="the server")
TOKEN = click.option("--token", envvar="WEERBAAR_TOKEN", help="an access token, in the place of --as")
FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=HOME,
    show_default=True,
    help="where the local keys are",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="print the answer as one JSON object")


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What the server answered: the outcome in one word, and everything that it told."""

    outcome: str
    body: dict[str, Any]

    @property
    def status(self) -> int:
        """The exit status that belongs to this answer."""
        return {"permitted": 0, "invalid": BAD_INPUT, "fault": OUR_FAULT}.get(self.outcome, ANSWERED_NO)


@click.command()
@click.argument("case")
@click.argument("act")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@PARTY
@FUNCTIONARY
@AT
@TOKEN
@FOLDER
@click.option("--protocol", "name", default=ALL[0].name, show_default=True, help="under which protocol")
@AS_JSON
@LANGUAGE
def act(
    case: str,
    act: str,
    fields: tuple[str, ...],
    party: str | None,
    functionary: str,
    base: str,
    token: str | None,
    folder: Path,
    name: str,
    as_json: bool,
    language: str,
) -> None:
    """Ask for an act on CASE, or on the case that the act itself names when CASE is `new`.

    Exit status: 0 permitted, 1 refused, clash or unknown, 2 bad input, 3 our fault.

    Example: weerbaar act new issue container=CSQU3054383 call=NOORD-2026-118
    terminal=maasvlakte-terminal reference=R1 expires_at=2026-05-14T06:00:00Z --as noordster
    """
    protocol = protocol_named(name)
    body = {"act": act, **_read(protocol, act, fields, party, token)}
    where = f"/v1/{protocol.collection}" + ("" if case == "new" else f"/{case}/acts")
    bearer = bearer_of(party, token, folder, functionary, "acts")
    reply = post(f"{base.rstrip('/')}{where}", bearer, "application/json", msgspec.json.encode(body))
    if as_json:
        click.echo(json.dumps({"outcome": reply.outcome, **reply.body}))
    else:
        _tell(act, reply, language)
    sys.exit(reply.status)


@click.command()
@click.argument("file", type=click.File("rb"))
@PARTY
@FUNCTIONARY
@AT
@TOKEN
@FOLDER
@AS_JSON
@LANGUAGE
def send(
    file: Any,
    party: str | None,
    functionary: str,
    base: str,
    token: str | None,
    folder: Path,
    as_json: bool,
    language: str,
) -> None:
    """Send a FILE of UN/EDIFACT trade messages (- for standard input), and print what it was answered.

    Exit status: 0 everything was done, 1 something was refused, 2 it cannot be read, 3 our fault.

    Example: weerbaar send release.edi --as noordster
    """
    bearer = bearer_of(party, token, folder, functionary, "sends")
    reply = post(f"{base.rstrip('/')}/v1/edi-interchanges", bearer, "application/edifact", file.read())
    body = reply.body
    faults = body.get("faults", [])
    if as_json:
        click.echo(json.dumps({"outcome": reply.outcome, **body}))
    else:
        click.echo(
            f"{WORDS[language].get(reply.outcome, reply.outcome)}: {body.get('detail', '')}".rstrip(": ")
        )
        for fault in faults:
            click.echo(f"  {fault.get('code', fault.get('pointer', ''))}: {fault[language]}")
        for part in ("contrl", "aperak"):
            if body.get(part):
                click.echo(body[part].rstrip())
    sys.exit(reply.status)


def protocol_named(name: str) -> Protocol[Any]:
    """Return the protocol of this name; raises `ClickException` with the names that there are."""
    for protocol in ALL:
        if protocol.name == name:
            return protocol
    known = ", ".join(protocol.name for protocol in ALL)
    raise click.ClickException(
        either(
            nl=f"er is geen protocol `{name}`; kies uit: {known}",
            en=f"there is no protocol `{name}`; choose from: {known}",
        )
    )


def _read(
    protocol: Protocol[Any], act: str, fields: tuple[str, ...], party: str | None, token: str | None
) -> dict[str, Any]:
    """Return the fields as values; raises `ClickException` with everything that is wrong with the line."""
    faults: list[str] = []
    if not (party or token):
        faults.append(
            either(
                nl="zeg wie er handelt: --as PARTIJ, of --token TOKEN",
                en="say who acts: --as PARTY, or --token TOKEN",
            )
        )
    kind = protocol.act_named.get(act)
    if kind is None:
        known = ", ".join(sorted(protocol.act_named))
        faults.append(
            either(
                nl=f"er is geen handeling `{act}`; kies uit: {known}",
                en=f"there is no act `{act}`; choose from: {known}",
            )
        )
    wanted = act_fields(kind) if kind else {}
    values: dict[str, Any] = {}
    for text in fields:
        name, equals, value = text.partition("=")
        if not equals:
            faults.append(
                either(
                    nl=f"`{text}` is geen veld; schrijf NAAM=WAARDE",
                    en=f"`{text}` is no field; write NAME=VALUE",
                )
            )
        elif name in values:
            faults.append(either(nl=f"`{name}` staat er twee keer", en=f"`{name}` stands there twice"))
        else:
            values[name] = value_of(value, wanted[name][0]) if name in wanted else value
    if faults:
        raise click.ClickException("\n".join(faults))
    return values


def value_of(text: str, hint: Any) -> Any:
    """Return a value as the act wants it; what does not fit goes as it is, and the server says why not."""
    try:
        if text[:1] in "[{" and text:
            return msgspec.json.decode(text)
        return msgspec.to_builtins(msgspec.convert(text, hint, strict=False))
    except (msgspec.ValidationError, msgspec.DecodeError):
        return text


def post(url: str, bearer: str, kind: str, content: bytes) -> Reply:
    """Send something to the server and return its answer; raises `ClickException` when there is none to read."""
    status, body = call("POST", url, bearer, content, kind)
    outcome = OUTCOMES.get(status, "fault")
    if status == 200:  # a file: done in full, or refused in part
        outcome = "refused" if body.get("faults") else "permitted"
    elif 400 <= status < 500 and outcome == "fault":
        outcome = "invalid"
    return Reply(outcome=outcome, body=body)


def _tell(act: str, reply: Reply, language: str) -> None:
    words, body = WORDS[language], reply.body
    click.echo(f"{act}: {words.get(reply.outcome, body.get('detail', ''))}")
    for fault in body.get("faults", []):
        click.echo(f"  {fault['pointer']}: {fault[language]}")
    if reply.outcome == "invalid" and not body.get("faults"):
        click.echo(f"  {body.get('detail', '')}")
    for reason in body.get("reasons", []):
        click.echo(f"  {reason[language]} [{reason['rule']}]")
        if reason["basis"]:
            click.echo(f"    {words['basis']}: {reason['basis']}")
    for name in ("case", "receipt"):
        if body.get(name):
            click.echo(f"  {words[name]}: {body[name]}")
