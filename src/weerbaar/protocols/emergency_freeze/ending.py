"""Chapter 5, the end: lifted, converted into a seizure, expired by the clock, withdrawn or annulled."""

from __future__ import annotations

from typing import ClassVar, Literal

from weerbaar.kernel.law.acts import Act, Events, Stated
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.emergency_freeze.changing import Amend, Propose
from weerbaar.protocols.emergency_freeze.execution import DeskAct
from weerbaar.protocols.emergency_freeze.freeze import Freeze, Seizure, minutes_between, over, runs
from weerbaar.protocols.emergency_freeze.ordering import NamedFiuAct
from weerbaar.protocols.emergency_freeze.terms import (
    FORM,
    LAW,
    PROPERTY,
    RUNNING,
    SEIZURE,
    UNREPORTED,
    UNSERVED,
    Reference,
    State,
    Text,
)


class LiftOrdered(Stated[Freeze]):
    """The FIU asks to end it; the institution must release the money."""

    lift_ordered_at: Moment
    state: State = "lift_ordered"


class Lift(NamedFiuAct):
    """End a freeze before its term."""

    nl = "Beëindig een bevriezing voor het einde van haar termijn."

    reason: Text

    not_in_force = Amend.not_in_force

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Order the release."""
        yield LiftOrdered(lift_ordered_at=given.now)


class Released(Stated[Freeze]):
    """The institution said when the money was free."""

    state: State
    ended_at: Moment
    released_at: Moment
    minutes_late: int


class ConfirmLift(DeskAct):
    """Say when the money was released: after the FIU's order, or after the freeze ended by itself."""

    nl = "Meld wanneer het geld is vrijgegeven: op bevel van de FIU, of nadat de bevriezing vanzelf eindigde."

    released_at: Moment

    @forbid(LAW, nl="Er valt niets vrij te geven.", en="There is nothing to release.")
    def nothing_to_release(self, freeze: Freeze, given: Given) -> bool:
        """Once, and only when it must be."""
        return not freeze.must_release and not (freeze.state in RUNNING and over(freeze, given.now))

    @forbid(
        FORM,
        nl="De vrijgave ligt vóór de betekening of in de toekomst.",
        en="The release lies before the service or in the future.",
    )
    def released_at_no_time(self, freeze: Freeze, given: Given) -> bool:
        """One that came too early is told as it was, and counts below zero."""
        early = freeze.served_at is not None and self.released_at < freeze.served_at
        return early or self.released_at > given.now

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Count how late it was; an ended freeze stays what it was."""
        if freeze.state in RUNNING and over(freeze, given.now):
            yield expiry(freeze)
        due = freeze.release_from or freeze.expires_at
        assert due is not None
        lifted = freeze.state == "lift_ordered" and not over(freeze, given.now)
        ended = self.released_at if lifted else freeze.ended_at or freeze.expires_at
        assert ended is not None
        yield Released(
            state="lifted" if lifted else "expired" if freeze.state in RUNNING else freeze.state,
            ended_at=ended,
            released_at=self.released_at,
            minutes_late=minutes_between(due, self.released_at),
        )


class Expired(Stated[Freeze]):
    """It ended by itself: this is the instruction to release the money."""

    ended_at: Moment
    state: State = "expired"


def expiry(freeze: Freeze) -> Expired:
    """Return the end by the clock, at the moment that was counted, whenever it is written down."""
    assert freeze.expires_at is not None
    return Expired(ended_at=freeze.expires_at)


class Expire(Act[Freeze]):
    """The term has passed: the freeze ends, and nobody has to do anything for that."""

    nl = "De termijn is voorbij: de bevriezing eindigt, en daarvoor hoeft niemand iets te doen."

    by_clock: ClassVar[bool] = True

    @permit(PROPERTY, nl="De termijn is verstreken.", en="The term has passed.")
    def term_passed(self, freeze: Freeze, given: Given) -> bool:
        """Only the clock, only a running freeze, and not a moment before."""
        return self.actor == CLOCK and freeze.state in RUNNING and over(freeze, given.now)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """End at the moment that was counted."""
        yield expiry(freeze)


class Converted(Stated[Freeze]):
    """A seizure took the place of the freeze without a gap."""

    seizure: Seizure
    ended_at: Moment
    state: State = "converted"


class SeizedAfterEnd(Stated[Freeze]):
    """A seizure arrived after the end: the freeze stays expired, and the gap stands there for all to see."""

    seizure: Seizure


class Convert(Act[Freeze]):
    """Put a seizure in the place of the freeze; one that arrives after the end changes nothing of that end."""

    nl = (
        "Zet een beslag in de plaats van de bevriezing; een beslag dat na het einde komt, "
        "verandert niets aan dat einde."
    )

    reference: Reference
    seized_at: Moment

    @permit(SEIZURE, nl="U bent de officier die hiervan weet.", en="You are the prosecutor who knows of it.")
    def actor_is_the_prosecutor(self, freeze: Freeze, given: Given) -> bool:
        """Only the one who was told."""
        return freeze.prosecutor == self.actor

    @forbid(
        LAW,
        nl="De bevriezing is anders geëindigd, of er is al beslag gelegd.",
        en="The freeze ended in another way, or has been seized already.",
    )
    def nothing_to_seize(self, freeze: Freeze, given: Given) -> bool:
        """A running freeze, or one that the clock ended."""
        return freeze.state not in (*RUNNING, "expired") or freeze.seizure is not None

    @forbid(
        FORM,
        nl="Het beslag ligt vóór de betekening of in de toekomst.",
        en="The seizure lies before the service or in the future.",
    )
    def seized_at_no_time(self, freeze: Freeze, given: Given) -> bool:
        """A freeze can only be replaced while there is one."""
        early = freeze.served_at is not None and self.seized_at < freeze.served_at
        return early or self.seized_at > given.now

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """What counts is when the order arrived: until then nothing told the institution to go on holding."""
        arrived = Seizure(reference=self.reference, seized_at=self.seized_at, arrived_at=given.now)
        if runs(freeze, given.now):
            yield Converted(seizure=arrived, ended_at=self.seized_at)
            return
        if freeze.state in RUNNING:
            yield expiry(freeze)
        assert freeze.expires_at is not None
        gap = minutes_between(freeze.expires_at, given.now)
        yield SeizedAfterEnd(seizure=replace(arrived, gap_minutes=gap))


class WithdrawnBeforeService(Stated[Freeze]):
    """The FIU took it back before anybody else knew."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu",)

    ended_at: Moment
    state: State = "withdrawn"


