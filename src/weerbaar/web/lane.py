"""Lane: the short way in for machines that ask often, past the framework that serves all the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from litestar import Litestar
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import Receive, Scope, Send

from weerbaar.web.asked import Room
from weerbaar.web.bodies import BODY_MAX
from weerbaar.web.reply import Reply

Found = tuple[Room, dict[str, str]]
PART = re.compile(r"\{(\w+):str\}")


class Lane:
    """Answers some addresses without the framework, in the same words: a gate check then takes half the time.

    `rooms` are found by their address. One with a part to fill in yields to `fixed`, the addresses that stand
    there in full, wherever they lead. `wording` says what a fault becomes.
    """

    def __init__(
        self, app: Litestar, rooms: Mapping[str, Room], fixed: Iterable[str], wording: Wording
    ) -> None:
        self._app, self._wording = app, wording
        self._fixed = frozenset(fixed)
        self._exact: dict[str, Room] = {}
        self._shaped: list[tuple[re.Pattern[str], Room]] = []
        for path, room in rooms.items():
            if PART.search(path):
                self._shaped.append((re.compile(PART.sub(r"(?P<\1>[^/]+)", path)), room))
            else:
                self._exact[path] = room

    def find(self, path: str) -> Found | None:
        """Return the room at an address with what the address fills in, or nothing when it is not on this lane."""
        exact = self._exact.get(path)
        if exact is not None:
            return exact, {}
        if path in self._fixed:
            return None
        for pattern, room in self._shaped:
            shaped = pattern.fullmatch(path)
            if shaped is not None:
                return room, shaped.groupdict()
        return None

    async def answer(self, found: Found, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered by the room that was found for it."""
        room, filled_in = found
        asked = Arrived(self._app, scope, receive, filled_in)
        try:
            reply = await room(asked)
        except Exception as fault:
            reply = self._wording(asked, fault)
        await reply(scope, receive, send)


Wording = Callable[[Any, Exception], Reply]


class SentHeaders:
    """The headers of one request. There are ten or so, each asked for once or twice: no index pays."""

    __slots__ = ("_sent",)

    def __init__(self, sent: Iterable[tuple[bytes, bytes]]) -> None:
        self._sent = sent

    def get(self, name: str, default: str = "", /) -> str:
        """Return the first value sent under a name in small letters."""
        wanted = name.encode("latin-1")
        for key, value in self._sent:
            if key == wanted:
                return value.decode("latin-1")
        return default

    def getall(self, name: str, default: list[str], /) -> list[str]:
        """Return every value sent under a name in small letters."""
        wanted = name.encode("latin-1")
        return [value.decode("latin-1") for key, value in self._sent if key == wanted] or default


class Arrived:
    """One request that came in by this lane."""

    __slots__ = ("_receive", "app", "headers", "path_params", "scope")

    def __init__(self, app: Litestar, scope: Scope, receive: Receive, filled_in: dict[str, Any]) -> None:
        self.app, self.scope, self._receive, self.path_params = app, scope, receive, filled_in
        self.headers = SentHeaders(scope["headers"])

    async def body(self) -> bytes:
        """Return the whole body; raises `RequestEntityTooLarge` as soon as it is known to be."""
        announced = self.headers.get("content-length")
        if announced.isdecimal() and int(announced) > BODY_MAX:
            raise RequestEntityTooLarge
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] != "http.request":
                raise ClientException("the client left before its request was whole")
            parts.append(message["body"])
            size, more = size + len(parts[-1]), message["more_body"]
            if size > BODY_MAX:
                raise RequestEntityTooLarge
        return parts[0] if len(parts) == 1 else b"".join(parts)
