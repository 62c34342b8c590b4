"""Given: what a decision was told is remembered, and gives the same decision when it is told again."""

from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from lending import FACTS, START, TERMS, Ask, Asked, Hang, Loan

from weerbaar.kernel.law.acts import Act, Events
from weerbaar.kernel.law.decide import Refused, decide
from weerbaar.kernel.law.given import Answer, Given, Question, UnknownFact, facts, recorded
from weerbaar.kernel.law.rules import forbid, permit

HANGING = Loan(key="k1", owner="anna")


class TestServed:
    def test_every_answer_is_remembered(self) -> None:
        given = facts(START, {("is_admitted", "bram"): True, ("colour",): "red", ("count", "k1"): 3})
        assert given.is_admitted("bram")
        assert not given.has_role("bram", "guard")
        assert given.ask("colour") == "red"
        assert given.ask("count", "k1") == 3
        assert given.served == {
            ("is_admitted", "bram"): True,
            ("has_role", "bram", "guard"): False,
            ("colour",): "red",
            ("count", "k1"): 3,
        }

    def test_only_yes_holds(self) -> None:
        given = facts(START, {("a",): 1, ("b",): "yes", ("c",): None, ("d",): True})
        assert [given.holds(letter) for letter in "abcd"] == [False, False, False, True]

    def test_a_question_is_asked_once(self) -> None:
        asked: list[Question] = []

        def source(question: Question) -> Answer:
            asked.append(question)
            return len(asked)

        given = Given(START, source)
        assert [given.ask("count"), given.ask("count"), given.ask("other")] == [1, 1, 2]
        assert asked == [("count",), ("other",)]

    def test_nothing_is_remembered_that_was_not_asked(self) -> None:
        assert facts(START, {("a",): True}).served == {}

    def test_a_question_without_answer_keeps_having_none(self) -> None:
        answers: list[Answer] = [True]

        def source(question: Question) -> Answer:
            if answers:
                answers.pop()
                raise ConnectionError("the register does not answer")
            return True

        given = Given(START, source)
        for _ in range(2):
            with pytest.raises(ConnectionError):
                given.ask("is_admitted", "bram")
        assert given.served == {}


class Twice(Act[Loan]):
    """An act whose two rules ask the same question."""

    @permit(TERMS("1"), nl="U bent toegelaten.", en="You are admitted.")
    def admitted(self, loan: Loan, given: Given) -> bool:
        return given.is_admitted(self.actor)

    @forbid(TERMS("1"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def not_admitted(self, loan: Loan, given: Given) -> bool:
        return not given.is_admitted(self.actor)

    def events(self, loan: Loan, given: Given) -> Events[Loan]:
        yield Asked(by=self.actor)


class TestReplay:
    @examples(
        st.dictionaries(st.sampled_from(sorted(FACTS)), st.booleans()),
        st.sampled_from(["anna", "bram", "carla"]),
    )
    def test_the_same_decision_again(self, table: dict[Question, Answer], actor: str) -> None:
        given = facts(START, table)
        decision = decide(HANGING, Ask(actor=actor), given)
        again = recorded(START, given.served)
        assert decide(HANGING, Ask(actor=actor), again) == decision
        assert again.served == given.served

    def test_what_was_not_asked_then_is_not_known_now(self) -> None:
        with pytest.raises(UnknownFact, match="did not ask `is_admitted bram`"):
            recorded(START, {}).is_admitted("bram")

    def test_a_rule_that_asks_more_than_then_refuses(self) -> None:
        decision = decide(HANGING, Hang(actor="bram", key="k1"), recorded(START, {}))
        assert isinstance(decision, Refused)
        assert decision.reasons[0].failed.startswith("UnknownFact")

    def test_a_register_that_fails_once_refuses_then_and_again(self) -> None:
        fails = [ConnectionError("away")]

        def source(question: Question) -> Answer:
            if fails:
                raise fails.pop()
            return True

        given = Given(START, source)
        then = decide(HANGING, Twice(actor="bram"), given)
        again = decide(HANGING, Twice(actor="bram"), recorded(START, given.served))
        assert isinstance(then, Refused)
        assert isinstance(again, Refused)
        assert [reason.rule for reason in then.reasons] == [reason.rule for reason in again.reasons]
