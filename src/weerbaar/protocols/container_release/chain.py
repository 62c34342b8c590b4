"""Chapter 2, the chain: the right passes from hand to hand by offer and acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events, Opening
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import (
    HolderChanged,
    Intended,
    OfferConfirmed,
    Offered,
    OfferEnded,
    OfferProposed,
    Passed,
    misdirected,
)
from weerbaar.protocols.container_release.release import Intention, Link, Release, expired
from weerbaar.protocols.container_release.terms import OPERATORS, TERMS, Role
from weerbaar.protocols.trade_codes import Call, ContainerNumber


class Prepare(Opening[Release]):
    """Name your next taker before the release is there; it gives no right and nobody else sees it."""

    nl = (
        "Wijs uw volgende ontvanger aan voordat de vrijgave er is; dat geeft geen recht en "
        "niemand anders ziet het."
    )

    container: ContainerNumber
    call: Call
    to: Party
    role: Role

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(TERMS("?"), nl="U neemt deel aan de keten.", en="You take part in the chain.")
    def actor_takes_part(self, release: Release, given: Given) -> bool:
        """Any forwarder or operator may work ahead."""
        return any(given.has_role(self.actor, role) for role in ("forwarder", *OPERATORS))

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, release: Release, given: Given) -> bool:
        """The actor is suspended or no member."""
        return not given.is_admitted(self.actor)

    @forbid(
        TERMS("?"),
        nl="De ontvanger is niet toegelaten in deze rol.",
        en="The receiver is not admitted in this role.",
    )
    def receiver_not_admitted(self, release: Release, given: Given) -> bool:
        """Only a member that fits the role can be named."""
        return not fits(self.to, self.role, given) or self.to == self.actor

    @forbid(TERMS("?"), nl="Dit recht is al afgelopen.", en="This right has ended already.")
    def right_over(self, release: Release, given: Given) -> bool:
        """Nothing is prepared for a container that is gone."""
        return release.state in ("committed", "exercised")

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Keep the intention."""
        yield Intended(giver=self.actor, taker=self.to, role=self.role, source="prepared")


def in_chain(release: Release, party: Party) -> bool:
    """Return whether a party has the right in its hands, or had it in this epoch and passed it on."""
    return any(party == link.taker for link in release.chain)


def fits(party: Party, role: Role, given: Given) -> bool:
    """Return whether a party is admitted and acts in a role."""
    return given.is_admitted(party) and given.has_role(party, role)


