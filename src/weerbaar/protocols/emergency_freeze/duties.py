"""Chapter 7, duties: what must be done without delay, what the clock does by itself, and whom it reminds."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime, timedelta
from typing import Any, ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events, Stated
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.emergency_freeze.changing import AddPeriod, Amend
from weerbaar.protocols.emergency_freeze.delivery import Serve
from weerbaar.protocols.emergency_freeze.ending import (
    Annul,
    ConfirmLift,
    Convert,
    Expire,
    Lift,
    Withdraw,
)
from weerbaar.protocols.emergency_freeze.execution import Acknowledge, ReportExecution
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.terms import IN_FORCE, LAW, PROPERTY, RUNNING, UNREPORTED


class Overdue(Event[Freeze]):
    """Somebody has been silent for longer than the rule set allows; the freeze itself is not touched."""

    duty: str

    def apply(self, freeze: Freeze) -> Freeze:
        """Remember it, once for each time."""
        return replace(freeze, overdue=(*freeze.overdue, self.duty))


class FlagOverdue(Act[Freeze]):
    """Note that somebody has been silent for too long: the institution, or the line to it."""

    nl = "Noteer dat iemand te lang heeft gezwegen: de instelling, of de verbinding met haar."

    by_clock: ClassVar[bool] = True

    duty: str

    @permit(LAW, nl="De klok stelt het stilzwijgen vast.", en="The clock finds the silence.")
    def clock_flags(self, freeze: Freeze, given: Given) -> bool:
        """Only the clock."""
        return self.actor == CLOCK

    @forbid(LAW, nl="Dit verzuim loopt niet.", en="No such silence runs.")
    def not_silent(self, freeze: Freeze, given: Given) -> bool:
        """Only what is due."""
        due = self._due(freeze)
        return due is None or given.now < due

    def _due(self, freeze: Freeze) -> datetime | None:
        return next((duty.due(freeze) for duty in SILENCES if duty.name == self.duty), None)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Remember it: as often as the silence has doubled by now, where it was told of late."""
        while (due := self._due(freeze)) is not None and due <= given.now:
            silence = Overdue(duty=self.duty)
            yield silence
            freeze = silence.apply(freeze)


class Reminded(Stated[Freeze]):
    """The FIU and the prosecutor were reminded that the end is near."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu", "prosecutor")

    remind_at: tuple[Moment, ...]


class Remind(Act[Freeze]):
    """Remind the FIU and the prosecutor that the end is near."""

    nl = "Herinner de FIU en de officier eraan dat het einde nabij is."

    by_clock: ClassVar[bool] = True

    @permit(PROPERTY, nl="Het einde nadert.", en="The end is near.")
    def end_is_near(self, freeze: Freeze, given: Given) -> bool:
        """Only the clock, two working days, one, and two hours before."""
        return self.actor == CLOCK and any(at <= given.now for at in freeze.remind_at)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """What has been said is not said again."""
        yield Reminded(remind_at=tuple(at for at in freeze.remind_at if at > given.now))


class Silence(Duty[Freeze]):
    """What the duties share that the law wants done without delay, without naming a time; most are the desk's."""

    def holder(self, freeze: Freeze) -> Party | None:
        """The freeze desk."""
        return freeze.freeze_desk

    def claimant(self, freeze: Freeze) -> Party | None:
        """The FIU."""
        return freeze.fiu

    @abstractmethod
    def since(self, freeze: Freeze) -> datetime | None:
        """Return from when the institution must act."""

    @abstractmethod
    def within(self, freeze: Freeze) -> timedelta:
        """Return after how long it is called silent."""

    def due(self, freeze: Freeze) -> datetime | None:
        """Until it is done; each time that it was flagged doubles the wait for the next."""
        since = self.since(freeze)
        if since is None:
            return None
        times: int = 2 ** freeze.overdue.count(self.name)
        return since + self.within(freeze) * times

    def breach(self, freeze: Freeze) -> Act[Freeze]:
        """The silence is noted."""
        return FlagOverdue(actor=CLOCK, duty=self.name)


class DeliverFreeze(Silence):
    """See that a freeze that was sent arrives."""

    nl = "Er is nog geen bewijs dat de bevriezing is aangekomen: bel het loket, of beteken langs een andere weg."
    en = "There is no proof yet that the freeze arrived: call the desk, or serve it in another way."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Serve, Withdraw)

    def holder(self, freeze: Freeze) -> Party | None:
        """The FIU: nobody else knows that something should arrive."""
        return freeze.fiu

    def since(self, freeze: Freeze) -> datetime | None:
        """From sending until the proof."""
        return freeze.sent_at if freeze.state == "sent" else None

    def within(self, freeze: Freeze) -> timedelta:
        """As the rule set had it when it was sent."""
        sent, by = freeze.sent_at, freeze.deliver_by
        return by - sent if sent is not None and by is not None else timedelta(0)


