"""Clock: does what time asks for: breaches duties, ends what must end, takes from a suspended party what it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weerbaar.desk.asking import Answer, Asking, Unavailable
from weerbaar.desk.cases import Standing
from weerbaar.desk.deciding import Deciding
from weerbaar.desk.own_faults import LOG, noted
from weerbaar.desk.writer import Writer
from weerbaar.kernel.law.acts import Act


class Clock:
    """The clock of one scheme. What it cannot do for one case keeps nothing of another waiting.

    INVARIANT: a duty that is due is done at the next tick unless our own fault is in its way; then it is tried again
    at each tick, and written down once (tests/doors/http/test_own_faults.py). What the law refuses the clock is a
    mistake in that law: it is written down once too, and not asked again until the case has changed.
    """

    def __init__(self) -> None:
        self._suspended: frozenset[str] = frozenset()
        self._stuck: set[str] = set()
        self._refused: set[str] = set()

    @property
    def stuck(self) -> int:
        """How many cases wait for what the clock could not do: by a fault of ours, or refused by their own law."""
        return len(self._stuck | self._refused)

    async def tick(self, deciding: Deciding, writer: Writer, now: datetime) -> list[Answer]:
        """Do all that is due and return what was done; raises `Unavailable` when acts are not taken now."""
        done = await self._take_from_suspended(deciding, writer, now)
        left: dict[str, None] = {}
        try:
            while overdue := deciding.cases.overdue(now):
                left |= dict.fromkeys(overdue)
                for identifier in overdue:
                    answers = await self._breach(deciding.cases.get(identifier), writer, now)
                    done += [one for one in answers if one is not None]
                    self._notice_refused(identifier, answers)
                    if None not in answers:
                        del left[identifier]
        finally:
            # What was not done is due again at the next tick, also when this one ends halfway.
            deciding.cases.still_due(left, now)
        self._stuck &= left.keys()
        self._refused = {one for one in self._refused if _due(deciding.cases.get(one), now)}
        return done

    def _notice_refused(self, identifier: str, answers: list[Answer | None]) -> None:
        refused = any(one is not None and one.outcome == "refused" for one in answers)
        if refused and identifier not in self._refused:
            self._refused.add(identifier)
            LOG.error("the law refuses the clock what is due on case %s", identifier)

    async def _breach(self, standing: Standing | None, writer: Writer, now: datetime) -> list[Answer | None]:
        return [await self._ask(writer, standing, act) for act in _due(standing, now)] if standing else []

    async def _take_from_suspended(self, deciding: Deciding, writer: Writer, now: datetime) -> list[Answer]:
        suspended = frozenset(deciding.members.suspended)
        done: list[Answer | None] = []
        undone: set[str] = set()
        for party in sorted(suspended - self._suspended):
            for standing in deciding.cases.of_party(party):
                for act in standing.protocol.on_suspension(standing.case, party):
                    # Asked only where it would be permitted: the clock asks for nothing in vain.
                    if deciding.admits(standing, act, now):
                        done.append(await self._ask(writer, standing, act))
                        undone |= {party} if done[-1] is None else set()
        self._suspended = suspended - undone
        return [one for one in done if one is not None]

    async def _ask(self, writer: Writer, standing: Standing, act: Act[Any]) -> Answer | None:
        try:
            return await writer.ask(Asking(protocol=standing.protocol, act=act, case=standing.id))
        except Unavailable:
            raise
        except Exception as fault:
            if standing.id not in self._stuck:
                noted(fault, f"the clock could not do what is due on case {standing.id}")
            self._stuck.add(standing.id)
            return None


def _due(standing: Standing | None, now: datetime) -> list[Act[Any]]:
    """Return what the clock must do on a case now."""
    if standing is None:
        return []
    return [act for moment, act in standing.protocol.breaches(standing.case) if moment <= now]
