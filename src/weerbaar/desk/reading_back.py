"""Reading back: one reader for each kind of record that we wrote down, made once and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from weerbaar.kernel.law.records import Record


@cache
def from_json(kind: type[Record]) -> Callable[[bytes | msgspec.Raw], Any]:
    """Return what reads a record of this class from JSON that we wrote."""
    return msgspec.json.Decoder(kind).decode


@cache
def from_msgpack(kind: type[Record]) -> Callable[[bytes], Any]:
    """Return what reads a record of this class from MessagePack that we wrote."""
    return msgspec.msgpack.Decoder(kind).decode
