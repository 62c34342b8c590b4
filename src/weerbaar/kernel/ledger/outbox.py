"""Keeps what is to be told to subscribers until they have it.

At least once, in order per case, and what was given up stays in view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.kernel.ledger.queries import query
from weerbaar.kernel.ledger.rows import Delivery, Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from weerbaar.kernel.ledger.store import Pool


class Outbox:
    """Subscriptions and deliveries. The log is the queue; a delivery notes who still has to hear what."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def subscribe(self, scheme: str, id_: str, party: str, url: str, secret: bytes, start: int) -> None:
        """Add a subscription that considers entries from a position on."""
        await self.pool.execute(query("subscribe"), scheme, id_, party, url, secret, start)

    async def unsubscribe(self, scheme: str, id_: str) -> bool:
        """End a subscription; False when there was none."""
        return await self.pool.fetchval(query("unsubscribe"), scheme, id_) is not None

    async def subscriptions(self, scheme: str, party: str | None = None) -> list[Subscription]:
        """Return the active subscriptions, of one party if given."""
        return [Subscription(*row) for row in await self.pool.fetch(query("subscriptions"), scheme, party)]

    async def enqueue(
        self, scheme: str, subscription: Subscription, through: int, items: Sequence[tuple[int, str]]
    ) -> bool:
        """Note deliveries (position, case) and that every entry before `through` has been considered.

        False, and nothing noted, when another process was first.
        """
        positions, cases = [position for position, _ in items], [case_id for _, case_id in items]
        moved = await self.pool.fetchval(
            query("enqueue"), scheme, subscription.id, subscription.cursor, through, positions, cases
        )
        return bool(moved)

    async def due(self, scheme: str, now: datetime, limit: int = 100) -> list[Delivery]:
        """Return what may be tried now: per subscription and case only the oldest that is pending."""
        return [Delivery(*row) for row in await self.pool.fetch(query("due"), scheme, now, limit)]

    async def settle(
        self, scheme: str, delivery: Delivery, status: str, answer: str, next_at: datetime
    ) -> None:
        """Note the outcome of one attempt: delivered, dead, or pending until `next_at`."""
        await self.pool.execute(
            query("settle"), scheme, delivery.subscription, delivery.position, status, answer, next_at
        )

    async def dead_letters(self, scheme: str, limit: int = 100) -> list[Delivery]:
        """Return what was given up, for a person to see."""
        return [Delivery(*row) for row in await self.pool.fetch(query("dead_letters"), scheme, limit)]

    async def revive(self, scheme: str, subscription: str, position: int, at: datetime) -> bool:
        """Try a dead letter again; False when it is not dead."""
        return await self.pool.fetchval(query("revive"), scheme, subscription, position, at) is not None
