"""An event gets a word where a moment belongs."""

from __future__ import annotations

from accepted_door import Opened


def late() -> Opened:
    # refused: Argument "until" to "Opened" has incompatible type "str"
    return Opened(by="anna", until="tomorrow")  # pyright: ignore
