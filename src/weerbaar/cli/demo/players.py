"""Players: the parties of the demonstration, each asking over HTTP with its own token like anybody would."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import msgspec

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.web.tokens import TokenKeys

logging.getLogger("httpx").setLevel(logging.WARNING)  # the story tells each request itself


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """What one request of a player led to."""

    status: int
    body: dict[str, Any]

    @property
    def permitted(self) -> bool:
        """Whether the desk said yes."""
        return self.status == 201 or self.body.get("decision") is True

    @property
    def reasons(self) -> list[str]:
        """The rules that refused, as machines quote them."""
        return [one.get("code") or one["rule"].upper() for one in self._listed]

    def told(self, language: str) -> list[str]:
        """Return the reasons of a refusal as its answer words them, each with its ground."""
        return [f"{one[language]} [{one.get('basis') or '-'}]" for one in self._listed]

    @property
    def _listed(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body.get("reasons") or self.body.get("context", {}).get(
            "reasons", []
        )
        return found


class Players:
    """Asks in the name of any party of the world."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        tokens: TokenKeys,
        clock: StoryClock,
        collection: str = "container-releases",
    ) -> None:
        self._client, self._tokens, self._clock = client, tokens, clock
        self._cases = f"/v1/{collection}"
        self._headers: dict[tuple[str, str], dict[str, str]] = {}

    def _as(self, party: str, functionary: str = "") -> dict[str, str]:
        self._clock.pass_seconds(1)
        key = (party, functionary)
        if key not in self._headers:
            self._headers[key] = {"Authorization": f"Bearer {self._tokens.mint(party, functionary)}"}
        return self._headers[key]

    async def ask(self, party: str, act: str, case: str = "", functionary: str = "", **fields: Any) -> Played:
        """Ask for an act, on a case or by its business key."""
        where = f"{self._cases}/{case}/acts" if case else self._cases
        got = await self._client.post(
            where, json={"act": act, **fields}, headers=self._as(party, functionary)
        )
        return Played(status=got.status_code, body=got.json())

    async def send(self, party: str, data: bytes) -> Played:
        """Send a file of trade messages."""
        headers = {**self._as(party), "Accept": "application/json"}
        got = await self._client.post("/v1/edi-interchanges", content=data, headers=headers)
        return Played(status=got.status_code, body=got.json())

    async def find(self, party: str, container: str) -> str | None:
        """Return the identifier of the party's case of a container, or nothing when it sees none."""
        got = await self._client.get(
            "/v1/container-releases", params={"find": container}, headers=self._as(party)
        )
        items = got.json()["items"]
        return items[0]["id"] if items else None

    async def look(self, party: str, path: str) -> Played:
        """Get anything."""
        got = await self._client.get(path, headers=self._as(party))
        return Played(status=got.status_code, body=got.json())

    async def gate(self, container: str, **shown: Any) -> Played:
        """Have the terminal ask, by AuthZEN, whether a driver may collect a container."""
        pass_digest = shown.pop("driver_pass", "0" * 64)
        question = {
            "subject": {
                "type": "driver",
                "id": pass_digest,
                "properties": {"driver_pass": pass_digest, **shown},
            },
            "action": {"name": "collect"},
            "resource": {"type": "container", "id": container},
            "context": {"lane": "7"},
        }
        got = await self._client.post(
            "/access/v1/evaluation", json=question, headers=self._as("maasvlakte-terminal")
        )
        return Played(status=got.status_code, body=got.json())

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()