class WithdrawnAfterService(Stated[Freeze]):
    """The FIU took it back after the desk could know of it and before it was carried out."""

    ended_at: Moment
    state: State = "withdrawn"


class Withdraw(NamedFiuAct):
    """Take a freeze back before it has been carried out."""

    nl = "Neem een bevriezing terug voordat zij is uitgevoerd."

    reason: Text

    @forbid(
        LAW,
        nl="De bevriezing is al uitgevoerd of geëindigd.",
        en="The freeze has been carried out, or has ended.",
    )
    def too_late(self, freeze: Freeze, given: Given) -> bool:
        """After the report it is lifted."""
        return freeze.state not in (*UNSERVED, "sent", *UNREPORTED) or over(freeze, given.now)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """End it."""
        if freeze.freeze_desk is None:
            yield WithdrawnBeforeService(ended_at=given.now)
        else:
            yield WithdrawnAfterService(ended_at=given.now)


class Annulled(Stated[Freeze]):
    """A court, or the FIU on a complaint, undid it."""

    end_reference: Reference
    ended_at: Moment
    state: State = "annulled"


class Annul(NamedFiuAct):
    """Record that a court, or the FIU on a complaint, annulled the freeze."""

    nl = "Leg vast dat een rechter, of de FIU op bezwaar, de bevriezing heeft vernietigd."

    decided_by: Literal["court", "fiu"]
    reference: Reference

    not_running = Propose.not_running

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """End it now."""
        yield Annulled(end_reference=self.reference, ended_at=given.now)
