"""Persons: under which key the personal data of a case are sealed, and that the keys of the erased are gone."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from typing import Any

from weerbaar.desk.account import subject_of
from weerbaar.desk.cases import Cases, Standing
from weerbaar.desk.deciding import Decided
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.ledger.personal import Vault


class Persons:
    """The keys of one scheme under which its personal data are sealed."""

    def __init__(self, vault: Vault, scheme: str, secret: bytes) -> None:
        self._vault, self._scheme, self._secret = vault, scheme, secret

    def pseudonym(self, protocol: Protocol[Any], identifier: str) -> str:
        """Return by what a log names whose data were read: a keyed digest, which gives nobody away by itself."""
        return hmac.digest(self._secret, subject_of(protocol, identifier).encode(), "sha256").hex()

    async def key_for(self, protocol: Protocol[Any], identifier: str, standing: Standing | None) -> bytes:
        """Return the key under which what is now said on a case must be sealed, 32 bytes."""
        if standing is not None and _erased(standing):
            # What is said of somebody who was erased is sealed under a key that nobody keeps.
            return secrets.token_bytes(32)
        return await self._vault.key(self._scheme, subject_of(protocol, identifier))

    async def erase(self, batch: Iterable[Decided]) -> None:
        """Erase whom these decisions, which have been committed, say are to be erased."""
        for decided in batch:
            if decided.erases and decided.standing is not None:
                await self._vault.forget(self._scheme, _named(decided.standing))

    async def finish(self, cases: Cases) -> None:
        """Erase whom a decision of before a crash said were to be erased, and who were not yet."""
        erased = [_named(one) for one in cases if _erased(one)]
        for subject in await self._vault.kept_of(self._scheme, erased):
            await self._vault.forget(self._scheme, subject)


def _erased(standing: Standing) -> bool:
    return standing.protocol.retain.erased(standing.case)


def _named(standing: Standing) -> str:
    return subject_of(standing.protocol, standing.id)
