"""Explore: tries out a whole law in a small world and tells what is wrong with it, with the shortest history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from itertools import accumulate
from typing import Any, Generic

import msgspec

from weerbaar.kernel.law.acts import Act, C, Event, Opening
from weerbaar.kernel.law.decide import Reason, evolve, weigh
from weerbaar.kernel.law.disclosure import audiences, in_audience, is_party, view
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore_canonical import as_it_is, relative
from weerbaar.kernel.law.explore_findings import Reached, finding
from weerbaar.kernel.law.explore_world import Deed, Finding, Kind, NotAWorld, Walk, World
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.parties import CLOCK, Viewer
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.telling import Ear, Texts

__all__ = ["Deed", "Finding", "Kind", "Walk", "Walker", "World", "as_it_is", "explore", "relative"]

Known = Mapping[Question, Answer]
Progress = Callable[[int, int], None]
Watch = Callable[
    [C | None, Act[C], C], None
]  # the case before an act, or nothing; the act; the case after it
NOTHING_KNOWN: Known = {}
REPORT_EVERY = 1000  # states; about once a second on a law of forty acts
ROOT = -1
NO_STATE = -2  # a state beyond the limit, or one that could not be made


def explore(protocol: Protocol[C], world: World[C], progress: Progress | None = None) -> Walk:
    """Walk every state of a case that the world allows, breadth first, and return what is wrong with the law.

    `progress` is called now and then with the number of states seen and of those still to look at. Raises
    `TypeError` for a case that cannot be compared or an act that opens nothing, and `ValueError` for a world
    in which nothing is opened.
    """
    return Walker(protocol, world).walk(progress)


class Node(Generic[C]):
    """One state that the walk has reached: the case, the moment, and the shortest way that led here."""

    __slots__ = ("case", "deed", "depth", "known", "moment", "parent")

    def __init__(self, case: C, moment: datetime, known: Known, parent: int, deed: Deed, depth: int) -> None:
        self.case, self.moment, self.known = case, moment, known
        self.parent, self.deed, self.depth = parent, deed, depth


class Walker(Generic[C]):
    """Walks a law state by state; what explores, explains or draws a law differs only in what it looks for."""

    def __init__(self, protocol: Protocol[C], world: World[C], watch: Watch[C] | None = None) -> None:
        self.protocol, self.world, self.watch = protocol, world, watch
        self.nodes: list[Node[C]] = []
        self.index: dict[object, int] = {}
        self.transitions = 0
        self.cut: tuple[Deed, ...] = ()
        self.wellformed: dict[Act[C], bool] = {}
        self.reached = Reached(protocol)
        self.findings: dict[tuple[Kind, str], Finding] = {}
        self.runs: dict[str, tuple[Deed, ...]] = {}
        self.stuck: dict[int, list[int]] = {}
        self.seen_at = ROOT
        self.seen: dict[Viewer, dict[str, Any]] = {}
        self.texts: Texts = {}
        self.listed = frozenset(protocol.events)
        self.plain = world.source(NOTHING_KNOWN)

    def walk(self, progress: Progress | None) -> Walk:
        """Walk from the opening acts until nothing new appears or a limit is met."""
        for act in self.world.alphabet(None):
            if not isinstance(act, Opening):
                raise NotAWorld(f"`{type(act).__name__}` is asked without a case, but it begins none")
            if self._wellformed(ROOT, act, self.world.start):
                self.ask(ROOT, act.blank(), act, self.world.start, NOTHING_KNOWN)
        if not self.wellformed:
            raise NotAWorld(
                "the alphabet gives no opening act, so there is nothing to walk: yield one for no case"
            )
        at = 0
        while at < len(self.nodes):
            self.expand(at)
            at += 1
            if progress is not None and at % REPORT_EVERY == 0:
                progress(len(self.nodes), len(self.nodes) - at)
        self._dead_ends()
        missing = self.reached.missing(self.runs, complete=self.complete)
        return Walk(
            states=len(self.nodes),
            transitions=self.transitions,
            complete=self.complete,
            cut=self.cut,
            findings=(*self.findings.values(), *missing),
        )

    @property
    def complete(self) -> bool:
        """Whether no limit has been met."""
        return not self.cut

    def expand(self, at: int) -> None:
        """Ask every act of the alphabet on one state, and let time pass."""
        node = self.nodes[at]
        if node.depth >= self.world.most_depth:
            self.cut = self.cut or self.history(at)
            return
        moved = False
        for act in self.world.alphabet(node.case):
            if not self._wellformed(at, act, node.moment):
                continue
            target = self.ask(at, node.case, act, node.moment, node.known)
            moved = moved or target not in (at, NO_STATE)
        soonest = self._clock(at, node)
        later = [] if self._closed(node.case) else self._wait(at, node, soonest)
        if not moved and soonest is None:
            self.stuck[at] = later

    def ask(self, at: int, case: C, act: Act[C], now: datetime, known: Known) -> int:
        """Decide one act on one state; return the state after it, or `NO_STATE` when there is none."""
        given = Given(now, self.world.source(known) if known else self.plain)
        weighed = weigh(case, act, given)
        because, unmet, against = weighed
        self.reached.weighed(type(act), weighed)
        if against or not because:
            for reason in against + unmet:
                if reason.failed:
                    self._raised(at, act, now, reason)
            return NO_STATE
        deed = Deed(at=now, act=act)
        try:
            events = tuple(act.events(case, given))
            after = evolve(case, events)
        except Exception as trouble:
            self.note("law-raised", type(act).__name__, _words(trouble), at=at, deed=deed)
            return NO_STATE
        self.transitions += 1
        if self.watch is not None:
            self.watch(None if at == ROOT else case, act, after)
        self.reached.permitted.add(type(act))
        self._look_at_events(at, case, after, events, deed)
        self._look_at_step(at, case, after, deed)
        self._discharges(case, after, now, act)
        return self.settle(at, after, now, self.learns(known, events, after), deed)

    def settle(self, at: int, case: C, now: datetime, known: Known, deed: Deed) -> int:
        """Return the number of a state, after looking at it if it is new."""
        form = self.world.canonical(case, now)
        key = (form, frozenset(known.items())) if known else form
        try:
            found = self.index.get(key)
        except TypeError as trouble:
            raise NotAWorld(
                f"`{type(case).__name__}` cannot be compared: {trouble}; keep collections in tuples"
            ) from trouble
        if found is not None:
            return found
        if len(self.nodes) >= self.world.most_states:
            self.cut = self.cut or self.history(at, deed)
            return NO_STATE
        number = len(self.nodes)
        self.index[key] = number
        depth = 1 if at == ROOT else self.nodes[at].depth + 1
        self.nodes.append(Node(case, now, known, at, deed, depth))
        self._look_at_case(number, case)
        return number

    def history(self, at: int, *more: Deed) -> tuple[Deed, ...]:
        """Return the shortest history to a state, and what follows it."""
        deeds: list[Deed] = []
        while at != ROOT:
            node = self.nodes[at]
            deeds.append(node.deed)
            at = node.parent
        return (*reversed(deeds), *more)

    def note(self, kind: Kind, subject: str, *words: object, at: int, deed: Deed | None = None) -> None:
        """Keep a finding, unless an earlier and therefore shorter one says the same."""
        if (kind, subject) not in self.findings:
            history = self.history(at) if deed is None else self.history(at, deed)
            self.findings[kind, subject] = finding(kind, subject, *words, history=history)

    def _wellformed(self, at: int, act: Act[C], now: datetime) -> bool:
        """Return whether a door would let an act through; each is looked at once."""
        answer = self.wellformed.get(act)
        if answer is None:
            trouble = _unreadable(act)
            answer = self.wellformed[act] = not trouble
            if trouble:
                deed = Deed(at=now, act=act, refused=True)
                self.note("act-malformed", type(act).__name__, trouble, at=at, deed=deed)
        return answer

    def _raised(self, at: int, act: Act[C], now: datetime, reason: Reason) -> None:
        name = f"{type(act).__name__}.{reason.rule.name}"
        deed = Deed(at=now, act=act, refused=True)
        self.note("rule-raised", name, reason.failed, at=at, deed=deed)

    def _look_at_case(self, number: int, case: C) -> None:
        for check in self.protocol.invariants:
            self._promise(check.__name__, partial(check, case), at=number)

    def _promise(self, name: str, holds: Callable[[], bool], *, at: int, deed: Deed | None = None) -> None:
        try:
            if not holds():
                self.note("broken-invariant", name, at=at, deed=deed)
        except Exception as trouble:
            self.note("law-raised", name, _words(trouble), at=at, deed=deed)

    def _look_at_step(self, at: int, case: C, after: C, deed: Deed) -> None:
        for check in self.protocol.transitions:
            self._promise(check.__name__, partial(check, case, after), at=at, deed=deed)
        step = self.protocol.step(case, after)
        if step is not None:
            self.reached.steps.add(step)
        if self.protocol.astray(step):
            self.note("undeclared-path", " -> ".join(step), type(deed.act).__name__, at=at, deed=deed)

    def _look_at_events(self, at: int, case: C, after: C, events: tuple[Event[C], ...], deed: Deed) -> None:
        name = type(deed.act).__name__
        for event in events:
            kind = type(event)
            self.reached.events.add(kind)
            if kind not in self.listed:
                self.note("unlisted-event", kind.__name__, at=at, deed=deed)
        try:
            replayed = evolve(case, tuple(_kept(event) for event in events))
        except Exception as trouble:
            self.note("replay-differs", name, _words(trouble), at=at, deed=deed)
            return
        if replayed != after:
            self.note("replay-differs", name, _difference(after, replayed), at=at, deed=deed)
        if self.world.viewers:
            self._look_through_eyes(at, case, after, events, deed)

    def _look_through_eyes(
        self, at: int, case: C, after: C, events: tuple[Event[C], ...], deed: Deed
    ) -> None:
        """Look for a change that a viewer sees, though it may know of none of the events that made it.

        And the other way round: for what an event tells a viewer, though the case hides it.
        """
        path = tuple(accumulate(events, _after, initial=case))
        known = audiences(case, events, path[1:])
        see, name = self.protocol.see, type(deed.act).__name__
        for viewer in self.world.viewers:
            heard = [place for place, names in enumerate(known) if in_audience(viewer, names)]
            ear = Ear(path, viewer, see, deed.at, deed.act, self.texts)
            for place in heard:
                for field in ear.told_beyond(events[place], place):
                    subject = f"{type(events[place]).__name__}.{field}"
                    self.note("event-tells-more", subject, viewer.party, at=at, deed=deed)
            if heard or after == case:
                continue
            if is_party(viewer, case, see) and is_party(viewer, after, see):
                before, then = self._seen(at, case, viewer), view(after, viewer)
                if before != then:
                    words = ", ".join(_changed(before, then))
                    self.note("silent-change", name, viewer.party, words, at=at, deed=deed)

    def _seen(self, at: int, case: C, viewer: Viewer) -> dict[str, Any]:
        # One state is looked at many times in a row, once for each act.
        if self.seen_at != at:
            self.seen_at, self.seen = at, {}
        if viewer not in self.seen:
            self.seen[viewer] = view(case, viewer)
        return self.seen[viewer]

    def learns(self, known: Known, events: tuple[Event[C], ...], after: C) -> Known:
        """Return what may be asked after these events: what was known, and what the protocol establishes."""
        learnt = {
            fact: answer for event in events for fact, answer in self.protocol.establishes(event, after)
        }
        return {**known, **learnt} if learnt else known

    def _discharges(self, case: C, after: C, now: datetime, act: Act[C]) -> None:
        if act.actor == CLOCK:
            return
        for duty in self.protocol.duties:
            if duty.name not in self.reached.discharged:
                due = duty.due(case)
                if due is not None and now < due and duty.due(after) is None:
                    self.reached.discharged.add(duty.name)

    def _clock(self, at: int, node: Node[C]) -> datetime | None:
        """Let the clock breach what is due first; return that moment, or nothing when no duty runs."""
        running = [(due, duty) for duty in self.protocol.duties if (due := duty.due(node.case)) is not None]
        for _, duty in running:
            if duty.name not in self.reached.ran:
                self.reached.ran.add(duty.name)
                self.runs[duty.name] = self.history(at)
            if duty.holder(node.case) is None:
                self.note("duty-without-holder", duty.name, at=at)
        if not running:
            return None
        soonest = min(due for due, _ in running)
        for due, duty in running:
            if due == soonest:
                self._breach(at, node, duty, max(due, node.moment))
        return soonest

    def _breach(self, at: int, node: Node[C], duty: Duty[C], now: datetime) -> None:
        act = duty.breach(node.case)
        target = self.ask(at, node.case, act, now, node.known)
        deed = Deed(at=now, act=act, refused=target == NO_STATE)
        if target == NO_STATE:
            given = Given(now, self.world.source(node.known))
            because, unmet, against = weigh(node.case, act, given)
            if against or not because:
                names = ", ".join(reason.rule.name for reason in against or unmet)
                self.note("breach-refused", duty.name, names, at=at, deed=deed)
            return
        due = duty.due(self.nodes[target].case)
        if due is not None and due <= self.nodes[target].moment:
            self.note("breach-without-end", duty.name, at=at, deed=deed)

    def _wait(self, at: int, node: Node[C], soonest: datetime | None) -> list[int]:
        later = []
        for step in self.world.steps:
            now = node.moment + step
            if soonest is None or now < soonest:
                later.append(self.settle(at, node.case, now, node.known, Deed(at=now, act=None)))
        return later

    def _closed(self, case: C) -> bool:
        return self.protocol.retain.since(case) is not None

    def _dead_ends(self) -> None:
        dead = {at for at in self.stuck if not self._closed(self.nodes[at].case)}
        while awake := {at for at in dead if any(later not in dead for later in self.stuck[at])}:
            dead -= awake
        counts: dict[str, int] = {}
        firsts: dict[str, int] = {}
        for at in sorted(dead):
            act = self.nodes[at].deed.act
            name = "time" if act is None else type(act).__name__
            counts[name] = counts.get(name, 0) + 1
            firsts.setdefault(name, at)
        for name, at in firsts.items():
            self.note("dead-end", name, counts[name], at=at)


def _kept(event: Event[C]) -> Event[C]:
    """Return an event as it comes back from where events are kept."""
    return msgspec.json.decode(msgspec.json.encode(event), type=type(event))


def _unreadable(act: Act[C]) -> str:
    try:
        read = msgspec.json.decode(msgspec.json.encode(act), type=type(act))
    except Exception as trouble:
        return _words(trouble)
    return "" if read == act else "they come back changed"


def _difference(one: C, other: C) -> str:
    names = [name for name in one.__struct_fields__ if getattr(one, name) != getattr(other, name)]
    return "`" + "`, `".join(names) + "`"


def _changed(before: dict[str, Any], then: dict[str, Any]) -> list[str]:
    return sorted(name for name in before.keys() | then.keys() if before.get(name) != then.get(name))


def _words(trouble: Exception) -> str:
    return f"{type(trouble).__name__}: {trouble}"


def _after(case: C, event: Event[C]) -> C:
    return event.apply(case)
