"""The gate without a line, with a real lane: another process that has a list, a record, and no server."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from quay import TERMINAL, Quay, number
from scenario_doors import Harbour, OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.gate.lane import Record, Shown, Use, judge
from weerbaar.cli.installation import registered
from weerbaar.kernel.ledger.note import NoteFault, VerifierKey
from weerbaar.kernel.ledger.offline_list import OfflineList, open_list
from weerbaar.worlds import PORT

MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
DAM, PASS = "8712345001056", "5" * 64
BOXES = [number(place) for place in range(3)]


async def ready(harbour: Harbour, *, plain: bool = False) -> Quay:
    """Bring three containers to where a truck may collect them at once; `plain` without plate and pass."""
    quay = Quay(harbour)
    for place, box in enumerate(BOXES):
        await quay.released(box, f"R{place}", (harbour.clock.now() + timedelta(days=2)).isoformat())
        await quay.ready(box)
        await quay.passed("delta-forwarding", "van-dam-transport", "road", box)
        window = {"window_from": harbour.clock.now().isoformat()}
        window["window_to"] = (harbour.clock.now() + timedelta(hours=2)).isoformat()
        named = {} if plain else {"plate": "BX-123-Y", "driver_pass": PASS}
        visit = {"modality": "road", "ean": DAM, **named, **window}
        await quay.done("van-dam-transport", "prenotify", box, **visit)
        await quay.done(TERMINAL, "accept-visit", box, appointment=f"TAR-{place}")
    return quay


async def weerbaar(*line: object) -> tuple[int, str]:
    """Run `weerbaar gate ...` in a process of its own; return its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "weerbaar.cli.main", "gate", *map(str, line),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


def question(folder: Path, box: str, place: int, **changed: str) -> tuple[object, ...]:
    """Return the line that a lane types for a truck; by default the right one."""
    shown = {
        "container": box,
        "appointment": f"TAR-{place}",
        "ean": DAM,
        "plate": "BX-123-Y",
        "driver-pass": PASS,
    }
    words = [word for name, value in {**shown, **changed}.items() for word in (f"--{name}", value)]
    files = (
        folder / "list.note",
        "--key-file",
        folder / "log.key",
        "--record",
        folder / "used.jsonl",
        "--terminal",
        TERMINAL,
    )
    return ("check", *files, *words, "--identity-confirmed", "--lane", "7", "--json")


async def fetched(harbour: Harbour, folder: Path) -> tuple[object, ...]:
    """Fetch list and key into a folder; return how the terminal reaches the server."""
    token = harbour.tokens.mint(TERMINAL, "")
    reach = ("--at", harbour.base, "--token", token)
    assert (await weerbaar("fetch", *reach, "--out", folder / "list.note"))[0] == 0
    (folder / "log.key").write_text((await harbour.client.get("/log/key")).text)
    return reach


async def turned_away(folder: Path) -> None:
    """Try the third container with everything that is wrong, and the first one twice."""
    for changed, reason in (
        ({"ean": "8712345001063"}, "EAN_MISMATCH"),
        ({"plate": "XX-99-ZZ"}, "PLATE_MISMATCH"),
        ({"driver-pass": "6" * 64}, "DRIVER_MISMATCH"),
        ({"appointment": "TAR-9"}, "APPOINTMENT_MISMATCH"),
        ({"container": number(99)}, "NOT_ON_LIST"),
    ):
        status, printed = await weerbaar(*question(folder, BOXES[2], 2, **changed))
        assert (status, json.loads(printed)["reasons"]) == (1, [reason])
    status, printed = await weerbaar(*question(folder, BOXES[0], 0))
    assert (status, json.loads(printed)["reasons"]) == (1, ["ALREADY_COMMITTED"])


async def test_a_lane_works_from_its_list_and_conflicts_are_listed(
    open_harbour: OpenHarbour, tmp_path: Path
) -> None:
    clock = StoryClock(datetime.now(UTC) - timedelta(seconds=30))
    async with open_harbour(registered(PORT), clock) as harbour:
        quay = await ready(harbour)
        reach = await fetched(harbour, tmp_path)
        # The line is cut here. Two trucks come; the platform revokes one of the rights meanwhile.
        got = await quay.ask("delta-forwarding", "revoke", BOXES[1], reason="verkeerde ontvanger")
        assert got.json()["effective_at"] > clock.now().isoformat()
        for place in (0, 1):
            status, printed = await weerbaar(*question(tmp_path, BOXES[place], place))
            assert (status, json.loads(printed)) == (0, {"decision": True, "reasons": []})
            assert (await weerbaar("out", "--container", BOXES[place], "--record", tmp_path / "used.jsonl"))[
                0
            ] == 0
        await turned_away(tmp_path)
        # The line is back.
        clock.jump_to(datetime.now(UTC))
        upload = ("upload", *reach, "--record", tmp_path / "used.jsonl", "--json")
        status, printed = await weerbaar(*upload)
        told = json.loads(printed)
        assert (status, told["reported"], told["not_on_list"]) == (1, 7, 1)
        assert [(one["container"], one["reasons"]) for one in told["conflicts"]] == [
            (BOXES[1], ["RIGHT_ENDED"])
        ]
        size = harbour.desk.tree.size
        assert json.loads((await weerbaar(*upload))[1]) == told, "sent again, it says the same"
        assert harbour.desk.tree.size == size
        states = [(await quay.see(TERMINAL, box)).json() for box in BOXES]
        assert [one["state"] for one in states] == ["exercised", "revoked", "announced"]
        assert [one["offline_conflict"] for one in states] == ["", "right-ended", ""]


