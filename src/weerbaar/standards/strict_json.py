"""Strict JSON: finds names that stand twice in one object, of which two readers may each take another."""

from __future__ import annotations

import json
from collections import Counter


class _Twice(Exception):
    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names


def _check(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _Twice(tuple(name for name, count in counted.items() if count > 1))


_decode = json.JSONDecoder(object_pairs_hook=_check).decode


def named_twice(body: bytes) -> tuple[str, ...]:
    """Return the names that stand more than once in the first such object of a body that is known to be JSON.

    RFC 8259 section 4 leaves open which of the two counts; so neither does. Raises `ValueError` or
    `RecursionError` when the body cannot be read.
    """
    try:
        _decode(body.decode())
    except _Twice as found:
        return found.names
    return ()
