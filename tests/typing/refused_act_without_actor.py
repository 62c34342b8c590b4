"""Somebody asks an act without saying who asks."""

from __future__ import annotations

from accepted_door import Open


def ask() -> Open:
    # refused: Missing named argument "actor" for "Open"
    return Open(name="d1")  # pyright: ignore
