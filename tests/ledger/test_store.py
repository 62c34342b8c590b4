"""The store writes batches whole, in order, for one owner at a time, and refuses everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import asyncpg
import pytest

from weerbaar.kernel.ledger.errors import Clash, Duplicate, Fenced, LeaseTaken, OutOfOrder
from weerbaar.kernel.ledger.rows import Checkpoint, Claim, EntryRow, Head, Tile
from weerbaar.kernel.ledger.store import FEW_HEADS, Store

if TYPE_CHECKING:
    from weerbaar.kernel.ledger.store import Pool

Sample = Callable[..., EntryRow]


async def everything(store: Store, scheme: str) -> list[EntryRow]:
    return [row async for row in store.entries(scheme)]


async def test_what_goes_in_comes_out_the_same(store: Store, scheme: str, sample: Sample) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    rows = [sample(n) for n in range(5)]
    await store.append(epoch, rows[:3])
    await store.append(epoch, rows[3:])
    assert await everything(store, scheme) == rows
    assert [row async for row in store.entries(scheme, 1, 3, chunk=2)] == rows[1:4]
    assert await store.entries_of_case(scheme, "case-1") == rows[2:4]
    assert await store.entry_at(scheme, 4) == rows[4]
    assert await store.entry_at(scheme, 5) is None
    assert await store.leaves(scheme, 1, 3) == [rows[1].leaf, rows[2].leaf]


async def test_refusals_are_rows_that_repeat_the_last_number(
    store: Store, scheme: str, sample: Sample
) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    rows = [
        sample(0, "a", 1),
        sample(1, "a", 1, permitted=False),
        sample(2, "a", 1, permitted=False),
        sample(3, "a", 2),
    ]
    await store.append(epoch, rows)
    assert await store.entries_of_case(scheme, "a") == rows


async def test_a_lease_keeps_others_out_until_it_ends(store: Store, scheme: str) -> None:
    first = await store.acquire(scheme, "us", 60)
    with pytest.raises(LeaseTaken, match="owned by 'us'"):
        await store.acquire(scheme, "them", 60)
    await store.release(first)
    second = await store.acquire(scheme, "them", 0)
    third = await store.acquire(scheme, "us", 60)
    assert (first.number, second.number, third.number) == (1, 2, 3)
    with pytest.raises(Fenced):
        await store.renew(second, 60)
    await store.renew(third, 60)


async def test_an_older_owner_is_fenced(store: Store, scheme: str, sample: Sample) -> None:
    old = await store.acquire(scheme, "us", 60)
    await store.append(old, [sample(0)])
    new = await store.acquire(scheme, "them", 60, force=True)
    assert new.size == 1
    with pytest.raises(Fenced):
        await store.append(old, [sample(1)], [Claim("key", "case-0")])
    with pytest.raises(Fenced):
        await store.save_heads(old, [], 1)
    assert len(await everything(store, scheme)) == 1
    assert [claim async for claim in store.claims(scheme)] == []


async def test_a_gap_or_a_repeat_is_refused(store: Store, scheme: str, sample: Sample) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    await store.append(epoch, [sample(0)])
    for wrong in ([sample(0)], [sample(2)], [sample(1), sample(3)]):
        with pytest.raises(OutOfOrder):
            await store.append(epoch, wrong)
    with pytest.raises(OutOfOrder):
        await store.append(epoch, [sample(1, "case-0", 1)])
    assert await everything(store, scheme) == [sample(0)]


async def test_a_claimed_key_clashes_and_nothing_is_written(
    store: Store, scheme: str, sample: Sample
) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    await store.append(epoch, [sample(0)], [Claim("MSCU1234566", "a")])
    with pytest.raises(Clash) as clash:
        await store.append(epoch, [sample(1)], [Claim("fresh", "b"), Claim("MSCU1234566", "b")])
    assert (clash.value.key, clash.value.case_id) == ("MSCU1234566", "a")
    with pytest.raises(Clash) as clash:
        await store.append(epoch, [sample(1)], [Claim("twice", "b"), Claim("twice", "c")])
    assert clash.value.key == "twice"
    assert len(await everything(store, scheme)) == 1
    await store.append(epoch, [sample(1)], [Claim("MSCU1234566", "b")], [Claim("MSCU1234566", "a")])
    assert [claim async for claim in store.claims(scheme)] == [Claim("MSCU1234566", "b")]


async def test_only_the_holder_frees_a_key(store: Store, scheme: str, sample: Sample) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    await store.append(epoch, [sample(0)], [Claim("key", "a")])
    await store.append(epoch, [sample(1)], (), [Claim("key", "b")])
    assert [claim async for claim in store.claims(scheme)] == [Claim("key", "a")]


async def test_an_idempotency_key_counts_once_per_actor(store: Store, scheme: str, sample: Sample) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    first = sample(0, idempotency_key="k", request_hash=b"h")
    await store.append(epoch, [first, sample(1, actor="delta", idempotency_key="k")])
    with pytest.raises(Duplicate) as duplicate:
        await store.append(epoch, [sample(2), sample(3, idempotency_key="k")])
    assert (duplicate.value.actor, duplicate.value.position) == ("noordster", 0)
    with pytest.raises(Duplicate) as duplicate:
        await store.append(epoch, [sample(2, idempotency_key="n"), sample(3, idempotency_key="n")])
    assert (duplicate.value.key, duplicate.value.position) == ("n", None)
    assert await store.by_idempotency(scheme, "noordster", "k") == first
    assert await store.by_idempotency(scheme, "noordster", "other") is None


async def test_schemes_do_not_meet(store: Store, scheme: str, sample: Sample) -> None:
    one, two = await store.acquire(scheme, "us", 60), await store.acquire(f"{scheme}-b", "us", 60)
    await store.append(one, [sample(0, idempotency_key="k")], [Claim("key", "a")])
    await store.append(two, [sample(0, idempotency_key="k")], [Claim("key", "b")])
    assert {scheme, f"{scheme}-b"} <= set(await store.schemes())


@pytest.mark.parametrize(
    "statement", ["update entry set actor = 'x'", "delete from entry", "truncate entry cascade"]
)
async def test_the_log_only_grows(
    store: Store, pool: Pool, scheme: str, sample: Sample, statement: str
) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    await store.append(epoch, [sample(0)])
    with pytest.raises(asyncpg.RestrictViolationError, match="only grows"):
        await pool.execute(statement)
    assert await everything(store, scheme) == [sample(0)]


async def test_the_log_goes_on_while_states_are_written(store: Store, scheme: str, sample: Sample) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    await store.save_heads(epoch, [Head("a", "p@1", 1, 0, True, b"old")], 1)
    async with store.pool.acquire() as other, other.transaction():
        await other.execute("select from head where scheme = $1 and case_id = 'a' for update", scheme)
        behind = asyncio.create_task(store.save_heads(epoch, [Head("a", "p@1", 2, 1, True, b"new")], 2))
        async with asyncio.timeout(10):  # it would wait for the states, and these for the lock, for ever
            await store.append(epoch, [sample(0)])
        assert not behind.done()
    await behind
    assert (await store.head_of(scheme, "a")) == Head("a", "p@1", 2, 1, True, b"new")


async def test_many_states_are_written_in_parts(store: Store, scheme: str) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    heads = [Head(f"case-{n:04}", "p@1", 1, n, True, b"state") for n in range(FEW_HEADS * 2 + 1)]
    await store.save_heads(epoch, iter(heads), len(heads))
    assert [head async for head in store.load_heads(scheme)] == heads


async def test_heads_never_go_back(store: Store, scheme: str) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    newer, older = Head("a", "p@1", 2, 5, True, b"new"), Head("a", "p@1", 1, 3, True, b"old")
    closed = Head("b", "p@1", 1, 4, False, b"done")
    await store.save_heads(epoch, [newer, closed], 6)
    await store.save_heads(epoch, [older], 4)
    assert [head async for head in store.load_heads(scheme)] == [newer]
    assert [head async for head in store.load_heads(scheme, open_only=False)] == [newer, closed]
    assert await store.head_of(scheme, "b") == closed
    lease = await store.lease(scheme)
    assert lease is not None
    assert lease.heads_through == 6


async def test_proof_material_is_kept(store: Store, scheme: str) -> None:
    await store.acquire(scheme, "us", 60)
    early, late = Checkpoint(1, bytes(32), b"one"), Checkpoint(300, bytes(32), b"two")
    await store.save_checkpoint(scheme, early)
    await store.save_checkpoint(scheme, late)
    assert await store.checkpoint(scheme) == late
    assert await store.checkpoint(scheme, 299) == early
    await store.save_tiles(scheme, [Tile(0, 0, b"x"), Tile(0, 1, b"y"), Tile(1, 0, b"z")])
    assert await store.tile(scheme, 0, 1) == b"y"
    assert [tile.index async for tile in store.tiles(scheme, 0)] == [0, 1]


async def test_readings_and_questions_are_kept(store: Store, scheme: str, sample: Sample) -> None:
    await store.acquire(scheme, "us", 60)
    await store.record_processing(scheme, [(sample(0).at, b"ldv")])
    await store.record_access(scheme, [(sample(1).at, b"adl 1"), (sample(2).at, b"adl 2")])
    assert [kept.record for kept in await store.processings(scheme)] == [b"ldv"]
    first, second = await store.accesses(scheme)
    assert await store.accesses(scheme, first.id) == [second]


async def test_a_value_of_the_wrong_kind_is_not_taken_for_a_lost_server(
    store: Store, scheme: str, sample: Sample
) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    with pytest.raises(TypeError):
        await store.append(epoch, [sample(0, body="text")])
    with pytest.raises(asyncpg.NumericValueOutOfRangeError):
        await store.append(epoch, [sample(0, case_seq=2**31)])
    with pytest.raises(asyncpg.CheckViolationError):
        await store.append(epoch, [sample(0, salt=b"short")])
    await store.append(epoch, [sample(0)])
    assert await everything(store, scheme) == [sample(0)]
