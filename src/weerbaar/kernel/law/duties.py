"""Duties: what a party must do before a moment, and what happens when it does not."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Generic

from weerbaar.kernel.law.acts import Act, C
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import Record


class Duty(Generic[C]):
    """A duty on a case: its holder, its claimant, when it is due, and the act by which the clock breaches it.

    A duty is open while `due` gives a moment. It is discharged by any act after which `due` gives none.
    """

    nl: ClassVar[str]
    en: ClassVar[str]
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]]

    @abstractmethod
    def holder(self, case: C, /) -> Party | None:
        """Return who must act."""

    @abstractmethod
    def claimant(self, case: C, /) -> Party | None:
        """Return to whom it is owed."""

    @abstractmethod
    def due(self, case: C, /) -> datetime | None:
        """Return when it must be done, or nothing when the duty does not run."""

    @abstractmethod
    def breach(self, case: C, /) -> Act[C]:
        """Return the act of the clock that follows when the moment has passed."""

    @property
    def name(self) -> str:
        """The duty's name in machine-readable answers."""
        return type(self).__name__


class OpenDuty(Record):
    """A duty that runs on some case now."""

    name: str
    holder: Party
    claimant: Party
    due: datetime
    nl: str
    en: str


def open_duties(duties: tuple[Duty[C], ...], case: C) -> Iterator[OpenDuty]:
    """Yield the duties that run on a case. Where a due date has no holder, the clock itself holds it."""
    for duty in duties:
        due = duty.due(case)
        if due is not None:
            yield OpenDuty(
                name=duty.name,
                holder=duty.holder(case) or CLOCK,
                claimant=duty.claimant(case) or CLOCK,
                due=due,
                nl=duty.nl,
                en=duty.en,
            )
