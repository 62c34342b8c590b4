"""Cases, events and acts: what is, what then happens to it, and what someone asks to do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar

from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record, replace
from weerbaar.kernel.law.rules import Condition, Rule, rules_of


class Case(Record):
    """One instance of a protocol, folded from its events."""

    @abstractmethod
    def parties(self) -> frozenset[Party]:
        """Return the parties of this case: they alone may know that it exists."""


C = TypeVar("C", bound=Case)


class Event(Record, Generic[C]):
    """What then is the case. `seen_by` names who may know: fields of the event or relations of the case.

    An event tells nobody what the view of the case hides from it, except for the fields that `tells` names:
    what is news at the moment itself, and stands in no case.
    """

    seen_by: ClassVar[tuple[str, ...]] = ()
    tells: ClassVar[tuple[str, ...]] = ()
    erases: ClassVar[bool] = (
        False  # with this event the personal data of the case are destroyed in the ledger too
    )

    @abstractmethod
    def apply(self, case: C, /) -> C:
        """Return the case as it is after this event."""


class Stated(Event[C], Generic[C]):
    """An event that says no more than what some fields of the case are from now on, each under its own name."""

    def apply(self, case: C, /) -> C:
        """Return the case with the values of this event."""
        return replace(case, **{name: getattr(self, name) for name in self.__struct_fields__})


Events = Iterable[Event[C]]


class Act(Record, Generic[C]):
    """What someone asks to do. The door fills in `actor` and `functionary`; nobody can claim them."""

    rules: ClassVar[tuple[tuple[Rule, Condition], ...]] = ()
    nl: ClassVar[str] = ""  # what the docstring says, as a Dutch reader reads it
    by_clock: ClassVar[bool] = (
        False  # an act that only the clock asks for: a breach, or something that must end
    )

    actor: Party
    functionary: str = ""

    def __init_subclass__(cls, **options: Any) -> None:
        # Collected once, when the class is made: a decision then only walks a tuple.
        super().__init_subclass__(**options)
        cls.rules = rules_of(cls)

    @abstractmethod
    def events(self, case: C, given: Given, /) -> Events[C]:
        """Yield what happens when the act is permitted."""


class Opening(Act[C], Generic[C]):
    """An act that names its case by business key, and begins it when it is not there yet."""

    @abstractmethod
    def blank(self) -> C:
        """Return the case as it is before anything happened: its key fields and nothing else."""
