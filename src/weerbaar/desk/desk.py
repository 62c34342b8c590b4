"""Desk: the one place where law and ledger meet; every door asks here, and nothing is decided elsewhere."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime

import asyncpg
import msgspec

from weerbaar.desk.account import personal_fields
from weerbaar.desk.asking import NOT_NOW, Answer, Asking, KeyReused, act_name, told_of
from weerbaar.desk.clock import Clock
from weerbaar.desk.codes import hidden
from weerbaar.desk.deciding import Decided, Deciding, Entropy
from weerbaar.desk.figures import Figures
from weerbaar.desk.keeping import Changed
from weerbaar.desk.loading import Protocols, fact_claim, load, load_facts
from weerbaar.desk.members import Members
from weerbaar.desk.persons import Persons
from weerbaar.desk.reading import Reading, Seen
from weerbaar.desk.references import References
from weerbaar.desk.showing import Happened, disclosed, effective_at, happened, question_record, reading_record
from weerbaar.desk.together import WITHHELD
from weerbaar.desk.writer import Writer
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.reaching import Reached, nothing_follows
from weerbaar.kernel.ledger.errors import LedgerError
from weerbaar.kernel.ledger.keys import LogSigner
from weerbaar.kernel.ledger.personal import Vault
from weerbaar.kernel.ledger.proof import Tree
from weerbaar.kernel.ledger.rows import Claim, EntryRow, Epoch
from weerbaar.kernel.ledger.store import Store
from weerbaar.kernel.ledger.tiles import parse_path
from weerbaar.standards.authzen import Action, Decision, Evaluation, Resource, Subject

LOG = logging.getLogger("weerbaar")
MISSES_ALERT = 100  # a party looks a wrong case up now and then; a hundred times is a search
OWNER = f"{socket.gethostname()}:{os.getpid()}"
LEASE_SECONDS = 30.0
BEHIND_SECONDS = 1.0


class Desk:
    """Runs the protocols of one scheme on its ledger. Open it with `Desk.open`, close it with `close`."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        members: Members,
        protocols: Protocols,
        signer: LogSigner,
        secret: bytes,
        now: Callable[[], datetime],
        entropy: Entropy,
    ) -> None:
        self.vault = vault
        self.store, self.members, self.protocols, self.signer = store, members, protocols, signer
        self.now, self.entropy = now, entropy
        self.scheme = members.scheme
        self.persons = Persons(vault, members.scheme, secret)
        self._secret = secret
        self.references, self.figures = References(secret), Figures(store, members, protocols)
        self._keys: dict[tuple[str, str], tuple[bytes, Answer]] = {}
        self._changed = Changed()
        self.misses: dict[str, int] = {}
        self._behind: asyncio.Task[None] | None = None
        self._clock = Clock()
        # Readers see every entry below this position; `news` is set whenever that grows.
        self.published = 0
        self.news = asyncio.Event()

    epoch: Epoch
    tree: Tree
    deciding: Deciding
    reading: Reading
    writer: Writer

    async def open(self, owner: str = OWNER, *, force: bool = False) -> None:
        """Become the writer of the scheme, bring every case back and start taking acts.

        Raises `LeaseTaken` while another process owns the scheme, unless forced.
        """
        await self._take(owner, force=force)
        self._behind = asyncio.create_task(self._write_behind(), name="write-behind")

    async def _take(self, owner: str, *, force: bool) -> None:
        self.epoch = await self.store.acquire(self.scheme, owner, LEASE_SECONDS, force=force)
        self.tree = await Tree.open(self.store, self.scheme, self.signer)
        self.vault.start_afresh()
        await load_facts(self.store, self.members)
        cases = await load(self.store, self.vault, self.scheme, self.protocols, self.epoch.heads_through)
        await self.persons.finish(cases)
        self.deciding = Deciding(self.members, cases, self._secret, self.entropy, self.references.hide)
        self.deciding.next_position = self.epoch.size
        self.reading = Reading(cases, self.members, self.protocols.all)
        self.writer = Writer(self.deciding, self._commit, self.now, self._publish)
        self._publish(self.epoch.size)
        self.writer.start()

    def _publish(self, size: int) -> None:
        self.published = size
        self.news.set()

    async def _recover(self) -> None:
        # What became of a failed commit only the ledger knows: read everything again, unless somebody else
        # has taken the scheme over; then wait until that one lets go.
        lease = await self.store.lease(self.scheme)
        ours = lease is not None and lease.epoch == self.epoch.number
        await self.writer.stop()
        self._changed, self._keys = Changed(), {}
        await self._take(self.epoch.owner, force=ours)
        LOG.warning("the scheme %s has been read again and takes acts", self.scheme)

    async def close(self) -> None:
        """Stop taking acts, keep the states, give the scheme free."""
        await self.writer.stop()
        if self._behind is not None:
            self._behind.cancel()
            await asyncio.gather(self._behind, return_exceptions=True)
        if self.writer.failed is None:
            await self.keep_states()
            await self.store.release(self.epoch)
        await self.store.close()

    async def ask(self, asking: Asking) -> Answer:
        """Have one act decided. The same idempotency key with the same request gives the same answer again.

        Raises `KeyReused` for the same key with another request, `Unavailable` when acts are not taken now.
        """
        known = await self._prepared(asking)
        if isinstance(known, KeyReused):
            raise known
        return known if known is not None else await self._settled(asking, await self.writer.ask(asking))

    async def ask_all(self, askings: list[Asking]) -> list[Answer | KeyReused]:
        """Have acts decided in the order given; they are committed together as far as they fit."""
        earlier = await asyncio.gather(*(self._prepared(asking) for asking in askings))
        waiting = [
            known if known is not None else asyncio.ensure_future(self.writer.ask(asking))
            for asking, known in zip(askings, earlier, strict=True)
        ]
        answers: list[Answer | KeyReused] = []
        for asking, one in zip(askings, waiting, strict=True):
            if isinstance(one, asyncio.Future):
                answers.append(await self._settled(asking, await one))
            else:
                answers.append(one)
        return answers

    async def ask_together(self, askings: list[Asking]) -> list[Answer]:
        """Have all acts of an order done, each on another case, or none of them; raises as `ask` does.

        A repeated order of which something was refused is answered as it was: nothing of it is done now.
        """
        earlier = [await self._prepared(asking) for asking in askings]
        if any(isinstance(one, KeyReused) for one in earlier):
            raise KeyReused
        if any(one is not None for one in earlier):
            again = Answer(outcome="withheld", reasons=(WITHHELD,), repeated=True)
            return [one if isinstance(one, Answer) else again for one in earlier]
        answers = await self.writer.ask_together(askings)
        return [await self._settled(asking, one) for asking, one in zip(askings, answers, strict=True)]

    async def _prepared(self, asking: Asking) -> Answer | KeyReused | None:
        asking.act = hidden(asking.act, self._secret)
        if asking.idempotency_key is not None:
            # Keyed: what an erased request said could be found out by trying, if a plain hash of it were kept.
            said = b"\n".join((b"weerbaar request", *asking.request))
            asking.request_hash = hmac.digest(self._secret, said, "sha256")
            earlier = await self._earlier((asking.act.actor, asking.idempotency_key))
            if earlier is not None:
                same = earlier[0] == asking.request_hash
                return msgspec.structs.replace(earlier[1], repeated=True) if same else KeyReused()
        if personal_fields(type(asking.act)):
            asking.subject_key = await self.persons.key_for(asking.protocol, *self.deciding.find(asking))
        return None

    async def _settled(self, asking: Asking, answer: Answer) -> Answer:
        if answer.outcome == "unknown":
            await self._log_miss(asking)
        elif asking.idempotency_key is not None and answer.outcome != "withheld":
            key = (asking.act.actor, asking.idempotency_key)
            self._keys[key] = (asking.request_hash or b"", answer)
        return answer

    async def _log_miss(self, asking: Asking) -> None:
        # Also an act on what is absent or hidden is a decision, and many of them are somebody searching.
        actor = asking.act.actor
        trace, span = asking.trace_id or self.entropy(16), asking.span_id or self.entropy(8)
        asked = Evaluation(
            subject=Subject(type="party", id=actor),
            action=Action(name=act_name(asking.act)),
            resource=Resource(type=asking.protocol.name, id=asking.case or ""),
        )
        await self.log_question(actor, trace, span, asked, Decision(decision=False))
        self.misses[actor] = self.misses.get(actor, 0) + 1
        if self.misses[actor] % MISSES_ALERT == 0:
            LOG.warning("%s asked %d times about cases that are not its own", actor, self.misses[actor])

    async def _earlier(self, key: tuple[str, str]) -> tuple[bytes, Answer] | None:
        known = self._keys.get(key)
        if known is not None:
            return known
        entry = await self.store.by_idempotency(self.scheme, *key)
        return None if entry is None else (entry.request_hash or b"", self._answer_of(entry))

    def _answer_of(self, entry: EntryRow) -> Answer:
        body = msgspec.json.decode(entry.body)
        protocol = self.protocols.version(entry.protocol)
        rules = {rule.name: rule for act in protocol.acts for rule, _ in act.rules}
        reasons = tuple(told_of(rules[one["rule"]]) for one in body.get("told", []))
        if not entry.permitted:
            reasons = reasons or (NOT_NOW,)
        receipt = self.references.hide(entry.position)
        outcome = "permitted" if entry.permitted else "refused"
        return Answer(
            outcome=outcome,  # type: ignore[arg-type]
            case=entry.case_id,
            receipt=receipt,
            position=entry.position,
            reasons=reasons,
            effective_at=effective_at(body, entry.at),
        )

    async def time_line(self, viewer: Viewer, identifier: str) -> list[Happened] | None:
        """Return what happened on a case as far as the viewer may know, or nothing when it may not know of it."""
        standing = self.reading.standing(viewer, identifier)
        if standing is None:
            return None
        entries = await self.store.entries_of_case(self.scheme, identifier)
        return [line for entry in entries for line in happened(entry, viewer, self.references)]

    async def receipt(self, viewer: Viewer, identifier: str, reference: str) -> bytes | None:
        """Return the receipt of one decision on a case, showing what the viewer may know; nothing for a stranger."""
        position = self.references.show(reference)
        standing = self.reading.standing(viewer, identifier)
        entry = None if position is None else await self.store.entry_at(self.scheme, position)
        if position is None or entry is None or entry.case_id != identifier:
            return None
        shown = disclosed(entry, viewer)
        if not shown or (standing is None and entry.actor != viewer.party):
            return None
        return await self.tree.receipt(position, shown.__contains__)

    async def tile(self, path: str) -> bytes | None:
        """Return a published tile or bundle of the log by its path, or nothing when there is none."""
        place = parse_path(f"tile/{path.strip('/')}")
        return None if place is None else await self.tree.published(place)

    async def log_reading(self, party: str, seen: list[Seen], trace: bytes = b"") -> None:
        """Keep a record of each case of which personal data are about to be shown."""
        at = self.now()
        records = [
            (
                at,
                reading_record(
                    party,
                    one.id,
                    self.protocols.version(one.protocol).retain.of,
                    self.scheme,
                    self.persons.pseudonym(self.protocols.version(one.protocol), one.id),
                    _ms(at),
                    trace,
                    self.entropy(8),
                ),
            )
            for one in seen
            if one.personal and (trace := trace or self.entropy(16))
        ]
        if records:
            await self.store.record_processing(self.scheme, records)

    async def read(self, viewer: Viewer, seen: list[Seen]) -> list[Seen]:
        """Note that a party reads these cases, before it gets them, and return them as they then stand.

        A law may attach something to that: whoever reads what was sent to it has provably received it.
        """
        at = self.now()
        found = [await self._read_one(viewer, one, at) for one in seen]
        await self.log_reading(viewer.party, found)
        return found

    async def _read_one(self, viewer: Viewer, one: Seen, at: datetime) -> Seen:
        standing = self.deciding.cases.get(one.id)
        if standing is None or standing.protocol.on_reached is nothing_follows:
            return one
        request = {"party": viewer.party, "case": one.id, "read": at}
        evidence = msgspec.json.encode(request).decode()
        reached = Reached(party=viewer.party, way="reading", at=at, evidence=evidence)
        changed = await self.reached(one.id, reached)
        return (self.reading.see(viewer, one.id) or one) if changed else one

    async def reached(self, case: str, reached: Reached) -> bool:
        """Do what the law attaches to a party being reached about a case; False when that is nothing."""
        standing = self.deciding.cases.get(case)
        if standing is None:
            return False
        permitted = False
        for act in standing.protocol.on_reached(standing.case, reached):
            # As with suspension, asked only where it would be permitted.
            if self.deciding.admits(standing, act, self.now()):
                asking = Asking(protocol=standing.protocol, act=act, case=case)
                permitted |= (await self.writer.ask(asking)).outcome == "permitted"
        return permitted

    async def log_question(
        self, party: str, trace: bytes, span: bytes, asked: Evaluation, answered: Decision
    ) -> None:
        """Keep a record of an access question that concerned no case of the asker's."""
        at = self.now()
        record = question_record(party, trace, span, _ms(at), asked, answered)
        await self.store.record_access(self.scheme, [(at, record)])

    async def tick(self) -> list[Answer]:
        """Let the clock do what is due: breach duties, end what must end. Returns what it did.

        Raises `Unavailable` when acts are not taken now; what was due then is due at the next tick.
        """
        return await self._clock.tick(self.deciding, self.writer, self.now())

    @property
    def stuck(self) -> int:
        """How many cases wait for what the clock could not do."""
        return self._clock.stuck

    async def _commit(self, batch: list[Decided]) -> None:
        claims: dict[str, Claim | None] = {}
        freed: dict[str, Claim] = {}
        for decided in batch:
            for name in decided.freed:
                if claims.pop(name, None) is None:
                    freed[name] = Claim(name, decided.answer.case)
            for name in decided.taken:
                if freed.pop(name, None) is None:
                    claims[name] = Claim(name, decided.answer.case)
            for question, fact in decided.replaced:
                old = fact_claim(question, fact)
                if old.key not in claims:  # else it was established in this batch, and is not kept yet
                    freed[old.key] = old
            for question, fact in decided.established:
                kept = fact_claim(question, fact)
                claims[kept.key] = kept
        taken = [claim for claim in claims.values() if claim is not None]
        rows, personal = [one.row for one in batch], [row for one in batch for row in one.sealed]
        await self.store.append(self.epoch, rows, taken, list(freed.values()), personal)
        self.tree.extend([one.row.leaf for one in batch])
        self._changed.note(one.standing for one in batch if one.standing is not None)
        await self.persons.erase(batch)

    async def _write_behind(self) -> None:
        while True:
            await asyncio.sleep(BEHIND_SECONDS)
            try:
                if self.writer.failed is not None:
                    await self._recover()
                await self.keep_states()
                await self.store.renew(self.epoch, LEASE_SECONDS)
            except (LedgerError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as trouble:
                self.writer.fail(trouble)

    async def keep_states(self) -> None:
        """Write the changed states, full tiles and a signed checkpoint behind the log."""
        await self._changed.keep(self.store, self.epoch, self.tree)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
