"""Chapter 6, the gate: the one moment at which the right is exercised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import VISITORS, LinkEnded, end_visit
from weerbaar.protocols.container_release.force import Code, code_read, code_wrong
from weerbaar.protocols.container_release.release import PassDigest, Plate, Release, Text, expired
from weerbaar.protocols.container_release.terms import CUSTOMS, TERMS
from weerbaar.protocols.trade_codes import Ean, Reference
from weerbaar.standards.iso6346 import check_digit_holds


class Committed(Event[Release]):
    """The gate said yes, once, to this visit."""

    seen_by: ClassVar[tuple[str, ...]] = VISITORS

    at: Moment

    def apply(self, release: Release) -> Release:
        """Tie the right to the visit until gate-out or abort."""
        assert release.visit is not None
        visit = replace(release.visit, state="arrived", committed_at=self.at)
        return replace(release, visit=visit, state="committed", proposal=None)


class LaneGiven(Event[Release]):
    """In which lane the truck came in, and until when it may be inside: the terminal's own affair."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal",)

    lane: str
    lease_ends: Moment

    def apply(self, release: Release) -> Release:
        """Keep both with the visit."""
        assert release.visit is not None
        return replace(release, visit=replace(release.visit, lane=self.lane, lease_ends=self.lease_ends))


def let_in(release: Release, lane: str, at: Moment) -> Iterator[Event[Release]]:
    """Yield that a truck was let in, to each as far as it is its business."""
    yield Committed(at=at)
    yield LaneGiven(lane=lane, lease_ends=at + release.rules.gate_lease)


class GatedOut(Event[Release]):
    """The container left the terminal; the right has been exercised for good."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal", "holder", "charter", "warned")
    tells: ClassVar[tuple[str, ...]] = ("seal",)

    at: Moment
    seal: str

    def apply(self, release: Release) -> Release:
        """Close the case."""
        return replace(release, state="exercised", closed_at=self.at)


class Collected(Event[Release]):
    """Carrier, customs and consignee learn that the container has been collected, and not by whom."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "customs", "consignee")

    def apply(self, release: Release) -> Release:
        """Change nothing: `GatedOut` closed the case."""
        return release


class Overstayed(Event[Release]):
    """A truck that was let in has not been reported out in time."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal",)

    def apply(self, release: Release) -> Release:
        """Flag it for the terminal and stop the clock; the visit itself runs on."""
        assert release.visit is not None
        return replace(release, overstayed=True, visit=replace(release.visit, lease_ends=None))


class Overridden(Event[Release]):
    """Two officers of the terminal let a truck through against a hold; flagged for ever."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal", "carrier", "customs", "warned")
    tells: ClassVar[tuple[str, ...]] = ("reason",)

    reason: str

    def apply(self, release: Release) -> Release:
        """Flag the case."""
        return replace(release, overridden=True)


