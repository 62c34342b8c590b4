"""Reads a plan that may be wrong in places: names everything that is, and keeps what can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast, get_args, get_origin

import msgspec

from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.plan import Plan

P = TypeVar("P", bound=Plan)
HOLE = object()
# One value for each type that a field of a plan may have.
PLAUSIBLE: tuple[object, ...] = ("2000-01-01", 1, [], {}, True)


def sketch(tree: Mapping[str, object], kind: type[P], name: str, faults: Faults) -> P:
    """Return a plan of `kind`; every unknown, absent, ill-typed or inconsistent field is noted at once.

    What cannot be read is a hole: a step that needs it throws BadInput without a fault, since it was named already.
    """
    values = fields_of(tree, kind, name, faults)
    holes = [field for field, value in values.items() if value is HOLE]
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    stand_in = {field: plausible(types[field]) for field in holes}
    # msgspec does not check what a record is made with, which is what lets a plan have holes.
    whole = cast("Callable[..., P]", kind)(**{**values, **stand_in})
    for fault in whole.faults():
        if not any(f"'{hole}'" in fault for hole in holes):
            faults.add(f"{name}: {fault}")
    return cast("Callable[..., P]", with_holes(kind))(**values) if holes else whole


def parse_plan(tree: Mapping[str, object], kind: type[P], name: str = "plan") -> P:
    """Turn a tree into a plan of `kind`; raises BadInput with everything that is wrong with it."""
    faults = Faults()
    return faults.sure(sketch(tree, kind, name, faults))


def fields_of(
    tree: Mapping[str, object], kind: type[msgspec.Struct], name: str, faults: Faults
) -> dict[str, object]:
    """Return the value of every field of a record, defaults included; HOLE where it is absent or cannot be read."""
    fields = msgspec.structs.fields(kind)
    known = [field.name for field in fields]
    for key in tree:
        if key not in known:
            faults.add(f"{name}: '{key}' is not known here; fields: {', '.join(known)}")
    values: dict[str, object] = {}
    for field in fields:
        if field.name in tree:
            values[field.name] = read_value(tree[field.name], field.type, name, field.name, faults)
        elif field.default_factory is not msgspec.NODEFAULT:
            values[field.name] = field.default_factory()
        else:
            values[field.name] = HOLE if field.required else field.default
            if field.required:
                faults.add(f"{name}: '{field.name}' is missing")
    return values


def read_value(value: object, kind: object, name: str, field: str, faults: Faults) -> object:
    """Return the value of a field as its type, or HOLE; of a list of records those that can be read, if any can."""
    if is_record(kind) and isinstance(value, dict):
        return read_record(value, kind, f"{name}: in '{field}'", faults)
    of = next(iter(get_args(kind)), None)
    if get_origin(kind) not in {list, tuple} or not isinstance(value, list) or not is_record(of):
        return converted(value, kind, f"{name}: '{field}'", faults)
    read = [
        read_record(one, of, f"{name}: in '{field}', number {number}", faults)
        for number, one in enumerate(value, 1)
    ]
    sound = [one for one in read if one is not HOLE]
    if value and not sound:
        return HOLE
    return tuple(sound) if get_origin(kind) is tuple else sound


def read_record(value: object, kind: object, where: str, faults: Faults) -> object:
    """Return a record of named fields, or HOLE where one of them cannot be read."""
    if not isinstance(value, dict):
        return converted(value, kind, where, faults)
    own = fields_of(value, cast("type[msgspec.Struct]", kind), where, faults)
    return HOLE if HOLE in own.values() else cast("Callable[..., object]", kind)(**own)


def converted(value: object, kind: object, where: str, faults: Faults) -> object:
    """Return one value as its type, or HOLE."""
    try:
        return cast("object", msgspec.convert(value, kind))
    except msgspec.ValidationError as trouble:
        faults.add(f"{where}: {str(trouble)[:1].lower()}{str(trouble)[1:]}")
        return HOLE


def is_record(kind: object) -> bool:
    """Say whether a type is a record of named fields."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def plausible(kind: object) -> object:
    """Return some value of a type, to stand in for one that is not known."""
    if is_record(kind):
        record = cast("Callable[..., object]", kind)
        fields = msgspec.structs.fields(cast("type[msgspec.Struct]", kind))
        return record(**{field.name: plausible(field.type) for field in fields})
    for value in PLAUSIBLE:
        try:
            return cast("object", msgspec.convert(value, kind))
        except msgspec.ValidationError:
            continue
    raise TypeError(f"no value is known for a field of {kind}")


def with_holes(kind: type[P]) -> type[P]:
    """Return the same kind of plan, in which to read a hole throws."""

    def read(plan: object, name: str) -> object:
        value = msgspec.Struct.__getattribute__(cast("msgspec.Struct", plan), name)
        if value is HOLE:
            raise BadInput([])
        return value

    made = msgspec.defstruct(
        kind.__name__, [], bases=(kind,), namespace={"__getattribute__": read}, frozen=True, kw_only=True
    )
    return cast("type[P]", made)
