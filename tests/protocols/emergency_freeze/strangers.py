"""Strangers to a freeze: who they are, two worlds that differ in one freeze, and what an answer shows of them."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
from tests.protocols.over_http import NOBODYS, OverHttp, opened

from weerbaar.desk.scenario import Step, read_scenario, timed
from weerbaar.protocols.emergency_freeze import protocol
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.worlds import FREEZES

STORY = Path(protocol.__file__).with_name("scenarios") / "07-no-trace.toml"
STRANGERS = ["polderbank-advies", "duinbank-loket", "officier", "zuiderpark-bv"]
PUBLIC = (
    "/",
    "/metrics",
    "/log/checkpoint",
    "/log/tile/0/000",
    "/log/tile/0/000.p/4",
    "/log/tile/entries/000.p/4",
)
SCENARIO, REGISTER = read_scenario(STORY, FREEZES, (PROTOCOL,))
BEGUN: list[Step] = [s for _, _, s in timed(SCENARIO) if s.act and s.expect == "permitted"][:4]
assert [step.act for step in BEGUN] == ["draft", "approve", "serve", "report-execution"]
DRAFT: dict[str, Any] = {"act": "draft", **BEGUN[0].fields}


@asynccontextmanager
async def two_worlds(
    name: str, database: str, folder: Path
) -> AsyncGenerator[tuple[OverHttp, OverHttp, str], None]:
    """Open a world in which a payment is held and one in which nothing ever happened; give the held case too."""

    def world(which: str) -> Any:
        own = msgspec.structs.replace(REGISTER, scheme=f"{name}-{which}")
        return opened(database, folder / which, own, PROTOCOL, SCENARIO.start)

    async with world("with") as held, world("without") as empty:
        for number, step in enumerate(BEGUN):
            await held.wait(
                SCENARIO.start if number < 3 else datetime.fromisoformat(step.fields["executed_at"])
            )
            assert (await held.act(step)).status_code == 201
        await held.wait(SCENARIO.start)
        [case] = held.ids.values()
        assert case != NOBODYS
        yield held, empty, case


def plain(got: httpx.Response) -> tuple[Any, ...]:
    """Return everything of an answer that a stranger could learn from."""
    headers = {name: value for name, value in got.headers.items() if name.lower() != "date"}
    if "json" not in headers.get("content-type", "") or not got.content:
        # Each of the two worlds signs with a key of its own, whose name has another length.
        told = re.sub("<code>.*?</code>", "", got.text)
        return got.status_code, {**headers, "content-length": ""}, told
    return got.status_code, headers, len(got.content), _comparable(got.json())


def _comparable(told: Any) -> Any:
    """Return an answer with the length of each receipt's reference in its place: it is new for every decision."""
    if isinstance(told, dict):
        return {k: len(v) if k == "receipt" else _comparable(v) for k, v in told.items()}
    return [_comparable(one) for one in told] if isinstance(told, list) else told
