"""A small HTTP client that costs little itself: it sends ready-made requests and times each answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from port import closed_loop, offered_load

HEAD_ENDS, LENGTH = b"\r\n\r\n", b"content-length:"


def request(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """Return the bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(body)}"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += ["Content-Type: application/json"] if body else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Wire(asyncio.Protocol):
    """One kept connection; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._got = bytearray()
        self._waiting: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Hand a whole answer to whoever waits."""
        self._got += data
        head = self._got.find(HEAD_ENDS)
        if head < 0 or self._waiting is None:
            return
        at = self._got.lower().find(LENGTH, 0, head) + len(LENGTH)
        length = int(self._got[at : self._got.find(b"\r\n", at)])
        if len(self._got) >= head + 4 + length:
            answer, self._got = bytes(self._got), bytearray()
            self._waiting.set_result(answer)

    async def ask(self, content: bytes) -> bytes:
        """Send a request and return the whole answer."""
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(content)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def connected(port: int, count: int) -> list[Wire]:
    """Open so many connections to a port on this machine."""
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(Wire, "127.0.0.1", port) for _ in range(count)]
    return [wire for _, wire in made]


class Heard:
    """What a run gave: the seconds of each answer, and how many had each status."""

    def __init__(self, wires: Sequence[Wire]) -> None:
        self.times: list[float] = []
        self.statuses: dict[int, int] = {}
        self.seconds = 0.0
        self._free = asyncio.Queue[Wire]()
        for wire in wires:
            self._free.put_nowait(wire)

    async def ask(self, content: bytes) -> None:
        """Send a request over a free connection and count its answer by its status."""
        wire = await self._free.get()
        answer = await wire.ask(content)
        self._free.put_nowait(wire)
        status = int(answer[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds


async def closed(wires: Sequence[Wire], work: Sequence[bytes]) -> Heard:
    """Do the work with one request under way on every connection."""
    heard, begun = Heard(wires), time.perf_counter()
    heard.times = await closed_loop(heard.ask, work, len(wires))
    heard.seconds = time.perf_counter() - begun
    return heard


async def offered(wires: Sequence[Wire], work: Sequence[bytes], per_second: float) -> Heard:
    """Start the work at a fixed rate whatever the answers do; times count from when each was due.

    A request that finds every connection busy waits its turn, and that wait is part of its time.
    """
    heard, begun = Heard(wires), time.perf_counter()
    heard.times = await offered_load(heard.ask, list(work), per_second)
    heard.seconds = time.perf_counter() - begun
    return heard
