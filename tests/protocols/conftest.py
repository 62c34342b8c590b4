"""One real embedded PostgreSQL for the scenarios that are played through a door."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from weerbaar.kernel.ledger.embedded import temporary_server
from weerbaar.kernel.ledger.migrate import migrate


async def _migrate(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    await connection.close()


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    with temporary_server() as running:
        asyncio.run(_migrate(running.dsn))
        yield running.dsn
