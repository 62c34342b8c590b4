"""Writes decisions into PostgreSQL, one owner per scheme, and reads them back in order."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import asyncpg

from weerbaar.kernel.ledger.columns import columns
from weerbaar.kernel.ledger.errors import Clash, Disconnected, Duplicate, Fenced, LeaseTaken, OutOfOrder
from weerbaar.kernel.ledger.queries import query
from weerbaar.kernel.ledger.rows import (
    Checkpoint,
    Claim,
    EntryRow,
    Epoch,
    Head,
    Kept,
    Lease,
    PersonalRow,
    Step,
    Tile,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterable, Sequence
    from datetime import datetime

    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]

CHUNK = 2_000
#: States are written this many at a time: a few milliseconds each, between which acts are decided and committed.
FEW_HEADS = 200
#: A statement that takes longer has lost its server, even when the connection does not show it.
COMMAND_SECONDS = 20.0
#: What asyncpg raises, at one moment or another, when the server is gone.
LOST = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)


async def _leave_as_is(_connection: asyncpg.Connection[asyncpg.Record] | Connection) -> None:
    """Skip the reset on release: our statements leave nothing behind, and it would halve the read rate."""


async def open_pool(dsn: str, *, most: int = 10) -> Pool:
    """Open a pool of connections whose statements stay prepared and never wait without end."""
    return await asyncpg.create_pool(
        dsn, min_size=0, max_size=most, reset=_leave_as_is, command_timeout=COMMAND_SECONDS
    )


def _alive(connection: Connection) -> bool:
    """Say whether a connection is still ours and open."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False


def _let_go(connection: Connection | None) -> None:
    """Close a connection at once and give its place in the pool free.

    Also one that is closed already: asyncpg keeps the place taken until it is told, and then a pool that lost
    its server ten times would give out nothing more and never close.
    """
    if connection is not None:
        with suppress(asyncpg.InterfaceError):  # the pool took it back by itself
            connection.terminate()