async def test_the_page_for_the_terminal_runs(
    open_harbour: OpenHarbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[3] / "docs/how-to/gate-offline.md").read_text("utf-8")
    lines = [
        line for block in re.findall(r"```shell\n(.*?)```", page, re.DOTALL) for line in block.splitlines()
    ]
    assert len(lines) == 4
    monkeypatch.chdir(tmp_path)
    clock = StoryClock(datetime.now(UTC) - timedelta(seconds=30))
    async with open_harbour(registered(PORT), clock) as harbour:
        await ready(harbour, plain=True)
        (tmp_path / "log.key").write_text((await harbour.client.get("/log/key")).text)
        token = harbour.tokens.mint(TERMINAL, "")
        clock.jump_to(datetime.now(UTC))
        for line in lines:
            words = line.replace("BASE", harbour.base).replace("TOKEN", token).replace("BOX", BOXES[1])
            program, group, *rest = shlex.split(words)
            assert (program, group) == ("weerbaar", "gate")
            status, printed = await weerbaar(*rest)
            assert status == 0, f"{line}: {printed}"
            clock.jump_to(datetime.now(UTC))


async def test_who_comes_second_is_told_the_moment_too(open_harbour: OpenHarbour) -> None:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = await ready(harbour)
        lists = "/v1/container-releases/offline-lists"
        assert (await harbour.client.post(lists, headers=harbour.bearer(TERMINAL))).status_code == 201
        blocked = await quay.open("noordster", "block", BOXES[0], reason="rekening open")
        revoked = await quay.ask("delta-forwarding", "revoke", BOXES[0], reason="verkeerde ontvanger")
        cancelled = await quay.ask("van-dam-transport", "cancel-visit", BOXES[1])
        for got in (blocked, revoked, cancelled):
            assert got.json()["effective_at"] == "2026-05-12T06:15:00Z", got.text
        # A newer list, which may never have reached a lane, changes nothing for the older one.
        again = await harbour.client.post(lists, headers=harbour.bearer(TERMINAL))
        assert again.status_code == 201
        seen = (await quay.see("delta-forwarding", BOXES[0])).json()
        assert seen["pending_at_gate"] == "2026-05-12T06:15:00Z"
        await quay.done(TERMINAL, "acknowledge-at-gate", BOXES[0])
        assert (await quay.see("delta-forwarding", BOXES[0])).json()["pending_at_gate"] is None


async def test_a_list_whose_successor_got_lost_still_counts(
    open_harbour: OpenHarbour, tmp_path: Path
) -> None:
    clock = StoryClock(datetime.now(UTC) - timedelta(seconds=30))
    async with open_harbour(registered(PORT), clock) as harbour:
        quay = await ready(harbour)
        reach = await fetched(harbour, tmp_path)
        lost = "/v1/container-releases/offline-lists"
        assert (await harbour.client.post(lost, headers=harbour.bearer(TERMINAL))).status_code == 201
        assert (await weerbaar(*question(tmp_path, BOXES[0], 0)))[0] == 0
        clock.jump_to(datetime.now(UTC))
        upload = ("upload", *reach, "--record", tmp_path / "used.jsonl")
        assert (await weerbaar(*upload))[0] == 0
        assert (await quay.see(TERMINAL, BOXES[0])).json()["state"] == "committed"
        # It was still inside then, and leaves while the line is cut again.
        await weerbaar("out", "--container", BOXES[0], "--record", tmp_path / "used.jsonl")
        clock.jump_to(datetime.now(UTC))
        assert (await weerbaar(*upload))[0] == 0
        assert (await quay.see(TERMINAL, BOXES[0])).json()["state"] == "exercised"


async def test_the_list_of_another_lets_nobody_in(open_harbour: OpenHarbour, tmp_path: Path) -> None:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        await ready(harbour)
        await fetched(harbour, tmp_path)
    line = [word if word != TERMINAL else "andere-terminal" for word in question(tmp_path, BOXES[0], 0)]
    status, printed = await weerbaar(*line)
    assert (status, f"is the list of {TERMINAL}" in printed) == (2, True)


