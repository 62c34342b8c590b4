"""Writer: the one place where a scheme's acts are decided in order and committed together, many at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from weerbaar.desk.asking import UNKNOWN, Answer, Asking, Unavailable
from weerbaar.desk.deciding import Decided, Deciding
from weerbaar.desk.own_faults import noted
from weerbaar.desk.together import decide_together

Commit = Callable[[list[Decided]], Awaitable[None]]
Published = Callable[[int], None]
Waiting = tuple[list[Asking], "list[asyncio.Future[Answer]]"]  # one act, or those of an order

QUEUE_MAX = 20_000  # about half a second of work; beyond it, waiting helps nobody
BATCH_MAX = 1_000  # past this, larger batches commit no faster and only delay the first answer


class Writer:
    """Takes acts from a bounded queue, decides a batch in memory while the batch before it is being committed.

    INVARIANT: an answer leaves only after its commit. When a commit fails nobody knows what became of it, so
    the writer stops; whoever owns it reads the ledger again and starts a new one.
    """

    def __init__(
        self, deciding: Deciding, commit: Commit, now: Callable[[], datetime], published: Published
    ) -> None:
        self._deciding, self._commit, self._now, self._published = deciding, commit, now, published
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._flying: set[asyncio.Future[Answer]] = set()
        self.failed: Exception | None = None

    def start(self) -> None:
        """Start taking acts."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def stop(self) -> None:
        """Stop after the current batch; acts still waiting are told to come back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._give_up(Unavailable())

    async def ask(self, asking: Asking) -> Answer:
        """Have one act decided and committed; raises `Unavailable` when the queue is full or the writer stopped."""
        return await self._waiting([asking])[0]

    async def ask_together(self, askings: list[Asking]) -> list[Answer]:
        """Have all acts of an order decided and committed in one, or none of them; raises as `ask` does."""
        return await asyncio.gather(*self._waiting(askings))

    def _waiting(self, askings: list[Asking]) -> list[asyncio.Future[Answer]]:
        if self.failed is not None or self._queue.qsize() >= QUEUE_MAX:
            raise Unavailable
        loop = asyncio.get_running_loop()
        futures: list[asyncio.Future[Answer]] = [loop.create_future() for _ in askings]
        self._queue.put_nowait((askings, futures))
        return futures

    async def _run(self) -> None:
        committing: asyncio.Task[None] | None = None
        try:
            while True:
                batch = [await self._queue.get()]
                while len(batch) < BATCH_MAX and not self._queue.empty():
                    batch.append(self._queue.get_nowait())
                decided = self._decide(batch)
                if committing is not None:
                    await committing
                committing = asyncio.create_task(self._finish(decided)) if decided else None
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            if committing is not None:
                await committing
            raise
        except Exception as trouble:
            self.fail(trouble)

    def fail(self, trouble: Exception) -> None:
        """Stop taking acts; every act that waits is told to come back."""
        # Also when no further act comes: who waits must hear it now.
        noted(trouble, "a commit failed; the writer stops until the ledger has been read again")
        self.failed = trouble
        self._give_up(Unavailable())

    def _decide(self, batch: list[Waiting]) -> list[tuple[Decided, asyncio.Future[Answer]]]:
        done: list[tuple[Decided, asyncio.Future[Answer]]] = []
        now = self._now()
        for askings, futures in batch:
            try:
                answered = self._decided(askings, now)
            except Exception as fault:
                for future in futures:
                    if not future.done():
                        future.set_exception(fault)
                continue
            for (decided, answer), future in zip(answered, futures, strict=True):
                if decided is not None:
                    done.append((decided, future))
                    self._flying.add(future)
                elif not future.done():
                    future.set_result(answer)
        return done

    def _decided(self, askings: list[Asking], now: datetime) -> list[tuple[Decided | None, Answer]]:
        if self.failed is not None:
            raise Unavailable
        if len(askings) > 1:
            return decide_together(self._deciding, askings, now)
        decided = self._deciding.decide(askings[0], now)
        return [(decided, UNKNOWN if decided is None else decided.answer)]

    async def _finish(self, batch: list[tuple[Decided, asyncio.Future[Answer]]]) -> None:
        if self.failed is not None:
            return
        try:
            await self._commit([decided for decided, _ in batch])
        except Exception as trouble:
            self.fail(trouble)
            return
        pending = self._deciding.pending
        for decided, future in batch:
            if decided.standing is not None:
                self._deciding.cases.publish(decided.standing)
                if pending.get(decided.standing.id) is decided.standing:
                    del pending[decided.standing.id]
            self._flying.discard(future)
            if not future.done():
                future.set_result(decided.answer)
        self._published(batch[-1][0].row.position + 1)

    def _give_up(self, trouble: Exception) -> None:
        while not self._queue.empty():
            self._flying.update(self._queue.get_nowait()[1])
        for future in self._flying:
            if not future.done():
                future.set_exception(trouble)
        self._flying.clear()
