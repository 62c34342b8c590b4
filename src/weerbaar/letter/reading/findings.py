"""What a reading gives: every finding with its words, its place, its rule and how sure it is."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, kw_only=True):
    """A finding at code points `start` to `end` of the text as read; `sentence` is where it stands."""

    text: str
    start: int
    end: int
    rule: str
    confidence: float
    sentence: str = ""
    decision: str | None = None


class TermFound(msgspec.Struct, kw_only=True):
    """A term: its words, how it is bounded (`kind`), and its days (ISO, included; null is open)."""

    text: str
    kind: str
    earliest: str | None
    latest: str | None
    granularity: str


class DateFound(Finding, kw_only=True):
    """An expression of time that resolves to days."""

    earliest: str | None
    latest: str | None
    granularity: str


class Vague(Finding, kw_only=True):
    """A period that must stay unresolved until a person settles it."""


class Figure(Finding, kw_only=True):
    """A value with unit, what it counts and its period; `scale` of a rating is unknown unless stated."""

    value: float
    unit: str
    of: str | None
    period: TermFound | None
    scale: str | None = None
    same_as: int | None = None


class Promise(Finding, kw_only=True):
    """A future act or event with its actor; `term` is null for a commitment without a computable term."""

    actor: list[str]
    principals: list[str]
    acts: list[str]
    term: TermFound | None
    strength: str
    vague: str | None = None


class Settled(Finding, kw_only=True):
    """A motion (`motie`) or commitment (`toezegging`) that the letter closes in the first person.

    With the rule `weighed` no rule closes it: `nl` and `en` then say which signs weighed most.
    """

    kind: str
    subject: str | None
    member: str | None
    nl: str | None = None
    en: str | None = None


class Mentioned(Finding, kw_only=True):
    """A motion or commitment that the letter names and, as we read it, does not close.

    `confidence` says how sure it is that an item is named; `why` is the id of what keeps it from being read
    as settled (a veto, a day, or that nothing closes it), told in `nl` and `en`.
    """

    kind: str
    subject: str | None
    member: str | None
    why: str
    nl: str
    en: str


class Footnote(Finding, kw_only=True):
    """The call of a footnote; `note` holds its words when the source has them."""

    number: str
    note: str | None


class ReferenceFound(Finding, kw_only=True):
    """A reference to a document or law, with its identifier and its canonical form."""

    kind: str
    identifier: str
    canonical: str


class Claim(Finding, kw_only=True):
    """A claim of more, less or most without a figure, with the measure that would support it."""

    asks_for: str
    asks_for_nl: str


class Contradiction(Finding, kw_only=True):
    """Numbers or days in the text that do not fit each other; reported, never repaired."""

    stated: str
    expected: str
    nl: str
    en: str


class Source(msgspec.Struct, kw_only=True):
    """Which letter this is; what the text does not say is null."""

    identifier: str | None
    dossier: str | None
    number: str | None
    date: str | None
    addressee: str | None
    signatories: list[str]
    offices: list[str] = []
    # Each recipient on its own; `addressee` holds the words of the head.
    addressees: list[str] = []


class Reading(msgspec.Struct, kw_only=True):
    """Everything found in one letter."""

    source: Source
    promises: list[Promise]
    undated: list[Promise]
    settled: list[Settled]
    mentioned: list[Mentioned]
    figures: list[Figure]
    dates: list[DateFound]
    vague: list[Vague]
    footnotes: list[Footnote]
    references: list[ReferenceFound]
    claims: list[Claim]
    contradictions: list[Contradiction]


LISTS = (
    "promises", "undated", "settled", "mentioned", "figures", "dates", "vague",
    "footnotes", "references", "claims", "contradictions",
)  # fmt: skip
