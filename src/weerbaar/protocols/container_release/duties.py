"""Chapter 9, duties: what must be done in time, and what the clock does when it is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.protocols.container_release.carrier import Expire, Reissue, Withdraw
from weerbaar.protocols.container_release.chain import Accept, Decline, LapseOffer, Recall
from weerbaar.protocols.container_release.gate import AbortVisit, Collect, FlagOverstay, GateOut
from weerbaar.protocols.container_release.oversight import CloseDemand, Erase, kept_until
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.visit import CancelVisit, RejectVisit, ReportNoShow


class AnswerOffer(Duty[Release]):
    """Answer an offer before it lapses."""

    nl = "Beantwoord het aanbod voordat het vervalt."
    en = "Answer the offer before it lapses."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Accept, Decline, Recall)

    def holder(self, release: Release) -> Party | None:
        """The taker; the giver while a second officer has still to confirm."""
        return release.offered_to or (release.offer.giver if release.offer else None)

    def claimant(self, release: Release) -> Party | None:
        """The giver."""
        return release.offer.giver if release.offer else None

    def due(self, release: Release) -> datetime | None:
        """As long as the profile keeps an offer open."""
        offer = release.offer
        return offer.answer_by if offer else None

    def breach(self, release: Release) -> Act[Release]:
        """The offer lapses."""
        return LapseOffer(actor=CLOCK)


class CollectInTime(Duty[Release]):
    """Collect the container before the release runs out."""

    nl = "Haal de container op voordat de vrijgave verloopt."
    en = "Collect the container before the release runs out."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Collect, Withdraw, Reissue)

    def holder(self, release: Release) -> Party | None:
        """The holder of the right."""
        return release.holder

    def claimant(self, release: Release) -> Party | None:
        """The carrier."""
        return release.carrier

    def due(self, release: Release) -> datetime | None:
        """The expiry, until the gate has said yes."""
        return release.expires_at if release.state in ("live", "announced") else None

    def breach(self, release: Release) -> Act[Release]:
        """The release expires."""
        return Expire(actor=CLOCK)


class KeepAppointment(Duty[Release]):
    """Come within the time window of the visit."""

    nl = "Kom binnen het tijdvak van het bezoek."
    en = "Come within the time window of the visit."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Collect, CancelVisit, RejectVisit)

    def holder(self, release: Release) -> Party | None:
        """The operator, or the charter that drives for it."""
        return release.charter or release.operator

    def claimant(self, release: Release) -> Party | None:
        """The terminal."""
        return release.terminal

    def due(self, release: Release) -> datetime | None:
        """The end of the window with its allowance."""
        visit = release.visit
        waiting = visit is not None and release.state == "announced"
        return visit.window_to + release.rules.late_arrival if visit is not None and waiting else None

    def breach(self, release: Release) -> Act[Release]:
        """The visit ends; the right stays."""
        return ReportNoShow(actor=CLOCK)


class ReportExit(Duty[Release]):
    """Report a truck out, or its visit ended, within the time in the lane."""

    nl = "Meld de wagen uit of beëindig het bezoek binnen de toegestane tijd."
    en = "Report the truck out or end the visit within the time allowed."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (GateOut, AbortVisit)

    def holder(self, release: Release) -> Party | None:
        """The terminal."""
        return release.terminal

    def claimant(self, release: Release) -> Party | None:
        """The holder of the right."""
        return release.holder

    def due(self, release: Release) -> datetime | None:
        """The end of the lease that the gate gave."""
        return release.visit.lease_ends if release.visit and release.state == "committed" else None

    def breach(self, release: Release) -> Act[Release]:
        """The overstay is flagged."""
        return FlagOverstay(actor=CLOCK)


class EndDemand(Duty[Release]):
    """Stop looking when the time of a demand has passed."""

    nl = "De inzage eindigt wanneer de termijn van de vordering verstrijkt."
    en = "Inspection ends when the term of the demand has passed."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = ()  # only the clock ends it

    def holder(self, release: Release) -> Party | None:
        """The clock itself ends it."""
        return CLOCK

    def claimant(self, release: Release) -> Party | None:
        """Nobody in the chain may know."""
        return CLOCK

    def due(self, release: Release) -> datetime | None:
        """The first demand that ends."""
        return min([demand.until for demand in release.demands]) if release.demands else None

    def breach(self, release: Release) -> Act[Release]:
        """The inspection ends."""
        return CloseDemand(actor=CLOCK)


class EraseInTime(Duty[Release]):
    """Erase the personal data of the visits when their time has passed."""

    nl = "Wis de persoonsgegevens van de bezoeken wanneer de bewaartermijn verstrijkt."
    en = "Erase the personal data of the visits when the retention period has passed."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = (Erase, Reissue)

    def holder(self, release: Release) -> Party | None:
        """The clock itself does it."""
        return CLOCK

    def claimant(self, release: Release) -> Party | None:
        """Those whose data they are; nobody in the chain."""
        return CLOCK

    def due(self, release: Release) -> datetime | None:
        """Some time after the case was over."""
        return kept_until(release)

    def breach(self, release: Release) -> Act[Release]:
        """The data are erased."""
        return Erase(actor=CLOCK)


DUTIES = (AnswerOffer(), CollectInTime(), KeepAppointment(), ReportExit(), EndDemand(), EraseInTime())
