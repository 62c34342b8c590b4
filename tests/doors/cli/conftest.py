"""A played day on a real database behind the real server, and a way to type commands at it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from rich.console import Console

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.play import Plan, _scenes, seeded
from weerbaar.cli.demo.players import Players
from weerbaar.cli.installation import running_desk, tokens_in
from weerbaar.cli.main import main
from weerbaar.cli.serving import free_port, open_door
from weerbaar.desk.desk import Desk
from weerbaar.kernel.ledger.embedded import temporary_server


class Ran(NamedTuple):
    """What a command led to."""

    status: int
    out: str
    err: str


class Port(NamedTuple):
    """A played world that is being served."""

    base: str
    dsn: str
    folder: Path
    tokens: dict[str, str]
    desk: Desk
    call: Callable[[Any], Any]


def type_command(*words: object) -> Ran:
    """Type `weerbaar ...` and return what it printed and its exit status."""
    out, err = io.StringIO(), io.StringIO()
    argv, sys.argv = sys.argv, ["weerbaar", *map(str, words)]
    status = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = argv
    return Ran(status, out.getvalue(), err.getvalue())


class Serving(threading.Thread):
    """Plays a day and keeps serving it, on an event loop of its own."""

    def __init__(self, dsn: str, folder: Path) -> None:
        super().__init__(name="port", daemon=True)
        self.dsn, self.folder = dsn, folder
        self.ready, self.stop = threading.Event(), asyncio.Event()
        self.port: Port | None = None
        self.trouble: BaseException | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as trouble:
            self.trouble = trouble
        finally:
            self.ready.set()

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        clock = StoryClock()
        async with running_desk(self.folder, database=self.dsn, now=clock.now, entropy=seeded(7)) as desk:
            tokens = tokens_in(self.folder)
            async with open_door(desk, tokens, "127.0.0.1", free_port(0)) as base:
                players = Players(httpx.AsyncClient(base_url=base), tokens, clock)
                plan = Plan(seed=7, once=True, as_json=True, port=0, language="en")
                await _scenes(plan, desk, clock, players, Console(file=io.StringIO()))
                await desk.keep_states()
                named = {member.name: tokens.mint(member.name, "") for member in desk.members.register.member}
                self.port = Port(base, self.dsn, self.folder, named, desk, self._call)
                self.ready.set()
                await self.stop.wait()

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    folder = tmp_path_factory.mktemp("installation")
    with temporary_server() as server:
        serving = Serving(server.dsn, folder)
        serving.start()
        assert serving.ready.wait(60)
        if serving.trouble is not None:
            raise serving.trouble
        assert serving.port is not None
        yield serving.port
        serving.loop.call_soon_threadsafe(serving.stop.set)
        serving.join(20)


@pytest.fixture
def weerbaar() -> Callable[..., Ran]:
    return type_command
