"""Canonical forms: when two states of a case count as one and the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Literal, get_args, get_origin, get_type_hints

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.records import Record

PLAIN = (str, int, bool, float, bytes, date, type(None))


def as_it_is(case: Case, now: datetime) -> object:
    """Return a case and its moment unchanged: two states are the same only when everything in them is."""
    return case, now


def relative(case: Case, now: datetime) -> object:
    """Return a case with every moment in it as the span from now.

    Two states are then the same when they differ only in the date on which they happen. Right for a law in
    which spans count and dates do not, and for acts of an alphabet that name no dates; else use `as_it_is`.
    """
    return _form(case, now)


def _form(value: Any, now: datetime) -> object:
    if isinstance(value, datetime):
        return value - now
    if isinstance(value, tuple):
        return tuple([_form(item, now) for item in value])
    if isinstance(value, Record):
        plain, others = _fields(type(value))
        return plain(value), *[_form(getattr(value, name), now) for name in others]
    return value


@cache
def _fields(record: type[Record]) -> tuple[Callable[[Any], object], tuple[str, ...]]:
    """Return what reads the fields without moments at one stroke, and the names of the others.

    A case has many fields and few moments; reading the plain ones together halves the time of a walk.
    """
    hints = get_type_hints(record)
    plain = [name for name in record.__struct_fields__ if not _may_hold_moment(hints[name])]
    others = tuple(name for name in record.__struct_fields__ if name not in plain)
    return attrgetter("__class__", *plain), others


def _may_hold_moment(hint: Any) -> bool:
    if get_origin(hint) is Literal or hint is Ellipsis:
        return False
    inner = get_args(hint)
    if inner:
        return any(_may_hold_moment(part) for part in inner)
    return hint not in PLAIN
