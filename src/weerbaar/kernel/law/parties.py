"""Parties: the legal persons that take part, and who looks at a case on their behalf."""

from __future__ import annotations

from typing import Annotated

from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.records import Record

Party = Annotated[
    str,
    form(
        "[a-z0-9][a-z0-9-]{0,62}",
        nl="een deelnemer, met zijn naam in het register",
        en="a member, by its name in the register",
    ),
]
CLOCK: Party = "clock"  # breaches duties and ends what must end; no door can speak for it


class Viewer(Record):
    """Who asks to see: a party, with the roles that its membership gives it."""

    party: Party
    roles: frozenset[str] = frozenset()
