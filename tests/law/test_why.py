"""Why: every answer gives its grounds, and a refusal can say who must do what first."""

from __future__ import annotations

from datetime import datetime

import msgspec
from hypothesis import given as examples
from hypothesis import strategies as st
from lending import (
    FACTS,
    PROTOCOL,
    START,
    TERMS,
    WORLD,
    Ask,
    BringBack,
    Hang,
    Lend,
    Loan,
    Return,
    Returned,
    WriteOff,
    alphabet,
    law,
)

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.decide import Permitted, decide
from weerbaar.kernel.law.explore_canonical import as_it_is
from weerbaar.kernel.law.explore_world import Deed
from weerbaar.kernel.law.given import Given, facts
from weerbaar.kernel.law.moments import hours
from weerbaar.kernel.law.parties import CLOCK, Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.kernel.law.why import NOT_NOW, Ground, Why, first, why

HANGING = Loan(key="k1", owner="anna")
LENT = Loan(key="k1", owner="anna", borrower="bram", back_by=START + hours(4))


def because(loan: Loan, act: Act[Loan]) -> Why:
    return why(PROTOCOL, loan, act, facts(START, FACTS))


def steps(deeds: tuple[Deed, ...] | None) -> list[str] | None:
    if deeds is None:
        return None
    return ["time" if deed.act is None else f"{deed.act.actor} {type(deed.act).__name__}" for deed in deeds]


class Noon(Ask):
    """Ask for the key, but not before noon."""

    @permit(TERMS("2"), nl="Het is na twaalven.", en="It is past noon.")
    def admitted(self, loan: Loan, given: Given) -> bool:
        return given.now.hour >= 12

    @forbid(TERMS("2"), nl="Nooit.", en="Never.")
    def lent_out(self, loan: Loan, given: Given) -> bool:
        return False


class Late(Act[Loan]):
    """Admit that you are late."""

    @permit(TERMS("9"), nl="U bent te laat.", en="You are late.")
    def late(self, loan: Loan, given: Given) -> bool:
        return loan.back_by is not None and given.now > loan.back_by

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


class Mourn(Act[Loan]):
    """Mourn a lost key."""

    @permit(TERMS("9"), nl="Hij is weg.", en="It is gone.")
    def gone(self, loan: Loan, given: Given) -> bool:
        return loan.ended is not None

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        return ()


class TestWhy:
    def test_allowed(self) -> None:
        answer = because(HANGING, Ask(actor="bram"))
        assert answer.allowed
        assert (answer.protocol, answer.act) == ("loan@1", "ask")
        assert answer.told == (
            Ground(rule="admitted", basis=TERMS("2"), nl="U bent toegelaten.", en="You are admitted."),
        )

    def test_refused_with_every_ground(self) -> None:
        answer = because(LENT, Ask(actor="anna"))
        assert not answer.allowed
        assert [ground.rule for ground in answer.told] == ["lent_out", "is_owner"]
        assert [str(ground.basis) for ground in answer.told] == [
            "House rules of the key cabinet, 2.1",
            "House rules of the key cabinet, 2.3",
        ]

    def test_an_untold_ground_is_one_fixed_sentence(self) -> None:
        answer = because(HANGING, Ask(actor="carla"))
        assert answer.told == (NOT_NOW,)
        assert answer.told[0].nl == "Dit is op dit moment niet mogelijk."
        assert [ground.rule for ground in answer.grounds] == ["under_watch"]

    def test_an_untold_ground_beside_a_told_one_adds_nothing(self) -> None:
        assert because(LENT, Ask(actor="carla")).told == because(LENT, Ask(actor="bram")).told

    def test_without_power_the_forbids_stay_untold(self) -> None:
        answer = because(HANGING, Lend(actor="bram"))
        assert [ground.rule for ground in answer.told] == ["owns"]
        assert [ground.rule for ground in answer.grounds] == ["owns", "nobody_asks"]

    def test_without_power(self) -> None:
        answer = because(HANGING, Ask(actor="dirk"))
        assert [ground.rule for ground in answer.told] == ["admitted"]

    def test_says_what_decide_says(self) -> None:
        for loan in (HANGING, LENT):
            for act in alphabet(loan):
                decision = decide(loan, act, facts(START, FACTS))
                answer = because(loan, act)
                assert answer.allowed is isinstance(decision, Permitted)
                assert answer.reasons == (
                    decision.because if isinstance(decision, Permitted) else decision.reasons
                )


