"""Frame: what holds for every request, whatever it asks: the methods that an address knows, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.routes import HTTPRoute
from litestar.types import Message, Receive, Scope, Send

from weerbaar.web.answers import not_found
from weerbaar.web.lane import Lane
from weerbaar.web.reply import Reply

Methods = tuple[str, ...]


class Frame:
    """Stands around the server: answers HEAD and OPTIONS, and knows no address that ends in a slash.

    The API design rules ask that such an address is not found, and not redirected.
    """

    def __init__(self, app: Litestar, lane: Lane) -> None:
        self._app, self._lane = app, lane

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        method, path = scope["method"], scope["path"]
        if (path.endswith("/") and path != "/") or "//" in path:
            await not_found()(scope, receive, _without_content(send) if method == "HEAD" else send)
        elif method == "POST" and (found := self._lane.find(path)) is not None:
            await self._lane.answer(found, scope, receive, send)
        elif method in ("GET", "POST"):
            await self._app(scope, receive, send)
        elif method == "HEAD":
            scope["method"] = "GET"
            await self._app(scope, receive, _without_content(send))
        elif method == "OPTIONS":
            known = allowed(self._app, path)
            headers = {"Allow": ", ".join(known)}
            reply = Reply(b"", status_code=204, headers=headers) if known else not_found()
            await reply(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def allowed(app: Litestar, path: str) -> Methods:
    """Return the methods that an address knows; none when there is no such address."""
    routes = [(_pattern(route), route) for route in app.routes if isinstance(route, HTTPRoute)]
    found = [route for pattern, route in routes if pattern.fullmatch(path)]
    # An address that stands there in full goes before one with a part to fill in.
    found.sort(key=lambda route: len(route.path_parameters))
    if not found:
        return ()
    own = {str(method) for handler in found[0].route_handlers for method in handler.http_methods}
    return tuple(sorted(own | {"OPTIONS"} | ({"HEAD"} if "GET" in own else set())))


def _pattern(route: HTTPRoute) -> re.Pattern[str]:
    parts = [
        re.escape(part) if isinstance(part, str) else ".+" if part.type.__name__ == "Path" else "[^/]+"
        for part in route.path_components
    ]
    return re.compile("/" + "/".join(parts))


def _without_content(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def only_the_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return only_the_head
