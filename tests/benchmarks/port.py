"""A desk on a throw-away database for benchmarks, with containers enough to act on."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

import asyncpg
import msgspec

from weerbaar.cli.installation import registered
from weerbaar.desk.asking import Asking
from weerbaar.desk.desk import Desk
from weerbaar.desk.intake import read_act
from weerbaar.desk.loading import Protocols
from weerbaar.desk.members import Members
from weerbaar.kernel.ledger.embedded import temporary_server
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.store import Store, open_pool
from weerbaar.protocols.container_release.protocol import PROTOCOL
from weerbaar.standards.iso6346 import check_digit
from weerbaar.worlds import PORT

CALL, QUAY = "NOORD-2026-118", "maasvlakte-terminal"


def now() -> datetime:
    """Return the moment now."""
    return datetime.now(UTC)


def number(count: int) -> str:
    """Return a container number with its right check digit."""
    stem = f"NOSU{count:06d}"
    return f"{stem}{check_digit(stem)}"


def asking(name: str, actor: str, case: str | None = None, **fields: Any) -> Asking:
    """Return an act as a door would hand it over."""
    return Asking(protocol=PROTOCOL, act=read_act(PROTOCOL, name, actor, "", fields), case=case)


def issue(count: int) -> Asking:
    """Return the release of the container with this number, to a forwarder."""
    return asking(
        "issue",
        "noordster",
        container=number(count),
        call=CALL,
        terminal=QUAY,
        reference=f"R{count}",
        expires_at=(now() + timedelta(days=3)).isoformat(),
        release_to="delta-forwarding",
    )


@asynccontextmanager
async def open_desk(scheme: str = "bench") -> AsyncGenerator[tuple[Desk, str], None]:
    """Open a desk on a new embedded database; gives the desk and the database's address."""
    with temporary_server() as server:
        connection = await asyncpg.connect(server.dsn)
        await migrate(connection)
        await connection.close()
        pool = await open_pool(server.dsn, most=10)
        keys = KeyFolder(server.folder / "keys")
        register = msgspec.structs.replace(registered(PORT), scheme=scheme)
        signer = keys.signer(f"weerbaar.example/{scheme}")
        vault = Vault(pool, keys.personal_key())
        desk = Desk(
            Store(pool),
            vault,
            Members(register, (PROTOCOL,)),
            Protocols((PROTOCOL,)),
            signer,
            b"b" * 32,
            now,
            os.urandom,
        )
        await desk.open()
        try:
            yield desk, server.dsn
        finally:
            await desk.close()
            await pool.close()


async def closed_loop(
    ask: Callable[[Any], Awaitable[Any]], work: Iterable[Any], in_flight: int
) -> list[float]:
    """Do all the work with so many requests under way at a time; return each one's seconds."""
    times: list[float] = []
    source = iter(work)

    async def worker() -> None:
        for one in source:
            started = time.perf_counter()
            await ask(one)
            times.append(time.perf_counter() - started)

    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return times


async def offered_load(
    ask: Callable[[Any], Awaitable[Any]], work: list[Any], per_second: float
) -> list[float]:
    """Start the work at a fixed rate whatever the answers do; return each one's seconds since it was due."""
    begin = time.perf_counter() + 0.05
    times: list[float] = []

    async def one(item: Any, due: float) -> None:
        await ask(item)
        times.append(time.perf_counter() - due)

    tasks: list[asyncio.Task[None]] = []
    for place, item in enumerate(work):
        due = begin + place / per_second
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(item, due)))
    await asyncio.gather(*tasks)
    return times


def percentile(times: list[float], percent: int) -> float:
    """Return a percentile in milliseconds."""
    return quantiles(times, n=100)[percent - 1] * 1000