class AcknowledgeFreeze(Silence):
    """Say that you have seen it."""

    nl = "Bevestig onverwijld dat u de bevriezing hebt gezien."
    en = "Acknowledge without delay that you have seen the freeze."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Acknowledge, ReportExecution)

    def since(self, freeze: Freeze) -> datetime | None:
        """From service."""
        return freeze.served_at if freeze.state == "served" else None

    def within(self, freeze: Freeze) -> timedelta:
        """As the rule set has it."""
        return freeze.law.acknowledge.length if freeze.law else timedelta(0)


class CarryOut(Silence):
    """Hold the money and say what you hold."""

    nl = "Voer de bevriezing onverwijld uit en meld wat u vasthoudt."
    en = "Carry the freeze out without delay and report what you hold."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (ReportExecution,)

    def since(self, freeze: Freeze) -> datetime | None:
        """From service, whether or not it was acknowledged."""
        return freeze.served_at if freeze.state in UNREPORTED else None

    def within(self, freeze: Freeze) -> timedelta:
        """As the rule set has it."""
        return freeze.law.report.length if freeze.law else timedelta(0)


class AnswerLift(Silence):
    """Release the money that the FIU no longer wants held."""

    nl = "Geef het geld vrij en meld wanneer dat is gebeurd."
    en = "Release the money and report when that was done."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (ConfirmLift,)

    def since(self, freeze: Freeze) -> datetime | None:
        """From the order to lift."""
        return freeze.lift_ordered_at if freeze.state == "lift_ordered" else None

    def within(self, freeze: Freeze) -> timedelta:
        """As the rule set has it."""
        return freeze.law.lift.length if freeze.law else timedelta(0)


class ReleaseAfterEnd(Silence):
    """Release the money when the freeze has ended; every minute later counts."""

    nl = "De bevriezing is geëindigd: geef het geld vrij en meld wanneer. Elke minuut later telt."
    en = "The freeze has ended: release the money and report when. Every minute later counts."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (ConfirmLift,)

    def since(self, freeze: Freeze) -> datetime | None:
        """From the end."""
        return freeze.ended_at if freeze.must_release and freeze.state != "lift_ordered" else None

    def within(self, freeze: Freeze) -> timedelta:
        """As the rule set has it."""
        return freeze.law.release.length if freeze.law else timedelta(0)


class EndByTheClock(Duty[Freeze]):
    """The freeze ends at the moment that was counted."""

    nl = "De bevriezing eindigt op dit moment vanzelf; houd daarna niets meer vast."
    en = "The freeze ends by itself at this moment; hold nothing after it."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (
        ConfirmLift,
        Convert,
        Annul,
        Withdraw,
        ReportExecution,
    )

    def holder(self, freeze: Freeze) -> Party | None:
        """The institution, which must then let go."""
        return freeze.freeze_desk

    def claimant(self, freeze: Freeze) -> Party | None:
        """The FIU; the client, to whom it is owed, may not know of it."""
        return freeze.fiu

    def due(self, freeze: Freeze) -> datetime | None:
        """Its end, as long as it runs."""
        return freeze.expires_at if freeze.state in RUNNING else None

    def breach(self, freeze: Freeze) -> Act[Freeze]:
        """It expires; no human is needed."""
        return Expire(actor=CLOCK)


class DecideBeforeEnd(Duty[Freeze]):
    """Decide what follows before the freeze ends by itself."""

    nl = "Beslis wat volgt: de bevriezing eindigt binnenkort vanzelf."
    en = "Decide what follows: the freeze will soon end by itself."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Lift, Convert, Annul, Withdraw, AddPeriod, Amend)

    def holder(self, freeze: Freeze) -> Party | None:
        """The FIU."""
        return freeze.fiu

    def claimant(self, freeze: Freeze) -> Party | None:
        """The prosecutor, once told."""
        return freeze.prosecutor or freeze.fiu

    def due(self, freeze: Freeze) -> datetime | None:
        """The next reminder."""
        undecided = freeze.state in (*UNREPORTED, *IN_FORCE)
        return freeze.remind_at[0] if freeze.remind_at and undecided else None

    def breach(self, freeze: Freeze) -> Act[Freeze]:
        """Both are reminded."""
        return Remind(actor=CLOCK)


SILENCES: tuple[Silence, ...] = (
    DeliverFreeze(),
    AcknowledgeFreeze(),
    CarryOut(),
    AnswerLift(),
    ReleaseAfterEnd(),
)
DUTIES: tuple[Duty[Freeze], ...] = (*SILENCES, DecideBeforeEnd(), EndByTheClock())
