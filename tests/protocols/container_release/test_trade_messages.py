"""Scenario 19: malformed files get their documented answer and nothing is done; what came twice is done once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from scenario_doors import OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.worlds import PORT

ORDER = """UNB+UNOA:2+NOST+WEERBAAR+260512:0800+X1'
UNH+1+COREOR:D:00B:UN:SMDG20'
BGM+129+DO9+9'
RFF+RE:REL1'
DTM+36:20260514:102'
TDT+20+NOORD-2026-118+1++NOST:172:20+++PHAB:103::NOORDSTER'
LOC+11+NLRTM:139:6+MVT:TER:ZZZ'
NAD+CA+NOST:172:20'
NAD+FW+8712345001025:160:9'
EQD+CN+CSQU3054383+45G1:102:5+++5'
CNT+16:1'
UNT+11+1'
UNZ+1+X1'
"""
CORPUS = sorted((Path(__file__).parents[2] / "standards/edifact/corpus").glob("*.edi"))


class Message(msgspec.Struct):
    reference: str
    outcome: str
    syntax: list[str]


class Documented(msgspec.Struct):
    interchange_faults: list[str]
    messages: list[Message]
    contrl: list[str]
    aperak: list[str]


def rows(text: str) -> list[str]:
    return [line.rstrip("'") for line in text.split("\n")]


def told(text: str) -> list[str]:
    """Return the kind and response of each APERAK with the numbers of its errors."""
    found: list[str] = []
    for line in rows(text):
        if line.startswith("BGM"):
            parts = line.split("+")
            found.append(f"{parts[1]} {parts[4]}")
        elif line.startswith("ERC"):
            found[-1] += f" {line[4:8]}"
    return found


def of_bad_ones(answers: list[str], documented: Documented) -> list[str]:
    """Return the answers to messages with faults; the others are answered by the rules of the protocol."""
    answered = [one for one in documented.messages if not one.syntax]
    return [answer for one, answer in zip(answered, answers, strict=True) if one.outcome != "read"]


async def test_each_file_gets_its_answer_and_leaves_no_trace(open_harbour: OpenHarbour) -> None:
    assert len(CORPUS) > 45
    async with open_harbour(registered(PORT), StoryClock(datetime(2026, 10, 25, 6, tzinfo=UTC))) as harbour:
        headers = {"Accept": "application/json", **harbour.bearer("zuiderpark-bv")}
        for path in CORPUS:
            documented = msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Documented)
            size, cases = harbour.desk.tree.size, len(harbour.desk.deciding.cases)
            got = await harbour.client.post(
                "/v1/edi-interchanges", content=path.read_bytes(), headers=headers
            )
            body = got.json()
            assert got.status_code == (400 if documented.interchange_faults else 200), path.stem
            assert rows(body["contrl"])[2:-2] == documented.contrl, path.stem
            assert len(harbour.desk.deciding.cases) == cases, path.stem
            if documented.interchange_faults:
                assert len(body["faults"]) >= len(documented.interchange_faults), path.stem
                continue
            answers = told(body["aperak"]) if body["aperak"] else []
            assert of_bad_ones(answers, documented) == of_bad_ones(documented.aperak, documented), path.stem
            if not any(one.outcome == "read" for one in documented.messages):
                assert harbour.desk.tree.size == size, path.stem


async def test_a_repeat_is_known_by_a_hash_that_nobody_can_try(
    open_harbour: OpenHarbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_harbour(registered(PORT), StoryClock(datetime(2026, 5, 12, 6, tzinfo=UTC))) as harbour:
        headers = {"Accept": "application/json", **harbour.bearer("noordster")}

        async def sent() -> list[str]:
            got = await harbour.client.post("/v1/edi-interchanges", content=ORDER.encode(), headers=headers)
            return [one["code"] for one in got.json()["faults"]]

        assert await sent() == []
        size = harbour.desk.tree.size
        assert (await sent(), harbour.desk.tree.size) == ([], size), "done once"
        # With another key the same words give another hash, so without the key nobody can find them by trying.
        monkeypatch.setattr(harbour.desk, "_secret", b"another secret of thirty-two byte")
        assert (await sent(), harbour.desk.tree.size) == (["REFERENCE_USED"], size)
