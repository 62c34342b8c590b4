"""Freezes: the freeze desk beside the port, with a scheme, a log and a clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
from rich.console import Console

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.players import Played, Players
from weerbaar.cli.demo.telling import Telling
from weerbaar.cli.installation import desk_beside
from weerbaar.cli.serving import free_port, open_door
from weerbaar.desk.desk import Desk
from weerbaar.kernel.ledger.audit import verify_scheme
from weerbaar.kernel.ledger.keys import KeyFolder
from weerbaar.kernel.ledger.seal import split_sections
from weerbaar.web.tokens import TokenKeys
from weerbaar.worlds import FREEZES

MONDAY = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)  # Wwft art. 17a is in force since 1 July 2026
BANK, FIU, PROSECUTOR = "polderbank-loket", "fiu", "officier"
ANALYST, OFFICER = "a.visser", "b.jansen"
PROOF = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
ACCOUNTS = ("NL91PLDR0123456789", "NL43PLDR0987654321", "NL79PLDR0555000111", "NL78DUIN0000000001")
COUNTED = {"served": "freezes", "converted": "freezes_converted", "expired": "freezes_expired"}


class Story:
    """Four freezes at one bank, each with its own end."""

    def __init__(self, desk: Desk, players: Players, clock: StoryClock, telling: Telling) -> None:
        self.desk, self.players, self.clock, self.telling = desk, players, clock, telling
        self.cases: dict[str, str] = {}

    async def act(self, party: str, act: str, freeze: str, functionary: str = "", **fields: object) -> Played:
        """Have a party ask for an act on a freeze, and tell what came of it."""
        played = await self.players.ask(party, act, self.cases.get(freeze, ""), functionary, **fields)
        self.cases.setdefault(freeze, played.body.get("case", ""))
        self.telling.act(party, act, freeze, played)
        return played

    async def until(self, moment: datetime) -> None:
        """Go on to a later moment; the clock acts at each moment at which something falls due."""
        while (due := self.desk.deciding.cases.next_due()) is not None and due <= moment:
            self.clock.jump_to(due)
            for done in await self.desk.tick():
                name = next((name for name, case in self.cases.items() if case == done.case), "")
                self.telling.note(f"een termijn van {name} verstrijkt", f"a term of {name} passes")
        self.clock.jump_to(moment)

    async def begin(self, number: int, frozen: str = "100000.00", **changed: Any) -> str:
        """Have a freeze drafted, approved by a second officer, served and reported by the bank."""
        freeze = f"FZ-2026-{number:04}"
        order: dict[str, Any] = {
            "freeze_id": freeze,
            "case_ref": f"ZAAK-2026-{number:03}",
            "origin": "own_analysis",
            "institution": BANK,
            "category": "bank",
            "kvk": "12345678",
            "object_kind": "transaction",
            "account": ACCOUNTS[number - 1],
            "end_to_end_id": f"FACT-{number}",
            "currency": "EUR",
            "amount": "100000.00",
            "frozen_amount": "100000.00",
            "direction": "outgoing",
            "ground": "invented for the demonstration",
            "proportionality": "invented for the demonstration",
            "reason_internal": "invented for the demonstration",
            "reason_served": "invented for the demonstration",
            "hold_text": "Uw opdracht is nog in behandeling.",
        }
        await self.act(FIU, "draft", freeze, ANALYST, **{**order, **changed})
        if number == 1:
            await self.act(FIU, "approve", freeze, ANALYST)
        await self.act(FIU, "approve", freeze, OFFICER)
        await self.act(FIU, "serve", freeze, delivered_at=self._now(), channel="secure-mail", proof=PROOF)
        short: dict[str, Any] = {}
        if frozen != "100000.00":
            recall = {"message": "camt.056", "id": f"RCL-{number}"}
            short = {"because": "already_settled", "references": [recall]}
        how = "recalled" if short else "not_sent"
        await self.act(
            BANK, "report-execution", freeze, frozen=frozen, how=how, executed_at=self._now(), **short
        )
        return freeze

    def _now(self) -> str:
        return self.clock.now().isoformat()

    async def play(self) -> None:
        """Play two weeks."""
        converted = await self.begin(1)
        expired = await self.begin(2)
        partial = await self.begin(3, frozen="40000.00")
        foreign = await self.begin(4, origin="foreign_fiu", country="BE", foreign_reference="FIUNET-BE-4471")
        await self.act("polderbank-advies", "acknowledge", converted)
        await self.until(MONDAY + timedelta(days=2))
        await self.act(FIU, "lift", partial, OFFICER, reason="invented for the demonstration")
        await self.act(BANK, "confirm-lift", partial, released_at=self._now())
        await self.act(FIU, "tell-prosecutor", converted, OFFICER, prosecutor=PROSECUTOR)
        await self.until(datetime(2026, 9, 14, 21, 50, tzinfo=UTC))
        seized = {"reference": "BESLAG-2026-311", "seized_at": self._now()}
        await self.act(PROSECUTOR, "convert", converted, "mr.deboer", **seized)
        await self.until(datetime(2026, 9, 14, 22, 7, tzinfo=UTC))
        await self.act(BANK, "confirm-lift", expired, released_at=self._now())
        await self.act(FIU, "lift", foreign, OFFICER, reason="invented for the demonstration")
        await self.act(BANK, "confirm-lift", foreign, released_at=self._now())


async def play_freezes(
    port: Desk,
    tokens: TokenKeys,
    keys: KeyFolder,
    entropy: Callable[[int], bytes],
    console: Console,
    language: str,
) -> dict[str, Any]:
    """Play the freeze desk on the database of the port, and return what its own ledger counts."""
    clock = StoryClock(MONDAY)
    telling = Telling(console, clock, language)
    telling.scene(
        "6/6 Naast de haven: de FIU laat vier betalingen bevriezen, elk met een ander einde",
        "6/6 Beside the port: the FIU has four payments frozen, each with another end",
    )
    async with (
        desk_beside(port, register=FREEZES, keys=keys, now=clock.now, entropy=entropy) as desk,
        open_door(desk, tokens, "127.0.0.1", free_port(0)) as base,
        httpx.AsyncClient(base_url=base) as client,
    ):
        players = Players(client, tokens, clock, collection="emergency-freezes")
        await Story(desk, players, clock, telling).play()
        return await count_freezes(desk)


async def count_freezes(desk: Desk) -> dict[str, Any]:
    """Return how many freezes were served, converted and expired, and whether the log of their scheme verifies."""
    await desk.keep_states()
    found: dict[str, Any] = dict.fromkeys(COUNTED.values(), 0)
    async for entry in desk.store.entries(desk.scheme):
        for name, section in split_sections(entry.body).items():
            if name.startswith("event."):
                happened = msgspec.json.decode(section, type=dict[str, msgspec.Raw])
                counted = COUNTED.get(msgspec.json.decode(happened["event"], type=str))
                if counted is not None:
                    found[counted] += 1
    verdict = await verify_scheme(desk.store, desk.scheme, [str(desk.signer.verifier)])
    return {**found, "freezes_verified": verdict.holds}
