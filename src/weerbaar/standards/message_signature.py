"""Signs and checks HTTP messages (RFC 9421), so that a receiver knows who sent it and that it is whole.

Keys are Ed25519 keys or a shared secret of at least 32 bytes (HMAC-SHA256). Checking never raises: it returns
what was signed, or one sentence. Component parameters (`;sf`, `;bs`, `;req`) are not supported and refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from weerbaar.standards.sentence import Sentence, quoted

SigningKey = Ed25519PrivateKey | bytes
CheckingKey = Ed25519PublicKey | bytes

# What a webhook's signature must cover: otherwise a true signature could be moved to another message.
WEBHOOK_COMPONENTS = ("@method", "@target-uri", "content-digest", "content-type")
_SHORTEST_SECRET = 32
_MOST_FUTURE_SECONDS = 60
_ED25519, _HMAC = "ed25519", "hmac-sha256"

# The parts of structured fields (RFC 8941) that signatures need.
_KEY, _STRING = r"[a-z*][a-z0-9_\-.*]*", r"\"[^\"\\]*\""
_PARAMETERS = rf"(?:;{_KEY}=(?:{_STRING}|-?[0-9]{{1,15}}))*"
_INPUT = re.compile(rf"({_KEY})=(\(((?:{_STRING}(?: {_STRING})*)?)\)({_PARAMETERS}))(?:, ?|$)")
_PARAMETER = re.compile(rf";({_KEY})=(?:\"([^\"\\]*)\"|(-?[0-9]{{1,15}}))")
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/=]*):(?:, ?|$)")
_DIGEST = re.compile(r"(sha-256|sha-512)=:([A-Za-z0-9+/=]*):(?:, ?|$)")
_HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


class HttpMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A request: method, whole address, headers by their small-letter names, and body."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What a true signature covers, by which key, and when it was made (seconds since 1970)."""

    label: str
    keyid: str
    created: int
    components: tuple[str, ...]


