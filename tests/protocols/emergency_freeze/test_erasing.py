"""What may name the client is gone when its time has passed: from the database, the receipts and the kept state."""

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import msgspec
import pytest
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.desk.account import personal_fields
from weerbaar.desk.loading import Protocols, load
from weerbaar.desk.reperformance import Reperformance
from weerbaar.kernel.ledger.format import verify_receipt
from weerbaar.protocols.emergency_freeze.erasing import KEPT
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.protocols.emergency_freeze.world_acts import ORDER
from weerbaar.worlds import FREEZES

MORNING = datetime(2026, 9, 7, 10, tzinfo=UTC)
DESK = "polderbank-loket"
# One word for each field of free words, and the account: each must be found before, and none after.
WORDS = {
    "ground": "Aalscholver",
    "proportionality": "Buizerd",
    "reason_internal": "Casarca",
    "reason_served": "Dodaars",
    "hold_text": "Eidereend",
    "account": ORDER["account"],
}
LATER = {"answer": "Fuut", "proposal": "Grutto", "lift": "Havik", "refused": "IJsvogel"}
NO_FREE_WORDS = {
    *("freeze_id", "fiu", "prosecutor", "rules", "calendar", "end_reference", "repeat_reason_by"),
    *("approved_by", "frozen", "frozen_at_most", "ordered"),
}
Acts = list[tuple[str, str, dict[str, Any]]]


def life(now: datetime) -> Acts:
    """Return the acts of one freeze, in which somebody writes free words wherever the law lets them."""
    at = now.isoformat()
    lift = {"reason": LATER["lift"]}
    return [
        ("fiu", "draft", {**ORDER, **WORDS}),
        ("fiu", "approve", {}),
        ("fiu", "serve", {"delivered_at": at, "channel": "post", "proof": "0" * 64}),
        (DESK, "report-execution", {"frozen": "100.00", "how": "not_sent", "executed_at": at}),
        (DESK, "log-contact", {"at": at, "answer": LATER["answer"]}),
        ("fiu", "propose", {"what": "amend", "amount": "50.00", "reason": LATER["proposal"]}),
        ("fiu", "lift", lift),
        (DESK, "confirm-lift", {"released_at": at}),
    ]


async def ask(harbour: Harbour, party: str, act: str, fields: dict[str, Any]) -> int:
    """Ask for one act, each by an officer of its own; return the HTTP status."""
    case = harbour.identifier(PROTOCOL, ORDER["freeze_id"])
    where = f"/v1/{PROTOCOL.collection}" + ("" if act == "draft" else f"/{case}/acts")
    headers = harbour.bearer(party, f"officer-for-{act}")
    got = await harbour.client.post(where, json={"act": act, **fields}, headers=headers)
    return got.status_code


async def lived(harbour: Harbour) -> None:
    """Have the whole life happen."""
    for party, act, fields in life(MORNING):
        assert await ask(harbour, party, act, fields) == 201, act


async def database(harbour: Harbour) -> str:
    """Return everything that the tables hold of this scheme, as text."""
    told: list[str] = []
    pool = harbour.desk.store.pool
    tables = await pool.fetch(
        "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'scheme'"
    )
    assert len(tables) > 5
    for (table,) in tables:
        query = f'select * from "{table}" where scheme = $1'
        told += [
            _text(value) for row in await pool.fetch(query, harbour.desk.scheme) for value in row.values()
        ]
    return "\n".join(told)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


async def receipts(harbour: Harbour) -> list[bytes]:
    """Return every receipt that the FIU and the desk can fetch."""
    case = harbour.identifier(PROTOCOL, ORDER["freeze_id"])
    base, found = f"/v1/{PROTOCOL.collection}/{case}", list[bytes]()
    for party in ("fiu", DESK):
        headers = harbour.bearer(party)
        lines = (await harbour.client.get(f"{base}/events", headers=headers)).json()["items"]
        for reference in dict.fromkeys(line["receipt"] for line in lines):
            got = await harbour.client.get(f"{base}/receipts/{reference}", headers=headers)
            assert got.status_code == 200, got.text
            found.append(got.content)
    return found


async def seen(harbour: Harbour, party: str) -> dict[str, Any]:
    case = harbour.identifier(PROTOCOL, ORDER["freeze_id"])
    got = await harbour.client.get(f"/v1/{PROTOCOL.collection}/{case}", headers=harbour.bearer(party))
    assert got.status_code == 200
    return dict(got.json())


def found_in(text: str) -> set[str]:
    return {word for word in (*WORDS.values(), *LATER.values()) if word in text}


@asynccontextmanager
async def over(open_harbour: OpenHarbour) -> AsyncGenerator[tuple[Harbour, StoryClock]]:
    """Open a scheme in which one freeze has come to its end."""
    clock = StoryClock(MORNING)
    async with open_harbour(registered(FREEZES), clock) as harbour:
        await lived(harbour)
        await harbour.desk.keep_states()
        yield harbour, clock


async def after_its_time(harbour: Harbour, clock: StoryClock) -> None:
    clock.jump_to(MORNING + KEPT + timedelta(days=1))
    await harbour.desk.tick()
    await harbour.desk.keep_states()


