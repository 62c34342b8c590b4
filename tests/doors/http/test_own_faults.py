"""A fault of our own: nothing is committed, the sender gets a number, and the log tells of nobody it was about."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from weerbaar.cli import serving
from weerbaar.cli.serving import let_the_clock_run
from weerbaar.protocols.container_release import carrier
from weerbaar.protocols.container_release.protocol import PROTOCOL

DETAIL = re.compile(
    r"Er ging bij ons iets mis\. Noem nummer ([0-9a-f-]{36}) als u het meldt\. / "
    r"Something went wrong on our side\. Name number \1 when you report it\."
)
BOXES = ("CSQU3054383", "NOSU1000012")


async def issue(port: Any, number: int) -> Any:
    fields = {
        "act": "issue",
        "container": BOXES[number],
        "call": f"CALL-{number}",
        "terminal": "maasvlakte-terminal",
        "reference": f"SECRET-REF-{number}",
        "expires_at": (port.clock.now() + timedelta(days=2 + number)).isoformat(),
    }
    return await port.client.post("/v1/container-releases", json=fields, headers=port.headers("noordster"))


def tell_nothing(text: str) -> None:
    for word in (*BOXES, "SECRET", "CALL-", "noordster", "maasvlakte", "T.Bos"):
        assert word.lower() not in text.lower()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING, "weerbaar")
    return caplog


async def test_an_act_on_an_undeclared_path_commits_nothing_and_gives_a_number(
    port: Any, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PROTOCOL, "paths", {**PROTOCOL.paths, "none": ()})
    got = await issue(port, 0)
    assert got.status_code == 500
    assert got.headers["content-type"] == "application/problem+json"
    body = got.json()
    found = DETAIL.fullmatch(body.pop("detail"))
    assert found is not None
    assert body == {
        "type": "about:blank",
        "status": 500,
        "title": "Onze fout / Our fault",
        "instance": f"urn:uuid:{found[1]}",
    }
    [record] = log.records
    assert record.getMessage().startswith(f"fault {found[1]}: a request failed\n")
    assert record.getMessage().endswith(
        "BrokenInvariant: issue would break none -> live of container-release@1\n"
    )
    assert "in _permitted" in record.getMessage()
    assert record.exc_info is None
    tell_nothing(got.text + record.getMessage())
    assert await port.size() == 0
    monkeypatch.undo()
    assert (await issue(port, 0)).status_code == 201, "the writer goes on, and the number of the case is free"


async def test_what_an_exception_says_of_somebody_stays_out_of_the_log(
    port: Any, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        try:
            return {}["officer T.Bos of noordster"]
        except KeyError as first:
            raise ValueError(f"no such box: {BOXES[0]}") from first

    monkeypatch.setattr(PROTOCOL, "broken", broken)
    got = await issue(port, 0)
    assert got.status_code == 500
    [record] = log.records
    told = record.getMessage()
    assert "builtins.KeyError\nwhich led to:\n" in told
    assert told.endswith("builtins.ValueError\n")
    # A line of source may stand in a trace; what was in it when it ran may not.
    tell_nothing(re.sub(r"^ +(raise|return) .*$", "", told, flags=re.MULTILINE) + got.text)


async def test_a_case_that_the_clock_cannot_end_keeps_no_other_waiting(
    port: Any, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [(await issue(port, number)).json()["case"] for number in (0, 1)]
    whole = PROTOCOL.broken

    def broken(case: Any, before: Any = None) -> tuple[str, ...]:
        return ("no_end",) if case.container == BOXES[0] and case.state == "expired" else whole(case, before)

    monkeypatch.setattr(PROTOCOL, "broken", broken)
    port.clock.pass_seconds(4 * 86400)
    done = [answer.case for answer in await port.desk.tick()]
    assert done == [cases[1]]
    assert await port.desk.tick() == []
    [record] = log.records  # once, however often it is tried
    assert f"the clock could not do what is due on case {cases[0]}\n" in record.getMessage()
    assert "no_end" in record.getMessage()
    monkeypatch.undo()
    assert [answer.case for answer in await port.desk.tick()] == [cases[0]]


async def test_operators_see_faults_and_stuck_cases_in_the_figures(
    port: Any, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def figures() -> dict[str, int]:
        text = (await port.client.get("/metrics", headers=port.headers("noordster"))).text
        return {name: int(value) for name, value in re.findall(r"^weerbaar_(\w+) (\d+)$", text, re.MULTILINE)}

    case = (await issue(port, 0)).json()["case"]
    before = await figures()
    assert before["clock_stuck_cases"] == 0
    monkeypatch.setattr(PROTOCOL, "paths", {**PROTOCOL.paths, "live": ()})
    port.clock.pass_seconds(4 * 86400)
    await port.desk.tick()
    stuck = await figures()
    assert stuck["clock_stuck_cases"] == 1
    assert stuck["own_faults_total"] == before["own_faults_total"] + 1
    monkeypatch.undo()
    assert [answer.case for answer in await port.desk.tick()] == [case]
    assert (await figures())["clock_stuck_cases"] == 0


async def test_what_the_law_refuses_the_clock_is_told_once_and_counted(
    port: Any, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = (await issue(port, 0)).json()["case"]
    monkeypatch.setattr(carrier, "expired", lambda *_: False)
    port.clock.pass_seconds(4 * 86400)
    assert [answer.outcome for answer in await port.desk.tick()] == ["refused"]
    assert await port.desk.tick() == [], "not asked again: each time would be one more entry of the log"
    [record] = log.records
    assert record.getMessage() == f"the law refuses the clock what is due on case {case}"
    assert port.desk.stuck == 1
    withdrawn = await port.client.post(
        f"/v1/container-releases/{case}/acts",
        json={"act": "withdraw", "reason": "STUCK"},
        headers=port.headers("noordster"),
    )
    assert withdrawn.is_success, withdrawn.text
    await port.desk.tick()
    assert port.desk.stuck == 0, "the case has ended by another act, so the clock waits for nothing"


async def test_the_clock_runs_on_after_the_ledger_was_away(
    port: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = (await issue(port, 0)).json()["case"]
    monkeypatch.setattr(serving, "TICK_SECONDS", 0.02)
    ticking = asyncio.create_task(let_the_clock_run(port.desk))
    try:
        port.desk.writer.fail(ConnectionError("the database is away"))
        port.clock.pass_seconds(4 * 86400)  # so the clock asks while no acts are taken
        async with asyncio.timeout(20):
            while port.desk.deciding.cases.get(case).case.state != "expired":
                assert not ticking.done(), "the clock stopped"
                await asyncio.sleep(0.05)
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
