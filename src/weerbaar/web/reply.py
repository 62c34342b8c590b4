"""Reply: one HTTP answer whose bytes are ready; it goes out as it stands, with the headers that every answer has."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.types import Receive, Scope, Send

API_VERSION = "1.0.0"
HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Reply(msgspec.Struct, frozen=True, gc=False):
    """An answer to send, `headers` beside or in the place of those that every answer has.

    To the framework it is an application that answers anything with these bytes: to build and copy the framework's
    own answer took a sixth of the time of a gate check, as a profiler sees it.
    """

    content: bytes
    media_type: str = ""
    status_code: int = 200
    headers: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        apart = HEADERS.keys().isdisjoint(self.headers)
        coded = [*_COMMON, *_coded(self.headers)] if apart else _coded({**HEADERS, **self.headers})
        if self.media_type:
            coded.append((b"content-type", _kind(self.media_type)))
        if self.status_code != 204:
            coded.append((b"content-length", b"%d" % len(self.content)))
        await send({"type": "http.response.start", "status": self.status_code, "headers": coded})
        await send({"type": "http.response.body", "body": self.content, "more_body": False})

    def to_asgi_response(self, *_: object, **__: Any) -> Reply:
        """Return what the framework asks of an answer to a fault."""
        return self


def _kind(media_type: str) -> bytes:
    text = media_type.startswith("text/") and "charset" not in media_type
    return (f"{media_type}; charset=utf-8" if text else media_type).encode("latin-1")


def _coded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


_COMMON = _coded(HEADERS)
