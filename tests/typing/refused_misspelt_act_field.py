"""An act reads a field of its own that it does not have."""

from __future__ import annotations

from accepted_door import Door, Opened

from weerbaar.kernel.law.acts import Act, Events
from weerbaar.kernel.law.given import Given


class Rename(Act[Door]):
    """Rename the door."""

    to: str

    def events(self, door: Door, given: Given) -> Events[Door]:
        # refused: "Rename" has no attribute "too"
        yield Opened(by=self.too, until=given.now)  # pyright: ignore
