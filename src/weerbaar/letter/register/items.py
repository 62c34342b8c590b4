"""A motion or commitment as a plain record: what the Kamer was promised, by when, and how it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal["motie", "toezegging"]
State = Literal[
    "concept",
    "afgewezen",
    "vastgesteld",
    "in_uitvoering",
    "uitgesteld",
    "overgedragen",
    "aangeboden",
    "voldaan",
    "deels_voldaan",
    "heropend",
    "vervallen",
    "ingediend",
    "aangehouden",
    "gewijzigd",
    "ingetrokken",
    "in_stemming",
    "aangenomen",
    "verworpen",
    "overgenomen",
    "niet_uitgevoerd",
]
Owner = Literal[
    "policy_officer", "parliamentary_contact", "action_owner", "minister", "receiving_ministry", "kamer"
]
EvidenceKind = Literal["span", "number", "plan", "letter", "acceptance", "feed", "decision"]

# Execution may end only from these: the item asks for something that was not yet offered to the Kamer.
OPEN: frozenset[State] = frozenset(
    {
        "vastgesteld",
        "in_uitvoering",
        "uitgesteld",
        "overgedragen",
        "heropend",
        "deels_voldaan",
        "aangenomen",
        "overgenomen",
    }
)
ENDED: frozenset[State] = frozenset(
    {"afgewezen", "voldaan", "vervallen", "gewijzigd", "ingetrokken", "verworpen"}
)


@dataclass(frozen=True)
class Member:
    """A member of the Kamer and the fractie that they sat in when the item was made."""

    name: str
    fractie: str = ""


@dataclass(frozen=True)
class Term:
    """By when, in the words used; `latest` is the last day in time, None when not computable."""

    text: str
    latest: dt.date | None = None
    earliest: dt.date | None = None
    origin: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a change of state rests on: a span, a number, a letter, a decision of the Kamer, a feed record."""

    kind: EvidenceKind
    reference: str
    date: dt.date
    text: str = ""


@dataclass(frozen=True)
class Clause:
    """One request of an item with several: a motion's "verzoekt" each has its own term and its own end."""

    text: str
    term: Term | None = None
    offered: Evidence | None = None


@dataclass(frozen=True)
class Handover:
    """An item offered to another ministry; it stays the giver's until the receiver has accepted."""

    to: str
    offered: dt.date
    accepted: dt.date | None = None


@dataclass(frozen=True)
class Change:
    """One change of state as it was decided; the list of them is the item's history."""

    was: State
    now: State
    by: Owner
    on: dt.date
    evidence: Evidence


@dataclass(frozen=True)
class Item:
    """One motion or commitment. `id` is the ministry's own; `number` the Kamer's, once known.

    `text` holds the Kamer's own words, never a paraphrase. `terms` grows: a delay adds a term and the old
    ones stay. `withdrawn` marks a record that the Kamer took back from its feed; ours is kept.
    """

    id: str
    kind: Kind
    text: str
    made: dt.date
    state: State
    ministry: str
    title: str = ""
    number: str = ""
    theme: str = ""
    owner: str = ""
    members: tuple[Member, ...] = ()
    source: str = ""
    meeting: str = ""
    terms: tuple[Term, ...] = ()
    clauses: tuple[Clause, ...] = ()
    handover: Handover | None = None
    history: tuple[Change, ...] = ()
    standing: str = ""
    appreciation: str = ""
    replaces: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Seat:
    """A member's place in a fractie, from a day until a day (None is until now)."""

    name: str
    fractie: str
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Register:
    """A ministry's list of motions and commitments, and who sat in which fractie when."""

    items: tuple[Item, ...] = ()
    seats: tuple[Seat, ...] = ()
