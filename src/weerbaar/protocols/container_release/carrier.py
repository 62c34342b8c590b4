"""Chapter 1, the carrier: releases, amends, withdraws and releases again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import (
    ConsigneeNamed,
    ConsigneeTold,
    Intended,
    LinkEnded,
    OfferEnded,
    Released,
    RightBegun,
    RightEnded,
    end_visit,
    pending_at_gate,
)
from weerbaar.protocols.container_release.release import OPEN_STATES, Release, expired
from weerbaar.protocols.container_release.releasing import (
    Releasing,
    begin,
    first_offer,
    released_by,
)
from weerbaar.protocols.container_release.terms import TERMS, Modality, Role
from weerbaar.protocols.trade_codes import Reference


class Issue(Releasing):
    """Release a container commercially: the right to collect it exists from now on."""

    nl = "Geef een container commercieel vrij: vanaf nu bestaat het recht om hem op te halen."

    bills: tuple[str, ...] = ()
    consignee: Party | None = None

    @forbid(
        TERMS("?"),
        nl="De container hoort ook bij cognossementen die u niet noemt.",
        en="The container also belongs to bills of lading that you do not name.",
    )
    def bills_missing(self, release: Release, given: Given) -> bool:
        """Who released some bills of a groupage container names them all when he releases it whole."""
        return any(bill not in self.bills for one in release.bill_releases for bill in one.bills)

    @forbid(
        TERMS("?"),
        nl="De geadresseerde is niet toegelaten.",
        en="The consignee is not admitted.",
    )
    def consignee_not_admitted(self, release: Release, given: Given) -> bool:
        """Who follows the container must be a member."""
        return self.consignee is not None and not given.is_admitted(self.consignee)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Open the first epoch, and offer to the first receiver when one is named."""
        yield from begin(self, self.bills, self.expires_at, self.modality, given)
        yield from released_by(self.functionary)
        if self.consignee is not None:
            yield ConsigneeNamed(consignee=self.consignee)
        if self.release_to is not None:
            yield first_offer(self.actor, self.release_to, self.release_to_role, given.now)


class Amended(Event[Release]):
    """The carrier changed terminal, expiry or way of transport."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "holder", "offered_to", "terminal", "left", "warned")

    left: Party | None
    terminal: Party
    expires_at: Moment
    modality: Modality | None

    def apply(self, release: Release) -> Release:
        """Put the new values in place."""
        return replace(release, terminal=self.terminal, expires_at=self.expires_at, modality=self.modality)


class Amend(Act[Release]):
    """Change the terminal, the expiry or the way of transport of a live release."""

    nl = "Wijzig de terminal, de einddatum of de vervoerswijze van een lopende vrijgave."

    terminal: Party | None = None
    expires_at: Moment | None = None
    modality: Modality | None = None

    @permit(TERMS("?"), nl="U hebt deze container vrijgegeven.", en="You released this container.")
    def actor_released(self, release: Release, given: Given) -> bool:
        """Only the carrier of this release."""
        return release.carrier == self.actor

    @forbid(
        TERMS("?"), nl="Het recht loopt niet meer, of de wagen is al binnen.", en="The right no longer runs."
    )
    def not_running(self, release: Release, given: Given) -> bool:
        """After the gate said yes, or after the end, nothing is amended."""
        return release.state not in ("live", "announced")

    @forbid(TERMS("?"), nl="De terminal is niet bekend.", en="The terminal is not known.")
    def terminal_unknown(self, release: Release, given: Given) -> bool:
        """A new terminal must be a member that acts as one."""
        return self.terminal is not None and not given.has_role(self.terminal, "terminal")

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Change; another terminal ends the visit, and an expiry in the past ends the right."""
        assert release.terminal is not None
        assert release.expires_at is not None
        moved = self.terminal not in (None, release.terminal)
        switched = self.modality not in (None, release.modality)
        if moved or switched:
            yield from end_visit(release.visit, "cancelled", "release amended")
        after = self.expires_at or release.expires_at
        yield Amended(
            left=release.terminal if moved else None,
            terminal=self.terminal or release.terminal,
            expires_at=after,
            modality=self.modality or release.modality,
        )
        if after <= given.now:
            yield from end_right(release, "expired", given.now, visit=not (moved or switched))
        if moved or switched or after <= given.now:
            yield from pending_at_gate(release)


def end_right(release: Release, how: str, now: datetime, *, visit: bool = True) -> Iterator[Event[Release]]:
    """Yield the end of the right: the terminal is told first, then each pair of neighbours its own link."""
    if visit:
        yield from end_visit(release.visit, "cancelled", "right ended")
    if release.offer is not None:
        offer = release.offer
        yield OfferEnded(giver=offer.giver, taker=offer.taker, how="ended", known=offer.confirmed)
    for link in reversed(release.chain):
        yield LinkEnded(giver=link.giver, taker=link.taker, how="ended", because="right ended")
    if release.consignee is not None:
        yield ConsigneeTold()
    match how:
        case "revoked":
            yield RightEnded(how="revoked", at=now)
        case "expired":
            yield RightEnded(how="expired", at=now)
        case _:
            yield RightEnded(how="superseded", at=now)


