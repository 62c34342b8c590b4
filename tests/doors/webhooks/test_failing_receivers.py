"""Whatever a receiver does, nothing is lost: it is tried again, in order, and what is given up stays in view."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests.doors.http.test_release import announced, released
from tests.doors.webhooks.conftest import ReceiverProcess, look, subscribe, until

from weerbaar.desk.register import Register
from weerbaar.webhooks.patience import Patience

QUAY = "maasvlakte-terminal"
QUICK = Patience(first_seconds=0.05, most_seconds=0.2, attempts=4, answer_seconds=1, look_again_seconds=0.05)


async def known(port: Any, party: str, case: str) -> list[str]:
    seen = await port.players.look(party, f"/v1/container-releases/{case}/events")
    return [one["id"] for one in seen.body["items"]]


def heard(receiver: ReceiverProcess) -> list[str]:
    """Return the ids that reached it, each once, in the order in which they first came."""
    return list(dict.fromkeys(event["id"] for event in receiver.events()))


async def arrived(port: Any, party: str, id_: str, case: str, receiver: ReceiverProcess) -> dict[str, Any]:
    """Wait until a party has heard all that it may know of a case, in order and no more, and return how it stands."""
    wanted = await known(port, party, case)
    await until(lambda: len(heard(receiver)) >= len(wanted))
    assert heard(receiver) == wanted
    return await settled(port, party, id_, pending=0)


async def settled(port: Any, party: str, id_: str, **wanted: Any) -> dict[str, Any]:
    """Wait until a subscription stands as wanted."""
    while True:
        shown = await look(port, party, id_)
        if all(shown[name] == value for name, value in wanted.items()):
            return shown
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "order",
    [
        {"status": 500, "times": 2},
        {"status": 404, "times": 1},
        {"status": 302, "times": 1, "headers": {"Location": "http://127.0.0.1:1/elsewhere"}},
        {"status": 204, "times": 1, "seconds": 1.5},  # an answer that comes too late is none
    ],
    ids=["our-fault", "not-found", "redirect", "too-late"],
)
async def test_a_failure_is_tried_again_in_order(
    open_port: Any, receiver: ReceiverProcess, order: dict[str, Any]
) -> None:
    async with open_port(patience=QUICK) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.tell(order)
        case = await announced(port)
        stands = await arrived(port, QUAY, shown["id"], case, receiver)
        assert (stands["status"], stands["deadLetters"], stands["lastAnswer"]) == ("active", 0, "204")
        first = [event["id"] for event in receiver.events()][: 1 + order["times"]]
        assert len(set(first)) == 1, "nothing of the case overtakes what failed"
        bodies = {line["body"] for line in receiver.noted() if line["body"].count(first[0])}
        assert len(bodies) == 1, "a repeat is the same message"


async def test_who_asks_for_time_gets_it(open_port: Any, receiver: ReceiverProcess) -> None:
    async with open_port(patience=QUICK) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.tell({"status": 503, "times": 1, "headers": {"Retry-After": "1"}})
        await arrived(port, QUAY, shown["id"], await released(port), receiver)
        first, second = (line["at"] for line in receiver.noted())
        assert second - first >= 0.99


async def test_who_is_gone_hears_nothing_more(open_port: Any, receiver: ReceiverProcess) -> None:
    async with open_port(patience=QUICK) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.tell({"status": 410})
        await announced(port)
        stands = await asyncio.wait_for(settled(port, QUAY, shown["id"], status="ended", pending=0), 20)
        assert stands["endedBecause"] == "gone"
        assert len(receiver.noted()) == 1
        listed = await port.client.get("/v1/subscriptions", headers=port.headers(QUAY))
        assert listed.json()["items"] == []


async def test_what_is_given_up_stays_in_view_and_can_be_revived(
    open_port: Any, receiver: ReceiverProcess
) -> None:
    async with open_port(patience=QUICK) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.tell({"status": 500})
        case = await released(port)
        await asyncio.wait_for(settled(port, QUAY, shown["id"], pending=0, deadLetters=1), 20)
        assert len(receiver.noted()) == QUICK.attempts
        where, headers = f"/v1/subscriptions/{shown['id']}/dead-letters", port.headers(QUAY)
        [letter] = (await port.client.get(where, headers=headers)).json()["items"]
        [event] = await known(port, QUAY, case)
        assert (letter["id"], letter["case"], letter["attempts"], letter["answer"]) == (event, case, 4, "500")
        receiver.tell()
        again = await port.client.post(f"{where}/{event}/revivals", headers=headers)
        assert again.status_code == 201
        await asyncio.wait_for(settled(port, QUAY, shown["id"], pending=0, deadLetters=0), 20)
        assert receiver.events()[-1]["id"] == event
        twice = await port.client.post(f"{where}/{event}/revivals", headers=headers)
        assert twice.status_code == 404


async def test_a_receiver_that_was_killed_gets_everything_when_it_is_back(
    open_port: Any, receiver: ReceiverProcess
) -> None:
    patience = Patience(first_seconds=0.05, most_seconds=0.2, attempts=100, answer_seconds=1)
    async with open_port(patience=patience) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.kill()
        case = await announced(port)
        await asyncio.wait_for(
            settled(port, QUAY, shown["id"], status="waiting", lastAnswer="no-connection"), 20
        )
        await receiver.start()
        await arrived(port, QUAY, shown["id"], case, receiver)


async def test_one_slow_receiver_holds_up_no_other(
    open_port: Any, receiver: ReceiverProcess, second_receiver: ReceiverProcess
) -> None:
    patience = Patience(first_seconds=0.05, attempts=100, answer_seconds=5)
    async with open_port(patience=patience) as port:
        await subscribe(port, QUAY, receiver.url)
        other = await subscribe(port, "noordster", second_receiver.url)
        receiver.tell({"status": 204, "seconds": 4})
        case = await announced(port)
        await asyncio.wait_for(arrived(port, "noordster", other["id"], case, second_receiver), 3)


async def test_a_desk_that_starts_again_goes_on_where_it_was(
    open_port: Any, receiver: ReceiverProcess
) -> None:
    async with open_port("restarted", patience=Patience(first_seconds=60)) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.tell({"status": 500})
        case = await released(port)
        await until(receiver.noted)
        clock = port.clock
    receiver.tell()
    async with open_port("restarted", clock, patience=QUICK) as port:
        await port.desk.store.pool.execute("update delivery set next_at = now() where scheme = 'restarted'")
        await port.players.ask("noordster", "withdraw", case, reason="verkeerde ontvanger")
        await arrived(port, QUAY, shown["id"], case, receiver)
        assert len(heard(receiver)) == 2


async def test_who_is_suspended_hears_nothing_until_that_ends(
    open_port: Any, receiver: ReceiverProcess
) -> None:
    async with open_port(patience=QUICK) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        await arrived(port, QUAY, shown["id"], await released(port), receiver)
        before = len(receiver.noted())
        port.desk.members.suspended.add(QUAY)
        case = await released_another(port)
        await asyncio.sleep(0.5)
        assert len(receiver.noted()) == before
        assert (await look(port, QUAY, shown["id"]))["status"] == "suspended"
        port.desk.members.suspended.discard(QUAY)
        await until(lambda: len(receiver.noted()) > before)
        assert receiver.events()[-1]["subject"] == case


async def released_another(port: Any) -> str:
    end = (port.clock.now() + timedelta(days=2)).isoformat()
    fields = {"container": "MSCU1234566", "call": "NOORD-2026-118", "terminal": QUAY, "reference": "R2"}
    played = await port.players.ask("noordster", "issue", expires_at=end, **fields)
    assert played.permitted, played
    return str(played.body["case"])


async def test_what_a_party_may_no_longer_know_is_not_sent_late(
    open_port: Any, receiver: ReceiverProcess
) -> None:
    """Customs loses its role while its receiver fails: the retry is judged anew, and nothing leaves."""

    def without_role(register: Register) -> Register:
        left = [
            replace(one, roles=frozenset[str]()) if one.name == "douane" else one for one in register.member
        ]
        return replace(register, member=tuple(left))

    async with open_port("lost-role", patience=QUICK) as port:
        shown = await subscribe(port, "douane", receiver.url)
        receiver.tell({"status": 500})
        case = await released(port)
        await until(receiver.noted)
        clock, tried = port.clock, len(receiver.noted())
    receiver.tell()
    async with open_port("lost-role", clock, QUICK, without_role) as port:
        absent = await port.players.look("douane", f"/v1/container-releases/{case}/events")
        assert absent.status == 404
        await asyncio.wait_for(settled(port, "douane", shown["id"], pending=0, lastAnswer="not-yours"), 20)
        assert len(receiver.noted()) == tried


async def test_what_waits_is_bounded_and_nothing_is_dropped(
    open_port: Any, receiver: ReceiverProcess
) -> None:
    """Past the bound the log itself is the queue: the cursor stands still until there is room."""
    patience = Patience(first_seconds=0.1, most_seconds=0.1, attempts=1000, answer_seconds=1, pending_most=2)
    async with open_port(patience=patience) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        receiver.tell({"status": 500})
        case = await released(port)
        await until(receiver.noted)
        await port.players.ask(QUAY, "report-discharge", container="CSQU3054383", call="NOORD-2026-118")
        await asyncio.wait_for(settled(port, QUAY, shown["id"], pending=2), 20)
        await port.players.ask("noordster", "withdraw", case, reason="verkeerde ontvanger")
        assert len(await known(port, QUAY, case)) > 2
        await asyncio.sleep(0.5)
        assert (await look(port, QUAY, shown["id"]))["pending"] == 2
        receiver.tell()
        await arrived(port, QUAY, shown["id"], case, receiver)


async def test_no_more_a_minute_than_a_receiver_allows(open_port: Any, receiver: ReceiverProcess) -> None:
    headers = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "120"}
    receiver.tell({"method": "OPTIONS", "status": 200, "headers": headers})
    async with open_port(patience=QUICK) as port:
        shown = await subscribe(port, QUAY, receiver.url)
        await arrived(port, QUAY, shown["id"], await announced(port), receiver)
        moments = [line["at"] for line in receiver.noted()]
        assert len(moments) > 3
        # Half a second between two; on a busy machine the first may have arrived later than it was sent.
        assert moments[-1] - moments[0] > 0.5 * (len(moments) - 2)
