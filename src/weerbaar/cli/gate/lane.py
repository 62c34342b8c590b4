"""Lane: says yes or no to a truck by a signed list, once for each entry, and keeps what it said."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from weerbaar.cli.language import either
from weerbaar.kernel.ledger.offline_list import Entry, OfflineList, hide

PLAIN = {"appointment": "APPOINTMENT_MISMATCH", "ean": "EAN_MISMATCH"}
HIDDEN = {"plate": "PLATE_MISMATCH", "driver_pass": "DRIVER_MISMATCH"}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a driver shows at a lane."""

    container: str
    appointment: str
    ean: str
    plate: str | None = None
    driver_pass: str | None = None
    identity_confirmed: bool = False


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the lane's record: a truck let in or refused, or one that left with its container."""

    number: str
    case: str
    container: str
    appointment: str
    at: datetime
    lane: str
    what: Literal["in", "out", "no"]
    reasons: tuple[str, ...] = ()


class RecordFault(ValueError):
    """The lane's record cannot be used; the message says what to do. Nothing passes until it can."""


def judge(whole: OfflineList, shown: Shown, now: datetime, used: list[Use]) -> tuple[str, ...]:
    """Return the coded reasons against a truck; none is a yes. Whatever cannot be known is a no."""
    # One list is lent to a terminal; a clock that went back would lend it for longer.
    if any(one.at > now for one in used) or now < whole.made:
        return ("CLOCK_WENT_BACK",)
    if now >= whole.ends:
        return ("LIST_ENDED",)
    entry = found(whole, shown.container)
    if entry is None:
        return ("NOT_ON_LIST",)
    reasons = [code for name, code in PLAIN.items() if entry.plain[name] != getattr(shown, name)]
    for name, code in HIDDEN.items():
        wanted, value = entry.hidden.get(name), getattr(shown, name)
        if wanted is not None and (value is None or hide(whole.salt, name, value) != wanted):
            reasons.append(code)
    if not shown.identity_confirmed:
        reasons.append("IDENTITY_NOT_CONFIRMED")
    begins, ends = (datetime.fromisoformat(entry.plain[name]) for name in ("from", "until"))
    if not begins <= now < ends:
        reasons.append("OUTSIDE_WINDOW")
    if any(one.what == "in" and one.case == entry.case for one in used):
        reasons.append("ALREADY_COMMITTED")
    return tuple(reasons)


def found(whole: OfflineList, container: str) -> Entry | None:
    """Return the entry of a container, or nothing."""
    return next((one for one in whole.entries if one.plain["container"] == container), None)


class Record:
    """The lane's own record: one line a use, kept on disk before the barrier opens; lanes may share the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self) -> Generator[list[Use]]:
        """Hold the record alone and give what it says; `add` within."""
        if not self.path.exists():
            self.path.touch()
            folder = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(folder)  # or a power cut could take the file away with what it says
            os.close(folder)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            content = file.read()
            # A line that a power cut broke off was never acted on: the barrier opens after the line is whole.
            whole, _, rest = content.rpartition(b"\n")
            if rest:
                os.ftruncate(file.fileno(), len(content) - len(rest))
            try:
                yield [msgspec.json.decode(line, type=Use) for line in whole.splitlines()]
            except msgspec.MsgspecError as trouble:
                nl = f"in {self.path} staat een regel die geen gebruik is: {trouble}"
                en = f"{self.path} holds a line that is no record of use: {trouble}"
                todo = either(
                    nl="bewaar het bestand en begin een nieuw", en="keep the file and begin a new one"
                )
                raise RecordFault(f"{either(nl=nl, en=en)}; {todo}") from None

    def add(self, use: Use) -> None:
        """Write one use, on disk when this returns. Call it while the record is held."""
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(use) + b"\n")
            file.flush()
            os.fsync(file.fileno())
