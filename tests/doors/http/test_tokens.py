"""Every way in which a token can be wrong gets one clear answer, as RFC 6750 has it, and opens nothing."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

NOW = int(time.time())
GOOD = {"iss": "weerbaar", "aud": "weerbaar", "sub": "noordster", "iat": NOW, "exp": NOW + 86_400}
HEAD = {"alg": "Ed25519", "typ": "at+jwt"}


def signed(port: Any, head: dict[str, Any], claims: dict[str, Any], key: Any = None) -> str:
    """Return a token with just these claims, under the installation's own key unless another is given."""
    own = OKPKey.import_key(json.loads((port.keys.folder / "token-key.json").read_text()))
    return jwt.encode(head, claims, key or own, algorithms=[head["alg"]])


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name not in names}


def bare(head: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    """Return a token that nobody signed."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (head, claims)
    ]
    return ".".join([*parts, signature])


def public_as_secret(port: Any) -> str:
    """Return a token signed by HMAC under our public key, for a checker that believes the token's own header."""
    own = OKPKey.import_key(json.loads((port.keys.folder / "token-key.json").read_text()))
    key = OctKey.import_key(str(own.as_dict(private=False)["x"]))
    return jwt.encode({"alg": "HS256", "typ": "at+jwt"}, GOOD, key, algorithms=["HS256"])


WRONG: dict[str, tuple[Callable[[Any], str], str]] = {
    "expired": (lambda port: signed(port, HEAD, {**GOOD, "exp": NOW - 1}), "run out"),
    "another key": (lambda port: signed(port, HEAD, GOOD, OKPKey.generate_key("Ed25519")), "not one of ours"),
    "no signature": (lambda port: bare({"alg": "none", "typ": "at+jwt"}, GOOD), "not one of ours"),
    "none in capitals": (lambda port: bare({"alg": "NONE", "typ": "at+jwt"}, GOOD), "not one of ours"),
    "public key as secret": (public_as_secret, "not one of ours"),
    "altered": (lambda port: signed(port, HEAD, GOOD)[:-4] + "AAAA", "not one of ours"),
    "no JWT": (lambda port: "x.y.z", "not one of ours"),
    "endless": (lambda port: "a" * 20_000, "not one of ours"),
    "critical": (lambda port: bare({**HEAD, "crit": ["x"], "x": 1}, GOOD, "AAAA"), "not one of ours"),
    "an identity token": (lambda port: signed(port, {**HEAD, "typ": "JWT"}, GOOD), "not made for this"),
    "another audience": (lambda port: signed(port, HEAD, {**GOOD, "aud": "elsewhere"}), "not made for this"),
    "many audiences": (
        lambda port: signed(port, HEAD, {**GOOD, "aud": ["weerbaar", "x"]}),
        "not made for this",
    ),
    "no audience": (lambda port: signed(port, HEAD, without("aud")), "not made for this"),
    "another issuer": (lambda port: signed(port, HEAD, {**GOOD, "iss": "elsewhere"}), "not made for this"),
    "no issuer": (lambda port: signed(port, HEAD, without("iss")), "not made for this"),
    "no end": (lambda port: signed(port, HEAD, without("exp")), "has no end"),
    "end in words": (lambda port: signed(port, HEAD, {**GOOD, "exp": "soon"}), ""),
    "end beyond time": (lambda port: signed(port, HEAD, {**GOOD, "exp": 10**400}), ""),
    "no party": (lambda port: signed(port, HEAD, without("sub")), "not made for this"),
    "party is a number": (lambda port: signed(port, HEAD, {**GOOD, "sub": 7}), ""),
    "not yet": (lambda port: signed(port, HEAD, {**GOOD, "nbf": NOW + 86_400}), "does not hold yet"),
    "made in the future": (
        lambda port: signed(port, HEAD, {**GOOD, "iat": NOW + 86_400}),
        "does not hold yet",
    ),
    "a stranger": (lambda port: port.tokens.mint("nobody-knows-me"), "no member"),
    "the clock": (lambda port: port.tokens.mint("clock"), "no member"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_token_that_is_wrong_opens_nothing(port: Any, name: str) -> None:
    make, why = WRONG[name]
    header = {"Authorization": f"Bearer {make(port)}"}
    for method, path in (
        ("GET", "/v1/inbox"),
        ("GET", "/v1/container-releases"),
        ("POST", "/v1/container-releases"),
        ("POST", "/v1/edi-interchanges"),
        ("POST", "/access/v1/evaluation"),
    ):
        got = await port.client.request(method, path, headers=header)
        assert got.status_code == 401, (name, got.text)
        assert got.headers["content-type"] == "application/problem+json"
        challenge = got.headers["www-authenticate"]
        assert challenge.startswith('Bearer realm="weerbaar", error="invalid_token", error_description="')
        assert why in challenge
        assert " / " in got.json()["detail"]
    assert await port.size() == 0


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic bm9vcmRzdGVyOg=="])
async def test_without_a_token_the_answer_says_how_to_ask(port: Any, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    got = await port.client.get("/v1/inbox", headers=headers)
    assert got.status_code == 401
    # RFC 6750 section 3.1: who sent nothing is told no error, only how to ask.
    assert got.headers["www-authenticate"] == 'Bearer realm="weerbaar"'


async def test_a_token_that_runs_out_stops_at_once_though_it_was_good_before(port: Any) -> None:
    token = signed(port, HEAD, {**GOOD, "exp": time.time() + 1.0})
    header = {"Authorization": f"Bearer {token}"}
    assert (await port.client.get("/v1/inbox", headers=header)).status_code == 200
    port.tokens._clock = lambda: time.time() + 5
    assert (await port.client.get("/v1/inbox", headers=header)).status_code == 401


async def test_a_clock_that_runs_a_little_ahead_is_forgiven(port: Any) -> None:
    token = signed(port, HEAD, {**GOOD, "iat": int(time.time()) + 20, "nbf": int(time.time()) + 20})
    got = await port.client.get("/v1/inbox", headers={"Authorization": f"Bearer {token}"})
    assert got.status_code == 200


async def test_a_suspended_party_is_refused_by_the_law_with_its_reason_and_still_sees_why(port: Any) -> None:
    port.desk.members.suspended.add("noordster")
    body = {
        "container": "CSQU3054383",
        "call": "NOORD-2026-118",
        "terminal": "maasvlakte-terminal",
        "reference": "R1",
        "expires_at": "2030-01-01T00:00:00Z",
    }
    headers = port.headers("noordster")
    got = await port.client.post("/v1/container-releases", json=body, headers=headers)
    assert got.status_code == 403
    assert "actor_not_admitted" in [one["rule"] for one in got.json()["reasons"]]
    assert (await port.client.get("/v1/container-releases", headers=headers)).status_code == 200
