"""Somebody asks an act with a field that it does not have."""

from __future__ import annotations

from accepted_door import Open


def ask() -> Open:
    # refused: Unexpected keyword argument "naam" for "Open"
    return Open(actor="anna", naam="d1")  # pyright: ignore
