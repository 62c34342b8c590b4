"""Known: finds every agreement that stands in this folder, so that a new one needs no line anywhere else."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import weerbaar.protocols
from weerbaar.kernel.law.explore_world import World
from weerbaar.kernel.law.protocol import Protocol


class Trial(NamedTuple):
    """How a protocol is tried out: its small worlds, those with a late clock, and the one that is drawn."""

    worlds: dict[str, World[Any]]
    late: frozenset[str]
    life: World[Any]


class Stories(NamedTuple):
    """Where the scenarios of a protocol stand, and the name of the world of members in which they play."""

    folder: Path
    played_in: str


def _folders() -> dict[str, str]:
    """Return the package of every protocol under the name of its law, in the order of those names."""
    packages = [one.name for one in pkgutil.iter_modules(weerbaar.protocols.__path__) if one.ispkg]
    found = {name: f"{weerbaar.protocols.__name__}.{name}" for name in packages}
    return {_law(package).name: package for package in sorted(found.values())}


def _law(package: str) -> Protocol[Any]:
    law = import_module(f"{package}.protocol").PROTOCOL
    assert isinstance(law, Protocol), f"`{package}.protocol` holds no `PROTOCOL`"
    return law


_FOLDERS = _folders()
PROTOCOLS: tuple[Protocol[Any], ...] = tuple(_law(package) for package in _FOLDERS.values())
BY_NAME: dict[str, Protocol[Any]] = {law.name: law for law in PROTOCOLS}


@cache
def _world(protocol: str) -> ModuleType:
    # Loaded only when a law is tried out: making a world lives through the beginnings of its lives.
    return import_module(f"{_FOLDERS[protocol]}.world")


def trial_of(protocol: Protocol[Any]) -> Trial:
    """Return how a protocol is tried out."""
    world = _world(protocol.name)
    return Trial(worlds=world.WORLDS, late=world.LATE, life=world.LIFE)


def stories_of(protocol: Protocol[Any]) -> Stories:
    """Return where the scenarios of a protocol stand, and in which world they play."""
    folder = Path(str(files(_FOLDERS[protocol.name]))) / "scenarios"
    return Stories(folder=folder, played_in=_world(protocol.name).PLAYED_IN)
