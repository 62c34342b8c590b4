"""Receiver: the terminal's own system in the demonstration, which hears by webhook of what concerns the terminal."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.jwk import OKPKey

from weerbaar.cli.demo.telling import Telling
from weerbaar.cli.serving import free_port
from weerbaar.standards.message_signature import HttpMessage, Signed, verify
from weerbaar.web.tokens import TokenKeys
from weerbaar.webhooks.subscriptions import Subscriptions

TERMINAL = "maasvlakte-terminal"
LOOKS = 200  # ten seconds: how long the story waits at its end for the last news to arrive


class Inbox(ThreadingHTTPServer):
    """Takes what is signed by a known key, turns the rest away, and counts both."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Taking)
        self.url = f"http://127.0.0.1:{port}/news"
        self.keys: dict[str, Ed25519PublicKey] = {}
        self.taken: list[str] = []
        self.turned_away = 0

    def take(self, message: HttpMessage) -> bool:
        """Take one message if it is truly from us."""
        good = isinstance(verify(message, self.keys.get, now=int(time.time())), Signed)
        if good:
            self.taken.append(message.headers["signature-input"])
        else:
            self.turned_away += 1
        return good


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Inbox  # pyright: ignore[reportIncompatibleVariableOverride] # it is made by no other

    def do_OPTIONS(self) -> None:
        self._answer(200, self.headers.get("WebHook-Request-Origin", ""))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        message = HttpMessage(method="POST", url=self.server.url, headers=headers, body=body)
        self._answer(204 if self.server.take(message) else 401)

    def _answer(self, status: int, origin: str = "") -> None:
        self.send_response(status)
        if origin:
            self.send_header("WebHook-Allowed-Origin", origin)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the story tells how many came."""


@asynccontextmanager
async def listening(base: str, tokens: TokenKeys) -> AsyncGenerator[Inbox]:
    """Have the terminal's system listen, fetch the key, and subscribe, as long as the block lasts."""
    inbox = Inbox(free_port(0))
    thread = threading.Thread(target=inbox.serve_forever, name="terminal's inbox", daemon=True)
    thread.start()
    try:
        async with httpx.AsyncClient(base_url=base) as client:
            for key in (await client.get("/.well-known/jwks.json")).json()["keys"]:
                public = OKPKey.import_key(key).public_key
                assert isinstance(public, Ed25519PublicKey)
                inbox.keys[key["kid"]] = public
            headers = {"Authorization": f"Bearer {tokens.mint(TERMINAL)}"}
            got = await client.post("/v1/subscriptions", json={"url": inbox.url}, headers=headers)
            got.raise_for_status()
        yield inbox
    finally:
        await asyncio.to_thread(inbox.shutdown)
        inbox.server_close()


async def tell_what_arrived(subscriptions: Subscriptions, inbox: Inbox, telling: Telling) -> None:
    """Wait for the last news, and tell how much the terminal heard without having asked."""
    for _ in range(LOOKS):
        if subscriptions.at_rest:
            break
        await asyncio.sleep(0.05)
    number, wrong = len(inbox.taken), inbox.turned_away
    telling.note(
        f"{TERMINAL} hoorde {number} keer vanzelf wat haar aangaat; {wrong} met een handtekening die niet klopt",
        f"{TERMINAL} heard {number} times by itself of what concerns it; {wrong} with a signature that fails",
    )
