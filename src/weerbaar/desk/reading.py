"""Reading: the one door through which anybody sees a case, its time line, its open acts and its duties."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from weerbaar.desk.account import personal_fields
from weerbaar.desk.asking import NOT_NOW, Told, told_of
from weerbaar.desk.cases import Cases, Standing, is_inside
from weerbaar.desk.members import Members
from weerbaar.kernel.law.acts import Act, Opening
from weerbaar.kernel.law.disclosure import view
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.rules import Condition, Rule


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one party sees it. `personal` names whose personal data stand in it, for the processing log."""

    id: str
    protocol: str
    fields: dict[str, Any]
    personal: tuple[str, ...] = ()


class OpenAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act that a party could ask for: allowed as far as the case alone tells, or why not."""

    act: str
    allowed: bool
    reasons: tuple[Told, ...]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an inbox: a duty that the party holds, or an act that only it can do now."""

    case: str
    protocol: str
    duty: str
    due: datetime | None
    nl: str
    en: str


class Reading:
    """Shows committed cases; a case that the viewer is no party to is as absent as one that never was."""

    def __init__(self, cases: Cases, members: Members, protocols: tuple[Protocol[Any], ...]) -> None:
        self._cases, self._members = cases, members
        self._see = frozenset(role for protocol in protocols for role in protocol.see)

    def standing(self, viewer: Viewer, identifier: str) -> Standing | None:
        """Return a case that the viewer may know of, or nothing."""
        # Looked up in the index of the viewer's own cases: a hidden case is then never touched, and takes
        # no longer to say no to than one that is not there.
        if self._cases.has_party(identifier, viewer.party):
            return self._cases.get(identifier)
        if not any(role in viewer.roles for role in self._see):
            return None
        standing = self._cases.get(identifier)
        if standing is None or not is_inside(viewer, standing):
            return None
        return standing

    def see(self, viewer: Viewer, identifier: str) -> Seen | None:
        """Return what the viewer may see of a case, or nothing."""
        standing = self.standing(viewer, identifier)
        return None if standing is None else self._seen(viewer, standing)

    def _seen(self, viewer: Viewer, standing: Standing) -> Seen:
        fields = view(standing.case, viewer)
        whose = tuple(sorted(set(_personal_in(standing.case, fields))))
        return Seen(id=standing.id, protocol=str(standing.protocol), fields=fields, personal=whose)

    def mine(self, viewer: Viewer, protocol: str, after: str, limit: int, word: str = "") -> list[Seen]:
        """Return the viewer's cases of one protocol, from the one after `after`, at most `limit`."""
        if word:
            chosen = list(self._found(viewer, protocol, word))
        else:
            everything = any(role in viewer.roles for role in self._see)
            found = list(self._cases) if everything else list(self._cases.of_party(viewer.party))
            chosen = [one for one in found if self.standing(viewer, one.id) and one.protocol.name == protocol]
        start = next((place + 1 for place, one in enumerate(chosen) if one.id == after), 0)
        return [self._seen(viewer, one) for one in chosen[start : start + limit]]

    def found(self, viewer: Viewer, protocol: str, word: str, wanted: Mapping[str, Any]) -> str | None:
        """Return the newest of the viewer's cases that a word finds and that it sees with these values."""
        for one in self._found(viewer, protocol, word):
            shown = view(one.case, viewer) if wanted else {}
            if all(shown.get(name) == value for name, value in wanted.items()):
                return one.id
        return None

    def _found(self, viewer: Viewer, protocol: str, word: str) -> Iterator[Standing]:
        for one in self._cases.with_word(word):
            if one.protocol.name == protocol and self.standing(viewer, one.id) is not None:
                yield one

    def open_acts(self, viewer: Viewer, identifier: str, now: datetime) -> list[OpenAct] | None:
        """Return the acts that the viewer could ask for on a case, or nothing when it may not know of it."""
        standing = self.standing(viewer, identifier)
        if standing is None:
            return None
        acts = [kind for kind in standing.protocol.acts if not kind.by_clock]
        return [_open_act(kind, viewer, standing, Given(now, self._members.answer)) for kind in acts]

    def inbox(self, viewer: Viewer) -> list[Task]:
        """Return the duties that the viewer holds, soonest first."""
        tasks = [
            Task(
                case=one.id,
                protocol=str(one.protocol),
                duty=duty.name,
                due=duty.due,
                nl=duty.nl,
                en=duty.en,
            )
            for one in self._cases.of_party(viewer.party)
            for duty in one.protocol.duties_of(one.case)
            if duty.holder == viewer.party
        ]
        return sorted(tasks, key=lambda task: (task.due is None, task.due))


def _open_act(kind: type[Act[Any]], viewer: Viewer, standing: Standing, given: Given) -> OpenAct:
    act = _unfilled(kind, viewer, standing)
    permits: list[bool | None] = []
    unmet: list[Rule] = []
    against: list[Rule] = []
    for rule, condition in kind.rules:
        holds = _holds(rule, condition, act, standing, given)
        if rule.effect == "forbid":
            against += [rule] if holds else []
        else:
            permits.append(holds)
            unmet += [rule] if holds is False else []
    # As in a refusal: who has no power to act learns that, and nothing of what else stands in the way.
    empowered = any(holds is not False for holds in permits)
    allowed = empowered and not against
    reasons = () if allowed else _told(against if empowered else unmet)
    return OpenAct(act=kebab(kind.__name__), allowed=allowed, reasons=reasons)


class _Unfilled:
    """An act of which only the actor is known; a rule that asks for a field cannot be judged yet."""

    def __init__(self, kind: type[Act[Any]], known: dict[str, Any]) -> None:
        self._kind = kind
        self.__dict__.update(known)

    def __getattr__(self, name: str) -> Any:
        if name in self._kind.__struct_fields__:
            raise AttributeError(name)
        value = inspect.getattr_static(self._kind, name)
        if isinstance(value, property) and value.fget is not None:
            return value.fget(self)
        return value.__get__(self) if inspect.isfunction(value) else getattr(self._kind, name)


def _unfilled(kind: type[Act[Any]], viewer: Viewer, standing: Standing) -> _Unfilled:
    known = {"actor": viewer.party, "functionary": ""}
    if issubclass(kind, Opening):
        key = standing.protocol.key_fields
        known |= {name: getattr(standing.case, name) for name in key}
    return _Unfilled(kind, known)


def _holds(rule: Rule, condition: Condition, act: _Unfilled, standing: Standing, given: Given) -> bool | None:
    try:
        return condition(act, standing.case, given) is True
    except AttributeError:
        return None
    except Exception:
        return rule.effect == "forbid"  # as in a decision: what cannot be evaluated never admits


def _told(rules: list[Rule]) -> tuple[Told, ...]:
    return tuple(told_of(rule) for rule in rules if rule.told) or (NOT_NOW,)


def _personal_in(record: Record, shown: dict[str, Any]) -> Iterator[str]:
    for name, subject in personal_fields(type(record)):
        if shown.get(name) is not None:
            yield subject
    for name, value in shown.items():
        inner = getattr(record, name, None)
        if isinstance(inner, Record) and isinstance(value, dict):
            yield from _personal_in(inner, value)
