"""Decide: weighs every rule of an act and says permitted or refused, with every reason."""

from __future__ import annotations

from functools import cache
from typing import Any, Generic, TypeVar

from weerbaar.kernel.law.acts import Act, C, Case, Event
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.rules import Condition, Rule

K = TypeVar("K", bound=Case)


class Reason(Record):
    """One rule that decided; `failed` says that it could not be evaluated and therefore forbids."""

    rule: Rule
    failed: str = ""


class Permitted(Record, Generic[C]):
    """The act is admitted: what happens, the case after each event of it, and because of which permits."""

    events: tuple[Event[C], ...]
    case: C
    because: tuple[Reason, ...]
    path: tuple[C, ...]


class Refused(Record):
    """The act is not admitted: every forbid that held or failed, and where no permit holds, all of them."""

    reasons: tuple[Reason, ...]

    @property
    def tellable(self) -> tuple[Reason, ...]:
        """The reasons that may reach the actor.

        Who has no power to act at all learns just that: which forbids also hold says how the case stands, and
        that is not for someone without any part in this act.
        """
        powerless = tuple(reason for reason in self.reasons if reason.rule.effect == "permit")
        return powerless or self.reasons

    @property
    def clash(self) -> bool:
        """Whether somebody else was simply first, and nothing else that the actor may know stood in the way."""
        known = [reason.rule for reason in self.tellable if reason.rule.told]
        return bool(known) and all(rule.effect == "forbid" and rule.clash for rule in known)


Weighed = tuple[tuple[Reason, ...], tuple[Reason, ...], tuple[Reason, ...]]


def decide(case: K, act: Act[K], given: Given) -> Permitted[K] | Refused:
    """Weigh all rules. A forbid that holds or fails refuses; without a permit that holds nothing is allowed."""
    because, unmet, against = weigh(case, act, given)
    if against or not because:
        return refusal(because, unmet, against)
    events = tuple(act.events(case, given))
    path = steps(case, events)
    return Permitted(events=events, case=path[-1] if path else case, because=because, path=path)


def weigh(case: K, act: Act[K], given: Given) -> Weighed:
    """Return the permits that hold, the permits that do not, and the forbids that hold or fail."""
    because: list[Reason] = []
    unmet: list[Reason] = []
    against: list[Reason] = []
    for permits, reason, condition in _laid_out(type(act)):
        # INVARIANT: a rule that cannot be evaluated never admits: a forbid then forbids, a permit does not permit.
        try:
            holds = condition(act, case, given)
            sure = holds is True or holds is False
            failure = "" if sure else f"the answer is `{holds!r}`, neither yes nor no"
        except Exception as trouble:
            holds, failure = False, f"{type(trouble).__name__}: {trouble}"
        if failure:
            (unmet if permits else against).append(Reason(rule=reason.rule, failed=failure))
        elif holds:
            (because if permits else against).append(reason)
        elif permits:
            unmet.append(reason)
    return tuple(because), tuple(unmet), tuple(against)


@cache
def _laid_out(kind: type[Act[Any]]) -> tuple[tuple[bool, Reason, Condition], ...]:
    """Return the rules of an act, each with whether it permits and the reason that it is when it decides."""
    return tuple((rule.effect == "permit", Reason(rule=rule), condition) for rule, condition in kind.rules)


def refusal(because: tuple[Reason, ...], unmet: tuple[Reason, ...], against: tuple[Reason, ...]) -> Refused:
    """Return the refusal that follows from rules weighed."""
    return Refused(reasons=against if because else unmet + against)


def steps(case: K, events: tuple[Event[K], ...]) -> tuple[K, ...]:
    """Return the case as it is after each of some events, in order."""
    found: list[K] = []
    for event in events:
        case = event.apply(case)
        found.append(case)
    return tuple(found)


def evolve(case: K, events: tuple[Event[K], ...]) -> K:
    """Return the case after events, in order."""
    for event in events:
        case = event.apply(case)
    return case
