"""Keeps what is to be told to subscribers until they have it.

At least once, in order per case, and what was given up stays in view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.kernel.ledger.queries import query
from weerbaar.kernel.ledger.rows import Delivery, DeliveryRecord, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from weerbaar.kernel.ledger.rows import Epoch
    from weerbaar.kernel.ledger.store import Pool

Place = tuple[int, int]
BEFORE_ALL: Place = (-1, -1)


class Outbox:
    """Subscriptions and deliveries. The log is the queue; a delivery notes who still has to hear what.

    A delivery is named by its place: the position of its entry, and the number of the event within it.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    # subscriptions

    async def subscribe(self, scheme: str, wanted: Subscription) -> bool:
        """Add a subscription that considers entries from its cursor on; False when its party has it already."""
        return (
            await self.pool.fetchval(
                query("subscribe"),
                scheme,
                wanted.id,
                wanted.party,
                wanted.url,
                wanted.rate,
                wanted.cursor,
                wanted.created_at,
            )
            is not None
        )

    async def unsubscribe(self, scheme: str, id_: str, because: str) -> bool:
        """End a subscription, and with it all that it had still to deliver; False when there was none."""
        async with self.pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(query("unsubscribe"), scheme, id_, because) is None:
                return False
            await connection.execute(query("stop_deliveries"), scheme, id_, because)
            return True

    async def subscriptions(self, scheme: str, party: str | None = None) -> list[Subscription]:
        """Return the active subscriptions, of one party if given."""
        return [Subscription(*row) for row in await self.pool.fetch(query("subscriptions"), scheme, party)]

    async def subscription(self, scheme: str, party: str, id_: str) -> Subscription | None:
        """Return one subscription of a party, also one that has ended."""
        row = await self.pool.fetchrow(query("subscription"), scheme, party, id_)
        return Subscription(*row) if row else None

    async def record_of(self, scheme: str, id_: str) -> DeliveryRecord:
        """Return how a subscription stands."""
        row = await self.pool.fetchrow(query("standing_of"), scheme, id_)
        assert row is not None
        return DeliveryRecord(*row)

    async def pending_counts(self, scheme: str) -> dict[str, int]:
        """Return how much each subscription has still to deliver; one that has nothing is left out."""
        return {row[0]: row[1] for row in await self.pool.fetch(query("pending_counts"), scheme)}

    # deliveries

    async def enqueue(
        self,
        epoch: Epoch,
        considered: Mapping[str, int],
        through: int,
        items: Sequence[tuple[str, int, int, str]],
        at: datetime,
    ) -> set[str]:
        """Note deliveries (subscription, position, event, case) and that every entry before `through` was considered.

        `considered` gives each subscription's cursor as we know it. Returns the subscriptions for which it was
        noted: not those whose cursor is elsewhere, or that have ended, and none when the scheme has another owner.
        """
        ids, cursors = list(considered), list(considered.values())
        columns = [list(column) for column in zip(*items, strict=True)] if items else [[], [], [], []]
        moved = await self.pool.fetch(
            query("enqueue"), epoch.scheme, epoch.number, through, ids, cursors, *columns, at
        )
        return {row[0] for row in moved}

    async def waiting(self, epoch: Epoch, subscription: str, limit: int = 100) -> list[Delivery]:
        """Return what a subscription has to deliver, of each case only the oldest; nothing once we are fenced off."""
        rows = await self.pool.fetch(query("waiting"), epoch.scheme, epoch.number, subscription, limit)
        return [Delivery(*row) for row in rows]

    async def settle(
        self, scheme: str, delivery: Delivery, status: str, answer: str, next_at: datetime, tried_at: datetime
    ) -> None:
        """Note the outcome of one attempt: delivered, dead, withdrawn, or pending until `next_at`."""
        place = (delivery.subscription, delivery.position, delivery.event)
        await self.pool.execute(query("settle"), scheme, *place, status, answer, next_at, tried_at)

    async def dead_letters(
        self, scheme: str, subscription: str, after: Place = BEFORE_ALL, limit: int = 100
    ) -> list[Delivery]:
        """Return what a subscription gave up, for a person to see, those after a place."""
        rows = await self.pool.fetch(query("dead_letters"), scheme, subscription, *after, limit)
        return [Delivery(*row) for row in rows]

    async def revive(self, scheme: str, subscription: str, place: Place, at: datetime) -> bool:
        """Try a dead letter again; False when it is not dead, or its subscription has ended."""
        found = await self.pool.fetchval(query("revive"), scheme, subscription, *place, at)
        return found is not None

    async def forget(self, scheme: str, before: datetime) -> None:
        """Clear away what was delivered before a moment."""
        await self.pool.execute(query("forget_deliveries"), scheme, before)
