"""Where a rule comes from, and how sure we are of it: every step of a count names its article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

Mark = Literal["verified", "known", "secondary", "choice", "unknown"]
"""How a source was come by: `verified` read in the text itself; `known` own knowledge; `secondary` read in
someone else's words; `choice` our own rule, open to change; `unknown` nobody has told us yet."""


_MARKS: dict[Mark, tuple[str, str]] = {
    "verified": ("", ""),
    "known": ("niet in de tekst nagelezen", "not read in the text"),
    "choice": ("onze keuze", "our choice"),
    "secondary": ("uit de tweede hand", "read second-hand"),
    "unknown": ("onbekend", "unknown"),
}
"""What is said of each mark in Dutch and English, from the least doubt to the most."""


class Basis(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An article of law, or a choice, with the mark of how it was come by.

    `article` is the reference as it is cited; `nl` is its Dutch wording where that is another.
    """

    article: str
    mark: Mark
    nl: str = ""

    def said(self, language: Literal["nl", "en"]) -> str:
        """Return the reference in a language, with the doubt that its mark leaves."""
        article = self.nl or self.article if language == "nl" else self.article
        doubt = _MARKS[self.mark][language == "en"]
        return f"{article}; {doubt}" if doubt else article


def together(bases: Sequence[Basis]) -> Basis:
    """Return one basis that names all of these, each once, under the mark that leaves most doubt."""
    distinct = list(dict.fromkeys(bases))
    if len(distinct) == 1:
        return distinct[0]
    return Basis(
        article=" and ".join(basis.article for basis in distinct),
        nl=" en ".join(basis.nl or basis.article for basis in distinct),
        mark=max(distinct, key=lambda basis: list(_MARKS).index(basis.mark)).mark,
    )


ATW_WEEKEND = Basis(article="Algemene termijnenwet art. 1(1)", mark="verified")
ATW_TWO_WORKING_DAYS = Basis(article="Algemene termijnenwet art. 2", mark="verified")
ATW_FEAST_DAYS = Basis(article="Algemene termijnenwet art. 3(1)", mark="verified")
ATW_GOOD_FRIDAY = Basis(article="Algemene termijnenwet art. 3(2)", mark="verified")
ATW_NOT_FOR = Basis(article="Algemene termijnenwet art. 4", mark="verified")
ATW_BY_DECREE = "Algemene termijnenwet art. 3(3)"

DAY_OF_THE_EVENT = Basis(
    article="as Regulation (EEC, Euratom) 1182/71 art. 3 counts",
    nl="zoals Verordening (EEG, Euratom) 1182/71 art. 3 telt",
    mark="known",
)
"""The day of the event does not count, and the last day runs to 24:00."""

WORKING_DAYS = Basis(
    article="Monday to Friday but for the feast days of Algemene termijnenwet art. 3",
    nl="maandag tot en met vrijdag, behalve de feestdagen van Algemene termijnenwet art. 3",
    mark="choice",
)
"""The Act defines no working day; that its list is used for one is our choice."""

HOURS_FROM_THE_EVENT = Basis(
    article="hours run from the event itself, by the clock",
    nl="uren lopen vanaf de gebeurtenis zelf, naar de klok",
    mark="choice",
)

EARLIER_END = Basis(article="First Protocol ECHR art. 1", nl="Eerste Protocol EVRM art. 1", mark="known")
"""A term that limits a property right ends as early as any reading of it allows."""


class StatutoryTimeError(ValueError):
    """The input of a count is wrong; `faults` holds every fault that was found, not only the first."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


def refuse(faults: list[str]) -> None:
    """Raise one error with all faults; do nothing when there are none."""
    if faults:
        raise StatutoryTimeError(faults)
