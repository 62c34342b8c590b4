"""Checks the whole log of a scheme, entry by entry, and names the first thing that is not as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from weerbaar.kernel.ledger.format import Fault
from weerbaar.kernel.ledger.merkle import HASH_BYTES, fold
from weerbaar.kernel.ledger.note import NoteFault, VerifierKey, open_checkpoint
from weerbaar.kernel.ledger.seal import leaf_of
from weerbaar.kernel.ledger.tiles import WIDTH, TiledFrontier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from weerbaar.kernel.ledger.rows import Checkpoint, EntryRow
    from weerbaar.kernel.ledger.store import Store


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of an audit: what was checked, and the first fault if there is one."""

    scheme: str
    #: Entries found in order.
    size: int
    root: bytes
    #: Size of the newest checkpoint; entries after it are in order but not yet signed for.
    signed_size: int
    checkpoints: int
    tiles: int
    fault: Fault | None = None

    @property
    def holds(self) -> bool:
        """Say whether the log is whole."""
        return self.fault is None


class _Found(Exception):
    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.fault = Fault(where, why)


class _Walk:
    """One pass over the log, with what must be remembered on the way."""

    def __init__(self, store: Store, scheme: str, keys: list[VerifierKey]) -> None:
        self.store = store
        self.scheme = scheme
        self.keys = keys
        self.tree = TiledFrontier()
        self.numbers: dict[str, int] = {}
        self.signed: AsyncIterator[Checkpoint] = store.checkpoints(scheme)
        self.next: Checkpoint | None = None
        self.signed_size = self.checkpoints = self.tiles = 0

    async def begin(self) -> None:
        self.next = await anext(self.signed, None)
        await self.compare_checkpoint()

    async def take(self, rows: Sequence[EntryRow]) -> None:
        """Check a stretch of entries and grow the tree by them, stopping at every checkpoint."""
        leaves = [self._leaf(number, row) for number, row in enumerate(rows, self.tree.size)]
        done = 0
        while done < len(leaves):
            stop = len(leaves)
            if self.next is not None:
                stop = min(stop, done + max(1, self.next.size - self.tree.size))
            self.tree.extend(leaves[done:stop])
            done = stop
            await self.compare_tiles()
            await self.compare_checkpoint()

    def _leaf(self, position: int, row: EntryRow) -> bytes:
        if row.position != position:
            raise _Found(
                f"entry {position}", f"it is missing: entry {row.position} follows entry {position - 1}"
            )
        before = self.numbers.get(row.case_id, 0)
        if row.case_seq != before + row.permitted:
            due = before + row.permitted
            raise _Found(
                f"entry {position}", f"its number in case {row.case_id!r} is {row.case_seq}, not {due}"
            )
        self.numbers[row.case_id] = row.case_seq
        try:
            leaf = leaf_of(self.scheme, row)
        except ValueError as fault:
            raise _Found(f"entry {position}", str(fault)) from None
        if leaf != row.leaf:
            raise _Found(
                f"entry {position}", "its content or its salt was altered: it does not give its leaf"
            )
        return leaf

    async def compare_tiles(self) -> None:
        """Compare each full tile with the kept one; a tile that is not kept yet is no fault."""
        for (level, number), hashes in sorted(self.tree.full.items()):
            kept = await self.store.tile(self.scheme, level, number)
            if kept is not None:
                self.tiles += 1
                self._compare(level, number, hashes, kept)
        self.tree.full.clear()

    def _compare(self, level: int, number: int, hashes: bytes, kept: bytes) -> None:
        if hashes == kept:
            return
        parts = range(0, len(hashes), HASH_BYTES)
        first = next((at for at in parts if hashes[at : at + HASH_BYTES] != kept[at : at + HASH_BYTES]), 0)
        place = number * WIDTH + first // HASH_BYTES
        if level == 0 and len(kept) == len(hashes):
            raise _Found(
                f"entry {place}", "entry and leaf were altered together: the tile holds another leaf"
            )
        raise _Found(f"tile {level}/{number}", "it was altered: it does not follow from the entries")

    async def compare_checkpoint(self) -> None:
        """Compare the tree with a checkpoint of this size, if there is one."""
        if self.next is None or self.next.size != self.tree.size:
            return
        where = f"checkpoint {self.next.size}"
        try:
            stated = open_checkpoint(self.next.note, self.keys)
        except NoteFault as fault:
            raise _Found(where, str(fault)) from None
        if (stated.size, stated.root) != (self.next.size, self.next.root):
            raise _Found(where, "its note states another tree than its row")
        if stated.root != fold(self.tree.peaks):
            span = f"{self.signed_size} to {self.next.size}"
            raise _Found(
                where, f"an entry and its leaf among {span} were altered: the signed root is another"
            )
        self.signed_size = self.next.size
        self.checkpoints += 1
        self.next = await anext(self.signed, None)

    async def end(self) -> None:
        """Check that nothing was cut off at the end."""
        if self.next is not None:
            why = f"{self.next.size} entries were signed, but the log ends after {self.tree.size}"
            raise _Found(f"entry {self.tree.size}", why)
        lease = await self.store.lease(self.scheme)
        if lease is None:
            raise _Found("scheme", f"there is no scheme {self.scheme!r}")
        size = lease.size
        if size != self.tree.size:
            raise _Found(f"entry {self.tree.size}", f"the scheme counts {size} entries, but it is missing")


async def verify_scheme(
    store: Store,
    scheme: str,
    verifier_keys: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> Finding:
    """Check order, case numbers, every leaf, every tile and every checkpoint of a scheme that stands still.

    `progress` hears (entries done, entries in all) now and then. NoteFault when a key cannot be read.
    """
    walk = _Walk(store, scheme, [VerifierKey.parse(key) for key in verifier_keys])
    lease = await store.lease(scheme)
    total = lease.size if lease else 0
    fault: Fault | None = None
    try:
        await walk.begin()
        async for rows in store.entry_batches(scheme):
            await walk.take(rows)
            if progress is not None:
                progress(walk.tree.size, max(total, walk.tree.size))
        await walk.end()
    except _Found as found:
        fault = found.fault
    return Finding(
        scheme=scheme,
        size=walk.tree.size,
        root=fold(walk.tree.peaks),
        signed_size=walk.signed_size,
        checkpoints=walk.checkpoints,
        tiles=walk.tiles,
        fault=fault,
    )
