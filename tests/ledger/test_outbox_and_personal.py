"""Deliveries stay in order per case and in view; a person can be erased and the proof still holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from weerbaar.kernel.ledger.audit import verify_scheme
from weerbaar.kernel.ledger.outbox import Outbox
from weerbaar.kernel.ledger.personal import Vault, commitment, protect
from weerbaar.kernel.ledger.rows import EntryRow, Subscription
from weerbaar.kernel.ledger.seal import Decision, seal
from weerbaar.kernel.ledger.store import Store

if TYPE_CHECKING:
    from weerbaar.kernel.ledger.store import Pool

NOW = datetime(2030, 5, 4, 6, 0, tzinfo=UTC)
Sample = Callable[..., EntryRow]


def subscription(party: str, id_: str = "s1", url: str = "https://delta.example/hook") -> Subscription:
    return Subscription(id=id_, party=party, url=url, rate=None, created_at=NOW, cursor=0, active=True)


async def test_deliveries_in_order_per_case(store: Store, pool: Pool, scheme: str) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    outbox = Outbox(pool)
    assert await outbox.subscribe(scheme, subscription("delta"))
    items = [("s1", 0, 0, "a"), ("s1", 1, 0, "b"), ("s1", 2, 0, "a"), ("s1", 2, 1, "a")]
    assert await outbox.enqueue(epoch, {"s1": 0}, 5, items, NOW) == {"s1"}
    assert await outbox.enqueue(epoch, {"s1": 0}, 5, items, NOW) == set(), "another was first"
    assert await outbox.pending_counts(scheme) == {"s1": 4}
    first = await outbox.waiting(epoch, "s1")
    assert [(d.position, d.event) for d in first] == [(0, 0), (1, 0)]
    late = NOW + timedelta(hours=1)
    await outbox.settle(scheme, first[0], "pending", "503", late, NOW)
    await outbox.settle(scheme, first[1], "delivered", "202", NOW, NOW)
    [again] = await outbox.waiting(epoch, "s1")
    assert (again.position, again.attempt, again.answer, again.next_at) == (0, 1, "503", late), "case a waits"
    await outbox.settle(scheme, again, "dead", "500", late, late)
    [third] = await outbox.waiting(epoch, "s1")
    assert (third.position, third.event) == (2, 0)
    later = late + timedelta(minutes=1)
    await outbox.settle(scheme, third, "delivered", "204", later, later)
    [fourth] = await outbox.waiting(epoch, "s1")
    assert (fourth.position, fourth.event) == (2, 1), "and the events of one decision in their order"
    assert [(d.position, d.answer) for d in await outbox.dead_letters(scheme, "s1")] == [(0, "500")]
    assert await outbox.dead_letters(scheme, "s1", (0, 0)) == []
    record = await outbox.record_of(scheme, "s1")
    assert (record.pending, record.dead, record.last_answer, record.last_at) == (1, 1, "204", later)
    assert await outbox.revive(scheme, "s1", (0, 0), late)
    assert not await outbox.revive(scheme, "s1", (0, 0), late)


async def test_what_ended_is_dead_and_stays_in_view(store: Store, pool: Pool, scheme: str) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    outbox = Outbox(pool)
    assert await outbox.subscribe(scheme, subscription("delta"))
    assert not await outbox.subscribe(scheme, subscription("delta", "s2")), "one for each address"
    assert await outbox.subscribe(scheme, subscription("maas", "s3")), "of each party"
    await outbox.enqueue(epoch, {"s1": 0, "s3": 0}, 1, [("s1", 0, 0, "a"), ("s3", 0, 0, "a")], NOW)
    assert await outbox.unsubscribe(scheme, "s1", "removed")
    assert not await outbox.unsubscribe(scheme, "s1", "removed")
    assert [one.id for one in await outbox.subscriptions(scheme)] == ["s3"]
    assert await outbox.waiting(epoch, "s1") == []
    assert [(d.position, d.answer) for d in await outbox.dead_letters(scheme, "s1")] == [(0, "removed")]
    assert not await outbox.revive(scheme, "s1", (0, 0), NOW)
    ended = await outbox.subscription(scheme, "delta", "s1")
    assert ended is not None
    assert (ended.active, ended.ended_because) == (False, "removed")
    assert await outbox.subscription(scheme, "maas", "s1") is None, "of another party"
    assert await outbox.subscribe(scheme, subscription("delta", "s2")), "it may begin anew"
    [left] = await outbox.waiting(epoch, "s3")
    await outbox.settle(scheme, left, "delivered", "204", NOW, NOW)
    await outbox.forget(scheme, NOW + timedelta(days=1))
    assert (await outbox.record_of(scheme, "s3")).last_at is None
    assert await outbox.dead_letters(scheme, "s1") != [], "dead letters are not cleared away"


async def test_an_owner_that_was_fenced_off_neither_notes_nor_sends(
    store: Store, pool: Pool, scheme: str
) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    outbox = Outbox(pool)
    await outbox.subscribe(scheme, subscription("delta"))
    await outbox.enqueue(epoch, {"s1": 0}, 1, [("s1", 0, 0, "a")], NOW)
    newer = await store.acquire(scheme, "them", 60, force=True)
    assert await outbox.waiting(epoch, "s1") == []
    assert await outbox.enqueue(epoch, {"s1": 1}, 2, [("s1", 1, 0, "b")], NOW) == set()
    assert [d.position for d in await outbox.waiting(newer, "s1")] == [0]


def row_with_driver(scheme: str, committed: bytes) -> EntryRow:
    return seal(
        scheme,
        0,
        Decision(
            case_id="a",
            case_seq=1,
            at=NOW,
            protocol="example@1",
            act="name-driver",
            actor="van-dam-transport",
            permitted=True,
            sections={"driver": committed},
        ),
    )


async def test_a_person_is_erased_and_the_log_still_holds(store: Store, pool: Pool, scheme: str) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    vault = Vault(pool, bytes(range(32)))
    key = await vault.key(scheme, "person-1")
    assert await vault.key(scheme, "person-1") == key
    assert await vault.key(scheme, "person-1") == key
    safe = protect(scheme, 0, "driver", "person-1", b'"J. Jansen"', key)
    await store.append(epoch, [row_with_driver(scheme, safe.commitment)], personal=[safe.row])
    [shown] = await vault.reveal(scheme, 0)
    assert shown.value == b'"J. Jansen"'
    assert shown.salt is not None
    assert commitment(shown.salt, shown.value) == safe.commitment
    assert list(json.loads(safe.commitment)) == ["personal"]
    entry = await store.entry_at(scheme, 0)
    assert entry is not None
    assert b"Jansen" not in entry.body
    assert await vault.forget(scheme, "person-1")
    assert await vault.reveal(scheme, 0) == []
    assert not await vault.forget(scheme, "person-1")
    assert await vault.key(scheme, "person-1") != key, "a key at hand outlived its person"
    assert (await verify_scheme(store, scheme, [])).holds


async def test_a_ciphertext_cannot_be_moved(store: Store, pool: Pool, scheme: str, sample: Sample) -> None:
    epoch = await store.acquire(scheme, "us", 60)
    vault = Vault(pool, bytes(32))
    safe = protect(scheme, 0, "driver", "person-1", b'"J. Jansen"', await vault.key(scheme, "person-1"))
    await store.append(epoch, [sample(0)], personal=[safe.row])
    await pool.execute("update personal set path = 'witness' where scheme = $1", scheme)
    with pytest.raises(InvalidTag):
        await vault.reveal(scheme, 0)


async def test_another_installation_cannot_read(store: Store, pool: Pool, scheme: str) -> None:
    await store.acquire(scheme, "us", 60)
    await Vault(pool, bytes(32)).key(scheme, "person-1")
    with pytest.raises(InvalidUnwrap):
        await Vault(pool, bytes(31) + b"x").key(scheme, "person-1")
