"""Protocols: what cannot be a law is refused when it is loaded, with every fault at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import pytest
from lending import (
    PROTOCOL,
    START,
    TERMS,
    Ask,
    Asked,
    BringBack,
    Hang,
    Hung,
    Lend,
    Loan,
    Return,
    WriteOff,
    law,
)

from weerbaar.kernel.law.acts import Act, Case, Event, Events, Opening
from weerbaar.kernel.law.basis import Basis
from weerbaar.kernel.law.disclosure import SeenBy, personal, seen_by, seen_by_each
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import hours
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.protocol import NotALaw, kebab
from weerbaar.kernel.law.records import Record, replace
from weerbaar.kernel.law.register import Needs
from weerbaar.kernel.law.rules import forbid, permit

ACTS = PROTOCOL.acts
EVENTS = PROTOCOL.events


def fault(**changes: Any) -> str:
    """Return the message with which a changed law of lending is refused."""
    with pytest.raises(NotALaw) as refused:
        law(**changes)
    return str(refused.value)


class Hopeless(Act[Loan]):
    """Nobody can ever do this."""

    @forbid(TERMS("1"), nl="Nooit.", en="Never.")
    def never(self, loan: Loan, given: Given) -> bool:
        return True

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


class Mute(Act[Loan]):
    @permit(TERMS("1"), nl="Altijd.", en="Always.")
    def always(self, loan: Loan, given: Given) -> bool:
        return True


class Ineffective(Event[Loan]):
    """Nobody wrote what this does to the case."""


class Whispered(Event[Loan]):
    """Known to somebody who does not exist."""

    seen_by = ("neighbour",)

    def apply(self, loan: Loan) -> Loan:
        return loan


class Bare(Opening[Loan]):
    """Begins a case that it does not give."""

    @permit(TERMS("1"), nl="Altijd.", en="Always.")
    def always(self, loan: Loan, given: Given) -> bool:
        return True

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


Named = Annotated[str, personal("borrower")]


class Remark(Record):
    """What somebody said of a person, in a record of its own."""

    words: Named | None


class Remarked(Event[Loan]):
    """Something was said, and it would stand in the ledger for all to read."""

    remark: tuple[Remark, ...]

    def apply(self, loan: Loan) -> Loan:
        return loan


class Signed(Event[Loan]):
    """Somebody signed, and no case could be rebuilt without the name."""

    signature: Named

    def apply(self, loan: Loan) -> Loan:
        return loan


class Silent(Duty[Loan]):
    """A duty without a sentence, discharged by an act of no protocol."""

    nl = ""
    discharged_by = (Hopeless,)

    def holder(self, loan: Loan) -> Party | None:
        return loan.borrower

    def claimant(self, loan: Loan) -> Party | None:
        return loan.owner

    def due(self, loan: Loan) -> datetime | None:
        return loan.back_by

    def breach(self, loan: Loan) -> Act[Loan]:
        return WriteOff(actor=CLOCK)


class TestFaults:
    def test_the_law_of_lending_has_none(self) -> None:
        assert str(law()) == "loan@1"

    def test_no_permit(self) -> None:
        assert "`Hopeless` has no permit, so nobody could ever do it" in fault(acts=(*ACTS, Hopeless))

    def test_no_docstring(self) -> None:
        Mute.__doc__ = None
        assert "`Mute` does not say what it is" in fault(acts=(*ACTS, Mute))

    def test_nothing_begins(self) -> None:
        assert "no act begins a case" in fault(acts=(Ask, Lend, Return, WriteOff))

    def test_act_without_events(self) -> None:
        assert "`Mute` does not say what `events` is" in fault(acts=(*ACTS, Mute))

    def test_event_without_apply(self) -> None:
        assert "`Ineffective` does not say what `apply` is" in fault(events=(*EVENTS, Ineffective))

    def test_opening_without_blank(self) -> None:
        assert "`Bare` does not say what `blank` is" in fault(acts=(*ACTS, Bare))

    def test_doubled_names(self) -> None:
        message = fault(acts=(*ACTS, Ask), events=(*EVENTS, Hung))
        assert "`ask` is listed more than once" in message
        assert "`hung` is listed more than once" in message

    def test_personal_data_inside_a_record(self) -> None:
        message = fault(events=(*EVENTS, Remarked))
        assert "`Remarked` holds `Remark.words`, which is personal and would not be sealed" in message

    def test_personal_data_that_could_not_be_erased(self) -> None:
        message = fault(events=(*EVENTS, Signed))
        assert "`Signed.signature` is personal, so it must allow `None` for when it is erased" in message

    def test_unknown_relation(self) -> None:
        assert "is to be seen by `neighbour`, which is no relation or role" in fault(
            events=(*EVENTS, Whispered)
        )
        assert "seen by `guard`" in fault(register=Needs())

    def test_a_role_that_sees_and_that_nobody_can_have(self) -> None:
        assert "`gaurd` is to see cases or figures, which is no role" in fault(see=("gaurd",))

    def test_mute_duty(self) -> None:
        message = fault(duties=(Silent(),))
        assert "duty `Silent` has no sentence in `nl`" in message
        assert "duty `Silent` has no sentence in `en`" in message
        assert "duty `Silent` is discharged by `Hopeless`, which is no act of the protocol" in message

    def test_every_fault_at_once(self) -> None:
        message = fault(
            acts=(Ask, Lend, Return, WriteOff, Hopeless), events=(*EVENTS, Ineffective, Whispered)
        )
        assert message.startswith("protocol `loan`: ")
        assert message.count(";") >= 3


class Box(Record):
    """A box inside a case."""

    owner: Party
    inside: Annotated[str, seen_by("owner")] | None = None


class TestLostMarks:
    """A mark that would not be read must not be written."""

    def odd(self, field: Any) -> type[Case]:
        class Boxed(Case):
            """A case with one odd field."""

            owner: Party = ""
            odd: Any = None

            def parties(self) -> frozenset[Party]:
                return frozenset()

        Boxed.__annotations__["odd"] = field
        return Boxed

    def faults(self, field: Any) -> str:
        return fault(case=self.odd(field))

    def test_inside_a_union(self) -> None:
        marked: Any = Annotated[str, seen_by("owner")]
        assert "`Boxed.odd` says who may see it inside its type" in self.faults(marked | None)

    def test_inside_a_tuple(self) -> None:
        assert "inside its type" in self.faults(tuple[Annotated[str, seen_by("owner")], ...])

    def test_twice(self) -> None:
        assert "says twice" in self.faults(Annotated[str, seen_by("owner"), SeenBy(names=())])

    def test_in_a_record_inside(self) -> None:
        assert "`Box.inside` says who may see it inside its type" in self.faults(tuple[Box, ...])

    @pytest.mark.parametrize("shape", [list[str], dict[str, int], set[str], list, tuple[list[str], ...]])
    def test_collections_that_can_change(self, shape: Any) -> None:
        assert "`Boxed.odd` is a collection that can change; use a tuple" in self.faults(shape)

    def test_records_outside_a_tuple(self) -> None:
        assert "would be shown whole" in self.faults(frozenset[Box])

    def test_a_method_as_relation(self) -> None:
        assert "seen by `parties`, which is a method" in self.faults(Annotated[str, seen_by("parties")])

    @pytest.mark.parametrize(
        "shape",
        [
            Annotated[tuple[str, ...] | None, seen_by_each("owner")],
            Annotated[str | None, seen_by("owner")],
            Annotated[str, seen_by()],
            frozenset[str],
            tuple[Basis, ...],
        ],
    )
    def test_good_shapes_pass(self, shape: Any) -> None:
        assert str(law(case=self.odd(shape))) == "loan@1"


class TestNames:
    @pytest.mark.parametrize(
        ("name", "address"),
        [("Hang", "hang"), ("WriteOff", "write-off"), ("NameCharter", "name-charter"), ("Out2Go", "out2-go")],
    )
    def test_kebab(self, name: str, address: str) -> None:
        assert kebab(name) == address

    def test_acts_and_events_by_name(self) -> None:
        assert list(PROTOCOL.act_named) == ["hang", "ask", "lend", "return", "write-off"]
        assert PROTOCOL.event_named["asked"] is Asked
        assert PROTOCOL.opening is Hang
        assert PROTOCOL.collection == "loans"


class TestDuties:
    LENT = Loan(key="k1", owner="anna", borrower="bram", back_by=START + hours(4))

    def test_runs_while_there_is_a_due_moment(self) -> None:
        (duty,) = PROTOCOL.duties_of(self.LENT)
        assert (duty.name, duty.holder, duty.claimant) == ("BringBack", "bram", "anna")
        assert duty.due == START + hours(4)
        assert (duty.nl, duty.en) == (BringBack.nl, BringBack.en)
        assert PROTOCOL.duties_of(replace(self.LENT, back_by=None)) == ()

    def test_soonest_first(self) -> None:
        class Sooner(BringBack):
            def due(self, loan: Loan) -> datetime | None:
                return loan.back_by and loan.back_by - hours(1)

        names = [duty.name for duty in law(duties=(BringBack(), Sooner())).duties_of(self.LENT)]
        assert names == ["Sooner", "BringBack"]

    def test_without_holder_the_clock_holds_it(self) -> None:
        (duty,) = PROTOCOL.duties_of(replace(self.LENT, borrower=None))
        assert duty.holder == CLOCK

    def test_breach_is_an_act_of_the_clock(self) -> None:
        assert list(PROTOCOL.breaches(self.LENT)) == [(START + hours(4), WriteOff(actor=CLOCK))]
        assert list(PROTOCOL.breaches(Loan(key="k1"))) == []


class TestKeeping:
    def test_an_open_case_has_no_end(self) -> None:
        assert PROTOCOL.retain.ends(Loan(key="k1")) is None

    def test_a_closed_case_is_kept_for_its_period(self) -> None:
        assert PROTOCOL.retain.ends(Loan(key="k1", ended=START)) == START + hours(30 * 24)

    def test_broken_invariants_by_name(self) -> None:
        assert PROTOCOL.broken(Loan(key="k1", borrower="bram", ended=START)) == ("one_place",)
        assert PROTOCOL.broken(Loan(key="k1")) == ()
