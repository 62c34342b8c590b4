"""What can happen to a release, each event narrow enough to show to exactly those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from weerbaar.kernel.law.acts import Event
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.container_release.release import (
    Intention,
    Link,
    LinkState,
    Release,
    Visit,
    change_link,
    overtaken,
)
from weerbaar.protocols.container_release.terms import Modality, Role

NEIGHBOURS = ("giver", "taker")
QUAY = ("holder", "carrier", "terminal")
VISITORS = ("operator", "charter", "holder", "terminal", "warned")


class Released(Event[Release]):
    """The carrier released the container; a new epoch begins with the carrier as its first holder."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "terminal")
    tells: ClassVar[tuple[str, ...]] = ("order",)

    carrier: Party
    terminal: Party
    reference: str
    order: str
    bills: tuple[str, ...]
    size_type: str
    modality: Modality | None
    expires_at: Moment
    profile: str
    at: Moment

    def apply(self, release: Release) -> Release:
        """Open the next epoch; holds, lights and the discharge belong to the container and stay."""
        epoch = release.epoch + 1
        own = Link(
            giver=self.carrier,
            taker=self.carrier,
            role="carrier",
            state="held",
            epoch=epoch,
            offered_at=self.at,
        )
        return replace(
            release,
            carrier=self.carrier,
            terminal=self.terminal,
            reference=self.reference,
            bills=self.bills,
            size_type=self.size_type,
            modality=self.modality,
            expires_at=self.expires_at,
            profile=self.profile,
            issued_by=(),
            bill_releases=(),
            epoch=epoch,
            state="live",
            links=(*release.links, own),
            visit=None,
            proposal=None,
            closed_at=None,
            erased=False,
        )


class RightBegun(Event[Release]):
    """Customs and investigators learn that a right has begun, and not on what terms."""

    seen_by: ClassVar[tuple[str, ...]] = ("customs", "demanders", "warned")

    carrier: Party
    terminal: Party

    def apply(self, release: Release) -> Release:
        """Change nothing: `Released` began it."""
        return release


class ReleasedBy(Event[Release]):
    """Which officer of the carrier released: the carrier's own affair, kept so that another must withdraw."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier",)

    functionary: str

    def apply(self, release: Release) -> Release:
        """Keep the officer's name."""
        return replace(release, issued_by=(*release.issued_by, self.functionary))


class ConsigneeNamed(Event[Release]):
    """In carrier haulage the consignee holds no right; it learns how far its container is, and no more."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "consignee")

    consignee: Party

    def apply(self, release: Release) -> Release:
        """Let it see the progress."""
        return replace(release, consignee=self.consignee)


class ConsigneeTold(Event[Release]):
    """The consignee learns that the release ended, and not why."""

    seen_by: ClassVar[tuple[str, ...]] = ("consignee",)

    def apply(self, release: Release) -> Release:
        """Change nothing: `RightEnded` closed the epoch."""
        return release


class Misdirected(Event[Release]):
    """The right was offered or given to the wrong party, who now knows of the container: an incident to log."""

    seen_by: ClassVar[tuple[str, ...]] = NEIGHBOURS

    giver: Party
    taker: Party

    def apply(self, release: Release) -> Release:
        """Change nothing: what was seen cannot be unseen."""
        return release


def misdirected(link: Link | None, wrong_party: bool) -> Iterator[Event[Release]]:
    """Yield the incident, when a link is said to have gone to the wrong party and that party knew of it."""
    if wrong_party and link is not None and link.confirmed:
        yield Misdirected(giver=link.giver, taker=link.taker)


class Intended(Event[Release]):
    """A party means to pass the right on to another, once it holds it."""

    seen_by: ClassVar[tuple[str, ...]] = ("giver",)

    giver: Party
    taker: Party
    role: Role
    source: Literal["prepared", "earlier"]

    def apply(self, release: Release) -> Release:
        """Keep the intention, in the place of an older one of the same party."""
        mine = Intention(giver=self.giver, taker=self.taker, role=self.role, source=self.source)
        others = tuple(one for one in release.intentions if one.giver != self.giver)
        state = "prepared" if release.state == "none" else release.state
        return replace(release, intentions=(*others, mine), state=state)


class Offered(Event[Release]):
    """The holder offered the right; it may do nothing else with it until the offer is answered."""

    seen_by: ClassVar[tuple[str, ...]] = NEIGHBOURS

    giver: Party
    taker: Party
    role: Role
    at: Moment
    answer_by: Moment

    def apply(self, release: Release) -> Release:
        """Add the open link."""
        return replace(release, links=(*release.links, _offer(self, release.epoch)))


class OfferProposed(Event[Release]):
    """The holder wants to offer to a firm it never dealt with: a second officer must confirm first."""

    seen_by: ClassVar[tuple[str, ...]] = ("giver",)

    giver: Party
    taker: Party
    role: Role
    at: Moment
    answer_by: Moment
    offered_by: str

    def apply(self, release: Release) -> Release:
        """Add the link, unknown to the taker as yet."""
        link = replace(_offer(self, release.epoch), confirmed=False, offered_by=self.offered_by)
        return replace(release, links=(*release.links, link))


def _offer(event: Offered | OfferProposed, epoch: int) -> Link:
    return Link(
        giver=event.giver,
        taker=event.taker,
        role=event.role,
        state="offered",
        epoch=epoch,
        offered_at=event.at,
        answer_by=event.answer_by,
    )


class OfferConfirmed(Event[Release]):
    """A second officer confirmed the offer; the taker may answer after the cooling-off."""

    seen_by: ClassVar[tuple[str, ...]] = NEIGHBOURS

    giver: Party
    taker: Party
    ready_at: Moment
    answer_by: Moment

    def apply(self, release: Release) -> Release:
        """Let the taker know of the offer."""
        assert release.offer is not None
        changes = {"confirmed": True, "ready_at": self.ready_at, "answer_by": self.answer_by}
        return replace(release, links=change_link(release, release.offer, **changes))


class Passed(Event[Release]):
    """The taker accepted and is now the only holder."""

    seen_by: ClassVar[tuple[str, ...]] = NEIGHBOURS

    giver: Party
    taker: Party

    def apply(self, release: Release) -> Release:
        """Hand the right over."""
        held, offer = release.held, release.offer
        assert held is not None
        assert offer is not None
        links = tuple(
            replace(k, state="passed") if k is held else replace(k, state="held") if k is offer else k
            for k in release.links
        )
        kept = tuple(one for one in release.intentions if one.giver != self.giver)
        return replace(release, links=links, intentions=kept)


class OfferEnded(Event[Release]):
    """An offer ended without being accepted; the giver is free again."""

    seen_by: ClassVar[tuple[str, ...]] = ("known_to",)

    giver: Party
    taker: Party
    how: Literal["declined", "recalled", "lapsed", "ended"]
    known: bool = True

    @property
    def known_to(self) -> tuple[Party, ...]:
        """Who knew of the offer."""
        return (self.giver, self.taker) if self.known else (self.giver,)

    def apply(self, release: Release) -> Release:
        """Close the open link."""
        assert release.offer is not None
        return replace(release, links=change_link(release, release.offer, state=self.how, answer_by=None))


class LinkEnded(Event[Release]):
    """A link ended: its two parties learn that, and no more."""

    seen_by: ClassVar[tuple[str, ...]] = NEIGHBOURS

    giver: Party
    taker: Party
    how: LinkState
    because: str = ""

    def apply(self, release: Release) -> Release:
        """Close this party's link of this epoch."""
        old = next(link for link in release.chain if link.giver == self.giver and link.taker == self.taker)
        return replace(release, links=change_link(release, old, state=self.how, ended_because=self.because))


