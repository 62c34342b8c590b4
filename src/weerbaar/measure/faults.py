"""Collects everything that is wrong with what was handed in, so that all of it is said at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class BadInput(ValueError):
    """The plan or the data cannot be used; `faults` holds one sentence per fault.

    It holds none where a step cannot be taken because of something that was named already.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Faults:
    """A list of faults that is thrown as a whole, never one at a time."""

    SHOWN = 50

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, what: str) -> None:
        """Note one fault; the same sentence is noted once."""
        if what not in self.found:
            self.found.append(what)

    def tried(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return what `read` returns; where it throws its own faults, note them and return None, so that we go on."""
        try:
            return read(*args, **kwargs)
        except BadInput as trouble:
            for fault in trouble.faults:
                self.add(fault)
            return None

    def sure(self, found: T | None) -> T:
        """Return what was read when nothing was wrong; raise BadInput with everything that was."""
        self.stop()
        if found is None:
            raise BadInput(
                ["this cannot be read, and why was not said; report it to who maintains the software"]
            )
        return found

    def stop(self) -> None:
        """Raise BadInput when anything was found; otherwise do nothing."""
        if not self.found:
            return
        rest = len(self.found) - self.SHOWN
        more = [f"and {rest} more of these"] if rest > 0 else []
        raise BadInput([*self.found[: self.SHOWN], *more])
