"""Own faults: writes a mistake of ours down under a number, with where it arose and nothing of whom it was about."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Iterator

from weerbaar.desk.deciding import BrokenInvariant

LOG = logging.getLogger("weerbaar")
SAYABLE = (BrokenInvariant,)  # what these say is made of names in a law


class _Count:
    so_far = 0


def noted(fault: BaseException, what: str) -> str:
    """Write a fault down for who runs the house, and return the number by which a sender may speak of it.

    What an exception says may hold anything: a name, a number plate, a line of a database. So that is left out,
    and what kind it is and each line of ours that it came through are kept.
    """
    number = str(uuid.uuid4())
    _Count.so_far += 1
    LOG.error("fault %s: %s\n%s", number, what, "".join(_traced(fault)))
    return number


def faults_so_far() -> int:
    """Return how many faults this process has written down since it started."""
    return _Count.so_far


def _traced(fault: BaseException) -> Iterator[str]:
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _traced(before)
        yield "which led to:\n"
    yield from traceback.format_tb(fault.__traceback__)
    said = f": {fault}" if isinstance(fault, SAYABLE) else ""
    yield f"{type(fault).__module__}.{type(fault).__qualname__}{said}\n"
