"""Disclosure faults: marks and shapes in a law under which a field could show to more than its own viewers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from weerbaar.kernel.law.disclosure import SeenBy
from weerbaar.kernel.law.records import Record


def disclosure_faults(*owners: type[Record]) -> Iterator[str]:
    """Yield what is wrong with the fields of these records and of every record inside them.

    A mark is read only where it stands outermost: inside a union or a tuple it would be passed over, and the
    field would show to every party. A record inside anything but a tuple would be shown whole.
    """
    for owner in sorted(_reachable(owners), key=lambda record: record.__name__):
        hints = get_type_hints(owner, include_extras=True)
        for name in owner.__struct_fields__:
            for fault in _field_faults(hints[name]):
                yield f"`{owner.__name__}.{name}` {fault}"


def _field_faults(hint: Any) -> Iterator[str]:
    outer = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    if sum(isinstance(extra, SeenBy) for extra in outer[1:]) > 1:
        yield "says twice who may see it"
    if any(
        isinstance(extra, SeenBy) for part in _parts(outer[0]) for extra in getattr(part, "__metadata__", ())
    ):
        yield "says who may see it inside its type; put `Annotated` outermost"
    for part in (outer[0], *_parts(outer[0])):
        if part in (list, dict, set) or get_origin(part) in (list, dict, set):
            yield "is a collection that can change; use a tuple"
        elif get_origin(part) is frozenset and any(_is_record(inner) for inner in _parts(part)):
            yield "holds records outside a tuple, so that they would be shown whole; use a tuple"


def _parts(hint: Any) -> Iterator[Any]:
    """Yield everything inside a type, at any depth."""
    for part in get_args(hint):
        yield part
        yield from _parts(part)


def _is_record(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Record)


def _reachable(owners: tuple[type[Record], ...]) -> set[type[Record]]:
    found: set[type[Record]] = set()
    waiting = list(owners)
    while waiting:
        owner = waiting.pop()
        if owner not in found:
            found.add(owner)
            hints = get_type_hints(owner).values()
            waiting += [part for hint in hints for part in (hint, *_parts(hint)) if _is_record(part)]
    return found
