"""Records: the frozen facts of which cases, events and acts are made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, dataclass_transform, get_args, get_type_hints

import msgspec

R = TypeVar("R", bound="Record")


# mypy refuses to let a frozen class extend another unless both repeat their options. Stated once on the
# metaclass (for pyright) and once on the base (mypy looks there first and would find msgspec's own).
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class RecordMeta(msgspec.StructMeta):
    """Makes every record frozen, keyword-only and invisible to the garbage collector."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any
    ) -> RecordMeta:
        """Make one record class."""
        settled: dict[str, Any] = {"frozen": True, "gc": False, "kw_only": True, **options}
        return super().__new__(mcls, name, bases, namespace, **settled)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Record(msgspec.Struct, metaclass=RecordMeta):
    """A frozen value; collections inside it are tuples. Subclass it one deep, without behaviour to inherit."""


# `replace(record, **changes)` returns a copy of a record with some fields changed. Each event calls it: msgspec's own
# stands here under our name, since a function of ours around it took longer than the copying.
replace = msgspec.structs.replace


def parts(hint: Any) -> Iterator[Any]:
    """Yield everything inside a type, at any depth."""
    for part in get_args(hint):
        yield part
        yield from parts(part)


def is_record(part: Any) -> bool:
    """Return whether part of a type is a record."""
    return isinstance(part, type) and issubclass(part, Record)


def reachable(owners: tuple[type[Record], ...]) -> set[type[Record]]:
    """Return these records and every record inside them."""
    found: set[type[Record]] = set()
    waiting = list(owners)
    while waiting:
        owner = waiting.pop()
        if owner not in found:
            found.add(owner)
            hints = get_type_hints(owner).values()
            waiting += [part for hint in hints for part in (hint, *parts(hint)) if is_record(part)]
    return found
