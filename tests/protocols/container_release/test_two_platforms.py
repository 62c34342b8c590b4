"""Two platforms, each with its own members, log and key: a right is locked on one before it lives on the other."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from over_http import OverHttp, opened

from weerbaar.desk.register import Member, Register
from weerbaar.desk.reperformance import Reperformance
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.protocols.container_release.protocol import PROTOCOL

MORNING = datetime(2026, 5, 12, 6, tzinfo=UTC)
BOX, CALL = "CSQU3054383", "NOORD-2026-118"
EAN = "8712345001056"
NUMBERS = itertools.count(1)
ISSUE: dict[str, Any] = {
    "container": BOX,
    "call": CALL,
    "terminal": "kade",
    "reference": "R1",
    "expires_at": (MORNING + timedelta(days=2)).isoformat(),
}
STOPPED: list[tuple[str, dict[str, Any]]] = [
    ("offer", {"to": "delta", "role": "forwarder"}),
    ("withdraw", {"reason": "changed plans"}),
    ("reissue", {"reference": "R2", "expires_at": ISSUE["expires_at"]}),
    ("amend", {"terminal": "kade"}),
]


class Platform:
    """One platform, as its carrier meets it."""

    def __init__(self, scheme: str, door: OverHttp) -> None:
        self.scheme, self.door = scheme, door
        self.case = ""

    async def ask(
        self, act: str, *, case: bool = True, officer: str = "", by: str = "noordster", **fields: Any
    ) -> tuple[int, Any]:
        """Ask for an act, as the carrier unless another is named; return the status and the answer."""
        where = f"/v1/container-releases/{self.case}/acts" if case else "/v1/container-releases"
        headers = self.door.as_party(by, officer)
        got = await self.door.client.post(where, json={"act": act, **fields}, headers=headers)
        answer = got.json()
        self.case = self.case or answer.get("case", "")
        return got.status_code, answer

    async def proof(self, answer: Any) -> str:
        """Return the receipt of a decision, as the carrier gets it."""
        where = f"/v1/container-releases/{answer['case']}/receipts/{answer['receipt']}"
        got = await self.door.client.get(where, headers=self.door.as_party("noordster"))
        assert got.status_code == 200
        return got.text

    async def state(self) -> str:
        """Return the state of the release."""
        where = f"/v1/container-releases/{self.case}"
        got = await self.door.client.get(where, headers=self.door.as_party("kade"))
        return str(got.json().get("state"))

    @property
    def decisions(self) -> int:
        """How many decisions stand in its log."""
        return self.door.desk.tree.size


def told(answer: Any) -> set[str]:
    """Return the rules that an answer names."""
    return {one["rule"] for one in answer["reasons"]}


@asynccontextmanager
async def two_platforms(database: str, folder: Path) -> AsyncGenerator[tuple[Platform, Platform]]:
    """Open two schemes on one server; each register names the key of the other, and that of nobody else."""
    number = next(NUMBERS)
    schemes = [f"bridge-{number}-{side}" for side in ("a", "b")]
    keys = {
        scheme: str(KeyFolder(folder / scheme).signer(f"example/{scheme}").verifier) for scheme in schemes
    }
    async with AsyncExitStack() as open_ones:
        platforms: list[Platform] = []
        for scheme, other in zip(schemes, reversed(schemes), strict=True):
            register = Register(
                scheme=scheme,
                tables={"platforms": {other: keys[other]}},
                member=(
                    Member(
                        name="noordster",
                        roles=frozenset({"carrier"}),
                        lists={"customers": frozenset({"delta", "wagen"})},
                    ),
                    Member(name="wagen", roles=frozenset({"road"}), lists={"eans": frozenset({EAN})}),
                    Member(name="douane", roles=frozenset({"customs"})),
                    Member(name="delta", roles=frozenset({"forwarder"})),
                    Member(name="kade", roles=frozenset({"terminal"})),
                ),
            )
            door = await open_ones.enter_async_context(
                opened(database, folder / scheme, register, PROTOCOL, MORNING)
            )
            platforms.append(Platform(scheme, door))
        yield platforms[0], platforms[1]
        for one in platforms:  # an auditor, with nothing but one log, decides all of it again
            desk, again = one.door.desk, Reperformance(one.door.desk.protocols)
            async for entry in desk.store.entries(desk.scheme):
                again.take(entry, await desk.vault.reveal(desk.scheme, entry.position))
            assert again.outcome().holds


async def locked(here: Platform, there: Platform) -> dict[str, Any]:
    """Release here, lock for the other platform, and return what opens the release there."""
    assert (await here.ask("issue", case=False, **ISSUE))[0] == 201
    status, answer = await here.ask("lock", to=there.scheme)
    assert status == 201, answer
    return {"locked_by": here.scheme, "proof": await here.proof(answer)}


async def test_a_right_lives_on_one_platform_at_a_time(database: str, tmp_path: Path) -> None:
    async with two_platforms(database, tmp_path) as (here, there):
        lock = await locked(here, there)
        assert await here.state() == "locked"
        for act, fields in STOPPED:
            assert (await here.ask(act, officer="b", **fields))[0] == 403, act

        status, answer = await there.ask("take-over", case=False, **ISSUE, **lock)
        assert status == 201, answer
        assert await there.state() == "live"
        # The same proof again, also for whoever lost the answer: nothing more lives under it.
        status, answer = await there.ask("take-over", case=False, **ISSUE, **lock)
        assert (status, told(answer)) == (403, {"already_released", "used_already"})
        assert (await there.ask("offer", to="delta", role="forwarder"))[0] == 201

        # The right ends there by being reported back, and lives here again: its receipt is the only key.
        status, answer = await there.ask("report-back", case=False, container=BOX, call=CALL, **lock)
        assert status == 201, answer
        back = await there.proof(answer)
        assert await there.state() == "revoked"
        assert (await there.ask("reissue", reference="R2", expires_at=ISSUE["expires_at"]))[0] == 403
        assert (await here.ask("read-back", proof=lock["proof"]))[0] == 403
        assert (await here.ask("read-back", proof=back))[0] == 201
        assert await here.state() == "live"
        # It may go over once more, under another lock.
        status, answer = await here.ask("lock", to=there.scheme)
        again = {"locked_by": here.scheme, "proof": await here.proof(answer)}
        assert (await there.ask("take-over", case=False, **ISSUE, **again))[0] == 201
        assert await there.state() == "live"
        status, answer = await there.ask("report-back", case=False, container=BOX, call=CALL, **again)
        assert (await here.ask("read-back", proof=await there.proof(answer)))[0] == 201
        assert (await here.ask("offer", to="delta", role="forwarder"))[0] == 201
        # Read once: a second lock is another lock, which this answer does not end.
        status, answer = await here.ask("read-back", proof=back)
        assert (status, told(answer)) == (403, {"not_locked", "not_proven"})


async def test_an_altered_or_foreign_proof_opens_nothing(database: str, tmp_path: Path) -> None:
    async with two_platforms(database, tmp_path) as (here, there):
        lock = await locked(here, there)
        receipt = json.loads(lock["proof"])
        event = next(name for name in receipt["sections"] if name.startswith("event."))
        other_box = json.loads(lock["proof"])
        other_box["sections"][event]["value"]["fields"]["container"] = "NOSU1000012"
        hidden = {**receipt, "sections": {"entry": receipt["sections"]["entry"]}}
        forged = {**receipt, "checkpoint": receipt["checkpoint"].replace("\n2\n", "\n3\n", 1)}
        assert forged != receipt
        for proof in (other_box, hidden, forged, {}, [], "no receipt"):
            wrong = {**lock, "proof": json.dumps(proof)}
            status, answer = await there.ask("take-over", case=False, **ISSUE, **wrong)
            assert status == 403, (answer, proof)
            assert told(answer) == {"not_proven"}, proof
        # A platform that our register does not name, and one that it does not name by that name.
        for scheme in ("nobody", there.scheme):
            status, answer = await there.ask(
                "take-over", case=False, **ISSUE, **{**lock, "locked_by": scheme}
            )
            assert (status, told(answer)) == (403, {"not_proven"}), scheme
        # The right proof, and another box or reference.
        for changed in ({"container": "NOSU1000012"}, {"reference": "R9"}, {"call": "NOORD-2026-119"}):
            status, answer = await there.ask("take-over", case=False, **{**ISSUE, **changed}, **lock)
            assert (status, told(answer)) == (403, {"another_right"}), changed
        # It was locked for the other platform, and not for the one that locked it.
        there.door.desk.members.scheme = "another"
        status, answer = await there.ask("take-over", case=False, **ISSUE, **lock)
        assert (status, told(answer)) == (403, {"locked_for_another"})


async def test_a_declined_lock_is_used_up(database: str, tmp_path: Path) -> None:
    async with two_platforms(database, tmp_path) as (here, there):
        lock = await locked(here, there)
        status, answer = await there.ask("report-back", case=False, container=BOX, call=CALL, **lock)
        assert status == 201, answer
        back = await there.proof(answer)
        assert (await here.ask("read-back", proof=back))[0] == 201
        status, answer = await there.ask("take-over", case=False, **ISSUE, **lock)
        assert (status, told(answer)) == (403, {"used_already"})
        # Locked anew, it may go over after all; the earlier answer does not end this lock.
        status, answer = await here.ask("lock", to=there.scheme)
        again = {"locked_by": here.scheme, "proof": await here.proof(answer)}
        assert (await here.ask("read-back", proof=back))[0] == 403
        assert (await there.ask("take-over", case=False, **ISSUE, **again))[0] == 201


async def test_the_uses_of_a_lock_are_unique_in_the_database(database: str, tmp_path: Path) -> None:
    async with two_platforms(database, tmp_path) as (here, there):
        lock = await locked(here, there)
        assert (await there.ask("take-over", case=False, **ISSUE, **lock))[0] == 201
        rows = [claim async for claim in there.door.desk.store.claims(there.scheme)]
        assert [one.key for one in rows if one.key.startswith("bridge:")] == [
            f"bridge:{here.scheme}:{BOX}/{CALL}/1"
        ]


HOURS = [(MORNING + timedelta(hours=n)).isoformat() for n in (0, 3)]
KEY: dict[str, Any] = {"container": BOX, "call": CALL}
SHOWN = {"ean": EAN, "plate": "BX-DH12"}
VISIT = {"modality": "road", "window_from": HOURS[0], "window_to": HOURS[1], **SHOWN}
UNTIL_THE_TRUCK_IS_IN: list[tuple[str, str, dict[str, Any]]] = [
    ("wagen", "accept", {}),
    ("kade", "report-discharge", KEY),
    ("douane", "clear-customs", KEY),
    ("kade", "clear-terminal", {}),
    ("wagen", "prenotify", VISIT),
    ("kade", "accept-visit", {"appointment": "TAR-1"}),
    ("kade", "collect", {"appointment": "TAR-1", "identity_confirmed": True, **SHOWN}),
]


async def test_what_is_collected_there_is_over_here(database: str, tmp_path: Path) -> None:
    async with two_platforms(database, tmp_path) as (here, there):
        lock = await locked(here, there)
        taker = {"release_to": "wagen", "release_to_role": "road"}
        assert (await there.ask("take-over", case=False, **ISSUE, **lock, **taker))[0] == 201
        for by, act, fields in UNTIL_THE_TRUCK_IS_IN:
            status, answer = await there.ask(act, by=by, case="container" not in fields, **fields)
            assert status == 201, (act, answer)
        # While the truck is inside nobody knows yet how it ends.
        status, answer = await there.ask("report-back", case=False, **KEY, **lock)
        assert (status, told(answer)) == (403, {"already_committed"})
        assert (await there.ask("gate-out", by="kade", number_read=BOX, seal="NS1"))[0] == 201
        status, answer = await there.ask("report-back", case=False, **KEY, **lock)
        assert status == 201, answer
        assert (await here.ask("read-back", proof=await there.proof(answer)))[0] == 201
        assert await here.state() == "moved"
        # Over is over: the right that was used elsewhere never comes back here.
        assert (await here.ask("lock", to=there.scheme))[0] == 403
        for act, fields in STOPPED[:2]:
            assert (await here.ask(act, officer="b", **fields))[0] == 403, act
        assert (await here.ask("issue", case=False, **{**ISSUE, "reference": "R2"}))[0] in (403, 409)
        status, answer = await here.ask("reissue", reference="R2", expires_at=ISSUE["expires_at"])
        assert (status, told(answer)) == (403, {"bound_elsewhere"})
