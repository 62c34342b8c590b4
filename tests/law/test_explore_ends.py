"""Explore finds cases that get stuck and duties that nobody can meet, each seeded alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

import msgspec
import pytest
from lending import (
    PROTOCOL,
    START,
    TERMS,
    WORLD,
    Ask,
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
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore import as_it_is, explore
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import hours
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import permit


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


def test_retention_decides_what_is_closed() -> None:
    # A law that closes nothing has an open end after every loss.
    protocol = law(retain=Retain(since=lambda loan: None, period=hours(1), basis=TERMS("6")))
    only(explore(protocol, WORLD), "dead-end", "WriteOff")


def test_duty_class_is_abstract_where_it_must_be() -> None:
    assert {"holder", "claimant", "due", "breach"} == {
        name for name in vars(Duty) if getattr(vars(Duty)[name], "__isabstractmethod__", False)
    }


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


class Onwards(Act[Loan]):
    """Let the borrower keep the key for some hours more."""

    @permit(TERMS("19"), nl="De termijn is voorbij.", en="The time is up.")
    def too_late(self, loan: Loan, given: Given) -> bool:
        return self.actor == CLOCK and loan.back_by is not None and given.now >= loan.back_by

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        if loan.borrower:
            yield Lent(to=loan.borrower, until=given.now + hours(2))


class Renewed(BringBack):
    """A duty that begins anew each time it is breached."""

    def breach(self, loan: Loan) -> Act[Loan]:
        return Onwards(actor=CLOCK)


def test_a_duty_that_begins_anew_is_no_breach_without_end() -> None:
    walk = explore(with_acts(Onwards, duties=(Renewed(),)), WORLD)
    assert [one.kind for one in walk.findings] == ["dead-rule"]  # of the write-off by the clock, now unused
    assert walk.complete


class TooLateOnly(Act[Loan]):
    """Bring the key back, which is possible only when it is too late."""

    @permit(TERMS("20"), nl="U bent te laat.", en="You are too late.")
    def late(self, loan: Loan, given: Given) -> bool:
        return loan.borrower == self.actor and loan.back_by is not None and given.now >= loan.back_by

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Returned()


class EarlyClock(Act[Loan]):
    """Let the clock take the key back."""

    @permit(TERMS("21"), nl="U bent de klok.", en="You are the clock.")
    def is_clock(self, loan: Loan, given: Given) -> bool:
        return self.actor == CLOCK and loan.borrower is not None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Returned()


class Reminded(Shrugged):
    """A duty that the clock only shrugs at."""

    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (TooLateOnly,)


class Mandatory(Shrugged):
    """A duty that by its own words only the clock ends."""

    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = ()


@pytest.mark.parametrize(
    ("duty", "extra", "makes"),
    [
        (Reminded(), TooLateOnly, lambda party: TooLateOnly(actor=party)),
        (Reminded(), EarlyClock, lambda party: EarlyClock(actor=CLOCK)),
        (Mandatory(), EarlyClock, lambda party: EarlyClock(actor=CLOCK)),
    ],
    ids=["too late", "by the clock", "meant for the clock"],
)
def test_a_duty_ended_too_late_or_by_the_clock_is_not_discharged(
    duty: Duty[Loan], extra: type[Act[Loan]], makes: Callable[[Party], Act[Loan]]
) -> None:
    def asks(loan: Loan | None) -> Iterable[Act[Loan]]:
        yield from (act for act in alphabet(loan) if not isinstance(act, Return | WriteOff))
        if loan is not None:
            yield from (makes(party) for party in ("anna", "bram"))

    acts = (Hang, Ask, Lend, WriteOff, Shrug, TooLateOnly, EarlyClock)
    walk = explore(law(acts=acts, duties=(duty,)), msgspec.structs.replace(WORLD, alphabet=asks))
    found = {one.subject for one in walk.findings if one.kind == "duty-undischargeable"}
    assert extra in acts
    assert found == ({duty.name} if duty.discharged_by else set())
    assert walk.complete
