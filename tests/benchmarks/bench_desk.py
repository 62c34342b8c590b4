"""The desk itself: durable acts a second, their latency, a large COREOR, and bringing everything back."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import asyncpg
from lines import Line
from port import asking, closed_loop, issue, now, number, offered_load, open_desk, percentile

from weerbaar.cli.demo.files import release
from weerbaar.desk.desk import Desk
from weerbaar.desk.loading import load
from weerbaar.edi.interchange import handle

BOXES = 1500
ROUNDS = 3


def measure() -> Iterator[Line]:
    """Measure and yield."""
    yield from asyncio.run(_measure())


async def _one_transaction_an_act(dsn: str, connections: int, seconds: float = 1.5) -> float:
    """Y2: what one transaction of seven statements an act reaches, the usual way to build this."""
    pool = await asyncpg.create_pool(dsn, min_size=connections, max_size=connections)
    await pool.execute("drop table if exists yard_act; create table yard_act (id bigserial, body bytea)")
    done, ends = 0, time.perf_counter() + seconds

    async def worker() -> None:
        nonlocal done
        async with pool.acquire() as connection:
            while time.perf_counter() < ends:
                async with connection.transaction():
                    for _ in range(7):
                        await connection.execute("insert into yard_act (body) values ($1)", b"x" * 150)
                done += 1

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(connections)))
    rate = done / (time.perf_counter() - started)
    await pool.close()
    return rate


async def _single_commits(dsn: str, count: int = 1500) -> float:
    """Y1: durable single-row commits a second on one connection."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("drop table if exists yard; create table yard (id bigserial, body bytea)")
    started = time.perf_counter()
    for _ in range(count):
        await connection.execute("insert into yard (body) values ($1)", b"x" * 150)
    rate = count / (time.perf_counter() - started)
    await connection.close()
    return rate


async def _measure() -> list[Line]:
    lines: list[Line] = []
    async with open_desk() as (desk, dsn):
        y1 = [await _single_commits(dsn)]
        y2 = [max(await _one_transaction_an_act(dsn, 8), await _one_transaction_an_act(dsn, 64))]
        rates: dict[int, list[float]] = {64: [], 512: []}
        tails: dict[int, list[float]] = {64: [], 512: []}
        for turn in range(ROUNDS):
            for in_flight in rates:
                cases = await _released(desk, turn * 10_000 + in_flight * 100_000 % 900_000)
                work = [one for case in cases for one in _hops(case)]
                started = time.perf_counter()
                times = await _hop_by_hop(desk, cases, in_flight)
                rates[in_flight].append(len(work) / (time.perf_counter() - started))
                tails[in_flight].append(percentile(times, 99))
            y1.append(await _single_commits(dsn))
            y2.append(await _one_transaction_an_act(dsn, 8))
        best = max(y2)
        lines += [
            Line(name="Y1 single-row durable commits", value=median(y1), unit="/s", low=min(y1), high=max(y1))
        ]
        lines += [Line(name="Y2 one transaction an act, seven statements", value=best, unit="acts/s")]
        for in_flight, found in rates.items():
            lines.append(_rate(f"durable acts through the desk, {in_flight} in flight", found, best, "Y2"))
            lines.append(
                Line(name=f"  p99 with {in_flight} in flight", value=median(tails[in_flight]), unit="ms")
            )
        lines += await _latency(desk, median(y1))
        lines += await _large_message(desk)
        lines += await _bring_back(desk)
    return lines


def _rate(name: str, found: list[float], limit: float, against: str) -> Line:
    middle = median(found)
    return Line(
        name=name,
        value=middle,
        unit="acts/s",
        low=min(found),
        high=max(found),
        ratio=middle / limit,
        against=against,
    )


async def _released(desk: Desk, first: int) -> list[str]:
    answers = await asyncio.gather(*(desk.ask(issue(first + place)) for place in range(BOXES)))
    assert all(answer.outcome == "permitted" for answer in answers), answers[0]
    return [answer.case for answer in answers]


def _hops(case: str) -> list[tuple[str, str, dict[str, str]]]:
    return [
        ("accept", "delta-forwarding", {}),
        ("offer", "delta-forwarding", {"to": "maas-expeditie", "role": "forwarder"}),
        ("accept", "maas-expeditie", {}),
        ("offer", "maas-expeditie", {"to": "van-dam-transport", "role": "road"}),
        ("accept", "van-dam-transport", {}),
    ]


async def _hop_by_hop(desk: Desk, cases: list[str], in_flight: int) -> list[float]:
    times: list[float] = []
    for hop in range(5):
        work = [
            asking(name, actor, case, **fields)
            for case in cases
            for name, actor, fields in [_hops(case)[hop]]
        ]
        times += await closed_loop(desk.ask, work, in_flight)
    return times


async def _latency(desk: Desk, y1: float) -> list[Line]:
    cases = await _released(desk, 700_000)
    alone = await closed_loop(
        desk.ask, [asking("accept", "delta-forwarding", case) for case in cases[:500]], 1
    )
    work = [asking("accept", "delta-forwarding", case) for case in cases[500:]]
    steady = await offered_load(desk.ask, work, 1_000)
    limit = 1000 / y1
    return [
        Line(name="one act, nothing else running, p50", value=percentile(alone, 50), unit="ms",
             ratio=percentile(alone, 50) / limit, against="1/Y1"),
        Line(name="act at 1,000/s offered, p50", value=percentile(steady, 50), unit="ms",
             ratio=percentile(steady, 50) / limit, against="1/Y1"),
        Line(name="act at 1,000/s offered, p99", value=percentile(steady, 99), unit="ms"),
    ]  # fmt: skip


async def _large_message(desk: Desk) -> list[Line]:
    numbers = [number(300_000 + place) for place in range(5_000)]
    data = release("RBULK", numbers, now() + timedelta(days=3), now(), "8712345001025")
    started = time.perf_counter()
    done = await handle(desk, "noordster", "", data)
    seconds = time.perf_counter() - started
    assert done.permitted == 5_000, f"{done.permitted} permitted"
    return [Line(name="a COREOR of 5,000 containers until live", value=seconds, unit="s", ratio=seconds / 60,
                 against="the goal of 60 s")]  # fmt: skip


async def _bring_back(desk: Desk) -> list[Line]:
    await desk.keep_states()
    started = time.perf_counter()
    await load(desk.store, desk.vault, desk.scheme, desk.protocols, desk.tree.size)
    heads = time.perf_counter() - started
    await desk.store.pool.execute("delete from head where scheme = $1", desk.scheme)
    started = time.perf_counter()
    again = await load(desk.store, desk.vault, desk.scheme, desk.protocols, 0)
    events = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Line(name="start from kept states", value=len(again) / heads, unit="cases/s"),
        Line(name="rebuild of all cases from the log", value=desk.tree.size / events, unit="acts/s"),
        Line(name=f"largest memory of this process, {len(again):,} cases", value=memory, unit="MB"),
    ]
