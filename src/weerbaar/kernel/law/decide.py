"""Decide: weighs every rule of an act and says permitted or refused, with every reason."""

from __future__ import annotations

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
    """The act is admitted: what happens, and because of which permits."""

    events: tuple[Event[C], ...]
    case: C
    because: tuple[Reason, ...]


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
        """Whether somebody else was simply first, and nothing else stood in the way."""
        return bool(self.reasons) and all(reason.rule.clash for reason in self.reasons)


def decide(case: K, act: Act[K], given: Given) -> Permitted[K] | Refused:
    """Weigh all rules. A forbid that holds or fails refuses; without a permit that holds nothing is allowed."""
    because, unmet, against = _weigh(case, act, given)
    if against or not because:
        return Refused(reasons=tuple(against if because else unmet + against))
    events = tuple(act.events(case, given))
    return Permitted(events=events, case=evolve(case, events), because=tuple(because))


def _weigh(case: K, act: Act[K], given: Given) -> tuple[list[Reason], list[Reason], list[Reason]]:
    because: list[Reason] = []
    unmet: list[Reason] = []
    against: list[Reason] = []
    for rule, condition in act.rules:
        holds, failure = _evaluate(condition, act, case, given)
        if rule.effect == "forbid":
            if holds or failure:
                against.append(Reason(rule=rule, failed=failure))
        elif holds:
            because.append(Reason(rule=rule))
        else:
            unmet.append(Reason(rule=rule, failed=failure))
    return because, unmet, against


def _evaluate(condition: Condition, act: Any, case: Any, given: Given) -> tuple[bool, str]:
    # INVARIANT: a rule that cannot be evaluated never admits: a forbid then forbids, a permit does not permit.
    try:
        return condition(act, case, given) is True, ""
    except Exception as trouble:
        return False, f"{type(trouble).__name__}: {trouble}"


def evolve(case: K, events: tuple[Event[K], ...]) -> K:
    """Return the case after events, in order."""
    for event in events:
        case = event.apply(case)
    return case
