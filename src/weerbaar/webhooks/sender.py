"""Sender: brings one signed message to one receiver and returns what it answered, whatever that is."""

from __future__ import annotations

import asyncio
import ssl
import time
from base64 import urlsafe_b64encode
from contextlib import aclosing
from urllib.parse import urlsplit

import httpcore
import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from weerbaar.standards import cloudevents
from weerbaar.standards.message_signature import HttpMessage, sign
from weerbaar.webhooks.addresses import AddressNotAllowed, CheckedNetwork, Reach

ANSWER_MAX = 16_384  # an answer says yes or no; a receiver that sends more is not read to the end
NO_ANSWER, NO_CONNECTION, NOT_ALLOWED = "no-answer", "no-connection", "address-not-allowed"
Headers = dict[str, str]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: a status, or 0 with a word for why there is none; header names in small letters."""

    status: int = 0
    said: str = ""
    headers: Headers = {}
    #: The headers by which the message was signed, for whoever must prove that it was sent.
    signed: Headers = {}


class SigningKey:
    """The key of an installation for its news, and the public half as receivers fetch it (JWK, RFC 8037)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        raw = private.public_key().public_bytes_raw()
        made = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": _base64url(raw)})
        self.id = made.thumbprint()  # RFC 7638: the name follows from the key
        self.public = {**made.as_dict(private=False), "kid": self.id, "use": "sig", "alg": "Ed25519"}


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Sender:
    """Calls receivers. Follows no redirect, uses no proxy, and waits `seconds` at most for a whole exchange."""

    def __init__(
        self, key: SigningKey, reach: Reach, *, seconds: float = 10.0, trust: ssl.SSLContext | None = None
    ) -> None:
        self.key, self.reach, self._seconds = key, reach, seconds
        # Bounded by the number of subscriptions and what each has in flight, so not here.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(),
            max_connections=None,
            max_keepalive_connections=200,
            keepalive_expiry=30.0,
            network_backend=CheckedNetwork(reach),
        )

    async def close(self) -> None:
        """Hang up everywhere."""
        await self._pool.aclose()

    async def ask_leave(self, url: str, origin: str) -> Answered:
        """Ask a receiver whether it wants news from us: the handshake of the CloudEvents webhook specification."""
        return await self._exchange("OPTIONS", url, {"webhook-request-origin": origin}, b"")

    async def post(self, url: str, body: bytes, traceparent: str) -> Answered:
        """Bring one event, signed now."""
        headers = {"content-type": f"{cloudevents.MEDIA_TYPE}; charset=UTF-8", "traceparent": traceparent}
        message = HttpMessage(method="POST", url=url, headers=headers, body=body)
        signed = sign(message, self.key.private, keyid=self.key.id, created=int(time.time()))
        answered = await self._exchange("POST", url, {**headers, **signed}, body)
        return msgspec.structs.replace(answered, signed=signed)

    async def _exchange(self, method: str, url: str, headers: Headers, body: bytes) -> Answered:
        sent = {"host": urlsplit(url).netloc, "user-agent": "weerbaar", **headers}
        if method == "POST":
            sent["content-length"] = str(len(body))
        request = httpcore.Request(method, url, headers=list(sent.items()), content=body)
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._pool.handle_async_request(request)
                try:
                    await _read_a_little(response)
                finally:
                    await response.aclose()
        except (TimeoutError, httpcore.TimeoutException):
            return Answered(said=NO_ANSWER)
        except AddressNotAllowed:
            return Answered(said=NOT_ALLOWED)
        except (OSError, httpcore.NetworkError, httpcore.RemoteProtocolError):
            return Answered(said=NO_CONNECTION)
        got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Answered(status=response.status, said=str(response.status), headers=got)


async def _read_a_little(response: httpcore.Response) -> None:
    """Read the body as far as we care, so that a connection whose answer was short can be used again."""
    size = 0
    async with aclosing(response.aiter_stream()) as stream:  # type: ignore[type-var] # an async generator in fact
        async for chunk in stream:
            size += len(chunk)
            if size > ANSWER_MAX:
                return
