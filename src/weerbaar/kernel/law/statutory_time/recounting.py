"""When the calendar changes: duties that still run are counted again, those that are over never."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from weerbaar.kernel.law.statutory_time.calendar import Calendar
from weerbaar.kernel.law.statutory_time.derivation import Ending, Step
from weerbaar.kernel.law.statutory_time.sources import Basis, refuse
from weerbaar.kernel.law.statutory_time.wording import say_moment

CORRECTION = Basis(
    article="a corrected calendar recounts what runs, never what is over",
    nl="een verbeterde kalender herrekent wat loopt, nooit wat voorbij is",
    mark="choice",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTerm:
    """A term that a duty hangs on: the end that stands, and how to count it under any calendar.

    `closed` is True once the duty was discharged, breached or fell away.
    """

    key: str
    ending: Ending
    count: Callable[[Calendar], Ending]
    closed: bool = False


class Recount(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a new calendar did to one term: the end before and after, side by side.

    `already_past` is True when the new end lies before the moment of correction: what then follows is for the
    protocol to say, not for the calendar.
    """

    key: str
    before: Ending
    after: Ending
    already_past: bool

    @property
    def changed(self) -> bool:
        """Tell whether the end moved."""
        return self.before.at != self.after.at


def recompute(terms: Iterable[RunningTerm], calendar: Calendar, at: datetime) -> tuple[Recount, ...]:
    """Count every open term again under a new calendar; leave out those that are over at moment `at`.

    A term is over when it is closed or its end has passed, even if the clock has not yet acted on that. The
    end after carries a step that shows both ends and both calendars. The order of the terms is kept.
    """
    if at.tzinfo is None:
        refuse([f"the moment of correction {at.isoformat()} has no time zone; give it in UTC"])
    return tuple(_recount(term, calendar, at) for term in terms if not term.closed and term.ending.at > at)


def _recount(term: RunningTerm, calendar: Calendar, at: datetime) -> Recount:
    """Count one term again and say what became of its end."""
    before, after = term.ending, term.count(calendar)
    (was_nl, was_en), (is_nl, is_en) = say_moment(before.at), say_moment(after.at)
    old, new = before.derivation.calendar, after.derivation.calendar
    step = Step(
        kind="recount",
        day=after.last_day,
        nl=f"Opnieuw berekend: was {was_nl} (kalender {old}), is nu {is_nl} (kalender {new}).",
        en=f"Counted again: was {was_en} (calendar {old}), is now {is_en} (calendar {new}).",
        basis=CORRECTION,
    )
    return Recount(
        key=term.key,
        before=before,
        after=msgspec.structs.replace(after, derivation=after.derivation.and_then(step)),
        already_past=after.at <= at,
    )
