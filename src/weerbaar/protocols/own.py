"""Own: loads the protocols that an installation wrote itself, each one file in a folder that it names."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from weerbaar.kernel.law.protocol import NotALaw, Protocol
from weerbaar.standards.sentence import Sentence

VARIABLE = "WEERBAAR_LAWS"
_PREFIX = "weerbaar_own_laws_"


class OwnLaw(NamedTuple):
    """A protocol of the installation, and the module that was made of its file."""

    law: Protocol[Any]
    module: str


class UnusableLaws(Exception):
    """The folder with own protocols cannot be used, for all of these reasons."""

    def __init__(self, faults: tuple[Sentence, ...]) -> None:
        super().__init__("; ".join(one.en for one in faults))
        self.faults = faults


def own_laws(folder: Path, taken: frozenset[str]) -> tuple[OwnLaw, ...]:
    """Return the protocol of every file in a folder, in the order of their names.

    `taken` are the names of laws that exist already. Loading a file runs it, as with any program. Raises
    `UnusableLaws` with everything that is wrong in all of the files.
    """
    if not folder.is_dir():
        nl, en = f"`{VARIABLE}` wijst naar `{folder}`, en dat is geen map", "and that is no folder"
        raise UnusableLaws((Sentence(nl, f"`{VARIABLE}` points at `{folder}`, {en}"),))
    found: list[OwnLaw] = []
    faults: list[Sentence] = []
    for path in sorted(folder.glob("*.py")):
        try:
            module = _loaded(path)
        except Exception as fault:  # a file of somebody else may fail in any way
            faults.append(_why(path, fault))
            continue
        faults += _faults(path, module, taken | {one.law.name for one in found})
        if not faults:
            found.append(OwnLaw(module.PROTOCOL, module.__name__))
    if faults:
        raise UnusableLaws(tuple(faults))
    return tuple(found)


def _loaded(path: Path) -> ModuleType:
    name = _PREFIX + path.stem
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Records look up the types of their fields in their module, so it must be known by its name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _why(path: Path, fault: Exception) -> Sentence:
    said = str(fault) if isinstance(fault, NotALaw) else f"{type(fault).__name__}: {fault}"
    lines = [one.lineno for one in traceback.extract_tb(fault.__traceback__) if one.filename == str(path)]
    line = fault.lineno if isinstance(fault, SyntaxError) else next(reversed(lines), None)
    return Sentence(
        f"`{path}`{f', regel {line}' if line else ''}: {said}",
        f"`{path}`{f', line {line}' if line else ''}: {said}",
    )


def _faults(path: Path, module: ModuleType, taken: frozenset[str]) -> Iterator[Sentence]:
    law = getattr(module, "PROTOCOL", None)
    if not isinstance(law, Protocol):
        yield Sentence(
            f"`{path}` heeft geen `PROTOCOL`; schrijf onderaan `PROTOCOL = Protocol(…)`",
            f"`{path}` has no `PROTOCOL`; write `PROTOCOL = Protocol(…)` at its end",
        )
    elif law.name in taken:
        yield Sentence(
            f"`{path}`: er is al een protocol `{law.name}`; kies een andere naam",
            f"`{path}`: there is a protocol `{law.name}` already; choose another name",
        )
