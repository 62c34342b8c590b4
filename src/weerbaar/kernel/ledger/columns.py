r"""Columns: writes the rows of a batch as one text a column, which is how they reach the database fastest.

The driver takes some 2 µs for each element of an array; a text it sends as it stands, and PostgreSQL takes that
apart with `string_to_array(column, E'\x1f', '')`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from itertools import repeat
from operator import is_
from typing import Any, get_type_hints

import msgspec
from msgspec.structs import astuple

#: The unit separator of ASCII. No name, key or number of ours may hold it, and bytes are written in hex.
SEPARATOR = "\x1f"
Column = Sequence[Any]


def columns(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct]) -> list[str]:
    """Return one text a field of some rows of a kind: the values of all rows, and nothing where one is `None`.

    ValueError for a text that is empty or holds the separator, TypeError for a value of another kind than the
    field's: text, whole number, yes or no, moment or bytes.
    """
    writers = _writers(kind)
    if not rows:
        return [""] * len(writers)
    by_field = zip(*map(astuple, rows), strict=True)
    return [write(column) for write, column in zip(writers, by_field, strict=True)]


@cache
def _writers(kind: type[msgspec.Struct]) -> tuple[Callable[[Column], str], ...]:
    hints = get_type_hints(kind)
    return tuple(_WRITERS[hints[name]] for name in kind.__struct_fields__)


def _texts(column: Column) -> str:
    joined = SEPARATOR.join(column)
    if "" in column or joined.count(SEPARATOR) != len(column) - 1:
        raise ValueError("a text that is empty or holds a control character is not written into the ledger")
    return joined


def _numbers(column: Column) -> str:
    return SEPARATOR.join(map(int.__repr__, column))


def _yes_or_no(column: Column) -> str:
    return SEPARATOR.join(["t" if value else "f" for value in column])


def _moments(column: Column) -> str:
    first = column[0]
    if all(map(is_, column, repeat(first))):  # what is decided in one batch is decided at one moment
        return SEPARATOR.join([datetime.isoformat(first)] * len(column))
    return SEPARATOR.join(map(datetime.isoformat, column))


def _bytes(column: Column) -> str:
    return SEPARATOR.join(["\\x" + bytes.hex(value) for value in column])


def _or_nothing(write: Callable[[Column], str]) -> Callable[[Column], str]:
    def written(column: Column) -> str:
        if column.count(None) == len(column):  # as nearly all are that may be
            return SEPARATOR * (len(column) - 1)
        return SEPARATOR.join(["" if value is None else write((value,)) for value in column])

    return written


_WRITERS: dict[object, Callable[[Column], str]] = {
    str: _texts,
    int: _numbers,
    bool: _yes_or_no,
    datetime: _moments,
    bytes: _bytes,
    str | None: _or_nothing(_texts),
    bytes | None: _or_nothing(_bytes),
}
