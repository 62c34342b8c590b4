"""Scenarios 4 and 13 at full size: many at once on one right, and a barge that comes for eighty containers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec
from quay import EANS, Quay, number
from scenario_doors import OpenHarbour

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.installation import registered
from weerbaar.desk.register import Member, Register
from weerbaar.worlds import PORT

MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
TAKERS = tuple(f"haulier-{n:03}" for n in range(200))
ROUNDS = 30
BOTH = ("van-dam-transport", "delta-forwarding")


def crowd() -> Register:
    """Return the port with two hundred hauliers more, all known to Delta."""
    base = registered(PORT)
    more = tuple(Member(name=name, roles=frozenset({"road"})) for name in TAKERS)
    known = tuple(
        msgspec.structs.replace(one, lists={**one.lists, "dealt_with": one.lists["dealt_with"] | set(TAKERS)})
        if one.name == "delta-forwarding"
        else one
        for one in base.member
    )
    return msgspec.structs.replace(base, member=known + more)


async def test_of_two_hundred_offers_one_stands(open_harbour: OpenHarbour) -> None:
    box = number(1)
    async with open_harbour(crowd(), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        await quay.released(box, "R1")
        got = await asyncio.gather(
            *(quay.ask("delta-forwarding", "offer", box, to=taker, role="road") for taker in TAKERS)
        )
        assert sorted(one.status_code for one in got) == [201] + [409] * 199
        clashes = {tuple(reason["rule"] for reason in one.json()["reasons"]) for one in got if one.is_error}
        assert clashes == {("offer_open",)}
        # Nothing in an answer but its own receipt tells one loser from another.
        told = [one.json() for one in got if one.is_error]
        assert (
            len({msgspec.json.encode({k: v for k, v in one.items() if k != "receipt"}) for one in told}) == 1
        )
        links = (await quay.see("delta-forwarding", box)).json()["links"]
        assert [link["standing"] for link in links] == ["accepted", "offered"]
        statuses = [(await quay.see(taker, box)).status_code for taker in TAKERS]
        assert sorted(statuses) == [200] + [404] * 199


async def test_accept_against_recall_leaves_one_holder(open_harbour: OpenHarbour) -> None:
    winners: set[str] = set()
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)
        for turn in range(ROUNDS):
            box = number(turn)
            await quay.released(box, f"R{turn}")
            await quay.done("delta-forwarding", "offer", box, to="van-dam-transport", role="road")
            asked = [
                quay.ask("van-dam-transport", "accept", box),
                quay.ask("delta-forwarding", "recall", box),
            ]
            if turn % 2:
                asked.reverse()
            got = await asyncio.gather(*asked)
            assert sorted(one.status_code for one in got) == [201, 409], [one.text for one in got]
            taker_won = got[turn % 2].status_code == 201
            seen = [(await quay.see(party, box)).json() for party in BOTH]
            holding = [one["holder"] for one in seen if "holder" in one]
            assert holding == ["van-dam-transport" if taker_won else "delta-forwarding"]
            winners |= set(holding)
    assert winners == set(BOTH), "both sides must have won some rounds"


async def test_a_barge_loads_all_but_what_was_revoked(open_harbour: OpenHarbour) -> None:
    boxes = [number(n) for n in range(80)]
    async with open_harbour(registered(PORT), StoryClock(MORNING)) as harbour:
        quay = Quay(harbour)

        async def bring(place: int, box: str) -> None:
            await quay.released(box, f"B{place}", modality="barge")
            await quay.ready(box)
            await quay.passed("delta-forwarding", "waalvaart", "barge", box)
            await quay.announced("waalvaart", "barge", box, f"CALL-{place}")

        await asyncio.gather(*(bring(place, box) for place, box in enumerate(boxes)))
        for box in (boxes[11], boxes[42]):
            await quay.done("delta-forwarding", "revoke", box, reason="klant haalt zelf")
        loaded = [await quay.gate(box, f"CALL-{place}", EANS["waalvaart"]) for place, box in enumerate(boxes)]
        assert loaded.count(True) == 78
        assert [place for place, yes in enumerate(loaded) if not yes] == [11, 42]
