"""Disclosure faults: marks and shapes in a law under which a field could show to more than its own viewers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from weerbaar.kernel.law.disclosure import SeenBy
from weerbaar.kernel.law.records import Record, is_record, parts, reachable


def disclosure_faults(*owners: type[Record]) -> Iterator[str]:
    """Yield what is wrong with the fields of these records and of every record inside them.

    A mark is read only where it stands outermost: inside a union or a tuple it would be passed over, and the
    field would show to every party. A record inside anything but a tuple would be shown whole.
    """
    for owner in sorted(reachable(owners), key=lambda record: record.__name__):
        hints = get_type_hints(owner, include_extras=True)
        for name in owner.__struct_fields__:
            for fault in _field_faults(hints[name]):
                yield f"`{owner.__name__}.{name}` {fault}"


def _field_faults(hint: Any) -> Iterator[str]:
    outer = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    if sum(isinstance(extra, SeenBy) for extra in outer[1:]) > 1:
        yield "says twice who may see it"
    if any(
        isinstance(extra, SeenBy) for part in parts(outer[0]) for extra in getattr(part, "__metadata__", ())
    ):
        yield "says who may see it inside its type; put `Annotated` outermost"
    for part in (outer[0], *parts(outer[0])):
        if part in (list, dict, set) or get_origin(part) in (list, dict, set):
            yield "is a collection that can change; use a tuple"
        elif get_origin(part) is frozenset and any(is_record(inner) for inner in parts(part)):
            yield "holds records outside a tuple, so that they would be shown whole; use a tuple"