class OverriddenBy(Event[Release]):
    """Which two officers did so: kept, as the terminal's own affair."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal",)
    tells: ClassVar[tuple[str, ...]] = ("officers",)

    officers: tuple[str, str]

    def apply(self, release: Release) -> Release:
        """Change nothing: `Overridden` flagged the case."""
        return release


class Collect(Act[Release]):
    """Ask at the gate whether this driver may collect this container now."""

    nl = "Vraag aan de poort of deze chauffeur deze container nu mag ophalen."

    appointment: Reference
    ean: Ean
    plate: Plate | None = None
    driver_pass: PassDigest | None = None
    identity_confirmed: bool = False
    lane: str = ""

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """Only the terminal of this release asks."""
        return release.terminal == self.actor

    @forbid(TERMS("?"), nl="Er is geen geldig recht.", en="There is no valid right.")
    def no_right(self, release: Release, given: Given) -> bool:
        """Prepared, revoked, expired and superseded rights never open a gate, nor does a carrier's own."""
        return release.state not in ("live", "announced", "committed") or len(release.chain) < 2

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has been let in already.", clash=True)
    def already_committed(self, release: Release, given: Given) -> bool:
        """The gate says yes once."""
        return release.state == "committed"

    @forbid(TERMS("?"), nl="De container is al weg.", en="The container has left already.")
    def already_out(self, release: Release, given: Given) -> bool:
        """Nobody collects twice."""
        return release.state == "exercised"

    @forbid(TERMS("?"), nl="Er is geen geaccepteerd bezoek.", en="There is no accepted visit.")
    def no_appointment(self, release: Release, given: Given) -> bool:
        """The terminal must have given an appointment first."""
        return release.visit is None or release.visit.state == "submitted"

    @forbid(
        TERMS("?"),
        nl="Dit is niet de afspraak van dit bezoek.",
        en="This is not the appointment of this visit.",
    )
    def appointment_mismatch(self, release: Release, given: Given) -> bool:
        """An appointment of an earlier visit or epoch opens nothing."""
        return release.visit is not None and release.visit.appointment != self.appointment

    @forbid(TERMS("?"), nl="Het recht is verlopen.", en="The right has run out.")
    def expired(self, release: Release, given: Given) -> bool:
        """The last moment no longer counts."""
        return expired(release, given.now)

    @forbid(TERMS("?"), nl="De container is niet gelost.", en="The container has not been discharged.")
    def not_discharged(self, release: Release, given: Given) -> bool:
        """What is not on the quay cannot be handed out."""
        return not release.discharged

    @forbid(CUSTOMS("?"), nl="De douane heeft niet vrijgegeven.", en="Customs has not released.")
    def customs_not_released(self, release: Release, given: Given) -> bool:
        """The customs light must be ok."""
        return release.customs_light != "ok"

    @forbid(TERMS("?"), nl="De terminal heeft niet vrijgegeven.", en="The terminal has not released.")
    def terminal_not_released(self, release: Release, given: Given) -> bool:
        """The terminal light must be ok."""
        return release.terminal_light != "ok"

    @forbid(CUSTOMS("?"), nl="De douane blokkeert de container.", en="Customs holds the container.")
    def hold_customs(self, release: Release, given: Given) -> bool:
        """A hold of customs."""
        return _held_by(release, "CUSTOMS")

    @forbid(TERMS("?"), nl="De vervoerder blokkeert de container.", en="The carrier holds the container.")
    def hold_carrier(self, release: Release, given: Given) -> bool:
        """A hold of the carrier."""
        return _held_by(release, "CARRIER")

    @forbid(TERMS("?"), nl="De terminal blokkeert de container.", en="The terminal holds the container.")
    def hold_terminal(self, release: Release, given: Given) -> bool:
        """A hold of the terminal."""
        return _held_by(release, "TERMINAL")

    @forbid(TERMS("?"), nl="De pas is van een andere firma.", en="The card belongs to another firm.")
    def ean_mismatch(self, release: Release, given: Given) -> bool:
        """The card must be the charter's where one is named, and else the operator's."""
        visit = release.visit
        return visit is not None and self.ean != (visit.charter_ean if visit.charter else visit.ean)

    @forbid(TERMS("?"), nl="De charter heeft niet bevestigd.", en="The charter has not confirmed.")
    def charter_unconfirmed(self, release: Release, given: Given) -> bool:
        """A number names the charter; only its own key makes it drive."""
        return (
            release.visit is not None and bool(release.visit.charter) and not release.visit.charter_confirmed
        )

    @forbid(TERMS("?"), nl="Het kenteken is een ander.", en="The number plate is another one.")
    def plate_mismatch(self, release: Release, given: Given) -> bool:
        """Where a plate was announced, that one comes."""
        return release.visit is not None and release.visit.plate not in (None, self.plate)

    @forbid(TERMS("?"), nl="De bestuurder is een ander.", en="The driver is another one.")
    def driver_mismatch(self, release: Release, given: Given) -> bool:
        """Where a driver's pass was announced, that one is shown."""
        return release.visit is not None and release.visit.driver_pass not in (None, self.driver_pass)

    @forbid(
        TERMS("?"),
        nl="De pasuitgever bevestigt de bestuurder niet.",
        en="The pass issuer does not confirm the driver.",
    )
    def identity_not_confirmed(self, release: Release, given: Given) -> bool:
        """The issuer of the pass compares the driver; we get only its yes or no."""
        return not self.identity_confirmed

    @forbid(TERMS("?"), nl="De wagen is buiten het tijdvak.", en="The truck is outside its time window.")
    def outside_window(self, release: Release, given: Given) -> bool:
        """Too early or too late."""
        visit, late = release.visit, release.rules.late_arrival
        return visit is not None and not (visit.window_from <= given.now < visit.window_to + late)

    @forbid(TERMS("?"), nl="De houder is niet meer toegelaten.", en="The holder is no longer admitted.")
    def holder_not_admitted(self, release: Release, given: Given) -> bool:
        """A suspended firm exercises nothing."""
        visit = release.visit
        firms = [release.holder, visit.charter if visit else None]
        return any(firm is not None and not given.is_admitted(firm) for firm in firms)

    @forbid(
        TERMS("?"),
        nl="Het controlecijfer van de container klopt niet.",
        en="The container's check digit is wrong.",
    )
    def check_digit_wrong(self, release: Release, given: Given) -> bool:
        """Such a number is accepted as flagged and never passes the gate by itself."""
        return not check_digit_holds(release.container)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Commit the visit to its lane for a while."""
        yield from let_in(release, self.lane, given.now)


def _held_by(release: Release, code: str) -> bool:
    return any(hold.code == code for hold in release.holds)


class GateOut(Act[Release]):
    """Report at the exit that the container leaves."""

    nl = "Meld bij de uitgang dat de container vertrekt."

    number_read: str
    seal: str = ""

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """Only the terminal of this release."""
        return release.terminal == self.actor

    @forbid(TERMS("?"), nl="Deze wagen is niet toegelaten.", en="This truck was not let in.")
    def not_committed(self, release: Release, given: Given) -> bool:
        """Out goes only what was let in, and only once."""
        return release.state != "committed"

    @forbid(TERMS("?"), nl="De camera leest een ander nummer.", en="The camera reads another number.")
    def number_mismatch(self, release: Release, given: Given) -> bool:
        """The number on the box must be that of the right."""
        return self.number_read.replace(" ", "") != release.container

    @forbid(TERMS("?"), nl="Er is intussen een blokkade gezet.", en="A hold has been set in the meantime.")
    def hold_since_gate(self, release: Release, given: Given) -> bool:
        """The exit barrier looks again; a hold that an override passed does not count twice."""
        committed = release.visit.committed_at if release.visit else None
        return any(committed is None or hold.since >= committed for hold in release.holds)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Close the case; every link has been exercised."""
        yield GatedOut(at=given.now, seal=self.seal)
        yield Collected()
        for link in release.chain:
            yield LinkEnded(giver=link.giver, taker=link.taker, how="exercised", because="collected")


