"""Chapter 8, oversight: proposals for grave acts, and the investigator's demand for one whole chain."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from weerbaar.kernel.law.acts import Act, Event, Events, Opening
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.container_release.force import Code, code_read, code_wrong
from weerbaar.protocols.container_release.release import OVER, Demand, Proposal, Release, Text
from weerbaar.protocols.container_release.terms import POLICE, TERMS
from weerbaar.protocols.trade_codes import Call, ContainerNumber


class Proposed(Event[Release]):
    """An officer asked for an act that another officer must do."""

    seen_by: ClassVar[tuple[str, ...]] = ("party",)

    act: Literal["override", "withdraw"]
    party: Party
    functionary: str
    reason: str
    until: Moment

    def apply(self, release: Release) -> Release:
        """Keep the proposal until it is used or has run out."""
        proposal = Proposal(
            act=self.act, party=self.party, functionary=self.functionary, reason=self.reason, until=self.until
        )
        return replace(release, proposal=proposal)


class ChainDemanded(Event[Release]):
    """An investigator may see the whole chain of this container for a while."""

    seen_by: ClassVar[tuple[str, ...]] = ("by",)

    by: Party
    ground: str
    until: Moment

    def apply(self, release: Release) -> Release:
        """Let the investigator in."""
        others = tuple(demand for demand in release.demands if demand.by != self.by)
        return replace(release, demands=(*others, Demand(by=self.by, ground=self.ground, until=self.until)))


class DemandEnded(Event[Release]):
    """The time of a demand has passed."""

    seen_by: ClassVar[tuple[str, ...]] = ("by",)

    by: Party

    def apply(self, release: Release) -> Release:
        """Let the investigator out."""
        return replace(release, demands=tuple(one for one in release.demands if one.by != self.by))


class Propose(Act[Release]):
    """Propose a grave act, so that a second officer of your firm can do it."""

    nl = "Stel een zware handeling voor, zodat een tweede functionaris van uw bedrijf haar kan doen."

    what: Literal["override", "withdraw"]
    reason: Text
    code: Code | None = None

    code_wrong = code_wrong

    @permit(TERMS("?"), nl="De container staat op uw terminal.", en="The container is at your terminal.")
    def terminal_proposes_override(self, release: Release, given: Given) -> bool:
        """The terminal proposes to override a hold."""
        return self.what == "override" and release.terminal == self.actor

    @permit(TERMS("?"), nl="U hebt deze container vrijgegeven.", en="You released this container.")
    def carrier_proposes_withdrawal(self, release: Release, given: Given) -> bool:
        """The carrier proposes to withdraw."""
        return self.what == "withdraw" and release.carrier == self.actor

    @forbid(
        TERMS("?"),
        nl="Alleen een met naam bekende functionaris stelt voor.",
        en="Only a named officer proposes.",
    )
    def nameless(self, release: Release, given: Given) -> bool:
        """Four eyes need two names."""
        return not self.functionary

    @forbid(TERMS("?"), nl="Het recht loopt niet.", en="The right does not run.")
    def not_running(self, release: Release, given: Given) -> bool:
        """There is nothing to propose."""
        return release.state not in ("live", "announced")

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Keep the proposal for a while."""
        yield Proposed(
            act=self.what,
            party=self.actor,
            functionary=self.functionary,
            reason=self.reason,
            until=given.now + release.rules.proposal_open,
        )
        yield from code_read(self, "propose", given)


class DemandChain(Opening[Release]):
    """Demand to see the whole chain of one container, in one investigation."""

    nl = "Vorder inzage in de hele keten van één container, in één onderzoek."

    container: ContainerNumber
    call: Call
    ground: Text

    def blank(self) -> Release:
        """Name the container and the call."""
        return Release(container=self.container, call=self.call)

    @permit(POLICE("?"), nl="U bent een opsporingsdienst.", en="You are an investigating service.")
    def actor_investigates(self, release: Release, given: Given) -> bool:
        """Only investigators, one container at a time."""
        return given.has_role(self.actor, "police")

    @forbid(POLICE("?"), nl="Van deze container is niets bekend.", en="Nothing is known of this container.")
    def nothing_known(self, release: Release, given: Given) -> bool:
        """There is no chain to show."""
        return release.state == "none"

    @forbid(
        POLICE("?"),
        nl="Een met naam bekende functionaris moet vorderen.",
        en="A named officer must demand it.",
    )
    def nameless(self, release: Release, given: Given) -> bool:
        """A demand has an author."""
        return not self.functionary

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Open the chain for a while."""
        yield ChainDemanded(by=self.actor, ground=self.ground, until=given.now + release.rules.demand_open)


class CloseDemand(Act[Release]):
    """The time of an investigator's demand has passed."""

    nl = "De tijd van een vordering is voorbij."

    by_clock: ClassVar[bool] = True

    @permit(
        TERMS("?"), nl="De termijn van de vordering is verstreken.", en="The term of the demand has passed."
    )
    def term_passed(self, release: Release, given: Given) -> bool:
        """Only the clock, and only after the term."""
        return self.actor == CLOCK and any(given.now >= demand.until for demand in release.demands)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Close every demand that has run out."""
        for demand in release.demands:
            if given.now >= demand.until:
                yield DemandEnded(by=demand.by)


class Erased(Event[Release]):
    """The personal data of the visits are gone, here and in the ledger; every proof still holds."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal", "operator", "charter", "warned")
    erases: ClassVar[bool] = True

    def apply(self, release: Release) -> Release:
        """Forget who drove."""
        visit = release.visit
        bare = replace(visit, plate=None, driver_pass=None) if visit else None
        alarms = tuple(replace(alarm, officer="") for alarm in release.alarms)
        return replace(release, visit=bare, alarms=alarms, erased=True)


class Erase(Act[Release]):
    """The time for which the data of a visit may be kept has passed."""

    nl = "De tijd dat de gegevens van een bezoek bewaard mogen worden is voorbij."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De bewaartermijn is verstreken.", en="The retention period has passed.")
    def term_passed(self, release: Release, given: Given) -> bool:
        """Only the clock, and only after the term."""
        ends = kept_until(release)
        return self.actor == CLOCK and ends is not None and given.now >= ends

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Erase."""
        yield Erased()


def kept_until(release: Release) -> datetime | None:
    """Return until when the personal data of a closed case are kept; nothing while it runs or when they are gone."""
    over = release.state in OVER and not release.erased
    return release.closed_at + release.rules.personal_kept if release.closed_at and over else None
