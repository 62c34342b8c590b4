"""Scenarios: stories in TOML files about parties that act under a protocol, and what each of them then sees.

The files are the same for every door. This module reads them and plays them on the law alone; a door plays the
same steps through itself and must get the same answers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from weerbaar.desk.asking import told
from weerbaar.desk.intake import InvalidInput, read_act
from weerbaar.desk.members import Members, Register, read_register
from weerbaar.kernel.law.acts import Act, Case, Opening
from weerbaar.kernel.law.decide import Permitted, decide, evolve
from weerbaar.kernel.law.disclosure import audiences, in_audience, is_party, view
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.reaching import Reached

Outcome = Literal["permitted", "refused", "clash", "unknown", "invalid"]
Plain = dict[str, Any]
OFFSET = re.compile(r"([+-])(\d+)([smhd])")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class See(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one party must see of one case, now or as it was at an earlier moment.

    `has` is compared field by field, deep; `says` looks for words anywhere in a field; `lacks` names fields that
    the party may not see; `absent` says that for this party there is no such case; `duties` names those that the
    party holds on it; `learned` the events of which the party was told, oldest first.
    """

    party: str
    case: str
    has: Plain = {}
    says: dict[str, str] = {}
    lacks: tuple[str, ...] = ()
    absent: bool = False
    duties: tuple[str, ...] | None = None
    learned: tuple[str, ...] | None = None
    as_of: datetime | None = None


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that happens: somebody acts, time passes, or somebody looks.

    `at` is a moment, or a span after the step before (`+2h`). Inside `with`, the text `now` or `now-10m` stands
    for the moment of the step.
    """

    at: object = "+0s"
    actor: str = ""
    functionary: str = ""
    act: str = ""
    case: str = ""
    fields: Plain = msgspec.field(name="with", default_factory=dict)
    expect: Outcome = "permitted"
    because: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    clock: datetime | None = None
    see: See | None = None


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One story. `register` holds the parties, or names the file beside it that does."""

    title_nl: str
    title_en: str
    register: Register | str
    start: datetime
    step: tuple[Step, ...]
    settings: dict[str, str] = {}


def read_scenario(path: Path) -> tuple[Scenario, Register]:
    """Read one scenario with its register."""
    scenario = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Scenario)
    named = scenario.register
    register = read_register(path.with_name(named)) if isinstance(named, str) else named
    settings = {**register.settings, **scenario.settings}
    return scenario, msgspec.structs.replace(register, settings=settings)


def timed(scenario: Scenario) -> Iterator[tuple[int, datetime, Step]]:
    """Yield the steps in order, each with its number, its moment and its fields filled in."""
    now = scenario.start
    for number, step in enumerate(scenario.step, 1):
        now = step.clock or moment(step.at, now)
        yield number, now, msgspec.structs.replace(step, fields=filled(step.fields, now))


def moment(at: object, before: datetime) -> datetime:
    """Return the moment that a step names: itself, or a span after the step before."""
    if isinstance(at, datetime):
        return at
    return before + span(str(at))


def span(text: str) -> timedelta:
    """Return the span that `+2h` or `-10m` stands for."""
    shaped = OFFSET.fullmatch(text)
    if shaped is None:
        raise ValueError(f"`{text}` is no span: write a sign, a number and s, m, h or d, such as +2h")
    sign, number, unit = shaped.groups()
    return timedelta(seconds=UNITS[unit] * int(sign + number))


