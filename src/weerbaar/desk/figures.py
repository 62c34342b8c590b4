"""Figures: what a protocol publishes of a period, made of its cases and of what the log holds of that period."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from weerbaar.desk.account import WrittenReason, events_in, opened
from weerbaar.desk.cases import Cases
from weerbaar.desk.loading import Protocols
from weerbaar.desk.members import Members
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.periods import Period
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.publishing import Known, Note, Publication, Publishes, Recorded, settled
from weerbaar.kernel.ledger.history import asked_between, decided_between
from weerbaar.kernel.ledger.rows import EntryRow, Kept
from weerbaar.kernel.ledger.seal import split_sections
from weerbaar.kernel.ledger.store import Store
from weerbaar.standards.decision_log import asked_in

KEPT = 24  # two years of months, of some megabytes each in the largest port
_reasons = msgspec.json.Decoder(list[WrittenReason]).decode
_facts = msgspec.json.Decoder(list[list[str | int | bool | None]]).decode
_fields = msgspec.json.Decoder(dict[str, Any]).decode


class Figures:
    """Gives the figures of one scheme to who may see them. What a past period holds is read from the log once."""

    def __init__(self, store: Store, members: Members, protocols: Protocols) -> None:
        self._store, self._members, self._protocols = store, members, protocols
        self._noted: dict[tuple[str, Period], Counter[Note]] = {}
        self._turn = asyncio.Lock()

    async def of(
        self, viewer: Viewer, protocol: Protocol[Any], period: Period, cases: Cases, now: datetime
    ) -> Publication | None:
        """Return what a protocol publishes of a period, or nothing for who may not see it.

        Raises `Unpublished` when that period has no figures yet.
        """
        publishes = protocol.publishes
        if publishes is None or not publishes.is_for(viewer):
            return None
        noted = await self._noted_in(protocol, publishes, period, cases, now) if publishes.acts else Counter()
        own = [one.case for one in cases if one.protocol.name == protocol.name]
        return publishes.of(Known(cases=own, noted=noted), period, Given(now, self._members.answer))

    async def _noted_in(
        self,
        protocol: Protocol[Any],
        publishes: Publishes[Any],
        period: Period,
        cases: Cases,
        now: datetime,
    ) -> Counter[Note]:
        settled(period, now)
        async with self._turn:  # so that two who ask at once do not both read the whole period
            known = self._noted.get((protocol.name, period))
            if known is None:
                known = await self._read(protocol, publishes, period, cases)
                if len(self._noted) >= KEPT:
                    del self._noted[next(iter(self._noted))]
                self._noted[protocol.name, period] = known
            return known

    async def _read(
        self, protocol: Protocol[Any], publishes: Publishes[Any], period: Period, cases: Cases
    ) -> Counter[Note]:
        noted: Counter[Note] = Counter()
        acts, span = [kebab(act.__name__) for act in publishes.acts], (period.begins, period.ends)
        pool, scheme = self._store.pool, self._members.scheme
        async for batch in decided_between(pool, scheme, *span, acts):
            for row in batch:
                if (law := self._protocols.version(row.protocol)).name == protocol.name:
                    noted.update(publishes.notes(_recorded(row, law, cases)))
        async for questions in asked_between(pool, scheme, *span):
            for question in questions:
                noted.update(_about(question, protocol, publishes))
        return noted


def _recorded(row: EntryRow, law: Protocol[Any], cases: Cases) -> Recorded[Any]:
    # A value that is erased or personal is read as absent: figures hold no person.
    sections = {name: opened(section, name, ()) for name, section in split_sections(row.body).items()}
    refused = [_reasons(sections.get(part, b"[]")) for part in ("told", "untold")]
    standing = cases.get(row.case_id)
    return Recorded(
        act=law.act_named[row.act],
        actor=row.actor,
        permitted=row.permitted,
        case=standing.case if standing else None,
        asked=_fields(sections["act"]),
        reasons=tuple(one.rule for reasons in refused for one in reasons),
        facts=_answered(sections["given"]),
        events=tuple(event for _, event in events_in(sections, law.event_named)),
    )


def _answered(given: bytes) -> dict[Question, Answer]:
    return {tuple(str(word) for word in question): answer for *question, answer in _facts(given)}


def _about(question: Kept, protocol: Protocol[Any], publishes: Publishes[Any]) -> Iterable[Note]:
    """Return the notes of a question by which somebody asked for an act on what was no case of its own."""
    asked = asked_in(question.record)
    if asked.resource_type != protocol.asked_of or asked.action not in protocol.act_named:
        return ()
    act = protocol.act_named[asked.action]
    if act not in publishes.acts:
        return ()
    return publishes.notes(Recorded(act=act, actor=asked.requester, permitted=False))
