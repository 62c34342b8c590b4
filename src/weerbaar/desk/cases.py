"""Cases: what the desk knows of every case right now, and by which words each party finds its own."""

from __future__ import annotations

import hashlib
import heapq
import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.protocol import Protocol


class Standing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One case as it stands after its last event: `seq` counts its permitted decisions.

    `parties` is kept, not computed when asked: whether a case is absent or hidden then takes the same time.
    `dues` are the moments at which its duties fall due.
    """

    id: str
    protocol: Protocol[Any]
    case: Case
    seq: int
    position: int
    parties: frozenset[str] = frozenset()
    dues: tuple[datetime, ...] = ()


def standing_at(identifier: str, protocol: Protocol[Any], case: Case, seq: int, position: int) -> Standing:
    """Return a case as it stands, with its parties and the moments of its duties looked up once."""
    return Standing(
        id=identifier,
        protocol=protocol,
        case=case,
        seq=seq,
        position=position,
        parties=_kept_once(case.parties()),
        dues=protocol.dues(case),
    )


@lru_cache(maxsize=20_000)
def _kept_once(parties: frozenset[str]) -> frozenset[str]:
    # The same few parties meet on many cases: each set of them is kept once.
    return parties


def is_inside(viewer: Viewer, one: Standing) -> bool:
    """Return whether a viewer may know that a case exists: as a party, or by a role that sees every case."""
    return viewer.party in one.parties or not viewer.roles.isdisjoint(one.protocol.see)


def case_id(secret: bytes, protocol: Protocol[Any], key: str) -> str:
    """Return the opaque identifier of a case: the same key always gives the same one, and tells nothing."""
    digest = hmac.digest(secret, f"{protocol.name}\n{key}".encode(), hashlib.sha256)
    return digest[:16].hex()


class Cases:
    """The committed cases of one scheme, with the ways to find them."""

    def __init__(self) -> None:
        self._by_id: dict[str, Standing] = {}
        self._by_party: dict[str, dict[str, None]] = {}
        # Most words find one case: that one stands there by itself, which takes a tenth of the room.
        self._by_word: dict[str, str | dict[str, None]] = {}
        self._due: list[tuple[datetime, str]] = []

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Standing]:
        return iter(self._by_id.values())

    def get(self, identifier: str) -> Standing | None:
        """Return a case, or nothing when there is none."""
        return self._by_id.get(identifier)

    def of_party(self, party: str) -> Iterable[Standing]:
        """Return the cases of which a party is one, oldest first."""
        return [self._by_id[identifier] for identifier in self._by_party.get(party, ())]

    def has_party(self, identifier: str, party: str) -> bool:
        """Return whether a party is one of a case; as quick for a case of others as for one that never was."""
        return identifier in self._by_party.get(party, ())

    def with_word(self, word: str) -> Iterable[Standing]:
        """Return the cases that are found by a word, newest first."""
        found = self._by_word.get(word, {})
        return [self._by_id[one] for one in ((found,) if isinstance(found, str) else reversed(found))]

    def publish(self, standing: Standing) -> None:
        """Put a committed case in place, and keep the ways to find it right."""
        before = self._by_id.get(standing.id)
        if before is None:
            self._begin(standing)
        else:
            self._go_on(before, standing)
        ran = before.dues if before else ()
        for due in standing.dues:
            if due not in ran:
                heapq.heappush(self._due, (due, standing.id))

    def _begin(self, standing: Standing) -> None:
        self._by_id[standing.id] = standing
        for party in standing.parties:
            self._by_party.setdefault(party, {})[standing.id] = None
        for word in standing.protocol.finds(standing.case):
            self._find_by(word, standing.id)

    def _go_on(self, before: Standing, standing: Standing) -> None:
        self._by_id[standing.id] = standing
        was, now = before.parties, standing.parties
        if was != now:
            for party in now - was:
                self._by_party.setdefault(party, {})[standing.id] = None
            for party in was - now:
                self._by_party[party].pop(standing.id, None)
        found = tuple(before.protocol.finds(before.case))
        for word in standing.protocol.finds(standing.case):
            if word not in found:
                self._find_by(word, standing.id)

    def _find_by(self, word: str, identifier: str) -> None:
        known = self._by_word.setdefault(word, identifier)
        if known == identifier:
            return
        if isinstance(known, str):
            known = self._by_word[word] = {known: None}
        known[identifier] = None

    def overdue(self, now: datetime) -> list[str]:
        """Return, once each, the cases on which a duty may have passed; they are not returned again by themselves."""
        found: dict[str, None] = {}
        while self._due and self._due[0][0] <= now:
            found[heapq.heappop(self._due)[1]] = None
        return list(found)

    def still_due(self, identifiers: Iterable[str], now: datetime) -> None:
        """Have cases come back as overdue at the next look, since nothing could be done about them at this one."""
        for identifier in identifiers:
            heapq.heappush(self._due, (now, identifier))

    def next_due(self) -> datetime | None:
        """Return the next moment at which the clock may have to act."""
        return self._due[0][0] if self._due else None
