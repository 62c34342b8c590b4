"""A receipt can be checked by a stranger, and one altered byte is found and located."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.kernel.ledger import note
from weerbaar.kernel.ledger.format import (
    Receipt,
    canonical,
    commit_entry,
    entry_bytes,
    make_receipt,
    section_digest,
    section_salts,
    verify_receipt,
)
from weerbaar.kernel.ledger.keys import LogSigner
from weerbaar.kernel.ledger.merkle import Frontier, leaf_hash, node_hash

SCHEME, SALT = "port", bytes(range(16))
SECTIONS = {
    "act": b'{"container":"MSCU1234566","name":"offer"}',
    "actor": b'"noordster"',
    "entry": b'{"case":"7"}',
    "reasons": b"[]",
}
SIGNER = LogSigner("weerbaar.example/port", Ed25519PrivateKey.from_private_bytes(bytes(32)))
KEY = str(SIGNER.verifier)
ROOT = b"A" * 43 + b"=\n"
SIGNED = b"\n\xe2\x80\x94 a AAAAAAA=\n"


def receipt(disclose: set[str] | None = None) -> bytes:
    _, leaf = commit_entry(SCHEME, 1, SECTIONS, SALT)
    others = [leaf_hash(b"%d" % n) for n in range(3)]
    tree = Frontier()
    for each in (others[0], leaf, others[1], others[2]):
        tree.append(each)
    proof = [others[0], node_hash(others[1], others[2])]
    shown = set(SECTIONS) if disclose is None else disclose
    note_ = SIGNER.checkpoint(4, tree.root()).note
    return make_receipt(SCHEME, 1, SECTIONS, SALT, disclose=shown, proof=proof, checkpoint=note_)


def altered(change: Callable[[dict[str, object]], None], disclose: set[str] | None = None) -> list[str]:
    document = json.loads(receipt(disclose))
    change(document)
    return [fault.where for fault in verify_receipt(json.dumps(document).encode(), [KEY]).faults]


def test_a_checker_needs_no_database() -> None:
    program = "import sys, weerbaar.kernel.ledger.format; sys.exit('asyncpg' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


def test_the_fast_way_is_the_written_way() -> None:
    salts = dict(zip(sorted(SECTIONS), section_salts(SALT, len(SECTIONS)), strict=True))
    digests = {name: section_digest(salts[name], value) for name, value in SECTIONS.items()}
    assert commit_entry(SCHEME, 1, SECTIONS, SALT)[0] == entry_bytes(SCHEME, 1, digests)
    assert commit_entry(SCHEME, 1, SECTIONS, SALT)[1] == leaf_hash(entry_bytes(SCHEME, 1, digests))


def test_the_layout_does_not_change() -> None:
    """A leaf once published must be computed so for ever: a new layout gets a new number instead."""
    assert (
        commit_entry(SCHEME, 1, SECTIONS, SALT)[1].hex()
        == "0511e595ee2ac0e5f5007ea8543db61a4624000e910e545b9cbba96e20481a00"
    )


@pytest.mark.parametrize("disclose", [None, {"act"}, set[str]()])
def test_a_receipt_holds_whatever_it_shows(disclose: set[str] | None) -> None:
    verdict = verify_receipt(receipt(disclose), [KEY])
    assert verdict.holds
    assert (verdict.scheme, verdict.position, verdict.size) == ("port", 1, 4)
    hidden = b"noordster" in receipt(disclose)
    assert hidden == (disclose is None)


def test_spelling_does_not_matter() -> None:
    pretty = json.dumps(json.loads(receipt()), indent=3, sort_keys=True).encode()
    assert verify_receipt(pretty, [KEY]).holds


def test_each_alteration_is_located() -> None:
    def set_(*path: str, value: object) -> Callable[[dict[str, object]], None]:
        def change(document: dict[str, object]) -> None:
            at = document
            for step in path[:-1]:
                inner = at[step]
                assert isinstance(inner, dict)
                at = inner
            at[path[-1]] = value

        return change

    zero = "A" * 43 + "="
    assert altered(set_("sections", "actor", "value", value="delta")) == ["section actor"]
    assert altered(set_("sections", "actor", "salt", value="AAAAAAAAAAAAAAAAAAAAAA==")) == ["section actor"]
    assert altered(set_("digests", "actor", value=zero)) == ["section actor"]
    assert altered(set_("digests", "actor", value=zero), {"act"}) == ["entry"]
    assert altered(set_("scheme", value="sport")) == ["entry"]
    assert altered(set_("leaf", value=zero)) == ["entry", "proof"]
    assert altered(set_("position", value=2)) == ["entry", "proof"]
    assert altered(set_("proof", value=[zero, zero])) == ["proof"]
    assert altered(set_("proof", value=["?"])) == ["proof"]
    assert altered(set_("key", value="other")) == ["key"]
    assert altered(set_("checkpoint", value="x")) == ["checkpoint"]
    assert altered(set_("sections", "more", value={"value": 1, "salt": "AAAAAAAAAAAAAAAAAAAAAA=="})) == [
        "section more"
    ]


@given(st.data())
def test_one_changed_byte_never_passes_for_the_same(data: st.DataObject) -> None:
    whole = receipt({"act", "reasons"})
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    verdict = verify_receipt(changed, [KEY])
    if verdict.holds:
        first, second = (msgspec.json.decode(text, type=Receipt) for text in (whole, changed))
        assert (first.digests, first.proof, first.leaf) == (second.digests, second.proof, second.leaf)
        assert json.loads(whole)["sections"] == json.loads(changed)["sections"]


def test_endless_nesting_is_no_traceback() -> None:
    deep = receipt({"reasons"}).replace(b'"value":[]', b'"value":' + b"[" * 100_000 + b"]" * 100_000)
    assert not verify_receipt(deep, [KEY]).holds


@given(st.binary(max_size=200))
def test_anything_else_gets_one_message(text: bytes) -> None:
    assert [fault.where for fault in verify_receipt(text, [KEY]).faults] == ["receipt"]


def test_a_stranger_key_does_not_do() -> None:
    other = LogSigner("weerbaar.example/port", Ed25519PrivateKey.generate())
    assert [fault.where for fault in verify_receipt(receipt(), [str(other.verifier)]).faults] == [
        "checkpoint"
    ]
    assert [fault.where for fault in verify_receipt(receipt(), []).faults] == ["checkpoint"]
    assert [fault.where for fault in verify_receipt(receipt(), [KEY[:-4]]).faults] == ["key"]


def test_canonical_json_has_one_spelling() -> None:
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    with pytest.raises(ValueError, match="no single spelling"):
        canonical({"a": [1.5]})


def test_only_canonical_sections_are_shown() -> None:
    checkpoint = SIGNER.checkpoint(1, bytes(32)).note
    with pytest.raises(ValueError, match="not canonical"):
        make_receipt("s", 0, {"a": b'{"b": 1}'}, SALT, disclose=["a"], proof=[], checkpoint=checkpoint)


def test_the_example_note_of_the_specification_is_read() -> None:
    text = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URY"
        "N7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    parsed = note.parse_checkpoint(text.encode())
    assert (parsed.origin, parsed.size) == ("example.com/behind-the-sofa", 20852163)
    assert parsed.signatures[0].key_id.hex() == "033de0ae"


@pytest.mark.parametrize(
    "text",
    [
        b"\xff",
        b"a\n1\n",
        b"a\tb\n1\n" + ROOT + SIGNED,
        b"a\n01\n" + ROOT + SIGNED,
        b"a\n1\nAAAA\n" + SIGNED,
        b"a\n\n" + ROOT + SIGNED,
        b"a\n1\n" + ROOT + b"\nno signature\n",
        b"a\n1\n" + ROOT + SIGNED[:-1],
    ],
)
def test_a_broken_checkpoint_is_refused(text: bytes) -> None:
    note.parse_checkpoint(b"a\n1\n" + ROOT + SIGNED)
    with pytest.raises(note.NoteFault):
        note.parse_checkpoint(text)


def test_a_cosignature_of_an_unknown_key_does_no_harm() -> None:
    checkpoint = SIGNER.checkpoint(1, bytes(32))
    witness = LogSigner("witness.example", Ed25519PrivateKey.generate())
    text = note.parse_checkpoint(checkpoint.note).text
    line = note.sign(text, witness.verifier, Ed25519PrivateKey.generate()).rsplit(b"\n\n", 1)[1]
    both = checkpoint.note + line
    assert note.open_checkpoint(both, [SIGNER.verifier]).size == 1
    with pytest.raises(note.NoteFault, match="does not fit"):
        note.open_checkpoint(both, [SIGNER.verifier, witness.verifier])