async def test_before_its_time_it_is_sealed_and_there(open_harbour: OpenHarbour) -> None:
    async with over(open_harbour) as (harbour, clock):
        log = [entry.body.decode() async for entry in harbour.desk.store.entries(harbour.desk.scheme)]
        assert not found_in("\n".join(log)), "free words stand in the log"
        assert not found_in("\n".join(one.decode() for one in await receipts(harbour)))
        shown = await seen(harbour, "fiu")
        assert found_in(json.dumps(shown)) == {*WORDS.values(), LATER["answer"], LATER["proposal"]}
        assert found_in(await database(harbour)), "the test would find nothing anyway"
        clock.jump_to(MORNING + KEPT - timedelta(days=1))
        await harbour.desk.tick()
        assert (await seen(harbour, "fiu"))["account"] == WORDS["account"]


async def test_after_its_time_nothing_is_left(open_harbour: OpenHarbour) -> None:
    async with over(open_harbour) as (harbour, clock):
        kept = await receipts(harbour)
        await after_its_time(harbour, clock)
        assert not found_in(await database(harbour))
        for party in ("fiu", DESK):
            shown = await seen(harbour, party)
            assert not found_in(json.dumps(shown))
            assert shown["frozen"] == "100.00", "what was done stays"
        key = (await harbour.client.get("/log/key")).text.strip()
        now = await receipts(harbour)
        assert not found_in("\n".join(one.decode() for one in now))
        assert all(verify_receipt(one, [key]).holds for one in (*kept, *now)), "a proof of before is broken"


async def test_what_is_said_afterwards_is_not_kept(open_harbour: OpenHarbour) -> None:
    async with over(open_harbour) as (harbour, clock):
        await after_its_time(harbour, clock)
        assert await ask(harbour, "fiu", "lift", {"reason": LATER["refused"]}) == 403
        await harbour.desk.keep_states()
        assert not found_in(await database(harbour))
        assert await harbour.desk.store.pool.fetch(*_keys_of(harbour)) == []


async def test_a_restart_finishes_what_a_crash_left(open_harbour: OpenHarbour) -> None:
    async with over(open_harbour) as (harbour, clock):
        desk = harbour.desk
        rows = await desk.store.pool.fetch(*_keys_of(harbour))
        assert len(rows) == 1
        await after_its_time(harbour, clock)
        # As if the program had died after the decision and before the key was destroyed.
        await desk.store.pool.execute(
            "insert into subject_key (scheme, subject, wrapped) values ($1, $2, $3)", *rows[0].values()
        )
        await desk.persons.finish(desk.deciding.cases)
        assert await desk.store.pool.fetch(*_keys_of(harbour)) == []


def _keys_of(harbour: Harbour) -> tuple[str, str]:
    return "select scheme, subject, wrapped from subject_key where scheme = $1", harbour.desk.scheme


async def test_the_erased_ledger_can_be_read_and_decided_again(open_harbour: OpenHarbour) -> None:
    async with over(open_harbour) as (harbour, clock):
        await after_its_time(harbour, clock)
        desk = harbour.desk
        again = Reperformance(Protocols((PROTOCOL,)))
        async for entry in desk.store.entries(desk.scheme):
            again.take(entry, await desk.vault.reveal(desk.scheme, entry.position))
        outcome = again.outcome()
        assert outcome.holds, outcome.difference
        assert outcome.erased > 0
        # From the log alone, as after a restart that finds no kept state.
        (standing,) = desk.deciding.cases
        assert list(await load(desk.store, desk.vault, desk.scheme, desk.protocols, 0)) == [standing]
        await desk.store.pool.execute("delete from head where scheme = $1", desk.scheme)
        assert list(await load(desk.store, desk.vault, desk.scheme, desk.protocols, 0)) == [standing]


def free_words() -> Iterator[str]:
    """Yield every field of the case that takes free words and is not marked as personal."""
    sealed = {name for name, _ in personal_fields(Freeze)}
    for field in msgspec.structs.fields(Freeze):
        if get_type_hints(Freeze)[field.name] in (str, str | None) and field.name not in sealed:
            yield field.name


def test_every_free_text_is_sealed() -> None:
    assert {name for name, _ in personal_fields(Freeze)} >= {*WORDS, "repeat_reason", "proposal_reason"}
    # The rest are numbers of a known shape, parties, officers, who must answer for what they did, and our own tables.
    assert set(free_words()) == NO_FREE_WORDS
    texts = {name for act in PROTOCOL.acts for name, _ in personal_fields(act)}
    assert texts >= {"reason", "answer", "ground", "proportionality", "hold_text"}


@pytest.mark.parametrize("name", [*WORDS, "repeat_reason", "proposal_reason"])
def test_an_erased_freeze_that_still_holds_words_breaks_an_invariant(name: str) -> None:
    bare = Freeze(freeze_id="FZ-2026-0001", erased=True)
    assert "erased_names_nobody" not in PROTOCOL.broken(bare)
    assert "erased_names_nobody" in PROTOCOL.broken(msgspec.structs.replace(bare, **{name: "somebody"}))
