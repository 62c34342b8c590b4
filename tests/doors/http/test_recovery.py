"""What happens when a commit fails: who waits hears it at once, nothing is lost, and acts are soon taken again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any


async def _issue(port: Any, reference: str) -> int:
    end = (port.clock.now() + timedelta(days=2)).isoformat()
    played = await port.players.ask(
        "noordster",
        "issue",
        container="CSQU3054383",
        call=f"CALL-{reference}",
        terminal="maasvlakte-terminal",
        reference=reference,
        expires_at=end,
    )
    return int(played.status)


async def test_a_lost_connection_is_told_at_once_and_mended(port: Any) -> None:
    assert await _issue(port, "R1") == 201
    await port.desk.store.pool.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where pid <> pg_backend_pid() and datname = current_database()"
    )
    first = await asyncio.wait_for(_issue(port, "R2"), 10)
    for _ in range(100):
        if port.desk.writer.failed is None and await _issue(port, "R3") == 201:
            break
        await asyncio.sleep(0.1)
    ready = await port.client.get("/readyz")
    assert ready.status_code == 200
    entries = [entry.act async for entry in port.desk.store.entries(port.desk.scheme)]
    assert len(entries) == 2 + (first == 201)


async def test_an_owner_that_was_fenced_off_answers_503_and_writes_nothing(port: Any) -> None:
    assert await _issue(port, "R1") == 201
    await port.desk.store.acquire(port.desk.scheme, "another process", 60, force=True)
    assert await asyncio.wait_for(_issue(port, "R2"), 10) == 503
    assert await port.size() == 1
    assert (await port.client.get("/readyz")).status_code == 503
