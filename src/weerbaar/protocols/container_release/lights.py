"""Chapter 4, lights and holds: what customs, terminal and carrier say about the container itself."""

from __future__ import annotations

from typing import ClassVar, Literal

from weerbaar.kernel.law.acts import Act, Event, Events, Opening
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.events import pending_at_gate
from weerbaar.protocols.container_release.release import Hold, HoldCode, Light, Release, Text, overtaken
from weerbaar.protocols.container_release.terms import CUSTOMS, TERMS
from weerbaar.protocols.trade_codes import Call, ContainerNumber


class HoldSet(Event[Release]):
    """A hold was set on the container; it stays through a re-release. Why is its owner's own affair."""

    seen_by: ClassVar[tuple[str, ...]] = ("owner",)

    owner: Party
    code: HoldCode
    reason: str
    at: Moment

    def apply(self, release: Release) -> Release:
        """Add the hold."""
        hold = Hold(owner=self.owner, code=self.code, reason=self.reason, since=self.at)
        return replace(release, holds=(*release.holds, hold), listings=overtaken(release))


class HoldCleared(Event[Release]):
    """A hold was cleared by its owner."""

    seen_by: ClassVar[tuple[str, ...]] = ("owner", "terminal")

    owner: Party
    code: HoldCode

    def apply(self, release: Release) -> Release:
        """Remove the holds of this owner under this code."""
        left = tuple(hold for hold in release.holds if (hold.owner, hold.code) != (self.owner, self.code))
        return replace(release, holds=left)


class BlockedBy(Event[Release]):
    """The chain and the quay learn that something blocks the container, by class only."""

    seen_by: ClassVar[tuple[str, ...]] = ("holder", "carrier", "charter", "terminal")

    by: Literal["authority", "carrier", "terminal"]
    blocked: bool

    def apply(self, release: Release) -> Release:
        """Change nothing: the holds themselves are kept by `HoldSet`."""
        return release


class Discharged(Event[Release]):
    """The container stands on the quay of the terminal."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal", "carrier", "holder", "customs")

    terminal: Party

    def apply(self, release: Release) -> Release:
        """Note that it is physically there, and where."""
        return replace(release, discharged=True, terminal=release.terminal or self.terminal)


class CustomsLightChanged(Event[Release]):
    """Customs changed its light."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal", "holder", "customs")

    value: Light

    def apply(self, release: Release) -> Release:
        """Put the light in place."""
        return replace(release, customs_light=self.value)


class TerminalLightChanged(Event[Release]):
    """The terminal changed its light."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal", "holder")

    value: Light

    def apply(self, release: Release) -> Release:
        """Put the light in place."""
        return replace(release, terminal_light=self.value)


CLASSES: dict[HoldCode, Literal["authority", "carrier", "terminal"]] = {
    "CUSTOMS": "authority",
    "CARRIER": "carrier",
    "TERMINAL": "terminal",
}


class Block(Opening[Release]):
    """Set a hold on the container; the gate then says no, whoever holds the right."""

    nl = "Blokkeer de container; de poort zegt dan nee, wie het recht ook houdt."

    container: ContainerNumber
    call: Call
    reason: Text

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(CUSTOMS("?"), nl="U bent de douane.", en="You are customs.")
    def actor_is_customs(self, release: Release, given: Given) -> bool:
        """Customs may block any container, also before a release exists."""
        return given.has_role(self.actor, "customs")

    @permit(
        TERMS("?"), nl="U bent de vervoerder van deze vrijgave.", en="You are the carrier of this release."
    )
    def actor_is_carrier(self, release: Release, given: Given) -> bool:
        """The carrier may block its own release."""
        return release.carrier == self.actor

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """The terminal may block what stands on its quay."""
        return release.terminal == self.actor

    @permit(TERMS("?"), nl="U beveiligt deze terminal.", en="You secure this terminal.")
    def actor_was_warned(self, release: Release, given: Given) -> bool:
        """The security of a terminal, once it was told that an officer is forced: so the exit can still say no."""
        terminal = release.terminal
        warned = terminal is not None and self.actor in release.warned
        return warned and given.ask("contact", str(terminal), "security") == self.actor

    @forbid(TERMS("?"), nl="De container is al weg.", en="The container has left already.")
    def already_out(self, release: Release, given: Given) -> bool:
        """A hold on a container that left holds nothing."""
        return release.state == "exercised"

    @forbid(
        TERMS("?"), nl="U blokkeert deze container al.", en="You hold this container already.", clash=True
    )
    def held_already(self, release: Release, given: Given) -> bool:
        """One hold an owner; it clears that first."""
        return any(hold.owner == self.actor for hold in release.holds)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Add a hold of the actor's own kind."""
        code = code_of(self.actor, given, release)
        yield HoldSet(owner=self.actor, code=code, reason=self.reason, at=given.now)
        yield BlockedBy(by=CLASSES[code], blocked=True)
        yield from pending_at_gate(release)


def code_of(actor: Party, given: Given, release: Release) -> HoldCode:
    """Return the kind of hold that an actor sets."""
    if given.has_role(actor, "customs"):
        return "CUSTOMS"
    return "CARRIER" if actor == release.carrier else "TERMINAL"


class Unblock(Act[Release]):
    """Clear your own hold; nobody else's."""

    nl = "Hef uw eigen blokkade op; niet die van een ander."

    @permit(TERMS("?"), nl="U legde deze blokkade.", en="You set this hold.")
    def actor_owns_hold(self, release: Release, given: Given) -> bool:
        """Only the owner of a hold clears it."""
        return any(hold.owner == self.actor for hold in release.holds)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Remove the actor's holds."""
        code: HoldCode = next(hold.code for hold in release.holds if hold.owner == self.actor)
        yield HoldCleared(owner=self.actor, code=code)
        yield BlockedBy(by=CLASSES[code], blocked=any(hold.owner != self.actor for hold in release.holds))


class ReportDischarge(Opening[Release]):
    """Report that the container has been discharged and stands at the terminal."""

    nl = "Meld dat de container is gelost en op de terminal staat."

    container: ContainerNumber
    call: Call

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(TERMS("?"), nl="U bent een terminal.", en="You are a terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """The terminal of the release, or any terminal before there is one."""
        return given.has_role(self.actor, "terminal") and release.terminal in (None, self.actor)

    @forbid(
        TERMS("?"), nl="De lossing is al gemeld.", en="The discharge has been reported already.", clash=True
    )
    def already_discharged(self, release: Release, given: Given) -> bool:
        """A container is discharged once a call."""
        return release.discharged

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Note the discharge."""
        yield Discharged(terminal=self.actor)


class ClearCustoms(Opening[Release]):
    """Let customs release the container."""

    nl = "Laat de douane de container vrijgeven."

    container: ContainerNumber
    call: Call

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(CUSTOMS("?"), nl="U bent de douane.", en="You are customs.")
    def actor_is_customs(self, release: Release, given: Given) -> bool:
        """Only customs."""
        return given.has_role(self.actor, "customs")

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Set the light to ok."""
        yield CustomsLightChanged(value="ok")


class ClearTerminal(Act[Release]):
    """Let the terminal say that charges are paid and nothing is damaged."""

    nl = "Laat de terminal zeggen dat de kosten zijn betaald en dat er geen schade is."

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def actor_is_terminal(self, release: Release, given: Given) -> bool:
        """Only the terminal of this release."""
        return release.terminal == self.actor

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Set the light to ok."""
        yield TerminalLightChanged(value="ok")
