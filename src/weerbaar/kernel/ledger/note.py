"""Reads and writes signed statements of a log's size and root.

C2SP signed-note and tlog-checkpoint, Ed25519. Pure.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\u2014"
MOST_SIGNATURES = 64
NAME = re.compile(r"[^\s+]+")


class NoteFault(ValueError):
    """A note or key that is not what it should be; the message says where, in English and in `nl` in Dutch."""

    def __init__(self, en: str, nl: str = "") -> None:
        super().__init__(en)
        self.nl = nl


class VerifierKey(NamedTuple):
    """A public key by which anyone can check a log's notes."""

    name: str
    key_id: bytes
    public: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_b64(ED25519 + self.public)}"

    @classmethod
    def of(cls, name: str, public: bytes) -> VerifierKey:
        """Return the key with its identifier: name, newline, type and key, hashed."""
        if not NAME.fullmatch(name):
            raise NoteFault(
                f"{name!r} cannot name a key: it has a space or a plus sign, or is empty",
                f"{name!r} kan geen sleutel heten: er staat een spatie of een plus in, of niets",
            )
        return cls(name, sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4], public)

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read `name+identifier+base64`; NoteFault when it is not an Ed25519 key in that form."""
        name, _, rest = text.strip().partition("+")
        identifier, _, encoded = rest.partition("+")
        try:
            typed = base64.b64decode(encoded, validate=True)
        except ValueError:
            typed = b""
        if typed[:1] != ED25519 or len(typed) != 33:
            raise NoteFault(
                "a verifier key reads name+8 hexadecimal digits+base64 of an Ed25519 key",
                "een sleutel is naam+8 hexadecimale cijfers+base64 van een Ed25519-sleutel",
            )
        key = cls.of(name, typed[1:])
        if key.key_id.hex() != identifier:
            raise NoteFault(
                f"the verifier key of {name!r} was altered: its identifier is not {identifier!r}",
                f"de sleutel van {name!r} is veranderd: zijn kenmerk is niet {identifier!r}",
            )
        return key

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Say whether this key made the signature over the note's text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signature(NamedTuple):
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes


class CheckpointText(NamedTuple):
    """What a checkpoint states, and who signed it."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[Signature, ...]


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def checkpoint_text(origin: str, size: int, root: bytes) -> bytes:
    """Return the text to be signed."""
    return f"{origin}\n{size}\n{_b64(root)}\n".encode()


def sign(text: bytes, key: VerifierKey, private: Ed25519PrivateKey) -> bytes:
    """Return the whole note: the text, a blank line and one signature line."""
    signature = _b64(key.key_id + private.sign(text))
    return text + f"\n{DASH} {key.name} {signature}\n".encode()


def _signature(line: str) -> Signature:
    match = re.fullmatch(rf"{DASH} ([^\s+]+) ([A-Za-z0-9+/]+={{0,2}})", line)
    try:
        value = base64.b64decode(match[2], validate=True) if match else b""
    except ValueError:
        value = b""
    if match is None or len(value) < 5 or _b64(value) != match[2]:
        raise NoteFault(
            f"this is not a signature line: {line[:80]!r}", f"dit is geen handtekeningregel: {line[:80]!r}"
        )
    return Signature(match[1], value[:4], value[4:])


def parse_note(note: bytes, what: str = "the note") -> tuple[str, tuple[Signature, ...]]:
    """Read a note's text and signature lines without judging them; NoteFault says what is wrong with its form."""
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise NoteFault(f"{what} is not UTF-8", "dit is geen UTF-8") from None
    if any(ord(letter) < 32 and letter != "\n" for letter in whole):
        raise NoteFault(f"{what} holds control characters", "er staan stuurtekens in")
    head, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteFault(
            f"{what} lacks its blank line or its signatures", "de lege regel of de handtekeningen ontbreken"
        )
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteFault(
            f"{what} has more than {MOST_SIGNATURES} signatures",
            f"er staan meer dan {MOST_SIGNATURES} handtekeningen onder",
        )
    return head + "\n", tuple(_signature(line) for line in lines)


def parse_checkpoint(note: bytes) -> CheckpointText:
    """Read a checkpoint without judging its signatures; NoteFault says what is wrong with its form."""
    text, signatures = parse_note(note, "the checkpoint")
    parts = text.split("\n")[:-1]
    if len(parts) < 3 or not all(parts):
        raise NoteFault(
            "a checkpoint has an origin, a size and a root, each on its line",
            "een ijkpunt heeft een herkomst, een grootte en een wortel, elk op een regel",
        )
    origin, size, root = parts[:3]
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
        raise NoteFault(
            f"the size {size[:30]!r} is not a number as it should be written",
            f"de grootte {size[:30]!r} is geen getal zoals het hoort",
        )
    try:
        decoded = base64.b64decode(root, validate=True)
    except ValueError:
        decoded = b""
    if len(decoded) != 32 or _b64(decoded) != root:
        raise NoteFault(
            f"the root {root[:60]!r} is not the base64 of 32 bytes",
            f"de wortel {root[:60]!r} is geen base64 van 32 bytes",
        )
    return CheckpointText(origin, int(size), decoded, text.encode(), signatures)


def open_checkpoint(note: bytes, keys: list[VerifierKey]) -> CheckpointText:
    """Read a checkpoint and check it: at least one of our keys, named as the origin, must have signed it.

    Signatures of unknown keys are passed over; a known key's signature that does not verify spoils the note.
    """
    checkpoint = parse_checkpoint(note)
    known = {(key.name, key.key_id): key for key in keys}
    signed = False
    for line in checkpoint.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not key.verifies(checkpoint.text, line.signature):
            raise NoteFault(
                f"the signature of {line.name} does not fit the checkpoint",
                f"de handtekening van {line.name} past niet bij het ijkpunt",
            )
        signed = signed or key.name == checkpoint.origin
    if not signed:
        raise NoteFault(
            f"no known key of {checkpoint.origin!r} has signed the checkpoint",
            f"geen bekende sleutel van {checkpoint.origin!r} tekende het ijkpunt",
        )
    return checkpoint
