"""A program of its own that appends to a scheme and prints each position once it is acknowledged.

Arguments: the database's address, the scheme, the owner's name. It stops when it is fenced or the server
is gone.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from weerbaar.kernel.ledger.errors import Disconnected, Fenced
from weerbaar.kernel.ledger.seal import Decision, seal
from weerbaar.kernel.ledger.store import Store, open_pool


async def main(dsn: str, scheme: str, owner: str) -> int:
    """Append batches of 50 until something stops it; the exit status tells what: 3 fenced, 4 server gone."""
    pool = await open_pool(dsn, most=2)
    store = Store(pool)
    epoch = await store.acquire(scheme, owner, 60)
    position = epoch.size
    while True:
        rows = [
            seal(
                scheme,
                number,
                Decision(
                    case_id=f"case-{number}",
                    case_seq=1,
                    at=datetime.now(UTC),
                    protocol="example@1",
                    act="offer",
                    actor=owner,
                    permitted=True,
                    sections={"act": b"{}"},
                    idempotency_key=f"key-{number}",
                ),
            )
            for number in range(position, position + 50)
        ]
        try:
            await store.append(epoch, rows)
        except Fenced:
            return 3
        except Disconnected:
            pool.terminate()
            return 4
        position += 50
        print(position, flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
