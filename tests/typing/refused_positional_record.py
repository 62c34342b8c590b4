"""A record is made without naming its fields."""

from __future__ import annotations

from accepted_door import Opened

from weerbaar.kernel.law.given import Given


def positional(given: Given) -> Opened:
    # refused: Too many positional arguments for "Opened"
    return Opened("anna", given.now)  # pyright: ignore
