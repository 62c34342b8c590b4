"""Cuts a Merkle tree into tiles that can be published as plain files and cached for ever.

C2SP tlog-tiles. Pure.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from weerbaar.kernel.ledger.merkle import HASH_BYTES, NODE_PREFIX, Node, perfect_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: A tile spans 8 levels of the tree (fixed by the specification).
HEIGHT = 8
WIDTH = 1 << HEIGHT
#: Entries of a bundle carry their length in two bytes.
LONGEST_ENTRY = 0xFFFF
PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]|[1-5][0-9]|6[0-3])/(?P<index>(x[0-9]{3}/)*[0-9]{3})"
    r"(\.p/(?P<width>[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)


class TilePath(NamedTuple):
    """Which tile a path names; level None is a bundle of entries; width below 256 is a partial tile."""

    level: int | None
    number: int
    width: int = WIDTH

    def __str__(self) -> str:
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        index = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        level = "entries" if self.level is None else str(self.level)
        return f"tile/{level}/{index}" + (f".p/{self.width}" if self.width < WIDTH else "")


def parse_path(path: str) -> TilePath | None:
    """Return the tile that a path names, or None when it is not the one right spelling of any."""
    match = PATH.fullmatch(path)
    if match is None:
        return None
    level = None if match["level"] == "entries" else int(match["level"])
    index = int(match["index"].replace("x", "").replace("/", ""))
    tile = TilePath(level, index, int(match["width"] or WIDTH))
    return tile if str(tile) == path else None


def width_in(tile: TilePath, size: int) -> int:
    """Return how many hashes (or entries) this tile has in a tree of that size: 0 when it does not exist."""
    row = size >> (HEIGHT * (tile.level or 0))
    return max(0, min(WIDTH, row - tile.number * WIDTH))


class Slice(NamedTuple):
    """Where a node is found: `length` hashes from `offset` in a tile; their root is the node."""

    level: int
    number: int
    offset: int
    length: int


def slice_of(node: Node) -> Slice:
    """Return where a perfect subtree's hash comes from."""
    level, above = divmod(node.level, HEIGHT)
    first = node.number << above
    return Slice(level, first >> HEIGHT, first & (WIDTH - 1), 1 << above)


def hash_in(slice_: Slice, tile: bytes) -> bytes:
    """Return the hash of the node that a slice of this tile stands for."""
    start = slice_.offset * HASH_BYTES
    part = tile[start : start + slice_.length * HASH_BYTES]
    return perfect_root([part[i : i + HASH_BYTES] for i in range(0, len(part), HASH_BYTES)])


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return entry bytes, each after its length (16 bits, big-endian)."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(packed: bytes) -> list[bytes]:
    """Return the entries of a bundle; ValueError when it is cut off."""
    entries: list[bytes] = []
    at = 0
    while at < len(packed):
        end = at + 2 + int.from_bytes(packed[at : at + 2], "big")
        if at + 2 > len(packed) or end > len(packed):
            raise ValueError(f"the bundle is cut off in entry {len(entries)}")
        entries.append(packed[at + 2 : end])
        at = end
    return entries


class TiledFrontier:
    """A frontier that also lays its tiles: full ones to be kept, and the partial one of each level."""

    __slots__ = ("full", "peaks", "rows", "size")

    def __init__(
        self, size: int = 0, peaks: Sequence[bytes] = (), rows: Sequence[Sequence[bytes]] = ()
    ) -> None:
        self.size = size
        self.peaks = list(peaks)
        #: The hashes of the partial tile of each level.
        self.rows = [list(row) for row in rows]
        #: Full tiles that nobody has taken yet, by (level, index).
        self.full: dict[tuple[int, int], bytes] = {}

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        peaks, size = self.peaks, self.size
        if not self.rows:
            self.rows.append([])
        for leaf in leaves:
            self.rows[0].append(leaf)
            rest, level, tree = size, 0, leaf
            while rest & 1:
                tree = sha256(NODE_PREFIX + peaks.pop() + tree).digest()
                rest >>= 1
                level += 1
                if not level & 7:
                    self._close(level >> 3, tree, size)
            peaks.append(tree)
            size += 1
        self.size = size

    def _close(self, level: int, root: bytes, last: int) -> None:
        """Set the full tile below `level` apart and put its root in the row at that level."""
        below = self.rows[level - 1]
        self.full[level - 1, last >> (HEIGHT * level)] = b"".join(below)
        below.clear()
        if level == len(self.rows):
            self.rows.append([])
        self.rows[level].append(root)