class TestFirst:
    def test_nothing_when_it_is_allowed(self) -> None:
        assert first(PROTOCOL, WORLD, HANGING, Ask(actor="bram"), START) == ()

    def test_the_shortest_history(self) -> None:
        history = first(PROTOCOL, WORLD, HANGING, Return(actor="bram"), START)
        assert steps(history) == ["bram Ask", "anna Lend"]

    def test_none_when_nothing_helps(self) -> None:
        assert first(PROTOCOL, WORLD, HANGING, Return(actor="carla"), START) is None
        assert first(PROTOCOL, WORLD, HANGING, Hang(actor="bram", key="k1"), START) is None

    def test_the_clock_may_have_to_act(self) -> None:
        alone = msgspec.structs.replace(WORLD, alphabet=lambda loan: ())
        history = first(PROTOCOL, alone, LENT, Mourn(actor="bram"), START)
        assert steps(history) == [f"{CLOCK} WriteOff"]
        assert history is not None
        assert history[0].at == START + hours(4)

    def test_time_may_have_to_pass(self) -> None:
        still = msgspec.structs.replace(
            WORLD, alphabet=lambda loan: (), steps=(hours(3),), canonical=as_it_is, most_depth=4
        )
        open_ended = Loan(key="k1", owner="anna", back_by=None, borrower="bram")
        waiting = first(PROTOCOL, still, open_ended, WriteOff(actor=CLOCK), START)
        assert waiting is None
        noon = Noon(actor="bram")
        history = first(PROTOCOL, still, open_ended, noon, START)
        assert steps(history) == ["time", "time"]
        assert history is not None
        assert history[-1].at == START + hours(6)

    def test_steps_that_a_viewer_may_not_know_are_left_out(self) -> None:
        # Carla is no party to Bram's asking; of the lending she may know only as a party of the case.
        carla = Viewer(party="carla")
        assert steps(first(PROTOCOL, WORLD, HANGING, Return(actor="bram"), START, carla)) == []
        bram = Viewer(party="bram")
        assert steps(first(PROTOCOL, WORLD, HANGING, Return(actor="bram"), START, bram)) == [
            "bram Ask",
            "anna Lend",
        ]

    def test_time_never_skips_a_due_moment(self) -> None:
        # A day passes only where nothing is due before; nobody can ever be found to be an hour late.
        slow = msgspec.structs.replace(WORLD, steps=(hours(24), hours(1)), canonical=as_it_is, most_depth=6)
        assert first(PROTOCOL, slow, LENT, Late(actor="bram"), START) is None

    def test_the_clock_does_first_what_is_due_first(self) -> None:
        class Later(BringBack):
            def due(self, loan: Loan) -> datetime | None:
                return loan.back_by and loan.back_by + hours(1)

        alone = msgspec.structs.replace(WORLD, alphabet=lambda loan: ())
        history = first(law(duties=(Later(), BringBack())), alone, LENT, Mourn(actor="bram"), START)
        assert history is not None
        assert [step.at for step in history] == [START + hours(4)]

    def test_steps_that_rest_on_an_earlier_fact_are_known(self) -> None:
        class Praised(Event[Loan]):
            seen_by = ("owner",)

            def apply(self, loan: Loan) -> Loan:
                return replace(loan, note="praised")

        class Praise(Act[Loan]):
            """Praise whoever brought the key back."""

            @permit(TERMS("9"), nl="Hij kwam terug.", en="It came back.")
            def back(self, loan: Loan, given: Given) -> bool:
                return given.holds("brought_back") and loan.note == ""

            def events(self, loan: Loan, given: Given) -> Events[Loan]:
                if given.holds("brought_back"):
                    yield Praised()

        class Blush(Act[Loan]):
            """Blush at praise."""

            @permit(TERMS("9"), nl="U bent geprezen.", en="You were praised.")
            def praised(self, loan: Loan, given: Given) -> bool:
                return loan.note == "praised"

            def events(self, loan: Loan, given: Given) -> Events[Loan]:
                return ()

        protocol = law(
            establishes=lambda event, loan: [(("brought_back",), True)] if isinstance(event, Returned) else []
        )
        world = msgspec.structs.replace(
            WORLD, alphabet=lambda loan: [Return(actor="bram"), Praise(actor="dirk")]
        )
        history = first(protocol, world, LENT, Blush(actor="bram"), START, Viewer(party="anna"))
        assert steps(history) == ["bram Return", "dirk Praise"]

    def test_within_limits(self) -> None:
        small = msgspec.structs.replace(WORLD, most_depth=1)
        assert first(PROTOCOL, small, HANGING, Return(actor="bram"), START) is None

    @examples(
        st.sampled_from([Return(actor="bram"), WriteOff(actor="anna"), Lend(actor="anna"), Ask(actor="bram")])
    )
    def test_the_history_really_leads_there(self, act: Act[Loan]) -> None:
        history = first(PROTOCOL, WORLD, HANGING, act, START)
        assert history is not None
        loan, now = HANGING, START
        for deed in history:
            now = deed.at
            if deed.act is not None:
                decision = decide(loan, deed.act, facts(now, FACTS))
                assert isinstance(decision, Permitted)
                loan = decision.case
        assert isinstance(decide(loan, act, facts(now, FACTS)), Permitted)
