"""Subscriptions from the shell against a served desk: add, list, see what was given up, revive, remove."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.doors.webhooks.conftest import ReceiverProcess, until

from weerbaar.cli.main import weerbaar
from weerbaar.cli.serving import free_port, open_door
from weerbaar.webhooks.patience import Patience

QUAY = "maasvlakte-terminal"


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_the_life_of_a_subscription(open_port: Any, tmp_path: Path, language: str) -> None:
    receiver = ReceiverProcess(tmp_path, free_port(0))
    await receiver.start()
    quick = Patience(first_seconds=0.05, attempts=2, answer_seconds=2)
    async with (
        open_port(patience=quick) as port,
        open_door(port.desk, port.tokens, "127.0.0.1", free_port(0), port.subscriptions) as base,
    ):

        async def run(*words: str) -> Result:
            command = ["subscriptions", *words, "--at", base, "--token", port.tokens.mint(QUAY)]
            return await asyncio.to_thread(CliRunner().invoke, weerbaar, [*command, "--language", language])

        async def asked(*words: str) -> dict[str, Any]:
            ran = await run(*words, "--json")
            assert ran.exit_code == 0, ran.output
            return dict(json.loads(ran.output))

        refused = await run("add", "http://10.0.0.1/")
        assert refused.exit_code == 2
        assert refused.output.count("/url") == 2
        added = await asked("add", receiver.url)
        receiver.tell({"status": 500})
        end = (port.clock.now() + timedelta(days=2)).isoformat()
        fields = {"container": "CSQU3054383", "call": "NOORD-2026-118", "terminal": QUAY, "reference": "R1"}
        assert (await port.players.ask("noordster", "issue", expires_at=end, **fields)).permitted
        await until(lambda: len(receiver.noted()) == 2)
        letters: list[dict[str, Any]] = []
        while not letters:
            letters = (await asked("dead-letters", added["id"]))["items"]
        assert receiver.url in (await run("list")).output
        receiver.tell()
        assert (await run("revive", added["id"], letters[0]["id"])).exit_code == 0
        await until(lambda: len(receiver.noted()) == 3)
        assert (await run("revive", added["id"], letters[0]["id"])).exit_code == 1
        assert (await run("remove", added["id"])).exit_code == 0
        assert (await asked("list"))["items"] == []
        assert (await run("remove", added["id"])).exit_code == 1
    receiver.kill()


def test_who_asks_must_be_said() -> None:
    ran = CliRunner().invoke(weerbaar, ["subscriptions", "list"])
    assert ran.exit_code != 0
    assert "--as PARTY" in ran.output
