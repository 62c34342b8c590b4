"""Explore: silent on a sound law, and for each single defect one finding with the shortest history to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

import msgspec
import pytest
from lending import (
    FACTS,
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

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore import Finding, Walk, World, as_it_is, explore, relative
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.moments import Moment, hours
from weerbaar.kernel.law.parties import CLOCK, Party, Viewer
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import forbid, permit

PARTIES = ("anna", "bram", "carla")


def world(*extra: Callable[[Party], Act[Loan]], **changes: Any) -> World[Loan]:
    """Return the world of the key cabinet, in which every party may also ask for these acts."""

    def asks(loan: Loan | None) -> Iterable[Act[Loan]]:
        yield from alphabet(loan)
        if loan is not None:
            yield from (make(party) for make in extra for party in PARTIES)

    return msgspec.structs.replace(WORLD, alphabet=asks, **changes)


def only(walk: Walk, kind: str, subject: str) -> Finding:
    """Return the one finding of a walk, after checking that it is the one expected and that there is no other."""
    assert [(one.kind, one.subject) for one in walk.findings] == [(kind, subject)]
    assert walk.complete
    assert walk.findings[0].certain
    return walk.findings[0]


def deeds(finding: Finding) -> list[str]:
    return [
        "time" if step.act is None else f"{step.act.actor} {type(step.act).__name__}"
        for step in finding.history
    ]


def with_acts(*acts: type[Act[Loan]], **changes: Any) -> Protocol[Loan]:
    return law(acts=(Hang, Ask, Lend, Return, WriteOff, *acts), **changes)


class TestSound:
    def test_silent_and_complete(self) -> None:
        walk = explore(PROTOCOL, WORLD)
        assert walk.findings == ()
        assert walk.complete
        # Hanging, asked for by Bram, lent to Bram, lost. Carla is watched and never gets anywhere.
        # Lost at once or in time differs only in moments relative to now: all of it is now.
        assert walk.states == 4
        assert walk.transitions > walk.states

    def test_same_answer_every_time(self) -> None:
        assert explore(PROTOCOL, WORLD) == explore(PROTOCOL, WORLD)

    def test_absolute_states_are_cut_off_and_say_where(self) -> None:
        walk = explore(
            PROTOCOL, msgspec.structs.replace(WORLD, canonical=as_it_is, steps=(hours(1),), most_depth=6)
        )
        assert not walk.complete
        assert len(walk.cut) == 6
        assert walk.findings == ()

    def test_limit_on_states(self) -> None:
        walk = explore(PROTOCOL, msgspec.structs.replace(WORLD, most_states=2))
        assert walk.states == 2
        assert not walk.complete
        assert {one.kind for one in walk.findings} >= {"unreachable-event", "duty-never-runs"}
        assert not any(one.certain for one in walk.findings)
        assert all("deel" in one.nl and "part" in one.en for one in walk.findings)

    def test_progress_is_told(self) -> None:
        told: list[tuple[int, int]] = []
        long = msgspec.structs.replace(
            WORLD, canonical=as_it_is, steps=(timedelta(minutes=1), timedelta(minutes=3)), most_states=2500
        )
        explore(PROTOCOL, long, lambda states, waiting: told.append((states, waiting)))
        assert len(told) == 2
        assert all(waiting < states <= 2500 for states, waiting in told)

    def test_facts_from_a_function(self) -> None:
        asked: list[tuple[str, ...]] = []

        def source(question: Question) -> Answer:
            asked.append(question)
            return FACTS.get(question, False)

        assert explore(PROTOCOL, msgspec.structs.replace(WORLD, facts=source)).findings == ()
        assert ("is_admitted", "bram") in asked


class TestWorldAtFault:
    def test_nothing_opens(self) -> None:
        with pytest.raises(ValueError, match="no opening act"):
            explore(PROTOCOL, msgspec.structs.replace(WORLD, alphabet=lambda loan: ()))

    def test_first_act_opens_nothing(self) -> None:
        with pytest.raises(TypeError, match="`Ask` is asked without a case"):
            explore(PROTOCOL, msgspec.structs.replace(WORLD, alphabet=lambda loan: [Ask(actor="bram")]))

    def test_act_that_no_door_lets_through(self) -> None:
        finding = only(explore(PROTOCOL, world(lambda party: Ask(actor="N.V. Bram"))), "act-malformed", "Ask")
        assert deeds(finding) == ["anna Hang", "N.V. Bram Ask"]
        assert "pattern" in finding.en or "regex" in finding.en

    def test_act_never_asked(self) -> None:
        shy = msgspec.structs.replace(
            WORLD, alphabet=lambda loan: [act for act in alphabet(loan) if not isinstance(act, Return)]
        )
        walk = explore(PROTOCOL, shy)
        assert ("act-not-tried", "Return") in {(one.kind, one.subject) for one in walk.findings}

    def test_case_with_a_list_cannot_be_compared(self) -> None:
        listed = msgspec.structs.replace(WORLD, canonical=lambda loan, now: [loan, now])
        with pytest.raises(TypeError, match="keep collections in tuples"):
            explore(PROTOCOL, listed)


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


class Bury(Act[Loan]):
    """Bury the key: nobody has it, nobody can ask for it, and it is not written off."""

    @permit(TERMS("10"), nl="U hebt de sleutel.", en="You have the key.")
    def has_it(self, loan: Loan, given: Given) -> bool:
        return loan.borrower == self.actor

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Buried()


class Buried(Event[Loan]):
    """The key was buried, and with it every right to it."""

    def apply(self, loan: Loan) -> Loan:
        return replace(loan, owner="nobody", borrower="nobody", back_by=None)


def test_dead_end() -> None:
    protocol = with_acts(Bury, events=(*PROTOCOL.events, Buried))
    finding = only(explore(protocol, world(lambda party: Bury(actor=party))), "dead-end", "Bury")
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Lend", "bram Bury"]
    assert "niemand kan iets doen" in finding.nl
    assert "nobody can act" in finding.en


class DigUp(Act[Loan]):
    """Dig the key up again, a day later."""

    @permit(TERMS("11"), nl="Het is een dag later.", en="It is a day later.")
    def later(self, loan: Loan, given: Given) -> bool:
        return loan.owner == "nobody" and given.now >= START + hours(24)

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Hung(owner="anna")
        yield Returned()


def test_no_dead_end_where_time_helps() -> None:
    protocol = with_acts(Bury, DigUp, events=(*PROTOCOL.events, Buried))
    extra = (lambda party: Bury(actor=party), lambda party: DigUp(actor=party))
    stuck = explore(protocol, world(*extra, canonical=as_it_is))
    assert "dead-end" in {one.kind for one in stuck.findings}
    patient = explore(protocol, world(*extra, canonical=as_it_is, steps=(hours(24),), most_depth=7))
    assert "dead-end" not in {one.kind for one in patient.findings}


class Unending(BringBack):
    """A duty that keeps running, whatever its holder does."""

    def due(self, loan: Loan) -> datetime | None:
        return None if loan.ended else START + hours(4)

    def holder(self, loan: Loan) -> Party | None:
        return loan.owner


def test_duty_nobody_can_discharge() -> None:
    class Keep(Act[Loan]):
        """End the case when the clock says so."""

        @permit(TERMS("12"), nl="Het is tijd.", en="It is time.")
        def is_time(self, loan: Loan, given: Given) -> bool:
            return self.actor == CLOCK and given.now >= START + hours(4)

        def events(self, loan: Loan, given: Given) -> Events[Loan]:
            yield Lost(at=given.now)

    class KeepGoing(Unending):
        def breach(self, loan: Loan) -> Act[Loan]:
            return Keep(actor=CLOCK)

    def asks(loan: Loan | None) -> Iterable[Act[Loan]]:
        return (act for act in alphabet(loan) if not isinstance(act, WriteOff))

    protocol = law(acts=(Hang, Ask, Lend, Return, Keep), duties=(KeepGoing(),))
    finding = only(
        explore(protocol, msgspec.structs.replace(WORLD, alphabet=asks, canonical=as_it_is)),
        "duty-undischargeable",
        "KeepGoing",
    )
    assert deeds(finding) == ["anna Hang"]


class Nobodys(BringBack):
    """A duty that rests on nobody."""

    def holder(self, loan: Loan) -> Party | None:
        return None


def test_duty_without_holder() -> None:
    finding = only(explore(law(duties=(Nobodys(),)), WORLD), "duty-without-holder", "Nobodys")
    assert deeds(finding) == ["anna Hang", "bram Ask", "anna Lend"]


class Never(BringBack):
    """A duty that never runs."""

    def due(self, loan: Loan) -> datetime | None:
        return None


def test_duty_that_never_runs() -> None:
    only(explore(law(duties=(BringBack(), Never())), WORLD), "duty-never-runs", "Never")


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


class Shrug(Act[Loan]):
    """Let the clock see that it is late, and do nothing."""

    @permit(TERMS("16"), nl="U bent de klok.", en="You are the clock.")
    def is_clock(self, loan: Loan, given: Given) -> bool:
        return self.actor == CLOCK

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


class Shrugged(BringBack):
    """A duty whose breach changes nothing."""

    def breach(self, loan: Loan) -> Act[Loan]:
        return Shrug(actor=CLOCK)


def test_breach_without_end() -> None:
    walk = explore(with_acts(Shrug, duties=(Shrugged(),)), WORLD)
    assert ("breach-without-end", "Shrugged") in {(one.kind, one.subject) for one in walk.findings}


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


class TestCanonical:
    def test_relative_forgets_the_date_only(self) -> None:
        early = Loan(key="k1", owner="anna", back_by=START + hours(4))
        late = replace(early, back_by=START + hours(9))
        assert relative(early, START) == relative(late, START + hours(5))
        assert relative(early, START) != relative(late, START)
        assert relative(early, START) != relative(replace(early, owner="bram"), START)

    def test_as_it_is_keeps_everything(self) -> None:
        loan = Loan(key="k1")
        assert as_it_is(loan, START) != as_it_is(loan, START + hours(1))
        assert as_it_is(loan, START) == as_it_is(Loan(key="k1"), START)


def test_retention_decides_what_is_closed() -> None:
    # A law that closes nothing has an open end after every loss.
    protocol = law(retain=Retain(since=lambda loan: None, period=hours(1), basis=TERMS("6")))
    only(explore(protocol, WORLD), "dead-end", "WriteOff")


def test_duty_class_is_abstract_where_it_must_be() -> None:
    assert {"holder", "claimant", "due", "breach"} == {
        name for name in vars(Duty) if getattr(vars(Duty)[name], "__isabstractmethod__", False)
    }
