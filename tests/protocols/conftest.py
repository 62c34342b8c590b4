"""One real PostgreSQL and one served HTTP door for all scenarios, and a fresh scheme for each of them."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import ALL
from weerbaar.cli.serving import free_port, open_door
from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import Protocols
from weerbaar.desk.members import Members
from weerbaar.desk.register import Register
from weerbaar.kernel.ledger.embedded import EmbeddedServer, temporary_server
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.store import Store, open_pool
from weerbaar.web.tokens import TokenKeys

NUMBERS = itertools.count(1)


async def _migrate(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    await connection.close()


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    with temporary_server() as running:
        asyncio.run(_migrate(running.dsn))
        yield running


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation")


@asynccontextmanager
async def _open_desk(dsn: str, register: Register, clock: StoryClock, folder: Path) -> AsyncGenerator[Desk]:
    """Open a desk on a scheme of its own."""
    pool = await open_pool(dsn)
    kept = KeyFolder(folder / "keys")
    own = msgspec.structs.replace(register, scheme=f"{register.scheme}-{next(NUMBERS)}")
    members = Members(own, ALL)
    secret = bytes(32)
    vault = Vault(pool, kept.personal_key())
    signer = kept.signer(f"weerbaar.example/{members.scheme}")
    desk = Desk(Store(pool), vault, members, Protocols(ALL), signer, secret, clock.now, os.urandom)
    await desk.open()
    try:
        yield desk
    finally:
        await desk.close()
        await pool.close()


@pytest.fixture(scope="session")
def open_harbour(server: EmbeddedServer, keys: Path) -> OpenHarbour:
    """Return what opens a fresh scheme behind a served address."""
    tokens = TokenKeys.kept_in(keys / "keys")

    @asynccontextmanager
    async def opened(register: Register, clock: StoryClock) -> AsyncGenerator[Harbour]:
        async with (
            _open_desk(server.dsn, register, clock, keys) as desk,
            open_door(desk, tokens, "127.0.0.1", free_port(0)) as base,
            httpx.AsyncClient(base_url=base, timeout=30) as client,
        ):
            yield Harbour(desk=desk, base=base, client=client, tokens=tokens, folder=keys, clock=clock)

    return opened


@pytest.fixture(scope="session")
def database(server: EmbeddedServer) -> str:
    """Return the address of the same server, for tests that open their own desk on it."""
    return server.dsn
