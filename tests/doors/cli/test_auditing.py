"""fsck and audit from the shell: a whole ledger is whole, and what was altered is found at its exact place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from weerbaar.cli.installation import ALL, keys_in
from weerbaar.desk.loading import Protocols
from weerbaar.desk.reperformance import Reperformance, Reperformed
from weerbaar.kernel.ledger.personal import Revealed, Vault
from weerbaar.kernel.ledger.rows import EntryRow

from .conftest import Port, Ran

Type = Callable[..., Ran]
Ledger = list[tuple[EntryRow, tuple[Revealed, ...]]]


@pytest.fixture(scope="session")
def ledger(port: Port) -> Ledger:
    """Every entry of the played day, with its personal values."""
    vault = Vault(port.desk.store.pool, keys_in(port.folder).personal_key())

    async def read() -> Ledger:
        rows = [row async for row in port.desk.store.entries(port.desk.scheme)]
        return [(row, tuple(await vault.reveal(port.desk.scheme, row.position))) for row in rows]

    found: Ledger = port.call(read())
    assert sum(bool(shown) for _, shown in found) > 10
    return found


def again(ledger: Ledger) -> Reperformed:
    performance = Reperformance(Protocols(ALL))
    for row, shown in ledger:
        if not performance.take(row, shown):
            break
    return performance.outcome()


def with_row(ledger: Ledger, position: int, **changes: object) -> Ledger:
    row, shown = ledger[position]
    altered = msgspec.structs.replace(row, **changes)
    return [*ledger[:position], (altered, shown), *ledger[position + 1 :]]


def body(row: EntryRow, section: str, old: bytes, new: bytes) -> bytes:
    """Return the body of a row with one word in one section changed."""
    sections = msgspec.json.decode(row.body, type=dict[str, msgspec.Raw])
    before = bytes(sections[section])
    assert old in before
    sections[section] = msgspec.Raw(before.replace(old, new, 1))
    return msgspec.json.encode(sections, order="sorted")


def place(ledger: Ledger, act: str, *, permitted: bool) -> int:
    return next(row.position for row, _ in ledger if (row.act, row.permitted) == (act, permitted))


def test_the_played_day_is_whole_and_every_decision_is_reached_again(port: Port, weerbaar: Type) -> None:
    where = ("--database", port.dsn, "--folder", port.folder, "--json")
    ran = weerbaar("fsck", *where)
    assert ran.status == 0, ran.err
    (whole,) = json.loads(ran.out)
    ran = weerbaar("audit", *where)
    assert ran.status == 0, ran.out + ran.err
    (performed,) = json.loads(ran.out)
    assert whole["size"] == performed["entries"] == performed["reached"] > 256
    assert performed["erased"] == 0
    kept = port.call(port.desk.store.processings(port.desk.scheme))
    assert sum(b'"auditor"' in one.record for one in kept) > 10  # every look at personal data is on record


@pytest.mark.parametrize(
    ("act", "permitted", "section", "old", "new", "part"),
    [
        ("accept", True, "because", b"offered_to_actor", b"actor_is_carrier", "because"),
        ("accept", True, "event.0", b"delta-forwarding", b"zuiderpark-bv", "event.0"),
        ("accept", True, "audience", b"delta-forwarding", b"zuiderpark-bv", "audience"),
        ("accept", True, "given", b"true", b"false", "outcome"),
        ("collect", False, "told", b"ean_mismatch", b"plate_mismatch", "told"),
        ("collect", True, "act", b'"identity_confirmed":true', b'"identity_confirmed":false', "outcome"),
    ],
)
def test_an_altered_word_is_found_at_its_place(
    ledger: Ledger, act: str, permitted: bool, section: str, old: bytes, new: bytes, part: str
) -> None:
    position = next(
        row.position
        for row, _ in ledger
        if (row.act, row.permitted) == (act, permitted)
        and old in bytes(msgspec.json.decode(row.body, type=dict[str, msgspec.Raw])[section])
    )
    altered = with_row(ledger, position, body=body(ledger[position][0], section, old, new))
    outcome = again(altered)
    assert outcome.difference is not None
    assert (outcome.difference.position, outcome.difference.part) == (position, part)
    assert outcome.reached == position


def test_a_turned_decision_another_moment_and_another_actor_are_found(ledger: Ledger) -> None:
    refused, permitted = place(ledger, "collect", permitted=False), place(ledger, "collect", permitted=True)
    row = ledger[permitted][0]
    for position, changes, part in (
        (refused, {"permitted": True, "case_seq": ledger[refused][0].case_seq + 1}, "outcome"),
        (permitted, {"at": row.at.replace(year=row.at.year + 1)}, "outcome"),
        (permitted, {"actor": "zuiderpark-bv"}, "actor"),
        (permitted, {"act": "no-such-act"}, "act"),
        (permitted, {"protocol": "container-release@99"}, "protocol"),
        (permitted, {"body": row.body + b" "}, "body"),
        (permitted, {"case_seq": row.case_seq + 1}, "number in its case"),
    ):
        found = again(with_row(ledger, position, **changes)).difference
        assert found is not None, part
        assert (found.position, found.part) == (position, part)


def test_a_left_out_entry_is_found_at_the_first_decision_that_rested_on_it(ledger: Ledger) -> None:
    position = place(ledger, "accept", permitted=True)
    case = ledger[position][0].case_id
    following = next(row.position for row, _ in ledger[position + 1 :] if row.case_id == case)
    found = again([*ledger[:position], *ledger[position + 1 :]]).difference
    assert found is not None
    assert found.position == following


def test_decisions_on_erased_data_are_counted_apart_and_hide_nothing_else(ledger: Ledger) -> None:
    case = next(row.case_id for row, shown in ledger if shown)
    bare = [
        (
            row,
            tuple(Revealed(one.path, one.subject, None, None) for one in shown)
            if row.case_id == case
            else shown,
        )
        for row, shown in ledger
    ]
    outcome = again(bare)
    assert outcome.holds
    assert outcome.erased > 0
    assert outcome.erased + outcome.reached == outcome.entries == len(ledger)
    other = next(row for row, _ in ledger if row.case_id != case and row.act == "accept" and row.permitted)
    wrong = body(other, "because", b"offered_to_actor", b"actor_is_carrier")
    found = again(with_row(bare, other.position, body=wrong)).difference
    assert found is not None
    assert found.position == other.position


def test_a_personal_value_that_is_not_the_committed_one_is_found(ledger: Ledger) -> None:
    row, shown = next((row, shown) for row, shown in ledger if shown)
    false = tuple(Revealed(one.path, one.subject, b'"XX-99-XX"', one.salt) for one in shown)
    found = again([*ledger[: row.position], (row, false)]).difference
    assert found is not None
    assert found.position == row.position


def test_where_there_is_no_ledger_one_message_says_what_to_do(
    port: Port, tmp_path: Path, weerbaar: Type
) -> None:
    for command in ("fsck", "audit"):
        ran = weerbaar(command, "--folder", tmp_path)
        assert (ran.status, ran.out) == (2, "")
        assert str(tmp_path) in ran.err
    ran = weerbaar("fsck", "--database", port.dsn, "--folder", port.folder, "--scheme", "moon")
    assert ran.status == 2
    assert "the database has: port" in ran.err
    assert weerbaar("fsck", "--database", "postgresql://127.0.0.1:9/none").status == 2
    assert weerbaar("fsck", "--database", "nonsense").status == 2
    ran = weerbaar("fsck", "--database", port.dsn, "--folder", tmp_path)
    assert ran.status == 2
    assert "give --key" in ran.err
