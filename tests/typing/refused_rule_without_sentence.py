"""A rule has no sentence in Dutch."""

from __future__ import annotations

from accepted_door import TERMS, Door

from weerbaar.kernel.law.acts import Act, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.rules import permit


class Peep(Act[Door]):
    """Peep through the keyhole."""

    # refused: Missing named argument "nl" for "permit"
    @permit(TERMS("1"), en="Always.")  # pyright: ignore
    def always(self, door: Door, given: Given) -> bool:
        return True

    def events(self, door: Door, given: Given) -> Events[Door]:
        return ()
