"""Strict JSON: finds names that stand twice in one object, of which two readers may each take another."""

from __future__ import annotations

import json
from collections import Counter

import msgspec


class _Twice(Exception):
    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names


def _check(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _Twice(tuple(name for name, count in counted.items() if count > 1))


_read, _write = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode


def _each_once(body: bytes) -> bool:
    """Return whether it is certain, and quickly found, that no name stands twice.

    Read and written again, a body has lost every name but the last of those that are alike, and the two quotes
    around each. Without a backslash there are no other quotes than those around names and texts.
    """
    if b"\\" in body:
        return False
    try:
        again = _write(_read(body))
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return False
    return body.count(b'"') == again.count(b'"')


_decode = json.JSONDecoder(object_pairs_hook=_check).decode


def named_twice(body: bytes) -> tuple[str, ...]:
    """Return the names that stand more than once in the first such object of a body that is known to be JSON.

    RFC 8259 section 4 leaves open which of the two counts; so neither does. Raises `ValueError` or
    `RecursionError` when the body cannot be read.
    """
    if _each_once(body):
        return ()
    try:
        _decode(body.decode())
    except _Twice as found:
        return found.names
    return ()
