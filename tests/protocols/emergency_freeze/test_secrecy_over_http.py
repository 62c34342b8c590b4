"""Over HTTP, a world with a freeze and a world without one answer a stranger in the same way, byte for byte."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
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
DIFFERENT = {"receipt"}  # a reference that is new for every decision, equally long


def plain(got: httpx.Response) -> tuple[Any, ...]:
    """Return everything of an answer that a stranger could learn from."""
    headers = {name: value for name, value in got.headers.items() if name.lower() != "date"}
    if "json" not in headers.get("content-type", ""):
        # Each of the two worlds signs with a key of its own, whose name has another length.
        told = re.sub("<code>.*?</code>", "", got.text)
        return got.status_code, {**headers, "content-length": ""}, told
    body = got.json()
    lengths = {name: len(body.pop(name)) for name in DIFFERENT & set(body)}
    return got.status_code, headers, len(got.content), body, lengths


async def probe(door: OverHttp, party: str, case: str, draft: dict[str, Any]) -> list[tuple[Any, ...]]:
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
    answers.append(await door.client.post(base, content=msgspec.json.encode(draft), headers=headers))
    # Also what anybody may ask, with a token and without one: how long the log is would tell.
    for known in (headers, {}):
        answers += [await door.client.get(where, headers=known) for where in PUBLIC]
    return [plain(got) for got in answers]


@pytest.mark.parametrize("party", STRANGERS)
async def test_a_stranger_gets_the_same_answers(party: str, database: str, tmp_path: Path) -> None:
    scenario, register = read_scenario(STORY, FREEZES)
    steps: list[Step] = [step for _, _, step in timed(scenario) if step.act and step.expect == "permitted"]
    begun = steps[:4]
    assert [step.act for step in begun] == ["draft", "approve", "serve", "report-execution"]
    found: list[list[tuple[Any, ...]]] = []
    for world, played in (("with", begun), ("without", [])):
        own = msgspec.structs.replace(register, scheme=f"{party}-{world}")
        async with opened(database, tmp_path / world, own, PROTOCOL, scenario.start) as door:
            for number, step in enumerate(played):
                await door.wait(
                    scenario.start if number < 3 else datetime.fromisoformat(step.fields["executed_at"])
                )
                assert (await door.act(step)).status_code == 201
            await door.wait(scenario.start)
            case = next(iter(door.ids.values()), NOBODYS)
            assert (case != NOBODYS) == bool(played)
            found.append(await probe(door, party, case, {"act": "draft", **begun[0].fields}))
    assert found[0] == found[1]
