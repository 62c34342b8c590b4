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
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.kernel.ledger.seal import Decision, seal
from weerbaar.kernel.ledger.store import Store

if TYPE_CHECKING:
    from weerbaar.kernel.ledger.store import Pool

NOW = datetime(2030, 5, 4, 6, 0, tzinfo=UTC)
Sample = Callable[..., EntryRow]


async def test_deliveries_in_order_per_case(store: Store, pool: Pool, scheme: str) -> None:
    await store.acquire(scheme, "us", 60)
    outbox = Outbox(pool)
    await outbox.subscribe(scheme, "s1", "delta", "https://delta.example/hook", b"secret", 0)
    [subscription] = await outbox.subscriptions(scheme, "delta")
    items = [(0, "a"), (1, "b"), (2, "a")]
    assert await outbox.enqueue(scheme, subscription, 5, items)
    assert not await outbox.enqueue(scheme, subscription, 5, items), "another process was first"
    first = await outbox.due(scheme, NOW)
    assert sorted(d.position for d in first) == [0, 1]
    late = NOW + timedelta(hours=1)
    by_position = {d.position: d for d in first}
    await outbox.settle(scheme, by_position[0], "pending", "503", late)
    await outbox.settle(scheme, by_position[1], "delivered", "202", NOW)
    assert await outbox.due(scheme, NOW) == [], "the second of case a waits for the first"
    [again] = await outbox.due(scheme, late)
    assert (again.position, again.attempt, again.answer) == (0, 1, "503")
    await outbox.settle(scheme, again, "dead", "410", late)
    assert [d.position for d in await outbox.due(scheme, late)] == [2]
    assert [(d.position, d.answer) for d in await outbox.dead_letters(scheme)] == [(0, "410")]
    assert await outbox.revive(scheme, "s1", 0, late)
    assert not await outbox.revive(scheme, "s1", 0, late)
    assert await outbox.unsubscribe(scheme, "s1")
    assert await outbox.subscriptions(scheme) == []


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
