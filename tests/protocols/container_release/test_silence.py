"""Scenarios 2 and 10: what a party may not see changes no byte of any answer it gets, and no time either."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from quay import TERMINAL, Quay, number
from scenario_doors import Harbour, OpenHarbour
from times_alike import assert_alike

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.desk.desk import MISSES_ALERT
from weerbaar.worlds import PORT

MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
BOX = number(1)
Secret = Callable[[Quay], Awaitable[None]]


async def by_zuiderpark(quay: Quay) -> None:
    """From Maas by Zuiderpark to Oever."""
    await second_officer(quay, "zuiderpark-bv")
    await quay.done("zuiderpark-bv", "accept", BOX)
    await quay.done("zuiderpark-bv", "offer", BOX, "planner-1", to="oever-logistiek", role="forwarder")
    await quay.done("zuiderpark-bv", "confirm", BOX, "planner-2")
    quay.harbour.clock.pass_seconds(7200)
    await quay.done("oever-logistiek", "accept", BOX)


async def not_by_zuiderpark(quay: Quay) -> None:
    """From Maas to Oever, after Zuiderpark said no; as many acts, at the same moments."""
    await second_officer(quay, "zuiderpark-bv")
    await quay.done("zuiderpark-bv", "decline", BOX)
    await quay.done("maas-expeditie", "offer", BOX, to="oever-logistiek", role="forwarder")
    await quay.done("oever-logistiek", "decline", BOX)
    quay.harbour.clock.pass_seconds(7200)
    await quay.done("maas-expeditie", "offer", BOX, to="oever-logistiek", role="forwarder")
    await quay.done("oever-logistiek", "accept", BOX)


async def second_officer(quay: Quay, taker: str) -> None:
    await quay.done("maas-expeditie", "offer", BOX, "planner-1", to=taker, role="forwarder")
    await quay.done("maas-expeditie", "confirm", BOX, "planner-2")
    quay.harbour.clock.pass_seconds(7200)


def means_to_pass_to(taker: str) -> Secret:
    async def secret(quay: Quay) -> None:
        got = await quay.open("oever-logistiek", "prepare", BOX, to=taker, role="road")
        assert got.status_code == 201, got.text

    return secret


def proposes(taker: str, role: str) -> Secret:
    async def secret(quay: Quay) -> None:
        await quay.done("maas-expeditie", "offer", BOX, "planner-1", to=taker, role=role)

    return secret


def held_for(reason: str) -> Secret:
    async def secret(quay: Quay) -> None:
        assert (await quay.open("douane", "block", BOX, reason=reason)).status_code == 201

    return secret


def offered_by(functionary: str) -> Secret:
    async def secret(quay: Quay) -> None:
        await quay.done("maas-expeditie", "offer", BOX, functionary, to="oever-logistiek", role="forwarder")

    return secret


FAR = ("noordster", "delta-forwarding", "rijnmond-trucking", "jansen-charter", "waalvaart", "douane")
WORLDS = {
    "a hand in the middle": (by_zuiderpark, not_by_zuiderpark, (*FAR, TERMINAL)),
    "a plan": (
        means_to_pass_to("van-dam-transport"),
        means_to_pass_to("rijnmond-trucking"),
        (
            "noordster",
            "delta-forwarding",
            "maas-expeditie",
            "van-dam-transport",
            "rijnmond-trucking",
            TERMINAL,
        ),
    ),
    "an offer that waits": (
        proposes("zuiderpark-bv", "forwarder"),
        proposes("jansen-charter", "road"),
        (*FAR, TERMINAL, "zuiderpark-bv"),
    ),
    "why customs holds": (
        held_for("scan op aanwijzing"),
        held_for("steekproef"),
        ("noordster", "delta-forwarding", "maas-expeditie", "rijnmond-trucking", TERMINAL),
    ),
    "which officer": (offered_by("planner-1"), offered_by("planner-9"), (*FAR, "oever-logistiek", TERMINAL)),
}


async def everything(harbour: Harbour, party: str) -> dict[str, bytes]:
    """Return every answer that a party gets by looking."""
    case = Quay(harbour).case(BOX)
    where = [
        "/v1/container-releases",
        f"/v1/container-releases?find={BOX}",
        f"/v1/container-releases/{case}",
        f"/v1/container-releases/{case}/acts",
        f"/v1/container-releases/{case}/events",
        "/v1/inbox",
    ]
    headers = harbour.bearer(party)
    got = {path: await harbour.client.get(path, headers=headers) for path in where}
    return {path: b"%d " % one.status_code + one.content for path, one in got.items()}


async def world(
    open_harbour: OpenHarbour, secret: Secret, parties: tuple[str, ...]
) -> dict[str, dict[str, bytes]]:
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        await quay.passed("delta-forwarding", "maas-expeditie", "forwarder", BOX)
        await secret(quay)
        return {party: await everything(harbour, party) for party in parties}


@pytest.mark.parametrize("name", WORLDS)
async def test_two_worlds_answer_alike(name: str, open_harbour: OpenHarbour) -> None:
    one, other, parties = WORLDS[name]
    first, second = await world(open_harbour, one, parties), await world(open_harbour, other, parties)
    told = [
        f"{party} {path}:\n  {first[party][path].decode()}\n  {second[party][path].decode()}"
        for party, path in itertools.product(parties, next(iter(first.values())))
        if first[party][path] != second[party][path]
    ]
    assert not told, "\n".join(told)


async def test_the_worlds_do_differ(open_harbour: OpenHarbour) -> None:
    one, other, _ = WORLDS["a hand in the middle"]
    oever = ("oever-logistiek",)
    assert await world(open_harbour, one, oever) != await world(open_harbour, other, oever)


async def probe(harbour: Harbour, paths: list[str]) -> tuple[list[float], set[bytes]]:
    """Ask for each path as an outsider; return how long each took, and the different answers."""
    took: list[float] = []
    answers: set[bytes] = set()
    headers = harbour.bearer("zuiderpark-bv")
    for path in paths:
        started = time.perf_counter()
        got = await harbour.client.get(path, headers=headers)
        took.append(time.perf_counter() - started)
        shown = sorted((name, value) for name, value in got.headers.items() if name != "date")
        answers.add(repr((got.status_code, shown, got.content)).encode())
    return took, answers


async def compare(open_harbour: OpenHarbour, each: int) -> None:
    boxes = [number(n) for n in range(50)]
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        for place, box in enumerate(boxes):
            await quay.released(box, f"R{place}")
        cases = [(quay.case(box), quay.case(_other(box))) for box in boxes]
        numbers = [(box, _other(box)) for box in boxes]
        for pattern, pairs in (
            ("/v1/container-releases/{}", cases),
            ("/v1/container-releases/{}/events", cases),
            ("/v1/container-releases?find={}", numbers),
        ):
            # In turns, and each as often before the other as after it: whatever else this machine does,
            # and whatever a question leaves behind for the next, falls on both alike.
            turns = [(pair, turn % 2) for turn in range(each // 100) for pair in pairs]
            paths = [pattern.format(pair[which ^ turn]) for pair, turn in turns for which in (0, 1)]
            first = [which ^ turn == 0 for _, turn in turns for which in (0, 1)]
            took, answers = await probe(harbour, paths)
            assert len(answers) == 1, answers
            assert_alike(took, first)


def _other(box: str) -> str:
    return number(int(box[4:10]), "ZZZU")


async def test_hidden_takes_as_long_as_absent(open_harbour: OpenHarbour) -> None:
    await compare(open_harbour, 600)


@pytest.mark.long
async def test_hidden_takes_as_long_as_absent_in_ten_thousand(open_harbour: OpenHarbour) -> None:
    await compare(open_harbour, 3400)


async def test_who_keeps_searching_is_noticed(
    open_harbour: OpenHarbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server sets up logging anew when it starts, so the test listens at the very logger.
    heard: list[str] = []
    log = logging.getLogger("weerbaar")
    monkeypatch.setattr(log, "filters", [lambda record: heard.append(record.getMessage()) is None])
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        await quay.released(BOX, "R1")
        for turn in range(MISSES_ALERT):
            box = BOX if turn % 2 else number(turn, "ZZZU")
            assert (await quay.ask("zuiderpark-bv", "accept", box)).status_code == 404
        assert harbour.desk.misses["zuiderpark-bv"] == MISSES_ALERT
    alert = f"zuiderpark-bv asked {MISSES_ALERT} times about cases that are not its own"
    assert [one for one in heard if "not its own" in one] == [alert]