class Offer(Act[Release]):
    """Offer the right to collect to the next party in the chain."""

    nl = "Bied het recht om op te halen aan de volgende partij in de keten aan."

    to: Party
    role: Role

    @permit(TERMS("?"), nl="U houdt het recht op ophalen.", en="You hold the right to collect.")
    def actor_holds(self, release: Release, given: Given) -> bool:
        """The actor is the one holder."""
        return release.holder == self.actor

    @forbid(
        TERMS("?"),
        nl="Het recht loopt niet, of er is een bezoek aangemeld.",
        en="The right is not free to pass on.",
    )
    def right_not_live(self, release: Release, given: Given) -> bool:
        """An announced visit is cancelled first; an ended right passes to nobody."""
        return release.state != "live" or expired(release, given.now)

    @forbid(TERMS("?"), nl="Er staat al een aanbod open.", en="An offer is open already.", clash=True)
    def offer_open(self, release: Release, given: Given) -> bool:
        """One open offer at most."""
        return release.offer is not None

    @forbid(
        TERMS("?"),
        nl="De ontvanger is niet toegelaten in deze rol.",
        en="The receiver is not admitted in this role.",
    )
    def receiver_not_admitted(self, release: Release, given: Given) -> bool:
        """Only a member that fits the role, and not the giver itself."""
        return not fits(self.to, self.role, given) or self.to == self.actor

    @forbid(
        TERMS("?"),
        nl="Dit vervoer is niet toegestaan voor deze container.",
        en="This way of transport is not allowed.",
    )
    def widens_modality(self, release: Release, given: Given) -> bool:
        """A transfer never widens: a release for barge passes to no road operator."""
        return release.modality is not None and self.role in OPERATORS and self.role != release.modality

    @forbid(
        TERMS("?"),
        nl="Een vervoerder kan alleen aan een vervoerder overdragen.",
        en="An operator passes to operators only.",
    )
    def back_to_forwarder(self, release: Release, given: Given) -> bool:
        """Below an operator come operators only."""
        held = release.held
        return held is not None and held.role in OPERATORS and self.role not in OPERATORS

    @forbid(TERMS("?"), nl="De keten is te lang.", en="The chain is too long.")
    def chain_too_long(self, release: Release, given: Given) -> bool:
        """The profile sets how many hands there may be."""
        return len(release.chain) > release.rules.depth_max

    @forbid(
        TERMS("?"),
        nl="De ontvanger staat al in de keten.",
        en="The receiver is in the chain already.",
        told=False,
    )
    def receiver_in_chain(self, release: Release, given: Given) -> bool:
        """No circles; untold, since it would reveal a hand that is no neighbour."""
        return in_chain(release, self.to)

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, release: Release, given: Given) -> bool:
        """The actor is suspended."""
        return not given.is_admitted(self.actor)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Open an offer; a firm never dealt with waits for a second officer, standing consent accepts at once."""
        yield from offer_to(release, self.actor, self.to, self.role, self.functionary, given)


def offer_to(
    release: Release, giver: Party, taker: Party, role: Role, functionary: str, given: Given
) -> Iterator[Event[Release]]:
    """Yield an offer, and its acceptance where the taker consented beforehand."""
    rules, now = release.rules, given.now
    answer_by = now + rules.offer_open
    if rules.first_time_four_eyes and not given.holds("has_dealt", giver, taker):
        yield OfferProposed(
            giver=giver, taker=taker, role=role, at=now, answer_by=answer_by, offered_by=functionary
        )
        return
    yield Offered(giver=giver, taker=taker, role=role, at=now, answer_by=answer_by)
    if given.holds("consents", taker, giver):
        yield Passed(giver=giver, taker=taker)
        yield HolderChanged(party=taker)


class Confirm(Act[Release]):
    """Confirm, as a second officer, an offer to a firm that yours never dealt with."""

    nl = "Bevestig, als tweede functionaris, een aanbod aan een bedrijf waarmee het uwe nooit zaken deed."

    @permit(TERMS("?"), nl="Uw firma stelde dit aanbod voor.", en="Your firm proposed this offer.")
    def actor_offers(self, release: Release, given: Given) -> bool:
        """Only the giver of the offer that waits."""
        return release.offer is not None and release.offer.giver == self.actor

    @forbid(
        TERMS("?"), nl="Dit aanbod wacht niet op bevestiging.", en="This offer waits for no confirmation."
    )
    def nothing_to_confirm(self, release: Release, given: Given) -> bool:
        """An offer is confirmed once."""
        return release.offer is None or release.offer.confirmed

    @forbid(
        TERMS("?"),
        nl="Een tweede, met naam bekende functionaris moet bevestigen.",
        en="A second, named officer must confirm.",
    )
    def same_officer(self, release: Release, given: Given) -> bool:
        """Four eyes: not the one who offered, and not a nameless machine."""
        return not self.functionary or (
            release.offer is not None and release.offer.offered_by == self.functionary
        )

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Tell the taker; it can accept after the cooling-off."""
        assert release.offer is not None
        ready = given.now + release.rules.cooling_off
        yield OfferConfirmed(
            giver=release.offer.giver,
            taker=release.offer.taker,
            ready_at=ready,
            answer_by=ready + release.rules.offer_open,
        )


