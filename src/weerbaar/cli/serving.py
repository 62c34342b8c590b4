"""Serving: keeps the HTTP door open on a desk, and lets the clock do its duty meanwhile."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from granian.constants import Interfaces
from granian.server.embed import Server

from weerbaar.desk.desk import Desk
from weerbaar.web.app import make_app
from weerbaar.web.door import Door
from weerbaar.web.tokens import TokenKeys

TICK_SECONDS = 1.0


def free_port(wanted: int) -> int:
    """Return the wanted port when it is free, and else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise OSError("no port is free")


@asynccontextmanager
async def open_door(desk: Desk, tokens: TokenKeys, address: str, port: int) -> AsyncGenerator[str, None]:
    """Serve a desk over HTTP as long as the block lasts; gives the base address."""
    app = make_app(Door(desk=desk, tokens=tokens))
    server = Server(app, address=address, port=port, interface=Interfaces.ASGI, log_enabled=False)
    serving = asyncio.create_task(server.serve(), name="http")
    base = f"http://{address}:{port}"
    await _until_open(address, port, serving)
    try:
        yield base
    finally:
        server.stop()  # type: ignore[no-untyped-call] # granian leaves it untyped
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(serving, 5)


async def _until_open(address: str, port: int, serving: asyncio.Task[None]) -> None:
    for _ in range(200):
        if serving.done():
            await serving
        with suppress(OSError):
            _, writer = await asyncio.open_connection(address, port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(f"the server on {address}:{port} did not come up in ten seconds")


async def let_the_clock_run(desk: Desk) -> None:
    """Do every second what is due, until cancelled."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        await desk.tick()


async def until_stopped() -> None:
    """Wait for Ctrl-C or a request to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
