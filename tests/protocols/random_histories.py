"""Random histories: a machine that has any party of a world ask any act of a law, and checks what must always hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, get_args

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kernel_door import KernelDoor

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.intake import act_fields
from weerbaar.desk.register import Register
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import Permitted, decide, evolve
from weerbaar.kernel.law.disclosure import audiences, in_audience, is_party, marks, view
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Party, Viewer
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.telling import Ear

Words = Mapping[str, tuple[str, ...]]
START = datetime(2026, 5, 12, 6, tzinfo=UTC)
KINDS = 10  # kinds of act that are tried before one is asked that is refused
TRIES = 25  # ways to fill in an act that are looked at before it is asked: most of them are refused


class Histories(RuleBasedStateMachine):
    """Asks at random, with a bent towards what would be permitted, so that histories get somewhere."""

    law: ClassVar[Protocol[Any]]
    register: ClassVar[Register]
    words: ClassVar[Words]
    beginnings: ClassVar[tuple[tuple[Act[Any], ...], ...]]
    reached: ClassVar[Counter[str]]  # how often each act was permitted, over all histories
    refusing: ClassVar[Counter[str]]  # how often each rule refused

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.clock = StoryClock(START)
        self.door = KernelDoor(self.law, self.register, self.clock)
        self.asked = 0
        self.done: set[type[Act[Any]]] = set()
        self.salt = data.draw(st.randoms(use_true_random=True)).random()
        for act in data.draw(st.sampled_from(self.beginnings)):
            got = self.door.ask(act, next(iter(self.door.cases), ""))
            assert got.outcome == "permitted", (act, got)
            self.done.add(type(act))

    @rule(seeds=st.lists(st.integers(0, 2**32), min_size=3, max_size=8))
    def some_ask(self, seeds: list[int]) -> None:
        for seed in seeds:
            # Hypothesis likes small and equal numbers; with these beside it no two acts are alike.
            self.asked += 1
            self._ask(random.Random(f"{self.salt} {seed} {self.asked}"))

    def _ask(self, chance: random.Random) -> None:
        act = self._likely(chance)
        key = next(iter(self.door.cases), "")
        before = {one: (held.case, len(held.events)) for one, held in self.door.cases.items()}
        got = self.door.ask(act, key)
        assert got.outcome in ("permitted", "refused", "clash", "unknown")
        assert (got.outcome in ("refused", "clash")) == bool(got.reasons), "an answer without its reason"
        self.refusing.update(got.reasons)
        if got.outcome == "permitted":
            self.done.add(type(act))
            self._nothing_told_beyond_the_view(act, before)

    def _nothing_told_beyond_the_view(self, act: Act[Any], before: dict[str, tuple[Any, int]]) -> None:
        for key, held in self.door.cases.items():
            case, known = before.get(key, (held.blank, 0))
            events = held.events[known:]
            path = (case, *(case := event.apply(case) for event in events))
            for member in self.register.member:
                viewer = self.door.members.viewer(member.name)
                ear = Ear(path, viewer, self.law.see, self.clock.now(), act, {})
                for place, names in enumerate(audiences(path[0], tuple(events), path[1:])):
                    if in_audience(viewer, names):
                        told = ear.told_beyond(events[place], place)
                        assert not told, (type(events[place]).__name__, told, member.name)

    @rule(minutes=st.sampled_from([1, 1, 1, 10, 30, 90, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.jump_to(self.clock.now() + timedelta(minutes=minutes))
        self.door.tick()

    def teardown(self) -> None:
        self.reached.update(self.door.permitted)

    @invariant()
    def nothing_is_broken(self) -> None:
        for held in self.door.cases.values():
            assert not self.law.broken(held.case)

    @invariant()
    def the_events_rebuild_the_case(self) -> None:
        for held in self.door.cases.values():
            kept = [msgspec.json.decode(msgspec.json.encode(one), type=type(one)) for one in held.events]
            assert evolve(held.blank, tuple(kept)) == held.case

    @invariant()
    def nobody_sees_too_much(self) -> None:
        for held in self.door.cases.values():
            for member in self.register.member:
                viewer = self.door.members.viewer(member.name)
                if is_party(viewer, held.case, self.law.see):
                    shown = view(held.case, viewer)
                    assert not set(shown) - visible(held.case, viewer), (member.name, set(shown))

    def _likely(self, chance: random.Random) -> Act[Any]:
        """Return an act of some kind; where that is soon found, one that is permitted now."""
        case = next((held.case for held in self.door.cases.values()), None)
        kinds = [one for one in self.law.acts if not one.by_clock and (case or issubclass(one, Opening))]
        act = self._any_act(chance.choice(kinds), chance)
        if case is not None and self.law.retain.since(case) is not None:
            return act  # the case is over: next to nothing is permitted, and to look for it takes long
        # What has not happened yet in this history comes first, or the openers would be asked for ever.
        chance.shuffle(kinds)
        kinds.sort(key=lambda kind: kind in self.done)
        for kind in kinds[:KINDS]:
            for _ in range(TRIES):
                act = self._any_act(kind, chance, sorted(case.parties()) if case else [])
                begun = case or (act.blank() if isinstance(act, Opening) else None)
                given = Given(self.clock.now(), self.door.members.answer)
                if begun is not None and isinstance(decide(begun, act, given), Permitted):
                    return act
        return act

    def _any_act(self, kind: type[Act[Any]], chance: random.Random, likely: Sequence[Party] = ()) -> Act[Any]:
        actor = chance.choice([*likely, *(one.name for one in self.register.member)])
        fields = {
            name: self._value(name, hint, chance)
            for name, (hint, required) in fields_of(kind).items()
            if required or chance.random() < 0.5
        }
        return kind(actor=actor, functionary=chance.choice(["", "one", "two"]), **fields)

    def _value(self, name: str, hint: Any, chance: random.Random) -> Any:
        if name in self.words:
            return chance.choice(self.words[name])
        if hint == Party or Party in get_args(hint):
            return chance.choice(self.register.member).name
        hours = [timedelta(hours=hours) for hours in (0, 1, 3, 30)]
        moments = [self.clock.now() + one for one in hours]
        return chance.choice(fitting(hint) or moments)


@cache
def fitting(hint: Any) -> list[Any]:
    """Return the words and truths that a field takes; none where it takes a moment."""
    return [one for one in (*literals(hint), True, False, "waarom", ()) if _fits(one, hint)]


fields_of = cache(act_fields)


def literals(hint: Any) -> tuple[str, ...]:
    """Return the words that a type lists."""
    found = tuple(part for part in get_args(hint) if isinstance(part, str))
    return found or tuple(word for part in get_args(hint) for word in literals(part))


def _fits(value: Any, hint: Any) -> bool:
    try:
        return msgspec.convert(value, hint, strict=True) == value
    except msgspec.ValidationError:
        return False


def visible(case: Case, viewer: Viewer) -> set[str]:
    """Return the fields that the marks of a case let a viewer see, worked out from the marks alone."""
    seen: set[str] = set()
    for name, mark in marks(type(case)):
        if mark is None or mark.each:
            seen.add(name)
            continue
        for relation in mark.names:
            value = getattr(case, relation, None)
            named = (value,) if isinstance(value, str) else tuple(value or ())
            if viewer.party in named or (not hasattr(case, relation) and relation in viewer.roles):
                seen.add(name)
    return seen


def histories(
    law: Protocol[Any],
    register: Register,
    words: Words,
    beginnings: tuple[tuple[Act[Any], ...], ...] = ((),),
) -> type[Histories]:
    """Return a machine for one law in one world; `words` says what some fields may hold.

    A history begins where one of the `beginnings` leads, and goes on at random from there.
    """
    attributes: dict[str, object] = {
        "law": law,
        "register": register,
        "words": words,
        "beginnings": beginnings,
    }
    attributes |= {"reached": Counter[str](), "refusing": Counter[str]()}
    return type("RandomHistories", (Histories,), attributes)
