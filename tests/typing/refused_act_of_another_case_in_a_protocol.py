"""A protocol lists an act on another kind of case."""

from __future__ import annotations

from accepted_door import TERMS, Close, Door, Open, Opened, Shut, ended

from weerbaar.kernel.law.acts import Act, Case, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import days
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.retention import Retain


class Window(Case):
    """Another kind of case."""

    def parties(self) -> frozenset[Party]:
        return frozenset()


class Break(Act[Window]):
    """Break a window."""

    def events(self, window: Window, given: Given) -> Events[Window]:
        return ()


PROTOCOL: Protocol[Door] = Protocol(
    name="door",
    version=1,
    nl="Deur",
    en="Door",
    basis=TERMS,
    case=Door,
    # refused: has incompatible type "tuple[type[Open], type[Close], type[Break]]"
    acts=(Open, Close, Break),  # pyright: ignore
    duties=(),
    events=(Opened, Shut),
    retain=Retain(since=ended, period=days(1), basis=TERMS("3")),
    key=lambda door: door.name,
)