def filled(value: Any, now: datetime) -> Any:
    """Return plain values with `now` and `now-10m` replaced by moments."""
    if isinstance(value, dict):
        return {name: filled(item, now) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, now) for item in value]
    if value == "now":
        return now
    if isinstance(value, str) and value.startswith("now") and OFFSET.fullmatch(value[3:]):
        return now + span(value[3:])
    return value


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Yield in what a view differs from what was expected of it; more may stand there than was asked about."""
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


class Entry(msgspec.Struct, frozen=True):
    """One permitted decision: when, the case after it, and its events with who may know of each."""

    at: datetime
    case: Case
    events: tuple[tuple[str, frozenset[str]], ...]


class Kernel:
    """A scheme in memory with nothing but the law: no ledger, no door. It checks every invariant on its way."""

    def __init__(self, protocol: Protocol[Any], register: Register) -> None:
        self.protocol = protocol
        self.members = Members(register)
        self.members.presume(protocol.presumes)
        self.cases: dict[str, list[Entry]] = {}

    def ask(self, act: Act[Any], key: str | None, now: datetime) -> tuple[Outcome, tuple[str, ...]]:
        """Ask one act on the case with a key, or on the one that the act opens."""
        entries = self.cases.get(key or "")
        viewer = self.members.viewer(act.actor)
        inside = entries is not None and is_party(viewer, entries[-1].case, self.protocol.see)
        if not isinstance(act, Opening) and not inside:
            return "unknown", ()
        if entries is not None and inside:
            case = entries[-1].case
        else:
            assert isinstance(act, Opening)
            case = act.blank()
        return self.decide(case, act, now)

    def decide(self, case: Case, act: Act[Any], now: datetime) -> tuple[Outcome, tuple[str, ...]]:
        """Decide one act on one case, and keep what happened."""
        decision = decide(case, act, Given(now, self.members.answer))
        if not isinstance(decision, Permitted):
            outcome: Outcome = "clash" if decision.clash else "refused"
            return outcome, tuple(reason.rule for reason in told(decision))
        broken = self.protocol.broken(decision.case, case)
        assert not broken, f"`{type(act).__name__}` broke {', '.join(broken)}"
        for event in decision.events:
            for question, answer in self.protocol.establishes(event, decision.case):
                self.members.establish(question, answer)
        named = tuple(type(event).__name__ for event in decision.events)
        events = tuple(zip(named, audiences(case, decision.events), strict=True))
        kept = self.cases.setdefault(self.protocol.key(decision.case), [])
        kept.append(Entry(now, decision.case, events))
        assert evolve(case, decision.events) == decision.case
        return "permitted", tuple(reason.rule.name for reason in decision.because)

    def tick(self, now: datetime) -> None:
        """Let the clock do everything that is due, in the order in which it fell due."""
        while due := min(self._due(now), key=lambda one: one[0], default=None):
            moment, act, case = due
            outcome, reasons = self.decide(case, act, moment)
            assert outcome == "permitted", f"the clock was refused `{type(act).__name__}`: {reasons}"

    def _due(self, now: datetime) -> Iterator[tuple[datetime, Act[Any], Case]]:
        for entries in self.cases.values():
            case = entries[-1].case
            for moment, act in self.protocol.breaches(case):
                if moment <= now:
                    yield max(moment, entries[-1].at), act, case

    def reach(self, party: str, key: str, now: datetime) -> None:
        """Do what the law attaches to a party reading a case, as the desk does."""
        for entry in self.cases.get(key, ())[-1:]:
            if is_party(self.members.viewer(party), entry.case, self.protocol.see):
                reached = Reached(party=party, way="reading", at=now, evidence=f"{party} read it")
                for act in self.protocol.on_reached(entry.case, reached):
                    if isinstance(decide(entry.case, act, Given(now, self.members.answer)), Permitted):
                        self.decide(entry.case, act, now)

    def seen(self, see: See, key: str) -> Iterator[str]:
        """Yield in what a party sees otherwise than it should."""
        entries = [one for one in self.cases.get(key, ()) if see.as_of is None or one.at <= see.as_of]
        viewer = self.members.viewer(see.party)
        if not entries or not is_party(viewer, entries[-1].case, self.protocol.see):
            if not see.absent:
                yield f"there is no `{see.case}` for {see.party}"
            return
        if see.absent:
            yield f"{see.party} can tell that `{see.case}` is there"
            return
        shown = view(entries[-1].case, viewer)
        yield from differences(see.has, shown)
        yield from (f"`{name}` can be seen" for name in see.lacks if name in shown)
        for name, words in see.says.items():
            if words not in str(shown.get(name, "")):
                yield f"`{name}` does not say `{words}`: {shown.get(name)}"
        if see.duties is not None:
            held = tuple(
                one.name for one in self.protocol.duties_of(entries[-1].case) if one.holder == see.party
            )
            yield from differences(sorted(see.duties), sorted(held), "duties")
        if see.learned is not None:
            events = [named for one in entries for named in one.events]
            known = [name for name, audience in events if in_audience(viewer, audience)]
            yield from differences(list(see.learned), known, "learned")


def play(path: Path, protocol: Protocol[Any]) -> Kernel:
    """Play one scenario on the law alone; raises `AssertionError` with everything that went otherwise."""
    scenario, register = read_scenario(path)
    kernel, keys = Kernel(protocol, register), dict[str, str]()
    wrong: list[str] = []
    for number, now, step in timed(scenario):
        kernel.tick(now)
        if step.act:
            wrong += [f"step {number} ({step.act}): {one}" for one in _acted(kernel, keys, step, now)]
        if step.see is not None:
            key = keys.get(step.see.case, "")
            if step.see.as_of is None:
                kernel.reach(step.see.party, key, now)
            wrong += [f"step {number} (see): {one}" for one in kernel.seen(step.see, key)]
    assert not wrong, f"{path.name}: " + "\n".join(wrong)
    return kernel


def _acted(kernel: Kernel, keys: dict[str, str], step: Step, now: datetime) -> Iterator[str]:
    try:
        act = read_act(kernel.protocol, step.act, step.actor, step.functionary, step.fields)
    except InvalidInput as trouble:
        found = tuple(fault.pointer for fault in trouble.faults)
        if step.expect != "invalid":
            yield f"cannot be read: {trouble}"
        yield from differences(sorted(step.faults), sorted(found), "faults")
        return
    if isinstance(act, Opening):
        keys.setdefault(step.case, kernel.protocol.key(act.blank()))
    outcome, reasons = kernel.ask(act, keys.get(step.case), now)
    if outcome != step.expect:
        yield f"was {outcome}, not {step.expect} ({', '.join(reasons)})"
    elif step.because and set(reasons) != set(step.because):
        yield f"was {outcome} because of {', '.join(reasons)}, not {', '.join(step.because)}"
