"""The quay: brings containers over HTTP to where a test wants them, each act in the name of its own party."""

from __future__ import annotations

from typing import Any

import httpx
from scenario_doors import Harbour

from weerbaar.protocols.container_release.protocol import PROTOCOL
from weerbaar.standards.iso6346 import check_digit

CALL = "NOORD-2026-118"
TERMINAL = "maasvlakte-terminal"
EXPIRES = "2026-05-14T06:00:00Z"
WINDOW = {"window_from": "2026-05-12T06:00:00Z", "window_to": "2026-05-12T12:00:00Z"}
EANS = {"van-dam-transport": "8712345001056", "waalvaart": "8712345001087"}


def number(place: int, owner: str = "NOSU") -> str:
    """Return a right container number."""
    stem = f"{owner}{place:06}"
    return f"{stem}{check_digit(stem)}"


class Quay:
    """Acts for the parties of the port on one harbour."""

    def __init__(self, harbour: Harbour) -> None:
        self.harbour = harbour

    def case(self, container: str) -> str:
        """Return the identifier that a container has, or would have."""
        return self.harbour.identifier(PROTOCOL, f"{container}/{CALL}")

    async def ask(
        self, party: str, act: str, container: str, functionary: str = "", **fields: Any
    ) -> httpx.Response:
        """Ask for an act on the case of a container."""
        where = f"/v1/container-releases/{self.case(container)}/acts"
        headers = self.harbour.bearer(party, functionary)
        return await self.harbour.client.post(where, json={"act": act, **fields}, headers=headers)

    async def open(self, party: str, act: str, container: str, **fields: Any) -> httpx.Response:
        """Ask for an act that names the container itself."""
        body = {"act": act, "container": container, "call": CALL, **fields}
        headers = self.harbour.bearer(party)
        return await self.harbour.client.post("/v1/container-releases", json=body, headers=headers)

    async def done(self, party: str, act: str, container: str, functionary: str = "", **fields: Any) -> None:
        """Have an act done; fails when it is not permitted."""
        got = await self.ask(party, act, container, functionary, **fields)
        assert got.status_code == 201, (act, got.text)

    async def released(
        self, container: str, reference: str, expires_at: str = EXPIRES, **fields: Any
    ) -> None:
        """Release a container to Delta, which accepts."""
        got = await self.open(
            "noordster",
            "issue",
            container,
            terminal=TERMINAL,
            reference=reference,
            expires_at=expires_at,
            release_to="delta-forwarding",
            **fields,
        )
        assert got.status_code == 201, got.text
        await self.done("delta-forwarding", "accept", container)

    async def ready(self, container: str) -> None:
        """Set every light of a released container to ok."""
        for party, act in ((TERMINAL, "report-discharge"), ("douane", "clear-customs")):
            assert (await self.open(party, act, container)).status_code == 201
        await self.done(TERMINAL, "clear-terminal", container)

    async def passed(self, giver: str, taker: str, role: str, container: str) -> None:
        """Pass the right on, by offer and acceptance."""
        await self.done(giver, "offer", container, to=taker, role=role)
        await self.done(taker, "accept", container)

    async def announced(self, operator: str, modality: str, container: str, appointment: str) -> None:
        """Announce a visit and give it its appointment."""
        fields = {"modality": modality, "ean": EANS[operator], **WINDOW}
        await self.done(operator, "prenotify", container, **fields)
        await self.done(TERMINAL, "accept-visit", container, appointment=appointment)

    async def gate(self, container: str, appointment: str, ean: str) -> bool:
        """Return whether the gate says yes."""
        shown = {"appointment": appointment, "ean": ean, "identity_confirmed": True}
        question = {
            "subject": {"type": "driver", "id": "-", "properties": shown},
            "action": {"name": "collect"},
            "resource": {"type": "container", "id": container},
            "context": {"lane": "7"},
        }
        headers = self.harbour.bearer(TERMINAL)
        got = await self.harbour.client.post("/access/v1/evaluation", json=question, headers=headers)
        assert got.status_code == 200, got.text
        return got.json()["decision"] is True

    async def see(self, party: str, container: str, part: str = "") -> httpx.Response:
        """Get what a party sees of a container."""
        where = f"/v1/container-releases/{self.case(container)}{part}"
        return await self.harbour.client.get(where, headers=self.harbour.bearer(party))
