"""The tree beside the log survives restarts, proves entries, and an audit finds the first altered byte."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from msgspec.structs import replace

from weerbaar.kernel.ledger.audit import Finding, verify_scheme
from weerbaar.kernel.ledger.format import verify_receipt
from weerbaar.kernel.ledger.keys import KeyFolder, LogSigner
from weerbaar.kernel.ledger.merkle import leaf_hash, verify_consistency
from weerbaar.kernel.ledger.note import open_checkpoint
from weerbaar.kernel.ledger.proof import ProofFault, Tree
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.kernel.ledger.seal import Decision, leaf_of, seal, split_sections
from weerbaar.kernel.ledger.store import Store
from weerbaar.kernel.ledger.tiles import TilePath, unbundle

if TYPE_CHECKING:
    from weerbaar.kernel.ledger.store import Pool

START = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


@pytest.fixture
def signer(tmp_path: Path, scheme: str) -> LogSigner:
    return KeyFolder(tmp_path / "keys").signer(f"weerbaar.example/{scheme}")


def decided(scheme: str, start: int, count: int) -> list[EntryRow]:
    """Return real rows: cases of four, the third act of each refused."""
    rows = []
    for position in range(start, start + count):
        turn = position % 4
        decision = Decision(
            case_id=f"case-{position // 4}",
            case_seq=(1, 2, 2, 3)[turn],
            at=START + timedelta(microseconds=position * 1_000_001),
            protocol="example@1",
            act="transfer",
            actor="noordster",
            permitted=turn != 2,
            sections={"act": b'{"to":"delta-forwarding","turn":%d}' % turn, "because": b'["art. 3"]'},
        )
        rows.append(seal(scheme, position, decision))
    return rows


async def filled(store: Store, scheme: str, signer: LogSigner, *batches: int) -> Tree:
    epoch = await store.acquire(scheme, "us", 60)
    tree = await Tree.open(store, scheme, signer)
    for batch in batches:
        rows = decided(scheme, tree.size, batch)
        await store.append(epoch, rows)
        tree.extend(row.leaf for row in rows)
        await tree.save()
    return tree


async def test_a_receipt_from_the_log_holds(store: Store, scheme: str, signer: LogSigner) -> None:
    tree = await filled(store, scheme, signer, 3, 300, 217)
    for position in (0, 2, 255, 256, 519):
        verdict = verify_receipt(await tree.receipt(position), [str(signer.verifier)])
        assert verdict.holds, verdict.faults
        assert (verdict.position, verdict.size) == (position, 520)
    shown = await tree.receipt(7, lambda name: name == "act")
    assert verify_receipt(shown, [str(signer.verifier)]).holds
    assert b"noordster" not in shown
    with pytest.raises(LookupError):
        await tree.receipt(520)


async def test_growth_is_consistent(store: Store, scheme: str, signer: LogSigner) -> None:
    tree = await filled(store, scheme, signer, 100, 200, 300)
    roots = {point.size: point.root async for point in store.checkpoints(scheme)}
    assert sorted(roots) == [100, 300, 600]
    for old, new in ((100, 300), (100, 600), (300, 600)):
        assert verify_consistency(old, new, await tree.consistency(old, new), roots[old], roots[new])
        assert await tree.root_at(old) == roots[old]


@pytest.mark.parametrize("unsaved", [0, 5, 700])
async def test_a_tree_is_rebuilt_from_its_tiles(
    store: Store, scheme: str, signer: LogSigner, unsaved: int
) -> None:
    """Also when the program stopped after the commit and before the tiles were written."""
    tree = await filled(store, scheme, signer, 600)
    epoch = await store.acquire(scheme, "us", 60, force=True)
    rows = decided(scheme, 600, unsaved)
    await store.append(epoch, rows)
    tree.extend(row.leaf for row in rows)
    again = await Tree.open(store, scheme, signer)
    assert (again.size, again.root()) == (tree.size, tree.root())
    more = decided(scheme, again.size, 600)
    for each in (tree, again):
        each.extend(row.leaf for row in more)
    assert again.root() == tree.root()


async def test_tiles_are_published(store: Store, scheme: str, signer: LogSigner) -> None:
    tree = await filled(store, scheme, signer, 600)
    leaves = await store.leaves(scheme, 0, 600)
    assert await tree.published(TilePath(0, 1)) == b"".join(leaves[256:512])
    assert await tree.published(TilePath(0, 2, 88)) == b"".join(leaves[512:])
    assert await tree.published(TilePath(0, 2, 89)) is None
    assert len(await tree.published(TilePath(1, 0, 2)) or b"") == 64
    entries = await tree.published(TilePath(None, 2, 88))
    assert entries is not None
    assert [leaf_hash(entry) for entry in unbundle(entries)] == leaves[512:]
    assert open_checkpoint(tree.checkpoint().note, [signer.verifier]).root == tree.root()


async def test_a_shortened_log_is_not_signed_again(
    store: Store, pool: Pool, scheme: str, signer: LogSigner
) -> None:
    await filled(store, scheme, signer, 300)
    await tamper(pool, "delete from entry where scheme = $1 and position = 299", scheme)
    await tamper(pool, "update scheme set size = 299 where scheme = $1", scheme)
    with pytest.raises(ProofFault, match="299 entries, but 300 were signed"):
        await Tree.open(store, scheme, signer)


async def tamper(pool: Pool, statement: str, *values: object) -> None:
    """Do what only who controls the database server can: go round the triggers."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(statement, *values)


