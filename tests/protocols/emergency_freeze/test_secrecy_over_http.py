"""Over HTTP, a world with a freeze and a world without one answer a stranger in the same way, byte for byte."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.protocols.emergency_freeze.strangers import DRAFT, PUBLIC, STRANGERS, plain, two_worlds
from tests.protocols.over_http import NOBODYS, OverHttp

from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL


async def probe(door: OverHttp, party: str, case: str) -> list[tuple[Any, ...]]:
    """Have a stranger try every way in."""
    headers, base = door.as_party(party), f"/v1/{PROTOCOL.collection}"
    answers = [
        await door.client.get(where, headers=headers)
        for where in (
            base,
            f"{base}?find=FZ-2026-0007",
            f"{base}?pageSize=1",
            f"{base}/{case}",
            f"{base}/{case}/acts",
            f"{base}/{case}/events",
            f"{base}/{case}/receipts/{NOBODYS}",
            "/v1/inbox",
        )
    ]
    for act in ("acknowledge", "approve", "recount"):
        body = msgspec.json.encode({"act": act})
        answers.append(await door.client.post(f"{base}/{case}/acts", content=body, headers=headers))
    answers.append(await door.client.post(base, content=msgspec.json.encode(DRAFT), headers=headers))
    # Also what anybody may ask, with a token and without one: how long the log is would tell.
    for known in (headers, {}):
        answers += [await door.client.get(where, headers=known) for where in PUBLIC]
    return [plain(got) for got in answers]


@pytest.mark.parametrize("party", STRANGERS)
async def test_a_stranger_gets_the_same_answers(party: str, database: str, tmp_path: Path) -> None:
    async with two_worlds(party, database, tmp_path) as (held, empty, case):
        assert await probe(held, party, case) == await probe(empty, party, case)
