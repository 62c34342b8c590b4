"""One real embedded PostgreSQL for all ledger tests of a test process, and a fresh scheme for each test."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import asyncpg
import pytest

from weerbaar.kernel.ledger.embedded import EmbeddedServer, temporary_server
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.kernel.ledger.store import Store, open_pool

if TYPE_CHECKING:
    from weerbaar.kernel.ledger.store import Pool

NUMBERS = itertools.count(1)
START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


def _sample(position: int, case_id: str = "", seq: int | None = None, **changes: object) -> EntryRow:
    """Return a row that is right in form; two acts per case unless said otherwise."""
    fields: dict[str, object] = {
        "position": position,
        "case_id": case_id or f"case-{position // 2}",
        "case_seq": position % 2 + 1 if seq is None else seq,
        "at": START + timedelta(seconds=position),
        "protocol": "example@1",
        "act": "offer",
        "actor": "noordster",
        "permitted": True,
        "body": b'{"act":{"container":"MSCU1234566"}}',
        "salt": sha256(b"salt %d" % position).digest()[:16],
        "leaf": sha256(b"leaf %d" % position).digest(),
        "trace_id": bytes(16),
        "span_id": bytes(8),
        **changes,
    }
    return EntryRow(**fields)  # type: ignore[arg-type]


async def _migrate(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    await connection.close()


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    with temporary_server() as running:
        asyncio.run(_migrate(running.dsn))
        yield running


@pytest.fixture
async def pool(server: EmbeddedServer) -> AsyncIterator[Pool]:
    opened = await open_pool(server.dsn)
    yield opened
    await opened.close()


@pytest.fixture
async def store(pool: Pool) -> AsyncIterator[Store]:
    opened = Store(pool)
    yield opened
    await opened.close()


@pytest.fixture
def scheme() -> str:
    return f"scheme-{next(NUMBERS)}"


@pytest.fixture(scope="session")
def sample() -> Callable[..., EntryRow]:
    return _sample
