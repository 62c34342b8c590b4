"""Says how a decision becomes a leaf of the log and how a stranger checks a receipt of it.

Pure: hashing and signature checks only; with merkle and note this is all that a checker needs. The written
form is in docs/reference/receipt-format.md.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from hashlib import sha256, shake_128
from typing import TYPE_CHECKING, Literal

import msgspec

from weerbaar.kernel.ledger.merkle import HASH_BYTES, LEAF_PREFIX, root_from_inclusion
from weerbaar.kernel.ledger.note import (
    CheckpointText,
    NoteFault,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ENTRY_MAGIC = b"weerbaar entry 1\n"
SALT_MAGIC = b"weerbaar section salts 1\n"
SALT_BYTES = 16
SECTION_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
#: All that reading someone else's JSON may raise: not JSON, not UTF-8, nested without end.
UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


def canonical(value: object) -> bytes:
    """Return the one JSON spelling of a value: members in order, no spaces, UTF-8, no floating point.

    ValueError for a float: two programs may write the same one differently.
    """
    _refuse_floats(value)
    return msgspec.json.encode(value, order="sorted")


def _refuse_floats(value: object) -> None:
    pending = [value]
    while pending:
        match pending.pop():
            case float() as number:
                raise ValueError(f"{number!r} has no single spelling in JSON; use an integer or text")
            case dict() as members:
                pending.extend(members.values())
            case list() | tuple() as items:
                pending.extend(items)
            case _:
                pass


def section_salts(salt: bytes, count: int) -> list[bytes]:
    """Return the salts of an entry's sections, 16 bytes each, in name order; none tells of another."""
    stream = shake_128(SALT_MAGIC + salt).digest(SALT_BYTES * count)
    return [stream[at : at + SALT_BYTES] for at in range(0, SALT_BYTES * count, SALT_BYTES)]


def section_digest(salt: bytes, value: bytes) -> bytes:
    """Return the commitment to a section's value under the section's own salt."""
    return sha256(salt + value).digest()


def entry_bytes(scheme: str, position: int, digests: Mapping[str, bytes]) -> bytes:
    """Return the bytes that are logged: scheme, position and the digest of each section in name order."""
    parts = [entry_head(scheme), position.to_bytes(8, "big"), len(digests).to_bytes(2, "big")]
    for section in sorted(digests):
        parts += (named(section), digests[section])
    return b"".join(parts)


def commit_entry(
    scheme: str, position: int, sections: Mapping[str, bytes], salt: bytes
) -> tuple[bytes, bytes]:
    """Return the entry's bytes and its leaf hash. The fast way: names are taken to be right."""
    count = len(sections)
    stream = shake_128(SALT_MAGIC + salt).digest(SALT_BYTES * count)
    parts = [entry_head(scheme), position.to_bytes(8, "big") + count.to_bytes(2, "big")]
    at = 0
    for section in sorted(sections):
        parts += (named(section), sha256(stream[at : at + SALT_BYTES] + sections[section]).digest())
        at += SALT_BYTES
    entry = b"".join(parts)
    return entry, sha256(LEAF_PREFIX + entry).digest()


@lru_cache(maxsize=64)
def entry_head(scheme: str) -> bytes:
    """Return with what each entry of a scheme begins."""
    name = scheme.encode()
    return ENTRY_MAGIC + len(name).to_bytes(2, "big") + name


@lru_cache(maxsize=4096)
def named(section: str) -> bytes:
    """Return a section's name after its length (one byte)."""
    encoded = section.encode()
    return len(encoded).to_bytes(1, "big") + encoded


class Disclosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section that the receipt shows: its value (any JSON) and its salt (base64)."""

    value: msgspec.Raw
    salt: str


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Proof that a decision stands in the log, with what its holder may see of it. Hashes are base64."""

    format: Literal["weerbaar receipt 1"] = "weerbaar receipt 1"
    scheme: str
    position: int
    #: What is shown.
    sections: dict[str, Disclosed]
    #: The digest of every section, shown or not.
    digests: dict[str, str]
    leaf: str
    #: Inclusion proof, from the leaf's sibling upwards.
    proof: list[str]
    #: The signed note.
    checkpoint: str
    #: Name of the key that signed it; a checker brings the key itself from elsewhere.
    key: str


class Fault(msgspec.Struct, frozen=True):
    """Something that does not hold: where, and why, in English and, where it is known, in Dutch."""

    where: str
    why: str
    nl: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of checking a receipt: it holds when there are no faults."""

    faults: tuple[Fault, ...] = ()
    scheme: str = ""
    position: int = -1
    #: Number of entries in the log that the checkpoint vouches for.
    size: int = 0

    @property
    def holds(self) -> bool:
        """Say whether everything in the receipt is proven."""
        return not self.faults


def make_receipt(
    scheme: str,
    position: int,
    sections: Mapping[str, bytes],
    salt: bytes,
    *,
    disclose: Iterable[str],
    proof: Sequence[bytes],
    checkpoint: bytes,
) -> bytes:
    """Return a receipt as JSON that shows the named sections and commits to the others.

    ValueError when a section to be shown is not canonical JSON, KeyError when there is no such section.
    """
    salts = dict(zip(sorted(sections), section_salts(salt, len(sections)), strict=True))
    digests = {name: section_digest(salts[name], value) for name, value in sections.items()}
    shown: dict[str, Disclosed] = {}
    for name in sorted(disclose):
        value = sections[name]
        if _respelled(value) != value:
            raise ValueError(f"section {name!r} is not canonical JSON, so no receipt can show it")
        shown[name] = Disclosed(msgspec.Raw(value), _b64(salts[name]))
    receipt = Receipt(
        scheme=scheme,
        position=position,
        sections=shown,
        digests={name: _b64(digests[name]) for name in sorted(digests)},
        leaf=_b64(sha256(LEAF_PREFIX + entry_bytes(scheme, position, digests)).digest()),
        proof=[_b64(step) for step in proof],
        checkpoint=checkpoint.decode(),
        key=parse_checkpoint(checkpoint).origin,
    )
    return msgspec.json.encode(receipt)


def verify_receipt(receipt_json: bytes, verifier_keys: Sequence[str]) -> Verdict:
    """Check a receipt against keys that the checker trusts, and name every part that does not hold."""
    try:
        keys = [VerifierKey.parse(key) for key in verifier_keys]
    except NoteFault as fault:
        return Verdict(faults=(Fault("key", str(fault), fault.nl),))
    try:
        receipt = msgspec.json.decode(receipt_json, type=Receipt)
    except UNREADABLE as fault:
        return Verdict(faults=(Fault("receipt", f"it cannot be read: {fault}", "het is niet te lezen"),))
    faults = [*_misformed(receipt)]
    checkpoint, checkpoint_faults = _check_checkpoint(receipt, keys)
    if not faults:
        faults += _check_entry(receipt)
        if checkpoint is not None:
            faults += _check_proof(receipt, checkpoint, sound=not checkpoint_faults)
    return Verdict(
        faults=(*faults, *checkpoint_faults),
        scheme=receipt.scheme,
        position=receipt.position,
        size=checkpoint.size if checkpoint else 0,
    )


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _hash(text: str, length: int = HASH_BYTES) -> bytes | None:
    """Return the bytes of a base64 text of that many bytes in its one right spelling, or None."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return value if len(value) == length and _b64(value) == text else None


def _respelled(value: bytes | msgspec.Raw) -> bytes | None:
    try:
        return canonical(msgspec.json.decode(value))
    except UNREADABLE:
        return None


