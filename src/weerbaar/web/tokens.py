"""Tokens: who is calling, as proven by a signed OAuth 2.0 access token and by nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHMS = ["Ed25519"]
AUDIENCE = "weerbaar"
CACHE_MAX = 50_000  # one entry a live token; a port has some thousands of clients


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A verified caller: the party, and the person for whom the token was given, if any."""

    party: str
    functionary: str = ""
    scope: frozenset[str] = frozenset()


class NotAuthentic(Exception):
    """The token is missing, forged, for somebody else, or has run out."""


class TokenKeys:
    """Makes and checks access tokens of one installation (JWT, RFC 9068, Ed25519)."""

    def __init__(self, key: OKPKey, clock: Callable[[], float] = time.time) -> None:
        self._key, self._clock = key, clock
        self._seen: dict[str, tuple[float, Caller]] = {}

    @classmethod
    def kept_in(cls, folder: Path) -> TokenKeys:
        """Return the keys kept in a folder, making them at first use; only the owner can read the file."""
        path = folder / "token-key.json"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            made = OKPKey.generate_key("Ed25519")
            path.write_bytes(msgspec.json.encode(made.as_dict(private=True)))
        return cls(OKPKey.import_key(msgspec.json.decode(path.read_bytes(), type=dict[str, str | list[str]])))

    def mint(self, party: str, functionary: str = "", scope: str = "", seconds: int = 12 * 3600) -> str:
        """Return a new access token for a party, and for a person of that party when one is named."""
        now = int(self._clock())
        claims: dict[str, str | int] = {
            "iss": AUDIENCE,
            "aud": AUDIENCE,
            "sub": party,
            "iat": now,
            "exp": now + seconds,
        }
        if functionary:
            claims["act"] = functionary
        if scope:
            claims["scope"] = scope
        return jwt.encode({"alg": "Ed25519", "typ": "at+jwt"}, claims, self._key, algorithms=ALGORITHMS)

    def caller(self, authorization: str) -> Caller:
        """Return who calls, from an `Authorization` header; raises `NotAuthentic` with what is wrong."""
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise NotAuthentic("send `Authorization: Bearer TOKEN`")
        known = self._seen.get(token)
        if known is None:
            known = self._verified(token)
            if len(self._seen) >= CACHE_MAX:
                self._seen.clear()
            self._seen[token] = known
        ends, caller = known
        if self._clock() >= ends:
            raise NotAuthentic("the token has run out; ask for a new one")
        return caller

    def _verified(self, token: str) -> tuple[float, Caller]:
        try:
            decoded = jwt.decode(token, self._key, algorithms=ALGORITHMS)
        except (JoseError, ValueError) as trouble:
            raise NotAuthentic("the token is not one of ours") from trouble
        claims = decoded.claims
        good = decoded.header.get("typ") == "at+jwt" and claims.get("aud") == AUDIENCE
        party, ends = claims.get("sub"), claims.get("exp")
        if not good or not isinstance(party, str) or not isinstance(ends, int):
            raise NotAuthentic("the token was not made for this service")
        scope = frozenset(str(claims.get("scope", "")).split())
        return float(ends), Caller(party=party, functionary=str(claims.get("act", "")), scope=scope)
