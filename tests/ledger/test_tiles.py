"""Tiles are cut, named and packed as C2SP tlog-tiles says."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.kernel.ledger.merkle import Frontier, fold, perfect_nodes
from weerbaar.kernel.ledger.tiles import (
    TiledFrontier,
    TilePath,
    bundle,
    hash_in,
    parse_path,
    slice_of,
    unbundle,
    width_in,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (TilePath(0, 0), "tile/0/000"),
        (TilePath(0, 1234067), "tile/0/x001/x234/067"),
        (TilePath(1, 999, 3), "tile/1/999.p/3"),
        (TilePath(None, 1000, 255), "tile/entries/x001/000.p/255"),
    ],
)
def test_paths(tile: TilePath, path: str) -> None:
    assert str(tile) == path
    assert parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/001/002", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000/", "/tile/0/000", "tile/0/../000", "tile/-1/000",
    ],
)  # fmt: skip
def test_other_spellings_name_nothing(path: str) -> None:
    assert parse_path(path) is None


def test_a_tree_of_seventy_thousand() -> None:
    """The example that the specification gives."""
    size = 70_000
    leaves = [n.to_bytes(32, "big") for n in range(size)]
    tree, frontier = TiledFrontier(), Frontier()
    tree.extend(leaves)
    for leaf in leaves:
        frontier.append(leaf)
    assert tree.peaks == frontier.peaks
    assert sorted(tree.full) == [*((0, n) for n in range(273)), (1, 0)]
    assert [len(row) for row in tree.rows] == [112, 17, 1]
    widths = [
        width_in(TilePath(*place), size) for place in [(0, 272), (0, 273), (0, 274), (1, 1), (2, 0), (3, 0)]
    ]
    assert widths == [256, 112, 0, 17, 1, 0]
    assert tree.full[0, 5] == b"".join(leaves[5 * 256 : 6 * 256])
    tiles = {
        **tree.full,
        **{(level, len(leaves) >> 8 * level + 8): b"".join(r) for level, r in enumerate(tree.rows)},
    }
    parts = [slice_of(node) for node in perfect_nodes(0, size)]
    assert fold([hash_in(part, tiles[part.level, part.number]) for part in parts]) == frontier.root()


@given(st.lists(st.integers(0, 600), max_size=6))
def test_batches_make_no_difference(batches: list[int]) -> None:
    leaves = [sha256(b"%d" % n).digest() for n in range(sum(batches))]
    whole, parts, at = TiledFrontier(), TiledFrontier(), 0
    whole.extend(leaves)
    for batch in batches:
        parts.extend(leaves[at : at + batch])
        at += batch
    assert (whole.size, whole.peaks, whole.full) == (parts.size, parts.peaks, parts.full)


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_bundles_come_apart_again(entries: list[bytes]) -> None:
    assert unbundle(bundle(entries)) == entries


@pytest.mark.parametrize("packed", [b"\0", b"\0\1", b"\0\1xx"])
def test_a_bundle_that_was_cut_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="cut off"):
        unbundle(packed)
