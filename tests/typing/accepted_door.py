"""A whole law in one file: everything a protocol needs, and nothing to complain about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar

from weerbaar.kernel.law.acts import Act, Case, Event, Events, Opening
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.decide import Permitted, decide
from weerbaar.kernel.law.disclosure import seen_by
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore import Walk, World, explore, relative
from weerbaar.kernel.law.given import Given, facts
from weerbaar.kernel.law.moments import Moment, days
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import permit

TERMS = Terms(source="Terms")


class Door(Case):
    name: str
    owner: Annotated[Party, seen_by("owner")] = ""
    shut_by: Moment | None = None
    ended: Moment | None = None

    def parties(self) -> frozenset[Party]:
        return frozenset({self.owner})


class Opened(Event[Door]):
    by: Party
    until: Moment

    def apply(self, door: Door) -> Door:
        return replace(door, owner=self.by, shut_by=self.until)


class Shut(Event[Door]):
    at: Moment

    def apply(self, door: Door) -> Door:
        return replace(door, shut_by=None, ended=self.at)


class Open(Opening[Door]):
    """Open the door."""

    name: str

    def blank(self) -> Door:
        return Door(name=self.name)

    @permit(TERMS("1"), nl="Altijd.", en="Always.")
    def always(self, door: Door, given: Given) -> bool:
        return door.ended is None

    def events(self, door: Door, given: Given) -> Events[Door]:
        yield Opened(by=self.actor, until=given.now + days(1))


class Close(Act[Door]):
    """Close the door."""

    @permit(TERMS("2"), nl="Hij is open.", en="It is open.")
    def is_open(self, door: Door, given: Given) -> bool:
        return door.shut_by is not None

    def events(self, door: Door, given: Given) -> Events[Door]:
        yield Shut(at=given.now)


class CloseInTime(Duty[Door]):
    nl = "Sluit de deur."
    en = "Close the door."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Close,)

    def holder(self, door: Door) -> Party | None:
        return door.owner

    def claimant(self, door: Door) -> Party | None:
        return door.owner

    def due(self, door: Door) -> datetime | None:
        return door.shut_by

    def breach(self, door: Door) -> Act[Door]:
        return Close(actor=CLOCK)


def ended(door: Door) -> datetime | None:
    return door.ended


PROTOCOL: Protocol[Door] = Protocol(
    name="door",
    version=1,
    nl="Deur",
    en="Door",
    basis=TERMS,
    case=Door,
    acts=(Open, Close),
    duties=(CloseInTime(),),
    events=(Opened, Shut),
    retain=Retain(since=ended, period=days(1), basis=TERMS("3")),
    key=lambda door: door.name,
)


def alphabet(door: Door | None) -> Iterable[Act[Door]]:
    yield Open(actor="anna", name="d1")
    if door is not None:
        yield Close(actor="anna")


def trial(start: datetime) -> Walk:
    world: World[Door] = World(start=start, alphabet=alphabet, facts={}, canonical=relative)
    return explore(PROTOCOL, world)


def closed(door: Door, now: datetime) -> Door:
    decision = decide(door, Close(actor="anna"), facts(now, {}))
    return decision.case if isinstance(decision, Permitted) else door
