"""Loading: brings every case back as it stood, from its last kept state and the decisions after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from weerbaar.desk.account import events_in, opened, sealed_in
from weerbaar.desk.cases import Cases, Standing, standing_at
from weerbaar.desk.folding import ManyEvents, follow
from weerbaar.desk.members import Members
from weerbaar.desk.reading_back import from_json, from_msgpack
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import evolve
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.personal import Revealed, Vault
from weerbaar.kernel.ledger.rows import Claim, EntryRow, Head, Step
from weerbaar.kernel.ledger.seal import split_sections
from weerbaar.kernel.ledger.store import Store

FACT = "fact:"  # facts that decisions established are kept among the business keys, one row each


class UnknownProtocol(LookupError):
    """The ledger names a version of a protocol that this program does not have."""


class Protocols:
    """The protocols that this program runs, found by `name@version` or by the collection in an address."""

    def __init__(self, protocols: tuple[Protocol[Any], ...]) -> None:
        self.all = protocols
        self._by_version = {str(protocol): protocol for protocol in protocols}
        self.by_collection = {protocol.collection: protocol for protocol in protocols}

    def version(self, name: str) -> Protocol[Any]:
        """Return one version; raises `UnknownProtocol` when it is not here."""
        try:
            return self._by_version[name]
        except KeyError:
            raise UnknownProtocol(
                f"the ledger was written under `{name}`, which this version of the program does not have"
            ) from None


def head_of(standing: Standing) -> Head:
    """Return the kept form of a case."""
    return Head(
        case_id=standing.id,
        protocol=str(standing.protocol),
        case_seq=standing.seq,
        position=standing.position,
        open=standing.protocol.retain.since(standing.case) is None,
        state=msgspec.msgpack.encode(standing.case),
    )


def standing_of(head: Head, protocols: Protocols) -> Standing:
    """Return a case from its kept form."""
    protocol = protocols.version(head.protocol)
    kind: type[Case] = protocol.case
    case = from_msgpack(kind)(head.state)
    return standing_at(head.case_id, protocol, case, head.case_seq, head.position)


def read_act_of(entry: EntryRow | Step, sections: dict[str, bytes], protocol: Protocol[Any]) -> Act[Any]:
    """Return the act of an entry again."""
    act: Act[Any] = from_json(protocol.act_named[entry.act])(sections["act"])
    return act


def fold(
    entry: EntryRow, standing: Standing | None, protocols: Protocols, shown: Sequence[Revealed] = ()
) -> Standing:
    """Return how a case stands after one permitted entry, with the personal values that belong in it."""
    protocol = protocols.version(entry.protocol)
    case = followed(entry, standing.case if standing else None, protocol, shown)
    return standing_at(entry.case_id, protocol, case, entry.case_seq, entry.position)


def followed(
    entry: EntryRow | Step, before: Case | None, protocol: Protocol[Any], shown: Sequence[Revealed] = ()
) -> Case:
    """Return the case after one permitted entry and nothing else: who may see it is looked up when it is asked."""
    sections = split_sections(entry.body)
    if sealed_in(entry.body):
        sections = {name: opened(section, name, shown) for name, section in sections.items()}
    case = before
    if case is None:
        act = read_act_of(entry, sections, protocol)
        assert isinstance(act, Opening)
        case = act.blank()
    after: Case = evolve(case, tuple([event for _, event in events_in(sections, protocol.event_named)]))
    return after


async def load(store: Store, vault: Vault, scheme: str, protocols: Protocols, heads_through: int) -> Cases:
    """Return every case of a scheme: the kept heads, and over them the entries that came after."""
    cases = Cases()
    async for head in store.load_heads(scheme, open_only=False):
        cases.publish(standing_of(head, protocols))
    # A case is published once, as it stands at the end: nobody asks who could see it on the way there.
    latest: dict[str, Latest] = {}
    async for batch in store.step_batches(scheme, heads_through):
        sealed = [step.position for step in batch if sealed_in(step.body)]
        shown = await vault.reveal_all(scheme, sealed) if sealed else {}
        for step in batch:
            known = latest.get(step.case_id) or cases.get(step.case_id)
            if known is None or known.position < step.position:
                protocol = protocols.version(step.protocol)
                before = known.case if known else None
                case = _after(step, before, protocol, shown.get(step.position))
                latest[step.case_id] = Latest(protocol, case, step.case_seq, step.position)
    for identifier, one in latest.items():
        cases.publish(standing_at(identifier, one.protocol, one.case, one.seq, one.position))
    return cases


def _after(
    step: Step, before: Case | None, protocol: Protocol[Any], shown: Sequence[Revealed] | None
) -> Case:
    if shown is not None:  # something in it was sealed
        return followed(step, before, protocol, shown)
    try:
        return follow(step.body, step.act, before, protocol)
    except ManyEvents:
        return followed(step, before, protocol)


class Latest(msgspec.Struct, frozen=True, gc=False):
    """A case on its way out of the log: `seq` counts its permitted decisions, `position` is that of the last."""

    protocol: Protocol[Any]
    case: Case
    seq: int
    position: int


def fact_claim(question: Question, answer: Answer) -> Claim:
    """Return the row that keeps an established fact."""
    return Claim(FACT + msgspec.json.encode(question).decode(), msgspec.json.encode(answer).decode())


async def load_facts(store: Store, members: Members) -> None:
    """Tell the register every fact that earlier decisions established."""
    members.established.clear()
    async for claim in store.claims(members.scheme):
        if claim.key.startswith(FACT):
            question = tuple(msgspec.json.decode(claim.key.removeprefix(FACT), type=list[str]))
            members.establish(question, cast("Answer", msgspec.json.decode(claim.case_id)))
