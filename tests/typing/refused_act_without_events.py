"""An act that does not say what happens is asked."""

from __future__ import annotations

from accepted_door import Door

from weerbaar.kernel.law.acts import Act


class Knock(Act[Door]):
    """Knock on the door."""


def knock() -> Knock:
    # refused: Cannot instantiate abstract class "Knock" with abstract attribute "events"
    return Knock(actor="anna")  # pyright: ignore
