"""The law alone as a door: cases in memory, no ledger, and every invariant checked on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scenario_doors import Got

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.asking import told
from weerbaar.desk.intake import InvalidInput, read_act
from weerbaar.desk.members import Members
from weerbaar.desk.register import Register
from weerbaar.desk.scenario import Step
from weerbaar.edi.interchange import meant_by
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import Permitted, decide, evolve
from weerbaar.kernel.law.disclosure import audiences, in_audience, is_party, view
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.messages import Unfit, Wanted
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.reaching import Reached
from weerbaar.protocols.known import PROTOCOLS
from weerbaar.standards.edifact import read_interchange


class Held:
    """One case in memory: as it stands, and the events that made it with who may know of each."""

    def __init__(self, blank: Case) -> None:
        self.blank, self.case = blank, blank
        self.events: list[Any] = []
        self.known: list[tuple[str, frozenset[str]]] = []
        self.history: list[tuple[datetime, Case]] = []


class KernelDoor:
    """Decides on the law alone. Raises `AssertionError` when an act breaks an invariant or a replay differs."""

    def __init__(self, law: Protocol[Any], register: Register, clock: StoryClock) -> None:
        self.law, self.members, self.clock = law, Members(register, (law,)), clock
        self.cases: dict[str, Held] = {}
        self.permitted = Counter[str]()  # how often each act was
        self.sent: dict[tuple[str, str], tuple[object, Got]] = {}

    async def pass_time(self) -> None:
        self.tick()

    def tick(self) -> None:
        """Let the clock do what is due, until nothing is."""
        while due := sorted(self._due(), key=lambda one: one[0])[:1]:
            _, act, key = due[0]
            got = self._decide(key, act)
            assert got.outcome == "permitted", f"the clock was refused `{type(act).__name__}`: {got.reasons}"

    def _due(self) -> Iterator[tuple[Any, Act[Any], str]]:
        for key, held in self.cases.items():
            for moment, act in self.law.breaches(held.case):
                if moment <= self.clock.now():
                    yield moment, act, key

    async def suspend(self, party: str) -> None:
        self.members.suspended.add(party)
        for key, held in list(self.cases.items()):
            for act in self.law.on_suspension(held.case, party):
                if isinstance(decide(held.case, act, self._given()), Permitted):
                    self._decide(key, act)

    def _given(self) -> Given:
        return Given(self.clock.now(), self.members.answer)

    async def act(self, step: Step, key: str) -> Got:
        try:
            asked = read_act(self.law, step.act, step.actor, step.functionary, step.fields)
        except InvalidInput as wrong:
            return Got("invalid", tuple(one.pointer for one in wrong.faults))
        return self.ask(asked, key)

    async def access(self, step: Step, key: str) -> Got:
        got = await self.act(step, key)
        # AuthZEN knows yes and no; that somebody else was first is a no.
        return Got("refused", got.reasons) if got.outcome == "clash" else got

    def ask(self, act: Act[Any], key: str) -> Got:
        """Decide one act as the desk does: a stranger to a case is told what it would be told if there were none."""
        if isinstance(act, Opening):
            key = self.law.key(act.blank())
        held = self.cases.get(key)
        viewer = self.members.viewer(act.actor)
        inside = held is not None and is_party(viewer, held.case, self.law.see)
        if not isinstance(act, Opening) and not inside:
            return Got("unknown")
        got = self._decide(key, act)
        if got.outcome != "permitted" and held is not None and not inside:
            assert isinstance(act, Opening)
            alone = decide(act.blank(), act, self._given())
            reasons = told(alone) if not isinstance(alone, Permitted) else ()
            return Got("refused", tuple(one.rule for one in reasons) or ("not_possible_now",))
        return got

    def _decide(self, key: str, act: Act[Any]) -> Got:
        held = self.cases.get(key)
        if held is None:
            assert isinstance(act, Opening)
            held = Held(act.blank())
        before = held.case
        decision = decide(before, act, self._given())
        if not isinstance(decision, Permitted):
            assert decision.reasons, "a refusal without a reason"
            return Got("clash" if decision.clash else "refused", tuple(one.rule for one in told(decision)))
        assert decision.because, "permitted without a reason"
        broken = self.law.broken(decision.case, None if held.case is held.blank else before)
        assert not broken, f"`{type(act).__name__}` broke {', '.join(broken)}"
        self.permitted[kebab(type(act).__name__)] += 1
        held.events += decision.events
        held.known += zip(
            (kebab(type(event).__name__) for event in decision.events),
            audiences(before, decision.events),
            strict=True,
        )
        held.case = decision.case
        held.history.append((self.clock.now(), decision.case))
        assert evolve(held.blank, tuple(held.events)) == held.case, "the events do not rebuild the case"
        for event in decision.events:
            for question, answer in self.law.establishes(event, decision.case):
                self.members.establish(question, answer)
        self.cases[key] = held
        return Got("permitted")

    async def send(self, step: Step) -> Got:
        received = read_interchange(step.edi.encode("iso-8859-1"))
        if received.faults:
            return Got("invalid")
        codes: list[str] = []
        for message in received.messages:
            codes += [fault.code for fault in (*message.syntax_faults, *message.faults)]
            if message.record is not None:
                try:
                    wishes = self._meant(message.record, step.actor)
                except Unfit as unfit:
                    codes.append(unfit.code)
                    continue
                codes += [code for wish in wishes for code in self._wish(wish, step)]
        return Got("refused" if codes else "permitted", tuple(codes))

    def _meant(self, record: object, sender: str) -> list[Wanted]:
        def finds(law: Protocol[Any], wish: Wanted) -> str | None:
            return self._found(sender, wish) if law is self.law else None

        meant = meant_by(record, sender, self.members, PROTOCOLS, finds)
        assert all(one.protocol is self.law for one in meant), "a message for another law"
        return [one.wish for one in meant]

    def _wish(self, wish: Wanted, step: Step) -> tuple[str, ...]:
        # A partner's reference makes a message that comes twice the same message; the desk keeps that, not the law.
        content = (wish.act, tuple(sorted((name, str(value)) for name, value in wish.fields.items())))
        earlier = self.sent.get((step.actor, wish.key))
        if earlier is not None and earlier[0] != content:
            return ("REFERENCE_USED",)
        if earlier is not None:
            got = earlier[1]
        else:
            key = "" if wish.find is None else self._found(step.actor, wish) or ""
            got = self.ask(read_act(self.law, wish.act, step.actor, step.functionary, wish.fields), key)
            if got.outcome != "unknown":
                self.sent[step.actor, wish.key] = (content, got)
        if got.outcome == "unknown":
            return ("NO_RIGHT",)
        return tuple(reason.upper() for reason in got.reasons)

    def _found(self, party: str, wish: Wanted) -> str | None:
        viewer, word = self.members.viewer(party), wish.find or ""
        for key, held in reversed(self.cases.items()):
            if word in self.law.finds(held.case) and is_party(viewer, held.case, self.law.see):
                shown = view(held.case, viewer)
                if all(shown.get(name) == value for name, value in wish.known.items()):
                    return key
        return None

    async def see(self, party: str, key: str) -> dict[str, Any] | None:
        held, viewer = self.cases.get(key), self.members.viewer(party)
        if held is None or not is_party(viewer, held.case, self.law.see):
            return None
        reached = Reached(party=party, way="reading", at=self.clock.now(), evidence=f"{party} read it")
        for act in self.law.on_reached(held.case, reached):
            if isinstance(decide(held.case, act, self._given()), Permitted):
                self._decide(key, act)
        return view(held.case, viewer)

    async def seen_then(self, party: str, key: str, then: datetime) -> dict[str, Any] | None:
        viewer = self.members.viewer(party)
        for at, case in reversed(self.cases[key].history):
            if at <= then:
                return view(case, viewer) if is_party(viewer, case, self.law.see) else None
        return None

    async def unlike_the_ledger(self) -> list[str]:
        return []  # there is none; that the events rebuild every case is asserted at each act

    async def learned(self, party: str, key: str) -> list[str]:
        viewer = self.members.viewer(party)
        return [name for name, names in self.cases[key].known if in_audience(viewer, names)]

    async def duties(self, party: str, key: str) -> list[str]:
        return [one.name for one in self.law.duties_of(self.cases[key].case) if one.holder == party]
