"""The receiver in the documentation runs as it stands there, and believes only what is true."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from pathlib import Path
from typing import Any

import httpx
from tests.doors.http.test_release import released
from tests.doors.webhooks.conftest import subscribe, until

from weerbaar.cli.serving import free_port, open_door

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "receive-webhooks.md"


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_the_receiver_of_the_page(port: Any, tmp_path: Path) -> None:
    [program] = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "receiver.py").write_text(program, "utf-8")
    own = free_port(0)
    async with open_door(port.desk, port.tokens, "127.0.0.1", free_port(0), port.subscriptions) as base:
        command = (sys.executable, "-W", "error", str(tmp_path / "receiver.py"), base, str(own))
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        try:
            await until(lambda: listens(own))
            await subscribe(port, "maasvlakte-terminal", f"http://127.0.0.1:{own}/news")
            case = await released(port)
            line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().split()
            assert line[:2] == ["nl.weerbaar.container-release.released.v1", case]
            async with httpx.AsyncClient() as stranger:
                forged = await stranger.post(f"http://127.0.0.1:{own}/news", json={"id": "x"})
            assert forged.status_code == 401
        finally:
            process.kill()
            await process.wait()