def _misformed(receipt: Receipt) -> Iterable[Fault]:
    """Name everything in a receipt that cannot be right whatever the log holds."""
    if not 0 <= receipt.position < 2**63 or len(receipt.scheme.encode()) > 0xFFFF:
        yield Fault("entry", "the scheme or the position is out of bounds", "schema of plaats kan niet")
    for name in receipt.digests:
        if not SECTION_NAME.fullmatch(name) or _hash(receipt.digests[name]) is None:
            yield Fault(
                f"section {name[:64]}",
                "its name or its digest is misspelled",
                "zijn naam of hash is verkeerd gespeld",
            )
    for name, shown in receipt.sections.items():
        if name not in receipt.digests:
            yield Fault(
                f"section {name[:64]}",
                "it is shown but not committed to",
                "het staat er, maar er is niets over vastgelegd",
            )
        if _hash(shown.salt, SALT_BYTES) is None:
            yield Fault(f"section {name[:64]}", "its salt is misspelled", "zijn zout is verkeerd gespeld")
    if _hash(receipt.leaf) is None:
        yield Fault("entry", "the leaf hash is misspelled", "de hash van het blad is verkeerd gespeld")
    for number, step in enumerate(receipt.proof):
        if _hash(step) is None:
            yield Fault(
                "proof",
                f"step {number} is not the base64 of 32 bytes",
                f"stap {number} is geen base64 van 32 bytes",
            )


def _check_entry(receipt: Receipt) -> Iterable[Fault]:
    """Tell an altered section from an altered commitment: the leaf must follow from the digests."""
    digests = {name: _hash(text) or b"" for name, text in receipt.digests.items()}
    leaf = sha256(LEAF_PREFIX + entry_bytes(receipt.scheme, receipt.position, digests)).digest()
    whole = leaf == _hash(receipt.leaf)
    altered = [name for name, shown in receipt.sections.items() if not _shows(shown, digests[name])]
    for name in altered:
        part, deel = (
            ("its value or its salt was altered", "zijn waarde of zout is veranderd")
            if whole
            else ("its value, its salt or its digest was altered", "zijn waarde, zout of hash is veranderd")
        )
        yield Fault(f"section {name}", part, deel)
    if not whole and not altered:
        why = "the scheme, the position, the leaf or the digest of a section that is not shown was altered"
        nl = "het schema, de plaats, het blad of de hash van een deel dat er niet staat is veranderd"
        yield Fault("entry", why, nl)


def _shows(shown: Disclosed, digest: bytes) -> bool:
    value, salt = _respelled(shown.value), _hash(shown.salt, SALT_BYTES)
    return value is not None and salt is not None and section_digest(salt, value) == digest


def _check_checkpoint(receipt: Receipt, keys: list[VerifierKey]) -> tuple[CheckpointText | None, list[Fault]]:
    note = receipt.checkpoint.encode()
    try:
        checkpoint = open_checkpoint(note, keys)
    except NoteFault as fault:
        try:
            return parse_checkpoint(note), [Fault("checkpoint", str(fault), fault.nl)]
        except NoteFault:
            return None, [Fault("checkpoint", str(fault), fault.nl)]
    if receipt.key != checkpoint.origin:
        return checkpoint, [
            Fault(
                "key",
                f"the receipt names {receipt.key!r}, not {checkpoint.origin!r}",
                f"het bewijs noemt {receipt.key!r}, niet {checkpoint.origin!r}",
            )
        ]
    return checkpoint, []


def _check_proof(receipt: Receipt, checkpoint: CheckpointText, *, sound: bool) -> Iterable[Fault]:
    """Check the way from the leaf to the root; an unsound checkpoint gets the blame itself."""
    steps = [_hash(step) or b"" for step in receipt.proof]
    leaf = _hash(receipt.leaf) or b""
    root = root_from_inclusion(receipt.position, checkpoint.size, leaf, steps)
    if root != checkpoint.root and sound:
        yield Fault(
            "proof",
            "it does not lead from the leaf to the root in the checkpoint",
            "het leidt niet van het blad naar de wortel in het ijkpunt",
        )
