"""Worlds: registers of invented members, for the demonstration, the documentation and the tests."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

PORT = Path(str(files(__name__))) / "port.toml"
FREEZES = Path(str(files(__name__))) / "freezes.toml"
