"""What is prepared beforehand for speed says of every act of the small worlds what the plain way says."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.desk.account import Seal, account, personal_fields
from weerbaar.desk.folding import ManyEvents, follow
from weerbaar.desk.reading_back import from_json, from_msgpack
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import Permitted, Reason, Refused, Weighed, decide, weigh
from weerbaar.kernel.law.disclosure import audiences, parties_named
from weerbaar.kernel.law.explore_world import World
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.ledger.seal import join_sections
from weerbaar.protocols.known import PROTOCOLS, trial_of

_plain = msgspec.json.Encoder(order="sorted").encode
STEPS, TRIES = 8, 12
SEAL = Seal(scheme="small", position=0, subject="somebody", key=bytes(32), entropy=bytes)


def weighed_plainly(case: Case, act: Act[Any], given: Given) -> Weighed:
    """Weigh each rule of an act as `decide` was first written."""
    found: tuple[list[Reason], list[Reason], list[Reason]] = ([], [], [])
    for rule, condition in type(act).rules:
        try:
            holds, failed = condition(act, case, given), ""
            if not isinstance(holds, bool):
                holds, failed = False, f"the answer is `{holds!r}`, neither yes nor no"
        except Exception as trouble:
            holds, failed = False, f"{type(trouble).__name__}: {trouble}"
        because, unmet, against = found
        if rule.effect == "permit":
            (because if holds else unmet).append(Reason(rule=rule, failed=failed))
        elif holds or failed:
            against.append(Reason(rule=rule, failed=failed))
    return tuple(found[0]), tuple(found[1]), tuple(found[2])


class Walk:
    """One walk through a small world, on which every act that is tried is compared."""

    def __init__(self, law: Protocol[Any], world: World[Any], seed: int) -> None:
        self.law, self.world, self.chance = law, world, random.Random(seed)
        self.case: Any = None
        self.now: datetime = world.start
        self.known: dict[Question, Answer] = {}

    def given(self) -> Given:
        """Return what a decision here may know."""
        return Given(self.now, self.world.source(self.known))

    def step(self) -> bool:
        """Try some acts, compare each, and go on with the first that is permitted."""
        acts = list(self.world.alphabet(self.case))
        for act in self.chance.sample(acts, min(TRIES, len(acts))):
            before = self.case
            if before is None:
                assert isinstance(act, Opening), "only an opening act is asked where nothing began"
                before = act.blank()
            decision = self.compared(before, act)
            if isinstance(decision, Permitted):
                # Some worlds begin in the middle of a life, by an act of their own.
                if type(act) in self.law.acts:
                    self.folded(act, decision)
                for event in decision.events:
                    self.known |= dict(self.law.establishes(event, decision.case))
                self.case = decision.case
                return True
        return False

    def compared(self, case: Any, act: Act[Any]) -> Permitted[Any] | Refused:
        """Compare what is decided on an act, and how it is written down."""
        quick, slow = self.given(), self.given()
        assert weigh(case, act, quick) == weighed_plainly(case, act, slow)
        assert list(quick.served.items()) == list(slow.served.items())
        given = self.given()
        decision = decide(case, act, given)
        known: tuple[frozenset[str], ...] = ()
        if isinstance(decision, Permitted):
            known = audiences(case, decision.events, decision.path)
            for event, after, names in zip(decision.events, decision.path, known, strict=True):
                if event.seen_by:
                    assert names == frozenset(parties_named(event.seen_by, event, after))
        sections, _ = account(act, decision, known, given.served, SEAL)
        assert sections["given"] == _plain([[*asked, answer] for asked, answer in given.served.items()])
        if not personal_fields(type(act)):
            assert sections["act"] == _plain(act)
        reasons = decision.because if isinstance(decision, Permitted) else decision.tellable
        told = [one.rule for one in reasons if isinstance(decision, Permitted) or one.rule.told]
        written = [{"rule": one.name, "basis": str(one.basis), "failed": ""} for one in told]
        assert sections["because" if isinstance(decision, Permitted) else "told"] == _plain(written)
        return decision

    def folded(self, act: Act[Any], decision: Permitted[Any]) -> None:
        """Compare what is read back of what happened, event by event and as a whole."""
        for number, event in enumerate(decision.events):
            again = from_json(type(event))(_plain(event))
            assert (type(again), again) == (type(event), event)
            if not personal_fields(type(event)):
                name = kebab(type(event).__name__)
                sections, _ = account(act, decision, ((),) * len(decision.events), {}, SEAL)  # type: ignore[arg-type]
                assert sections[f"event.{number}"] == _plain({"event": name, "fields": event})
        kept = from_msgpack(self.law.case)(msgspec.msgpack.encode(decision.case))
        assert (type(kept), kept) == (type(decision.case), decision.case)
        # Written down without its personal values in their place, a body would give another case.
        body = {
            f"event.{n}": _plain({"event": kebab(type(e).__name__), "fields": e})
            for n, e in enumerate(decision.events)
        }
        written = join_sections({"act": _plain(act), **body})
        try:
            after = follow(written, kebab(type(act).__name__), self.case, self.law)
        except ManyEvents:
            assert len(decision.events) >= 8
        else:
            assert after == decision.case


@pytest.mark.parametrize("law", PROTOCOLS, ids=str)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_prepared_says_what_the_plain_way_says(law: Protocol[Any], seed: int) -> None:
    worlds = trial_of(law).worlds
    walk = Walk(law, worlds[random.Random(seed).choice(sorted(worlds))], seed)
    assert walk.step() or walk.case is None
    for _ in range(STEPS):
        walk.step()
