"""An act on a door yields what happens to a window."""

from __future__ import annotations

from accepted_door import Door

from weerbaar.kernel.law.acts import Act, Case, Event, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import Party


class Window(Case):
    def parties(self) -> frozenset[Party]:
        return frozenset()


class Broken(Event[Window]):
    def apply(self, window: Window) -> Window:
        return window


class Slam(Act[Door]):
    """Slam the door."""

    def events(self, door: Door, given: Given) -> Events[Door]:
        # refused: Incompatible types in "yield" (actual type "Broken", expected type "Event[Door]")
        yield Broken()  # pyright: ignore
