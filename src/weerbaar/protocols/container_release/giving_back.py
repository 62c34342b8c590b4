"""Chapter 3, giving back: returning the right, revoking it, and what happens when a party is suspended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import (
    HeldAgain,
    HolderChanged,
    LinkEnded,
    OfferEnded,
    end_visit,
    misdirected,
    pending_at_gate,
)
from weerbaar.protocols.container_release.release import Link, LinkState, Release, upstream
from weerbaar.protocols.container_release.terms import TERMS


class Return(Act[Release]):
    """Give the right back to the party from whom you have it."""

    nl = "Geef het recht terug aan de partij van wie u het hebt."

    wrong_party: bool = False  # it was never meant for you

    @permit(TERMS("?"), nl="U houdt het recht op ophalen.", en="You hold the right to collect.")
    def actor_holds(self, release: Release, given: Given) -> bool:
        """The actor is the one holder."""
        return release.holder == self.actor

    @forbid(TERMS("?"), nl="Boven u is niemand.", en="There is nobody above you.")
    def first_in_chain(self, release: Release, given: Given) -> bool:
        """The carrier has the right from nobody; it withdraws instead."""
        return len(release.chain) < 2

    @forbid(
        TERMS("?"),
        nl="De wagen is al toegelaten, of het recht loopt niet meer.",
        en="It is too late to give back.",
    )
    def already_committed(self, release: Release, given: Given) -> bool:
        """No return while a visit is being carried out, and none after the end."""
        return release.state not in ("live", "announced")

    @forbid(TERMS("?"), nl="Er staat nog een aanbod open.", en="An offer is still open.")
    def offer_open(self, release: Release, given: Given) -> bool:
        """The holder recalls its own offer first."""
        return release.offer is not None

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Cancel the visit and let the giver hold again."""
        yield from misdirected(release.held, self.wrong_party)
        yield from end_visit(release.visit, "cancelled", "right returned")
        yield from end_links_below(release, release.chain[-1].giver, "returned", "returned")
        yield from pending_at_gate(release)


def end_links_below(release: Release, party: Party, how: LinkState, because: str) -> Iterator[Event[Release]]:
    """Yield the end of every link below the one by which a party took the right; it then holds again."""
    for link in reversed(links_below(release, party)):
        yield LinkEnded(giver=link.giver, taker=link.taker, how=how, because=because)
    yield HeldAgain(party=party)
    yield HolderChanged(party=party)


def links_below(release: Release, party: Party) -> tuple[Link, ...]:
    """Return the standing links after the first one whose taker is this party."""
    chain = release.chain
    place = next(index for index, link in enumerate(chain) if link.taker == party)
    return chain[place + 1 :]


class Revoke(Act[Release]):
    """Take the right back from everyone below you in the chain."""

    nl = "Neem het recht terug van iedereen na u in de keten."

    reason: str
    wrong_party: bool = False  # your own taker was not the one you meant

    @permit(TERMS("?"), nl="U gaf dit recht door.", en="You passed this right on.")
    def actor_gave(self, release: Release, given: Given) -> bool:
        """The actor stands above the holder."""
        return upstream(release, self.actor)

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """After the gate said yes the right is being exercised."""
        return release.state in ("committed", "exercised")

    @forbid(
        TERMS("?"),
        nl="Na aanvaarding kan niet meer worden herroepen.",
        en="After acceptance nothing is revoked.",
    )
    def accepted_already(self, release: Release, given: Given) -> bool:
        """In some communities only the carrier may still take the right back."""
        return release.rules.revoke == "until-accepted" and self.actor != release.carrier

    @forbid(TERMS("?"), nl="Het recht loopt niet meer.", en="The right no longer runs.")
    def not_running(self, release: Release, given: Given) -> bool:
        """An ended right stays ended."""
        return release.state not in ("live", "announced", "committed", "exercised")

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Tell the terminal first, then end every link below."""
        yield from misdirected(links_below(release, self.actor)[0], self.wrong_party)
        yield from end_visit(release.visit, "cancelled", "right revoked")
        yield from take_back(release, self.actor, "revoked")
        yield from pending_at_gate(release)


def take_back(release: Release, party: Party, because: str) -> Iterator[Event[Release]]:
    """Yield the end of an open offer and of every link below a party."""
    if release.offer is not None:
        offer = release.offer
        yield OfferEnded(giver=offer.giver, taker=offer.taker, how="ended", known=offer.confirmed)
    yield from end_links_below(release, party, "ended", because)


class Forfeit(Act[Release]):
    """A suspended party loses the right; it goes back to the nearest giver in good standing."""

    nl = (
        "Een geschorste partij verliest het recht; het gaat terug naar de dichtstbijzijnde "
        "gever die niet is geschorst."
    )

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De houder is geschorst.", en="The holder is suspended.")
    def holder_suspended(self, release: Release, given: Given) -> bool:
        """Only the clock, when the register says that the holder is no longer admitted."""
        return self.actor == CLOCK and release.holder is not None and not given.is_admitted(release.holder)

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has already been let in.")
    def already_committed(self, release: Release, given: Given) -> bool:
        """The terminal aborts the visit first."""
        return release.state not in ("live", "announced")

    @forbid(
        TERMS("?"), nl="Niemand boven de houder is toegelaten.", en="Nobody above the holder is admitted."
    )
    def nobody_above(self, release: Release, given: Given) -> bool:
        """Then the carrier withdraws."""
        return _nearest_admitted(release, given) is None

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Cancel the visit and let the nearest admitted giver hold again."""
        party = _nearest_admitted(release, given)
        assert party is not None
        yield from end_visit(release.visit, "cancelled", "right returned")
        yield from take_back(release, party, "suspended")
        yield from pending_at_gate(release)


def _nearest_admitted(release: Release, given: Given) -> Party | None:
    givers = [link.giver for link in reversed(release.chain) if link.role != "carrier"]
    return next((giver for giver in givers if given.is_admitted(giver)), None)
