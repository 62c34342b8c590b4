"""The simulation: the same seed gives the same life, and its checkers find what may never happen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from weerbaar.cli.simulation.shadow import Shadow, Violation
from weerbaar.kernel.ledger.rows import EntryRow

from .conftest import Port, Ran

Type = Callable[..., Ran]


@pytest.fixture(scope="session")
def rows(port: Port) -> list[EntryRow]:
    async def read() -> list[EntryRow]:
        return [row async for row in port.desk.store.entries(port.desk.scheme)]

    found: list[EntryRow] = port.call(read())
    return found


def follow(rows: list[EntryRow]) -> Shadow:
    shadow = Shadow()
    for row in rows:
        shadow.read(row)
    return shadow


def place(rows: list[EntryRow], act: str, *, permitted: bool = True) -> int:
    return next(row.position for row in rows if (row.act, row.permitted) == (act, permitted))


def with_events(row: EntryRow, *events: dict[str, Any], **changes: object) -> EntryRow:
    """Return a row in which other things happened."""
    sections = {
        name: section
        for name, section in msgspec.json.decode(row.body, type=dict[str, Any]).items()
        if not name.startswith("event.")
    }
    sections |= {f"event.{number}": event for number, event in enumerate(events)}
    return msgspec.structs.replace(row, body=msgspec.json.encode(sections, order="sorted"), **changes)


def test_a_simulated_day_holds_and_comes_out_the_same_again(weerbaar: Type) -> None:
    first, second, other = (weerbaar("simulate", "--seed", seed, "--days", 1, "--json") for seed in (5, 5, 6))
    assert first.status == second.status == other.status == 0, first.out + other.out
    assert first.out == second.out
    told = json.loads(first.out)
    assert told["root"] != json.loads(other.out)["root"]
    assert told["decisions"] == told["reperformed"]
    assert min(told[name] for name in ("gate_permits", "gate_outs", "refused", "unknown", "asked_again")) > 0


def test_the_played_day_pleases_the_shadow(rows: list[EntryRow]) -> None:
    shadow = follow(rows)
    assert shadow.size == len(rows)
    assert shadow.gate_permits > 10
    assert shadow.gate_outs > 10


def test_a_gate_that_opens_after_the_end_of_a_right_is_found(rows: list[EntryRow]) -> None:
    at = place(rows, "collect")
    before = next(row.position for row in reversed(rows[:at]) if row.case_id == rows[at].case_id)
    ended = {"event": "right-ended", "fields": {"how": "revoked", "at": rows[at].at.isoformat()}}
    with pytest.raises(Violation, match="no right was live"):
        follow([*rows[:before], with_events(rows[before], ended), *rows[before + 1 :]])


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"event": "hold-set", "fields": {"owner": "douane", "code": "CUSTOMS"}}, "customs held it"),
        ({"event": "amended", "fields": {"expires_at": "2026-05-12T00:00:00Z"}}, "the right had run out"),
        ({"event": "committed", "fields": {}}, "it was let in before"),
        ({"event": "held-again", "fields": {"party": "noordster"}}, "nobody had received the right"),
        (
            {"event": "visit-submitted", "fields": {"operator": "zuiderpark-bv"}},
            "the visit was not the holder's",
        ),
    ],
)
def test_a_gate_that_opens_wrongly_is_found(rows: list[EntryRow], event: dict[str, Any], words: str) -> None:
    at = place(rows, "collect")
    before = next(row.position for row in reversed(rows[:at]) if row.case_id == rows[at].case_id)
    with pytest.raises(Violation, match=words):
        follow([*rows[:before], with_events(rows[before], event), *rows[before + 1 :]])


def test_a_second_live_right_is_found_on_one_case_and_on_two(rows: list[EntryRow]) -> None:
    at = place(rows, "issue")
    again = msgspec.structs.replace(rows[at], position=len(rows), case_seq=1, case_id="another case")
    with pytest.raises(Violation, match="a second live right"):
        follow([*rows[: at + 1], msgspec.structs.replace(again, position=at + 1)])
    twice = msgspec.structs.replace(rows[at], position=at + 1, case_seq=rows[at].case_seq + 1)
    with pytest.raises(Violation, match="a second live right"):
        follow([*rows[: at + 1], twice])


def test_a_refusal_with_a_deed_a_gap_and_an_exit_without_entry_are_found(rows: list[EntryRow]) -> None:
    refused = place(rows, "collect", permitted=False)
    deed = {"event": "committed", "fields": {}}
    with pytest.raises(Violation, match="and yet something happened"):
        follow([*rows[:refused], with_events(rows[refused], deed)])
    with pytest.raises(Violation, match="follows entry"):
        follow([*rows[:5], *rows[6:]])
    gate, out = place(rows, "collect"), place(rows, "gate-out")
    assert rows[gate].case_id == rows[out].case_id
    with pytest.raises(Violation, match="without having been let in"):
        follow([*rows[:gate], with_events(rows[gate]), *rows[gate + 1 : out + 1]])
