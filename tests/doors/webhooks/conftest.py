"""Receivers for the tests: real processes that can be told how to answer, and killed."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from weerbaar.cli.serving import free_port

SCRIPT = Path(__file__).parent / "receiver.py"


async def until(holds: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait until something holds, and return it; fails by name when it never does."""
    ends = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < ends, "it never happened"
        await asyncio.sleep(0.01)
    return found


class ReceiverProcess:
    """One receiver: its address, what it has noted, and how it shall answer."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}/hook"
        self._noted, self._orders = folder / f"noted-{port}", folder / f"orders-{port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start, and wait until it listens."""
        command = [sys.executable, str(SCRIPT), str(self.port), str(self._noted), str(self._orders)]
        self._process = subprocess.Popen(command)  # noqa: ASYNC220 - it starts at once

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        await until(listens)

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def tell(self, *orders: dict[str, Any]) -> None:
        """Say how to answer from now on: status, headers, seconds to wait, and how many times."""
        self._orders.write_text(json.dumps(list(orders)), "utf-8")

    def noted(self, method: str = "POST") -> list[dict[str, Any]]:
        """Return the requests that reached it, in order."""
        if not self._noted.exists():
            return []
        whole = self._noted.read_text("utf-8").split("\n")[:-1]  # the last may just be being written
        lines = [json.loads(line) for line in whole]
        return [line for line in lines if line["method"] == method]

    def events(self) -> list[dict[str, Any]]:
        """Return the events that reached it, in order, repeats too."""
        return [json.loads(line["body"]) for line in self.noted()]


@asynccontextmanager
async def listening(folder: Path) -> AsyncGenerator[ReceiverProcess]:
    """Give a receiver that listens as long as the block lasts."""
    process = ReceiverProcess(folder, free_port(0))
    await process.start()
    try:
        yield process
    finally:
        process.kill()


@pytest.fixture
async def receiver(tmp_path: Path) -> AsyncGenerator[ReceiverProcess]:
    """A receiver that listens."""
    async with listening(tmp_path) as process:
        yield process


@pytest.fixture
async def second_receiver(tmp_path: Path) -> AsyncGenerator[ReceiverProcess]:
    """Another receiver that listens."""
    async with listening(tmp_path) as process:
        yield process


async def subscribe(port: Any, party: str, url: str) -> dict[str, Any]:
    """Have a party subscribe, and return the subscription."""
    got = await port.client.post("/v1/subscriptions", json={"url": url}, headers=port.headers(party))
    assert got.status_code == 201, got.text
    return dict(got.json())


async def look(port: Any, party: str, id_: str) -> dict[str, Any]:
    """Return a subscription as it stands."""
    got = await port.client.get(f"/v1/subscriptions/{id_}", headers=port.headers(party))
    assert got.status_code == 200, got.text
    return dict(got.json())
