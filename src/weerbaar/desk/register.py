"""Register: who takes part in a scheme, and what else the laws that run there need to be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.register import Needs, needs_faults, together


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One party of the scheme as the register knows it; `lists` holds what the laws need a list of."""

    name: str
    title: str = ""
    roles: frozenset[str] = frozenset()
    lists: Mapping[str, frozenset[str]] = {}
    mandates: Mapping[str, frozenset[str]] = {}
    contacts: Mapping[str, str] = {}


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """The register of one scheme; `tables` holds what the laws need a table of.

    `source` is who speaks in events that go out: `urn:nld:oin:...:systeem:...` or `kvknr`. `log_readers` are the
    roles that read the log where its size would tell something; without them everybody does.
    """

    scheme: str
    title: str = ""
    profile: str | None = None
    source: str = ""
    log_readers: frozenset[str] = frozenset()
    settings: Mapping[str, str] = {}
    tables: Mapping[str, Mapping[str, str]] = {}
    member: tuple[Member, ...] = ()


OF_MEMBERS = frozenset({"name", "title", "roles", "mandates", "contacts"})
OF_SCHEMES = frozenset({"scheme", "title", "profile", "source", "log_readers", "settings", "member"})


class Incompatible(TypeError):
    """These laws cannot share a register; the message lists everything in which they differ."""


def needs_of(laws: Iterable[Protocol[Any]]) -> Needs:
    """Return what these laws together need the register to hold; raises `Incompatible` when they differ in it."""
    every = tuple(laws)
    needs = together(law.register for law in every)
    presumed = {question for law in every for question in law.presumes}
    faults = list(needs_faults(needs, presumed))
    taken = [one.name for one in needs.lists if one.name in OF_MEMBERS]
    taken += [one.name for one in needs.tables if one.name in OF_SCHEMES]
    faults += [f"`{name}` has a meaning of its own in every register" for name in taken]
    if faults:
        raise Incompatible(f"{', '.join(map(str, every))}: " + "; ".join(faults))
    return needs
