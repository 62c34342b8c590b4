"""A freeze told by webhooks: its arrival is its service, and nobody else can tell from their own that there is one."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from tests.doors.webhooks.conftest import ReceiverProcess, until
from tests.protocols.over_http import OverHttp, opened

from weerbaar.cli.serving import delivering, free_port
from weerbaar.desk.scenario import Step, read_scenario, timed
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.protocols.emergency_freeze import protocol
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.standards.message_signature import content_digest
from weerbaar.webhooks.addresses import Reach
from weerbaar.webhooks.patience import Patience
from weerbaar.worlds import FREEZES

STORY = Path(protocol.__file__).with_name("scenarios") / "14-sent-and-read.toml"
DESK, OTHER_DESK, FIU = "polderbank-loket", "duinbank-loket", "fiu"
STRANGERS = ("polderbank-advies", OTHER_DESK, "officier", "zuiderpark-bv")
QUICK = Patience(first_seconds=0.1, attempts=3, answer_seconds=2)


@asynccontextmanager
async def telling(
    database: str, folder: Path, scheme: str, **settings: str
) -> AsyncGenerator[tuple[OverHttp, ReceiverProcess, list[Step], datetime]]:
    """A scheme that tells its subscribers, one receiver for all of them, and the acts of the story up to sending."""
    scenario, register = read_scenario(STORY, FREEZES, (PROTOCOL,))
    source = "urn:nld:kvknr:00000000:systeem:weerbaar"
    own = msgspec.structs.replace(
        register, scheme=scheme, source=source, settings={**register.settings, **settings}
    )
    steps = [step for _, _, step in timed(scenario) if step.act and step.expect == "permitted"][:3]
    assert [step.act for step in steps] == ["draft", "approve", "send"]
    receiver = ReceiverProcess(folder, free_port(0))
    await receiver.start()
    try:
        async with (
            opened(database, folder / "keys", own, PROTOCOL, scenario.start) as door,
            delivering(
                door.desk, KeyFolder(folder / "keys"), "http://port.test", Reach(loopback=True), QUICK
            ) as subscriptions,
        ):
            door.door.subscriptions = subscriptions
            yield door, receiver, steps, scenario.start
    finally:
        receiver.kill()


async def subscribe(door: OverHttp, receiver: ReceiverProcess, party: str) -> None:
    body = json.dumps({"url": f"{receiver.url}/{party}"})
    got = await door.client.post("/v1/subscriptions", content=body, headers=door.as_party(party))
    assert got.status_code == 201, got.text


def heard(receiver: ReceiverProcess, party: str) -> list[dict[str, Any]]:
    return [json.loads(line["body"]) for line in receiver.noted() if line["path"] == f"/hook/{party}"]


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"].split(".")[-2] for event in events]


async def standing(door: OverHttp, party: str = FIU) -> dict[str, Any]:
    case = next(iter(door.ids.values()))
    got = await door.client.get(f"/v1/{PROTOCOL.collection}/{case}", headers=door.as_party(party))
    return dict(got.json())


async def play(door: OverHttp, steps: list[Step]) -> None:
    for step in steps:
        got = await door.act(step)
        assert got.status_code == 201, got.text


async def test_a_signed_delivery_that_was_accepted_is_the_service(database: str, tmp_path: Path) -> None:
    async with telling(database, tmp_path, "by-webhook") as (door, receiver, steps, start):
        await subscribe(door, receiver, DESK)
        await play(door, steps)
        await until(lambda: len(heard(receiver, DESK)) == 2)
        assert names(heard(receiver, DESK)) == ["sent", "served"]
        shown = await standing(door)
        assert (shown["state"], datetime.fromisoformat(shown["served_at"])) == ("served", start)
        proven = shown["delivery"]
        assert (proven["channel"], proven["way"]) == ("http", "webhook")
        assert "read nowhere; unknown" in proven["counts_en"]
        assert hashlib.sha256(proven["evidence"].encode()).hexdigest() == proven["proof"]
        told, line = json.loads(proven["evidence"]), receiver.noted()[0]
        assert told["answer"] == "204"
        assert told["signature"] == line["headers"]["signature"], "the very message that was accepted"
        assert told["content-digest"] == content_digest(line["body"].encode())
        assert told["event"] == json.loads(line["body"])["id"]


async def test_a_delivery_that_was_not_accepted_proves_nothing_and_the_silence_runs(
    database: str, tmp_path: Path
) -> None:
    async with telling(database, tmp_path, "not-accepted") as (door, receiver, steps, start):
        await subscribe(door, receiver, DESK)
        await subscribe(door, receiver, FIU)
        receiver.tell({"status": 500})
        await play(door, steps)
        await until(lambda: [line for line in receiver.noted() if line["path"] == f"/hook/{DESK}"])
        assert (await standing(door))["state"] == "sent"
        inbox = await door.client.get("/v1/inbox", headers=door.as_party(FIU))
        assert [one["duty"] for one in inbox.json()["items"]] == ["DeliverFreeze"]
        due = datetime.fromisoformat(inbox.json()["items"][0]["due"])
        assert (due - start).total_seconds() == 15 * 60
        await door.wait(due)
        assert (await standing(door))["overdue"] == ["DeliverFreeze"]


async def test_where_only_reading_counts_a_delivery_serves_nothing(database: str, tmp_path: Path) -> None:
    settings = {"freeze-rules": "reading-proves@1"}
    async with telling(database, tmp_path, "only-reading", **settings) as (door, receiver, steps, _):
        await subscribe(door, receiver, DESK)
        await play(door, steps)
        await until(lambda: heard(receiver, DESK))
        await asyncio.sleep(0.3)
        assert (await standing(door))["state"] == "sent"
        assert (await standing(door, DESK))["delivery"]["way"] == "reading"
        await until(lambda: len(heard(receiver, DESK)) == 2)
        assert names(heard(receiver, DESK)) == ["sent", "served"]


async def test_the_word_of_another_desk_serves_nothing(database: str, tmp_path: Path) -> None:
    async with telling(database, tmp_path, "another-desk") as (door, receiver, steps, _):
        await subscribe(door, receiver, OTHER_DESK)
        await subscribe(door, receiver, FIU)
        await play(door, steps)
        await until(lambda: len(heard(receiver, FIU)) == 3)
        assert names(heard(receiver, FIU)) == ["drafted", "approved", "sent"]
        assert (await standing(door))["state"] == "sent", "that the FIU heard of it is no proof either"
        assert heard(receiver, OTHER_DESK) == []


def another(steps: list[Step]) -> list[Step]:
    """Return the same story at another institution, which each of the two worlds has."""
    fields = {
        "freeze_id": "FZ-2026-0099",
        "institution": OTHER_DESK,
        "uetr": "9f1c0f2a-5a7e-4d0b-9c3e-1f2a3b4c5d6e",
    }
    other = {"account": "NL78DUIN0000000001", "end_to_end_id": "FACT-99"}
    replace = msgspec.structs.replace
    opening = replace(steps[0], case="other", fields={**steps[0].fields, **fields, **other})
    return [opening, *(replace(step, case="other") for step in steps[1:])]


def plain(line: dict[str, Any]) -> tuple[Any, ...]:
    """Return everything of a delivery that a stranger could learn from; what is random counts by its length."""
    event = json.loads(line["body"])
    random = {name: len(event.pop(name)) for name in ("id", "subject", "dataref", "traceparent")}
    headers = {name: value for name, value in line["headers"].items() if name not in CHANCE}
    return line["path"], headers, len(line["body"]), event, random


CHANCE = {"signature", "signature-input", "content-digest", "traceparent", "host"}


async def test_two_worlds_that_differ_in_a_freeze_tell_strangers_the_same(
    database: str, tmp_path: Path
) -> None:
    """Contents, sizes, order and number of what strangers hear are those of a world without the freeze."""
    found: list[dict[str, list[tuple[Any, ...]]]] = []
    for world in ("with", "without"):
        folder = tmp_path / world
        folder.mkdir()
        async with telling(database, folder, f"world-{world}") as (door, receiver, steps, start):
            for party in STRANGERS:
                await subscribe(door, receiver, party)
            hidden = steps if world == "with" else []
            for number, own in enumerate(another(steps)):
                await play(door, hidden[number : number + 1])
                await play(door, [own])
            if hidden:
                await standing(door, DESK)
            await until(lambda heard_by=receiver: len(heard(heard_by, OTHER_DESK)) == 2)
            await door.wait(start.replace(hour=9))
            await until(lambda heard_by=receiver: len(heard(heard_by, OTHER_DESK)) == 4)
            await asyncio.sleep(0.3)
            lines = receiver.noted()
            found.append(
                {
                    party: [plain(one) for one in lines if one["path"] == f"/hook/{party}"]
                    for party in STRANGERS
                }
            )
    assert found[0] == found[1]
    assert [len(found[0][party]) for party in STRANGERS] == [0, 4, 0, 0]
