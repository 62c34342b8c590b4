"""What every release has in common: which container, to whom, until when, and what stands in its way."""

from __future__ import annotations

from datetime import datetime

from weerbaar.kernel.law.acts import Events, Opening
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import (
    Offered,
    Released,
    ReleasedBy,
    RightBegun,
)
from weerbaar.protocols.container_release.profiles import DEFAULT
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.terms import TERMS, Modality, Role
from weerbaar.protocols.trade_codes import Call, ContainerNumber, Reference


class Releasing(Opening[Release]):
    """Release a container, wholly or under one of its bills; the acts that follow say which."""

    container: ContainerNumber
    call: Call
    terminal: Party
    reference: Reference
    expires_at: Moment
    size_type: str = ""
    modality: Modality | None = None
    release_to: Party | None = None
    release_to_role: Role = "forwarder"
    order: str = ""

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(
        TERMS("?"), nl="U bent de vervoerder van deze container.", en="You are the carrier of this container."
    )
    def actor_is_carrier(self, release: Release, given: Given) -> bool:
        """The actor takes part as a carrier, or as the broker of one."""
        return given.has_role(self.actor, "carrier")

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, release: Release, given: Given) -> bool:
        """The actor is suspended or no member."""
        return not given.is_admitted(self.actor)

    @forbid(
        TERMS("?"),
        nl="Een andere vervoerder beschikt over deze container.",
        en="Another carrier controls this container.",
    )
    def controlled_by_another(self, release: Release, given: Given) -> bool:
        """The call or an earlier release names another carrier."""
        known = given.ask("carrier_of", self.call, self.container)
        named = {release.carrier, *(one.carrier for one in release.bill_releases)}
        return bool(named - {None, self.actor}) or known not in (None, False, self.actor)

    @forbid(
        TERMS("?"),
        nl="Er is al een vrijgave voor deze container en reis.",
        en="There already is a release for this container and call.",
        clash=True,
    )
    def already_released(self, release: Release, given: Given) -> bool:
        """One live right per container and call; an ended one takes a re-release."""
        return release.epoch > 0

    @forbid(
        TERMS("?"),
        nl="Deze referentie is al voor een andere opdracht gebruikt.",
        en="This reference has been used for another order.",
    )
    def reference_used_otherwise(self, release: Release, given: Given) -> bool:
        """The same reference with other content is an error and never an update."""
        earlier = given.ask("order_under", self.actor, self.reference)
        return earlier not in (None, False, self.order or self.container)

    @forbid(TERMS("?"), nl="De terminal is niet bekend.", en="The terminal is not known.")
    def terminal_unknown(self, release: Release, given: Given) -> bool:
        """The terminal must be a member that acts as one."""
        return not given.has_role(self.terminal, "terminal")

    @forbid(TERMS("?"), nl="De vervaldatum is al verstreken.", en="The expiry has already passed.")
    def expiry_passed(self, release: Release, given: Given) -> bool:
        """A release that has run out before it begins is a mistake."""
        return self.expires_at <= given.now

    @forbid(
        TERMS("?"),
        nl="De eerste ontvanger is niet toegelaten, of niet als klant aanvaard.",
        en="The first receiver is not admitted, or not accepted as a customer.",
    )
    def receiver_not_accepted(self, release: Release, given: Given) -> bool:
        """The carrier must have accepted the customer code of whom it releases to."""
        to = self.release_to
        return to is not None and not acceptable(self.actor, to, self.release_to_role, given)


def begin(
    act: Releasing, bills: tuple[str, ...], expires_at: Moment, modality: Modality | None, given: Given
) -> Events[Release]:
    """Yield the begin of the first epoch, on the terms on which all bills agree."""
    profile = given.ask("profile")
    yield Released(
        carrier=act.actor,
        terminal=act.terminal,
        reference=act.reference,
        order=act.order or act.container,
        bills=bills,
        size_type=act.size_type,
        modality=modality,
        expires_at=expires_at,
        profile=profile if isinstance(profile, str) else DEFAULT.name,
        at=given.now,
    )
    yield RightBegun(carrier=act.actor, terminal=act.terminal)


def released_by(*functionaries: str) -> Events[Release]:
    """Yield which officers released, each once; machines have no name."""
    for functionary in dict.fromkeys(one for one in functionaries if one):
        yield ReleasedBy(functionary=functionary)


def first_offer(giver: Party, taker: Party, role: Role, now: datetime) -> Offered:
    """Return the offer by which a carrier names its release-to party."""
    return Offered(
        giver=giver,
        taker=taker,
        role=role,
        at=now,
        answer_by=now + DEFAULT.offer_open,
    )


def acceptable(carrier: Party, to: Party, role: Role, given: Given) -> bool:
    """Return whether a carrier may release to a party: admitted, in that role, accepted as a customer."""
    return (
        given.is_admitted(to) and given.has_role(to, role) and given.holds("accepted_customer", carrier, to)
    )