async def test_nobody_but_a_terminal_gets_anything_on_a_list(open_harbour: OpenHarbour) -> None:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        await ready(harbour)
        key = VerifierKey.parse((await harbour.client.get("/log/key")).text)
        lists = "/v1/container-releases/offline-lists"
        for party, count in ((TERMINAL, 3), ("van-dam-transport", 0), ("zuiderpark-bv", 0)):
            got = await harbour.client.post(lists, headers=harbour.bearer(party))
            assert got.status_code == 201
            assert len(open_list(got.content, [key]).entries) == count
        assert (await harbour.client.post(lists)).status_code == 401
        other = "/v1/emergency-freezes/offline-lists"
        assert (await harbour.client.post(other, headers=harbour.bearer(TERMINAL))).status_code == 404


async def test_a_list_says_nothing_of_the_chain_or_the_driver(open_harbour: OpenHarbour) -> None:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        await ready(harbour)
        lists = "/v1/container-releases/offline-lists"
        text = (await harbour.client.post(lists, headers=harbour.bearer(TERMINAL))).text
        for word in ("BX-123-Y", PASS, "delta-forwarding", "noordster", "van-dam"):
            assert word not in text, word


def opened(tmp_path: Path) -> OfflineList:
    key = VerifierKey.parse((tmp_path / "log.key").read_text())
    return open_list((tmp_path / "list.note").read_bytes(), [key])


async def test_a_lane_fails_closed(open_harbour: OpenHarbour, tmp_path: Path) -> None:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        await ready(harbour)
        await fetched(harbour, tmp_path)
    whole = opened(tmp_path)
    shown = Shown(
        container=BOXES[0],
        appointment="TAR-0",
        ean=DAM,
        plate="BX-123-Y",
        driver_pass=PASS,
        identity_confirmed=True,
    )
    minute = timedelta(minutes=1)
    assert whole.ends == MORNING + 15 * minute
    assert judge(whole, shown, MORNING + 10 * minute, []) == ()
    assert judge(whole, shown, MORNING + 15 * minute, []) == ("LIST_ENDED",)
    assert judge(whole, shown, MORNING + 20 * minute, []) == ("LIST_ENDED",)
    assert judge(whole, shown, MORNING - minute, []) == ("CLOCK_WENT_BACK",)
    use = Use(
        number=whole.number, case="c", container=BOXES[1], appointment="TAR-1", at=MORNING + 9 * minute, lane="",
        what="no",
    )  # fmt: skip
    assert judge(whole, shown, MORNING + 8 * minute, [use]) == ("CLOCK_WENT_BACK",)
    note = (tmp_path / "list.note").read_text()
    key = VerifierKey.parse((tmp_path / "log.key").read_text())
    for altered in (
        note.replace("TAR-0", "TAR-9"),
        note.replace(DAM, "8712345001063"),
        note.replace("/offline-list", ""),
        note[: note.index("\n\n")] + "\n",
        "",
    ):
        with pytest.raises(NoteFault):
            open_list(altered.encode(), [key])
    status, printed = await weerbaar(*question(tmp_path, BOXES[0], 0))
    assert (status, json.loads(printed)["reasons"]) == (1, ["LIST_ENDED"]), (
        "by the wall clock it ended long ago"
    )


async def test_of_two_lanes_one_lets_the_truck_in(open_harbour: OpenHarbour, tmp_path: Path) -> None:
    clock = StoryClock(datetime.now(UTC) - timedelta(seconds=5))
    async with open_harbour(registered(PORT), clock) as harbour:
        await ready(harbour)
        await fetched(harbour, tmp_path)
    got = await asyncio.gather(*(weerbaar(*question(tmp_path, BOXES[0], 0)) for _ in range(4)))
    assert sorted(status for status, _ in got) == [0, 1, 1, 1]


async def test_a_killed_lane_leaves_a_record_that_counts(open_harbour: OpenHarbour, tmp_path: Path) -> None:
    clock = StoryClock(datetime.now(UTC) - timedelta(seconds=5))
    async with open_harbour(registered(PORT), clock) as harbour:
        await ready(harbour)
        await fetched(harbour, tmp_path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "weerbaar.cli.main", "gate", *map(str, question(tmp_path, BOXES[0], 0)),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert json.loads(await process.stdout.readline())["decision"] is True
    process.send_signal(signal.SIGKILL)
    await process.wait()
    record = tmp_path / "used.jsonl"
    record.write_bytes(record.read_bytes() + b'{"number":"broken of')  # what a power cut leaves
    status, printed = await weerbaar(*question(tmp_path, BOXES[0], 0))
    assert (status, json.loads(printed)["reasons"]) == (1, ["ALREADY_COMMITTED"])
    with Record(record).held() as used:
        assert [one.what for one in used] == ["in", "no"]
    record.write_bytes(b"7\n" + record.read_bytes())
    status, printed = await weerbaar(*question(tmp_path, BOXES[1], 1))
    assert (status, "is no record of use" in printed) == (2, True), (
        "a record that cannot be read opens no barrier"
    )
