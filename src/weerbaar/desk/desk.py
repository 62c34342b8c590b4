"""Desk: the one place where law and ledger meet; every door asks here, and nothing is decided elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from weerbaar.desk.asking import Answer, Asking, KeyReused, Told, act_name
from weerbaar.desk.deciding import Decided, Deciding, Entropy
from weerbaar.desk.loading import Protocols, fact_claim, head_of, load, load_facts
from weerbaar.desk.members import Members
from weerbaar.desk.reading import Reading
from weerbaar.desk.references import References
from weerbaar.desk.writer import Writer
from weerbaar.kernel.ledger.keys import SigningKey
from weerbaar.kernel.ledger.proof import Tree
from weerbaar.kernel.ledger.rows import Claim, EntryRow, Epoch, Head
from weerbaar.kernel.ledger.store import Store

LEASE_SECONDS = 30.0
BEHIND_SECONDS = 1.0


class Desk:
    """Runs the protocols of one scheme on its ledger. Open it with `Desk.open`, close it with `close`."""

    def __init__(
        self,
        store: Store,
        members: Members,
        protocols: Protocols,
        key: SigningKey,
        now: Callable[[], datetime],
        entropy: Entropy,
    ) -> None:
        self.store, self.members, self.protocols, self.key = store, members, protocols, key
        self.now, self.entropy = now, entropy
        self.scheme = members.scheme
        secret = key.derive("weerbaar case identifiers")
        self.references = References(secret)
        self._secret = secret
        self._keys: dict[tuple[str, str], tuple[bytes, Answer]] = {}
        self._dirty: dict[str, Head] = {}
        self._behind: asyncio.Task[None] | None = None

    epoch: Epoch
    tree: Tree
    deciding: Deciding
    reading: Reading
    writer: Writer

    async def open(self, owner: str = "desk", *, force: bool = False) -> None:
        """Become the writer of the scheme, bring every case back and start taking acts."""
        self.epoch = await self.store.acquire(self.scheme, owner, LEASE_SECONDS, force=force)
        self.tree = await Tree.open(self.store, self.scheme, self.key)
        await load_facts(self.store, self.members)
        cases = await load(self.store, self.scheme, self.protocols, self.epoch.heads_through)
        self.deciding = Deciding(self.members, cases, self._secret, self.entropy, self.references.hide)
        self.deciding.next_position = self.epoch.size
        self.reading = Reading(cases, self.members, self.protocols.all)
        self.writer = Writer(self.deciding, self._commit, self.now)
        self.writer.start()
        self._behind = asyncio.create_task(self._write_behind(), name="write-behind")

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
        """Have one act decided. The same idempotency key with the same request gives the same answer again."""
        key = (asking.act.actor, asking.idempotency_key or "")
        if asking.idempotency_key is not None:
            earlier = await self._earlier(key)
            if earlier is not None:
                if earlier[0] != (asking.request_hash or b""):
                    raise KeyReused
                return msgspec.structs.replace(earlier[1], repeated=True)
        answer = await self.writer.ask(asking)
        if asking.idempotency_key is not None and answer.position >= 0:
            self._keys[key] = (asking.request_hash or b"", answer)
        return answer

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
        reasons = tuple(
            Told(rule=one["rule"], basis=one["basis"], nl=rules[one["rule"]].nl, en=rules[one["rule"]].en)
            for one in body.get("told", [])
        )
        receipt = self.references.hide(entry.position)
        outcome = "permitted" if entry.permitted else "refused"
        return Answer(
            outcome=outcome,  # type: ignore[arg-type]
            case=entry.case_id,
            receipt=receipt,
            position=entry.position,
            reasons=reasons,
        )

    async def tick(self) -> list[Answer]:
        """Let the clock do what is due: breach duties, end what must end. Returns what it did."""
        now = self.now()
        done: list[Answer] = []
        while True:
            overdue = self.deciding.cases.overdue(now)
            if not overdue:
                return done
            for identifier in overdue:
                standing = self.deciding.cases.get(identifier)
                if standing is None:
                    continue
                for due, breach in standing.protocol.breaches(standing.case):
                    if due <= now:
                        asking = Asking(protocol=standing.protocol, act=breach, case=identifier)
                        done.append(await self.writer.ask(asking))

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
            for question, fact in decided.established:
                kept = fact_claim(question, fact)
                claims[kept.key] = kept
        taken = [claim for claim in claims.values() if claim is not None]
        await self.store.append(self.epoch, [_row(one) for one in batch], taken, list(freed.values()))
        self.tree.append([one.leaf for one in batch])
        for decided in batch:
            if decided.standing is not None:
                self._dirty[decided.answer.case] = head_of(decided.standing)

    async def _write_behind(self) -> None:
        while True:
            await asyncio.sleep(BEHIND_SECONDS)
            await self.keep_states()
            await self.store.renew(self.epoch, LEASE_SECONDS)

    async def keep_states(self) -> None:
        """Write the changed states, full tiles and a signed checkpoint behind the log."""
        dirty, self._dirty = self._dirty, {}
        through = self.tree.size
        await self.store.save_heads(self.epoch, list(dirty.values()), through)
        await self.tree.keep()


def _row(decided: Decided) -> EntryRow:
    asking, answer = decided.asking, decided.answer
    return EntryRow(
        position=answer.position,
        case_id=answer.case,
        case_seq=decided.seq,
        at=decided.at,
        protocol=decided.protocol,
        act=act_name(asking.act),
        actor=asking.act.actor,
        permitted=answer.outcome == "permitted",
        body=decided.body,
        salt=decided.salt,
        leaf=decided.leaf,
        trace_id=asking.trace_id or None,
        span_id=asking.span_id or None,
        idempotency_key=asking.idempotency_key,
        request_hash=asking.request_hash,
    )


def request_hash(protocol: str, case: str, body: bytes) -> bytes:
    """Return the hash by which a repeated request is recognised."""
    return hashlib.sha256(b"\n".join((protocol.encode(), case.encode(), body))).digest()


def same(one: bytes, other: bytes) -> bool:
    """Compare two digests without telling where they differ."""
    return hmac.compare_digest(one, other)


def plain(value: Any) -> Any:
    """Return a record as plain values, as doors write them."""
    return msgspec.to_builtins(value)