class HeldAgain(Event[Release]):
    """The right came back to the one who gave it."""

    seen_by: ClassVar[tuple[str, ...]] = ("holder",)

    party: Party

    def apply(self, release: Release) -> Release:
        """Let the last standing link be the one held."""
        return replace(release, links=change_link(release, release.chain[-1], state="held"))


class HolderChanged(Event[Release]):
    """An investigator who may see the whole chain learns who holds the right now."""

    seen_by: ClassVar[tuple[str, ...]] = ("demanders",)

    party: Party

    def apply(self, release: Release) -> Release:
        """Change nothing: the links say who holds."""
        return release


class Progressed(Event[Release]):
    """Carrier, customs and consignee learn how far the container is, as coarsely as they may know."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "customs", "consignee")

    progress: Literal["in-chain", "announced"]

    def apply(self, release: Release) -> Release:
        """Change nothing: the state says how far it is."""
        return release


class RightEnded(Event[Release]):
    """The right ended for this epoch; nothing can bring this epoch back."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "terminal", "customs", "demanders", "warned")
    tells: ClassVar[tuple[str, ...]] = ("how",)

    how: Literal["revoked", "expired", "superseded"]
    at: Moment

    def apply(self, release: Release) -> Release:
        """Close the epoch."""
        return replace(release, state=self.how, closed_at=self.at, proposal=None)


class PendingAtGate(Event[Release]):
    """What was done works at once, but a lane without a line may not know it before this moment."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "holder", "terminal", "customs")

    effective_at: Moment

    def apply(self, release: Release) -> Release:
        """Change nothing: the list itself says until when it counts."""
        return release


def pending_at_gate(release: Release) -> Iterator[Event[Release]]:
    """Yield that the gate may know later than this moment, when lists are out that say otherwise."""
    if release.listings:
        yield PendingAtGate(effective_at=max(one.until for one in release.listings))


class VisitEnded(Event[Release]):
    """A visit ended without the container: cancelled, rejected or not shown up. The right is not touched."""

    seen_by: ClassVar[tuple[str, ...]] = VISITORS
    tells: ClassVar[tuple[str, ...]] = ("how", "because")

    operator: Party
    charter: Party | None
    how: Literal["cancelled", "rejected", "no-show", "aborted"]
    because: str

    def apply(self, release: Release) -> Release:
        """Forget the visit; a later one is a new one with a new appointment."""
        state = "live" if release.state in ("announced", "committed") else release.state
        return replace(release, visit=None, state=state, listings=overtaken(release))


def end_visit(
    visit: Visit | None, how: Literal["cancelled", "rejected", "no-show", "aborted"], because: str
) -> Iterator[Event[Release]]:
    """Yield the end of a visit, if there is one."""
    if visit is not None:
        yield VisitEnded(operator=visit.operator, charter=visit.charter, how=how, because=because)
        yield Progressed(progress="in-chain")
