"""A program of its own that serves a port with containers ready at the gate, for the HTTP benchmarks.

Arguments: how many containers stand at the gate, how many are only released. It prints one JSON object once it
serves (port, tokens, containers, cases), and ends when its input closes. With the argument `raw` it serves one
fixed JSON answer by the bare server instead: the yardstick.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from joserfc.jwk import OKPKey
from port import CALL, QUAY, asking, issue, now, number, open_desk

from weerbaar.cli.serving import free_port, open_door
from weerbaar.desk.asking import Asking
from weerbaar.desk.desk import Desk
from weerbaar.web.tokens import TokenKeys

FORWARDER, HAULIER, CUSTOMS, EAN = "delta-forwarding", "van-dam-transport", "douane", "8712345001056"


async def all_done(desk: Desk, work: Iterable[Asking]) -> list[str]:
    """Have many acts done at once; returns the cases, in order."""
    answers = await asyncio.gather(*(desk.ask(one) for one in work))
    refused = [one for one in answers if one.outcome != "permitted"]
    assert not refused, refused[0]
    return [one.case for one in answers]


async def brought_to_the_gate(desk: Desk, places: range) -> list[str]:
    """Bring containers where a truck may come for them: passed on, all lights on, an appointment made."""
    cases = await all_done(desk, (issue(place) for place in places))
    await all_done(desk, (asking("accept", FORWARDER, case) for case in cases))
    for actor, act in ((QUAY, "report-discharge"), (CUSTOMS, "clear-customs")):
        await all_done(desk, (asking(act, actor, container=number(place), call=CALL) for place in places))
    await all_done(desk, (asking("clear-terminal", QUAY, case) for case in cases))
    await all_done(desk, (asking("offer", FORWARDER, case, to=HAULIER, role="road") for case in cases))
    await all_done(desk, (asking("accept", HAULIER, case) for case in cases))
    window = {"window_from": now().isoformat(), "window_to": (now() + timedelta(hours=8)).isoformat()}
    visit = {"modality": "road", "ean": EAN, **window}
    await all_done(desk, (asking("prenotify", HAULIER, case, **visit) for case in cases))
    numbered = zip(places, cases, strict=True)
    await all_done(desk, (asking("accept-visit", QUAY, case, appointment=f"TAR-{n}") for n, case in numbered))
    return cases


async def serve_port(ready: int, released: int) -> None:
    """Serve a port until the input closes."""
    tokens = TokenKeys(OKPKey.generate_key("Ed25519"))
    async with open_desk() as (desk, _), open_door(desk, tokens, "127.0.0.1", free_port(0)) as base:
        await brought_to_the_gate(desk, range(ready))
        cases = await all_done(desk, (issue(place) for place in range(ready, ready + released)))
        told = {
            "port": int(base.rpartition(":")[2]),
            "tokens": {party: tokens.mint(party) for party in (QUAY, FORWARDER, HAULIER)},
            "containers": [number(place) for place in range(ready)],
            "released": cases,
        }
        print(json.dumps(told), flush=True)
        await asyncio.to_thread(sys.stdin.read)


async def bare(_: dict[str, Any], proto: Any) -> None:
    """Answer everything with the same small JSON."""
    proto.response_bytes(200, [("content-type", "application/json")], b'{"decision":true}')


async def serve_bare() -> None:
    """Serve the yardstick until the input closes."""
    port = free_port(0)
    server = Server(bare, address="127.0.0.1", port=port, interface=Interfaces.RSGI, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    await asyncio.sleep(0.5)
    print(json.dumps({"port": port}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.stop()  # type: ignore[no-untyped-call] # granian leaves it untyped
    await serving


if __name__ == "__main__":
    uvloop.run(serve_bare() if sys.argv[1] == "raw" else serve_port(int(sys.argv[1]), int(sys.argv[2])))
