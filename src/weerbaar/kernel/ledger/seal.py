"""Turns a decision into a row of the log: its committed sections, its salt and its leaf."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from weerbaar.kernel.ledger.format import SALT_BYTES, SECTION_NAME, UNREADABLE, commit_entry
from weerbaar.kernel.ledger.layout import OWN, layout_of
from weerbaar.kernel.ledger.rows import EntryRow

if TYPE_CHECKING:
    from collections.abc import Mapping

RESERVED = frozenset(OWN)
_sections = msgspec.json.Decoder(dict[str, msgspec.Raw])
_json = msgspec.json.Encoder()


class _EntrySection(msgspec.Struct, frozen=True, gc=False):
    """The columns that say what was decided on which case; in name order, so that the JSON is canonical."""

    act: str
    at: datetime
    case: str
    case_seq: int
    permitted: bool
    protocol: str


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the desk hands over: the columns of a row, with the body still in sections."""

    case_id: str
    case_seq: int
    at: datetime
    protocol: str
    act: str
    actor: str
    permitted: bool
    #: Name to canonical JSON; each can later be shown and proven alone.
    sections: dict[str, bytes]
    trace_id: bytes | None = None
    span_id: bytes | None = None
    idempotency_key: str | None = None
    request_hash: bytes | None = None


def join_sections(sections: Mapping[str, bytes]) -> bytes:
    """Return a body: one JSON object with the sections in name order."""
    return layout_of(tuple(sections)).body(tuple(sections.values()))


def split_sections(body: bytes) -> dict[str, bytes]:
    """Return the sections of a body; ValueError when it is not spelled as join_sections does."""
    return {name: bytes(value) for name, value in raw_sections(body).items()}


def raw_sections(body: bytes) -> dict[str, msgspec.Raw]:
    """Return the sections of a body as they stand there, for who reads only some; raises as split_sections does."""
    try:
        sections = _sections.decode(body)
    except UNREADABLE as fault:
        raise ValueError(f"the body is not an object of sections: {fault}") from None
    try:
        again = layout_of(tuple(sections)).body(tuple(sections.values()))
    except OverflowError:
        raise ValueError("the body has a section whose name is too long") from None
    # In order and not a byte more than needed: so no space, no escape in a name and no name twice.
    if again != body:
        raise ValueError("the body is not spelled canonically")
    return sections


def check_names(sections: Mapping[str, bytes]) -> None:
    """Raise ValueError naming every section that may not be called so."""
    wrong = sorted(name for name in sections if name in RESERVED or not SECTION_NAME.fullmatch(name))
    if wrong:
        raise ValueError(f"sections may not be named {', '.join(map(repr, wrong))}")


def seal(scheme: str, position: int, decision: Decision, salt: bytes | None = None) -> EntryRow:
    """Return the row of a decision at a position, with a fresh salt unless one is given (16 bytes)."""
    if decision.at.tzinfo is None:
        raise ValueError("a decision's time needs a time zone")
    at = decision.at if decision.at.tzinfo is UTC else decision.at.astimezone(UTC)
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    layout, values = layout_of(tuple(decision.sections)), tuple(decision.sections.values())
    entry = _EntrySection(
        decision.act, at, decision.case_id, decision.case_seq, decision.permitted, decision.protocol
    )
    own = (_json.encode(decision.actor), _json.encode(entry))
    return EntryRow(
        position,
        decision.case_id,
        decision.case_seq,
        at,
        decision.protocol,
        decision.act,
        decision.actor,
        decision.permitted,
        layout.body(values),
        salt,
        layout.leaf(scheme, position, (*values, *own), salt),
        decision.trace_id,
        decision.span_id,
        decision.idempotency_key,
        decision.request_hash,
    )


def sections_of(row: EntryRow) -> dict[str, bytes]:
    """Return every committed section of a stored row: those of its body and those of its columns."""
    return {**split_sections(row.body), **dict(zip(OWN, _own(row), strict=True))}


def _own(row: EntryRow) -> tuple[bytes, bytes]:
    at = row.at if row.at.tzinfo is UTC else row.at.astimezone(UTC)
    entry = _EntrySection(row.act, at, row.case_id, row.case_seq, row.permitted, row.protocol)
    return _json.encode(row.actor), _json.encode(entry)


def leaf_of(scheme: str, row: EntryRow) -> bytes:
    """Compute the leaf of a stored row anew; ValueError when its body is misspelled."""
    sections = split_sections(row.body)
    values = (*sections.values(), *_own(row))
    return layout_of(tuple(sections)).leaf(scheme, row.position, values, row.salt)


def entry_bytes_of(scheme: str, row: EntryRow) -> bytes:
    """Return the bytes of a stored row that its leaf is the hash of."""
    return commit_entry(scheme, row.position, sections_of(row), row.salt)[0]
