"""Worlds: the handful of parties, facts and acts with which a law is tried out from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Generic, Literal

from weerbaar.kernel.law.acts import Act, C
from weerbaar.kernel.law.explore_canonical import as_it_is
from weerbaar.kernel.law.given import Answer, Question, Source
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.records import Record


class NotAWorld(Exception):
    """A law cannot be walked in this world; the message says why, to who writes it."""


class World(Record, Generic[C]):
    """A small world in which a law is walked from end to end.

    `alphabet` gives the concrete acts that could be asked on a case, or the opening acts when it gets none.
    `facts` answers what rules ask; a table says no to everything else. Time moves to the due moments of
    running duties, and by `steps` where those end before the next due moment. `canonical` says when two
    states count as the same. `viewers` are the parties through whose eyes every state is looked at.

    `most_states` bounds memory: a state with its history takes some kilobytes. `most_depth` bounds a law
    whose states never repeat, such as one that counts; no life of a case should need more acts than that.
    """

    start: datetime
    alphabet: Callable[[C | None], Iterable[Act[C]]]
    facts: Mapping[Question, Answer] | Source
    viewers: tuple[Viewer, ...] = ()
    steps: tuple[timedelta, ...] = ()
    canonical: Callable[[C, datetime], object] = as_it_is
    most_states: int = 100_000
    most_depth: int = 60

    def source(self, known: Mapping[Question, Answer]) -> Source:
        """Return what answers a decision: facts that the walk itself has established, then those of the world."""
        facts = self.facts
        ask: Source = (lambda question: facts.get(question, False)) if isinstance(facts, Mapping) else facts
        if not known:
            return ask
        return lambda question: known[question] if question in known else ask(question)


class Deed(Record):
    """One step of a history: an act at a moment, or time that passed when there is no act."""

    at: datetime
    act: Act[Any] | None
    refused: bool = False

    @property
    def sentence(self) -> str:
        """The step as one line: the moment, who, what, and the fields of the act."""
        moment = self.at.isoformat(sep=" ", timespec="minutes").replace("+00:00", "Z")
        if self.act is None:
            return f"{moment}  time passes"
        asked = (name for name in self.act.__struct_fields__ if name not in ("actor", "functionary"))
        fields = ", ".join(f"{name}={_word(getattr(self.act, name))}" for name in asked)
        who = f"{self.act.actor}/{self.act.functionary}" if self.act.functionary else self.act.actor
        line = f"{moment}  {who}: {type(self.act).__name__}({fields})"
        return line + (" - refused" if self.refused else "")


def _word(value: object) -> str:
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)


Kind = Literal[
    "broken-invariant",
    "undeclared-path",
    "rule-raised",
    "law-raised",
    "dead-end",
    "duty-without-holder",
    "duty-undischargeable",
    "breach-refused",
    "breach-without-end",
    "replay-differs",
    "unlisted-event",
    "silent-change",
    "event-tells-more",
    "unreachable-event",
    "path-never-taken",
    "duty-never-runs",
    "dead-act",
    "dead-rule",
    "act-not-tried",
    "act-malformed",
]


class Finding(Record):
    """Something that is wrong with a law, or that no walk reached, with the shortest history that leads to it.

    `certain` is false where the walk stopped at a limit and the finding says that something never happens.
    """

    kind: Kind
    subject: str
    nl: str
    en: str
    history: tuple[Deed, ...] = ()
    certain: bool = True


class Walk(Record):
    """The outcome of a walk: how much was seen, whether that was everything, and what is wrong.

    `cut` is the history to the first state at which the walk stopped because of a limit: what keeps growing
    shows in it.
    """

    states: int
    transitions: int
    complete: bool
    findings: tuple[Finding, ...]
    cut: tuple[Deed, ...] = ()
