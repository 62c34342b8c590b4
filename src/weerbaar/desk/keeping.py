"""Keeping: writes the states of cases behind the log, so that a start need not read the whole log again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from weerbaar.desk.cases import Standing
from weerbaar.desk.loading import head_of
from weerbaar.kernel.ledger.proof import Tree
from weerbaar.kernel.ledger.rows import Epoch
from weerbaar.kernel.ledger.store import Store


class Changed:
    """The cases whose kept state is older than the log."""

    def __init__(self) -> None:
        self._waiting: dict[str, Standing] = {}
        self._keeping = asyncio.Lock()

    def note(self, standings: Iterable[Standing]) -> None:
        """Remember that these cases changed, as they stand after their commit."""
        self._waiting |= {one.id: one for one in standings}

    async def keep(self, store: Store, epoch: Epoch, tree: Tree) -> None:
        """Write the changed states, full tiles and a signed checkpoint; raises as the store does."""
        async with self._keeping:  # else a second run could say how far the heads of the first one reach
            now, self._waiting = self._waiting, {}
            through = tree.size
            try:
                await store.save_heads(epoch, map(head_of, now.values()), through)
            except BaseException:
                self._waiting = {**now, **self._waiting}
                raise
            await tree.save()
