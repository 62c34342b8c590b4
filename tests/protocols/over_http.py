"""Plays a scenario over HTTP on a real ledger: the same steps, the same answers, the same views as on the law alone."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
from joserfc.jwk import OKPKey
from tests.protocols.scenarios import Outcome, See, Step, differences, read_scenario, timed

from weerbaar.desk.cases import Standing
from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import Protocols, fold
from weerbaar.desk.members import Members, Register
from weerbaar.desk.reperformance import Reperformance
from weerbaar.kernel.law.disclosure import view
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.store import Store, open_pool
from weerbaar.web.app import make_app
from weerbaar.web.door import Door
from weerbaar.web.tokens import TokenKeys

NOBODYS = "0" * 32  # the identifier of no case
OUTCOMES: dict[int, Outcome] = {
    201: "permitted",
    400: "invalid",
    403: "refused",
    404: "unknown",
    409: "clash",
}


class StoryTime:
    """The clock of a scenario: it stands still until a step moves it."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        """Return the moment of the story."""
        return self.moment


class OverHttp:
    """A desk with its HTTP door, and one client that asks in the name of any party."""

    def __init__(self, desk: Desk, time: StoryTime, protocol: Protocol[Any]) -> None:
        self.desk, self.time, self.protocol = desk, time, protocol
        self.tokens = TokenKeys(OKPKey.generate_key("Ed25519"))
        self.door = Door(desk=desk, tokens=self.tokens)
        app = make_app(self.door)
        transport = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType] # two spellings of ASGI
        self.client = httpx.AsyncClient(transport=transport, base_url="http://desk")
        self.ids: dict[str, str] = {}

    def as_party(self, party: str, functionary: str = "") -> dict[str, str]:
        """Return the headers of a party."""
        token = self.tokens.mint(party, functionary)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def wait(self, until: datetime) -> None:
        """Let time pass, and let the clock act at every moment at which something falls due."""
        while (due := self.desk.deciding.cases.next_due()) is not None and due <= until:
            self.time.moment = max(due, self.time.moment)
            await self.desk.tick()
        self.time.moment = until

    async def act(self, step: Step) -> httpx.Response:
        """Ask for the act of a step: on the collection when it begins a case, and else on the case."""
        kind = self.protocol.act_named[step.act]
        opening = kind is self.protocol.opening
        case = self.ids.get(step.case, NOBODYS)
        where = f"/v1/{self.protocol.collection}" + ("" if opening else f"/{case}/acts")
        body = msgspec.json.encode({"act": step.act, **step.fields})
        got = await self.client.post(where, content=body, headers=self.as_party(step.actor, step.functionary))
        if opening and got.status_code == 201:
            self.ids.setdefault(step.case, got.json()["case"])
        return got

    async def replayed(self, identifier: str, until: datetime) -> Standing | None:
        """Return a case as the ledger alone gives it: folded from every decision up to a moment."""
        standing, scheme = None, self.desk.scheme
        for entry in await self.desk.store.entries_of_case(scheme, identifier):
            if entry.permitted and entry.at <= until:
                shown = await self.desk.vault.reveal(scheme, entry.position)
                standing = fold(entry, standing, self.desk.protocols, shown)
        return standing

    async def unlike_the_ledger(self) -> list[str]:
        """Return the names of the cases that the ledger would give otherwise than they stand."""
        found = {name: await self.replayed(case, self.time.moment) for name, case in self.ids.items()}
        cases = self.desk.deciding.cases
        return [
            f"`{name}` is not what the ledger gives"
            for name, case in self.ids.items()
            if (standing := cases.get(case)) is None or found[name] != standing
        ]

    async def decided_otherwise(self) -> list[str]:
        """Return the first decision of the ledger that the law would take otherwise, if there is one."""
        again = Reperformance(self.desk.protocols)
        async for entry in self.desk.store.entries(self.desk.scheme):
            again.take(entry, await self.desk.vault.reveal(self.desk.scheme, entry.position))
        found = again.outcome()
        return [] if found.holds else [f"decided again, it differs: {found.difference}"]

    async def seen_then(self, see: See, then: datetime) -> list[str]:
        """Return in what a case was otherwise for a party at an earlier moment than it should have been."""
        standing = await self.replayed(self.ids[see.case], then)
        assert standing is not None
        return list(differences(see.has, view(standing.case, self.desk.members.viewer(see.party))))

    async def seen(self, see: See) -> list[str]:
        """Return in what a party sees otherwise than it should."""
        headers, case = self.as_party(see.party), self.ids.get(see.case, NOBODYS)
        where = f"/v1/{self.protocol.collection}/{case}"
        got = await self.client.get(where, headers=headers)
        listed = await self.client.get(f"/v1/{self.protocol.collection}", headers=headers)
        among = case in [item["id"] for item in listed.json()["items"]]
        if see.absent:
            return [f"{see.party} can tell that it is there"] if got.status_code != 404 or among else []
        if got.status_code != 200 or not among:
            return [f"there is no `{see.case}` for {see.party}"]
        shown = got.json()
        wrong = [
            *differences(see.has, shown),
            *(f"`{name}` can be seen" for name in see.lacks if name in shown),
        ]
        wrong += [
            f"`{name}` does not say `{said}`"
            for name, said in see.says.items()
            if said not in str(shown[name])
        ]
        if see.duties is not None:
            inbox = (await self.client.get("/v1/inbox", headers=headers)).json()["items"]
            held = sorted(item["duty"] for item in inbox if item["case"] == case)
            wrong += differences(sorted(see.duties), held, "duties")
        if see.learned is not None:
            events = (await self.client.get(f"{where}/events", headers=headers)).json()["items"]
            known = ["".join(part.capitalize() for part in one["event"].split("-")) for one in events]
            wrong += differences(list(see.learned), known, "learned")
        return wrong


@asynccontextmanager
async def opened(
    dsn: str, folder: Path, register: Register, protocol: Protocol[Any], start: datetime
) -> AsyncGenerator[OverHttp]:
    """Open a desk for one scenario: a scheme of its own in a database that is shared."""
    pool, time, keys = await open_pool(dsn), StoryTime(start), KeyFolder(folder)
    members = Members(register)
    signer, vault = keys.signer(f"example/{members.scheme}"), Vault(pool, keys.personal_key())
    desk = Desk(
        Store(pool), vault, members, Protocols((protocol,)), signer, os.urandom(32), time.now, os.urandom
    )
    await desk.open()
    door = OverHttp(desk, time, protocol)
    try:
        yield door
    finally:
        await door.client.aclose()
        await desk.close()
        await pool.close()


async def play_over_http(path: Path, protocol: Protocol[Any], dsn: str, folder: Path) -> None:
    """Play one scenario over HTTP; raises `AssertionError` with everything that went otherwise."""
    scenario, register = read_scenario(path)
    register = msgspec.structs.replace(register, scheme=path.stem)
    wrong: list[str] = []
    async with opened(dsn, folder, register, protocol, scenario.start) as door:
        for number, now, step in timed(scenario):
            await door.wait(now)
            if step.act:
                got = await door.act(step)
                wrong += [f"step {number} ({step.act}): {one}" for one in _compared(step, got)]
            if step.see is not None:
                then = step.see.as_of
                found = await (door.seen_then(step.see, then) if then else door.seen(step.see))
                wrong += [f"step {number} (see): {one}" for one in found]
        wrong += await door.unlike_the_ledger()
        wrong += await door.decided_otherwise()
    assert not wrong, f"{path.name}: " + "\n".join(wrong)


def _compared(step: Step, got: httpx.Response) -> Iterator[str]:
    outcome = OUTCOMES.get(got.status_code)
    body = got.json()
    if outcome != step.expect:
        yield f"was {got.status_code}, not {step.expect}: {body}"
    elif step.expect in ("refused", "clash") and step.because:
        rules = {reason["rule"] for reason in body["reasons"]}
        if rules != set(step.because):
            yield f"was refused because of {', '.join(sorted(rules))}, not {', '.join(step.because)}"
    elif step.expect == "invalid":
        pointers = sorted(fault["pointer"] for fault in body["faults"])
        yield from differences(sorted(step.faults), pointers, "faults")