def content_digest(body: bytes) -> str:
    """Return the Content-Digest header (RFC 9530) for a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(message: HttpMessage, components: tuple[str, ...], parameters: str) -> str | None:
    """Return the text that is signed, or `None` when a component is missing or there twice.

    `parameters` is the text behind the label in Signature-Input, as sent.
    """
    lines: list[str] = []
    if len(set(components)) != len(components):
        return None
    for name in components:
        value = _component(message, name)
        if value is None:
            return None
        lines.append(f'"{name}": {value}')
    return "\n".join([*lines, f'"@signature-params": {parameters}'])


def sign(
    message: HttpMessage,
    key: SigningKey,
    *,
    keyid: str,
    created: int,
    components: tuple[str, ...] = WEBHOOK_COMPONENTS,
    label: str = "sig1",
) -> dict[str, str]:
    """Return the headers to add: Content-Digest where covered and absent, Signature-Input and Signature.

    Raises `ValueError` for a component that the message does not have, a key id with a quote in it, and a
    secret that is too short: these are our own mistakes, not a sender's.
    """
    added: dict[str, str] = {}
    if "content-digest" in components and "content-digest" not in message.headers:
        added["content-digest"] = content_digest(message.body)
    whole = HttpMessage(
        method=message.method, url=message.url, headers={**message.headers, **added}, body=message.body
    )
    if '"' in keyid or "\\" in keyid or not keyid.isascii():
        raise ValueError(f"key id {quoted(keyid)} cannot stand in a header")
    if isinstance(key, bytes) and len(key) < _SHORTEST_SECRET:
        raise ValueError(f"a shared secret must have {_SHORTEST_SECRET} bytes or more, not {len(key)}")
    listed = " ".join(f'"{name}"' for name in components)
    parameters = f'({listed});created={created};keyid="{keyid}"'
    base = signature_base(whole, components, parameters)
    if base is None:
        raise ValueError(f"the message lacks one of {', '.join(components)}")
    made = key.sign(base.encode()) if isinstance(key, Ed25519PrivateKey) else _mac(key, base)
    added["signature-input"] = f"{label}={parameters}"
    added["signature"] = f"{label}=:{base64.b64encode(made).decode()}:"
    return added


def verify(
    message: HttpMessage,
    keys: Callable[[str], CheckingKey | None],
    *,
    now: int,
    required: tuple[str, ...] = WEBHOOK_COMPONENTS,
    lifetime: int = 300,
    label: str | None = None,
) -> Signed | Sentence:
    """Check a signature and return what it covers, or the first reason why it is not accepted.

    `keys` finds the key for a key id. `required` must be covered; a covered content-digest is checked against
    the body; `created` may be at most `lifetime` seconds ago and a minute ahead. With `label` only that
    signature counts, otherwise the first.
    """
    claim = _claim(message, label)
    if isinstance(claim, Sentence):
        return claim
    signed, parameters, given, algorithm, expires = claim
    refused = _refused(signed, now, required, lifetime, expires)
    if refused is not None:
        return refused
    key = keys(signed.keyid)
    if key is None:
        name = quoted(signed.keyid)
        return Sentence(f"sleutel {name} is onbekend", f"key {name} is unknown")
    base = signature_base(message, signed.components, parameters)
    expected = _ED25519 if isinstance(key, Ed25519PublicKey) else _HMAC
    if base is None or algorithm not in ("", expected) or not _true(key, base, given):
        return Sentence(
            "de handtekening klopt niet bij dit bericht", "the signature does not fit this message"
        )
    if "content-digest" in signed.components and not _digest_holds(message):
        return Sentence(
            "content-digest past niet bij de inhoud van het bericht",
            "content-digest does not fit the body of the message",
        )
    return signed


def _refused(
    signed: Signed, now: int, required: tuple[str, ...], lifetime: int, expires: int | None
) -> Sentence | None:
    missing = [name for name in required if name not in signed.components]
    if missing:
        named = ", ".join(missing)
        return Sentence(f"de handtekening dekt niet: {named}", f"the signature does not cover: {named}")
    if signed.created > now + _MOST_FUTURE_SECONDS:
        return Sentence(
            "de handtekening is gezet in de toekomst: zet de klok gelijk",
            "the signature was made in the future: set the clock right",
        )
    if signed.created < now - lifetime or (expires is not None and expires <= now):
        return Sentence("de handtekening is verlopen", "the signature has expired")
    return None


def _claim(message: HttpMessage, label: str | None) -> tuple[Signed, str, bytes, str, int | None] | Sentence:
    """Read the two headers: what is said to be signed, its parameters as sent, and the signature itself."""
    inputs = {found[1]: found for found in _INPUT.finditer(message.headers.get("signature-input", ""))}
    signatures = dict(_SIGNATURE.findall(message.headers.get("signature", "")))
    name = label or next(iter(inputs), "")
    entry = inputs.get(name)
    if entry is None or name not in signatures:
        return Sentence(
            "Signature-Input en Signature ontbreken of zijn onleesbaar",
            "Signature-Input and Signature are missing or cannot be read",
        )
    parameters = {key: text or number for key, text, number in _PARAMETER.findall(entry[4])}
    created, keyid = parameters.get("created", ""), parameters.get("keyid", "")
    try:
        given = base64.b64decode(signatures[name], validate=True)
    except (binascii.Error, ValueError):
        given = b""
    if not created.isdigit() or not keyid:
        return Sentence(
            "created en keyid moeten in Signature-Input staan",
            "created and keyid must stand in Signature-Input",
        )
    signed = Signed(
        label=name,
        keyid=keyid,
        created=int(created),
        components=tuple(re.findall(r'"([^"]*)"', entry[3])),
    )
    expires = parameters.get("expires", "")
    return signed, entry[2], given, parameters.get("alg", ""), int(expires) if expires.isdigit() else None


def _component(message: HttpMessage, name: str) -> str | None:
    """Return the value of a derived component or header, or `None` when there is none."""
    if not name.startswith("@"):
        value = message.headers.get(name)
        # A line end in a value could pass for another line of the signed text.
        return None if value is None or "\n" in value or "\r" in value else value.strip()
    try:
        parts = urlsplit(message.url)
    except ValueError:
        return None
    derived = {
        "@method": message.method,
        "@target-uri": message.url,
        "@authority": _authority(parts.scheme, parts.netloc),
        "@scheme": parts.scheme.lower(),
        "@path": parts.path or "/",
        "@query": f"?{parts.query}",
        "@request-target": (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    }
    return derived.get(name)


def _authority(scheme: str, netloc: str) -> str:
    """Return host and port, small letters, without the port that the scheme has anyway."""
    default = {"http": ":80", "https": ":443"}.get(scheme.lower(), "")
    return netloc.lower().rpartition("@")[2].removesuffix(default) if default else netloc.lower()


def _mac(secret: bytes, base: str) -> bytes:
    return hmac.new(secret, base.encode(), hashlib.sha256).digest()


def _true(key: CheckingKey, base: str, given: bytes) -> bool:
    if isinstance(key, bytes):
        return len(key) >= _SHORTEST_SECRET and hmac.compare_digest(_mac(key, base), given)
    try:
        key.verify(given, base.encode())
    except InvalidSignature:
        return False
    return True


def _digest_holds(message: HttpMessage) -> bool:
    """Check every digest that we know; there must be at least one."""
    found = _DIGEST.findall(message.headers.get("content-digest", ""))
    return bool(found) and all(
        hmac.compare_digest(base64.b64encode(_HASHES[name](message.body).digest()).decode(), value)
        for name, value in found
    )
