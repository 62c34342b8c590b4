"""The story: one day in the port, from the first COREOR to the last truck, with everything that goes wrong."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from weerbaar.cli.demo import files
from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.players import Played, Players
from weerbaar.cli.demo.telling import Telling
from weerbaar.standards.iso6346 import check_digit

EAN = {
    "delta-forwarding": "8712345001025",
    "maas-expeditie": "8712345001032",
    "oever-logistiek": "8712345001049",
    "van-dam-transport": "8712345001056",
    "rijnmond-trucking": "8712345001063",
    "jansen-charter": "8712345001070",
    "zuiderpark-bv": "8712345001100",
}
FORWARDERS = ("delta-forwarding", "maas-expeditie", "oever-logistiek")
HAULIERS = ("van-dam-transport", "rijnmond-trucking")
QUAY = "maasvlakte-terminal"
Tick = Callable[[], Awaitable[int]]


class Box:
    """One container of the day, with what the story needs to remember of it."""

    def __init__(self, number: str, forwarder: str, haulier: str, plate: str) -> None:
        self.number, self.forwarder, self.haulier, self.plate = number, forwarder, haulier, plate
        self.case = ""
        self.appointment = ""

    @property
    def ean(self) -> str:
        """The EAN on the haulier's card."""
        return EAN[self.haulier]


def boxes(chance: random.Random, count: int) -> list[Box]:
    """Return the containers of the day, the same for the same seed."""
    made: list[Box] = []
    for place in range(count):
        stem = f"NOSU{chance.randrange(100000, 999999)}"
        digit = check_digit(stem)
        haulier = HAULIERS[place % 2]
        plate = (
            f"{chance.choice('BV')}X-{chance.choice('BDFG')}{chance.choice('HJKL')}{chance.randrange(10, 99)}"
        )
        made.append(Box(f"{stem}{digit}", FORWARDERS[place % 3], haulier, plate))
    return made


class Day:
    """Plays the day scene by scene; every act goes through the doors, and every answer is told."""

    def __init__(self, players: Players, clock: StoryClock, tick: Tick, telling: Telling, seed: int) -> None:
        self.players, self.clock, self.tick, self.telling = players, clock, tick, telling
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.boxes = boxes(self.chance, 24)
        self.start = clock.now()

    async def at(self, hour: float) -> datetime:
        """Go on to an hour of the story, and let the clock do what is due."""
        moment = self.start + timedelta(hours=hour)
        self.clock.jump_to(moment)
        done = await self.tick()
        if done:
            self.telling.note(
                f"de klok beëindigt wat niet op tijd gebeurde ({done})",
                f"the clock ends what was not done in time ({done})",
            )
        return moment

    async def act(self, party: str, act: str, box: Box, functionary: str = "", **fields: object) -> Played:
        """Have a party ask for an act on a box, by the case that it sees, and tell what came of it."""
        case = await self.players.find(party, box.number) or "0" * 32
        played = await self.players.ask(party, act, case, functionary, **fields)
        self.telling.act(party, act, box.number, played)
        return played

    async def pass_on(self, box: Box, giver: str, taker: str, role: str) -> None:
        """Offer a box's right and have it accepted, unless standing consent did so already."""
        await self.act(giver, "offer", box, to=taker, role=role)
        if await self._must_accept(box, taker):
            await self.act(taker, "accept", box)

    async def _must_accept(self, box: Box, taker: str) -> bool:
        case = await self.players.find(taker, box.number)
        if case is None:
            return False
        seen = await self.players.look(taker, f"/v1/container-releases/{case}")
        return seen.body.get("holder") != taker

    async def announce(self, box: Box, begin: datetime, *, by_edi: bool = False) -> None:
        """Announce a truck, by COPINO or by hand, and have the terminal give an appointment."""
        if by_edi:
            now = self.clock.now()
            data = files.prenotification(f"P{box.number[4:10]}", box.number, box.ean, box.plate, begin, now)
            self.telling.file(box.haulier, "COPINO", await self.players.send(box.haulier, data))
        else:
            window = {"window_from": begin.isoformat(), "window_to": (begin + timedelta(hours=2)).isoformat()}
            await self.act(
                box.haulier, "prenotify", box, modality="road", ean=box.ean, plate=box.plate, **window
            )
        box.appointment = f"TAR-{self.chance.randrange(10**6, 10**7)}"
        await self.act(QUAY, "accept-visit", box, appointment=box.appointment)

    async def gate(self, box: Box, **changed: object) -> Played:
        """Drive to the gate; the terminal asks, and we tell what it was answered."""
        shown = {
            "appointment": box.appointment,
            "ean": box.ean,
            "plate": box.plate,
            "identity_confirmed": True,
        }
        played = await self.players.gate(box.number, **{**shown, **changed})
        self.telling.gate(box.number, played)
        return played

    async def leave(self, box: Box) -> None:
        """Drive out; the terminal reports it by CODECO."""
        data = files.gate_out(f"G{box.number[4:10]}", box.number, box.plate, self.clock.now())
        self.telling.file(QUAY, "CODECO", await self.players.send(QUAY, data))
