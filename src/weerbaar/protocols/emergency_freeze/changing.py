"""Chapter 4, while it runs: less is held, a second period where the law has one, and a corrected calendar."""

from __future__ import annotations

from typing import ClassVar, Literal

from weerbaar.kernel.law.acts import Events, Stated
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.rules import forbid
from weerbaar.kernel.law.statutory_time import Calendar, Ending, RunningTerm, recompute
from weerbaar.protocols.emergency_freeze.delivery import RemindersSet, calendar_now, remind_at
from weerbaar.protocols.emergency_freeze.freeze import Freeze, Proposal, more, runs
from weerbaar.protocols.emergency_freeze.ordering import FiuAct, NamedFiuAct
from weerbaar.protocols.emergency_freeze.rule_sets import CALENDARS, ends
from weerbaar.protocols.emergency_freeze.terms import (
    FORM,
    FOUR_EYES,
    IN_FORCE,
    LAW,
    PROPERTY,
    RUNNING,
    Amount,
    State,
    Text,
)


class Proposed(Stated[Freeze]):
    """An officer asked for an act that another officer must do."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu",)

    proposal: Proposal
    proposal_reason: Text | None


class Propose(NamedFiuAct):
    """Propose to hold less, or to add a second period, so that a second officer can do it."""

    nl = (
        "Stel voor minder vast te houden of een tweede termijn toe te voegen, zodat een "
        "tweede functionaris het kan doen."
    )

    what: Literal["amend", "second_period"]
    reason: Text
    amount: Amount | None = None

    @forbid(LAW, nl="De bevriezing loopt niet (meer).", en="The freeze does not run.")
    def not_running(self, freeze: Freeze, given: Given) -> bool:
        """What has ended stays ended, and there is nothing to change."""
        return not runs(freeze, given.now)

    @forbid(
        FORM,
        nl="Bij verlagen hoort het nieuwe bedrag, bij een tweede periode geen bedrag.",
        en="An amendment names the new sum, a second period names none.",
    )
    def sum_missing(self, freeze: Freeze, given: Given) -> bool:
        """What is proposed must be plain."""
        return (self.what == "amend") != (self.amount is not None)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Keep the proposal; a later one takes its place."""
        yield Proposed(
            proposal=Proposal(what=self.what, by=self.functionary, amount=self.amount),
            proposal_reason=self.reason,
        )


class SecondOfficer(NamedFiuAct):
    """What both acts share that carry out a proposal."""

    @forbid(FOUR_EYES, nl="Wie voorstelt, voert niet uit.", en="Who proposes does not carry out.")
    def proposer_acts(self, freeze: Freeze, given: Given) -> bool:
        """Four eyes."""
        return freeze.proposal is not None and freeze.proposal.by == self.functionary


class Amended(Stated[Freeze]):
    """Less is to be held than before; the rest is free."""

    ordered: Amount
    frozen: Amount
    state: State
    proposal: Proposal | None = None
    proposal_reason: Text | None = None


