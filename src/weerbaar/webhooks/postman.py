"""Postman: brings one subscriber its news, case by case in order, and comes back when nobody answers."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import asyncpg
import msgspec

from weerbaar.desk.desk import Desk
from weerbaar.desk.own_faults import noted
from weerbaar.desk.showing import known_events
from weerbaar.kernel.law.reaching import Reached
from weerbaar.kernel.ledger.errors import LedgerError
from weerbaar.kernel.ledger.outbox import Outbox
from weerbaar.kernel.ledger.rows import Delivery, EntryRow, Subscription
from weerbaar.standards.cloudevents import CloudEvent
from weerbaar.webhooks.patience import Patience, retry_after, verdict
from weerbaar.webhooks.sender import Answered, Sender
from weerbaar.webhooks.wording import Wording, to_body

LOG = logging.getLogger("weerbaar")
IN_FLIGHT_MAX = 8  # cases that are on their way to one receiver at a time: enough to hide a slow answer
LOOKED_AT = 200
STORAGE = (LedgerError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
_chance = random.SystemRandom().random


class Office(msgspec.Struct, kw_only=True):
    """What all postmen of a scheme share. `now` is the time of day, not the time of any story."""

    desk: Desk
    outbox: Outbox
    sender: Sender
    wording: Wording
    patience: Patience
    now: Callable[[], datetime]


class Postman:
    """Delivers for one subscription. `pending` counts what is still to be delivered, so that it can be bounded."""

    def __init__(self, office: Office, subscription: Subscription, pending: int) -> None:
        self.office, self.subscription, self.pending = office, subscription, pending
        self.cursor = subscription.cursor
        self.gone = False
        self._news = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._not_before = office.now()
        self._task: asyncio.Task[None] | None = None

    @property
    def welcome(self) -> bool:
        """Whether its party may be told anything at all now."""
        return self.office.desk.members.in_good_standing(self.subscription.party)

    def start(self) -> None:
        """Go to work."""
        self._task = asyncio.create_task(self._run(), name=f"postman {self.subscription.id}")

    def wake(self, more: int = 0) -> None:
        """Say that there is something new to deliver."""
        self.pending += more
        self._news.set()

    async def stop(self) -> None:
        """Stop at once; what was on its way is sent again by whoever comes next."""
        tasks = [task for task in (self._task, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while not self.gone:
            try:
                seconds = await self._round()
            except STORAGE as trouble:
                noted(trouble, "deliveries cannot be read now; trying again")
                seconds = 1.0
            await self._until_something(seconds)

    async def _round(self) -> float | None:
        """Send what can be sent now, and return in how many seconds there may be more; nothing: when told."""
        self._news.clear()
        if not self.welcome:
            return self.office.patience.look_again_seconds
        self._ask_for_more()
        now = self.office.now()
        if now < self._not_before:
            return (self._not_before - now).total_seconds()
        waiting = await self.office.outbox.waiting(self.office.desk.epoch, self.subscription.id, LOOKED_AT)
        free = [one for one in waiting if one.case_id not in self._busy]
        for one in [one for one in free if one.next_at <= now][: self._room()]:
            self._busy[one.case_id] = asyncio.create_task(self._one(one), name=f"delivery {one.case_id}")
            if self.subscription.rate is not None:
                self._not_before = now + timedelta(seconds=60 / self.subscription.rate)
        later = [one.next_at for one in free if one.case_id not in self._busy]
        if len(self._busy) >= IN_FLIGHT_MAX or not later:
            return None
        return max((max(min(later), self._not_before) - now).total_seconds(), 0.0)

    def _room(self) -> int:
        room = IN_FLIGHT_MAX - len(self._busy)
        return room if self.subscription.rate is None else min(room, 1)

    async def _until_something(self, seconds: float | None) -> None:
        """Wait until there is news, a delivery comes back, or the time has passed."""
        news = asyncio.create_task(self._news.wait())
        try:
            waits = {news, *self._busy.values()}
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        self._busy = {case: task for case, task in self._busy.items() if not task.done()}

    async def _one(self, delivery: Delivery) -> None:
        try:
            await self._deliver(delivery)
        except STORAGE as trouble:
            # Sent perhaps, and not noted: it is sent again.
            noted(trouble, "a delivery could not be noted; it is tried again")
            await asyncio.sleep(1.0)
        except Exception as fault:
            # Our own fault must not stop the news of other cases; it is given up, and in view.
            noted(fault, "a delivery failed by our own fault")
            await self._settle(delivery, "dead", "our-fault")

    async def _deliver(self, delivery: Delivery) -> None:
        office, subscription = self.office, self.subscription
        entry = await office.desk.store.entry_at(office.desk.scheme, delivery.position)
        if entry is None or not may_hear(office.desk, subscription.party, entry, delivery.event):
            await self._settle(delivery, "withdrawn", "not-yours")
            return
        event = office.wording.event(entry, delivery.event)
        answered = await office.sender.post(subscription.url, to_body(event), event.traceparent)
        match verdict(answered.status):
            case "delivered":
                # First what follows from it: cut short here it is sent again, and follows then.
                await office.desk.reached(entry.case_id, self._evidence(event, answered))
                await self._settle(delivery, "delivered", answered.said)
            case "gone":
                await self._settle(delivery, "dead", answered.said)
                await office.outbox.unsubscribe(office.desk.scheme, subscription.id, "gone")
                self.gone = True  # only now: whoever sees it sends us home, in the middle of whatever we do
            case "again":
                await self._again(delivery, answered)

    def _evidence(self, event: CloudEvent, answered: Answered) -> Reached:
        """Say what shows that it arrived: what was signed, to which address, and how that answered."""
        # Without what stands behind a question mark: some receivers keep a secret there.
        address = self.subscription.url.partition("?")[0]
        shown = {"event": event.id, "to": address, **answered.signed, "answer": answered.said}
        return Reached(
            party=self.subscription.party,
            way="webhook",
            at=self.office.desk.now(),
            evidence=msgspec.json.encode(shown).decode(),
        )

    async def _again(self, delivery: Delivery, answered: Answered) -> None:
        now, attempt = self.office.now(), delivery.attempt + 1
        seconds = self.office.patience.wait(attempt, _chance)
        asked = retry_after(answered.headers.get("retry-after", ""), now)
        if asked is not None:
            # Whoever asks for time asks it for all that we have for them.
            seconds = max(seconds, asked)
            self._not_before = max(self._not_before, now + timedelta(seconds=asked))
        status = "dead" if attempt >= self.office.patience.attempts else "pending"
        if status == "dead":
            LOG.warning("subscription %s: a delivery was given up (%s)", delivery.subscription, answered.said)
        await self._settle(
            delivery, status, answered.said, now + timedelta(seconds=0 if status == "dead" else seconds)
        )

    async def _settle(
        self, delivery: Delivery, status: str, said: str, next_at: datetime | None = None
    ) -> None:
        now = self.office.now()
        scheme = self.office.desk.scheme
        await self.office.outbox.settle(scheme, delivery, status, said, next_at or now, now)
        if status != "pending":
            self.pending -= 1
            self._ask_for_more()

    def _ask_for_more(self) -> None:
        """Have the deliverer look again, in case it waited for us to have less on our hands."""
        if self.cursor < self.office.desk.published:
            self.office.desk.news.set()


def may_hear(desk: Desk, party: str, entry: EntryRow, number: int) -> bool:
    """Return whether a party would find an event on the time line of its case, if it looked now."""
    viewer = desk.members.viewer(party)
    return desk.reading.standing(viewer, entry.case_id) is not None and number in known_events(entry, viewer)
