"""Many small worlds: tries a law out in each, and says what is wrong with it over all of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from weerbaar.kernel.law.acts import C
from weerbaar.kernel.law.explore import Node, Walker
from weerbaar.kernel.law.explore_findings import Reached
from weerbaar.kernel.law.explore_world import Deed, Finding, Walk, World
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import Record

Progress = Callable[[str, int, int], None]


class Walks(Record):
    """The outcome over all worlds: each walk by its name, and what is wrong with the law.

    That something never happens is said only of what happens in no world, and is certain only when every walk
    was complete.
    """

    walks: tuple[tuple[str, Walk], ...]
    findings: tuple[Finding, ...]

    @property
    def states(self) -> int:
        """How many states were seen, world by world."""
        return sum(walk.states for _, walk in self.walks)

    @property
    def transitions(self) -> int:
        """How many acts were permitted."""
        return sum(walk.transitions for _, walk in self.walks)

    @property
    def complete(self) -> bool:
        """Whether no walk met a limit."""
        return all(walk.complete for _, walk in self.walks)


class LateClock(Walker[C]):
    """Walks a world in which the clock may come late, so that acts arrive after a term and before its breach.

    Time then has no end by itself: the `canonical` of such a world must let moments past its last term count
    as one.
    """

    def _wait(self, at: int, node: Node[C], soonest: datetime | None) -> list[int]:
        return super()._wait(at, node, None)


def explore_all(
    protocol: Protocol[C],
    worlds: Mapping[str, World[C]],
    *,
    late: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Walks:
    """Walk every world and judge the law over all; `late` names the worlds in which the clock may come late.

    `progress` is called now and then with a world's name, the states seen in it and those still to look at.
    """
    walks: list[tuple[str, Walk]] = []
    found: dict[tuple[str, str], Finding] = {}
    runs: dict[str, tuple[Deed, ...]] = {}
    merged = Reached(protocol)
    for name, world in worlds.items():
        walker = LateClock(protocol, world) if name in late else Walker(protocol, world)
        walks.append((name, walker.walk(_told(name, progress))))
        _merge(merged, walker.reached)
        for key, one in walker.findings.items():
            if key not in found or len(one.history) < len(found[key].history):
                found[key] = one
        for duty, history in walker.runs.items():
            if duty not in runs or len(history) < len(runs[duty]):
                runs[duty] = history
    complete = all(walk.complete for _, walk in walks)
    missing = merged.missing(runs, complete=complete)
    return Walks(walks=tuple(walks), findings=(*found.values(), *missing))


def _told(name: str, progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda seen, left: progress(name, seen, left)


def _merge(into: Reached[C], one: Reached[C]) -> None:
    for act, held in one.held.items():
        into.held.setdefault(act, set()).update(held)
    into.permitted |= one.permitted
    into.events |= one.events
    into.steps |= one.steps
    into.ran |= one.ran
    into.discharged |= one.discharged
