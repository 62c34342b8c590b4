"""Why: says for any act why it is allowed or refused, and for a refusal who would have to do what first."""

from __future__ import annotations

from datetime import datetime

from weerbaar.kernel.law.acts import Act, C
from weerbaar.kernel.law.basis import Basis
from weerbaar.kernel.law.decide import Reason, Refused, evolve, refusal, weigh
from weerbaar.kernel.law.disclosure import audiences, in_audience
from weerbaar.kernel.law.explore import NOTHING_KNOWN, ROOT, Walker
from weerbaar.kernel.law.explore_world import Deed, World
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.records import Record


class Ground(Record):
    """One sentence of an answer, with the place in the law where it stands."""

    rule: str
    basis: Basis | None
    nl: str
    en: str


# INVARIANT: every untold reason shows this one sentence, so that it says nothing but "no".
NOT_NOW = Ground(
    rule="not_now",
    basis=None,
    nl="Dit is op dit moment niet mogelijk.",
    en="This is not possible at this moment.",
)


class Why(Record):
    """The answer to why: allowed because of these grounds, or refused because of them."""

    protocol: str
    act: str
    allowed: bool
    reasons: tuple[Reason, ...]

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Every reason, told or not: for the author of the law and for its supervisor."""
        return tuple(_ground(reason, self.allowed) for reason in self.reasons)

    @property
    def told(self) -> tuple[Ground, ...]:
        """What the actor may know: the told reasons, or one fixed sentence when there are none."""
        return tuple(_ground(one, self.allowed) for one in self._tellable if one.rule.told) or (NOT_NOW,)

    @property
    def _tellable(self) -> tuple[Reason, ...]:
        return self.reasons if self.allowed else Refused(reasons=self.reasons).tellable


def why(protocol: Protocol[C], case: C, act: Act[C], given: Given) -> Why:
    """Return whether an act would be allowed on a case, with each rule that decides it. Nothing happens."""
    because, unmet, against = weigh(case, act, given)
    allowed = bool(because) and not against
    reasons = because if allowed else refusal(because, unmet, against).reasons
    return Why(protocol=str(protocol), act=kebab(type(act).__name__), allowed=allowed, reasons=reasons)


def first(
    protocol: Protocol[C], world: World[C], case: C, act: Act[C], now: datetime, viewer: Viewer | None = None
) -> tuple[Deed, ...] | None:
    """Return the shortest history after which an act is permitted, or nothing when the world knows none.

    The history is empty when the act is permitted now. Steps are acts of the world's alphabet, time that
    passes and what the clock then does, within the world's limits. With `viewer`, steps of which that party
    may know nothing are left out.
    """
    walker = Walker(protocol, world)
    walker.settle(ROOT, case, now, NOTHING_KNOWN, Deed(at=now, act=None))
    at = 0
    while at < len(walker.nodes):
        node = walker.nodes[at]
        because, _, against = weigh(node.case, act, Given(node.moment, world.source(node.known)))
        if because and not against:
            deeds = walker.history(at)[1:]  # the first step is only how the walk got to its starting point
            return deeds if viewer is None else _known_to(viewer, walker, case, deeds)
        walker.expand(at)
        at += 1
    return None


def _known_to(viewer: Viewer, walker: Walker[C], case: C, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    shown: list[Deed] = []
    known = NOTHING_KNOWN
    for deed in deeds:
        if deed.act is None:
            shown.append(deed)
            continue
        events = tuple(deed.act.events(case, Given(deed.at, walker.world.source(known))))
        heard = any(in_audience(viewer, names) for names in audiences(case, events))
        if heard or deed.act.actor == viewer.party:
            shown.append(deed)
        case = evolve(case, events)
        known = walker.learns(known, events, case)
    return tuple(shown)


def _ground(reason: Reason, allowed: bool) -> Ground:
    rule = reason.rule
    nl, en = (rule.nl, rule.en) if allowed else rule.refusing
    return Ground(rule=rule.name, basis=rule.basis, nl=nl, en=en)
