"""The Merkle tree gives the published roots, and its proofs hold for exactly what they say."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.kernel.ledger import merkle
from weerbaar.kernel.ledger.merkle import Frontier, Node, fold, leaf_hash, node_hash

# The inputs and roots that the Certificate Transparency code bases share as test vectors for RFC 6962.
INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

LEAVES = [sha256(b"%d" % n).digest() for n in range(300)]


def defined_root(leaves: list[bytes]) -> bytes:
    """Return the tree hash word for word as RFC 6962 defines it, the slow way."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


def node(place: Node) -> bytes:
    start = place.number << place.level
    return defined_root(LEAVES[start : start + (1 << place.level)])


def inclusion(index: int, size: int) -> list[bytes]:
    return [fold([node(n) for n in step]) for step in merkle.inclusion_nodes(index, size)]


def consistency(old: int, size: int) -> list[bytes]:
    return [fold([node(n) for n in step]) for step in merkle.consistency_nodes(old, size)]


def test_the_published_roots() -> None:
    frontier = Frontier()
    assert frontier.root() == sha256(b"").digest()
    for entry, root in zip(INPUTS, ROOTS, strict=True):
        frontier.append(leaf_hash(bytes.fromhex(entry)))
        assert frontier.root().hex() == root


def test_a_frontier_is_the_definition_and_can_be_kept() -> None:
    frontier = Frontier()
    for size in range(len(LEAVES)):
        assert frontier.root() == defined_root(LEAVES[:size])
        again = Frontier.from_bytes(frontier.to_bytes())
        assert (again.size, again.peaks) == (size, frontier.peaks)
        frontier.append(LEAVES[size])


@pytest.mark.parametrize("kept", [b"", b"1234567", bytes(8) + bytes(32), b"\0" * 7 + b"\3" + bytes(32)])
def test_a_broken_frontier_is_refused(kept: bytes) -> None:
    with pytest.raises(ValueError):
        Frontier.from_bytes(kept)


@pytest.mark.parametrize("size", [*range(1, 34), 64, 65, 100])
def test_every_inclusion_proof_holds(size: int) -> None:
    root = defined_root(LEAVES[:size])
    for index in range(size):
        proof = inclusion(index, size)
        assert merkle.verify_inclusion(index, size, LEAVES[index], proof, root)
        assert not merkle.verify_inclusion(index, size, LEAVES[index + 1], proof, root)
        assert not merkle.verify_inclusion((index + 1) % size, size, LEAVES[index], proof, root) or size == 1


@pytest.mark.parametrize("size", [*range(1, 34), 64, 65])
def test_every_consistency_proof_holds(size: int) -> None:
    root = defined_root(LEAVES[:size])
    for old in range(1, size + 1):
        proof = consistency(old, size)
        assert merkle.verify_consistency(old, size, proof, defined_root(LEAVES[:old]), root)
        assert not merkle.verify_consistency(old, size, proof, LEAVES[-1], root)


@given(st.data())
def test_a_changed_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(index, size)
    root = defined_root(LEAVES[:size])
    changed = list(proof)
    at = data.draw(st.integers(0, len(proof) - 1))
    match data.draw(st.sampled_from(["flip", "drop", "double", "add"])):
        case "flip":
            bit = data.draw(st.integers(0, 255))
            changed[at] = (int.from_bytes(proof[at], "big") ^ (1 << bit)).to_bytes(32, "big")
        case "drop":
            del changed[at]
        case "double":
            changed.insert(at, proof[at])
        case _:
            changed.append(bytes(32))
    assert not merkle.verify_inclusion(index, size, LEAVES[index], changed, root)


@given(st.data())
def test_a_changed_consistency_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, size - 1))
    proof = consistency(old, size)
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]]
    before, after = defined_root(LEAVES[:old]), defined_root(LEAVES[:size])
    assert merkle.verify_consistency(old, size, proof, before, after)
    assert not merkle.verify_consistency(old, size, changed, before, after)
    assert not merkle.verify_consistency(old, size, proof[:-1], before, after)
    assert not merkle.verify_consistency(old, size, [*proof, bytes(32)], before, after)


def test_what_cannot_be_proven_is_refused() -> None:
    with pytest.raises(ValueError):
        merkle.inclusion_nodes(3, 3)
    with pytest.raises(ValueError):
        merkle.consistency_nodes(0, 3)
    assert not merkle.verify_inclusion(3, 3, LEAVES[0], [], LEAVES[0])
    assert not merkle.verify_consistency(4, 3, [], LEAVES[0], LEAVES[0])
    assert merkle.verify_consistency(0, 3, [], sha256(b"").digest(), LEAVES[0])
