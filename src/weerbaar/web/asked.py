"""Asked: what the rooms that machines ask often need of a request, by whichever way it came in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from litestar import Litestar

from weerbaar.web.reply import Reply


class Headers(Protocol):
    """The headers of a request, by name in small letters."""

    def get(self, name: str, default: str, /) -> str:
        """Return a value sent under a name, or the default."""
        ...

    def getall(self, name: str, default: list[str], /) -> list[str]:
        """Return every value sent under a name, or the default."""
        ...


class Asked(Protocol):
    """One request: a framework's, or one that came past the framework."""

    @property
    def app(self) -> Litestar:
        """The server that it came to."""
        ...

    @property
    def headers(self) -> Headers:
        """What stands above it."""
        ...

    @property
    def path_params(self) -> dict[str, Any]:
        """What the address fills in, by name."""
        ...

    async def body(self) -> bytes:
        """Return its content."""
        ...


Room = Callable[[Asked], Awaitable[Reply]]
