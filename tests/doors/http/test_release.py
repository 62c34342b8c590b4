"""A release from carrier to gate-out over HTTP: what each party sees, proves, and does not learn."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import asyncpg

from weerbaar.kernel.ledger.format import verify_receipt

BOX, CALL, QUAY = "CSQU3054383", "NOORD-2026-118", "maasvlakte-terminal"
DAM = "8712345001056"


async def released(port: Any) -> str:
    end = (port.clock.now() + timedelta(days=2)).isoformat()
    done = await port.players.ask(
        "noordster",
        "issue",
        container=BOX,
        call=CALL,
        terminal=QUAY,
        reference="R1",
        expires_at=end,
        release_to="delta-forwarding",
    )
    assert done.permitted, done
    return str(done.body["case"])


async def announced(port: Any) -> str:
    case = await released(port)
    ask = port.players.ask
    assert (await ask("delta-forwarding", "accept", case)).permitted
    assert (await ask("delta-forwarding", "offer", case, to="van-dam-transport", role="road")).permitted
    assert (await ask("van-dam-transport", "accept", case)).permitted
    now = port.clock.now()
    window = {"window_from": now.isoformat(), "window_to": (now + timedelta(hours=2)).isoformat()}
    announcement = await ask(
        "van-dam-transport", "prenotify", case, modality="road", ean=DAM, plate="BX-123-Y", **window
    )
    assert announcement.permitted, announcement
    assert (await ask(QUAY, "accept-visit", case, appointment="TAR-1")).permitted
    assert (await ask(QUAY, "report-discharge", container=BOX, call=CALL)).permitted
    assert (await ask("douane", "clear-customs", container=BOX, call=CALL)).permitted
    assert (await ask(QUAY, "clear-terminal", case)).permitted
    return case


async def collected(port: Any) -> str:
    case = await announced(port)
    gate = await port.players.gate(
        BOX, appointment="TAR-1", ean=DAM, plate="BX-123-Y", identity_confirmed=True
    )
    assert gate.permitted, gate
    assert (await port.players.ask(QUAY, "gate-out", case, number_read=BOX)).permitted
    return case


async def test_from_carrier_to_gate_out_and_never_twice(port: Any) -> None:
    case = await collected(port)
    again = await port.players.ask(QUAY, "gate-out", case, number_read=BOX)
    assert (again.status, again.reasons) == (403, ["NOT_COMMITTED"])


async def test_nobody_learns_of_a_hand_that_is_no_neighbour(port: Any) -> None:
    case = await announced(port)
    for party, hidden in (
        ("noordster", ("van-dam-transport", "BX-123-Y")),
        ("van-dam-transport", ("noordster",)),
        (QUAY, ("delta-forwarding",)),
    ):
        for path in ("", "/acts", "/events"):
            seen = await port.players.look(party, f"/v1/container-releases/{case}{path}")
            assert seen.status == 200
            for word in hidden:
                assert word not in json.dumps(seen.body), f"{party} reads {word} at {path or '/'}"


async def test_hidden_is_absent_to_the_byte(port: Any) -> None:
    case = await announced(port)
    headers = port.headers("zuiderpark-bv")
    for method, path in (
        ("GET", ""),
        ("GET", "/acts"),
        ("GET", "/events"),
        ("GET", f"/receipts/{'a' * 32}"),
        ("POST", "/acts"),
    ):
        answers = [
            await port.client.request(
                method,
                f"/v1/container-releases/{identifier}{path}",
                headers=headers,
                json={"act": "accept"} if method == "POST" else None,
            )
            for identifier in (case, "0" * 32)
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert dict(answers[0].headers) == dict(answers[1].headers)
    listing = await port.players.look("zuiderpark-bv", f"/v1/container-releases?find={BOX}")
    assert listing.body["items"] == []


async def test_a_release_of_a_container_that_is_another_s_tells_nothing(port: Any) -> None:
    await released(port)
    end = (port.clock.now() + timedelta(days=1)).isoformat()
    fields = {"call": CALL, "terminal": QUAY, "reference": "X", "expires_at": end}
    known = await port.players.ask("zuiderpark-bv", "issue", container=BOX, **fields)
    unknown = await port.players.ask("zuiderpark-bv", "issue", container="MSCU1234566", **fields)
    assert known.status == unknown.status == 403
    assert known.body["reasons"] == unknown.body["reasons"]


async def test_a_receipt_is_proven_without_us_and_shows_no_more_than_its_reader_may_know(port: Any) -> None:
    case = await announced(port)
    key = str(port.desk.signer.verifier)
    events = (await port.players.look("van-dam-transport", f"/v1/container-releases/{case}/events")).body[
        "items"
    ]
    offered = next(one for one in events if one["event"] == "offered")
    got = await port.client.get(
        f"/v1/container-releases/{case}/receipts/{offered['receipt']}",
        headers=port.headers("van-dam-transport"),
    )
    assert got.status_code == 200
    assert verify_receipt(got.content, [key]).holds
    shown = got.json()["sections"]
    assert set(shown) == {"event.0"}
    assert shown["event.0"]["value"]["fields"]["taker"] == "van-dam-transport"
    altered = got.content.replace(b"van-dam-transport", b"zuiderpark-transp")
    verdict = verify_receipt(altered, [key])
    assert not verdict.holds
    assert verdict.faults[0].where == "section event.0"


async def test_personal_data_stand_apart_and_each_reading_is_written_down(port: Any) -> None:
    case = await announced(port)
    entries = await port.desk.store.entries_of_case(port.desk.scheme, case)
    assert not any(b"BX-123-Y" in entry.body for entry in entries)
    before = len(await port.desk.store.processings(port.desk.scheme))
    seen = await port.players.look(QUAY, f"/v1/container-releases/{case}")
    assert seen.body["visit"]["plate"] == "BX-123-Y"
    after = await port.desk.store.processings(port.desk.scheme)
    assert len(after) == before + 1
    assert b"BX-123-Y" not in after[-1].record


async def test_the_desk_stands_as_it_stood_after_a_restart(open_port: Any, database: Any) -> None:
    from weerbaar.cli.demo.clock import StoryClock

    clock = StoryClock()
    async with open_port("port-restart", clock) as port:
        case = await announced(port)
        seen = {
            party: (await port.players.look(party, f"/v1/container-releases/{case}")).body
            for party in ("noordster", "delta-forwarding", "van-dam-transport", QUAY)
        }
    lost = await asyncpg.connect(database.dsn)
    await lost.execute("delete from head where scheme = 'port-restart'")
    await lost.execute("update scheme set heads_through = 0 where scheme = 'port-restart'")
    await lost.close()
    async with open_port("port-restart", clock) as port:
        for party, body in seen.items():
            assert (await port.players.look(party, f"/v1/container-releases/{case}")).body == body
        gate = await port.players.gate(
            BOX, appointment="TAR-1", ean=DAM, plate="BX-123-Y", identity_confirmed=True
        )
        assert gate.permitted
