"""A rule answers with something else than yes or no."""

from __future__ import annotations

from accepted_door import TERMS, Door

from weerbaar.kernel.law.acts import Act, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.rules import permit


class Ring(Act[Door]):
    """Ring the bell."""

    # refused: Value of type variable "F" of function cannot be
    @permit(TERMS("1"), nl="Altijd.", en="Always.")  # pyright: ignore
    def always(self, door: Door, given: Given) -> str:
        return "yes"

    def events(self, door: Door, given: Given) -> Events[Door]:
        return ()
