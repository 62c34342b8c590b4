"""Publishing: the figures that a protocol gives out of a whole year or month, in tables that any door can show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Generic

from weerbaar.kernel.law.acts import Act, C, Event
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.moments import AMSTERDAM
from weerbaar.kernel.law.parties import Party, Viewer
from weerbaar.kernel.law.periods import Per, Period
from weerbaar.kernel.law.records import Record

# A decision of the last second of a period is committed a moment later; after this long the log holds them all.
SETTLED = timedelta(days=1)


class Figure(Record):
    """One number under its name, or nothing where it is left out so that nobody can be found in it."""

    name: str
    nl: str
    en: str
    value: int | Decimal | None


class Table(Record):
    """A total and the parts that add up to it; what is left out of them cannot be worked out from the rest."""

    name: str
    nl: str
    en: str
    total: Figure
    parts: tuple[Figure, ...]


class Remark(Record):
    """A sentence that a reader of the figures needs, in two languages."""

    nl: str
    en: str


class Publication(Record):
    """The figures of a year or month: tables, of which `drawn` names the one to draw, and numbers that stand alone."""

    year: int
    nl: str
    en: str
    tables: tuple[Table, ...]
    alone: tuple[Figure, ...]
    remarks: tuple[Remark, ...]
    drawn: str
    month: int | None = None


class Obstacle(Record):
    """Why a period has no figures now, in two languages."""

    nl: str
    en: str


class Unpublished(Exception):
    """A period has no figures now, for all of these reasons."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__("; ".join(one.en for one in obstacles))
        self.obstacles = obstacles


class Recorded(Record, Generic[C]):
    """One decision as the log keeps it, and its case as it stands now.

    `asked` are the fields of the act, personal ones left out; `reasons` the rules that refused it; `facts` what was
    asked of the register and answered. A question about something that was no case of the asker's has no case.
    """

    act: type[Act[C]]
    actor: Party
    permitted: bool
    case: C | None = None
    asked: Mapping[str, Any] = {}
    reasons: tuple[str, ...] = ()
    facts: Mapping[Question, Answer] = {}
    events: tuple[Event[C], ...] = ()


Note = tuple[str, ...]


class Known(Record, Generic[C]):
    """What figures are made of: every case as it stands now, and how often each note was taken in the period."""

    cases: Iterable[C]
    noted: Mapping[Note, int] = {}


class Publishes(Record, Generic[C]):
    """What a protocol publishes of a year or a month, and which roles may see it.

    `of` makes it of what is known, the period, and what may be asked now; it raises `Unpublished` when that is not
    yet possible. Asked again it must give the same, or two of its answers could be subtracted.

    What no case keeps, such as what was refused, is read from the log: of each decision on one of `acts` in the
    period, `notes` says what to count of it.
    """

    roles: tuple[str, ...]
    of: Callable[[Known[C], Period, Given], Publication]
    per: Per = "year"
    acts: tuple[type[Act[C]], ...] = ()
    notes: Callable[[Recorded[C]], Iterable[Note]] = lambda decision: ()

    def is_for(self, viewer: Viewer) -> bool:
        """Return whether a viewer may see the figures, whatever there is to see."""
        return not viewer.roles.isdisjoint(self.roles)


def settled(period: Period, now: datetime) -> None:
    """Raise `Unpublished` as long as the log may still grow within a period."""
    first = period.ends + SETTLED
    if now < first:
        day = first.astimezone(AMSTERDAM).date()
        nl = f"De cijfers over {period} komen er één keer, vanaf {day}."
        raise Unpublished((Obstacle(nl=nl, en=f"The figures of {period} come out once, from {day} on."),))
