"""Decide: weighs every rule of an act and says permitted or refused, with every reason."""

from __future__ import annotations

from typing import Generic, TypeVar

from weerbaar.kernel.law.acts import Act, C, Case, Event
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.rules import Rule

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
    for rule, condition in act.rules:
        # INVARIANT: a rule that cannot be evaluated never admits: a forbid then forbids, a permit does not permit.
        failure = ""
        try:
            holds = condition(act, case, given)
        except Exception as trouble:
            holds, failure = False, f"{type(trouble).__name__}: {trouble}"
        if holds is not True and holds is not False:
            holds, failure = False, f"the answer is `{holds!r}`, neither yes nor no"
        if rule.effect == "forbid":
            if holds or failure:
                against.append(Reason(rule=rule, failed=failure))
        elif holds:
            because.append(Reason(rule=rule))
        else:
            unmet.append(Reason(rule=rule, failed=failure))
    return tuple(because), tuple(unmet), tuple(against)


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
