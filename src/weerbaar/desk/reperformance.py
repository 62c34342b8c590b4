"""Re-performance: decides every act of a ledger once more, and tells the first decision that comes out otherwise.

The tree proves that nothing was altered since it was signed; this proves that what was signed is what the law
says. Only what the ledger itself holds is used: the act, the facts that were asked, the version of the law.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from weerbaar.desk.account import Seal, WrittenReason, account, opened, sealed_in
from weerbaar.desk.cases import Standing
from weerbaar.desk.loading import Protocols, UnknownProtocol, fold, read_act_of
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import Permitted, Refused, decide
from weerbaar.kernel.law.disclosure import audiences
from weerbaar.kernel.law.given import Answer, Question, recorded
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.ledger.personal import Revealed, commitment
from weerbaar.kernel.ledger.rows import EntryRow
from weerbaar.kernel.ledger.seal import split_sections

_encode = msgspec.json.Encoder(order="sorted").encode
REASONS = ("because", "told", "untold")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first decision that comes out otherwise: where, in which part, what is recorded and what follows."""

    position: int
    case: str
    act: str
    part: str
    recorded: str
    decided: str


class Reperformed(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: how many decisions were reached again, how many no longer can be, and the first difference."""

    entries: int
    reached: int
    #: Decisions that rest on personal data which have been erased: nobody can take them again.
    erased: int
    difference: Difference | None = None

    @property
    def holds(self) -> bool:
        """Say whether every decision that can be taken again came out the same."""
        return self.difference is None


class _Differs(Exception):
    def __init__(self, part: str, recorded: object, decided: object) -> None:
        super().__init__(part)
        self.part, self.recorded, self.decided = part, str(recorded), str(decided)


class Reperformance:
    """Takes the entries of one scheme in order and decides each again on the state that the entries before made."""

    def __init__(self, protocols: Protocols) -> None:
        self._protocols = protocols
        self._standing: dict[str, Standing] = {}
        self._bare: set[str] = set()  # cases in which something personal has been erased
        self.entries = self.reached = self.erased = 0
        self.difference: Difference | None = None

    def take(self, row: EntryRow, shown: Sequence[Revealed] = ()) -> bool:
        """Decide one entry again with its personal values in place; false once a difference was found."""
        if self.difference is not None:
            return False
        self.entries += 1
        gone = sealed_in(row.body) > sum(one.value is not None for one in shown)
        if gone:
            self._bare.add(row.case_id)
        try:
            self._compare(row, shown)
        except _Differs as found:
            # Without the erased values the act or the case is no longer the one that was judged.
            if row.case_id not in self._bare:
                self.difference = Difference(
                    position=row.position,
                    case=row.case_id,
                    act=row.act,
                    part=found.part,
                    recorded=found.recorded,
                    decided=found.decided,
                )
                return False
            gone = True
        self.erased += gone
        self.reached += not gone
        if row.permitted:
            known = self._standing.get(row.case_id)
            self._standing[row.case_id] = fold(row, known, self._protocols, shown)
        return True

    def outcome(self) -> Reperformed:
        """Return what was found so far."""
        return Reperformed(
            entries=self.entries, reached=self.reached, erased=self.erased, difference=self.difference
        )

    def _compare(self, row: EntryRow, shown: Sequence[Revealed]) -> None:
        protocol = self._protocol(row)
        sections = _sections(row, shown)
        act = _act(row, sections, protocol)
        case = self._case(row, act)
        served = _served(sections)
        given = recorded(row.at, served)
        decision = decide(case, act, given)
        permitted = isinstance(decision, Permitted)
        if permitted != row.permitted:
            raise _Differs("outcome", _outcome(permitted=row.permitted), _why(decision))
        known = audiences(case, decision.events, decision.path) if isinstance(decision, Permitted) else ()
        again, _ = account(act, decision, known, given.served, _nowhere(row))
        _compare_sections(sections, again, act, decision)

    def _protocol(self, row: EntryRow) -> Protocol[Any]:
        known = self._standing.get(row.case_id)
        if known is not None and str(known.protocol) != row.protocol:
            raise _Differs("protocol", row.protocol, f"{known.protocol}, under which the case runs")
        try:
            return self._protocols.version(row.protocol)
        except UnknownProtocol as trouble:
            raise _Differs("protocol", row.protocol, trouble) from None

    def _case(self, row: EntryRow, act: Act[Any]) -> Case:
        known = self._standing.get(row.case_id)
        if row.case_seq != (known.seq if known else 0) + row.permitted:
            raise _Differs("number in its case", row.case_seq, (known.seq if known else 0) + row.permitted)
        if known is not None:
            return known.case
        if not isinstance(act, Opening):
            raise _Differs("case", "an act on a case", "no case, since nothing began it")
        blank: Case = act.blank()
        return blank


def _sections(row: EntryRow, shown: Sequence[Revealed]) -> dict[str, bytes]:
    try:
        sections = split_sections(row.body)
    except ValueError as trouble:
        raise _Differs("body", trouble, "sections of canonical JSON") from None
    for one in shown:
        if one.value is not None and one.salt is not None:
            section, _, field = one.path.rpartition(".")
            if commitment(one.salt, one.value) not in sections.get(section, b""):
                raise _Differs(one.path, "a commitment to another value", f"one to the value of `{field}`")
    return {name: opened(section, name, shown) for name, section in sections.items()}


def _act(row: EntryRow, sections: dict[str, bytes], protocol: Protocol[Any]) -> Act[Any]:
    if row.act not in protocol.act_named:
        raise _Differs("act", row.act, f"no such act in {protocol}")
    try:
        act = read_act_of(row, sections, protocol)
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError) as trouble:
        raise _Differs("act", sections.get("act", b"").decode(), f"no `{row.act}`: {trouble}") from None
    if act.actor != row.actor:
        raise _Differs("actor", row.actor, act.actor)
    return act


def _served(sections: dict[str, bytes]) -> dict[Question, Answer]:
    try:
        written = msgspec.json.decode(sections["given"], type=list[list[str | int | bool | None]])
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError) as trouble:
        raise _Differs(
            "given", sections.get("given", b"").decode(), f"a list of questions: {trouble}"
        ) from None
    return {tuple(str(word) for word in question): answer for *question, answer in written}


def _nowhere(row: EntryRow) -> Seal:
    # What is personal is compared in the open; the sealed form made here is thrown away.
    return Seal(scheme="", position=row.position, subject="", key=bytes(32), entropy=bytes)


def _compare_sections(
    sections: dict[str, bytes], again: dict[str, bytes], act: Act[Any], decision: Permitted[Any] | Refused
) -> None:
    again = {**again, "act": _encode(act)}
    if isinstance(decision, Permitted):
        for number, event in enumerate(decision.events):
            name = kebab(type(event).__name__)
            again[f"event.{number}"] = _encode({"event": name, "fields": event})
    for part in _order(sections.keys() | again.keys()):
        was, now = sections.get(part), again.get(part)
        if part in REASONS and was is not None and now is not None:
            was, now = _rules(was), _rules(now)
        if was != now:
            raise _Differs(part, _text(was), _text(now))


def _order(parts: set[str]) -> Iterator[str]:
    """Yield reasons before what follows from them, so that the first difference is the one to look at."""
    yield from (part for part in (*REASONS, "given", "act") if part in parts)
    yield from sorted(parts - {*REASONS, "given", "act"})


def _rules(section: bytes) -> bytes:
    """Return reasons without the words in which a rule failed: a missing answer reads otherwise the second time."""
    try:
        reasons = msgspec.json.decode(section, type=list[WrittenReason])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return section
    return _encode([[one.rule, one.basis, bool(one.failed)] for one in reasons])


def _outcome(*, permitted: bool) -> str:
    return "permitted" if permitted else "refused"


def _why(decision: Permitted[Any] | Refused) -> str:
    reasons = decision.because if isinstance(decision, Permitted) else decision.reasons
    names = ", ".join(reason.rule.name for reason in reasons)
    return f"{_outcome(permitted=isinstance(decision, Permitted))} ({names})"


def _text(section: bytes | None) -> str:
    return "nothing" if section is None else section.decode("utf-8", "replace")
