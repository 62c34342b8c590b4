"""Seeding: lets a test put one mistake in the law of lending and read what the walk says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from lending import (
    WORLD,
    Ask,
    Hang,
    Lend,
    Loan,
    Return,
    WriteOff,
    alphabet,
    law,
)

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.explore import Finding, Walk, World
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.protocol import Protocol

PARTIES = ("anna", "bram", "carla")


def world(*extra: Callable[[Party], Act[Loan]], **changes: Any) -> World[Loan]:
    """Return the world of the key cabinet, in which every party may also ask for these acts."""

    def asks(loan: Loan | None) -> Iterable[Act[Loan]]:
        yield from alphabet(loan)
        if loan is not None:
            yield from (make(party) for make in extra for party in PARTIES)

    return msgspec.structs.replace(WORLD, alphabet=asks, **changes)


def only(walk: Walk, kind: str, subject: str) -> Finding:
    """Return the one finding of a walk, after checking that it is the one expected and that there is no other."""
    assert [(one.kind, one.subject) for one in walk.findings] == [(kind, subject)]
    assert walk.complete
    assert walk.findings[0].certain
    return walk.findings[0]


def deeds(finding: Finding) -> list[str]:
    return [
        "time" if step.act is None else f"{step.act.actor} {type(step.act).__name__}"
        for step in finding.history
    ]


def with_acts(*acts: type[Act[Loan]], **changes: Any) -> Protocol[Loan]:
    return law(acts=(Hang, Ask, Lend, Return, WriteOff, *acts), **changes)
