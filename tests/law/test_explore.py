"""Explore: silent and complete on a sound law, and clear about a world that is no good."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from lending import (
    FACTS,
    PROTOCOL,
    START,
    WORLD,
    Ask,
    Loan,
    Return,
    alphabet,
)
from seeding import deeds, only, world

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.explore import as_it_is, explore, relative
from weerbaar.kernel.law.explore_world import NotAWorld
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.moments import Moment, hours
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record, replace


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
        with pytest.raises(NotAWorld, match="no opening act"):
            explore(PROTOCOL, msgspec.structs.replace(WORLD, alphabet=lambda loan: ()))

    def test_first_act_opens_nothing(self) -> None:
        with pytest.raises(NotAWorld, match="`Ask` is asked without a case"):
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
        with pytest.raises(NotAWorld, match="keep collections in tuples"):
            explore(PROTOCOL, listed)


class Stamp(Record):
    """One stamp on a card."""

    at: Moment
    by: str = ""


class Card(Case):
    """A card with every kind of field that a moment can hide in."""

    name: str = "k"
    count: int = 0
    kind: Literal["a", "b"] = "a"
    day: date | None = None
    words: tuple[str, ...] = ()
    due: Moment | None = None
    stamps: tuple[Stamp, ...] = ()
    last: Stamp | None = None
    pair: tuple[Moment, str] | None = None

    def parties(self) -> frozenset[Party]:
        return frozenset()


MOMENTS = st.integers(0, 5).map(lambda count: START + hours(count))
STAMPS = st.builds(Stamp, at=MOMENTS, by=st.sampled_from(["anna", "bram"]))
CARDS = st.builds(
    Card,
    count=st.integers(0, 1),
    kind=st.sampled_from(["a", "b"]),
    words=st.lists(st.sampled_from("xy"), max_size=1).map(tuple),
    due=st.none() | MOMENTS,
    stamps=st.lists(STAMPS, max_size=2).map(tuple),
    last=st.none() | STAMPS,
    pair=st.none() | st.tuples(MOMENTS, st.just("p")),
)


def later(card: Card, span: timedelta) -> Card:
    """Return the same card, all of it some time later."""

    def stamp(one: Stamp) -> Stamp:
        return replace(one, at=one.at + span)

    return replace(
        card,
        due=card.due and card.due + span,
        stamps=tuple(stamp(one) for one in card.stamps),
        last=card.last and stamp(card.last),
        pair=card.pair and (card.pair[0] + span, card.pair[1]),
    )


class TestAnyCard:
    @examples(CARDS, st.integers(-3, 3).map(hours))
    def test_the_same_card_later_is_the_same(self, card: Card, span: timedelta) -> None:
        assert relative(card, START) == relative(later(card, span), START + span)
        assert hash(relative(card, START)) == hash(relative(later(card, span), START + span))

    @examples(CARDS, CARDS)
    def test_another_card_is_another(self, one: Card, other: Card) -> None:
        assert (relative(one, START) == relative(other, START)) is (one == other)

    @examples(CARDS, st.integers(1, 3).map(hours))
    def test_waiting_makes_another_state_only_where_a_moment_stands(
        self, card: Card, span: timedelta
    ) -> None:
        timeless = later(card, span) == card
        assert (relative(card, START) == relative(card, START + span)) is timeless


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
