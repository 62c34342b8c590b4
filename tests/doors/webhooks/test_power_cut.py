"""A server that loses its power between sending and noting sends again: a repeat, never a loss."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from tests.doors.webhooks.conftest import ReceiverProcess, until

from weerbaar.cli.installation import tokens_in
from weerbaar.cli.serving import free_port
from weerbaar.kernel.ledger.embedded import EmbeddedServer
from weerbaar.worlds import PORT

QUAY = "maasvlakte-terminal"


class Serving:
    """`weerbaar serve` as a process of its own, on a scheme of its own."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.port, self.folder = free_port(0), folder
        self.base = f"http://127.0.0.1:{self.port}"
        text = PORT.read_text("utf-8").replace('scheme = "port"', 'scheme = "power-cut"')
        (folder / "register.toml").write_text(text, "utf-8")
        options = ["--port", str(self.port), "--database", dsn, "--webhooks-to", "loopback"]
        where = ["--folder", str(folder), "--register", str(folder / "register.toml")]
        self.command = [sys.executable, "-m", "weerbaar.cli.main", "serve", *options, *where]
        self.process: subprocess.Popen[bytes] | None = None

    def headers(self, party: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens_in(self.folder).mint(party)}"}

    def start(self) -> None:
        self.process = subprocess.Popen(self.command)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def served(serving: Serving) -> AsyncGenerator[httpx.AsyncClient]:
    serving.start()
    async with httpx.AsyncClient(base_url=serving.base) as client:
        for _ in range(400):
            if await answers(client):
                break
            await asyncio.sleep(0.05)
        try:
            yield client
        finally:
            serving.kill()


@pytest.mark.timeout(120)
async def test_a_repeat_and_never_a_loss(
    database: EmbeddedServer, receiver: ReceiverProcess, tmp_path: Path
) -> None:
    serving = Serving(database.dsn, tmp_path)
    receiver.tell({"method": "OPTIONS", "status": 200, "headers": {"WebHook-Allowed-Origin": "127.0.0.1"}})
    end = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    issue = {"container": "CSQU3054383", "call": "NOORD-2026-118", "terminal": QUAY, "reference": "R1"}
    async with served(serving) as client:
        wish = {"url": receiver.url}
        got = await client.post("/v1/subscriptions", json=wish, headers=serving.headers(QUAY))
        assert got.status_code == 201, got.text
        receiver.tell({"status": 204, "seconds": 5, "times": 1})
        done = await client.post(
            "/v1/container-releases", json={**issue, "expires_at": end}, headers=serving.headers("noordster")
        )
        assert done.status_code == 201, done.text
        await until(receiver.noted)  # it arrived, and its answer is still on the way
        serving.kill()
    connection = await asyncpg.connect(database.dsn)
    await connection.execute("update scheme set lease_ends = now() where scheme = 'power-cut'")
    await connection.close()
    async with served(serving):
        await until(lambda: len(receiver.noted()) >= 2)
        first, second = receiver.events()
        assert first == second
