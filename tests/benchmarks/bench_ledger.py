"""Measures the ledger beside what this machine's PostgreSQL and hashing can do in the same run."""

from __future__ import annotations

import asyncio
import secrets
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from lines import Line

from weerbaar.kernel.ledger.audit import verify_scheme
from weerbaar.kernel.ledger.embedded import temporary_server
from weerbaar.kernel.ledger.keys import KeyFolder, LogSigner
from weerbaar.kernel.ledger.layout import layout_of
from weerbaar.kernel.ledger.merkle import Frontier
from weerbaar.kernel.ledger.migrate import migrate
from weerbaar.kernel.ledger.proof import Tree
from weerbaar.kernel.ledger.rows import EntryRow, Epoch
from weerbaar.kernel.ledger.seal import Decision, seal
from weerbaar.kernel.ledger.store import Store, open_pool

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

ROUNDS = 3
BATCH = 1_000
BATCHES = 8
SINGLES = 400
SCHEME = "port"
BODY = b'{"text":"' + b"x" * 280 + b'"}'


def line(name: str, rates: list[float], unit: str, against: tuple[str, list[float]] | None = None) -> Line:
    """Return the median with its extremes, and the ratio of medians to a peer."""
    value = statistics.median(rates)
    ratio = value / statistics.median(against[1]) if against else None
    peer = against[0] if against else ""
    return Line(name=name, value=value, unit=unit, low=min(rates), high=max(rates), ratio=ratio, against=peer)


async def rate(count: int, work: Callable[[], Awaitable[object]]) -> float:
    """Return how many of `count` things a second the work did."""
    begun = time.perf_counter()
    await work()
    return count / (time.perf_counter() - begun)


async def single_commits(connection: Connection) -> None:
    """Y1: one row, one durable commit, one connection."""
    for _ in range(SINGLES):
        await connection.execute("insert into y1 (body) values ($1)", BODY)


async def unnest_batches(connection: Connection) -> None:
    """Y4: rows of a number and a body, in durable batches."""
    for _ in range(BATCHES):
        await connection.execute(
            "insert into y4 (n, body) select * from unnest($1::bigint[], $2::bytea[])",
            list(range(BATCH)),
            [BODY] * BATCH,
        )


def decided(position: int) -> EntryRow:
    """Return a row as the desk would write it: two sections in the body, a trace and an idempotency key."""
    decision = Decision(
        case_id=f"case-{position // 5:09}",
        case_seq=position % 5 + 1,
        at=datetime.now(UTC),
        protocol="container_release@1",
        act="transfer",
        actor="delta-forwarding",
        permitted=True,
        sections={"act": BODY, "because": b"[]"},
        trace_id=bytes(16),
        span_id=bytes(8),
        idempotency_key=f"{position:032x}",
        request_hash=bytes(32),
    )
    return seal(SCHEME, position, decision)


def frontier_rate(count: int) -> float:
    """Y6: RFC 6962 appends a second."""
    leaves = [secrets.token_bytes(32) for _ in range(count)]
    frontier = Frontier()
    begun = time.perf_counter()
    for leaf in leaves:
        frontier.append(leaf)
    return count / (time.perf_counter() - begun)


def commit_rate(count: int) -> float:
    """Return how many entries of six sections of 100 bytes are committed to in a second."""
    sections = {f"section-{n}": b"x" * 100 for n in range(4)}  # and the two of the ledger itself
    values = (*sections.values(), b"x" * 100, b"x" * 100)
    begun = time.perf_counter()
    for position in range(count):
        layout_of(tuple(sections)).leaf(SCHEME, position, values, bytes(16))
    return count / (time.perf_counter() - begun)


async def append_all(store: Store, epoch: Epoch, batches: list[list[EntryRow]]) -> None:
    """Write batches one after another, each once the last is acknowledged."""
    for batch in batches:
        await store.append(epoch, batch)


async def one_round(
    found: dict[str, list[float]], connection: Connection, store: Store, epoch: Epoch, signer: LogSigner
) -> None:
    """Run each yardstick next to its candidate, once."""
    tree = await Tree.open(store, SCHEME, signer)
    start, end = tree.size, tree.size + BATCH * BATCHES
    many = [[decided(n) for n in range(at, at + BATCH)] for at in range(start, end, BATCH)]
    ones = [[decided(n)] for n in range(end, end + SINGLES)]
    found["y4"].append(await rate(BATCH * BATCHES, lambda: unnest_batches(connection)))
    found["many"].append(await rate(BATCH * BATCHES, lambda: append_all(store, epoch, many)))
    found["y1"].append(await rate(SINGLES, lambda: single_commits(connection)))
    found["one"].append(await rate(SINGLES, lambda: append_all(store, epoch, ones)))
    found["y6"].append(frontier_rate(50_000))
    found["commit"].append(commit_rate(20_000))
    tree = await Tree.open(store, SCHEME, signer)
    await tree.save()
    keys = [str(signer.verifier)]
    found["audit"].append(await rate(tree.size, lambda: verify_scheme(store, SCHEME, keys)))


async def measured(dsn: str, keys: Path) -> dict[str, list[float]]:
    """Return the rates of all rounds by name."""
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    await connection.execute(
        "create table y1 (n bigint generated always as identity primary key, body bytea)"
    )
    await connection.execute("create table y4 (n bigint, body bytea)")
    pool = await open_pool(dsn)
    store = Store(pool)
    epoch = await store.acquire(SCHEME, "benchmark", 600)
    signer = KeyFolder(keys).signer("benchmark.example/port")
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        await one_round(found, connection, store, epoch, signer)
    await connection.close()
    await store.close()
    await pool.close()
    return found


def measure() -> Iterator[Line]:
    """Yield the figures of the ledger; every load is a closed loop on one connection."""
    with temporary_server() as server, tempfile.TemporaryDirectory() as keys:
        found = asyncio.run(measured(server.dsn, Path(keys)))
    y1, y4, y6 = ("Y1", found["y1"]), ("Y4", found["y4"]), ("Y6", found["y6"])
    yield line("Y1 durable single-row commits, one connection", found["y1"], "/s")
    yield line("append of one entry at a time", found["one"], "/s", y1)
    yield line(f"Y4 durable rows, unnest batches of {BATCH}", found["y4"], "/s")
    yield line(f"append in batches of {BATCH}", found["many"], "/s", y4)
    yield line("Y6 RFC 6962 frontier append, one core", found["y6"], "/s")
    yield line("commitment to six sections of 100 bytes", found["commit"], "/s", y6)
    yield line("full audit, four sections an entry", found["audit"], "/s", y6)
