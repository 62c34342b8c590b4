"""The HTTP door: gate checks at fixed loads and at most, acts, and the memory of the server.

Server and client are two processes on this machine; every gate check is a durable decision with its record.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from lines import Line
from port import QUAY, percentile
from served import EAN, FORWARDER, HAULIER
from wire import Heard, Wire, closed, connected, offered, request

HERE = Path(__file__).parent
LOADS, SECONDS, ROUNDS = (100, 500, 1_000), 3, 3
AT_MOST = 3_000
RELEASED = 4_500


@contextmanager
def program(*arguments: object) -> Generator[tuple[int, dict[str, Any]]]:
    """Run the server in a process of its own; gives its process number and what it tells."""
    command = [sys.executable, str(HERE / "served.py"), *map(str, arguments)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.pid, json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def measure() -> Iterator[Line]:
    """Measure and yield."""
    with program("raw") as (_, told):
        yardsticks = [asyncio.run(_bare(told["port"])) for _ in range(ROUNDS)]
        paced = asyncio.run(_bare_paced(told["port"]))
    yardstick = median(yardsticks)
    yield Line(
        name="Y5 bare server and this client, 16 connections", value=yardstick, unit="/s",
        low=min(yardsticks), high=max(yardsticks),
    )  # fmt: skip
    yield Line(name="bare server at 100/s offered, p50", value=paced, unit="ms")
    ready = sum(LOADS) * SECONDS + AT_MOST * ROUNDS
    with program(ready, RELEASED) as (pid, told):
        empty = _memory(pid)
        yield from asyncio.run(_port(told, yardstick))
        cases = ready + RELEASED
        yield Line(name=f"memory of the server, {cases:,} open cases", value=empty, unit="MB")
        yield Line(name="  the same after the load", value=_memory(pid), unit="MB")


async def _bare(port: int) -> float:
    wires = await connected(port, 16)
    work = [request("POST", "/", body=b"{}")] * 20_000
    await closed(wires, work[:2_000])
    heard = await closed(wires, work)
    _hang_up(wires)
    return heard.rate


async def _bare_paced(port: int) -> float:
    """Median of the bare server at the lowest load: what client, timers and waking up take by themselves."""
    wires = await connected(port, 16)
    heard = await offered(wires, [request("POST", "/", body=b"{}")] * LOADS[0] * SECONDS, LOADS[0])
    _hang_up(wires)
    return percentile(heard.times, 50)


def _hang_up(wires: Sequence[Wire]) -> None:
    for wire in wires:
        wire.close()


def _question(token: str, place: int, container: str) -> bytes:
    shown = {"appointment": f"TAR-{place}", "ean": EAN, "identity_confirmed": True}
    asked = {
        "subject": {"type": "driver", "id": "-", "properties": shown},
        "action": {"name": "collect"},
        "resource": {"type": "container", "id": container},
        "context": {"lane": "7"},
    }
    return request("POST", "/access/v1/evaluation", token, json.dumps(asked).encode())


async def _port(told: dict[str, Any], yardstick: float) -> list[Line]:
    token = told["tokens"][QUAY]
    questions = [_question(token, n, box) for n, box in zip(count(), told["containers"], strict=False)]
    lines: list[Line] = []
    wires = await connected(told["port"], 16)
    for load in LOADS:
        part, questions = questions[: load * SECONDS], questions[load * SECONDS :]
        heard = await offered(wires, part, load)
        _all_answered(heard, 200)
        lines += [
            Line(name=f"gate check at {load}/s offered, p50", value=percentile(heard.times, 50), unit="ms"),
            Line(name="  p99", value=percentile(heard.times, 99), unit="ms"),
        ]
    runs: list[Heard] = []
    for turn in range(ROUNDS):
        runs.append(await closed(wires, questions[turn * AT_MOST : (turn + 1) * AT_MOST]))
        _all_answered(runs[-1], 200)
    lines += _at_most("gate checks, 16 connections, closed loop", runs, yardstick)
    lines += _at_most("acts over HTTP, 16 connections, closed loop", await _acts(told, wires), yardstick)
    _hang_up(wires)
    return lines


async def _acts(told: dict[str, Any], wires: Sequence[Wire]) -> list[Heard]:
    runs: list[Heard] = []
    size = RELEASED // ROUNDS
    for turn in range(ROUNDS):
        cases = told["released"][turn * size : (turn + 1) * size]
        for party, act in (
            (FORWARDER, {"act": "accept"}),
            (FORWARDER, {"act": "offer", "to": HAULIER, "role": "road"}),
            (HAULIER, {"act": "accept"}),
        ):
            body, token = json.dumps(act).encode(), told["tokens"][party]
            work = [request("POST", f"/v1/container-releases/{case}/acts", token, body) for case in cases]
            runs.append(await closed(wires, work))
            _all_answered(runs[-1], 201)
    return runs


def _all_answered(heard: Heard, status: int) -> None:
    assert set(heard.statuses) == {status}, heard.statuses


def _at_most(name: str, runs: list[Heard], yardstick: float) -> list[Line]:
    rates = [run.rate for run in runs]
    middle = median(rates)
    tails = [percentile(run.times, 99) for run in runs]
    return [
        Line(name=name, value=middle, unit="/s", low=min(rates), high=max(rates),
             ratio=middle / yardstick, against="Y5"),
        Line(name="  p99", value=median(tails), unit="ms"),
    ]  # fmt: skip


def _memory(pid: int) -> float:
    """Return the resident memory of a process in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1024
