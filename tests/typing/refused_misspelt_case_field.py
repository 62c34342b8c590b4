"""A rule reads a field that the case does not have."""

from __future__ import annotations

from accepted_door import TERMS, Door

from weerbaar.kernel.law.acts import Act, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.rules import permit


class Shut(Act[Door]):
    """Shut the door."""

    @permit(TERMS("1"), nl="Hij is open.", en="It is open.")
    def is_open(self, door: Door, given: Given) -> bool:
        # refused: "Door" has no attribute "shut_bye"
        return door.shut_bye is None  # pyright: ignore

    def events(self, door: Door, given: Given) -> Events[Door]:
        return ()
