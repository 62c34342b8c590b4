"""Grows the Merkle tree of one scheme beside its log, signs what it is, and proves what stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.kernel.ledger.errors import LedgerError
from weerbaar.kernel.ledger.format import make_receipt
from weerbaar.kernel.ledger.merkle import (
    HASH_BYTES,
    Node,
    consistency_nodes,
    fold,
    inclusion_nodes,
    perfect_nodes,
    perfect_root,
)
from weerbaar.kernel.ledger.rows import Checkpoint, Tile
from weerbaar.kernel.ledger.seal import entry_bytes_of, sections_of
from weerbaar.kernel.ledger.tiles import HEIGHT, WIDTH, TiledFrontier, TilePath, bundle, hash_in, slice_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from weerbaar.kernel.ledger.keys import LogSigner
    from weerbaar.kernel.ledger.store import Store

#: Full tiles kept in memory for proofs: 8 kB each.
TILES_IN_MEMORY = 512


class ProofFault(LedgerError):
    """the log in the database is not the one that was signed; run weerbaar fsck."""


class Tree:
    """The tree of one scheme. The scheme's writer extends it after each commit; `save` writes behind."""

    def __init__(self, store: Store, scheme: str, signer: LogSigner) -> None:
        self.store = store
        self.scheme = scheme
        self.signer = signer
        self._frontier = TiledFrontier()
        self._newest: Checkpoint | None = None
        self._saved_size = -1
        self._known: dict[tuple[int, int], bytes] = {}

    @classmethod
    async def open(cls, store: Store, scheme: str, signer: LogSigner) -> Tree:
        """Build the tree of what the log now holds from its tiles, and check it against the last checkpoint.

        Raises ProofFault when the log is shorter than, or other than, what was signed.
        """
        tree = cls(store, scheme, signer)
        lease = await store.lease(scheme)
        await tree._rebuild(lease.size if lease else 0)
        signed = await store.checkpoint(scheme)
        if signed is not None:
            if signed.size > tree.size:
                raise ProofFault(
                    f"the log of {scheme!r} has {tree.size} entries, but {signed.size} were signed"
                )
            if await tree.root_at(signed.size) != signed.root:
                raise ProofFault(
                    f"the first {signed.size} entries of {scheme!r} are not those that were signed"
                )
            tree._newest, tree._saved_size = signed, signed.size
        return tree

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._frontier.size

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return fold(self._frontier.peaks)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the leaves of a committed batch, in order."""
        self._frontier.extend(leaves)

    def checkpoint(self) -> Checkpoint:
        """Return the signed checkpoint of the tree as it is now."""
        if self._newest is None or self._newest.size != self.size:
            self._newest = self.signer.checkpoint(self.size, self.root())
        return self._newest

    async def save(self) -> Checkpoint:
        """Write full tiles and then the checkpoint of now to the database; return the checkpoint."""
        checkpoint = self.checkpoint()
        full = dict(self._frontier.full)
        if full:
            tiles = [Tile(level, number, hashes) for (level, number), hashes in sorted(full.items())]
            await self.store.save_tiles(self.scheme, tiles)
            for place in full:
                self._frontier.full.pop(place, None)
        if checkpoint.size != self._saved_size:
            await self.store.save_checkpoint(self.scheme, checkpoint)
            self._saved_size = checkpoint.size
        return checkpoint

    # proofs

    async def root_at(self, size: int) -> bytes:
        """Return the root that the tree had at an earlier size."""
        return fold([await self._hash(node) for node in perfect_nodes(0, size)])

    async def inclusion(self, position: int, size: int | None = None) -> list[bytes]:
        """Return the proof that an entry stands in the tree of that size (now, if not given)."""
        return await self._proof(inclusion_nodes(position, self.size if size is None else size))

    async def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of the old size is the beginning of the later one."""
        return await self._proof(consistency_nodes(old, self.size if size is None else size))

    async def receipt(self, position: int, disclose: Callable[[str], bool] | None = None) -> bytes:
        """Return the receipt of an entry as JSON, showing the sections that `disclose` admits (all, if None).

        Raises LookupError when there is no such entry.
        """
        row = await self.store.entry_at(self.scheme, position)
        if row is None or position >= self.size:
            raise LookupError(f"scheme {self.scheme!r} has no entry {position}")
        checkpoint = self.checkpoint()
        sections = sections_of(row)
        return make_receipt(
            self.scheme,
            position,
            sections,
            row.salt,
            disclose=[name for name in sections if disclose is None or disclose(name)],
            proof=await self.inclusion(position, checkpoint.size),
            checkpoint=checkpoint.note,
        )

    async def published(self, path: TilePath) -> bytes | None:
        """Return a tile or entry bundle to publish, or None when the log has no such one."""
        level = path.level or 0
        row = self.size >> (HEIGHT * level)
        if path.number * WIDTH + path.width > row:
            return None
        if path.level is None:
            start = path.number * WIDTH
            rows = [row async for row in self.store.entries(self.scheme, start, path.width)]
            return bundle(entry_bytes_of(self.scheme, row) for row in rows)
        tile = await self._tile(level, path.number)
        return tile[: path.width * HASH_BYTES]

    async def _proof(self, steps: Sequence[Sequence[Node]]) -> list[bytes]:
        return [fold([await self._hash(node) for node in step]) for step in steps]

    async def _hash(self, node: Node) -> bytes:
        part = slice_of(node)
        return hash_in(part, await self._tile(part.level, part.number))

    # tiles

    async def _tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile: the partial one from memory, a full one from memory or database."""
        frontier = self._frontier
        waiting = frontier.full.get((level, number))
        if waiting is not None:
            return waiting
        if level < len(frontier.rows) and number == frontier.size >> (HEIGHT * level) >> HEIGHT:
            return b"".join(frontier.rows[level])
        return await self._full_tile(level, number)

    async def _full_tile(self, level: int, number: int) -> bytes:
        """Return a full tile; one that a crash kept from being written is computed and set to be saved."""
        known = self._known.get((level, number))
        if known is None:
            known = await self.store.tile(self.scheme, level, number)
            if known is None:
                known = await self._computed(level, number)
                self._frontier.full[level, number] = known
            if len(self._known) >= TILES_IN_MEMORY:
                self._known.pop(next(iter(self._known)))
            self._known[level, number] = known
        return known

    async def _computed(self, level: int, number: int) -> bytes:
        start = number * WIDTH
        if level == 0:
            hashes = await self.store.leaves(self.scheme, start, start + WIDTH)
        else:
            hashes = [await self._tile_root(level - 1, below) for below in range(start, start + WIDTH)]
        if len(hashes) != WIDTH:
            raise ProofFault(f"entries {start} to {start + WIDTH} of {self.scheme!r} are not all there")
        return b"".join(hashes)

    async def _tile_root(self, level: int, number: int) -> bytes:
        tile = await self._full_tile(level, number)
        return perfect_root([tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)])

    async def _rebuild(self, size: int) -> None:
        rows: list[list[bytes]] = []
        level = 0
        while size >> (HEIGHT * level):
            end = size >> (HEIGHT * level)
            start = end - end % WIDTH
            if level == 0:
                row = await self.store.leaves(self.scheme, start, end)
            else:
                row = [await self._tile_root(level - 1, below) for below in range(start, end)]
            if len(row) != end - start:
                raise ProofFault(f"the log of {self.scheme!r} lacks entries before {size}")
            rows.append(row)
            level += 1
        recomputed = self._frontier.full
        self._frontier = TiledFrontier(size, rows=rows)
        self._frontier.full.update(recomputed)
        self._frontier.peaks = [await self._hash(node) for node in perfect_nodes(0, size)]
