"""An act is decided on another kind of case."""

from __future__ import annotations

from accepted_door import Open

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.decide import decide
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Party


class Window(Case):
    def parties(self) -> frozenset[Party]:
        return frozenset()


def mix(given: Given) -> object:
    # refused: Cannot infer value of type parameter "K" of "decide"
    return decide(Window(), Open(actor="anna", name="d1"), given)  # pyright: ignore
