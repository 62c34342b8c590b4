"""Reaching: how a party came to know of a case, so that a law can say what follows from that."""

from __future__ import annotations

from typing import Literal

from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record

Way = Literal["webhook", "reading"]


class Reached(Record):
    """A party was reached about a case: its system accepted an event of it, or it read the case itself.

    `evidence` says in one text what shows it: the signed message and the answer, or the request.
    """

    party: Party
    way: Way
    at: Moment
    evidence: str


def nothing_follows(case: object, reached: Reached) -> tuple[()]:
    """Return what follows when a law attaches nothing to a party being reached."""
    return ()
