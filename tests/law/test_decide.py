"""Decide: every rule is weighed, nothing is allowed without a permit, and a rule that fails never admits."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from lending import FACTS, PROTOCOL, START, TERMS, Ask, Asked, Hang, Lend, Lent, Loan, Return, WriteOff

from weerbaar.kernel.law.acts import Act, Events
from weerbaar.kernel.law.decide import Permitted, Reason, Refused, decide, evolve, weigh
from weerbaar.kernel.law.given import Given, facts
from weerbaar.kernel.law.moments import hours
from weerbaar.kernel.law.rules import forbid, permit

HANGING = Loan(key="k1", owner="anna")


def now(extra: dict[tuple[str, ...], Any] | None = None) -> Given:
    return facts(START, {**FACTS, **(extra or {})})


def names(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.rule.name for reason in reasons]


class Fourfold(Act[Loan]):
    """An act whose four rules answer what they are told to answer."""

    permits: tuple[Any, Any] = (True, False)
    forbids: tuple[Any, Any] = (False, False)

    @permit(TERMS("1"), nl="Eerste.", en="First.")
    def first(self, loan: Loan, given: Given) -> bool:
        return _answer(self.permits[0])

    @forbid(TERMS("2"), nl="Derde.", en="Third.")
    def third(self, loan: Loan, given: Given) -> bool:
        return _answer(self.forbids[0])

    @permit(TERMS("1.1"), nl="Tweede.", en="Second.")
    def second(self, loan: Loan, given: Given) -> bool:
        return _answer(self.permits[1])

    @forbid(TERMS("2.1"), nl="Vierde.", en="Fourth.", told=False)
    def fourth(self, loan: Loan, given: Given) -> bool:
        return _answer(self.forbids[1])

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Asked(by=self.actor)


def _answer(value: Any) -> bool:
    if value == "raise":
        raise LookupError("no answer")
    answer: bool = value
    return answer


ANSWERS = st.sampled_from([True, False, "raise", None, 1, 0, "yes", ""])


class TestWeighing:
    def test_rules_stand_in_the_order_of_the_text(self) -> None:
        assert [rule.name for rule, _ in Fourfold.rules] == ["first", "third", "second", "fourth"]

    def test_permitted_because_of_every_permit_that_holds(self) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", permits=(True, True)), now())
        assert isinstance(decision, Permitted)
        assert names(decision.because) == ["first", "second"]
        assert decision.events == (Asked(by="bram"),)
        assert decision.case.asked_by == "bram"
        assert HANGING.asked_by is None

    def test_refused_because_of_every_forbid_that_holds(self) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", forbids=(True, True)), now())
        assert isinstance(decision, Refused)
        assert names(decision.reasons) == ["third", "fourth"]

    def test_no_permit_no_act(self) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", permits=(False, False)), now())
        assert isinstance(decision, Refused)
        assert names(decision.reasons) == ["first", "second"]

    @examples(st.tuples(ANSWERS, ANSWERS), st.tuples(ANSWERS, ANSWERS))
    def test_only_a_clear_yes_admits(self, permits: tuple[Any, Any], forbids: tuple[Any, Any]) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", permits=permits, forbids=forbids), now())
        admitted = any(answer is True for answer in permits) and all(answer is False for answer in forbids)
        assert isinstance(decision, Permitted) is admitted
        reasons = decision.because if isinstance(decision, Permitted) else decision.reasons
        assert reasons, "every decision carries a reason"

    @examples(st.tuples(ANSWERS, ANSWERS), st.tuples(ANSWERS, ANSWERS), st.integers(0, 1))
    def test_a_forbid_can_only_shrink_what_is_allowed(
        self, permits: tuple[Any, Any], forbids: tuple[Any, Any], which: int
    ) -> None:
        more = tuple(True if place == which else answer for place, answer in enumerate(forbids))
        before = decide(HANGING, Fourfold(actor="bram", permits=permits, forbids=forbids), now())
        after = decide(HANGING, Fourfold(actor="bram", permits=permits, forbids=(more[0], more[1])), now())
        assert isinstance(before, Permitted) or isinstance(after, Refused)
        assert isinstance(after, Refused)

    def test_a_forbid_that_raises_forbids_and_says_why(self) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", forbids=("raise", False)), now())
        assert isinstance(decision, Refused)
        assert decision.reasons[0].failed == "LookupError: no answer"

    def test_a_permit_that_raises_does_not_permit(self) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", permits=("raise", False)), now())
        assert isinstance(decision, Refused)
        assert [reason.failed for reason in decision.reasons] == ["LookupError: no answer", ""]

    def test_a_permit_that_raises_does_not_spoil_another(self) -> None:
        assert isinstance(decide(HANGING, Fourfold(actor="bram", permits=("raise", True)), now()), Permitted)

    @pytest.mark.parametrize("answer", [None, 1, 0, "yes", ""])
    def test_a_forbid_that_answers_neither_yes_nor_no_forbids(self, answer: Any) -> None:
        decision = decide(HANGING, Fourfold(actor="bram", forbids=(answer, False)), now())
        assert isinstance(decision, Refused)
        assert "neither yes nor no" in decision.reasons[0].failed

    def test_weigh_gives_all_three_groups(self) -> None:
        because, unmet, against = weigh(HANGING, Fourfold(actor="bram", forbids=(True, False)), now())
        assert (names(because), names(unmet), names(against)) == (["first"], ["second"], ["third"])


class TestTold:
    def test_who_has_no_power_learns_only_that(self) -> None:
        decision = decide(
            HANGING, Fourfold(actor="bram", permits=(False, False), forbids=(True, True)), now()
        )
        assert isinstance(decision, Refused)
        assert names(decision.reasons) == ["first", "second", "third", "fourth"]
        assert names(decision.tellable) == ["first", "second"]

    @pytest.mark.parametrize(
        ("permits", "told"), list(product([(True, False), (False, False)], [True, False]))
    )
    def test_an_untold_reason_changes_no_word_beside_a_told_one(
        self, permits: tuple[bool, bool], told: bool
    ) -> None:
        def words(untold: bool) -> list[str]:
            act = Fourfold(actor="bram", permits=permits, forbids=(told, untold))
            decision = decide(HANGING, act, now())
            assert isinstance(decision, Refused)
            return [reason.rule.nl for reason in decision.tellable if reason.rule.told]

        if told or permits == (False, False):
            assert words(untold=True) == words(untold=False) != []
        else:
            assert words(untold=True) == []

    def test_every_reason_stays_in_the_receipt(self) -> None:
        decision = decide(HANGING, Ask(actor="carla"), now())
        assert isinstance(decision, Refused)
        assert names(decision.reasons) == ["under_watch"]
        assert not decision.reasons[0].rule.told


class TestClash:
    ASKED = Loan(key="k1", owner="anna", asked_by="anna")

    def test_somebody_else_was_first(self) -> None:
        decision = decide(self.ASKED, Ask(actor="bram"), now())
        assert isinstance(decision, Refused)
        assert decision.clash

    def test_something_else_stands_in_the_way_too(self) -> None:
        decision = decide(self.ASKED, Ask(actor="anna"), now())
        assert isinstance(decision, Refused)
        assert names(decision.reasons) == ["taken", "is_owner"]
        assert not decision.clash

    def test_an_untold_reason_does_not_undo_a_clash(self) -> None:
        # Otherwise the answer would be a refusal instead of a conflict, and the watched would know.
        decision = decide(self.ASKED, Ask(actor="carla"), now())
        assert isinstance(decision, Refused)
        assert names(decision.reasons) == ["taken", "under_watch"]
        assert decision.clash

    def test_an_untold_reason_alone_is_no_clash(self) -> None:
        decision = decide(HANGING, Ask(actor="carla"), now())
        assert isinstance(decision, Refused)
        assert not decision.clash

    def test_unmet_permits_are_no_clash(self) -> None:
        decision = decide(HANGING, Return(actor="bram"), now())
        assert isinstance(decision, Refused)
        assert not decision.clash


class TestPure:
    def test_evolve_folds_in_order(self) -> None:
        until = START + hours(4)
        case = evolve(HANGING, (Asked(by="bram"), Lent(to="bram", until=until)))
        assert case == Loan(key="k1", owner="anna", borrower="bram", back_by=until)
        assert evolve(HANGING, ()) is HANGING

    def test_a_decision_is_the_same_every_time(self) -> None:
        asked = Loan(key="k1", owner="anna", asked_by="bram")
        assert decide(asked, Lend(actor="anna"), now()) == decide(asked, Lend(actor="anna"), now())

    def test_time_comes_from_given_alone(self) -> None:
        lent = Loan(key="k1", owner="anna", borrower="bram", back_by=START)
        early = facts(START - hours(1), FACTS)
        assert isinstance(decide(lent, WriteOff(actor="clock"), early), Refused)
        assert isinstance(decide(lent, WriteOff(actor="clock"), now()), Permitted)

    def test_an_opening_act_begins_with_a_blank_case(self) -> None:
        act = Hang(actor="anna", key="k1")
        decision = decide(act.blank(), act, now())
        assert isinstance(decision, Permitted)
        assert decision.case == HANGING
        assert PROTOCOL.key(decision.case) == "k1"
