"""Chapter 1a, groupage: a container under several bills of lading, whose right begins with the last of them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.release import BillRelease, Release
from weerbaar.protocols.container_release.releasing import Releasing, begin, first_offer, released_by
from weerbaar.protocols.container_release.terms import TERMS, Modality, Role
from weerbaar.protocols.trade_codes import Bill, Reference


class BillReleased(Event[Release]):
    """The carrier released one bill of a groupage container; nobody else knows of it before the last."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier",)
    # What one bill said of the receiver is gone from the case once the right has begun.
    tells: ClassVar[tuple[str, ...]] = ("order", "release_to", "release_to_role", "expires_at")

    carrier: Party
    bill: Bill
    bills: tuple[Bill, ...]
    reference: Reference
    order: str
    terminal: Party
    expires_at: Moment
    modality: Modality | None
    release_to: Party | None
    release_to_role: Role
    functionary: str

    def apply(self, release: Release) -> Release:
        """Keep it until the others are there."""
        one = BillRelease(
            carrier=self.carrier,
            bill=self.bill,
            bills=self.bills,
            reference=self.reference,
            terminal=self.terminal,
            expires_at=self.expires_at,
            modality=self.modality,
            release_to=self.release_to,
            release_to_role=self.release_to_role,
            functionary=self.functionary,
        )
        return replace(release, bill_releases=(*release.bill_releases, one))


class BillWithdrawn(Event[Release]):
    """The carrier took the release of one bill back before the right began."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier",)
    tells: ClassVar[tuple[str, ...]] = ("reason",)

    carrier: Party
    bill: Bill
    reason: str

    def apply(self, release: Release) -> Release:
        """Forget it."""
        left = tuple([one for one in release.bill_releases if one.bill != self.bill])
        return replace(release, bill_releases=left)


class ReleaseBill(Releasing):
    """Release one bill of lading of a container that has several; the right begins when all are released."""

    nl = (
        "Geef één cognossement vrij van een container die er meer heeft; het recht ontstaat als alle zijn "
        "vrijgegeven."
    )

    bill: Bill
    bills: Annotated[tuple[Bill, ...], Meta(min_length=2)]

    @forbid(
        TERMS("?"),
        nl="Dit cognossement staat niet, of niet één keer, onder die van de container.",
        en="This bill is not, or not once, among those of the container.",
    )
    def bill_not_listed(self, release: Release, given: Given) -> bool:
        """The list names each bill of the container once, this one included."""
        return self.bill not in self.bills or len(set(self.bills)) < len(self.bills)

    @forbid(
        TERMS("?"),
        nl="Een eerdere vrijgave noemt andere cognossementen voor deze container.",
        en="An earlier release names other bills for this container.",
    )
    def bills_differ(self, release: Release, given: Given) -> bool:
        """All bill releases speak of the same set."""
        return any(set(one.bills) != set(self.bills) for one in release.bill_releases)

    @forbid(
        TERMS("?"),
        nl="Dit cognossement is al vrijgegeven.",
        en="This bill has been released already.",
        clash=True,
    )
    def bill_released(self, release: Release, given: Given) -> bool:
        """To correct it, take it back first."""
        return any(one.bill == self.bill for one in release.bill_releases)

    @forbid(
        TERMS("?"),
        nl="Een ander cognossement noemt een andere terminal of vervoerswijze.",
        en="Another bill names another terminal or way of transport.",
    )
    def terms_differ(self, release: Release, given: Given) -> bool:
        """One box stands in one place and leaves in one way."""
        ways = {self.modality, *(one.modality for one in release.bill_releases)} - {None}
        return len(ways) > 1 or any(one.terminal != self.terminal for one in release.bill_releases)

    @forbid(
        TERMS("?"),
        nl="De vrijgave van een ander cognossement is al verlopen.",
        en="The release of another bill has run out already.",
    )
    def other_bill_expired(self, release: Release, given: Given) -> bool:
        """What has run out is taken back and released anew."""
        return any(one.expires_at <= given.now for one in release.bill_releases)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Keep the release of this bill; the last one begins the right."""
        yield BillReleased(
            carrier=self.actor,
            bill=self.bill,
            bills=self.bills,
            reference=self.reference,
            order=self.order or self.container,
            terminal=self.terminal,
            expires_at=self.expires_at,
            modality=self.modality,
            release_to=self.release_to,
            release_to_role=self.release_to_role,
            functionary=self.functionary,
        )
        others = release.bill_releases
        if {self.bill, *(one.bill for one in others)} == set(self.bills):
            yield from self._all_released(others, given)

    def _all_released(self, others: tuple[BillRelease, ...], given: Given) -> Events[Release]:
        # The right is never wider than the narrowest bill, and goes to nobody whom not every bill names: then
        # the carrier holds it and offers it to the one it chooses.
        expires_at = min(self.expires_at, *(one.expires_at for one in others))
        ways: list[Modality] = [one.modality for one in others if one.modality is not None]
        modality = self.modality or (ways[0] if ways else None)
        yield from begin(self, self.bills, expires_at, modality, given)
        yield from released_by(*(one.functionary for one in others), self.functionary)
        wishes = {(one.release_to, one.release_to_role) for one in others}
        if self.release_to is not None and wishes == {(self.release_to, self.release_to_role)}:
            yield first_offer(self.actor, self.release_to, self.release_to_role, given.now)


class WithdrawBill(Act[Release]):
    """Take back the release of one bill, as long as the right has not begun."""

    nl = "Neem de vrijgave van één cognossement terug, zolang het recht nog niet is ontstaan."

    bill: Bill
    reason: str

    @permit(TERMS("?"), nl="U gaf dit cognossement vrij.", en="You released this bill.")
    def actor_released(self, release: Release, given: Given) -> bool:
        """Only the carrier of this bill; once the right has begun, it withdraws the whole."""
        return any(one.bill == self.bill and one.carrier == self.actor for one in release.bill_releases)

    @forbid(TERMS("?"), nl="Wie vrijgeeft mag niet intrekken.", en="Who releases may not withdraw.")
    def same_officer_as_release(self, release: Release, given: Given) -> bool:
        """Separation of duties between named officers; machines have none."""
        named = [one.functionary for one in release.bill_releases if one.bill == self.bill]
        return bool(self.functionary) and self.functionary in named

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Forget it; nobody else ever knew."""
        yield BillWithdrawn(carrier=self.actor, bill=self.bill, reason=self.reason)
