"""Subscriptions from the shell: have a party's news delivered at an address, and see to what could not be."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from weerbaar.cli.acting import AS_JSON, AT, FOLDER, PARTY, TOKEN
from weerbaar.cli.calling import bearer_of, call
from weerbaar.cli.options import LANGUAGE

BAD_INPUT, ANSWERED_NO, OUR_FAULT = 2, 1, 3
WORDS = {
    "nl": {
        "active": "actief",
        "waiting": "wacht op de ontvanger",
        "suspended": "stil: de partij is geschorst",
        "ended": "beëindigd",
        "pending": "onderweg",
        "dead": "opgegeven",
        "removed": "beëindigd",
        "revived": "wordt opnieuw bezorgd",
        "none": "niets",
        "attempts": "pogingen",
        "answer": "antwoord",
    },
    "en": {
        "active": "active",
        "waiting": "waiting for the receiver",
        "suspended": "silent: the party is suspended",
        "ended": "ended",
        "pending": "under way",
        "dead": "given up",
        "removed": "ended",
        "revived": "will be delivered again",
        "none": "nothing",
        "attempts": "attempts",
        "answer": "answer",
    },
}


def asked(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say who asks, where, and how to print."""
    for option in (LANGUAGE, AS_JSON, FOLDER, TOKEN, AT, PARTY):
        command = option(command)
    return command


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, where, and how to print what comes back."""

    party: str | None
    base: str
    token: str | None
    folder: Path
    as_json: bool
    language: str

    def call(self, method: str, path: str = "", body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return a good answer; any other is told, and ends the command with the status that fits it."""
        bearer = bearer_of(self.party, self.token, self.folder)
        content = b"" if body is None else msgspec.json.encode(body)
        status, got = call(method, f"{self.base.rstrip('/')}/v1/subscriptions{path}", bearer, content)
        if status >= 400:
            self.tell_no(got)
            sys.exit(ANSWERED_NO if status == 404 else BAD_INPUT if status < 500 else OUR_FAULT)
        return got

    def tell_no(self, got: dict[str, Any]) -> None:
        """Print what was wrong."""
        if self.as_json:
            click.echo(json.dumps(got))
            return
        click.echo(got.get("detail", ""))
        for fault in got.get("faults", []):
            click.echo(f"  {fault['pointer']}: {fault[self.language]}")

    def tell(self, got: dict[str, Any], *lines: str) -> None:
        """Print a good answer, as JSON or as lines."""
        if self.as_json:
            click.echo(json.dumps(got))
            return
        for line in lines or (WORDS[self.language]["none"],):
            click.echo(line)


@click.group()
def subscriptions() -> None:
    """Have a party's news delivered at an address (CloudEvents over signed webhooks)."""


@subscriptions.command("list")
@asked
def listed(**options: Any) -> None:
    """List the subscriptions of a party, and how each goes.

    Example: weerbaar subscriptions list --as maasvlakte-terminal
    """
    asks = Asked(**options)
    got = asks.call("GET")
    asks.tell(got, *(_line(one, asks.language) for one in got["items"]))


@subscriptions.command()
@click.argument("url")
@asked
def add(url: str, **options: Any) -> None:
    """Have the party's news delivered at URL, from now on. The address must agree: it is asked by OPTIONS.

    Example: weerbaar subscriptions add https://terminal.example/news --as maasvlakte-terminal
    """
    asks = Asked(**options)
    got = asks.call("POST", body={"url": url})
    asks.tell(got, _line(got, asks.language))


@subscriptions.command()
@click.argument("subscription")
@asked
def remove(subscription: str, **options: Any) -> None:
    """End a SUBSCRIPTION.

    Example: weerbaar subscriptions remove 5f70bf18a086007016e948b04aed3b82 --as maasvlakte-terminal
    """
    asks = Asked(**options)
    asks.call("DELETE", f"/{subscription}")
    asks.tell({"id": subscription, "status": "ended"}, WORDS[asks.language]["removed"])


@subscriptions.command("dead-letters")
@click.argument("subscription")
@click.option("--after", default="", help="the last one of the page before")
@asked
def dead_letters(subscription: str, after: str, **options: Any) -> None:
    """List what could not be delivered for a SUBSCRIPTION and was given up.

    Example: weerbaar subscriptions dead-letters 5f70bf18a086007016e948b04aed3b82 --as maasvlakte-terminal
    """
    asks, words = Asked(**options), WORDS[options["language"]]
    got = asks.call("GET", f"/{subscription}/dead-letters" + (f"?after={after}" if after else ""))
    lines = [
        f"{one['id']}  {one['case']}  {one['attempts']} {words['attempts']}, {words['answer']}: {one['answer']}"
        for one in got["items"]
    ]
    asks.tell(got, *lines)


@subscriptions.command()
@click.argument("subscription")
@click.argument("letter")
@asked
def revive(subscription: str, letter: str, **options: Any) -> None:
    """Have one dead LETTER of a SUBSCRIPTION delivered again, now.

    Example: weerbaar subscriptions revive 5f70bf18a086007016e948b04aed3b82
    9c1c0f2a5a7e4d0b9c3e1f2a3b4c5d6e --as maasvlakte-terminal
    """
    asks = Asked(**options)
    got = asks.call("POST", f"/{subscription}/dead-letters/{letter}/revivals")
    asks.tell(got, WORDS[asks.language]["revived"])


def _line(one: dict[str, Any], language: str) -> str:
    words = WORDS[language]
    counts = f"{one['pending']} {words['pending']}, {one['deadLetters']} {words['dead']}"
    return f"{one['id']}  {one['url']}  {words[one['status']]}; {counts}"
