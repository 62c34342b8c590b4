"""Computes the Merkle tree by which a log proves that nothing in it was changed, removed or added between.

RFC 6962 section 2.1 with SHA-256; the checks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2. Pure.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"


class Node(NamedTuple):
    """A perfect subtree: leaves `number * 2**level` up to the next number's; once whole, it never changes."""

    level: int
    number: int


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return sha256(LEAF_PREFIX + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees together."""
    return sha256(NODE_PREFIX + left + right).digest()


def fold(peaks: Sequence[bytes]) -> bytes:
    """Return the root over subtrees of falling size, left to right; of none, the empty tree's root."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = sha256(NODE_PREFIX + peak + root).digest()
    return root


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of subtrees of equal size."""
    row = list(hashes)
    if not row or len(row) & (len(row) - 1):
        raise ValueError(f"a perfect subtree has a power of two of nodes, not {len(row)}")
    while len(row) > 1:
        row = [sha256(NODE_PREFIX + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0]


class Frontier:
    """The least that is needed to append to a tree and know its root: one hash per perfect subtree."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks of {HASH_BYTES} bytes")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        peaks = self.peaks
        rest = self.size
        while rest & 1:
            leaf = sha256(NODE_PREFIX + peaks.pop() + leaf).digest()
            rest >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root hash of the tree as it is now."""
        return fold(self.peaks)

    def to_bytes(self) -> bytes:
        """Return size (8 bytes, big-endian) and peaks, largest subtree first."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Frontier:
        """Read what `to_bytes` wrote; ValueError when it is not that."""
        if len(kept) < 8 or (len(kept) - 8) % HASH_BYTES:
            raise ValueError("a frontier is 8 bytes of size and then whole hashes")
        size = int.from_bytes(kept[:8], "big")
        return cls(size, [kept[i : i + HASH_BYTES] for i in range(8, len(kept), HASH_BYTES)])


def perfect_nodes(start: int, end: int) -> list[Node]:
    """Split the leaves from `start` to `end` into perfect subtrees, left to right.

    `start` must be a multiple of the largest power of two that is at most `end - start`, as in every subtree
    that RFC 6962 speaks of.
    """
    nodes: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def _split(width: int) -> int:
    """Return the largest power of two smaller than the width."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_nodes(index: int, size: int) -> list[list[Node]]:
    """Return what a leaf's inclusion proof consists of: each list of nodes, folded, is one hash."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path: list[list[Node]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(perfect_nodes(middle, end))
            end = middle
        else:
            path.append(perfect_nodes(start, middle))
            start = middle
    return path[::-1]


def consistency_nodes(old: int, size: int) -> list[list[Node]]:
    """Return what the proof that the old tree begins the new one consists of, as inclusion_nodes."""
    if not 0 < old <= size:
        raise ValueError(f"a consistency proof goes from 1..{size} leaves to {size}, not from {old}")
    path: list[list[Node]] = []
    start, end, whole = 0, size, True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(perfect_nodes(middle, end))
            end = middle
        else:
            path.append(perfect_nodes(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(perfect_nodes(start, end))
    return path[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof leads to from a leaf, or None when its length cannot be right."""
    if not 0 <= index < size:
        return None
    position, last, root = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if position & 1 or position == last:
            root = node_hash(step, root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, step)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether the leaf stands at that index of the tree with that root."""
    return root_from_inclusion(index, size, leaf, proof) == root


def verify_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Say whether the tree with the old root is a beginning of the tree with the new one."""
    if not 0 <= old <= size:
        return False
    if old in {0, size}:
        return not proof and (old_root == root if old else old_root == EMPTY_ROOT)
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, step)
        position, last = position >> 1, last >> 1
    return last == 0 and before == old_root and after == root
