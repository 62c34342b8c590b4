"""Signed lists by which a party may decide for a while without a line; anyone with the public key can check one.

The form is a signed note (see `note`). Its text is two lines: `<origin>/offline-list`, and one JSON object.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from weerbaar.kernel.ledger.note import NoteFault, VerifierKey, parse_note

KIND = "offline-list"
SALT_BYTES = 16


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case: what may be read, and the digests of what only he who shows it knows (hex)."""

    case: str
    plain: dict[str, Any]
    hidden: dict[str, str]


class OfflineList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole list: for whom, of which protocol, from when until when, and the size of the log it was made at."""

    format: str = "weerbaar offline list 1"
    scheme: str
    protocol: str
    party: str
    number: str
    made: datetime
    ends: datetime
    log_size: int
    salt: str
    entries: tuple[Entry, ...]


_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(OfflineList).decode


def hide(salt: str, name: str, value: str) -> str:
    """Return the digest of a value that a list does not say: SHA-256 of salt, name and value, in hex."""
    return sha256(b"\n".join((bytes.fromhex(salt), name.encode(), value.encode()))).hexdigest()


def list_text(origin: str, whole: OfflineList) -> bytes:
    """Return the text to be signed."""
    return f"{origin}/{KIND}\n".encode() + _encode(whole) + b"\n"


def open_list(note: bytes, keys: list[VerifierKey]) -> OfflineList:
    """Read a list and check that one of our keys signed it; NoteFault says what is wrong."""
    text, signatures = parse_note(note, "the list")
    first, _, body = text.partition("\n")
    for key in keys:
        if first != f"{key.name}/{KIND}":
            continue
        mine = [one for one in signatures if (one.name, one.key_id) == (key.name, key.key_id)]
        if not any(key.verifies(text.encode(), one.signature) for one in mine):
            raise NoteFault(f"the list was altered, or {key.name} did not sign it")
        try:
            whole = _decode(body.encode())
        except msgspec.MsgspecError as trouble:
            raise NoteFault(f"the list cannot be read: {trouble}") from None
        return msgspec.structs.replace(
            whole, made=whole.made.astimezone(UTC), ends=whole.ends.astimezone(UTC)
        )
    raise NoteFault("the list is of no log whose key was given")
