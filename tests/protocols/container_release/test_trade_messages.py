"""Scenario 19: every malformed file of the corpus gets its documented answer over HTTP, and nothing is done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from scenario_doors import OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.worlds import PORT

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
