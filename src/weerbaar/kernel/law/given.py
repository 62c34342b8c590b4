"""Given: the time and the outside facts handed to a decision, each remembered for its receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

Answer = bool | int | str | None
Question = tuple[str, ...]
Source = Callable[[Question], Answer]


class UnknownFact(LookupError):
    """Nobody can answer this question here, so a rule that asks it cannot be evaluated."""


class Given:
    """What a decision may know beside case and act. Every question and answer is kept in `served`."""

    __slots__ = ("_source", "_unanswered", "now", "served")

    def __init__(self, now: datetime, source: Source) -> None:
        self.now = now
        self._source = source
        self.served: dict[Question, Answer] = {}
        self._unanswered: dict[Question, Exception] = {}

    def ask(self, *question: str) -> Answer:
        """Return the answer to a question such as `("has_role", "anna", "caretaker")`, and remember it."""
        served = self.served
        if question in served:
            return served[question]
        # A question that once had no answer keeps having none, or the receipt could not be replayed.
        if question in self._unanswered:
            raise self._unanswered[question]
        try:
            answer = self._source(question)
        except Exception as trouble:
            self._unanswered[question] = trouble
            raise
        served[question] = answer
        return answer

    def holds(self, *question: str) -> bool:
        """Return whether the answer to a question is yes."""
        return self.ask(*question) is True

    def is_admitted(self, party: str) -> bool:
        """Return whether a party is a member of the scheme in good standing."""
        return self.ask("is_admitted", party) is True

    def has_role(self, party: str, role: str) -> bool:
        """Return whether the membership of a party names this role."""
        return self.ask("has_role", party, role) is True

    def has_mandate(self, party: str, functionary: str, mandate: str) -> bool:
        """Return whether a party has given this officer this mandate, for instance `supervisor`."""
        return bool(functionary) and self.holds("has_mandate", party, functionary, mandate)


def recorded(now: datetime, served: dict[Question, Answer]) -> Given:
    """Return the given of an earlier decision again; a question that was not asked then has no answer."""

    def source(question: Question) -> Answer:
        try:
            return served[question]
        except KeyError:
            raise UnknownFact(f"the earlier decision did not ask `{' '.join(question)}`") from None

    return Given(now, source)


def facts(now: datetime, table: Mapping[Question, Answer]) -> Given:
    """Return a given that answers from a table and says no to everything else; for trials and examples."""
    return Given(now, lambda question: table.get(question, False))
