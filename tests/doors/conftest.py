"""A port for each test: a real desk on a real embedded PostgreSQL, a story clock, the real HTTP application."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.players import Players
from weerbaar.cli.installation import ALL, registered
from weerbaar.cli.serving import delivering
from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import Protocols
from weerbaar.desk.members import Members
from weerbaar.desk.register import Register
from weerbaar.kernel.ledger.embedded import EmbeddedServer, temporary_server
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.store import Store, open_pool
from weerbaar.web.app import make_app
from weerbaar.web.door import Door
from weerbaar.web.tokens import TokenKeys
from weerbaar.webhooks.addresses import Reach
from weerbaar.webhooks.patience import Patience
from weerbaar.webhooks.subscriptions import Subscriptions
from weerbaar.worlds import PORT

NUMBERS = itertools.count(1)
QUICK = Patience(first_seconds=0.2, most_seconds=0.5, attempts=4, answer_seconds=2)


class Port(msgspec.Struct, kw_only=True):
    """What a test needs of its port."""

    desk: Desk
    clock: StoryClock
    players: Players
    client: httpx.AsyncClient
    tokens: TokenKeys
    keys: KeyFolder
    subscriptions: Subscriptions

    def headers(self, party: str, functionary: str = "") -> dict[str, str]:
        """Return the headers with which a party calls."""
        return {"Authorization": f"Bearer {self.tokens.mint(party, functionary)}"}

    async def size(self) -> int:
        """Return how many decisions the ledger holds."""
        lease = await self.desk.store.lease(self.desk.scheme)
        return lease.size if lease else 0


Opener = Callable[..., AbstractAsyncContextManager[Port]]


@pytest.fixture(scope="session")
def database() -> Iterator[EmbeddedServer]:
    async def prepare(dsn: str) -> None:
        connection = await asyncpg.connect(dsn)
        await migrate(connection)
        await connection.close()

    with temporary_server() as running:
        asyncio.run(prepare(running.dsn))
        yield running


@asynccontextmanager
async def _served(
    desk: Desk, clock: StoryClock, keys: KeyFolder, tokens: TokenKeys, patience: Patience
) -> AsyncGenerator[Port]:
    base, reach = "http://port.test", Reach(loopback=True)
    async with delivering(desk, keys, base, reach, patience) as subscriptions:
        assert subscriptions is not None
        app: Any = make_app(Door(desk=desk, tokens=tokens, subscriptions=subscriptions))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            yield Port(
                desk=desk,
                clock=clock,
                players=Players(client, tokens, clock),
                client=client,
                tokens=tokens,
                keys=keys,
                subscriptions=subscriptions,
            )


@pytest.fixture
def open_port(database: EmbeddedServer, tmp_path: Path) -> Opener:
    """Open a port under a scheme of its own; opened again under the same name it must stand as it stood."""

    @asynccontextmanager
    async def opened(
        scheme: str = "",
        clock: StoryClock | None = None,
        patience: Patience = QUICK,
        changed: Callable[[Register], Register] = lambda register: register,
    ) -> AsyncGenerator[Port, None]:
        clock = clock or StoryClock()
        register = msgspec.structs.replace(
            changed(registered(PORT)), scheme=scheme or f"port-{os.getpid()}-{next(NUMBERS)}"
        )
        keys = KeyFolder(tmp_path / "keys")
        pool = await open_pool(database.dsn, most=5)
        members = Members(register, ALL)
        signer = keys.signer(f"weerbaar.example/{register.scheme}")
        vault = Vault(pool, keys.personal_key())
        chance = random.Random(7).randbytes
        desk = Desk(Store(pool), vault, members, Protocols(ALL), signer, b"s" * 32, clock.now, chance)
        await desk.open(force=True)
        try:
            async with _served(desk, clock, keys, TokenKeys.kept_in(tmp_path / "keys"), patience) as port:
                yield port
        finally:
            await desk.close()
            await pool.close()

    return opened


@pytest.fixture
async def port(open_port: Opener) -> AsyncGenerator[Port, None]:
    """A port on a quiet morning."""
    async with open_port() as opened:
        yield opened
