"""The records that go into and come out of the ledger: frozen, flat and cheap."""

from __future__ import annotations

from datetime import datetime

import msgspec


class EntryRow(msgspec.Struct, frozen=True, gc=False):
    """One decision as it stands in the log."""

    #: Place in the scheme's log, from 0, without gaps; the writer hands it out.
    position: int
    case_id: str
    #: Own number of a permitted act within its case; a refusal repeats that of the last permitted act.
    case_seq: int
    #: With a time zone.
    at: datetime
    #: `name@version` of the law that decided.
    protocol: str
    act: str
    actor: str
    permitted: bool
    #: Canonical JSON object whose members are the committed sections.
    body: bytes
    #: 16 bytes.
    salt: bytes
    #: RFC 6962 leaf hash, 32 bytes.
    leaf: bytes
    #: 16 bytes, W3C trace context.
    trace_id: bytes | None = None
    #: 8 bytes.
    span_id: bytes | None = None
    idempotency_key: str | None = None
    request_hash: bytes | None = None


class Step(msgspec.Struct, frozen=True, gc=False):
    """One permitted decision, as far as a case follows from it; the columns are those of an entry."""

    position: int
    case_id: str
    case_seq: int
    protocol: str
    act: str
    body: bytes


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A business key held by a case; no two cases of a scheme hold the same key."""

    key: str
    case_id: str


class PersonalRow(msgspec.Struct, frozen=True, gc=False):
    """One encrypted personal value beside its entry; `path` tells which value of the entry it is."""

    position: int
    path: str
    subject: str
    #: 12 bytes.
    nonce: bytes
    ciphertext: bytes


class Head(msgspec.Struct, frozen=True, gc=False):
    """Where a case stands: its state after `case_seq` permitted acts."""

    case_id: str
    protocol: str
    case_seq: int
    #: Position of the last entry that this state includes.
    position: int
    open: bool
    state: bytes


class Epoch(msgspec.Struct, frozen=True):
    """The right to write a scheme, until someone raises the number."""

    scheme: str
    number: int
    owner: str
    #: Number of entries when the scheme was taken: the next position.
    size: int
    #: Heads reflect every entry below this position.
    heads_through: int


class Lease(msgspec.Struct, frozen=True):
    """Who owns a scheme now, as everyone may read it."""

    scheme: str
    epoch: int
    owner: str | None
    lease_ends: datetime | None
    size: int
    heads_through: int


class Checkpoint(msgspec.Struct, frozen=True, gc=False):
    """A signed statement of the log's size and root."""

    size: int
    root: bytes
    note: bytes


class Tile(msgspec.Struct, frozen=True, gc=False):
    """A full tile of the Merkle tree: 256 hashes of 32 bytes."""

    level: int
    index: int
    hashes: bytes


class Subscription(msgspec.Struct, frozen=True, gc=False):
    """A party that wants to be told; `cursor` is the first position not yet considered.

    `rate` is how many deliveries a minute its receiver allows, if it named a limit.
    """

    id: str
    party: str
    url: str
    rate: int | None
    created_at: datetime
    cursor: int
    active: bool
    ended_because: str = ""


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """One event to tell one subscriber; `status` is pending, delivered, dead or withdrawn."""

    subscription: str
    position: int
    #: Number of the event within its entry.
    event: int
    case_id: str
    attempt: int
    next_at: datetime
    status: str
    answer: str


class DeliveryRecord(msgspec.Struct, frozen=True, gc=False):
    """How a subscription stands: what waits, what was given up, and how its last attempt ended."""

    pending: int
    dead: int
    last_answer: str | None
    last_at: datetime | None


class Kept(msgspec.Struct, frozen=True, gc=False):
    """One kept record of a reading or a question (LDV, ADL), as bytes."""

    id: int
    at: datetime
    record: bytes
