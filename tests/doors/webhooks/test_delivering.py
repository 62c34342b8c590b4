"""A party that subscribed hears of what concerns it, signed, once and in order; and of nothing else."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from tests.doors.webhooks.conftest import ReceiverProcess, until

from weerbaar.standards.message_signature import HttpMessage, Signed, verify

CALL = "NOORD-2026-118"


async def subscribe(port: Any, party: str, url: str) -> dict[str, Any]:
    got = await port.client.post("/v1/subscriptions", json={"url": url}, headers=port.headers(party))
    assert got.status_code == 201, got.text
    return dict(got.json())


async def issue(port: Any, number: str = "CSQU3054383", **changed: Any) -> str:
    end = (port.clock.now() + timedelta(days=2)).isoformat()
    fields = {"container": number, "call": CALL, "terminal": "maasvlakte-terminal", "reference": "R1"}
    played = await port.players.ask("noordster", "issue", **{**fields, "expires_at": end, **changed})
    assert played.permitted, played.body
    return str(played.body["case"])


async def test_an_event_is_delivered_and_verified(port: Any, receiver: ReceiverProcess) -> None:
    shown = await subscribe(port, "maasvlakte-terminal", receiver.url)
    assert shown["status"] == "active"
    [asked] = receiver.noted("OPTIONS")
    assert asked["headers"]["webhook-request-origin"] == "port.test"
    case = await issue(port)
    [line] = await until(receiver.noted)
    [event] = receiver.events()
    assert event["subject"] == case
    assert event["type"] == "nl.weerbaar.container-release.released.v1"

    [key] = (await port.client.get("/.well-known/jwks.json")).json()["keys"]
    from joserfc.jwk import OKPKey

    public: Any = OKPKey.import_key(key).public_key
    message = HttpMessage(
        method="POST", url=receiver.url, headers=line["headers"], body=line["body"].encode()
    )
    signed = verify(message, {key["kid"]: public}.get, now=int(time.time()))
    assert isinstance(signed, Signed)
