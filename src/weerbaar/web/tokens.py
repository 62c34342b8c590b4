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
ISSUER = AUDIENCE = "weerbaar"
CACHE_MAX = 50_000  # one entry a live token; a port has some thousands of clients
TOKEN_MAX = 8192  # characters; ours have some three hundred
LEEWAY_SECONDS = 30  # by how much the clock of who made a token may run ahead of ours


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A verified caller: the party, and the person for whom the token was given, if any."""

    party: str
    functionary: str = ""
    scope: frozenset[str] = frozenset()


class NotAuthentic(Exception):
    """Nobody is proven to be calling; `error` is the word of RFC 6750 for why, empty when nothing was sent."""

    def __init__(self, nl: str, en: str, error: str = "invalid_token") -> None:
        super().__init__(en)
        self.nl, self.en, self.error = nl, en, error

    @property
    def status(self) -> int:
        """The HTTP status that RFC 6750 section 3.1 gives to the error."""
        return 400 if self.error == "invalid_request" else 401

    @property
    def challenge(self) -> str:
        """What stands in `WWW-Authenticate`: how to ask, and what was wrong with what was sent."""
        told = f', error="{self.error}", error_description="{self.en}"' if self.error else ""
        return f'Bearer realm="weerbaar"{told}'


def missing() -> NotAuthentic:
    """Return that no token was sent."""
    return NotAuthentic(
        "Stuur `Authorization: Bearer TOKEN`.", "Send `Authorization: Bearer TOKEN`.", error=""
    )


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
            "iss": ISSUER,
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
            raise missing()
        known = self._seen.get(token)
        if known is None:
            known = self._verified(token)
            if len(self._seen) >= CACHE_MAX:
                self._seen.clear()
            self._seen[token] = known
        ends, caller = known
        if self._clock() >= ends:
            raise NotAuthentic(
                "Dit token is verlopen; vraag een nieuw.", "This token has run out; ask for a new one."
            )
        return caller

    def _verified(self, token: str) -> tuple[float, Caller]:
        # INVARIANT: only Ed25519 under our own key; what a token says of its own algorithm decides nothing
        # (tests/doors/http/test_tokens.py).
        try:
            if len(token) > TOKEN_MAX:
                raise ValueError("too long")  # noqa: TRY301 - one answer for all that is not ours
            decoded = jwt.decode(token, self._key, algorithms=ALGORITHMS)
        except (JoseError, ValueError, RecursionError) as trouble:
            raise NotAuthentic("Dit token is niet van ons.", "This token is not one of ours.") from trouble
        claims = decoded.claims
        meant = claims.get("aud") == AUDIENCE and claims.get("iss") == ISSUER
        party, ends = claims.get("sub"), _moment(claims.get("exp"))
        if decoded.header.get("typ") != "at+jwt" or not meant or not isinstance(party, str) or ends is None:
            raise NotAuthentic(
                "Dit token is niet voor deze dienst gemaakt, of zonder einde.",
                "This token was not made for this service, or has no end.",
            )
        if any(self._ahead(claims[name]) for name in ("nbf", "iat") if name in claims):
            raise NotAuthentic("Dit token geldt nog niet.", "This token does not hold yet.")
        scope = frozenset(str(claims.get("scope", "")).split())
        return ends, Caller(party=party, functionary=str(claims.get("act", "")), scope=scope)

    def _ahead(self, claim: object) -> bool:
        moment = _moment(claim)
        return moment is None or moment > self._clock() + LEEWAY_SECONDS


def _moment(claim: object) -> float | None:
    """Return a NumericDate of RFC 7519, or nothing when it is none."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    return float(claim) if abs(claim) < 2**53 else None
