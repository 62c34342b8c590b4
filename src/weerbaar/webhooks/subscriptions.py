"""Subscriptions: a party asks for its news at an address, sees how that goes, and ends it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from weerbaar.desk.intake import Fault, InvalidInput, fault, shortened
from weerbaar.kernel.ledger.rows import Delivery, DeliveryRecord, Subscription
from weerbaar.standards.problem import pointer
from weerbaar.webhooks.addresses import read_url
from weerbaar.webhooks.deliverer import Deliverer
from weerbaar.webhooks.postman import Office, may_hear
from weerbaar.webhooks.sender import NO_ANSWER, NO_CONNECTION, NOT_ALLOWED, Answered

Status = Literal["active", "waiting", "suspended", "ended"]

PER_PARTY_MAX = 10  # a party has a handful of systems; what goes out is bounded by this
RATE_MAX = 1_000_000
TOO_MANY = fault(
    "",
    f"u hebt al {PER_PARTY_MAX} abonnementen; beëindig er eerst een",
    f"you have {PER_PARTY_MAX} subscriptions already; end one first",
)


class Shown(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A subscription as its owner sees it.

    `status`: active; waiting (the last attempt failed, and we come back); suspended (nothing leaves, because
    its party is); ended.
    """

    id: str
    href: str
    url: str
    status: Status
    created_at: datetime
    pending: int
    dead_letters: int
    last_answer: str | None
    last_at: datetime | None
    ended_because: str | None


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An event that was given up: `id` is that of the event, `answer` how the last attempt ended."""

    id: str
    case: str
    attempts: int
    tried_at: datetime
    answer: str


class Subscriptions:
    """The subscriptions of one scheme, each of which only its own party can see."""

    def __init__(self, office: Office) -> None:
        self.office, self._deliverer = office, Deliverer(office)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def delivering(self) -> AsyncGenerator[Subscriptions]:
        """Deliver as long as the block lasts."""
        await self._deliverer.start()
        try:
            yield self
        finally:
            await self._deliverer.stop()
            await self.office.sender.close()

    @property
    def at_rest(self) -> bool:
        """Whether everything that has been decided has been considered, and nothing waits to be delivered."""
        return self._deliverer.at_rest

    async def subscribe(self, party: str, wish: dict[str, Any]) -> tuple[Shown, bool]:
        """Begin to tell a party, at the address that it wishes, after that address has said that it agrees.

        Returns the subscription and whether it is new. Raises `InvalidInput` with everything that is wrong.
        """
        office, scheme = self.office, self.office.desk.scheme
        faults = [
            fault(pointer(name), f"`{name}` hoort hier niet", f"`{name}` does not belong here")
            for name in map(shortened, sorted(wish.keys() - {"url"}))
        ]
        url, wrong = read_url(wish.get("url"), office.sender.reach)
        own = await office.outbox.subscriptions(scheme, party)
        known = next((one for one in own if one.url == url), None)
        faults += wrong
        if known is None and len(own) >= PER_PARTY_MAX:
            faults.append(TOO_MANY)
        if faults:
            raise InvalidInput(tuple(faults))
        if known is not None:
            return await self._shown(known), False
        rate = await self._leave(url)
        async with self._turn:  # so that many wishes at once are no more than one after another
            return await self._begin(party, url, rate)

    async def _begin(self, party: str, url: str, rate: int | None) -> tuple[Shown, bool]:
        office, scheme = self.office, self.office.desk.scheme
        own = await office.outbox.subscriptions(scheme, party)
        known = next((one for one in own if one.url == url), None)
        if known is not None:
            return await self._shown(known), False
        if len(own) >= PER_PARTY_MAX:
            raise InvalidInput((TOO_MANY,))
        wanted = Subscription(
            id=secrets.token_hex(16),
            party=party,
            url=url,
            rate=rate,
            created_at=office.now(),
            cursor=office.desk.published,
            active=True,
        )
        new = await office.outbox.subscribe(scheme, wanted)
        assert new  # only the owner of the scheme writes here, and this is its turn
        self._deliverer.add(wanted)
        return await self._shown(wanted), True

    async def _leave(self, url: str) -> int | None:
        """Ask the receiver whether it wants this, and return how many deliveries a minute it allows."""
        origin = urlsplit(self.office.wording.base).hostname or ""
        answered = await self.office.sender.ask_leave(url, origin)
        allowed = answered.headers.get("webhook-allowed-origin", "").strip().lower()
        good = 200 <= answered.status < 300
        if not good or (allowed != "*" and origin not in [name.strip() for name in allowed.split(",")]):
            raise InvalidInput((_no_leave(answered, origin),))
        rate = answered.headers.get("webhook-allowed-rate", "").strip()
        return int(rate) if rate.isascii() and rate.isdecimal() and 0 < int(rate[:9]) < RATE_MAX else None

    async def mine(self, party: str) -> list[Shown]:
        """Return the active subscriptions of a party, oldest first."""
        return [
            await self._shown(one)
            for one in await self.office.outbox.subscriptions(self.office.desk.scheme, party)
        ]

    async def one(self, party: str, id_: str) -> Shown | None:
        """Return one subscription of a party, also one that has ended."""
        found = await self.office.outbox.subscription(self.office.desk.scheme, party, id_)
        return None if found is None else await self._shown(found)

    async def end(self, party: str, id_: str) -> bool:
        """End a subscription of a party; False when it has none of that name that still runs."""
        scheme = self.office.desk.scheme
        found = await self.office.outbox.subscription(scheme, party, id_)
        if found is None or not await self.office.outbox.unsubscribe(scheme, id_, "removed"):
            return False
        await self._deliverer.remove(id_)
        return True

    async def dead_letters(
        self, party: str, id_: str, after: str, limit: int
    ) -> tuple[list[DeadLetter], str | None] | None:
        """Return what a subscription gave up, and the last one looked at when there is more; nothing for a stranger.

        What its party may no longer know is left out, as on the time line.
        """
        scheme, references = self.office.desk.scheme, self.office.desk.references
        if await self.office.outbox.subscription(scheme, party, id_) is None:
            return None
        place = references.show_event(after) or (-1, -1)
        found = await self.office.outbox.dead_letters(scheme, id_, place, limit + 1)
        shown = [letter for one in found[:limit] if (letter := await self._letter(party, one)) is not None]
        last = found[limit - 1] if len(found) > limit else None
        return shown, references.hide_event(last.position, last.event) if last else None

    async def _letter(self, party: str, dead: Delivery) -> DeadLetter | None:
        desk = self.office.desk
        entry = await desk.store.entry_at(desk.scheme, dead.position)
        if entry is None or not may_hear(desk, party, entry, dead.event):
            return None
        word = desk.references.hide_event(dead.position, dead.event)
        return DeadLetter(
            id=word, case=dead.case_id, attempts=dead.attempt, tried_at=dead.next_at, answer=dead.answer
        )

    async def revive(self, party: str, id_: str, word: str) -> bool:
        """Try a dead letter again, now; False when there is none of that name, or its subscription has ended."""
        desk, outbox = self.office.desk, self.office.outbox
        place = desk.references.show_event(word)
        if place is None or await outbox.subscription(desk.scheme, party, id_) is None:
            return False
        entry = await desk.store.entry_at(desk.scheme, place[0])
        if entry is None or not may_hear(desk, party, entry, place[1]):
            return False
        if not await outbox.revive(desk.scheme, id_, place, self.office.now()):
            return False
        self._deliverer.wake(id_)
        return True

    async def _shown(self, one: Subscription) -> Shown:
        record = await self.office.outbox.record_of(self.office.desk.scheme, one.id)
        return Shown(
            id=one.id,
            href=f"/v1/subscriptions/{one.id}",
            url=one.url,
            status=self._status(one, record),
            created_at=one.created_at,
            pending=record.pending,
            dead_letters=record.dead,
            last_answer=record.last_answer or None,
            last_at=record.last_at,
            ended_because=one.ended_because or None,
        )

    def _status(self, one: Subscription, record: DeliveryRecord) -> Status:
        if not one.active:
            return "ended"
        if not self.office.desk.members.in_good_standing(one.party):
            return "suspended"
        failed = record.last_answer is not None and not record.last_answer.startswith("2")
        return "waiting" if failed and record.pending else "active"


def _no_leave(answered: Answered, origin: str) -> Fault:
    """Say why a receiver did not agree, in no more words than its owner needs."""
    nl, en = {
        NO_ANSWER: ("de ontvanger antwoordt niet op tijd", "the receiver does not answer in time"),
        NO_CONNECTION: ("de ontvanger is niet te bereiken", "the receiver cannot be reached"),
        NOT_ALLOWED: (
            "dit adres ligt in een besloten netwerk, dat wij niet aanroepen",
            "this address lies in a private network, which we do not call",
        ),
    }.get(
        answered.said,
        (
            f"de ontvanger stemt niet in: op OPTIONS hoort 2xx met `WebHook-Allowed-Origin: {origin}`, "
            f"en er kwam {answered.status}",
            f"the receiver does not agree: OPTIONS wants 2xx with `WebHook-Allowed-Origin: {origin}`, "
            f"and {answered.status} came",
        ),
    )
    return fault("/url", nl, en)
