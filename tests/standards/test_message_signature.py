"""Signatures on HTTP messages: the vectors published in RFC 9421, and what must not be accepted."""

import base64

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards.message_signature import (
    CheckingKey,
    HttpMessage,
    Signed,
    content_digest,
    sign,
    signature_base,
    verify,
)
from weerbaar.standards.sentence import Sentence

# RFC 9421, appendix B.1.4 and B.1.5: keys published for testing.
PRIVATE = Ed25519PrivateKey.from_private_bytes(
    base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU=")
)
SECRET = base64.b64decode(
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
)
CREATED = 1618884473
# Appendix B.2: the request that all vectors sign.
REQUEST = HttpMessage(
    method="POST",
    url="https://example.com/foo?param=Value&Pet=dog",
    headers={
        "host": "example.com",
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "content-type": "application/json",
        "content-digest": "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+"
        "AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
        "content-length": "18",
    },
    body=b'{"hello": "world"}',
)
B26 = ("date", "@method", "@path", "@authority", "content-type", "content-length")


def keys(name: str) -> CheckingKey | None:
    known: dict[str, CheckingKey] = {"test-key-ed25519": PRIVATE.public_key(), "test-shared-secret": SECRET}
    return known.get(name)


def with_headers(message: HttpMessage, added: dict[str, str]) -> HttpMessage:
    headers = {**message.headers, **added}
    return HttpMessage(method=message.method, url=message.url, headers=headers, body=message.body)


def test_b26_ed25519_is_made_byte_for_byte() -> None:
    made = sign(REQUEST, PRIVATE, keyid="test-key-ed25519", created=CREATED, components=B26, label="sig-b26")
    assert made["signature-input"] == (
        'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    assert made["signature"] == (
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
    )
    checked = verify(with_headers(REQUEST, made), keys, now=CREATED, required=B26)
    assert checked == Signed(label="sig-b26", keyid="test-key-ed25519", created=CREATED, components=B26)


def test_b25_hmac_is_made_byte_for_byte() -> None:
    covered = ("date", "@authority", "content-type")
    made = sign(
        REQUEST, SECRET, keyid="test-shared-secret", created=CREATED, components=covered, label="sig-b25"
    )
    assert made["signature"] == "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"
    checked = verify(with_headers(REQUEST, made), keys, now=CREATED, required=covered)
    assert isinstance(checked, Signed)


def test_the_signed_text_is_that_of_the_rfc() -> None:
    assert signature_base(REQUEST, ("@query", "@request-target"), "()") == (
        '"@query": ?param=Value&Pet=dog\n"@request-target": /foo?param=Value&Pet=dog\n"@signature-params": ()'
    )
    assert signature_base(REQUEST, ("@method", "@method"), "()") is None
    assert signature_base(REQUEST, ("@unknown",), "()") is None


HOOK = HttpMessage(
    method="POST",
    url="https://receiver.example/events",
    headers={"content-type": "application/cloudevents+json"},
    body=b'{"specversion":"1.0"}',
)
NOW = 1_800_000_000
ADDED = sign(HOOK, PRIVATE, keyid="test-key-ed25519", created=NOW)
SIGNED = with_headers(HOOK, ADDED)


def changed(**fields: object) -> HttpMessage:
    return msgspec.structs.replace(SIGNED, **fields)


def reheaded(name: str, old: str, new: str) -> HttpMessage:
    assert old in SIGNED.headers[name]
    return with_headers(SIGNED, {name: SIGNED.headers[name].replace(old, new)})


def test_a_webhook_is_accepted_within_its_time() -> None:
    assert isinstance(verify(SIGNED, keys, now=NOW), Signed)
    assert isinstance(verify(SIGNED, keys, now=NOW + 299), Signed)
    assert SIGNED.headers["content-digest"] == content_digest(HOOK.body)


@pytest.mark.parametrize(
    ("message", "now", "part"),
    [
        (changed(body=b'{"specversion":"1.1"}'), NOW, "content-digest"),
        (changed(method="PUT"), NOW, "does not fit this message"),
        (changed(url="https://receiver.example/other"), NOW, "does not fit this message"),
        (changed(headers=HOOK.headers), NOW, "missing"),
        (SIGNED, NOW + 301, "expired"),
        (SIGNED, NOW - 61, "future"),
        (reheaded("signature-input", "test-key-ed25519", "stranger"), NOW, "unknown"),
        (reheaded("signature-input", "test-key-ed25519", "test-shared-secret"), NOW, "does not fit"),
        (reheaded("signature-input", ' "content-digest"', ""), NOW, "does not cover: content-digest"),
        (reheaded("signature-input", f"created={NOW}", "created=soon"), NOW, "missing"),
        (reheaded("signature-input", ";keyid", ';alg="rsa-v1_5-sha256";keyid'), NOW, "does not fit"),
        (reheaded("signature-input", ";keyid", f";expires={NOW};keyid"), NOW, "expired"),
        (reheaded("signature", "sig1=:", "sig1=:AAAA"), NOW, "does not fit"),
        (reheaded("signature", "sig1=", "sig2="), NOW, "missing"),
    ],
)
def test_what_is_changed_is_refused(message: HttpMessage, now: int, part: str) -> None:
    answer = verify(message, keys, now=now)
    assert isinstance(answer, Sentence)
    assert part in answer.en


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_header_makes_it_raise(first: str, second: str) -> None:
    message = with_headers(HOOK, {"signature-input": first, "signature": second})
    assert isinstance(verify(message, keys, now=NOW), Sentence)


def test_our_own_mistakes_are_loud() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sign(HOOK, b"short", keyid="k", created=NOW)
    with pytest.raises(ValueError, match="lacks"):
        sign(HOOK, PRIVATE, keyid="k", created=NOW, components=("date",))
    with pytest.raises(ValueError, match="key id"):
        sign(HOOK, PRIVATE, keyid='k"', created=NOW)
