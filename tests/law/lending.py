"""Lending a key: the smallest law that has everything, for the tests of the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from weerbaar.kernel.law.acts import Act, Case, Event, Events, Opening
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.disclosure import seen_by
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore import World, relative
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.moments import Moment, days, hours
from weerbaar.kernel.law.parties import CLOCK, Party, Viewer
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.register import Needs, Role
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import forbid, permit

TERMS = Terms(source="House rules of the key cabinet")
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Loan(Case):
    """One key, from the day it hangs in the cabinet until it is written off."""

    key: str
    owner: Party = ""
    borrower: Party | None = None
    asked_by: Annotated[Party | None, seen_by("asked_by", "owner")] = None
    back_by: Moment | None = None
    watched: Annotated[bool, seen_by("guard")] = False
    note: Annotated[str, seen_by("owner")] = ""
    ended: Moment | None = None

    def parties(self) -> frozenset[Party]:
        """Return the owner, whoever has the key, and whoever asked for it."""
        return frozenset(party for party in (self.owner, self.borrower, self.asked_by) if party)


class Hung(Event[Loan]):
    """The key hangs in the cabinet."""

    owner: Party

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, owner=self.owner)


class Asked(Event[Loan]):
    """Somebody asked for the key."""

    seen_by = ("owner", "by")
    by: Party

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, asked_by=self.by)


class Lent(Event[Loan]):
    """The key was lent until a moment."""

    to: Party
    until: Moment

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, borrower=self.to, asked_by=None, back_by=self.until)


class Returned(Event[Loan]):
    """The key hangs in the cabinet again."""

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, borrower=None, back_by=None)


class Lost(Event[Loan]):
    """The key counts as lost, and the lock is changed."""

    at: Moment

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, borrower=None, asked_by=None, back_by=None, ended=self.at)


class Hang(Opening[Loan]):
    """Hang a key in the cabinet."""

    key: str

    def blank(self) -> Loan:
        return Loan(key=self.key)

    @permit(TERMS("1"), nl="U bent toegelaten.", en="You are admitted.")
    def admitted(self, loan: Loan, given: Given) -> bool:
        return given.is_admitted(self.actor)

    @forbid(TERMS("1"), nl="De sleutel hangt er al.", en="The key already hangs there.", clash=True)
    def hangs(self, loan: Loan, given: Given) -> bool:
        return loan.owner != ""

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Hung(owner=self.actor)


class Ask(Act[Loan]):
    """Ask for the key."""

    @permit(TERMS("2"), nl="U bent toegelaten.", en="You are admitted.")
    def admitted(self, loan: Loan, given: Given) -> bool:
        return given.is_admitted(self.actor)

    @forbid(TERMS("2.1"), nl="De sleutel is uitgeleend.", en="The key is lent out.")
    def lent_out(self, loan: Loan, given: Given) -> bool:
        return loan.borrower is not None

    @forbid(TERMS("2.2"), nl="Een ander was u voor.", en="Somebody else was first.", clash=True)
    def taken(self, loan: Loan, given: Given) -> bool:
        return loan.asked_by is not None

    @forbid(TERMS("2.3"), nl="U bent de eigenaar.", en="You are the owner.")
    def is_owner(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor

    @forbid(TERMS("2.4"), nl="U staat onder toezicht.", en="You are being watched.", told=False)
    def under_watch(self, loan: Loan, given: Given) -> bool:
        return given.holds("watched", self.actor)

    @forbid(TERMS("5"), nl="De sleutel is er niet meer.", en="The key is no more.")
    def gone(self, loan: Loan, given: Given) -> bool:
        return loan.ended is not None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Asked(by=self.actor)


class Lend(Act[Loan]):
    """Lend the key to whoever asked for it."""

    hours: int = 4

    @permit(TERMS("3"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor

    @forbid(TERMS("3.1"), nl="Niemand vraagt erom.", en="Nobody asks for it.")
    def nobody_asks(self, loan: Loan, given: Given) -> bool:
        return loan.asked_by is None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        if loan.asked_by is not None:
            yield Lent(to=loan.asked_by, until=given.now + hours(self.hours))


class Return(Act[Loan]):
    """Bring the key back."""

    @permit(TERMS("4"), nl="U hebt de sleutel.", en="You have the key.")
    def has_it(self, loan: Loan, given: Given) -> bool:
        return loan.borrower == self.actor

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Returned()


class WriteOff(Act[Loan]):
    """Count the key as lost."""

    @permit(TERMS("5"), nl="De termijn is voorbij.", en="The time is up.")
    def too_late(self, loan: Loan, given: Given) -> bool:
        return self.actor == CLOCK and loan.back_by is not None and given.now >= loan.back_by

    @permit(TERMS("5.1"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor and loan.ended is None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Lost(at=given.now)


class BringBack(Duty[Loan]):
    """Bring the key back in time."""

    nl = "Breng de sleutel op tijd terug."
    en = "Bring the key back in time."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Return,)

    def holder(self, loan: Loan) -> Party | None:
        """Whoever has the key."""
        return loan.borrower

    def claimant(self, loan: Loan) -> Party | None:
        """The owner."""
        return loan.owner

    def due(self, loan: Loan) -> datetime | None:
        return loan.back_by

    def breach(self, loan: Loan) -> Act[Loan]:
        """The key counts as lost."""
        return WriteOff(actor=CLOCK)


def one_place(loan: Loan) -> bool:
    """A key that is written off is with nobody."""
    return loan.ended is None or loan.borrower is None


def ended(loan: Loan) -> datetime | None:
    """Return when the key was lost."""
    return loan.ended


GUARD = Role(name="guard", nl="bewaker", en="guard")


def law(**changes: Any) -> Protocol[Loan]:
    """Return the law of lending, with some of its parts replaced by others."""
    parts: dict[str, Any] = {
        "name": "loan",
        "version": 1,
        "nl": "Uitlenen van een sleutel",
        "en": "Lending a key",
        "basis": TERMS,
        "case": Loan,
        "acts": (Hang, Ask, Lend, Return, WriteOff),
        "duties": (BringBack(),),
        "events": (Hung, Asked, Lent, Returned, Lost),
        "retain": Retain(since=ended, period=days(30), basis=TERMS("6")),
        "key": lambda loan: loan.key,
        "register": Needs(roles=(GUARD,)),
        "invariants": (one_place,),
    }
    return Protocol(**{**parts, **changes})


PROTOCOL = law()
FACTS: dict[Question, Answer] = {
    ("is_admitted", "anna"): True,
    ("is_admitted", "bram"): True,
    ("is_admitted", "carla"): True,
    ("watched", "carla"): True,
}


def alphabet(loan: Loan | None) -> Iterable[Act[Loan]]:
    """Yield what Anna, who owns the key, and Bram and Carla could ask."""
    yield Hang(actor="anna", key="k1")
    if loan is not None:
        for party in ("anna", "bram", "carla"):
            yield Ask(actor=party)
            yield Lend(actor=party)
            yield Return(actor=party)
            yield WriteOff(actor=party)


WORLD = World(
    start=START,
    alphabet=alphabet,
    facts=FACTS,
    canonical=relative,
    viewers=(Viewer(party="anna"), Viewer(party="bram"), Viewer(party="carla")),
)
