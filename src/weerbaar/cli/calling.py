"""Calling: one question to a running server, in the name of a party, and its answer or one clear message."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any

import click
import httpx

from weerbaar.cli.installation import tokens_in
from weerbaar.cli.language import either

JSON = "application/json"
WHO = {"acts": "handelt", "sends": "verstuurt", "asks": "vraagt"}


def bearer_of(
    party: str | None, token: str | None, folder: Path, functionary: str = "", does: str = "asks"
) -> str:
    """Return the token to call with: the one given, or one made from the local keys for a party."""
    if not (party or token):
        raise click.ClickException(
            either(
                nl=f"zeg wie er {WHO[does]}: --as PARTIJ, of --token TOKEN",
                en=f"say who {does}: --as PARTY, or --token TOKEN",
            )
        )
    return token or tokens_in(folder).mint(party or "", functionary)


def call(
    method: str, url: str, bearer: str, content: bytes = b"", kind: str = JSON
) -> tuple[int, dict[str, Any]]:
    """Return the status and the body of an answer; raises `ClickException` when there is no usable one."""
    status, told = fetch(method, url, bearer, content, kind)
    try:
        body = json.loads(told) if told else {}
    except ValueError as trouble:
        raise unusable(url, trouble) from None
    if not isinstance(body, dict):
        raise unusable(url)
    if status == 401:
        refused = either(nl="het token wordt niet aanvaard", en="the token is not accepted")
        raise click.ClickException(str(body.get("detail", refused)))
    return status, body


def fetch(
    method: str, url: str, bearer: str, content: bytes = b"", kind: str = JSON, accept: str = JSON
) -> tuple[int, bytes]:
    """Return the status and the bytes of an answer; raises `ClickException` when nothing answers."""
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": kind, "Accept": accept}
    # Reading the list of authorities takes longer than the whole question; without TLS nothing needs it.
    trusted = True if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        got = httpx.request(method, url, content=content, headers=headers, timeout=60, verify=trusted)
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        raise unusable(url, trouble) from None
    return got.status_code, got.content


def unusable(url: str, trouble: Exception | None = None) -> click.ClickException:
    """Return what to raise when an address gives no answer that can be used."""
    if trouble is None:
        return click.ClickException(
            either(nl=f"geen bruikbaar antwoord van {url}", en=f"no usable answer from {url}")
        )
    return click.ClickException(
        either(
            nl=f"geen bruikbaar antwoord van {url}: {trouble}; draait daar een server?",
            en=f"no usable answer from {url}: {trouble}; is the server there?",
        )
    )
