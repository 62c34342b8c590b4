"""Explore finds mistakes in rules, events and breaches: each seeded alone, with the shortest history to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from lending import (
    PROTOCOL,
    START,
    TERMS,
    WORLD,
    Ask,
    Asked,
    BringBack,
    Hang,
    Hung,
    Lend,
    Lent,
    Loan,
    Lost,
    Return,
    Returned,
    WriteOff,
    alphabet,
    law,
)
from seeding import deeds, only, with_acts, world

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.explore import explore
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment, hours
from weerbaar.kernel.law.parties import CLOCK, Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit


class LoseCarelessly(Event[Loan]):
    """A key that is lost while somebody still asks for it."""

    at: Moment

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, ended=self.at)


class Mislay(Act[Loan]):
    """Lose the key while it is lent out."""

    @permit(TERMS("7"), nl="U hebt de sleutel.", en="You have the key.")
    def has_it(self, loan: Loan, given: Given) -> bool:
        return loan.borrower == self.actor and loan.ended is None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield LoseCarelessly(at=given.now)


def test_broken_invariant() -> None:
    protocol = with_acts(Mislay, events=(*PROTOCOL.events, LoseCarelessly))
    finding = only(
        explore(protocol, world(lambda party: Mislay(actor=party))), "broken-invariant", "one_place"
    )
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Lend", "bram Mislay"]
    assert finding.nl == "De belofte `one_place` wordt gebroken."
    assert finding.en == "The invariant `one_place` is broken."
    assert finding.history[-1].at == START
    assert finding.history[0].sentence == "2026-03-02 08:00Z  anna: Hang(key=k1)"


class Peek(Act[Loan]):
    """Look in the cabinet."""

    @permit(TERMS("8"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor

    @permit(TERMS("8"), nl="U bent de bewaker.", en="You are the guard.")
    def guards(self, loan: Loan, given: Given) -> bool:
        return given.has_role(self.actor, "guard")

    @forbid(TERMS("8"), nl="De kast is op slot.", en="The cabinet is locked.")
    def locked(self, loan: Loan, given: Given) -> bool:
        return loan.owner == ""

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


def test_dead_rules() -> None:
    walk = explore(with_acts(Peek), world(lambda party: Peek(actor=party)))
    assert [(one.kind, one.subject) for one in walk.findings] == [
        ("dead-rule", "Peek.guards"),
        ("dead-rule", "Peek.locked"),
    ]
    assert walk.findings[0].history == ()


def test_rule_that_holds_only_where_another_forbids_is_not_dead() -> None:
    # The permit holds only where the forbid stands too: the act is dead, but neither of its rules is.
    class Seize(Act[Loan]):
        """Take the key away."""

        @permit(TERMS("9"), nl="Hij is uitgeleend.", en="It is lent out.")
        def lent(self, loan: Loan, given: Given) -> bool:
            return loan.borrower is not None

        @forbid(TERMS("9"), nl="Hij is uitgeleend.", en="It is lent out.")
        def lent_out(self, loan: Loan, given: Given) -> bool:
            return loan.borrower is not None

        def events(self, loan: Loan, given: Given) -> Events[Loan]:
            return ()

    only(explore(with_acts(Seize), world(lambda party: Seize(actor=party))), "dead-act", "Seize")


class Melted(Event[Loan]):
    """The key was melted."""

    def apply(self, loan: Loan) -> Loan:
        return loan


def test_unreachable_event() -> None:
    walk = explore(law(events=(*PROTOCOL.events, Melted)), WORLD)
    finding = only(walk, "unreachable-event", "Melted")
    assert finding.nl == "Gebeurtenis `Melted` komt nergens voor."


def test_unlisted_event() -> None:
    finding = only(explore(law(events=(Hung, Asked, Lent, Lost)), WORLD), "unlisted-event", "Returned")
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Lend", "bram Return"]


class Kick(Act[Loan]):
    """Kick the cabinet."""

    @permit(TERMS("13"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor

    @forbid(TERMS("13"), nl="Het is avond.", en="It is evening.")
    def evening(self, loan: Loan, given: Given) -> bool:
        if loan.borrower is not None:
            raise KeyError("lamp")
        return loan.ended is not None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


def test_rule_that_raised() -> None:
    finding = only(
        explore(with_acts(Kick), world(lambda party: Kick(actor=party))), "rule-raised", "Kick.evening"
    )
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Lend", "anna Kick"]
    assert finding.history[-1].refused
    assert "KeyError: 'lamp'" in finding.en


class Fumble(Act[Loan]):
    """Drop the key while handing it over."""

    @permit(TERMS("14"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        raise ZeroDivisionError("slippery")


def test_law_that_raised() -> None:
    walk = explore(with_acts(Fumble), world(lambda party: Fumble(actor=party)))
    assert [(one.kind, one.subject) for one in walk.findings] == [
        ("law-raised", "Fumble"),
        ("dead-act", "Fumble"),
    ]
    assert deeds(walk.findings[0]) == ["anna Hang", "anna Fumble"]


COUNTED: list[int] = []


class Scratched(Event[Loan]):
    """Somebody scratched the key; how often is kept in the wrong place."""

    def apply(self, loan: Loan) -> Loan:
        COUNTED.append(1)
        return replace(loan, note=str(len(COUNTED)), ended=START)


class Scratch(Act[Loan]):
    """Scratch the key."""

    @permit(TERMS("15"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor and loan.ended is None and loan.borrower is None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Scratched()


def test_events_that_replay_differently() -> None:
    COUNTED.clear()
    protocol = with_acts(Scratch, events=(*PROTOCOL.events, Scratched), invariants=())
    blind = world(
        lambda party: Scratch(actor=party), viewers=(), canonical=lambda loan, now: replace(loan, note="")
    )
    walk = explore(protocol, msgspec.structs.replace(blind, most_states=200))
    found = [one for one in walk.findings if one.kind == "replay-differs"]
    assert [one.subject for one in found] == ["Scratch"]
    assert "`note`" in found[0].en
    assert deeds(found[0]) == ["anna Hang", "anna Scratch"]


class Impatient(BringBack):
    """A duty whose breach the clock may not do yet."""

    def due(self, loan: Loan) -> datetime | None:
        return loan.back_by - hours(1) if loan.back_by else None


def test_breach_refused() -> None:
    walk = explore(law(duties=(Impatient(),)), WORLD)
    finding = next(one for one in walk.findings if one.kind == "breach-refused")
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Lend", f"{CLOCK} WriteOff"]
    assert finding.history[-1].at == START + hours(3)
    assert "too_late" in finding.en


class Whispered(Event[Loan]):
    """The owner wrote something that all can read, though only the owner hears of it."""

    seen_by = ("owner",)

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, key="k2")


class Whisper(Act[Loan]):
    """Change the label without telling anyone."""

    @permit(TERMS("17"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor and loan.ended is None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Whispered()


def test_change_that_shows_without_an_event() -> None:
    protocol = with_acts(Whisper, events=(*PROTOCOL.events, Whispered))
    finding = only(explore(protocol, world(lambda party: Whisper(actor=party))), "silent-change", "Whisper")
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Whisper"]
    assert finding.en == "bram sees `key` change, but may know of no event of `Whisper`."
    blind = world(lambda party: Whisper(actor=party), viewers=(Viewer(party="anna"),))
    assert explore(protocol, blind).findings == ()


def test_established_facts_are_asked_back() -> None:
    class Again(Act[Loan]):
        """Borrow again without asking, once you have brought the key back before."""

        @permit(TERMS("18"), nl="U bracht hem eerder terug.", en="You brought it back before.")
        def proven(self, loan: Loan, given: Given) -> bool:
            return given.holds("brought_back", "bram") and self.actor == "bram" and loan.borrower is None

        @forbid(TERMS("18"), nl="De sleutel is er niet meer.", en="The key is no more.")
        def gone(self, loan: Loan, given: Given) -> bool:
            return loan.ended is not None

        def events(self, loan: Loan, given: Given) -> Events[Loan]:
            yield Lent(to=self.actor, until=given.now + hours(1))

    extra = world(lambda party: Again(actor=party))
    without = explore(with_acts(Again), extra)
    assert ("dead-act", "Again") in {(one.kind, one.subject) for one in without.findings}
    protocol = with_acts(
        Again,
        establishes=lambda event, loan: (
            [(("brought_back", "bram"), True)] if isinstance(event, Returned) else []
        ),
    )
    assert explore(protocol, extra).findings == ()


def test_a_toy_once_really_broke_its_invariant() -> None:
    # The first law of lending forgot who had asked when the key was lost; the walk found this history.
    class Forgetful(Event[Loan]):
        at: Moment

        def apply(self, loan: Loan) -> Loan:
            return replace(loan, borrower=None, back_by=None, ended=self.at)

    class Forget(WriteOff):
        """Count the key as lost, and forget who asked for it."""

        def events(self, loan: Loan, given: Given) -> Events[Loan]:
            yield Forgetful(at=given.now)

    class Late(BringBack):
        discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Return,)

        def breach(self, loan: Loan) -> Act[Loan]:
            return Forget(actor=CLOCK)

    def asks(loan: Loan | None) -> Iterable[Act[Loan]]:
        for act in alphabet(loan):
            yield Forget(actor=act.actor) if isinstance(act, WriteOff) else act

    protocol = law(
        acts=(Hang, Ask, Lend, Return, Forget),
        duties=(Late(),),
        events=(Hung, Asked, Lent, Returned, Forgetful),
    )
    finding = only(
        explore(protocol, msgspec.structs.replace(WORLD, alphabet=asks)), "broken-invariant", "one_place"
    )
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Forget", "anna Lend"]


class Jammed(Act[Loan]):
    """Do what no rule can judge."""

    @permit(TERMS("22"), nl="U bent de eigenaar.", en="You are the owner.")
    def owns(self, loan: Loan, given: Given) -> bool:
        return loan.owner == self.actor

    @forbid(TERMS("22"), nl="Hij klemt.", en="It is jammed.")
    def jams(self, loan: Loan, given: Given) -> bool:
        raise RuntimeError("jammed")

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


def test_a_forbid_that_always_fails_never_held() -> None:
    walk = explore(with_acts(Jammed), world(lambda party: Jammed(actor=party)))
    assert [(one.kind, one.subject) for one in walk.findings] == [
        ("rule-raised", "Jammed.jams"),
        ("dead-rule", "Jammed.jams"),
        ("dead-act", "Jammed"),
    ]
