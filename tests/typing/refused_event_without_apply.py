"""An event that does not say what it does is used."""

from __future__ import annotations

from accepted_door import Door

from weerbaar.kernel.law.acts import Event


class Creaked(Event[Door]):
    """The door creaked."""


def creak() -> Creaked:
    # refused: Cannot instantiate abstract class "Creaked" with abstract attribute "apply"
    return Creaked()  # pyright: ignore
