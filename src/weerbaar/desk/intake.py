"""Intake: reads what somebody asks for into an act, and names every fault at once when it cannot be read."""

from __future__ import annotations

from functools import cache
from typing import Any, get_type_hints

import msgspec

from weerbaar.desk.misfits import misfit
from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.standards.problem import pointer
from weerbaar.standards.strict_json import named_twice

FILLED_BY_DOOR = ("actor", "functionary")
SHOWN_MAX = 60  # characters; a message is one or two sentences


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with what was sent, and where."""

    pointer: str
    nl: str
    en: str


class InvalidInput(Exception):
    """What was sent cannot be read as an act; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.en for fault in faults))
        self.faults = faults


def fault(pointer: str, nl: str, en: str) -> Fault:
    """Return one fault."""
    return Fault(pointer=pointer, nl=nl, en=en)


def read_json(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raises `InvalidInput` when it is none."""
    try:
        value = msgspec.json.decode(body)
        twice = named_twice(body)
    except (msgspec.DecodeError, ValueError, RecursionError) as trouble:
        raise InvalidInput(
            (fault("", "dit is geen geldige JSON", f"this is not valid JSON: {trouble}"),)
        ) from trouble
    if not isinstance(value, dict):
        raise InvalidInput((fault("", "stuur één JSON-object", "send one JSON object"),))
    if twice:
        raise InvalidInput(
            tuple(
                fault(pointer(name), f"`{name}` staat er twee keer", f"`{name}` is there twice")
                for name in map(shortened, twice)
            )
        )
    return value


def shortened(text: str) -> str:
    """Return what somebody typed, as far as a message repeats it."""
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"


def read_act(
    protocol: Protocol[Any], name: str, actor: str, functionary: str, fields: dict[str, Any]
) -> Act[Any]:
    """Read one act from plain values; raises `InvalidInput` with every fault."""
    kind = protocol.act_named.get(name)
    if kind is None:
        known = ", ".join(sorted(one for one, act in protocol.act_named.items() if not act.by_clock))
        shown = shortened(name)
        nl, en = (
            f"er is geen handeling `{shown}`; kies uit: {known}",
            f"there is no act `{shown}`; choose from: {known}",
        )
        raise InvalidInput((fault("/act", nl, en),))
    wanted = act_fields(kind)
    # Nearly every act is right, and is then read at once; only a wrong one is taken apart for its faults.
    filled = {**fields, "actor": actor, "functionary": functionary}
    if fields.keys() <= wanted.keys() and (read := _whole(kind, filled)) is not None:
        return read
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    faults += [
        fault(pointer(key), f"`{key}` hoort niet bij `{name}`", f"`{key}` does not belong to `{name}`")
        for key in map(shortened, fields.keys() - wanted.keys())
    ]
    for key, (hint, required) in wanted.items():
        if key in fields:
            _convert(key, fields[key], hint, values, faults)
        elif required:
            faults.append(fault(f"/{key}", f"`{key}` ontbreekt", f"`{key}` is missing"))
    if faults:
        raise InvalidInput(tuple(sorted(faults, key=lambda one: one.pointer)))
    return kind(actor=actor, functionary=functionary, **values)


def _whole(kind: type[Act[Any]], values: dict[str, Any]) -> Act[Any] | None:
    try:
        read: Act[Any] = msgspec.convert(values, kind, strict=True)
    except msgspec.ValidationError:
        return None
    return read


@cache
def act_fields(kind: type[Act[Any]]) -> dict[str, tuple[Any, bool]]:
    """Return the fields that the asker fills in, each with its type and whether it is required."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        info.name: (hints[info.name], info.required)
        for info in msgspec.structs.fields(kind)
        if info.name not in FILLED_BY_DOOR
    }


def _convert(key: str, value: Any, hint: Any, values: dict[str, Any], faults: list[Fault]) -> None:
    try:
        values[key] = msgspec.convert(value, hint, strict=True)
    except msgspec.ValidationError as trouble:
        why = misfit(key, hint, trouble)
        faults.append(fault(f"/{key}", why.nl, why.en))
