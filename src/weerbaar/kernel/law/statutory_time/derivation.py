"""How a moment was found: the steps of the count, each a Dutch and English sentence with its article."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from weerbaar.kernel.law.statutory_time.sources import Basis

StepKind = Literal["begin", "term", "skip", "suspension", "count", "extension", "end", "choice", "recount"]


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One step of a count. `day` is the local day that it is about, where it is about one."""

    kind: StepKind
    nl: str
    en: str
    basis: Basis
    day: date | None = None


class Derivation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole count: the version of the calendar that was used, and the steps in order."""

    calendar: str
    steps: tuple[Step, ...]

    def sentences(self, language: Literal["nl", "en"]) -> tuple[str, ...]:
        """Return the steps as sentences for a person, each with its basis and any doubt about it."""
        return tuple(
            f"{step.nl if language == 'nl' else step.en} [{step.basis.said(language)}]" for step in self.steps
        )

    def and_then(self, step: Step) -> Derivation:
        """Return this derivation with one step more."""
        return Derivation(calendar=self.calendar, steps=(*self.steps, step))


class Ending(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """When a term ends: `at` in UTC (the first instant at which it no longer runs), and how that was found.

    `last_day` is the local day at whose 24:00 it ends; for a term in hours the local day in which it ends.
    """

    at: datetime
    last_day: date
    derivation: Derivation
