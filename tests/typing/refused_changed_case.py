"""A case is changed in place."""

from __future__ import annotations

from accepted_door import Door


def seize(door: Door) -> None:
    # refused: Property "owner" defined in "Door" is read-only
    door.owner = "bram"  # pyright: ignore
