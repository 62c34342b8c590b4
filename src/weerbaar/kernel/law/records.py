"""Records: the frozen facts of which cases, events and acts are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, dataclass_transform

import msgspec

if TYPE_CHECKING:
    from typing import Any

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


def replace(record: R, **changes: object) -> R:
    """Return a copy of a record with some fields changed."""
    return msgspec.structs.replace(record, **changes)
