"""Orders: many acts at once, each for itself or all together; what fails leaves nothing half done."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from weerbaar.standards.iso6346 import check_digit

CALL, QUAY = "NOORD-2026-118", "maasvlakte-terminal"
FORWARDER, HAULIER = "delta-forwarding", "van-dam-transport"


def number(place: int) -> str:
    stem = f"NOSU{place:06}"
    return f"{stem}{check_digit(stem)}"


async def ordered(port: Any, party: str, acts: list[Any], key: str = "", **more: Any) -> Any:
    headers = {**port.headers(party), **({"Idempotency-Key": key} if key else {})}
    body = {"acts": acts, **more}
    return await port.client.post("/v1/container-releases/orders", json=body, headers=headers)


def releases(port: Any, count: int) -> list[dict[str, Any]]:
    end = (port.clock.now() + timedelta(days=2)).isoformat()
    return [
        {"act": "issue", "container": number(n), "call": CALL, "terminal": QUAY, "reference": f"R{n}",
         "expires_at": end, "release_to": FORWARDER}
        for n in range(count)
    ]  # fmt: skip


async def held(port: Any, count: int) -> list[str]:
    """Have so many containers released to the forwarder and accepted, both as orders; return the cases."""
    got = (await ordered(port, "noordster", releases(port, count), all_or_nothing=True)).json()
    assert got["outcome"] == "permitted"
    cases = [line["case"] for line in got["items"]]
    accepted = await ordered(port, FORWARDER, [{"act": "accept", "case": case} for case in cases])
    assert accepted.json()["outcome"] == "permitted"
    return cases


def offers(cases: list[str]) -> list[dict[str, Any]]:
    return [{"act": "offer", "case": case, "to": HAULIER, "role": "road"} for case in cases]


async def standings(port: Any, cases: list[str]) -> list[str]:
    headers = port.headers(FORWARDER)
    seen = [
        (await port.client.get(f"/v1/container-releases/{case}", headers=headers)).json() for case in cases
    ]
    return [one["links"][-1]["standing"] for one in seen]


async def test_a_whole_order_is_done_and_a_repeat_changes_nothing(port: Any) -> None:
    cases = await held(port, 40)
    size = await port.size()
    got = await ordered(port, FORWARDER, offers(cases), key="bill-1", all_or_nothing=True)
    assert got.status_code == 200
    assert [line["outcome"] for line in got.json()["items"]] == ["permitted"] * 40
    assert len({line["receipt"] for line in got.json()["items"]}) == 40
    again = await ordered(port, FORWARDER, offers(cases), key="bill-1", all_or_nothing=True)
    assert again.json() == got.json()
    assert await port.size() == size + 40
    assert await standings(port, cases) == ["offered"] * 40


async def test_all_or_nothing_does_nothing_and_says_what_stood_in_the_way(port: Any) -> None:
    cases = await held(port, 5)
    ask = port.players.ask
    assert (await ask(FORWARDER, "offer", cases[2], to="maas-expeditie", role="forwarder")).permitted
    size = await port.size()
    got = (await ordered(port, FORWARDER, offers(cases), key="bill-2", all_or_nothing=True)).json()
    outcomes = [line["outcome"] for line in got["items"]]
    assert got["outcome"] == "refused"
    assert outcomes == ["withheld", "withheld", "clash", "withheld", "withheld"]
    assert {line["reasons"][-1]["rule"] for line in got["items"] if line["outcome"] == "withheld"} == {
        "all_or_nothing"
    }
    assert await port.size() == size + 1, "only the refusal is a decision"
    assert await standings(port, cases) == ["accepted", "accepted", "offered", "accepted", "accepted"]
    again = (await ordered(port, FORWARDER, offers(cases), key="bill-2", all_or_nothing=True)).json()
    assert [line["outcome"] for line in again["items"]] == outcomes
    assert await port.size() == size + 1


async def test_without_it_what_can_be_done_is_done(port: Any) -> None:
    cases = await held(port, 3)
    assert (await port.players.ask(FORWARDER, "offer", cases[1], to=HAULIER, role="road")).permitted
    got = (await ordered(port, FORWARDER, [*offers(cases), *offers(["0" * 32])])).json()
    assert got["outcome"] == "in-part"
    assert [line["outcome"] for line in got["items"]] == ["permitted", "clash", "permitted", "unknown"]


async def test_acts_that_depend_on_each_other_are_undone_together(port: Any) -> None:
    """Two containers under one appointment: the second is refused for the first, and then neither is done."""
    cases = await held(port, 2)
    await ordered(port, FORWARDER, offers(cases))
    await ordered(port, HAULIER, [{"act": "accept", "case": case} for case in cases])
    now = port.clock.now()
    visit = {"act": "prenotify", "modality": "road", "ean": "8712345001056", "plate": "BX-123-Y",
             "window_from": now.isoformat(), "window_to": (now + timedelta(hours=2)).isoformat()}  # fmt: skip
    done = await ordered(port, HAULIER, [{**visit, "case": case} for case in cases])
    assert done.json()["outcome"] == "permitted", done.text
    size = await port.size()
    twice = [{"act": "accept-visit", "case": case, "appointment": "TAR-7"} for case in cases]
    got = (await ordered(port, QUAY, twice, all_or_nothing=True)).json()
    assert [line["outcome"] for line in got["items"]] == ["withheld", "withheld"]
    assert [one["rule"] for one in got["items"][1]["reasons"]] == ["appointment_used", "all_or_nothing"]
    assert await port.size() == size
    # Undone: the same appointment can still be given.
    alone = await port.players.ask(QUAY, "accept-visit", cases[1], appointment="TAR-7")
    assert alone.permitted, alone


async def test_orders_race_with_single_acts_and_stay_whole(port: Any) -> None:
    cases = await held(port, 20)
    race = [
        ordered(port, FORWARDER, offers(cases), all_or_nothing=True),
        *(
            port.players.ask(FORWARDER, "offer", case, to="maas-expeditie", role="forwarder")
            for case in cases[:3]
        ),
        ordered(port, FORWARDER, offers(cases[::-1]), all_or_nothing=True),
    ]
    first, *_, last = await asyncio.gather(*race)
    whole = [got.json()["outcome"] == "permitted" for got in (first, last)]
    taken = await standings(port, cases)
    assert sum(whole) <= 1
    assert taken.count("offered") == (20 if any(whole) else 3)


async def test_every_fault_of_every_act_is_told_and_nothing_is_done(port: Any) -> None:
    cases = await held(port, 2)
    size = await port.size()
    acts = [*offers(cases), {"act": "offer", "case": cases[0]}, {"act": "x"}, 7, {"act": "accept"}]
    got = await ordered(port, FORWARDER, acts, all_or_nothing="yes", more=1)
    assert got.status_code == 400
    pointers = {one["pointer"] for one in got.json()["faults"]}
    assert pointers == {
        "/more", "/all_or_nothing", "/acts/2/to", "/acts/2/role", "/acts/3/act", "/acts/4", "/acts/5/case"
    }  # fmt: skip
    double = await ordered(port, FORWARDER, offers([*cases, cases[0]]), all_or_nothing=True)
    assert [one["pointer"] for one in double.json()["faults"]] == ["/acts/2"]
    unusable: list[Any] = [[], [{}] * 501, "x"]
    for one in unusable:
        assert (await ordered(port, FORWARDER, one)).status_code == 400
    assert await port.size() == size
