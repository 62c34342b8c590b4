"""Register file: reads a register as somebody wrote it down, and names everything that is wrong with it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from weerbaar.desk.register import Member, Register, needs_of
from weerbaar.desk.register_faults import register_faults
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.register import Needs
from weerbaar.standards.sentence import Sentence

Laws = Iterable[Protocol[Any]]


class UnreadableRegister(ValueError):
    """A register cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: tuple[Sentence, ...]) -> None:
        super().__init__("; ".join(fault.en for fault in faults))
        self.faults = faults


def read_register(path: Path, laws: Laws) -> Register:
    """Read a register from a TOML file for the laws that run under it.

    Raises `UnreadableRegister` with every fault, `OSError` when there is no file to read, and `Incompatible` when the
    laws themselves cannot share a register.
    """
    try:
        plain = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        wrong = Sentence(f"dit is geen TOML: {trouble}", f"this is no TOML: {trouble}")
        raise UnreadableRegister((wrong,)) from trouble
    return register_from(plain, laws)


def register_from(plain: Mapping[str, Any], laws: Laws) -> Register:
    """Return the register that plain values say; raises `UnreadableRegister` with every fault in them."""
    needs = needs_of(laws)
    if faults := tuple(register_faults(plain, needs)):
        raise UnreadableRegister(faults)
    general = {key: plain[key] for key in ("scheme", "title", "profile", "source") if key in plain}
    return Register(
        **general,
        log_readers=frozenset(plain.get("log_readers", ())),
        settings=dict(plain.get("settings", {})),
        tables={one.name: dict(plain[one.name]) for one in needs.tables if one.name in plain},
        member=tuple(_members(plain.get("member", ()), needs)),
    )


def _members(members: Iterable[Mapping[str, Any]], needs: Needs) -> Iterator[Member]:
    for plain in members:
        mandates: Mapping[str, Iterable[str]] = plain.get("mandates", {})
        yield Member(
            name=plain["name"],
            title=plain.get("title", ""),
            roles=frozenset(plain.get("roles", ())),
            lists={one.name: frozenset(plain[one.name]) for one in needs.lists if one.name in plain},
            mandates={functionary: frozenset(given) for functionary, given in mandates.items()},
            contacts=dict(plain.get("contacts", {})),
        )