class Store:
    """The ledger of all schemes in one database. Appends go over one connection of their own, in turn."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._writer: Connection | None = None
        self._turn = asyncio.Lock()

    async def close(self) -> None:
        """Give the writing connection back; the pool stays its owner's."""
        async with self._turn:
            writer, self._writer = self._writer, None
            if writer is not None:
                await self.pool.release(writer)

    # who may write

    async def acquire(self, scheme: str, owner: str, seconds: float, *, force: bool = False) -> Epoch:
        """Become the writer of a scheme, making it when it is new.

        Raises LeaseTaken while another owner's lease runs, unless forced: then that owner is fenced off.
        """
        row = await self.pool.fetchrow(query("acquire"), scheme, owner, timedelta(seconds=seconds), force)
        if row is None:
            lease = await self.lease(scheme)
            holder = f"{lease.owner!r} until {lease.lease_ends}" if lease else "another owner"
            raise LeaseTaken(f"{scheme!r} is owned by {holder}; wait, stop it, or take over by force")
        return Epoch(scheme, row["epoch"], owner, row["size"], row["heads_through"])

    async def renew(self, epoch: Epoch, seconds: float) -> None:
        """Prolong the lease; raises Fenced when a newer owner has taken over."""
        if (
            await self.pool.fetchval(query("renew"), epoch.scheme, epoch.number, timedelta(seconds=seconds))
            is None
        ):
            raise Fenced

    async def release(self, epoch: Epoch) -> None:
        """Give the scheme free for the next owner."""
        await self.pool.execute(query("release"), epoch.scheme, epoch.number)

    async def lease(self, scheme: str) -> Lease | None:
        """Return who owns the scheme and how long its log is, or None when there is no such scheme."""
        row = await self.pool.fetchrow(query("lease"), scheme)
        return Lease(*row) if row else None

    async def schemes(self) -> list[str]:
        """Return the names of all schemes."""
        return [row["scheme"] for row in await self.pool.fetch(query("schemes"))]

    # writing

    async def append(
        self,
        epoch: Epoch,
        rows: Sequence[EntryRow],
        claims_taken: Sequence[Claim] = (),
        claims_freed: Sequence[Claim] = (),
        personal: Sequence[PersonalRow] = (),
    ) -> None:
        """Write a batch durably, whole or not at all. Claims are net: freed first, then taken.

        Raises Fenced for a stale epoch, OutOfOrder when positions or case sequences do not
        follow, Clash for a key that another case holds, Duplicate for a used idempotency key;
        Disconnected when the server went away, and then the batch may or may not have been written.
        """
        if not rows:
            return
        first = rows[0].position
        if [row.position for row in rows] != list(range(first, first + len(rows))):
            raise OutOfOrder("the positions within a batch must follow each other; nothing was written")
        written = [*columns(EntryRow, rows), *columns(Claim, claims_freed)]
        written += [*columns(Claim, claims_taken), *columns(PersonalRow, personal)]
        async with self._turn:
            with self._said_when_lost():
                writer = await self._writing()
                try:
                    done = await writer.fetchval(
                        query("append"), epoch.scheme, epoch.number, first, len(rows), *written
                    )
                except asyncpg.UniqueViolationError as fault:
                    raise await self._refusal(fault, epoch, rows, claims_taken) from None
                if not done:
                    raise await self._stale(epoch, first)

    async def _stale(self, epoch: Epoch, first: int) -> Exception:
        """Say why the fence held a batch back."""
        lease = await self.lease(epoch.scheme)
        if lease is not None and lease.epoch == epoch.number:
            return OutOfOrder(f"the next position is {lease.size}, not {first}; nothing was written")
        return Fenced()

    @contextmanager
    def _said_when_lost(self) -> Generator[None]:
        """Turn the many ways in which a connection is found lost into one error, and let go of it."""
        try:
            yield
        except asyncpg.DataError:
            raise
        except LOST as fault:
            writer, self._writer = self._writer, None
            _let_go(writer)
            raise Disconnected from fault

    async def _writing(self) -> Connection:
        """Return the writing connection, a new one when the old one was lost."""
        if self._writer is None or not _alive(self._writer):
            lost, self._writer = self._writer, None
            _let_go(lost)
            self._writer = await self.pool.acquire()
        return self._writer

    async def _refusal(
        self,
        fault: asyncpg.UniqueViolationError,
        epoch: Epoch,
        rows: Sequence[EntryRow],
        taken: Sequence[Claim],
    ) -> Exception:
        """Say which unique key stood in the way."""
        writer = await self._writing()
        broken = fault.constraint_name
        if broken == "claim_pkey":
            keys = [claim.key for claim in taken]
            held = await writer.fetch(query("claims_of"), epoch.scheme, keys)
            twice = next((key for key in keys if keys.count(key) > 1), keys[0])
            return Clash(held[0]["key"], held[0]["case_id"]) if held else Clash(twice)
        if broken == "entry_idempotency":
            keyed = [(row.actor, row.idempotency_key) for row in rows if row.idempotency_key is not None]
            actors, keys = [actor for actor, _ in keyed], [key for _, key in keyed]
            used = await writer.fetchrow(query("used_keys"), epoch.scheme, actors, keys)
            if used is not None:
                return Duplicate(used["actor"], used["idempotency_key"], used["position"])
            actor, key = next(pair for pair in keyed if keyed.count(pair) > 1)
            return Duplicate(actor, key or "", None)
        return OutOfOrder()

    # reading

    async def entries(
        self, scheme: str, start: int = 0, limit: int | None = None, *, chunk: int = CHUNK
    ) -> AsyncIterator[EntryRow]:
        """Yield entries in log order, from a position on, at most `limit`."""
        async for batch in self.entry_batches(scheme, start, limit, chunk=chunk):
            for row in batch:
                yield row

    async def entry_batches(
        self, scheme: str, start: int = 0, limit: int | None = None, *, chunk: int = CHUNK
    ) -> AsyncIterator[list[EntryRow]]:
        """Yield entries in log order in lists of up to `chunk`: the fast way through a long log."""
        end = None if limit is None else start + limit
        while end is None or start < end:
            stop = start + chunk if end is None else min(start + chunk, end)
            batch = [EntryRow(*row) for row in await self.pool.fetch(query("entries"), scheme, start, stop)]
            if batch:
                yield batch
            if len(batch) < stop - start:
                return
            start = stop

    async def step_batches(self, scheme: str, start: int = 0) -> AsyncIterator[list[Step]]:
        """Yield the permitted decisions from a position on, in log order, a list at a time."""
        while batch := await self.pool.fetch(query("steps"), scheme, start, CHUNK):
            yield [Step(*row) for row in batch]
            start = batch[-1]["position"] + 1

    async def entries_of_case(
        self, scheme: str, case_id: str, start: int = 0, limit: int = 100_000
    ) -> list[EntryRow]:
        """Return the entries of one case in order, from a position on."""
        return [
            EntryRow(*row)
            for row in await self.pool.fetch(query("entries_of_case"), scheme, case_id, start, limit)
        ]

    async def entry_at(self, scheme: str, position: int) -> EntryRow | None:
        """Return one entry, or None past the end."""
        row = await self.pool.fetchrow(query("entries"), scheme, position, position + 1)
        return EntryRow(*row) if row else None

    async def by_idempotency(self, scheme: str, actor: str, key: str) -> EntryRow | None:
        """Return the entry that this actor's key belongs to."""
        row = await self.pool.fetchrow(query("by_idempotency"), scheme, actor, key)
        return EntryRow(*row) if row else None

    async def leaves(self, scheme: str, start: int, stop: int) -> list[bytes]:
        """Return leaf hashes of the positions from `start` up to, not including, `stop`."""
        return [row["leaf"] for row in await self.pool.fetch(query("leaves"), scheme, start, stop)]

    async def claims(self, scheme: str) -> AsyncIterator[Claim]:
        """Yield every business key in use."""
        after = ""
        while batch := await self.pool.fetch(query("claims"), scheme, after, CHUNK):
            for row in batch:
                yield Claim(*row)
            after = batch[-1]["key"]

    # state beside the log

    async def save_heads(self, epoch: Epoch, heads: Iterable[Head], through: int) -> None:
        """Write states behind; `through` is the size of the log that the heads then reflect wholly.

        A few at a time, so that neither the program nor the log stands still meanwhile.
        """
        owner, waiting = (epoch.scheme, epoch.number), iter(heads)
        while few := list(islice(waiting, FEW_HEADS)):
            if not await self.pool.fetchval(query("save_heads"), *owner, *columns(Head, few)):
                raise Fenced
        if not await self.pool.fetchval(query("reach_heads"), *owner, through):
            raise Fenced

    async def load_heads(self, scheme: str, *, open_only: bool = True) -> AsyncIterator[Head]:
        """Yield the kept state of every case, open ones only unless asked otherwise."""
        after = ""
        while batch := await self.pool.fetch(query("load_heads"), scheme, after, CHUNK, open_only):
            for row in batch:
                yield Head(*row)
            after = batch[-1]["case_id"]

    async def head_of(self, scheme: str, case_id: str) -> Head | None:
        """Return the kept state of one case."""
        row = await self.pool.fetchrow(query("head_of"), scheme, case_id)
        return Head(*row) if row else None

    # proof

    async def save_checkpoint(self, scheme: str, checkpoint: Checkpoint) -> None:
        """Keep a signed checkpoint; a later note for the same tree (with more signatures) replaces it."""
        await self.pool.execute(
            query("save_checkpoint"), scheme, checkpoint.size, checkpoint.root, checkpoint.note
        )

    async def checkpoint(self, scheme: str, at_most: int = 2**62) -> Checkpoint | None:
        """Return the newest checkpoint of at most that size."""
        row = await self.pool.fetchrow(query("newest_checkpoint"), scheme, at_most)
        return Checkpoint(*row) if row else None

    async def checkpoints(self, scheme: str, start: int = 0) -> AsyncIterator[Checkpoint]:
        """Yield the checkpoints in order of size, from a size on."""
        while batch := await self.pool.fetch(query("checkpoints"), scheme, start, CHUNK):
            for row in batch:
                yield Checkpoint(*row)
            start = batch[-1]["size"] + 1

    async def save_tiles(self, scheme: str, tiles: Sequence[Tile]) -> None:
        """Keep full tiles."""
        await self.pool.execute(query("save_tiles"), scheme, *columns(Tile, tiles))

    async def tile(self, scheme: str, level: int, index: int) -> bytes | None:
        """Return the 8,192 bytes of a full tile, or None when it is not (yet) there."""
        found: bytes | None = await self.pool.fetchval(query("tile"), scheme, level, index)
        return found

    async def tiles(self, scheme: str, level: int) -> AsyncIterator[Tile]:
        """Yield the full tiles of one level in order."""
        start = 0
        while batch := await self.pool.fetch(query("tiles"), scheme, level, start, CHUNK // 8):
            for row in batch:
                yield Tile(level, row["index"], row["bytes"])
            start = batch[-1]["index"] + 1

    # readings and questions

    async def record_processing(self, scheme: str, records: Sequence[tuple[datetime, bytes]]) -> None:
        """Keep LDV records of personal data, before the answer that shows it leaves."""
        ats, bodies = [at for at, _ in records], [body for _, body in records]
        await self.pool.execute(query("record_processing"), scheme, ats, bodies)

    async def processings(self, scheme: str, after: int = 0, limit: int = CHUNK) -> list[Kept]:
        """Return LDV records in order, those after a given record."""
        return [Kept(*row) for row in await self.pool.fetch(query("processings"), scheme, after, limit)]

    async def record_access(self, scheme: str, records: Sequence[tuple[datetime, bytes]]) -> None:
        """Keep ADL records of questions that were no act."""
        ats, bodies = [at for at, _ in records], [body for _, body in records]
        await self.pool.execute(query("record_access"), scheme, ats, bodies)

    async def accesses(self, scheme: str, after: int = 0, limit: int = CHUNK) -> list[Kept]:
        """Return ADL records in order, those after a given record."""
        return [Kept(*row) for row in await self.pool.fetch(query("accesses"), scheme, after, limit)]
