"""Publishing: the figures that a protocol gives out of a whole year, in tables that any door can show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Generic

from weerbaar.kernel.law.acts import C
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.records import Record


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
    """The figures of one year: tables, of which `drawn` names the one to draw, and numbers that stand alone."""

    year: int
    nl: str
    en: str
    tables: tuple[Table, ...]
    alone: tuple[Figure, ...]
    remarks: tuple[Remark, ...]
    drawn: str


class Obstacle(Record):
    """Why a year has no figures now, in two languages."""

    nl: str
    en: str


class Unpublished(Exception):
    """A year has no figures now, for all of these reasons."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__("; ".join(one.en for one in obstacles))
        self.obstacles = obstacles


class Publishes(Record, Generic[C]):
    """What a protocol publishes of a year and which roles may see it.

    `of` makes it of all cases, the year, and what may be known now; it raises `Unpublished` when that is not yet
    possible. Asked again it must give the same, or two of its answers could be subtracted.
    """

    roles: tuple[str, ...]
    of: Callable[[Iterable[C], int, Given], Publication]

    def is_for(self, viewer: Viewer) -> bool:
        """Return whether a viewer may see the figures, whatever there is to see."""
        return not viewer.roles.isdisjoint(self.roles)
