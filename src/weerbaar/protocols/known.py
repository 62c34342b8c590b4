"""Known: finds every agreement that stands in this folder or in one of the installation's own; none is listed."""

from __future__ import annotations

import os
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
from weerbaar.protocols.own import VARIABLE, own_laws


class SmallWorlds(NamedTuple):
    """How a protocol is tried out: its small worlds, those with a late clock, and the one that is drawn."""

    worlds: dict[str, World[Any]]
    late: frozenset[str]
    life: World[Any]


class Stories(NamedTuple):
    """Where the scenarios of a protocol stand, and the name of the world of members in which they play."""

    folder: Path
    played_in: str


class Untried(LookupError):
    """A protocol comes without worlds to try it out in."""


class _Place(NamedTuple):
    law: Protocol[Any]
    tried_in: str  # the module that holds its worlds
    folder: Path


def _shipped() -> list[_Place]:
    """Return every protocol of this folder, in the order of their packages."""
    names = [one.name for one in pkgutil.iter_modules(weerbaar.protocols.__path__) if one.ispkg]
    packages = [f"{weerbaar.protocols.__name__}.{name}" for name in sorted(names)]
    return [_Place(_law(one), f"{one}.world", Path(str(files(one)))) for one in packages]


def _law(package: str) -> Protocol[Any]:
    law = import_module(f"{package}.protocol").PROTOCOL
    assert isinstance(law, Protocol), f"`{package}.protocol` holds no `PROTOCOL`"
    return law


def _places() -> dict[str, _Place]:
    """Return every protocol under its name: ours, and then those of the installation."""
    places = {one.law.name: one for one in _shipped()}
    if folder := os.environ.get(VARIABLE):
        own = own_laws(Path(folder), frozenset(places))
        places |= {one.law.name: _Place(one.law, one.module, Path(folder)) for one in own}
    return places


_PLACES = _places()
BY_NAME: dict[str, Protocol[Any]] = {name: place.law for name, place in _PLACES.items()}
PROTOCOLS: tuple[Protocol[Any], ...] = tuple(BY_NAME.values())


@cache
def _world(protocol: str) -> ModuleType:
    # Loaded only when a law is tried out: making a world lives through the beginnings of its lives.
    return import_module(_PLACES[protocol].tried_in)


def trial_of(protocol: Protocol[Any]) -> SmallWorlds:
    """Return how a protocol is tried out; raises `Untried` when nothing says how."""
    world = _world(protocol.name)
    worlds: dict[str, World[Any]] = getattr(world, "WORLDS", {})
    if not worlds:
        raise Untried(protocol.name)
    life = getattr(world, "LIFE", next(iter(worlds.values())))
    return SmallWorlds(worlds=worlds, late=getattr(world, "LATE", frozenset()), life=life)


def stories_of(protocol: Protocol[Any]) -> Stories:
    """Return where the scenarios of a protocol stand, and in which world they play."""
    folder = _PLACES[protocol.name].folder / "scenarios"
    return Stories(folder=folder, played_in=_world(protocol.name).PLAYED_IN)
