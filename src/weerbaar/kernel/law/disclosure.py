"""Disclosure: what one party may see of a case, field by field; everything else is as if it were absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, cast, get_args, get_origin, get_type_hints

import msgspec

from weerbaar.kernel.law.acts import C, Case, Event
from weerbaar.kernel.law.parties import Party, Viewer
from weerbaar.kernel.law.records import Record

PLAIN = frozenset((str, int, bool, type(None)))  # stands in a view as it is
ROLE = "role:"  # an audience names a role of the membership in this way, and a party by its own name


class SeenBy(Record):
    """Who may see a field: relations of the record or the case, or roles of the membership.

    With `each`, the field is a tuple of records and every element is judged by its own relations.
    """

    names: tuple[str, ...]
    each: bool = False


class PersonalData(Record):
    """Marks a field as personal data of one data subject; the ledger seals it apart, so that it can be erased."""

    subject: str


class SecretWord(Record):
    """Marks a word that only its owner knows: a digest takes its place before anything is decided or kept.

    `nl` and `en` say of what signs it is made, to who chooses one.
    """

    nl: str
    en: str


_NOWHERE = object()


def seen_by(*names: str) -> SeenBy:
    """Return the mark for a field that only these relations or roles may see; without names nobody may."""
    return SeenBy(names=names)


def seen_by_each(*names: str) -> SeenBy:
    """Return the mark for a tuple of records, each of which only its own relations may see."""
    return SeenBy(names=names, each=True)


def personal(subject: str) -> PersonalData:
    """Return the mark for personal data; `subject` names the field or word that says whose data it is."""
    return PersonalData(subject=subject)


def secret(*, nl: str, en: str) -> SecretWord:
    """Return the mark for a word that only its owner knows; give it to text, and seal it as personal data too."""
    return SecretWord(nl=nl, en=en)


class Shows:
    """What a case class shows beside its fields: properties, by name, with who may see them."""

    shows: ClassVar[Mapping[str, SeenBy]] = {}


@cache
def marks(record: type[Record]) -> tuple[tuple[str, SeenBy | None], ...]:
    """Return the fields and shown properties of a record class, each with its mark or nothing."""
    hints = get_type_hints(record, include_extras=True)
    fields = [(name, _mark(hints[name])) for name in record.__struct_fields__]
    shown = cast("Mapping[str, SeenBy]", getattr(record, "shows", {}))
    return (*fields, *shown.items())


def _mark(hint: Any) -> SeenBy | None:
    if get_origin(hint) is not Annotated:
        return None
    return next((extra for extra in get_args(hint)[1:] if isinstance(extra, SeenBy)), None)


def parties_named(names: tuple[str, ...], *sources: object) -> Iterator[str]:
    """Yield the parties that relations name on the first source that has them; a name nobody has is a role."""
    for name in names:
        for source in sources:
            if hasattr(source, name):
                value = getattr(source, name)
                if isinstance(value, str):
                    yield value
                elif value is not None:
                    yield from value
                break
        else:
            yield ROLE + name


def may_see(viewer: Viewer, names: tuple[str, ...], *sources: object) -> bool:
    """Return whether a viewer stands in one of these relations, or has one of these roles."""
    for name in names:
        for source in sources:
            value: Any = getattr(source, name, _NOWHERE)
            if value is not _NOWHERE:
                named = value == viewer.party if isinstance(value, str) else viewer.party in (value or ())
                break
        else:
            named = name in viewer.roles
        if named:
            return True
    return False


def is_party(viewer: Viewer, case: Case, roles: tuple[str, ...] = ()) -> bool:
    """Return whether a viewer may know that a case exists: as a party, or by a role that the protocol names."""
    return viewer.party in case.parties() or any(role in viewer.roles for role in roles)


def view(case: Case, viewer: Viewer) -> dict[str, Any]:
    """Return what a party of the case may see of it, as plain values. The caller has checked `is_party`."""
    return _project(case, viewer, case)


def _project(record: Record, viewer: Viewer, case: Case) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, mark in marks(type(record)):
        if mark is not None and not mark.each and not may_see(viewer, mark.names, record, case):
            continue
        value = getattr(record, name)
        if mark is not None and mark.each:
            value = tuple(item for item in value if may_see(viewer, mark.names, item, case))
        shown[name] = _plain(value, viewer, case)
    return shown


def _plain(value: Any, viewer: Viewer, case: Case) -> Any:
    if type(value) in PLAIN:
        return value
    if isinstance(value, Record):
        return _project(value, viewer, case)
    if isinstance(value, tuple):
        return [_plain(item, viewer, case) for item in value]
    return msgspec.to_builtins(value)


def audiences(
    case: C, events: tuple[Event[C], ...], path: tuple[C, ...] = ()
) -> tuple[frozenset[Party], ...]:
    """Return who may know of each event: parties by name, roles as `role:<name>`.

    Each event is judged against the case as it stands right after that event. One that names nobody is known
    to the parties of the case, those before it and those after it. `path` is the case after each event, where
    the caller has it already.
    """
    found: list[frozenset[Party]] = []
    for number, event in enumerate(events):
        before, case = case, path[number] if path else event.apply(case)
        if event.seen_by:
            found.append(_audience(event, case))
        else:
            found.append(before.parties() | case.parties())
    return tuple(found)


def _audience(event: Event[C], case: C) -> frozenset[Party]:
    """Return whom the relations of an event name: `parties_named`, with who has which relation known beforehand."""
    roles, relations = _relations(type(event), type(case))
    named: list[str] = [*roles]
    for name, on_event in relations:
        value: Any = getattr(event if on_event else case, name, _NOWHERE)
        if value is _NOWHERE:  # a property that has no answer for this one
            named += parties_named((name,), event, case)
        elif isinstance(value, str):
            named.append(value)
        elif value is not None:
            named += value
    return frozenset(named)


@cache
def _relations(
    event: type[Event[Any]], case: type[Case]
) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """Return the roles that may know of a kind of event, and its relations, each with whether the event has it."""
    names = dict.fromkeys(event.seen_by)
    roles = tuple(ROLE + name for name in names if not (hasattr(event, name) or hasattr(case, name)))
    relations = ((name, hasattr(event, name)) for name in names if ROLE + name not in roles)
    return roles, tuple(relations)


def in_audience(viewer: Viewer, names: frozenset[str]) -> bool:
    """Return whether a viewer belongs to an audience."""
    return viewer.party in names or any(ROLE + role in names for role in viewer.roles)
