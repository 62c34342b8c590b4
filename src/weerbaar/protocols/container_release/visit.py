"""Chapter 5, the visit: an operator announces who comes to collect, and the terminal gives an appointment."""

from __future__ import annotations

from typing import ClassVar, Literal

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import VISITORS, Progressed, end_visit, pending_at_gate
from weerbaar.protocols.container_release.release import PassDigest, Plate, Release, Visit, expired
from weerbaar.protocols.container_release.terms import TERMS, Modality
from weerbaar.protocols.trade_codes import Ean, Reference


class VisitSubmitted(Event[Release]):
    """The holder announced a visit."""

    seen_by: ClassVar[tuple[str, ...]] = ("operator", "terminal", "warned")

    operator: Party
    ean: Ean
    modality: Modality
    plate: Plate | None
    driver_pass: PassDigest | None
    window_from: Moment
    window_to: Moment

    def apply(self, release: Release) -> Release:
        """Put the visit in place."""
        visit = Visit(
            operator=self.operator,
            ean=self.ean,
            modality=self.modality,
            plate=self.plate,
            driver_pass=self.driver_pass,
            window_from=self.window_from,
            window_to=self.window_to,
        )
        return replace(release, visit=visit, state="announced")


class VisitAccepted(Event[Release]):
    """The terminal gave an appointment."""

    seen_by: ClassVar[tuple[str, ...]] = VISITORS

    appointment: str

    def apply(self, release: Release) -> Release:
        """Keep the appointment with the visit."""
        assert release.visit is not None
        return replace(release, visit=replace(release.visit, state="accepted", appointment=self.appointment))


class CharterNamed(Event[Release]):
    """The operator named the firm whose card the driver carries, for this visit only."""

    seen_by: ClassVar[tuple[str, ...]] = ("operator", "charter", "terminal", "warned")

    charter: Party
    ean: Ean
    plate: Plate | None

    def apply(self, release: Release) -> Release:
        """Keep the charter with the visit; it still has to say yes itself."""
        assert release.visit is not None
        visit = replace(
            release.visit,
            charter=self.charter,
            charter_ean=self.ean,
            charter_confirmed=False,
            plate=self.plate or release.visit.plate,
        )
        return replace(release, visit=visit)


class DriverNamed(Event[Release]):
    """The operator said who will drive: between it and the terminal, and no business of a charter's."""

    seen_by: ClassVar[tuple[str, ...]] = ("operator", "terminal")

    driver_pass: PassDigest | None

    def apply(self, release: Release) -> Release:
        """Expect this driver."""
        assert release.visit is not None
        return replace(release, visit=replace(release.visit, driver_pass=self.driver_pass))


class CharterConfirmed(Event[Release]):
    """The charter said, under its own key, that it drives."""

    seen_by: ClassVar[tuple[str, ...]] = ("operator", "charter", "terminal", "warned")

    charter: Party

    def apply(self, release: Release) -> Release:
        """Let the charter's card open the gate."""
        assert release.visit is not None
        return replace(release, visit=replace(release.visit, charter_confirmed=True))


class Prenotify(Act[Release]):
    """Announce the visit by which you collect the container."""

    nl = "Meld het bezoek aan waarmee u de container ophaalt."

    modality: Modality
    ean: Ean
    window_from: Moment
    window_to: Moment
    plate: Plate | None = None
    driver_pass: PassDigest | None = None

    @permit(TERMS("?"), nl="U houdt het recht op ophalen.", en="You hold the right to collect.")
    def actor_holds(self, release: Release, given: Given) -> bool:
        """The actor is the one holder, and has it from somebody."""
        return release.holder == self.actor and len(release.chain) > 1

    @forbid(TERMS("?"), nl="U bent geen vervoerder van deze soort.", en="You are no operator of this kind.")
    def not_of_modality(self, release: Release, given: Given) -> bool:
        """A road operator announces trucks, and so on."""
        return not given.has_role(self.actor, self.modality)

    @forbid(
        TERMS("?"),
        nl="Dit vervoer is niet toegestaan voor deze container.",
        en="This way of transport is not allowed.",
    )
    def widens_modality(self, release: Release, given: Given) -> bool:
        """The carrier may have restricted the way of transport."""
        return release.modality not in (None, self.modality)

    @forbid(
        TERMS("?"),
        nl="Er is al een bezoek aangemeld, of het recht loopt niet.",
        en="A visit is announced already.",
    )
    def not_live(self, release: Release, given: Given) -> bool:
        """One visit at a time, and only under a live right."""
        return release.state != "live"

    @forbid(TERMS("?"), nl="Er staat nog een aanbod open.", en="An offer is still open.")
    def offer_open(self, release: Release, given: Given) -> bool:
        """While the offer is open the holder can do nothing else with the right."""
        return release.offer is not None

    @forbid(
        TERMS("?"),
        nl="Het bezoek begint na het verlopen van het recht.",
        en="The visit begins after the right runs out.",
    )
    def after_expiry(self, release: Release, given: Given) -> bool:
        """At the start of the window the right must still run."""
        return expired(release, self.window_from) or expired(release, given.now)

    @forbid(TERMS("?"), nl="Het tijdvak klopt niet.", en="The time window is not right.")
    def window_wrong(self, release: Release, given: Given) -> bool:
        """It ends after it begins, and lies in the future."""
        return self.window_to <= self.window_from or self.window_to <= given.now

    @forbid(TERMS("?"), nl="Dit EAN-nummer is niet van u.", en="This EAN number is not yours.")
    def ean_of_another(self, release: Release, given: Given) -> bool:
        """An EAN identifies a firm; it never proves who is asking."""
        return not given.holds("holds_ean", self.actor, self.ean)

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, release: Release, given: Given) -> bool:
        """The actor is suspended."""
        return not given.is_admitted(self.actor)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Submit the visit to the terminal."""
        yield VisitSubmitted(
            operator=self.actor,
            ean=self.ean,
            modality=self.modality,
            plate=self.plate,
            driver_pass=self.driver_pass,
            window_from=self.window_from,
            window_to=self.window_to,
        )
        yield Progressed(progress="announced")


class AcceptVisit(Act[Release]):
    """Give the announced visit its appointment."""

    nl = "Geef het aangemelde bezoek zijn afspraak."

    appointment: Reference

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """Only the terminal of this release."""
        return release.terminal == self.actor

    @forbid(TERMS("?"), nl="Er wacht geen bezoek op antwoord.", en="No visit waits for an answer.")
    def nothing_submitted(self, release: Release, given: Given) -> bool:
        """A visit is answered once."""
        return release.visit is None or release.visit.state != "submitted"

    @forbid(TERMS("?"), nl="Deze afspraak is al gebruikt.", en="This appointment has been used already.")
    def appointment_used(self, release: Release, given: Given) -> bool:
        """An appointment serves one visit, whatever became of it."""
        return given.holds("appointment_used", self.actor, self.appointment)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Accept."""
        yield VisitAccepted(appointment=self.appointment)


