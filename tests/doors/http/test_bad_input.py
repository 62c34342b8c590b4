"""Whatever is sent, the answer names every fault, nothing is written, and nothing of ours shows."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

RELEASE = {
    "container": "CSQU3054383",
    "call": "NOORD-2026-118",
    "terminal": "maasvlakte-terminal",
    "reference": "R1",
}


async def test_every_fault_at_once(port: Any) -> None:
    body = {
        "container": "csqu305",
        "call": "",
        "terminal": 7,
        "reference": "a b",
        "extra": 1,
        "modality": "air",
    }
    got = await port.client.post("/v1/container-releases", json=body, headers=port.headers("noordster"))
    assert got.status_code == 400
    pointers = [fault["pointer"] for fault in got.json()["faults"]]
    assert pointers == [
        "/call", "/container", "/expires_at", "/extra", "/modality", "/reference", "/terminal"
    ]  # fmt: skip
    assert all(fault["nl"] and fault["en"] for fault in got.json()["faults"])
    assert await port.size() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"act":"nothing"}',
        b'{"act":1}',
        b'{"act":null}',
    ],
)
async def test_what_is_no_act_is_refused_without_a_trace(port: Any, body: bytes) -> None:
    for path in ("/v1/container-releases", f"/v1/container-releases/{'0' * 32}/acts"):
        got = await port.client.post(path, content=body, headers=port.headers("noordster"))
        assert got.status_code == 400, got.text
        assert got.json()["faults"]
        assert "Traceback" not in got.text
    assert await port.size() == 0


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer x", "Basic abc", "Bearer a.b.c", "Bearer " + "x" * 5000, "bearer é"],
)
async def test_a_bad_token_is_no_caller(port: Any, authorization: str) -> None:
    headers = {"Authorization": authorization.encode()}
    for method, path in (
        ("GET", "/v1/inbox"),
        ("POST", "/v1/container-releases"),
        ("POST", "/access/v1/evaluation"),
    ):
        got = await port.client.request(method, path, headers=headers)
        assert got.status_code == 401
        assert got.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_of_another_key_of_a_stranger_or_too_old_is_no_token(port: Any) -> None:
    from joserfc.jwk import OKPKey

    from weerbaar.web.tokens import TokenKeys

    forged = TokenKeys(OKPKey.generate_key("Ed25519")).mint("noordster")
    stranger = port.tokens.mint("nobody-knows-me")
    old = port.tokens.mint("noordster", seconds=-1)
    for token in (forged, stranger, old):
        got = await port.client.get("/v1/inbox", headers={"Authorization": f"Bearer {token}"})
        assert got.status_code == 401


@pytest.mark.parametrize("size", ["0", "501", "-1", "x", "", "1e3", "٣"])
async def test_a_page_size_out_of_bounds(port: Any, size: str) -> None:
    got = await port.client.get(
        "/v1/container-releases", params={"pageSize": size}, headers=port.headers("noordster")
    )
    assert got.status_code == 400


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_an_idempotency_key_out_of_bounds(port: Any, key: str) -> None:
    headers = {**port.headers("noordster"), "Idempotency-Key": key}
    body = {**RELEASE, "expires_at": (port.clock.now() + timedelta(days=1)).isoformat()}
    got = await port.client.post("/v1/container-releases", json=body, headers=headers)
    assert got.status_code == 400
    assert await port.size() == 0


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"subject": 1},
        {"subject": {}, "action": {}, "resource": {}},
        {"subject": {"type": "driver", "id": "1"}},
    ],
)
async def test_a_malformed_access_question(port: Any, question: dict[str, Any]) -> None:
    got = await port.client.post(
        "/access/v1/evaluation", json=question, headers=port.headers("maasvlakte-terminal")
    )
    assert got.status_code == 400
    assert got.json()["faults"]


async def test_the_clock_has_no_door(port: Any) -> None:
    token = port.tokens.mint("clock")
    got = await port.client.get("/v1/inbox", headers={"Authorization": f"Bearer {token}"})
    assert got.status_code == 401


async def test_the_same_key_gives_the_same_answer_and_no_other_use(port: Any) -> None:
    headers = {**port.headers("noordster"), "Idempotency-Key": "k1"}
    body = {**RELEASE, "expires_at": (port.clock.now() + timedelta(days=1)).isoformat()}
    first = await port.client.post("/v1/container-releases", json=body, headers=headers)
    again = await port.client.post("/v1/container-releases", json=body, headers=headers)
    other = await port.client.post(
        "/v1/container-releases", json={**body, "reference": "R2"}, headers=headers
    )
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert other.status_code == 422
    assert await port.size() == 1


async def test_what_a_repeat_is_known_by_cannot_be_found_by_trying(port: Any) -> None:
    body = json.dumps({**RELEASE, "expires_at": (port.clock.now() + timedelta(days=1)).isoformat()}).encode()
    headers = {**port.headers("noordster"), "Content-Type": "application/json"}
    for number, key in enumerate(({"Idempotency-Key": "k1"}, {})):
        sent = body.replace(RELEASE["reference"].encode(), f"R{number}".encode())
        await port.client.post("/v1/container-releases", content=sent, headers=headers | key)
    kept = [entry.request_hash async for entry in port.desk.store.entries(port.desk.scheme)]
    assert kept[1] is None, "without a key nothing is kept"
    law = next(str(one) for one in port.desk.protocols.all if one.collection == "container-releases")
    named = b"\n".join((law.encode(), b"", body.replace(RELEASE["reference"].encode(), b"R0")))
    assert kept[0] not in (None, hashlib.sha256(named).digest(), hashlib.sha256(body).digest())


@pytest.mark.parametrize("action", ["collect", "dance"])
async def test_a_question_about_nothing_is_kept_without_who_stood_there(port: Any, action: str) -> None:
    told = {"driver_pass": "f" * 64, "ean": "8712345000042", "appointment": "TAR-77"}
    question = {
        "subject": {"type": "driver", "id": told["driver_pass"], "properties": told},
        "action": {"name": action, "properties": {"code": "7531"}},
        "resource": {"type": "container", "id": "NOSU9000019"},
        "context": {"lane": "7", "identity_confirmed": True},
    }
    headers = port.headers("maasvlakte-terminal")
    got = await port.client.post("/access/v1/evaluation", json=question, headers=headers)
    assert got.json()["decision"] is False
    (kept,) = await port.desk.store.accesses(port.desk.scheme)
    assert b"NOSU9000019" in kept.record
    assert b"maasvlakte-terminal" in kept.record
    assert not [value for value in (*told.values(), "7531") if value.encode() in kept.record]
