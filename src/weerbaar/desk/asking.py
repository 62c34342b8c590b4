"""Asking and answering: what a door hands to the desk, and what it gets back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.decide import Refused
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.rules import Rule

NOT_NOW_NL = "Dit is op dit moment niet mogelijk."
NOT_NOW_EN = "This is not possible at this moment."

# `withheld`: nothing against this act, but it stood in an order of which all or nothing was to be done.
Outcome = Literal["permitted", "refused", "clash", "unknown", "withheld"]


class Asking(msgspec.Struct, kw_only=True, gc=False):
    """One act as it was asked: on a case by its identifier, or by the business key that the act itself names.

    `request` is all that was asked, by which a repeat under the same key is known; the desk keeps a hash of it.
    """

    protocol: Protocol[Any]
    act: Act[Any]
    case: str | None = None
    idempotency_key: str | None = None
    request: tuple[bytes, ...] = ()
    request_hash: bytes | None = None
    trace_id: bytes = b""
    span_id: bytes = b""
    subject_key: bytes = b""


class Told(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reason as the asker may read it."""

    rule: str
    basis: str
    nl: str
    en: str


def told_of(rule: Rule) -> Told:
    """Return how a rule that refuses is told."""
    nl, en = rule.refusing
    return Told(rule=rule.name, basis=str(rule.basis), nl=nl, en=en)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk answers; `receipt` finds the proof of this decision, whatever it was.

    `effective_at` says until when somebody who decides without a line may not know of it yet.
    """

    outcome: Outcome
    case: str = ""
    receipt: str = ""
    position: int = -1
    reasons: tuple[Told, ...] = ()
    effective_at: datetime | None = None
    repeated: bool = False


UNKNOWN = Answer(outcome="unknown")
NOT_NOW = Told(rule="not_possible_now", basis="", nl=NOT_NOW_NL, en=NOT_NOW_EN)


class KeyReused(Exception):
    """The same idempotency key came with another request."""


class Unavailable(Exception):
    """The desk cannot take acts now; ask again after `seconds`."""

    def __init__(self, seconds: int = 1) -> None:
        super().__init__(f"the desk is busy; ask again in {seconds} s")
        self.seconds = seconds


def told(refused: Refused) -> tuple[Told, ...]:
    """Return the reasons as the actor may read them: every untold one becomes the same fixed sentence."""
    reasons = (
        [reason for reason in refused.reasons if reason.rule.clash] if refused.clash else refused.tellable
    )
    shown = [told_of(reason.rule) for reason in reasons if reason.rule.told]
    # An untold reason changes no word where another reason is told; alone, it is the fixed sentence.
    return tuple(shown) or (NOT_NOW,)


def act_name(act: Act[Any]) -> str:
    """Return the name by which doors know an act."""
    return kebab(type(act).__name__)
