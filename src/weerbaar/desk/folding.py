"""Folding: what a case became by what the log says happened to it, with nothing else of the log read.

A start goes through every decision since the last kept states. Of each it makes the events and no more: who asked,
why it was allowed and who may know are skipped where they stand. What this gives is what `loading.followed` gives
(tests/protocols/test_prepared.py); how a body is spelled is for the audit to check, not for every start.
"""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.desk.account import WrittenEvent
from weerbaar.desk.reading_back import from_json
from weerbaar.kernel.law.acts import Case, Opening
from weerbaar.kernel.law.protocol import Protocol

EVENTS_MOST = 8  # nearly every act brings about one to three; who needs more is read the plain way


class ManyEvents(Exception):
    """More happened at once than is read here."""


_NUMBERS = range(EVENTS_MOST)
_happened = msgspec.json.Decoder(
    msgspec.defstruct(
        "_Happened",
        [(f"event_{number}", WrittenEvent | None, None) for number in _NUMBERS],
        rename={f"event_{number}": f"event.{number}" for number in _NUMBERS},
        gc=False,
    )
)


class _Asked(msgspec.Struct, gc=False):
    act: msgspec.Raw


_asked = msgspec.json.Decoder(_Asked)


def follow(body: bytes, act: str, before: Case | None, protocol: Protocol[Any]) -> Case:
    """Return the case after one permitted decision in which nothing personal was sealed.

    Raises `ManyEvents` when more happened than is read here.
    """
    case: Any = before
    if case is None:
        opening = from_json(protocol.act_named[act])(_asked.decode(body).act)
        assert isinstance(opening, Opening)
        case = opening.blank()
    for written in msgspec.structs.astuple(_happened.decode(body)):
        if written is None:
            break
        case = from_json(protocol.event_named[written.event])(written.fields).apply(case)
    else:
        raise ManyEvents
    after: Case = case
    return after
