"""Sealing faults: places in a law where personal data would be written down in the open, or could not be erased."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from weerbaar.kernel.law.acts import Act, Case, Event, Opening
from weerbaar.kernel.law.disclosure import PersonalData
from weerbaar.kernel.law.records import Record, reachable


def sealing_faults(
    case: type[Case], acts: tuple[type[Act[Any]], ...], events: tuple[type[Event[Any]], ...]
) -> Iterator[str]:
    """Yield what is wrong with the personal fields of a case, its acts and its events.

    The ledger seals the fields of acts and events themselves, not those of records inside them. After an
    erasure nothing stands in their place, and the events must still rebuild the case.
    """
    for owner in (*acts, *events):
        inner = reachable((owner,)) - {owner}
        for record in sorted(inner, key=lambda one: one.__name__):
            for name in _personal(record):
                yield f"`{owner.__name__}` holds `{record.__name__}.{name}`, which is personal and would not be sealed"
    openings = tuple(act for act in acts if issubclass(act, Opening))
    replayed: tuple[type[Record], ...] = (case, *openings, *events)
    for owner in replayed:
        for name, hint in _personal(owner).items():
            if not _may_be_absent(hint):
                yield f"`{owner.__name__}.{name}` is personal, so it must allow `None` for when it is erased"


def _personal(record: type[Record]) -> dict[str, Any]:
    hints = get_type_hints(record, include_extras=True)
    return {name: hints[name] for name in record.__struct_fields__ if _is_personal(hints[name])}


def _is_personal(hint: Any) -> bool:
    marked = any(isinstance(extra, PersonalData) for extra in getattr(hint, "__metadata__", ()))
    return marked or any(_is_personal(part) for part in get_args(hint))


def _may_be_absent(hint: Any) -> bool:
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return NoneType in get_args(inner) or (get_origin(inner) is Annotated and _may_be_absent(inner))
