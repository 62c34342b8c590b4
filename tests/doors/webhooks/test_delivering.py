"""A party that subscribed hears of what concerns it, signed, once and in order; and of nothing else."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from joserfc.jwk import OKPKey
from tests.doors.http.test_release import announced, collected, released
from tests.doors.webhooks.conftest import ReceiverProcess, subscribe, until

from weerbaar.kernel.ledger.seal import split_sections
from weerbaar.standards.message_signature import HttpMessage, Signed, verify
from weerbaar.standards.trace_context import parse_traceparent

PARTIES = ("noordster", "delta-forwarding", "van-dam-transport", "maasvlakte-terminal", "zuiderpark-bv")


async def time_line(port: Any, party: str, case: str) -> list[dict[str, Any]]:
    seen = await port.players.look(party, f"/v1/container-releases/{case}/events")
    return list(seen.body["items"]) if seen.status == 200 else []


async def test_an_event_is_signed_so_that_its_receiver_can_tell(port: Any, receiver: ReceiverProcess) -> None:
    shown = await subscribe(port, "maasvlakte-terminal", receiver.url)
    assert shown["status"] == "active"
    [asked] = receiver.noted("OPTIONS")
    assert asked["headers"]["webhook-request-origin"] == "port.test"
    await released(port)
    line = (await until(receiver.noted))[0]
    [key] = (await port.client.get("/.well-known/jwks.json")).json()["keys"]
    public: Any = OKPKey.import_key(key).public_key
    message = HttpMessage(
        method="POST", url=receiver.url, headers=line["headers"], body=line["body"].encode()
    )
    assert isinstance(verify(message, {key["kid"]: public}.get, now=int(time.time())), Signed)
    changed = HttpMessage(method="POST", url=receiver.url, headers=line["headers"], body=b"{}")
    assert not isinstance(verify(changed, {key["kid"]: public}.get, now=int(time.time())), Signed)
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}, "and nothing of the private half"


async def test_what_is_told_is_the_time_line_in_its_order_and_nothing_more(
    port: Any, receiver: ReceiverProcess
) -> None:
    for party in PARTIES:
        await subscribe(port, party, f"{receiver.url}/{party}")
    case = await collected(port)
    lines = {party: await time_line(port, party, case) for party in PARTIES}
    assert not lines["zuiderpark-bv"]
    total = sum(len(items) for items in lines.values())
    await until(lambda: len(receiver.noted()) >= total)
    await asyncio.sleep(0.3)  # time for one too many to show itself
    heard = {
        party: [event for line, event in received(receiver) if line["path"] == f"/hook/{party}"]
        for party in PARTIES
    }
    for party in PARTIES:
        told = [(event["id"], event["type"].split(".")[-2], event["time"]) for event in heard[party]]
        known = [(one["id"], one["event"], one["at"].replace("+00:00", "Z")) for one in lines[party]]
        assert told == known, party
        for event, one in zip(heard[party], lines[party], strict=True):
            assert event["subject"] == case
            assert event["source"] == "urn:nld:kvknr:00000000:systeem:weerbaar-port"
            assert event["dataref"].endswith(f"/{case}/receipts/{one['receipt']}")
            receipt = await port.client.get(event["dataref"], headers=port.headers(party))
            assert receipt.status_code == 200


def received(receiver: ReceiverProcess) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return list(zip(receiver.noted(), receiver.events(), strict=True))


async def test_an_event_holds_no_data_and_no_word_of_the_case(port: Any, receiver: ReceiverProcess) -> None:
    await subscribe(port, "maasvlakte-terminal", receiver.url)
    await announced(port)
    lines = await until(receiver.noted)
    allowed = {"specversion", "id", "source", "type", "subject", "time", "dataref", "traceparent"}
    for event in receiver.events():
        assert set(event) == allowed
    everything = "".join(line["body"] + str(line["headers"]) for line in lines)
    for word in ("CSQU3054383", "BX-123-Y", "8712345001056", "delta", "van-dam"):
        assert word not in everything


async def test_the_trace_of_the_act_goes_along(port: Any, receiver: ReceiverProcess) -> None:
    await subscribe(port, "maasvlakte-terminal", receiver.url)
    await released(port)
    line = (await until(receiver.noted))[0]
    entry = await port.desk.store.entry_at(port.desk.scheme, 0)
    context = parse_traceparent(line["headers"]["traceparent"])
    assert context is not None
    assert (context.trace_id, context.span_id) == (entry.trace_id.hex(), entry.span_id.hex())
    assert receiver.events()[0]["traceparent"] == line["headers"]["traceparent"]


async def test_events_of_one_decision_have_ids_of_their_own(port: Any, receiver: ReceiverProcess) -> None:
    await subscribe(port, "delta-forwarding", receiver.url)
    case = await collected(port)
    several = 0
    async for entry in port.desk.store.entries(port.desk.scheme):
        several += "event.1" in split_sections(entry.body)
    assert several, "this story has no decision with more than one event: choose another"
    lines = await time_line(port, "delta-forwarding", case)
    await until(lambda: len(receiver.events()) >= len(lines))
    ids = [event["id"] for event in receiver.events()]
    assert len(set(ids)) == len(ids)
    assert all(port.desk.references.show(word) is None for word in ids), "no id is taken for a receipt"


async def test_only_what_came_after_the_subscription_is_told(port: Any, receiver: ReceiverProcess) -> None:
    case = await announced(port)
    before = len(await time_line(port, "van-dam-transport", case))
    await subscribe(port, "van-dam-transport", receiver.url)
    await port.players.ask("noordster", "withdraw", case, reason="verkeerde ontvanger")
    lines = await time_line(port, "van-dam-transport", case)
    await until(lambda: len(receiver.events()) >= len(lines) - before)
    assert [event["id"] for event in receiver.events()] == [one["id"] for one in lines[before:]]
