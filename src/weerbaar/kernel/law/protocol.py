"""Protocol: the law of one case type, put together and checked when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Generic, Literal, TypeGuard, get_args, get_origin, get_type_hints

import msgspec

from weerbaar.kernel.law.acts import Act, C, Event, Opening, Stated
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.disclosure import marks
from weerbaar.kernel.law.disclosure_faults import disclosure_faults
from weerbaar.kernel.law.duties import Duty, OpenDuty, open_duties
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.messages import Reads, reads_nothing
from weerbaar.kernel.law.publishing import Publishes
from weerbaar.kernel.law.reaching import Reached, nothing_follows
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.register import Needs, needs_faults
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.sealing_faults import sealing_faults

Invariant = Callable[[C], bool]
Transition = Callable[[C, C], bool]
NO_NEEDS = Needs()


class NotALaw(TypeError):
    """The protocol as written cannot be a law; the message lists everything that is wrong with it."""


@cache
def kebab(name: str) -> str:
    """Return a class name as addresses and messages write it: `NameCharter` becomes `name-charter`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


class Offline(Generic[C]):
    """What a party may decide for a while without a line: by a signed list of cases.

    `act` makes the act that puts a case on the list with this number, `entry` gives what the list says of it
    (`plain` values, and `hidden` ones of which it holds digests), `until` when it ends for a case.
    """

    def __init__(
        self,
        *,
        act: Callable[[str, str], Act[C]],
        entry: Callable[[C], dict[str, Any]],
        until: Callable[[C], datetime],
    ) -> None:
        self.act, self.entry, self.until = act, entry, until


