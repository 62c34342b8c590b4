"""Reads what was decided and asked between two moments, a few at a time, for figures of a month or a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.kernel.ledger.queries import query
from weerbaar.kernel.ledger.rows import EntryRow, Kept

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from weerbaar.kernel.ledger.store import Pool

#: So few that whoever asks for a decision meanwhile waits some milliseconds at most.
FEW = 500


async def decided_between(
    pool: Pool, scheme: str, begins: datetime, ends: datetime, acts: Sequence[str]
) -> AsyncIterator[list[EntryRow]]:
    """Yield the entries on some acts in log order, those decided from `begins` up to, not including, `ends`."""
    bounds = await pool.fetchrow(query("entry_bounds"), scheme, begins, ends)
    if bounds is None or not bounds["count"]:
        return
    start, stop = bounds["min"], bounds["max"]
    wanted = (begins, ends, list(acts), FEW)
    while few := await pool.fetch(query("entries_between"), scheme, start, stop, *wanted):
        yield [EntryRow(*row) for row in few]
        start = few[-1]["position"] + 1


async def asked_between(
    pool: Pool, scheme: str, begins: datetime, ends: datetime
) -> AsyncIterator[list[Kept]]:
    """Yield the ADL records of questions that were no act, in order, those asked from `begins` up to `ends`."""
    bounds = await pool.fetchrow(query("access_bounds"), scheme, begins, ends)
    if bounds is None or not bounds["count"]:
        return
    start, stop = bounds["min"], bounds["max"]
    while few := await pool.fetch(query("accesses_between"), scheme, start, stop, begins, ends, FEW):
        yield [Kept(*row) for row in few]
        start = few[-1]["id"] + 1
