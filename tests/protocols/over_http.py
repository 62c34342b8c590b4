"""Plays a scenario over HTTP on a real ledger: the same steps, the same answers, the same views as on the law alone."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
from joserfc.jwk import OKPKey

from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import Protocols
from weerbaar.desk.members import Members
from weerbaar.desk.register import Register
from weerbaar.desk.scenario import Step
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.store import Store, open_pool
from weerbaar.web.app import make_app
from weerbaar.web.door import Door
from weerbaar.web.tokens import TokenKeys

NOBODYS = "0" * 32  # the identifier of no case


class StoryTime:
    """The clock of a scenario: it stands still until a step moves it."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        """Return the moment of the story."""
        return self.moment


class OverHttp:
    """A desk with its HTTP door, and one client that asks in the name of any party."""

    def __init__(self, desk: Desk, time: StoryTime, protocol: Protocol[Any]) -> None:
        self.desk, self.time, self.protocol = desk, time, protocol
        self.tokens = TokenKeys(OKPKey.generate_key("Ed25519"))
        self.door = Door(desk=desk, tokens=self.tokens)
        app = make_app(self.door)
        transport = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType] # two spellings of ASGI
        self.client = httpx.AsyncClient(transport=transport, base_url="http://desk")
        self.ids: dict[str, str] = {}

    def as_party(self, party: str, functionary: str = "") -> dict[str, str]:
        """Return the headers of a party."""
        token = self.tokens.mint(party, functionary)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def wait(self, until: datetime) -> None:
        """Let time pass, and let the clock act at every moment at which something falls due."""
        while (due := self.desk.deciding.cases.next_due()) is not None and due <= until:
            self.time.moment = max(due, self.time.moment)
            await self.desk.tick()
        self.time.moment = until

    async def act(self, step: Step) -> httpx.Response:
        """Ask for the act of a step: on the collection when it begins a case, and else on the case."""
        kind = self.protocol.act_named[step.act]
        opening = kind is self.protocol.opening
        case = self.ids.get(step.case, NOBODYS)
        where = f"/v1/{self.protocol.collection}" + ("" if opening else f"/{case}/acts")
        body = msgspec.json.encode({"act": step.act, **step.fields})
        got = await self.client.post(where, content=body, headers=self.as_party(step.actor, step.functionary))
        if opening and got.status_code == 201:
            self.ids.setdefault(step.case, got.json()["case"])
        return got


@asynccontextmanager
async def opened(
    dsn: str, folder: Path, register: Register, protocol: Protocol[Any], start: datetime
) -> AsyncGenerator[OverHttp]:
    """Open a desk for one scenario: a scheme of its own in a database that is shared."""
    pool, time, keys = await open_pool(dsn), StoryTime(start), KeyFolder(folder)
    members = Members(register, (protocol,))
    signer, vault = keys.signer(f"example/{members.scheme}"), Vault(pool, keys.personal_key())
    desk = Desk(
        Store(pool), vault, members, Protocols((protocol,)), signer, os.urandom(32), time.now, os.urandom
    )
    await desk.open()
    door = OverHttp(desk, time, protocol)
    try:
        yield door
    finally:
        await door.client.aclose()
        await desk.close()
        await pool.close()