class Protocol(Generic[C]):
    """One protocol: its acts in the order of a case's life, its duties, what it publishes and how long it keeps.

    `key` gives the business key of a case; `finds` the words by which a party may look its cases up; `claims`
    the keys that no other case may hold at the same time; `on_suspension` the acts by which the clock takes
    from a suspended party what is in its hands; `on_reached` those that follow when a party provably was
    reached about a case; `establishes` the facts that later cases may ask about after an event, and `presumes`
    their answers as long as no event has; `register` what the register of members must hold for its rules;
    `asked_of` the kind of resource that access questions name; `offline` what may be decided without a line;
    `see` the roles that may see every case.
    `invariants` hold for a case at any moment, `transitions` for a case before and after an act, and `paths`
    says for each value of the case's field `state` which values may follow it. `publishes` says which figures come
    out of a year or a month, and who may see them. `reads` says which acts a message from outside asks for.
    """

    def __init__(
        self,
        *,
        name: str,
        version: int,
        nl: str,
        en: str,
        basis: Terms,
        case: type[C],
        acts: tuple[type[Act[C]], ...],
        duties: tuple[Duty[C], ...],
        events: tuple[type[Event[C]], ...],
        retain: Retain[C],
        key: Callable[[C], str],
        asked_of: str = "",
        see: tuple[str, ...] = (),
        on_suspension: Callable[[C, str], Iterable[Act[C]]] = lambda case, party: (),
        on_reached: Callable[[C, Reached], Iterable[Act[C]]] = nothing_follows,
        claims: Callable[[C], Iterable[str]] = lambda case: (),
        finds: Callable[[C], Iterable[str]] = lambda case: (),
        establishes: Callable[[Event[C], C], Iterable[tuple[Question, Answer]]] = lambda event, case: (),
        presumes: Mapping[str, Answer] | None = None,
        register: Needs = NO_NEEDS,
        offline: Offline[C] | None = None,
        invariants: tuple[Invariant[C], ...] = (),
        transitions: tuple[Transition[C], ...] = (),
        paths: Mapping[str, tuple[str, ...]] | None = None,
        publishes: Publishes[C] | None = None,
        reads: Reads = reads_nothing,
    ) -> None:
        self.name, self.version, self.case, self._label = name, version, case, f"{name}@{version}"
        self.nl, self.en, self.basis, self.acts, self.duties = nl, en, basis, acts, duties
        self.asked_of, self.offline, self.publishes, self.reads = asked_of, offline, publishes, reads
        self.on_suspension, self.on_reached, self.paths = on_suspension, on_reached, dict(paths or {})
        self.retain, self.key, self.see, self.register = retain, key, see, register
        self.claims, self.finds, self.events, self.presumes = claims, finds, events, dict(presumes or {})
        self.establishes, self.invariants, self.transitions = establishes, invariants, transitions
        if faults := list(self._faults()):
            raise NotALaw(f"protocol `{name}`: " + "; ".join(faults))

    def __str__(self) -> str:
        return self._label

    @property
    def collection(self) -> str:
        """The plural under which doors offer the cases."""
        return f"{self.name}s"

    @cached_property
    def act_named(self) -> dict[str, type[Act[C]]]:
        """The acts by the name that doors use."""
        return {kebab(act.__name__): act for act in self.acts}

    @cached_property
    def event_named(self) -> dict[str, type[Event[C]]]:
        """The events by the name under which the ledger keeps them."""
        return {kebab(event.__name__): event for event in self.events}

    @cached_property
    def delayed(self) -> frozenset[type[Event[C]]]:
        """The events with a field `effective_at`: what was done is known everywhere only from then on."""
        return frozenset(event for event in self.events if "effective_at" in event.__struct_fields__)

    @cached_property
    def key_fields(self) -> tuple[str, ...]:
        """The fields of a case that the opening act fills in before anything happened: its business key."""
        hints = set(self.opening.__struct_fields__)
        required = [info.name for info in msgspec.structs.fields(self.case) if info.required]
        return tuple(name for name in required if name in hints)

    @property
    def opening(self) -> type[Opening[C]]:
        """The act that begins a case unless another is asked for."""
        return next(act for act in self.acts if issubclass(act, Opening))

    def duties_of(self, case: C) -> tuple[OpenDuty, ...]:
        """Return the duties that run on a case, soonest first."""
        return tuple(sorted(open_duties(self.duties, case), key=lambda duty: duty.due))

    def breaches(self, case: C) -> Iterable[tuple[datetime, Act[C]]]:
        """Yield each running duty's due moment with the act by which the clock breaches it."""
        for duty in self.duties:
            due = duty.due(case)
            if due is not None:
                yield due, duty.breach(case)

    def dues(self, case: C) -> tuple[datetime, ...]:
        """Return the moments at which duties on a case fall due."""
        return tuple([due for duty in self.duties if (due := duty.due(case)) is not None])

    def broken(self, case: C, before: C | None = None) -> tuple[str, ...]:
        """Return the names of what a case breaks, come from the one before; none, as long as the law is right."""
        names = [check.__name__ for check in self.invariants if not check(case)]
        if before is not None:
            names += [check.__name__ for check in self.transitions if not check(before, case)]
            step = self.step(before, case)
            if self.astray(step):
                names.append(" -> ".join(step))
        return tuple(names)

    def step(self, before: C, after: C) -> tuple[str, str] | None:
        """Return from which state to which other a case went; nothing where it stayed, or declares no paths."""
        if not self.paths:
            return None
        come, gone = str(getattr(before, "state", "")), str(getattr(after, "state", ""))
        return None if come == gone else (come, gone)

    def astray(self, step: tuple[str, str] | None) -> TypeGuard[tuple[str, str]]:
        """Return whether a step is on no declared path."""
        return step is not None and step[1] not in self.paths.get(step[0], ())

    def _faults(self) -> Iterable[str]:
        for act in self.acts:
            if not any(rule.effect == "permit" for rule, _ in act.rules):
                yield f"`{act.__name__}` has no permit, so nobody could ever do it"
            if not (act.__doc__ or "").strip():
                yield f"`{act.__name__}` does not say what it is"
        if not any(issubclass(act, Opening) for act in self.acts):
            yield "no act begins a case"
        yield from self._gaps()
        yield from self._duty_faults()
        yield from self._unknown_relations()
        yield from disclosure_faults(self.case, *self.events)
        yield from sealing_faults(self.case, self.acts, self.events)
        yield from self._unknown_fields()
        yield from self._path_faults()
        yield from needs_faults(self.register, self.presumes)
        for name in (*self.see, *(self.publishes.roles if self.publishes else ())):
            if name not in self.register.known_roles:
                yield f"`{name}` is to see cases or figures, which is no role that the register is to hold"
        for act in self.publishes.acts if self.publishes else ():
            if act not in self.acts:
                yield f"decisions on `{act.__name__}` are published, which is no act of the protocol"

    def _path_faults(self) -> Iterable[str]:
        if not self.paths:
            return
        hint = get_type_hints(self.case).get("state")
        states = set(get_args(hint))
        if get_origin(hint) is not Literal:
            yield f"`{self.case.__name__}` has no field `state` that lists its states, so it can have no paths"
            return
        named = {name for come, gone in self.paths.items() for name in (come, *gone)}
        for name in sorted(named - states):
            yield f"a path names the state `{name}`, which the case does not know"
        for name in sorted(states - named):
            yield f"no path leads to or from the state `{name}`"

    def _unknown_fields(self) -> Iterable[str]:
        known = set(self.case.__struct_fields__)
        for event in (event for event in self.events if issubclass(event, Stated)):
            for name in sorted(set(event.__struct_fields__) - known):
                yield f"`{event.__name__}` says what `{name}` is, which is no field of the case"

    def _gaps(self) -> Iterable[str]:
        # Records are no abstract base classes (that would slow every decision), so the gaps are found here.
        for owner, needed in (
            (self.case, ("parties",)),
            *((act, ("events", "blank")) for act in self.acts),
            *((event, ("apply",)) for event in self.events),
        ):
            for name in needed:
                if getattr(getattr(owner, name, None), "__isabstractmethod__", False):
                    yield f"`{owner.__name__}` does not say what `{name}` is"
        for listed in (self.acts, self.events):
            names = [kebab(one.__name__) for one in listed]
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield f"`{name}` is listed more than once"

    def _duty_faults(self) -> Iterable[str]:
        for duty in self.duties:
            for name in ("nl", "en"):
                if not getattr(duty, name, ""):
                    yield f"duty `{duty.name}` has no sentence in `{name}`"
            if not hasattr(duty, "discharged_by"):
                yield f"duty `{duty.name}` does not say which acts discharge it (none, if only the clock does)"
            for act in getattr(duty, "discharged_by", ()):
                if act not in self.acts:
                    yield f"duty `{duty.name}` is discharged by `{act.__name__}`, which is no act of the protocol"

    def _unknown_relations(self) -> Iterable[str]:
        known = self.register.known_roles
        holders: list[type[Record]] = [self.case, *self.events]
        for owner in holders:
            named = [(field, mark.names, mark.each) for field, mark in marks(owner) if mark is not None]
            if issubclass(owner, Event):
                named.append(("seen_by", owner.seen_by, False))
            for field, names, each in named:
                for name in names:
                    if callable(getattr(owner, name, None)) or callable(getattr(self.case, name, None)):
                        yield f"`{owner.__name__}.{field}` is to be seen by `{name}`, which is a method"
                    elif not (each or hasattr(owner, name) or hasattr(self.case, name) or name in known):
                        yield f"`{owner.__name__}.{field}` is to be seen by `{name}`, which is no relation or role"