class Withdraw(Act[Release]):
    """Withdraw the release: this epoch is closed for ever."""

    nl = "Trek de vrijgave in: dit tijdvak is voorgoed gesloten."

    reason: str

    @permit(TERMS("?"), nl="U hebt deze container vrijgegeven.", en="You released this container.")
    def actor_released(self, release: Release, given: Given) -> bool:
        """Only the carrier of this release."""
        return release.carrier == self.actor

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """After the gate said yes the container goes, or the terminal aborts the visit."""
        return release.state in ("committed", "exercised")

    @forbid(
        TERMS("?"),
        nl="Er loopt geen recht dat u kunt intrekken.",
        en="No right runs that you could withdraw.",
    )
    def nothing_to_withdraw(self, release: Release, given: Given) -> bool:
        """An ended right stays ended."""
        return release.state not in (*OPEN_STATES, "exercised")

    @forbid(TERMS("?"), nl="Wie vrijgeeft mag niet intrekken.", en="Who releases may not withdraw.")
    def same_officer_as_issue(self, release: Release, given: Given) -> bool:
        """Separation of duties between named officers; machines have none."""
        return self.functionary in release.issued_by

    @forbid(
        TERMS("?"),
        nl="Een tweede functionaris moet dit eerst voorstellen.",
        en="A second officer must propose it.",
    )
    def second_officer_missing(self, release: Release, given: Given) -> bool:
        """Four eyes, where the profile asks for them."""
        return release.rules.withdraw_four_eyes and not proposed(release, self, "withdraw", given)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the right everywhere."""
        yield from end_right(release, "revoked", given.now)
        yield from pending_at_gate(release)


def proposed(release: Release, act: Act[Release], what: str, given: Given) -> bool:
    """Return whether another officer of the same party proposed this act, not too long ago."""
    one = release.proposal
    return (
        one is not None
        and one.act == what
        and one.party == act.actor
        and bool(act.functionary)
        and one.functionary != act.functionary
        and given.now < one.until
    )


class Reissue(Act[Release]):
    """Release again after a correction: a new epoch, in which nothing of the old one gives any right."""

    nl = "Geef na een correctie opnieuw vrij: een nieuw tijdvak, waarin niets uit het oude nog recht geeft."

    reference: Reference
    expires_at: Moment
    terminal: Party | None = None
    bills: tuple[str, ...] = ()
    modality: Modality | None = None
    release_to: Party | None = None
    release_to_role: Role = "forwarder"
    order: str = ""

    @permit(TERMS("?"), nl="U hebt deze container vrijgegeven.", en="You released this container.")
    def actor_released(self, release: Release, given: Given) -> bool:
        """Only the carrier of this release."""
        return release.carrier == self.actor

    @forbid(
        TERMS("?"), nl="De container is al toegelaten of weg.", en="The container has been let in or is gone."
    )
    def already_committed(self, release: Release, given: Given) -> bool:
        """After the gate said yes, or once the container is gone, there is nothing to correct."""
        return release.state in ("committed", "exercised") or release.left_at is not None

    @forbid(
        TERMS("?"),
        nl="Het recht kwam van een ander platform of is daarvoor vastgezet.",
        en="The right came from another platform, or is locked for one.",
    )
    def bound_elsewhere(self, release: Release, given: Given) -> bool:
        """What lives there, or may live there again, is not released here as well; see the chapter on the bridge."""
        return bool(release.locked_for or release.brought_from)

    expiry_passed = Releasing.expiry_passed
    terminal_unknown = Amend.terminal_unknown
    receiver_not_accepted = Releasing.receiver_not_accepted

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End what still runs in the same commit, open the next epoch, keep the old chain as intentions."""
        assert release.terminal is not None
        if release.state in OPEN_STATES:
            yield from end_right(release, "superseded", given.now)
            yield from pending_at_gate(release)
        yield Released(
            carrier=self.actor,
            terminal=self.terminal or release.terminal,
            reference=self.reference,
            order=self.order or release.container,
            bills=self.bills or release.bills,
            size_type=release.size_type,
            modality=self.modality,
            expires_at=self.expires_at,
            profile=release.profile,
            at=given.now,
        )
        yield RightBegun(carrier=self.actor, terminal=self.terminal or release.terminal)
        yield from released_by(self.functionary)
        if release.consignee is not None:
            yield ConsigneeNamed(consignee=release.consignee)
        for link in release.links:
            passed_on = link.epoch == release.epoch and link.giver != self.actor
            if passed_on and link.role != "carrier" and link.state in ("passed", "held", "ended"):
                yield Intended(giver=link.giver, taker=link.taker, role=link.role, source="earlier")
        if self.release_to is not None:
            yield first_offer(self.actor, self.release_to, self.release_to_role, given.now)


class Expire(Act[Release]):
    """The release has run out, and no truck was let in before."""

    nl = "De vrijgave is verlopen, en er is geen wagen binnengelaten."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De termijn is verstreken.", en="The term has passed.")
    def term_passed(self, release: Release, given: Given) -> bool:
        """Only the clock, and only after the term."""
        return self.actor == CLOCK and expired(release, given.now)

    @forbid(
        TERMS("?"),
        nl="Er loopt geen recht, of de wagen is al binnen.",
        en="No right runs, or the truck is in.",
    )
    def not_running(self, release: Release, given: Given) -> bool:
        """A visit that the gate admitted is finished first."""
        return release.state not in ("live", "announced")

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the right everywhere."""
        yield from end_right(release, "expired", given.now)
