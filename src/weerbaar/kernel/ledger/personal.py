"""Keeps personal values encrypted per person beside the log: a person can be erased, every proof still holds.

The log holds only `{"personal": "<hex SHA-256 of salt and value>"}`. Salt and value are encrypted together
under the person's own key; destroying that key makes the commitment say nothing any more.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from weerbaar.kernel.ledger.queries import query
from weerbaar.kernel.ledger.rows import PersonalRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weerbaar.kernel.ledger.store import Pool

SALT_BYTES = 16
NONCE_BYTES = 12
KEYS_AT_HAND = 20_000  # of 32 bytes: the subjects of the acts of an hour or so


class Protected(msgspec.Struct, frozen=True):
    """A personal value made safe: what the body may hold, and the row to append beside the entry."""

    #: Canonical JSON for the body.
    commitment: bytes
    row: PersonalRow


class Revealed(msgspec.Struct, frozen=True):
    """A personal value read back, with the salt that proves it; both None once the person is erased."""

    path: str
    subject: str
    value: bytes | None
    salt: bytes | None


def commitment(salt: bytes, value: bytes) -> bytes:
    """Return what stands in a body in place of a personal value."""
    return b'{"personal":"%b"}' % sha256(salt + value).hexdigest().encode()


def protect(
    scheme: str,
    position: int,
    path: str,
    subject: str,
    value: bytes,
    key: bytes,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Protected:
    """Encrypt one value of one entry under its subject's key."""
    salt, nonce = random(SALT_BYTES), random(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, salt + value, _bound_to(scheme, position, path, subject))
    return Protected(commitment(salt, value), PersonalRow(position, path, subject, nonce, sealed))


def _bound_to(scheme: str, position: int, path: str, subject: str) -> bytes:
    """Return what a ciphertext is bound to, so that it cannot be moved to another place."""
    return msgspec.json.encode([scheme, position, path, subject])


class Vault:
    """The keys of data subjects, wrapped under the installation's key, and the values under them."""

    def __init__(self, pool: Pool, wrapping_key: bytes) -> None:
        self.pool = pool
        self._wrapping_key = wrapping_key
        self._at_hand: dict[tuple[str, str], bytes] = {}
        self._erasures = 0

    def start_afresh(self) -> None:
        """Let go of every key at hand, as when another process may have erased people meanwhile."""
        self._at_hand.clear()

    async def key(self, scheme: str, subject: str) -> bytes:
        """Return the key of a subject, made at its first use (32 bytes) and at hand from then on."""
        known = self._at_hand.get((scheme, subject))
        if known is not None:
            return known
        erasures = self._erasures
        found = await self._find(scheme, subject)
        if found is None:
            wrapped = aes_key_wrap(self._wrapping_key, secrets.token_bytes(32))
            await self.pool.execute(query("keep_subject"), scheme, subject, wrapped)
            found = await self._find(scheme, subject)
        if found is None:
            raise LookupError(f"subject {subject!r} was erased this moment")
        if erasures == self._erasures:  # else it may be the key of someone erased while we waited
            if len(self._at_hand) >= KEYS_AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[scheme, subject] = found
        return found

    async def reveal(self, scheme: str, position: int) -> Sequence[Revealed]:
        """Return the personal values of an entry; the caller records the reading (LDV) first."""
        return (await self.reveal_all(scheme, [position]))[position]

    async def reveal_all(self, scheme: str, positions: Sequence[int]) -> dict[int, list[Revealed]]:
        """Return the personal values of some entries by their positions, read at once; as `reveal` otherwise."""
        keys: dict[str, bytes | None] = {}
        shown: dict[int, list[Revealed]] = {position: [] for position in positions}
        for row in await self.pool.fetch(query("personal_of"), scheme, positions):
            position, path, subject, nonce, ciphertext, wrapped = row
            if subject not in keys:
                keys[subject] = None if wrapped is None else aes_key_unwrap(self._wrapping_key, wrapped)
            key = keys[subject]
            if key is None:
                shown[position].append(Revealed(path, subject, None, None))
                continue
            bound = _bound_to(scheme, position, path, subject)
            both = AESGCM(key).decrypt(nonce, ciphertext, bound)
            shown[position].append(Revealed(path, subject, both[SALT_BYTES:], both[:SALT_BYTES]))
        return shown

    async def kept_of(self, scheme: str, subjects: Sequence[str]) -> list[str]:
        """Return those of some subjects whose key is still kept."""
        if not subjects:
            return []
        return [row["subject"] for row in await self.pool.fetch(query("kept_subjects"), scheme, subjects)]

    async def forget(self, scheme: str, subject: str) -> bool:
        """Erase a person: destroy the key, then the ciphertexts. False when there was no such key.

        A backup of the database made before can still be restored and read: keep backups no longer than the
        time within which erasure was promised.
        """
        gone = await self.pool.fetchval(query("forget_subject"), scheme, subject)
        self._erasures += 1
        self._at_hand.pop((scheme, subject), None)
        await self.pool.execute(query("forget_ciphertexts"), scheme, subject)
        return gone is not None

    async def _find(self, scheme: str, subject: str) -> bytes | None:
        wrapped = await self.pool.fetchval(query("subject_key"), scheme, subject)
        return None if wrapped is None else aes_key_unwrap(self._wrapping_key, wrapped)