class Amend(SecondOfficer):
    """Hold less than was ordered, as a second officer agrees; the difference must be released."""

    nl = (
        "Houd minder vast dan was bevolen, zoals een tweede functionaris ermee instemt; het "
        "verschil moet worden vrijgegeven."
    )

    @forbid(FOUR_EYES, nl="Er ligt geen voorstel tot verlagen.", en="No amendment has been proposed.")
    def nothing_proposed(self, freeze: Freeze, given: Given) -> bool:
        """A first officer must have asked."""
        return freeze.proposal is None or freeze.proposal.what != "amend"

    @forbid(LAW, nl="De bevriezing is niet (meer) van kracht.", en="The freeze is not in force.")
    def not_in_force(self, freeze: Freeze, given: Given) -> bool:
        """Only what is held can be released; before the report a freeze is withdrawn."""
        return freeze.state not in IN_FORCE or not runs(freeze, given.now)

    @forbid(
        PROPERTY,
        nl="Het nieuwe bedrag moet boven nul liggen en onder wat is opgedragen.",
        en="The new sum must be above zero and below what was ordered.",
    )
    def not_downwards(self, freeze: Freeze, given: Given) -> bool:
        """Never more object than was served; all of it is a lift."""
        proposed = freeze.proposal.amount if freeze.proposal else None
        return not more(proposed, "0") or not more(freeze.ordered, proposed)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Lower what was ordered, and what is held with it."""
        assert freeze.proposal is not None
        assert freeze.proposal.amount is not None
        ordered = freeze.proposal.amount
        frozen = ordered if more(freeze.frozen, ordered) else freeze.frozen
        yield Amended(
            ordered=ordered,
            frozen=frozen,
            state="partially_in_force" if more(ordered, frozen) else "in_force",
        )


class PeriodAdded(Stated[Freeze]):
    """A second period follows the first; the end is counted anew."""

    ending: Ending
    periods: int
    proposal: Proposal | None = None
    proposal_reason: Text | None = None


class AddPeriod(SecondOfficer):
    """Add a second period, where the rule set of this freeze has one, before the first is over."""

    nl = (
        "Voeg een tweede termijn toe, waar de regels van deze bevriezing die kennen, voordat "
        "de eerste voorbij is."
    )

    @forbid(
        FOUR_EYES,
        nl="Er ligt geen voorstel voor een tweede periode.",
        en="No second period has been proposed.",
    )
    def nothing_proposed(self, freeze: Freeze, given: Given) -> bool:
        """A first officer must have asked."""
        return freeze.proposal is None or freeze.proposal.what != "second_period"

    @forbid(
        PROPERTY,
        nl="De regels waaronder is betekend kennen geen tweede periode.",
        en="The rules under which it was served know no second period.",
    )
    def no_second_period(self, freeze: Freeze, given: Given) -> bool:
        """Whether the law has one is in doubt; where in doubt it has none."""
        if freeze.law is None or freeze.order is None or freeze.law.second_period is None:
            return True
        return freeze.order.origin not in freeze.law.second_period_for

    @forbid(PROPERTY, nl="De tweede periode is al gebruikt.", en="The second period has been used.")
    def used(self, freeze: Freeze, given: Given) -> bool:
        """There is no third."""
        return freeze.periods > 1

    @forbid(LAW, nl="De bevriezing is al geëindigd.", en="The freeze has ended.")
    def ended(self, freeze: Freeze, given: Given) -> bool:
        """What is over is not prolonged."""
        return freeze.state not in (*IN_FORCE, "served", "acknowledged") or not runs(freeze, given.now)

    @forbid(PROPERTY, nl="De reden is dezelfde als de eerste.", en="The reason is the same as the first.")
    def reason_not_new(self, freeze: Freeze, given: Given) -> bool:
        """More of the same is no reason for more."""
        reason = (freeze.proposal_reason or "").strip().casefold()
        first = (freeze.reason_internal, freeze.reason_served, freeze.ground)
        return any(reason == (earlier or "").strip().casefold() for earlier in first)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Count the end anew, from the last day of the first period."""
        ending = _ending(freeze, 2, CALENDARS[freeze.calendar])
        assert freeze.served_at is not None
        later = remind_at(ending, freeze.calendar, given.now)
        yield PeriodAdded(ending=ending, periods=2)
        yield RemindersSet(remind_at=later)


def _ending(freeze: Freeze, periods: int, calendar: Calendar) -> Ending:
    assert freeze.law is not None
    assert freeze.order is not None
    assert freeze.served_at is not None
    order = freeze.order
    return ends(freeze.law, order.origin, order.object_kind, freeze.served_at, periods, calendar)


class Recounted(Stated[Freeze]):
    """The calendar was corrected; the end before and after stand side by side in the count."""

    ending: Ending
    calendar: str


class Recount(FiuAct):
    """Count the end of a running freeze again under the calendar that the scheme now has."""

    nl = "Tel het einde van een lopende bevriezing opnieuw, volgens de kalender die nu geldt."

    @forbid(LAW, nl="De bevriezing loopt niet meer.", en="The freeze no longer runs.")
    def not_running(self, freeze: Freeze, given: Given) -> bool:
        """What is over stays as it was counted."""
        return freeze.state not in RUNNING or not runs(freeze, given.now)

    @forbid(LAW, nl="De kalender is niet veranderd.", en="The calendar has not changed.")
    def same_calendar(self, freeze: Freeze, given: Given) -> bool:
        """There is nothing to count again."""
        return calendar_now(given) == freeze.calendar

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Show both ends, and let the new one hold."""
        assert freeze.ending is not None
        name = calendar_now(given)
        running = RunningTerm(
            key=freeze.freeze_id,
            ending=freeze.ending,
            count=lambda calendar: _ending(freeze, freeze.periods, calendar),
        )
        (recount,) = recompute((running,), CALENDARS[name], given.now)
        yield Recounted(ending=recount.after, calendar=name)
        yield RemindersSet(remind_at=remind_at(recount.after, name, given.now))
