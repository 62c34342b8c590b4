"""Nothing acknowledged is lost when a server or writer is killed, and a stale writer writes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from weerbaar.kernel.ledger.audit import verify_scheme
from weerbaar.kernel.ledger.embedded import EmbeddedServer, temporary_server
from weerbaar.kernel.ledger.errors import Disconnected
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.seal import Decision, seal
from weerbaar.kernel.ledger.store import LOST, Store, open_pool

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"


@contextlib.contextmanager
def writer(dsn: str, scheme: str, owner: str) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, str(HERE / "writer.py"), dsn, scheme, owner]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def acknowledged(process: subprocess.Popen[str], count: int) -> None:
    """Wait until the writer has had that many batches acknowledged."""
    assert process.stdout is not None
    for _ in range(count):
        assert process.stdout.readline()


def last_word(process: subprocess.Popen[str]) -> int:
    """Return the last position that the ended writer printed as acknowledged."""
    said, _ = process.communicate()
    return max(int(line) for line in ["0", *said.splitlines()])


async def test_a_stale_writer_in_another_process_is_fenced(
    server: EmbeddedServer, store: Store, scheme: str
) -> None:
    with writer(server.dsn, scheme, "stale") as process:
        acknowledged(process, 5)
        epoch = await store.acquire(scheme, "fresh", 60, force=True)
        assert process.wait(20) == 3
        told = last_word(process)
    assert epoch.size >= 250
    assert told in {epoch.size, 0}
    lease = await store.lease(scheme)
    assert lease is not None
    assert (lease.size, lease.owner) == (epoch.size, "fresh")
    finding = await verify_scheme(store, scheme, [])
    assert (finding.fault, finding.size) == (None, epoch.size)


async def test_a_killed_writer_leaves_whole_batches(
    server: EmbeddedServer, store: Store, scheme: str
) -> None:
    with writer(server.dsn, scheme, "doomed") as process:
        acknowledged(process, 8)
        process.kill()
        told = max(400, last_word(process))
    epoch = await store.acquire(scheme, "heir", 60, force=True)
    assert epoch.size in {told, told + 50}
    finding = await verify_scheme(store, scheme, [])
    assert (finding.fault, finding.size) == (None, epoch.size)


async def test_a_killed_server_loses_nothing_acknowledged() -> None:
    with temporary_server() as server:
        connection = await asyncpg.connect(server.dsn)
        await migrate(connection)
        await connection.close()
        told = 0
        for round_ in range(2):
            with writer(server.dsn, "port", f"round {round_}") as process:
                acknowledged(process, 20)
                os.kill(server.process_id(), signal.SIGKILL)
                assert process.wait(20) == 4
                told = max(told + 1000, last_word(process))
            server.stop()
            begun = time.monotonic()
            server.start()
            assert time.monotonic() - begun < 5
            pool = await open_pool(server.dsn)
            store = Store(pool)
            size = (await store.acquire("port", "auditor", 0, force=True)).size
            assert size in {told, told + 50}
            finding = await verify_scheme(store, "port", [])
            assert (finding.fault, finding.size) == (None, size)
            told = size
            await store.close()
            await pool.close()


async def test_the_same_store_goes_on_after_a_restart() -> None:
    """Whatever moment the loss is noticed at, the next append after acquiring the scheme again succeeds."""
    with temporary_server() as server:
        pool = await open_pool(server.dsn)
        connection = await asyncpg.connect(server.dsn)
        await migrate(connection)
        await connection.close()
        store = Store(pool)
        await append_one(store)
        for _ in range(2):
            os.kill(server.process_id(), signal.SIGKILL)
            with pytest.raises(Disconnected):
                await append_until_lost(store)
            server.stop()
            server.start()
            await append_one(store)
        finding = await verify_scheme(store, "port", [])
        assert (finding.fault, finding.size >= 3) == (None, True)
        await store.close()
        await pool.close()


async def test_a_lost_connection_gives_its_place_back(server: EmbeddedServer, scheme: str) -> None:
    """A pool of two goes on after more losses than it has places, and closes; the losses come at any moment."""
    pool = await open_pool(server.dsn, most=2)
    store, admin = Store(pool), await asyncpg.connect(server.dsn)
    ended = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'losing'"
    for turn in range(12):
        async with asyncio.timeout(20):
            await append_one(store, scheme)
            writer = await store._writing()
            await writer.execute("set application_name = 'losing'")
            appending = asyncio.gather(
                *(append_one(store, scheme) for _ in range(turn)), return_exceptions=True
            )
            await admin.execute(ended)
            await appending
            with contextlib.suppress(Disconnected):
                await append_one(store, scheme)
    await admin.close()
    async with asyncio.timeout(20):
        await store.close()
        await pool.close()


async def append_until_lost(store: Store) -> None:
    while True:
        await append_one(store)


async def append_one(store: Store, scheme: str = "port") -> None:
    """Acquire the scheme and append one entry; Disconnected while the server is away."""
    try:
        epoch = await store.acquire(scheme, "us", 60, force=True)
    except LOST as fault:
        raise Disconnected from fault
    decision = Decision(
        case_id=f"case-{epoch.size}",
        case_seq=1,
        at=datetime.now(UTC),
        protocol="example@1",
        act="offer",
        actor="us",
        permitted=True,
        sections={},
    )
    await store.append(epoch, [seal(scheme, epoch.size, decision)])
