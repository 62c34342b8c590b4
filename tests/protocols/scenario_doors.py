"""The doors through which a scenario is played: the law alone, HTTP, and the shell; each answers in one form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import httpx
import msgspec
from click.testing import CliRunner

from weerbaar.cli.acting import act as act_command
from weerbaar.cli.acting import send as send_command
from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.cases import Standing, case_id, is_inside
from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import fold
from weerbaar.desk.register import Register
from weerbaar.desk.reperformance import Reperformance
from weerbaar.desk.scenario import Step
from weerbaar.kernel.law.acts import Opening
from weerbaar.kernel.law.disclosure import view
from weerbaar.kernel.law.protocol import Protocol as Law
from weerbaar.web.tokens import TokenKeys

OUTCOMES = {201: "permitted", 403: "refused", 409: "clash", 404: "unknown", 400: "invalid"}


class Got(msgspec.Struct, frozen=True):
    """What one step was answered: the outcome, and the names of the rules or codes told."""

    outcome: str
    reasons: tuple[str, ...] = ()


class Door(Protocol):
    """One way to ask and to look."""

    async def pass_time(self) -> None:
        """Let the clock do what is due."""
        ...

    async def act(self, step: Step, key: str) -> Got:
        """Ask for an act on the case with a business key."""
        ...

    async def access(self, step: Step, key: str) -> Got:
        """Ask as the gate asks."""
        ...

    async def send(self, step: Step) -> Got:
        """Send a file of trade messages."""
        ...

    async def suspend(self, party: str) -> None:
        """Have the register suspend a party."""
        ...

    async def see(self, party: str, key: str) -> dict[str, Any] | None:
        """Return what a party sees of a case, or nothing."""
        ...

    async def seen_then(self, party: str, key: str, then: datetime) -> dict[str, Any] | None:
        """Return what a party saw of a case at an earlier moment, or nothing."""
        ...

    async def unlike_the_ledger(self) -> list[str]:
        """Return in what the ledger, read and decided again from its beginning, gives something else."""
        ...

    async def learned(self, party: str, key: str) -> list[str]:
        """Return the names of the events that a party was told, oldest first."""
        ...

    async def duties(self, party: str, key: str) -> list[str]:
        """Return the names of the duties that a party holds on a case."""
        ...


class Harbour(msgspec.Struct, kw_only=True):
    """A running desk behind a served address, with the means to speak for any party."""

    desk: Desk
    base: str
    client: httpx.AsyncClient
    tokens: TokenKeys
    folder: Path
    clock: StoryClock

    def bearer(self, party: str, functionary: str = "") -> dict[str, str]:
        """Return the header by which a party is known."""
        return {"Authorization": f"Bearer {self.tokens.mint(party, functionary)}"}

    def identifier(self, law: Law[Any], key: str) -> str:
        """Return the identifier that a case with this business key has, or would have."""
        return case_id(self.desk.deciding.secret, law, key)


OpenHarbour = Callable[[Register, StoryClock], AbstractAsyncContextManager[Harbour]]


def opens(law: Law[Any], name: str) -> bool:
    """Return whether an act names its case by its own fields."""
    kind = law.act_named.get(name)
    return kind is not None and issubclass(kind, Opening)


class HttpDoor:
    """Asks over HTTP, as another program would."""

    def __init__(self, law: Law[Any], harbour: Harbour) -> None:
        self.law, self.harbour = law, harbour

    async def pass_time(self) -> None:
        await self.harbour.desk.tick()

    async def suspend(self, party: str) -> None:
        self.harbour.desk.members.suspended.add(party)
        await self.harbour.desk.tick()

    async def act(self, step: Step, key: str) -> Got:
        where = f"/v1/{self.law.collection}"
        if not opens(self.law, step.act):
            where += f"/{self.harbour.identifier(self.law, key)}/acts"
        got = await self._post(where, step, {"act": step.act, **step.fields})
        body = got.json()
        told = body.get("reasons") or body.get("faults") or []
        return Got(OUTCOMES[got.status_code], tuple(one.get("rule") or one["pointer"] for one in told))

    async def access(self, step: Step, key: str) -> Got:
        shown = dict(step.fields)
        question = {
            "context": {"lane": shown.pop("lane", "7")},
            "subject": {"type": "driver", "id": shown.get("driver_pass", "-"), "properties": shown},
            "action": {"name": step.act},
            "resource": {"type": self.law.asked_of, "id": key.partition("/")[0]},
        }
        got = await self._post("/access/v1/evaluation", step, question)
        assert got.status_code == 200, got.text
        told = got.json()["context"].get("reasons", [])
        if got.json()["decision"]:
            return Got("permitted")
        known = "id" in got.json()["context"]
        return Got(
            "refused" if known else "unknown", tuple(one["code"].lower() for one in told) if known else ()
        )

    async def send(self, step: Step) -> Got:
        headers = {"Accept": "application/json", **self.harbour.bearer(step.actor, step.functionary)}
        got = await self.harbour.client.post(
            "/v1/edi-interchanges", content=step.edi.encode("iso-8859-1"), headers=headers
        )
        if got.status_code == 400:
            return Got("invalid")
        codes = tuple(one["code"] for one in got.json()["faults"])
        return Got("refused" if codes else "permitted", codes)

    async def see(self, party: str, key: str) -> dict[str, Any] | None:
        got = await self._get(party, key, "")
        assert got.status_code in (200, 404), got.text
        where, identifier = f"/v1/{self.law.collection}", self.harbour.identifier(self.law, key)
        listed = await self.harbour.client.get(where, headers=self.harbour.bearer(party))
        among = identifier in [item["id"] for item in listed.json()["items"]]
        assert among == (got.status_code == 200), "seen in the list and not by itself, or the other way round"
        return got.json() if got.status_code == 200 else None

    async def seen_then(self, party: str, key: str, then: datetime) -> dict[str, Any] | None:
        standing = await self._replayed(self.harbour.identifier(self.law, key), then)
        viewer = self.harbour.desk.members.viewer(party)
        return view(standing.case, viewer) if standing is not None and is_inside(viewer, standing) else None

    async def _replayed(self, identifier: str, until: datetime) -> Standing | None:
        """Return a case as the ledger alone gives it: folded from every decision up to a moment."""
        standing, desk = None, self.harbour.desk
        for entry in await desk.store.entries_of_case(desk.scheme, identifier):
            if entry.permitted and entry.at <= until:
                standing = fold(
                    entry, standing, desk.protocols, await desk.vault.reveal(desk.scheme, entry.position)
                )
        return standing

    async def unlike_the_ledger(self) -> list[str]:
        desk, again = self.harbour.desk, Reperformance(self.harbour.desk.protocols)
        wrong = [
            f"`{standing.id}` is not what the ledger gives"
            for standing in desk.deciding.cases
            if await self._replayed(standing.id, self.harbour.clock.now()) != standing
        ]
        async for entry in desk.store.entries(desk.scheme):
            again.take(entry, await desk.vault.reveal(desk.scheme, entry.position))
        found = again.outcome()
        return wrong if found.holds else [*wrong, f"decided again, it differs: {found.difference}"]

    async def learned(self, party: str, key: str) -> list[str]:
        return [one["event"] for one in (await self._get(party, key, "/events")).json()["items"]]

    async def duties(self, party: str, key: str) -> list[str]:
        got = await self.harbour.client.get("/v1/inbox", headers=self.harbour.bearer(party))
        identifier = self.harbour.identifier(self.law, key)
        return [one["duty"] for one in got.json()["items"] if one["case"] == identifier]

    async def _post(self, where: str, step: Step, body: dict[str, Any]) -> httpx.Response:
        headers = self.harbour.bearer(step.actor, step.functionary)
        return await self.harbour.client.post(where, json=body, headers=headers)

    async def _get(self, party: str, key: str, part: str) -> httpx.Response:
        where = f"/v1/{self.law.collection}/{self.harbour.identifier(self.law, key)}{part}"
        return await self.harbour.client.get(where, headers=self.harbour.bearer(party))


class ShellDoor(HttpDoor):
    """Asks by the `weerbaar act` and `weerbaar send` commands against the served address; looks over HTTP."""

    async def act(self, step: Step, key: str) -> Got:
        case = "new" if opens(self.law, step.act) else self.harbour.identifier(self.law, key)
        fields = [f"{name}={_written(value)}" for name, value in step.fields.items()]
        line = [case, step.act, *fields, "--protocol", self.law.name]
        status, body = await self._run(act_command, line, step)
        told = body.get("reasons") or body.get("faults") or []
        got = Got(body["outcome"], tuple(one.get("rule") or one["pointer"] for one in told))
        assert status == {"permitted": 0, "invalid": 2}.get(got.outcome, 1), (status, body)
        return got

    async def access(self, step: Step, key: str) -> Got:
        # The shell has no question of its own for the gate: a terminal asks for the act itself.
        got = await self.act(step, key)
        return Got("refused", got.reasons) if got.outcome == "clash" else got

    async def send(self, step: Step) -> Got:
        status, body = await self._run(send_command, ["-"], step, step.edi.encode("iso-8859-1"))
        got = Got(body["outcome"], tuple(one["code"] for one in body["faults"] if "code" in one))
        assert status == {"permitted": 0, "invalid": 2}.get(got.outcome, 1), (status, body)
        return got

    async def _run(
        self, command: Any, line: list[str], step: Step, stdin: bytes = b""
    ) -> tuple[int, dict[str, Any]]:
        harbour = self.harbour
        line += ["--as", step.actor, "--at", harbour.base, "--folder", str(harbour.folder), "--json"]
        line += ["--functionary", step.functionary] if step.functionary else []
        done = await asyncio.to_thread(CliRunner().invoke, command, line, input=stdin)
        assert done.exit_code != 1 or done.stdout, done.output
        return done.exit_code, msgspec.json.decode(done.stdout)


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