class Accept(Act[Release]):
    """Take over the right that was offered to you."""

    nl = "Neem het recht over dat u is aangeboden."

    @permit(TERMS("?"), nl="Het recht is u aangeboden.", en="The right was offered to you.")
    def offered_to_actor(self, release: Release, given: Given) -> bool:
        """An offer of this epoch names the actor, or did so until somebody else was first."""
        return self.actor == release.offered_to or _last_offer_to(release, self.actor) is not None

    @forbid(
        TERMS("?"),
        nl="Het aanbod is vervallen of teruggehaald.",
        en="The offer has lapsed or was recalled.",
        clash=True,
    )
    def offer_gone(self, release: Release, given: Given) -> bool:
        """There was an offer, and the giver or the clock was first."""
        return release.offered_to != self.actor

    @forbid(TERMS("?"), nl="De termijn van het aanbod is verstreken.", en="The offer has run out.")
    def offer_lapsed(self, release: Release, given: Given) -> bool:
        """The last moment no longer counts."""
        offer = release.offer
        return offer is not None and offer.answer_by is not None and given.now >= offer.answer_by

    @forbid(TERMS("?"), nl="De afkoelperiode loopt nog.", en="The cooling-off has not ended.")
    def cooling_off(self, release: Release, given: Given) -> bool:
        """A first-time taker waits."""
        offer = release.offer
        return offer is not None and offer.ready_at is not None and given.now < offer.ready_at

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, release: Release, given: Given) -> bool:
        """The actor is suspended."""
        return not given.is_admitted(self.actor)

    @forbid(TERMS("?"), nl="Het recht is verlopen.", en="The right has run out.")
    def right_expired(self, release: Release, given: Given) -> bool:
        """Nobody takes over a right that has ended."""
        return expired(release, given.now)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Pass the right; where the taker worked ahead, offer it on at once."""
        offer = release.offer
        assert offer is not None
        yield Passed(giver=offer.giver, taker=offer.taker)
        yield HolderChanged(party=offer.taker)
        onward = _onward(release, self.actor)
        if (
            onward is not None
            and fits(onward.taker, onward.role, given)
            and not in_chain(release, onward.taker)
        ):
            yield from offer_to(release, self.actor, onward.taker, onward.role, self.functionary, given)


def _last_offer_to(release: Release, party: Party) -> Link | None:
    gone = ("declined", "recalled", "lapsed", "ended")
    mine = [link for link in release.links if link.taker == party and link.epoch == release.epoch]
    return next((link for link in reversed(mine) if link.state in gone), None)


def _onward(release: Release, party: Party) -> Intention | None:
    # INVARIANT: what an earlier epoch left behind never passes a right by itself, unless the profile says so:
    # otherwise a link that was bought once would come back to life without anyone looking.
    allowed = ("prepared", "earlier") if release.rules.after_reissue == "auto-restore" else ("prepared",)
    wanted = next((one for one in release.intentions if one.giver == party), None)
    return wanted if wanted is not None and wanted.source in allowed else None


class Decline(Act[Release]):
    """Say no to an offer."""

    nl = "Sla een aanbod af."

    wrong_party: bool = False  # it was never meant for you

    @permit(TERMS("?"), nl="Het recht is u aangeboden.", en="The right was offered to you.")
    def offered_to_actor(self, release: Release, given: Given) -> bool:
        """The open offer names the actor."""
        return release.offered_to == self.actor

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the offer; the giver is free again."""
        yield from misdirected(release.offer, self.wrong_party)
        yield from _end_offer(release, "declined")


class Recall(Act[Release]):
    """Take back an offer that has not been accepted."""

    nl = "Neem een aanbod terug dat nog niet is aanvaard."

    wrong_party: bool = False  # it was meant for somebody else

    @permit(TERMS("?"), nl="U deed dit aanbod.", en="You made this offer.")
    def actor_offers(self, release: Release, given: Given) -> bool:
        """An offer of this epoch came from the actor."""
        mine = [link for link in release.links if link.giver == self.actor and link.epoch == release.epoch]
        return any(link.role != "carrier" for link in mine)

    @forbid(
        TERMS("?"),
        nl="Het aanbod is al aanvaard of vervallen.",
        en="The offer has been accepted or has lapsed.",
        clash=True,
    )
    def offer_gone(self, release: Release, given: Given) -> bool:
        """There was an offer, and the taker or the clock was first."""
        return release.offer is None or release.offer.giver != self.actor

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the offer; the giver is free again."""
        yield from misdirected(release.offer, self.wrong_party)
        yield from _end_offer(release, "recalled")


class LapseOffer(Act[Release]):
    """The time to answer an offer has passed."""

    nl = "De tijd om op een aanbod te antwoorden is voorbij."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De termijn van het aanbod is verstreken.", en="The time to answer has passed.")
    def term_passed(self, release: Release, given: Given) -> bool:
        """Only the clock, and only after the term."""
        return self.actor == CLOCK and _overdue(release.offer, given.now)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """End the offer; the giver is free again."""
        yield from _end_offer(release, "lapsed")


def _overdue(offer: Link | None, now: datetime) -> bool:
    return offer is not None and offer.answer_by is not None and now >= offer.answer_by


def _end_offer(release: Release, how: str) -> Events[Release]:
    offer = release.offer
    assert offer is not None
    match how:
        case "declined":
            yield OfferEnded(giver=offer.giver, taker=offer.taker, how="declined", known=offer.confirmed)
        case "recalled":
            yield OfferEnded(giver=offer.giver, taker=offer.taker, how="recalled", known=offer.confirmed)
        case _:
            yield OfferEnded(giver=offer.giver, taker=offer.taker, how="lapsed", known=offer.confirmed)
