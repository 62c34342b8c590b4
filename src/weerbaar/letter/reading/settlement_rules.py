"""The table by which closings are read: what closes a motion or commitment, what forbids it, how they are named."""

from __future__ import annotations

import msgspec

from weerbaar.letter.rules import Rule, table


class Closing(Rule, frozen=True, kw_only=True):
    """A row of the settlement table: where the item must be named, and which vetoes do not count.

    With `parts` the pattern and every part must stand in one clause, in any order. With `undated` a day before
    the letter says that it was closed then, and not now.
    """

    item: str
    parts: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    undated: bool = False


class Veto(Rule, frozen=True, kw_only=True):
    """What only announces, denies or reports a closing, in its clause or anywhere in its sentence.

    `nl` and `en` say to a reader what its words tell.
    """

    scope: str = "clause"
    nl: str = ""
    en: str = ""


class State(Rule, frozen=True, kw_only=True):
    """What words tell, in both languages: of an item that stays open, or as a sign that is weighed.

    A group in the pattern holds the words that are quoted; without one the whole match is.
    """

    nl: str
    en: str


class ItemRule(Rule, frozen=True, kw_only=True):
    """How a motion or commitment is named; `further` leads to one more of the same kind, with its member."""

    kind: str
    further: str = ""


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a motion or commitment is only mentioned, when no veto tells it."""

    nl: str
    en: str


class SettlementTables(msgspec.Struct, frozen=True):
    """The settlement table: closings, what forbids one, what is told of open ones, and how items are named."""

    closing: list[Closing]
    veto: list[Veto]
    state: list[State]
    item: list[ItemRule]
    reasons: dict[str, Reason]


class SignTables(msgspec.Struct, frozen=True):
    """What is weighed when no rule closes and none forbids it: words, pairs of them, and where it stands."""

    sign: list[State]
    needed: dict[str, list[str]]
    pairs: dict[str, list[tuple[str, str]]]
    places: dict[str, Reason]


class Weights(msgspec.Struct, frozen=True):
    """How much each sign weighs (log odds), computed from our own letters, and from where on it is settled."""

    threshold: float
    base: float
    weights: dict[str, float]


def tables() -> SettlementTables:
    """Return the settlement tables."""
    return table("settlement", SettlementTables)


def sign_tables() -> SignTables:
    """Return what is weighed."""
    return table("signs", SignTables)


def weights() -> Weights:
    """Return how much each sign weighs."""
    return table("weights", Weights)
