"""Deciding: takes one asked act to its decision and writes that down, in memory, ready to be committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from weerbaar.desk.account import Seal, account, subject_of
from weerbaar.desk.asking import NOT_NOW, Answer, Asking, Outcome, Told, act_name, told
from weerbaar.desk.cases import Cases, Standing, case_id, is_inside, standing_at
from weerbaar.desk.members import Members, is_clock
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import Permitted, Refused, decide
from weerbaar.kernel.law.disclosure import audiences
from weerbaar.kernel.law.given import Answer as Fact
from weerbaar.kernel.law.given import Given, Question
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.format import SALT_BYTES
from weerbaar.kernel.ledger.rows import EntryRow, PersonalRow
from weerbaar.kernel.ledger.seal import Decision, seal

Entropy = Callable[[int], bytes]


class Decided(msgspec.Struct, kw_only=True, gc=False):
    """One decision, written down and not yet committed. `standing` is the case after it, if it changed."""

    asking: Asking
    answer: Answer
    row: EntryRow
    sealed: tuple[PersonalRow, ...]
    audiences: tuple[frozenset[str], ...]
    standing: Standing | None = None
    taken: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()
    erases: bool = False
    established: list[tuple[Question, Fact]] = msgspec.field(default_factory=list)
    replaced: list[tuple[Question, Fact]] = msgspec.field(default_factory=list)


class Mark(msgspec.Struct, frozen=True):
    """A point to which deciding can go back, as long as nothing decided since is being committed."""

    pending: dict[str, Standing]
    position: int


class BrokenInvariant(AssertionError):
    """A decision would have broken an invariant of its protocol: our fault, and nothing is committed."""


class Deciding:
    """Decides acts one after another on what is committed and, over it, what has been decided since.

    INVARIANT: `decide` is called by the writer only; what it decided becomes visible to readers after its commit.
    """

    def __init__(
        self,
        members: Members,
        cases: Cases,
        secret: bytes,
        entropy: Entropy,
        reference: Callable[[int], str],
    ) -> None:
        self.members, self.cases = members, cases
        self.secret, self.entropy, self.reference = secret, entropy, reference
        self.pending: dict[str, Standing] = {}
        self.next_position = 0

    def admits(self, standing: Standing, act: Act[Any], now: datetime) -> bool:
        """Return whether an act would be permitted on a case; for those who ask for nothing in vain."""
        return isinstance(decide(standing.case, act, Given(now, self.members.answer)), Permitted)

    def mark(self) -> Mark:
        """Return the point that deciding has come to."""
        return Mark(dict(self.pending), self.next_position)

    def undo(self, mark: Mark, done: Sequence[Decided | None]) -> None:
        """Go back to a mark, as if what was decided since had never been asked."""
        self.pending, self.next_position = dict(mark.pending), mark.position
        for one in reversed([one for one in done if one is not None]):
            for question, _ in one.established:
                self.members.established.pop(question, None)
            for question, fact in one.replaced:
                self.members.establish(question, fact)

    def find(self, asking: Asking) -> tuple[str, Standing | None]:
        """Return the identifier and the latest standing of the case that an act is about."""
        identifier = asking.case
        if identifier is None:
            assert isinstance(asking.act, Opening)
            key = asking.protocol.key(asking.act.blank())
            identifier = case_id(self.secret, asking.protocol, key)
        standing = self.pending.get(identifier) or self.cases.get(identifier)
        # A case of another protocol is no case here: an act is decided by its own law only.
        if standing is not None and standing.protocol.name != asking.protocol.name:
            standing = None
        return identifier, standing

    def decide(self, asking: Asking, now: datetime) -> Decided | None:
        """Decide one act; nothing when the case is absent or hidden, which is the same to the asker."""
        identifier, standing = self.find(asking)
        act = asking.act
        viewer = self.members.viewer(act.actor)
        inside = is_clock(act.actor) or (standing is not None and is_inside(viewer, standing))
        if not inside and asking.case is not None:
            return None
        if standing is not None:
            case: Case = standing.case
        else:
            assert isinstance(act, Opening)
            case = act.blank()
        given = Given(now, self.members.answer)
        decision = decide(case, act, given)
        if isinstance(decision, Permitted):
            answer = self._answer(identifier, "permitted", ())
            return self._permitted(asking, standing, case, decision, answer, given)
        reasons = told(decision)
        if standing is not None and not inside:
            reasons = self._as_if_absent(asking, now)
        answer = self._answer(identifier, "clash" if decision.clash and inside else "refused", reasons)
        return self._written(asking, standing, case, decision, answer, given)

    def _as_if_absent(self, asking: Asking, now: datetime) -> tuple[Told, ...]:
        # A stranger to the case gets the reasons that it would get if there were no case.
        assert isinstance(asking.act, Opening)
        alone = decide(asking.act.blank(), asking.act, Given(now, self.members.answer))
        return told(alone) if isinstance(alone, Refused) else (NOT_NOW,)

    def _answer(self, identifier: str, outcome: Outcome, reasons: tuple[Told, ...]) -> Answer:
        position = self.next_position
        receipt = self.reference(position)
        return Answer(outcome=outcome, case=identifier, receipt=receipt, position=position, reasons=reasons)

    def _permitted(
        self,
        asking: Asking,
        standing: Standing | None,
        case: Case,
        decision: Permitted[Any],
        answer: Answer,
        given: Given,
    ) -> Decided:
        protocol: Protocol[Any] = standing.protocol if standing else asking.protocol
        broken = protocol.broken(decision.case, case)
        if broken:
            raise BrokenInvariant(f"{act_name(asking.act)} would break {', '.join(broken)} of {protocol}")
        if protocol.delayed and not protocol.delayed.isdisjoint(map(type, decision.events)):
            answer = _delayed(answer, protocol, decision.events, given.now)
        decided = self._written(asking, standing, case, decision, answer, given)
        row = decided.row
        decided.standing = standing_at(answer.case, protocol, decision.case, row.case_seq, row.position)
        held, wanted = tuple(protocol.claims(case)) if standing else (), tuple(protocol.claims(decision.case))
        if held != wanted:
            decided.taken = tuple(frozenset(wanted).difference(held))
            decided.freed = tuple(frozenset(held).difference(wanted))
        for event in decision.events:
            decided.erases |= event.erases
            for question, fact in protocol.establishes(event, decision.case):
                known = self.members.established
                if question in known and known[question] == fact:
                    continue
                if question in known:
                    decided.replaced.append((question, known[question]))
                self.members.establish(question, fact)
                decided.established.append((question, fact))
        self.pending[answer.case] = decided.standing
        return decided

    def _written(
        self,
        asking: Asking,
        standing: Standing | None,
        case: Case,
        decision: Permitted[Any] | Refused,
        answer: Answer,
        given: Given,
    ) -> Decided:
        salt = self.entropy(SALT_BYTES)
        permitted = isinstance(decision, Permitted)
        known = audiences(case, decision.events, decision.path) if isinstance(decision, Permitted) else ()
        sections, sealed = account(
            asking.act,
            decision,
            known,
            given.served,
            self._seal(asking, answer) if asking.subject_key else None,
        )
        written = Decision(
            case_id=answer.case,
            case_seq=(standing.seq if standing else 0) + permitted,
            at=given.now,
            protocol=str(standing.protocol if standing else asking.protocol),
            act=act_name(asking.act),
            actor=asking.act.actor,
            permitted=permitted,
            sections=sections,
            trace_id=asking.trace_id or None,
            span_id=asking.span_id or None,
            idempotency_key=asking.idempotency_key,
            request_hash=asking.request_hash,
        )
        row = seal(self.members.scheme, answer.position, written, salt)
        self.next_position = answer.position + 1
        return Decided(asking=asking, answer=answer, row=row, sealed=sealed, audiences=known)

    def _seal(self, asking: Asking, answer: Answer) -> Seal:
        return Seal(
            scheme=self.members.scheme,
            position=answer.position,
            subject=subject_of(asking.protocol, answer.case),
            key=asking.subject_key,
            entropy=self.entropy,
        )


def _delayed(answer: Answer, protocol: Protocol[Any], events: tuple[Any, ...], now: datetime) -> Answer:
    """Return the answer with the moment from which its act is known everywhere, when that is still to come."""
    moments = [event.effective_at for event in events if type(event) in protocol.delayed]
    if not moments or max(moments) <= now:
        return answer
    return msgspec.structs.replace(answer, effective_at=max(moments))
