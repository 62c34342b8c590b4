"""Scenario: a story in a file about parties that act under a protocol, and what each of them then sees.

The same file is played on the law alone and through every door, and must be answered alike everywhere. The
reader stands in the desk, since a scenario is made of what every door hands to the desk: who asks which act,
when, with which fields.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from weerbaar.desk.register import Register
from weerbaar.desk.register_file import register_from
from weerbaar.kernel.law.moments import AMSTERDAM
from weerbaar.kernel.law.protocol import Protocol

Expected = Literal["permitted", "refused", "clash", "unknown", "invalid"]
Plain = dict[str, Any]
SPAN = re.compile(r"([+-])(\d+)([smhd])")
STAMP = re.compile(r"\{now([+-]\d+[smhd])?\}")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class UnreadableScenario(ValueError):
    """The file is no scenario; the message says what is wrong and where."""


class See(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one party must see of a case now, or what it would have seen `as_of` an earlier moment.

    `has` is compared field by field, deep; more may stand there. `says` gives words that must stand somewhere
    in a field. `lacks` names fields that the party may not see. `absent` says that for this party there is no
    such case. `learned` names, oldest first, the events of which the party was told. `duties` names those that
    it holds on it.
    """

    party: str
    case: str = ""
    as_of: datetime | None = None
    has: Plain = {}
    says: dict[str, str] = {}
    lacks: tuple[str, ...] = ()
    absent: bool = False
    learned: tuple[str, ...] | None = None
    duties: tuple[str, ...] | None = None


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happens: somebody acts or sends a file, a party is suspended, or somebody looks.

    `at` is a moment, or a span after the step before (`+2h`); time passes first, and the clock does what is
    due. Inside `with` the text `now+2h` stands for a moment, inside `edi` `{now+2h}`. `because` names every rule
    that is told with a refusal, or the codes that a file is answered with. `access` asks through AuthZEN where
    the door has it. `repeat` asks the same more than once and expects the same each time; `each` asks it once
    on each of several cases, where `{n}` stands for the number of the case in that list, and `{1}` and `{2}`
    for the parts of its business key.
    """

    at: object = "+0s"
    actor: str = ""
    functionary: str = ""
    act: str = ""
    case: str = ""
    fields: Plain = msgspec.field(name="with", default_factory=dict)
    expect: Expected = "permitted"
    because: tuple[str, ...] = ()
    access: bool = False
    edi: str = ""
    suspend: str = ""
    repeat: int = 1
    each: tuple[str, ...] = ()
    see: See | None = None


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One story. `cases` gives names to cases by their business keys; an opening act names its own.

    `given` names a scenario beside this one that is played first, so that a story need not tell again how
    everything came to stand as it does when it begins.
    """

    title_nl: str
    title_en: str
    start: datetime
    step: tuple[Step, ...]
    about: str = ""
    given: str = ""
    register: Plain = {}
    cases: dict[str, str] = {}


def read_scenario(path: Path, world: Path, laws: Iterable[Protocol[Any]]) -> tuple[Scenario, Register]:
    """Read a scenario, and the register of its world with what the scenario changes in it, for the laws it is of.

    Raises `UnreadableScenario` with one sentence when either file cannot be read.
    """
    try:
        scenario = _told(path)
        base = tomllib.loads(world.read_text("utf-8"))
        register = register_from(_changed(base, scenario.register), laws)
        for _ in timed(scenario):
            pass
    except (OSError, KeyError, ValueError) as trouble:
        raise UnreadableScenario(f"the scenario `{path.name}` cannot be read: {trouble}") from trouble
    return scenario, register


def _told(path: Path) -> Scenario:
    scenario = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Scenario)
    if not scenario.given:
        return scenario
    before = _told(path.with_name(scenario.given))
    return msgspec.structs.replace(
        scenario, step=(*before.step, *scenario.step), cases={**before.cases, **scenario.cases}
    )


def _changed(base: Plain, changes: Plain) -> Plain:
    """Return a register with changes: a member is found by its name and changed field by field, or added."""
    members = {one["name"]: one for one in base.get("member", [])}
    for one in changes.get("member", []):
        members[one["name"]] = {**members.get(one["name"], {}), **one}
    merged = {**base, **changes, "member": list(members.values())}
    for name, table in changes.items():
        if isinstance(table, dict):
            merged[name] = {**base.get(name, {}), **table}
    return merged


def timed(scenario: Scenario) -> Iterator[tuple[int, datetime, Step]]:
    """Yield the steps in order, each with its number, its moment, and its moments filled in."""
    now = scenario.start
    for number, step in enumerate(scenario.step, 1):
        now = moment_of(step.at, now)
        for one in _each(step, scenario.cases):
            edi = STAMP.sub(partial(_stamp, now), one.edi)
            yield number, now, msgspec.structs.replace(one, fields=_filled(one.fields, now), edi=edi)


def _each(step: Step, cases: dict[str, str]) -> Iterator[Step]:
    if not step.each:
        yield step
    for number, name in enumerate(step.each, 1):
        words = {"n": str(number)} | {str(n): part for n, part in enumerate(cases[name].split("/"), 1)}
        fields = {field: _worded(value, words) for field, value in step.fields.items()}
        see = msgspec.structs.replace(step.see, case=name) if step.see else None
        yield msgspec.structs.replace(step, case=name, fields=fields, see=see)


def _worded(value: Any, words: dict[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    for word, meaning in words.items():
        value = value.replace(f"{{{word}}}", meaning)
    return value


def moment_of(at: object, before: datetime) -> datetime:
    """Return the moment that a step names: itself, or a span after the step before."""
    if isinstance(at, datetime) and at.tzinfo is not None:
        return at.astimezone(UTC)
    return before + span_of(str(at))


def span_of(text: str) -> timedelta:
    """Return the span that `+2h` or `-10m` stands for; raises `ValueError` for anything else."""
    shaped = SPAN.fullmatch(text)
    if shaped is None:
        raise ValueError(f"`{text}` is no span: write a sign, a number and s, m, h or d, such as +2h")
    sign, number, unit = shaped.groups()
    return timedelta(seconds=UNITS[unit] * int(sign + number))


def _filled(value: Any, now: datetime) -> Any:
    if isinstance(value, dict):
        return {name: _filled(item, now) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, now) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value == "now":
        return now.isoformat()
    if isinstance(value, str) and value.startswith("now") and SPAN.fullmatch(value[3:]):
        return (now + span_of(value[3:])).isoformat()
    return value


def _stamp(now: datetime, found: re.Match[str]) -> str:
    """Return a moment as trade messages write it, in local time."""
    moment = now + span_of(found[1]) if found[1] else now
    return f"{moment.astimezone(AMSTERDAM):%Y%m%d%H%M}"


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Yield in what something seen differs from what was expected; more may stand there than was expected."""
    expected = msgspec.to_builtins(expected)
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            inner = f"{where}.{name}" if where else name
            if name in found:
                yield from differences(value, found[name], inner)
            else:
                yield f"`{inner}` is not there"
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from differences(one, other, f"{where}.{number}")
    elif expected != found:
        yield f"`{where}` is {found!r}, not {expected!r}"
