"""Worlds: registers of invented members, for the demonstration, the documentation and the tests."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def world_named(name: str) -> Path:
    """Return the file of the register by its name."""
    return Path(str(files(__name__))) / f"{name}.toml"


PORT, FREEZES = world_named("port"), world_named("freezes")
