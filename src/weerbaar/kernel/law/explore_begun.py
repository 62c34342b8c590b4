"""Begun lives: lets a small world begin in the middle of a case's life, where the law itself has led it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weerbaar.kernel.law.acts import Act, C, Case, Opening
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.decide import Permitted, decide
from weerbaar.kernel.law.given import Given, Source
from weerbaar.kernel.law.rules import permit

TRIAL = Terms(source="proefwereld")
SITUATIONS: dict[str, Case] = {}


class TakeUp(Opening[Any]):
    """Take a case up as earlier acts left it; this act is part of no protocol."""

    situation: str

    def blank(self) -> Any:  # a case of whichever protocol the situation belongs to
        """Return the case as it was left."""
        return SITUATIONS[self.situation]

    @permit(TRIAL("?"), nl="De proef begint hier.", en="The trial begins here.")
    def trial_begins(self, case: Case, given: Given) -> bool:
        """Always."""
        return True

    def events(self, case: Case, given: Given) -> tuple[()]:
        """Change nothing."""
        return ()


def lived(name: str, acts: tuple[Act[C], ...], source: Source, start: datetime) -> Act[C]:
    """Live through permitted acts at one moment, one after another, and return the act that takes up the result.

    Raises `AssertionError` when one of them is refused: a world may begin only where the law itself leads.
    """
    first = acts[0]
    assert isinstance(first, Opening)
    case: C = first.blank()
    for act in acts:
        decided = decide(case, act, Given(start, source))
        assert isinstance(decided, Permitted), f"{name}: {act} is refused: {decided}"
        case = decided.case
    situation = f"{type(case).__name__}: {name}"
    SITUATIONS[situation] = case
    return TakeUp(actor=first.actor, situation=situation)
