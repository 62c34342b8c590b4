"""Runs a simulation: asks, loses answers, asks again, moves the clock, and has everything checked as it goes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from weerbaar.cli.auditing import reperform
from weerbaar.cli.demo.clock import MORNING, StoryClock
from weerbaar.cli.simulation.players import CALLS, OUTSIDER, Ask, disturbing, issue, number, sensible
from weerbaar.cli.simulation.shadow import Shadow, Violation
from weerbaar.desk.asking import Answer, Asking, KeyReused
from weerbaar.desk.cases import Standing
from weerbaar.desk.desk import Desk
from weerbaar.desk.intake import read_act
from weerbaar.desk.loading import fold
from weerbaar.kernel.ledger.audit import verify_scheme
from weerbaar.protocols.container_release.protocol import PROTOCOL
from weerbaar.protocols.container_release.release import Release

BOXES_A_DAY = 40
STEPS_A_DAY = 700
SECONDS_MOST = 150  # between two steps; with the jumps, a day takes about a day
CHECK_EVERY = 50
Progress = Callable[[int, int], None]


class Simulation:
    """One seeded run; `step` tells how far it came, also when it fails."""

    def __init__(self, desk: Desk, clock: StoryClock, seed: int, days: int) -> None:
        self.desk, self.clock, self.days = desk, clock, days
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.shadow = Shadow()
        self.step = 0
        self.cases: list[str] = []
        self.repeated = self.unknown = self.clock_acts = 0

    async def run(self, progress: Progress) -> dict[str, Any]:
        """Run all days and check everything at the end; raises `Violation`."""
        total = self.days * STEPS_A_DAY
        for self.step in range(1, total + 1):
            await self._one()
            if self.step % CHECK_EVERY == 0:
                await self._follow()
                progress(self.step, total)
        return await self._end()

    async def _one(self) -> None:
        chance = self.chance
        self.clock.pass_seconds(chance.randrange(1, SECONDS_MOST))
        if chance.random() < 0.005:
            self.clock.pass_seconds(chance.choice((1_800, 7_200, 21_600)))
        if chance.random() < 0.9:  # now and then the clock is late
            self.clock_acts += len(await self.desk.tick())
        if not self.cases or chance.random() < BOXES_A_DAY / STEPS_A_DAY:
            container, call = number(chance), chance.choice(CALLS)
            answer = await self._ask(issue(chance, container, call, self.clock.now()), None)
            self.cases.append(answer.case)
            return
        case = chance.choice(self.cases[-BOXES_A_DAY:])
        release = self._release(case)
        now = self.clock.now()
        wishes = sensible(release, chance, now)
        wish = chance.choice(wishes) if wishes and chance.random() < 0.8 else disturbing(release, chance, now)
        before = self._release(case)
        answer = await self._ask(wish, case)
        if answer.outcome != "permitted" and self._release(case) != before:
            raise Violation(f"`{wish.act}` was not permitted, and yet the case changed")
        if wish.party == OUTSIDER and OUTSIDER not in before.parties() and answer.outcome != "unknown":
            raise Violation(f"an outsider was told `{answer.outcome}` about a case that is not its own")

    def _release(self, case: str) -> Release:
        standing = self.desk.deciding.cases.get(case)
        if standing is None or not isinstance(standing.case, Release):
            raise Violation(f"case {case} was permitted and is not there")
        return standing.case

    async def _ask(self, wish: Ask, case: str | None) -> Answer:
        key = f"K{self.step}" if self.chance.random() < 0.3 else None
        answer = await self._send(wish, case, key)
        if key is not None and answer.outcome != "unknown":
            await self._again(wish, case, key, answer)
        self.unknown += answer.outcome == "unknown"
        return answer

    async def _again(self, wish: Ask, case: str | None, key: str, answer: Answer) -> None:
        """Lose the answer and ask again: the same answer comes, and the key serves nothing else."""
        self.repeated += 1
        second = await self._send(wish, case, key)
        if msgspec.structs.replace(second, repeated=False) != answer or not second.repeated:
            raise Violation(f"`{wish.act}` was asked again under one key and answered otherwise")
        try:
            await self._send(msgspec.structs.replace(wish, functionary="z"), case, key, other=True)
        except KeyReused:
            return
        raise Violation("one key served two requests")

    async def _send(self, wish: Ask, case: str | None, key: str | None, *, other: bool = False) -> Answer:
        act = read_act(PROTOCOL, wish.act, wish.party, wish.functionary, wish.fields)
        body = msgspec.json.encode([wish, other])
        said = ((case or "").encode(), body)
        return await self.desk.ask(
            Asking(protocol=PROTOCOL, act=act, case=case, idempotency_key=key, request=said)
        )

    async def _follow(self) -> None:
        async for row in self.desk.store.entries(self.desk.scheme, self.shadow.size):
            self.shadow.read(row)

    async def _end(self) -> dict[str, Any]:
        await self._follow()
        await self.desk.keep_states()
        await self._replay()
        performed = await reperform(
            self.desk.store, self.desk.vault, self.desk.scheme, "simulation", lambda done, total: None
        )
        if performed.difference is not None:
            raise Violation(f"the audit finds another decision: {performed.difference}")
        verdict = await verify_scheme(self.desk.store, self.desk.scheme, [str(self.desk.signer.verifier)])
        if verdict.fault is not None:
            raise Violation(f"the log does not hold: {verdict.fault.where}: {verdict.fault.why}")
        hours = round((self.clock.now() - MORNING) / timedelta(hours=1))
        return {
            "steps": self.step,
            "hours": hours,
            "containers": len(self.cases),
            "decisions": self.shadow.size,
            "refused": self.shadow.refused,
            "unknown": self.unknown,
            "asked_again": self.repeated,
            "clock_acts": self.clock_acts,
            "gate_permits": self.shadow.gate_permits,
            "gate_outs": self.shadow.gate_outs,
            "reperformed": performed.reached,
            "root": verdict.root.hex(),
        }

    async def _replay(self) -> None:
        """Build every case anew from the log alone and compare it with the one in memory."""
        again: dict[str, Standing] = {}
        async for row in self.desk.store.entries(self.desk.scheme):
            if row.permitted:
                shown = await self.desk.vault.reveal(self.desk.scheme, row.position)
                again[row.case_id] = fold(row, again.get(row.case_id), self.desk.protocols, shown)
        for case, standing in again.items():
            kept = self.desk.deciding.cases.get(case)
            if kept is None or (kept.case, kept.seq) != (standing.case, standing.seq):
                raise Violation(f"case {case} comes otherwise out of the log than it stands in memory")
        if len(again) != len(self.desk.deciding.cases):
            raise Violation("the desk knows cases that the log does not")
