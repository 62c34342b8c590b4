"""Deliverer: follows the log, finds out which subscriber may know of what, and hands it to that one's postman."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from weerbaar.desk.own_faults import noted
from weerbaar.desk.showing import audiences_of, known_among
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.ledger.rows import EntryRow, Subscription
from weerbaar.webhooks.postman import STORAGE, Office, Postman

CONSIDERED = 500  # entries at a time: some milliseconds of work between two acts
PACE_SECONDS = 0.1
KEPT_DAYS = 30  # how long it stays visible that something was delivered
CLEAR_SECONDS = 3600.0
Item = tuple[str, int, int, str]


class Deliverer:
    """Runs beside the desk of one scheme, in the process that owns it.

    News leaves on the beat of a fixed pace, not when it was decided: the moment at which a party hears of its
    own cases then does not tell how much there was to consider of others.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.postmen: dict[str, Postman] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Take every subscription up where it was."""
        await self._reload()
        self._tasks = [
            asyncio.create_task(self._follow(), name="deliverer"),
            asyncio.create_task(self._clear_away(), name="clear deliveries"),
        ]

    async def stop(self) -> None:
        """Stop at once; what is not delivered waits in the outbox."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(postman.stop() for postman in self.postmen.values()))
        self.postmen = {}

    def add(self, subscription: Subscription, pending: int = 0) -> None:
        """Begin to deliver for a subscription."""
        postman = Postman(self.office, subscription, pending)
        self.postmen[subscription.id] = postman
        postman.start()
        postman.wake()
        self.office.desk.news.set()

    @property
    def at_rest(self) -> bool:
        """Whether every subscription has come as far as the log, with nothing left to deliver."""
        through = self.office.desk.published
        return all(one.cursor >= through and not one.pending for one in self.postmen.values())

    def wake(self, id_: str) -> None:
        """Say that a subscription has one more to deliver."""
        postman = self.postmen.get(id_)
        if postman is not None:
            postman.wake(1)

    async def remove(self, id_: str) -> None:
        """Deliver nothing more for a subscription."""
        postman = self.postmen.pop(id_, None)
        if postman is not None:
            await postman.stop()

    async def _reload(self) -> None:
        """Read every subscription again, and where it stands."""
        scheme = self.office.desk.scheme
        kept = {one.id: one for one in await self.office.outbox.subscriptions(scheme)}
        counts = await self.office.outbox.pending_counts(scheme)
        for id_ in self.postmen.keys() - kept.keys():
            await self.remove(id_)
        for id_, subscription in kept.items():
            postman = self.postmen.get(id_)
            if postman is None:
                self.add(subscription, counts.get(id_, 0))
            else:
                postman.cursor, postman.pending = subscription.cursor, counts.get(id_, 0)
                postman.wake()

    async def _follow(self) -> None:
        desk = self.office.desk
        loop = asyncio.get_running_loop()
        while True:
            with suppress(TimeoutError):
                # Also without news: a party whose suspension has ended is behind. Not by `wait_for`, which can
                # lose the order to stop when news comes at the same moment.
                async with asyncio.timeout(self.office.patience.look_again_seconds):
                    await desk.news.wait()
            await asyncio.sleep(PACE_SECONDS - loop.time() % PACE_SECONDS)
            desk.news.clear()
            for id_ in [id_ for id_, postman in self.postmen.items() if postman.gone]:
                await self.remove(id_)
            try:
                while await self.consider():
                    pass
            except STORAGE as trouble:
                noted(trouble, "the log cannot be followed now; trying again")
                await asyncio.sleep(1.0)
                desk.news.set()

    async def consider(self) -> bool:
        """Consider the next entries for the subscriptions that have come least far; False when all are there."""
        desk, through = self.office.desk, self.office.desk.published
        open_ = [one for one in self.postmen.values() if one.cursor < through and self._takes_more(one)]
        if not open_:
            return False
        start = min(postman.cursor for postman in open_)
        end = min(start + CONSIDERED, through)
        due = [postman for postman in open_ if postman.cursor < end]
        items: list[Item] = []
        async for entry in desk.store.entries(desk.scheme, start, end - start):
            items += self._items(entry, due)
        considered = {postman.subscription.id: postman.cursor for postman in due}
        moved = await self.office.outbox.enqueue(desk.epoch, considered, end, items, self.office.now())
        if len(moved) < len(due):
            # Somebody else moved a cursor, or we did and never heard it: what the database says counts.
            await self._reload()
            return len(moved) > 0
        for postman in due:
            postman.cursor = end
            more = sum(1 for item in items if item[0] == postman.subscription.id)
            if more:
                postman.wake(more)
        return True

    def _takes_more(self, postman: Postman) -> bool:
        room = postman.pending < self.office.patience.pending_most
        return room and postman.welcome and not postman.gone

    def _items(self, entry: EntryRow, due: list[Postman]) -> list[Item]:
        desk = self.office.desk
        audiences = audiences_of(entry)
        if not any(audiences):
            return []
        found: list[Item] = []
        for postman in due:
            subscription = postman.subscription
            if entry.position < postman.cursor:
                continue
            viewer: Viewer = desk.members.viewer(subscription.party)
            numbers = known_among(audiences, viewer)
            if numbers and desk.reading.standing(viewer, entry.case_id) is not None:
                found += [(subscription.id, entry.position, number, entry.case_id) for number in numbers]
        return found

    async def _clear_away(self) -> None:
        while True:
            try:
                before = self.office.now() - timedelta(days=KEPT_DAYS)
                await self.office.outbox.forget(self.office.desk.scheme, before)
            except STORAGE as trouble:
                noted(trouble, "old deliveries could not be cleared away")
            await asyncio.sleep(CLEAR_SECONDS)