class AbortVisit(Act[Release]):
    """End a visit whose truck leaves without the container; the holder keeps the right."""

    nl = "Beëindig een bezoek waarvan de wagen zonder de container vertrekt; de houder houdt het recht."

    reason: Text

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """Only the terminal of this release."""
        return release.terminal == self.actor

    @forbid(TERMS("?"), nl="Er is geen wagen binnen.", en="No truck is inside.")
    def not_committed(self, release: Release, given: Given) -> bool:
        """Only what was let in can leave empty."""
        return release.state != "committed"

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the visit; the right lives on."""
        yield from end_visit(release.visit, "aborted", self.reason)


class FlagOverstay(Act[Release]):
    """The time in the lane has passed without gate-out or abort."""

    nl = "De tijd in de rijstrook is voorbij zonder vertrek of afbreking."

    by_clock: ClassVar[bool] = True

    @permit(
        TERMS("?"),
        nl="De toegestane tijd op het terrein is voorbij.",
        en="The time allowed inside has passed.",
    )
    def lease_passed(self, release: Release, given: Given) -> bool:
        """Only the clock, and only after the lease."""
        visit = release.visit
        lease = visit.lease_ends if visit else None
        return self.actor == CLOCK and lease is not None and given.now >= lease

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Flag it."""
        yield Overstayed()


class Override(Act[Release]):
    """Let a truck through against a hold, as the second officer of the terminal."""

    nl = "Laat een wagen toch door tegen een blokkade in, als tweede functionaris van de terminal."

    reason: Text
    lane: str = ""
    code: Code | None = None

    code_wrong = code_wrong
    actor_is_terminal = AbortVisit.actor_is_terminal

    @forbid(
        TERMS("?"),
        nl="Er is niets geschorst dat u kunt passeren.",
        en="Nothing is suspended that you could override.",
    )
    def not_suspended(self, release: Release, given: Given) -> bool:
        """Only an announced right under a hold; never a revoked or expired one."""
        return not release.suspended or release.state != "announced" or expired(release, given.now)

    @forbid(
        CUSTOMS("?"), nl="Een blokkade van de douane gaat voor.", en="A customs hold cannot be overridden."
    )
    def hold_customs(self, release: Release, given: Given) -> bool:
        """Nobody but customs lifts a customs hold."""
        return _held_by(release, "CUSTOMS")

    @forbid(TERMS("?"), nl="Twee functionarissen zijn nodig.", en="Two officers are needed.")
    def second_officer_missing(self, release: Release, given: Given) -> bool:
        """One officer proposes, another does it, both known by name."""
        one = release.proposal
        return not (
            one is not None
            and one.act == "override"
            and one.party == self.actor
            and bool(self.functionary)
            and one.functionary != self.functionary
            and given.now < one.until
        )

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Commit the visit, flagged; carrier and customs are alerted."""
        assert release.proposal is not None
        yield Overridden(reason=self.reason)
        yield OverriddenBy(officers=(release.proposal.functionary, self.functionary))
        yield from let_in(release, self.lane, given.now)
        yield from code_read(self, "override", given)
