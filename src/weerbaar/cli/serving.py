"""Serving: keeps the HTTP door open on a desk, and lets the clock do its duty meanwhile."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from granian.constants import Interfaces
from granian.server.embed import Server

from weerbaar.cli.installation import wall_clock
from weerbaar.cli.language import either
from weerbaar.desk.asking import Unavailable
from weerbaar.desk.desk import Desk
from weerbaar.desk.own_faults import noted
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.outbox import Outbox
from weerbaar.standards.cloudevents import fault_in_source
from weerbaar.web.app import make_app
from weerbaar.web.door import Door
from weerbaar.web.tokens import TokenKeys
from weerbaar.webhooks.addresses import Reach
from weerbaar.webhooks.patience import Patience
from weerbaar.webhooks.postman import Office
from weerbaar.webhooks.sender import Sender, SigningKey
from weerbaar.webhooks.subscriptions import Subscriptions
from weerbaar.webhooks.wording import Wording

TICK_SECONDS = 1.0


def free_port(wanted: int) -> int:
    """Return the wanted port when it is free, and else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise OSError(either(nl="er is geen poort vrij", en="no port is free"))


@asynccontextmanager
async def delivering(
    desk: Desk, keys: KeyFolder, base: str, reach: Reach, patience: Patience | None = None
) -> AsyncGenerator[Subscriptions | None, None]:
    """Tell subscribers what happens, as long as the block lasts; nothing where the register names no source.

    `base` is the address by which receivers reach this server. Raises `ValueError` for a source that is none.
    """
    source = desk.members.register.source
    if not source:
        yield None
        return
    wrong = fault_in_source(source)
    if wrong is not None:
        nl, en = (
            f"het ledenregister is niet te gebruiken: {wrong.nl}",
            f"the register cannot be used: {wrong.en}",
        )
        raise ValueError(either(nl=nl, en=en))
    patience = patience or Patience()
    office = Office(
        desk=desk,
        outbox=Outbox(desk.store.pool),
        sender=Sender(SigningKey(keys.webhook_key()), reach, seconds=patience.answer_seconds),
        wording=Wording(source=source, base=base, protocols=desk.protocols, references=desk.references),
        patience=patience,
        now=wall_clock,
    )
    async with Subscriptions(office).delivering() as subscriptions:
        yield subscriptions


@asynccontextmanager
async def open_door(
    desk: Desk, tokens: TokenKeys, address: str, port: int, subscriptions: Subscriptions | None = None
) -> AsyncGenerator[str, None]:
    """Serve a desk over HTTP as long as the block lasts; gives the base address."""
    app = make_app(Door(desk=desk, tokens=tokens, subscriptions=subscriptions))
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
    nl, en = "kwam niet op binnen tien seconden", "did not come up in ten seconds"
    raise TimeoutError(
        f"{either(nl='de server op', en='the server on')} {address}:{port} {either(nl=nl, en=en)}"
    )


async def let_the_clock_run(desk: Desk) -> None:
    """Do every second what is due, until cancelled. Nothing but that stops it: a duty waits for nobody."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        try:
            await desk.tick()
        except Unavailable:
            continue  # the ledger is being read again, and the log says so; what is due stays due
        except Exception as fault:
            noted(fault, "the clock failed")


async def until_stopped() -> None:
    """Wait for Ctrl-C or a request to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
