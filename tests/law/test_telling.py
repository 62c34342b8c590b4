"""An event tells a party no more than the case shows it, unless the event says that it does."""

from __future__ import annotations

import pytest
from lending import PROTOCOL, START, TERMS, Hung, Lent, Loan
from seeding import only, with_acts, world

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.explore import explore
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import permit
from weerbaar.kernel.law.telling import Ear, told_beyond, written

ANNA, BRAM = Viewer(party="anna"), Viewer(party="bram")
HANGING = Loan(key="k1", owner="anna", borrower="bram")


class Noted(Event[Loan]):
    """The owner wrote something down about the key; the case shows the note to the owner alone."""

    seen_by = ("owner", "borrower")
    note: str

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, note=self.note)


class Announced(Noted):
    """The owner wrote something down, and means all to read it now."""

    tells = ("note",)


class Scribble(Act[Loan]):
    """Write something down about the key."""

    note: str = "the lock sticks"

    @permit(TERMS("5"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor and loan.borrower is not None and not loan.note

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Noted(note=self.note)


class Retold(Event[Loan]):
    """Repeats who owns the key."""

    owner: str

    def apply(self, loan: Loan) -> Loan:
        return loan


def heard(event: Event[Loan], viewer: Viewer, act: Act[Loan] | None = None) -> tuple[str, ...]:
    return Ear((HANGING, event.apply(HANGING)), viewer, (), START, act, {}).told_beyond(event, 0)


@pytest.mark.parametrize(
    ("event", "viewer", "told"),
    [
        (Noted(note="the lock sticks"), ANNA, ()),
        (Noted(note="the lock sticks"), BRAM, ("note",)),
        (Noted(note=""), BRAM, ()),
        (Announced(note="the lock sticks"), BRAM, ()),
        (Retold(owner="anna"), BRAM, ()),
        (Retold(owner="ann"), BRAM, ("owner",)),  # part of a word is not the word
        (Noted(note="k1"), BRAM, ()),  # what it can see elsewhere it knows
        (Lent(to="bram", until=START), BRAM, ()),  # the moment itself is known
        (Hung(owner="anna"), Viewer(party="carl"), ("owner",)),  # who is no party sees nothing of the case
    ],
)
def test_what_an_event_tells(event: Event[Loan], viewer: Viewer, told: tuple[str, ...]) -> None:
    assert heard(event, viewer) == told


def test_who_acts_knows_what_it_said() -> None:
    assert heard(Noted(note="the lock sticks"), BRAM, Scribble(actor="bram", note="the lock sticks")) == ()
    assert heard(Noted(note="the lock sticks"), BRAM, Scribble(actor="anna", note="the lock sticks"))


def test_a_number_does_not_stand_in_a_longer_one() -> None:
    class Counted(Event[Loan]):
        times: int

        def apply(self, loan: Loan) -> Loan:
            return loan

    assert told_beyond(Counted(times=7), [written({"a": 17, "b": [71, 777]})]) == ("times",)
    assert told_beyond(Counted(times=7), [written({"a": 17, "b": [71, 7]})]) == ()


def test_a_walk_finds_it() -> None:
    protocol = with_acts(Scribble, events=(*PROTOCOL.events, Noted))
    finding = only(
        explore(protocol, world(lambda party: Scribble(actor=party))), "event-tells-more", "Noted.note"
    )
    assert finding.en == "bram reads in `Noted.note` what the case hides from that party."
    assert finding.history[-1].act == Scribble(actor="anna")