class RejectVisit(Act[Release]):
    """Turn the announced visit down, with the reason in a code."""

    nl = "Wijs het aangemelde bezoek af, met de reden in een code."

    code: Literal["NO_SLOT", "WRONG_TERMINAL", "NOT_READY", "MODALITY", "DATA"]

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """Only the terminal of this release."""
        return release.terminal == self.actor

    @forbid(TERMS("?"), nl="Er wacht geen bezoek op antwoord.", en="No visit waits for an answer.")
    def nothing_submitted(self, release: Release, given: Given) -> bool:
        """A visit is answered once."""
        return release.visit is None or release.visit.state != "submitted"

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the visit; the right is not touched."""
        yield from end_visit(release.visit, "rejected", self.code)


class CancelVisit(Act[Release]):
    """Take an announced visit back; the right stays."""

    nl = "Trek een aangemeld bezoek in; het recht blijft."

    @permit(TERMS("?"), nl="U meldde dit bezoek aan.", en="You announced this visit.")
    def actor_announced(self, release: Release, given: Given) -> bool:
        """Only the operator of the visit."""
        return release.operator == self.actor

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """After the gate said yes the terminal ends the visit."""
        return release.state != "announced"

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the visit."""
        yield from end_visit(release.visit, "cancelled", "cancelled by the operator")
        yield from pending_at_gate(release)


class NameCharter(Act[Release]):
    """Name the firm that drives this one visit for you; it cannot pass that on."""

    nl = "Noem het bedrijf dat dit ene bezoek voor u rijdt; dat kan het niet doorgeven."

    charter: Party
    ean: Ean
    plate: Plate | None = None
    driver_pass: PassDigest | None = None

    @permit(TERMS("?"), nl="U meldde dit bezoek aan.", en="You announced this visit.")
    def actor_announced(self, release: Release, given: Given) -> bool:
        """Only the operator of the visit, who is the holder."""
        return release.operator == self.actor

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """After the gate said yes the driver is known."""
        return release.state != "announced"

    @forbid(TERMS("?"), nl="Deze charter is niet toegelaten.", en="This charter is not admitted.")
    def charter_not_admitted(self, release: Release, given: Given) -> bool:
        """Only a member can drive."""
        return not given.is_admitted(self.charter)

    @forbid(
        TERMS("?"), nl="Dit EAN-nummer is niet van de charter.", en="This EAN number is not the charter's."
    )
    def ean_of_another(self, release: Release, given: Given) -> bool:
        """The card that the driver shows must be the charter's own."""
        return not given.holds("holds_ean", self.charter, self.ean)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Name the charter."""
        yield CharterNamed(charter=self.charter, ean=self.ean, plate=self.plate)
        if self.driver_pass is not None:
            yield DriverNamed(driver_pass=self.driver_pass)


class ConfirmCharter(Act[Release]):
    """Say, as the charter, that you drive this visit."""

    nl = "Zeg, als charter, dat u dit bezoek rijdt."

    @permit(TERMS("?"), nl="U bent als charter genoemd.", en="You have been named as charter.")
    def actor_named(self, release: Release, given: Given) -> bool:
        """Only the charter of the visit: its own key, and no number, speaks for it."""
        return release.charter == self.actor

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, release: Release, given: Given) -> bool:
        """The actor is suspended."""
        return not given.is_admitted(self.actor)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Confirm."""
        yield CharterConfirmed(charter=self.actor)


class ReportNoShow(Act[Release]):
    """Nobody came in the time window; the visit ends and the right stays."""

    nl = "Niemand kwam binnen het tijdvenster; het bezoek eindigt en het recht blijft."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="Het tijdvak is voorbij.", en="The time window has passed.")
    def window_passed(self, release: Release, given: Given) -> bool:
        """Only the clock, and only after the window with its allowance."""
        visit = release.visit
        late = release.rules.late_arrival
        return self.actor == CLOCK and visit is not None and given.now >= visit.window_to + late

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """Who was let in did show up."""
        return release.state != "announced"

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the visit."""
        yield from end_visit(release.visit, "no-show", "nobody came in the time window")
