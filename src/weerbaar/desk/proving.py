"""Proving: tells a law what a receipt of another platform proves, without asking that platform."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from weerbaar.kernel.ledger.format import UNREADABLE, canonical, verify_receipt


class _Section(msgspec.Struct):
    value: Any


class _Shown(msgspec.Struct):
    sections: dict[str, _Section]


class _Entry(msgspec.Struct):
    protocol: str
    permitted: bool


@lru_cache(maxsize=64)  # every rule of one act asks the same
def proven(key: str, scheme: str, receipt: str) -> str | None:
    """Return what a permitted decision in the log of a scheme shows, as canonical JSON; nothing if it is not proven."""
    verdict = verify_receipt(receipt.encode(), [key])
    if not verdict.holds or verdict.scheme != scheme:
        return None
    try:
        sections = msgspec.json.decode(receipt, type=_Shown).sections
        entry = msgspec.convert(sections["entry"].value, _Entry)
    except (KeyError, *UNREADABLE):
        return None
    if not entry.permitted:
        return None
    events = [one.value for name, one in sorted(sections.items()) if name.startswith("event.")]
    return canonical({"protocol": entry.protocol, "events": events}).decode()
