"""Reading back: makes our own records of what we wrote down, without looking at the form of each word once more.

The form of a name or a number is checked where it comes in, at the door. Checked again at every start it took at
least a third of the time to read a case. So a record is read as its twin: a class with the same fields of the same
kinds that asks no form of them. A twin has the very slots of its class, and what was read as one is then given that
class. What comes out is what msgspec reads by itself (tests/protocols/test_prepared.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from operator import attrgetter, or_
from types import GenericAlias, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from weerbaar.kernel.law.records import Record, RecordMeta, is_record, parts


class _Twin:
    """The twin of one class of records; `read` is the class to read."""

    def __init__(self, kind: type[Record]) -> None:
        hints = get_type_hints(kind, include_extras=True)
        infos = msgspec.structs.fields(kind)
        self._kind = kind
        # The fields in which there are records again, each of which is read as its own twin.
        holding = [info.name for info in infos if _holds_records(hints[info.name])]
        self._held: Callable[[Any], tuple[Any, ...]] = _getter(holding)
        fields: dict[str, Any] = {
            "__annotations__": {info.name: _unformed(hints[info.name]) for info in infos}
        }
        fields |= {info.name: _default(info) for info in infos if not info.required}
        assert kind.__base__ is not None
        self.read: Any = RecordMeta(kind.__name__, (kind.__base__,), fields, frozen=False)
        _TWINS[self.read] = self

    def give_class(self, read: Any) -> Any:
        """Make what was read as a twin the record that it is."""
        for value in self._held(read):
            if value:  # most tuples are empty, and most visits have not been announced
                _give_class(value)
        read.__class__ = self._kind
        return read


_TWINS: dict[type[Any], _Twin] = {}
_twin_of = cache(_Twin)


def _give_class(value: Any) -> None:
    if isinstance(value, tuple):
        for one in value:
            _give_class(one)
    elif type(value) in _TWINS:
        _TWINS[type(value)].give_class(value)


def _unformed(hint: Any) -> Any:
    """Return a type without what it says of the form of a value, and with twins for records."""
    if get_origin(hint) is Annotated:
        return _unformed(get_args(hint)[0])
    if is_record(hint):
        return _twin_of(hint).read
    inner = tuple(part if part is Ellipsis else _unformed(part) for part in get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, inner)
    return GenericAlias(tuple, inner) if get_origin(hint) is tuple else hint


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) < 2:  # of one name, an attrgetter gives no tuple
        return lambda read: tuple([getattr(read, name) for name in names])
    return attrgetter(*names)


def _holds_records(hint: Any) -> bool:
    return is_record(hint) or any(map(is_record, parts(hint)))


def _default(info: msgspec.structs.FieldInfo) -> Any:
    made = info.default_factory
    return info.default if made is msgspec.NODEFAULT else msgspec.field(default_factory=made)


@cache
def from_json(kind: type[Record]) -> Callable[[bytes | msgspec.Raw], Any]:
    """Return what reads a record of this class from JSON that we wrote."""
    twin = _twin_of(kind)
    decode, give_class = msgspec.json.Decoder(twin.read).decode, twin.give_class
    return lambda text: give_class(decode(text))


@cache
def from_msgpack(kind: type[Record]) -> Callable[[bytes], Any]:
    """Return what reads a record of this class from MessagePack that we wrote."""
    twin = _twin_of(kind)
    decode, give_class = msgspec.msgpack.Decoder(twin.read).decode, twin.give_class
    return lambda text: give_class(decode(text))