async def audit(store: Store, scheme: str, signer: LogSigner) -> Finding:
    return await verify_scheme(store, scheme, [str(signer.verifier)])


async def test_a_whole_log_passes(store: Store, scheme: str, signer: LogSigner) -> None:
    tree = await filled(store, scheme, signer, 100, 500, 3)
    heard: list[tuple[int, int]] = []
    keys = [str(signer.verifier)]
    finding = await verify_scheme(store, scheme, keys, lambda done, all_: heard.append((done, all_)))
    assert finding.holds, finding.fault
    assert (finding.size, finding.root, finding.signed_size) == (603, tree.root(), 603)
    assert (finding.checkpoints, finding.tiles) == (3, 2)
    assert heard[-1] == (603, 603)


HIT = "where scheme = $1 and position = 123"


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        (
            f"update entry set body = replace(encode(body, 'escape'), 'delta', 'dolta')::bytea {HIT}",
            "entry 123",
        ),
        (f"update entry set actor = 'delta' {HIT}", "entry 123"),
        (f"update entry set at = at + interval '1 microsecond' {HIT}", "entry 123"),
        (f"update entry set salt = '0123456789abcdef' {HIT}", "entry 123"),
        (f"update entry set leaf = sha256(leaf) {HIT}", "entry 123"),
        (f"update entry set permitted = false, case_seq = case_seq - 1 {HIT}", "entry 123"),
        (f"update entry set case_seq = case_seq + 7 {HIT}", "entry 123"),
        (f"update entry set body = encode(body, 'escape')::bytea || ' ' {HIT}", "entry 123"),
        (f"delete from entry {HIT}", "entry 123"),
        ("delete from entry where scheme = $1 and position = 599", "entry 599"),
        ("delete from checkpoint where scheme = $1 and size = 600", ""),
        ("update checkpoint set root = sha256(root) where scheme = $1 and size = 600", "checkpoint 600"),
        ("update checkpoint set note = note || 'x' where scheme = $1 and size = 100", "checkpoint 100"),
        (
            "update tile set bytes = overlay(bytes placing 'x' from 33) where scheme = $1 and index = 1",
            "entry 257",
        ),
        ("update scheme set size = 601 where scheme = $1", "entry 600"),
        ("delete from scheme where scheme = $1", "scheme"),
    ],
)
async def test_tampering_is_found(
    store: Store, pool: Pool, scheme: str, signer: LogSigner, statement: str, where: str
) -> None:
    await filled(store, scheme, signer, 100, 500)
    await tamper(pool, statement, scheme)
    finding = await audit(store, scheme, signer)
    assert (finding.fault.where if finding.fault else "") == where


async def test_a_consistent_forgery_is_found(
    store: Store, pool: Pool, scheme: str, signer: LogSigner
) -> None:
    """Body and leaf altered together, and the tile with them: the signed root still differs."""
    await filled(store, scheme, signer, 100, 500)
    row = await store.entry_at(scheme, 123)
    assert row is not None
    forged = leaf_of(scheme, replace(row, actor="delta"))
    await tamper(pool, f"update entry set actor = 'delta', leaf = $2 {HIT}", scheme, forged)
    finding = await audit(store, scheme, signer)
    assert finding.fault is not None
    assert finding.fault.where == "entry 123"
    await tamper(pool, "delete from tile where scheme = $1", scheme)
    finding = await audit(store, scheme, signer)
    assert finding.fault is not None
    assert finding.fault.where == "checkpoint 600"
    assert "100 to 600" in finding.fault.why


def test_bodies_are_read_strictly() -> None:
    assert split_sections(b'{"a":1,"b":[2]}') == {"a": b"1", "b": b"[2]"}
    for wrong in (b"[]", b"{", b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}'):
        with pytest.raises(ValueError):
            split_sections(wrong)


def test_keys_are_made_once_and_kept_closed(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    first = folder.signer("weerbaar.example/port")
    assert folder.signer("weerbaar.example/port").verifier == first.verifier
    assert folder.signer("weerbaar.example/other").verifier != first.verifier
    assert folder.personal_key() == folder.personal_key()
    files = sorted((tmp_path / "keys").iterdir())
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3
    files[-1].chmod(0o644)
    with pytest.raises(Exception, match="chmod 600"):
        folder.signer("weerbaar.example/port")
    files[-1].chmod(0o600)
    files[-1].write_text("nonsense")
    with pytest.raises(Exception, match="not a signing key"):
        folder.signer("weerbaar.example/port")


async def test_postgres_itself_refuses_without_going_round(
    pool: Pool, store: Store, scheme: str, signer: LogSigner
) -> None:
    await filled(store, scheme, signer, 200)
    with pytest.raises(asyncpg.RestrictViolationError):
        await pool.execute(f"update entry set actor = 'delta' {HIT}", scheme)
