"""Chapter 7, the gate without a line: what a terminal may still let through when the platform cannot be reached."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid
from weerbaar.protocols.container_release.carrier import end_right
from weerbaar.protocols.container_release.events import LinkEnded
from weerbaar.protocols.container_release.gate import (
    Collect,
    Collected,
    GatedOut,
    GateOut,
    Overridden,
    OverriddenBy,
    let_in,
)
from weerbaar.protocols.container_release.release import OPEN_STATES, Listing, Release
from weerbaar.protocols.container_release.terms import TERMS
from weerbaar.protocols.trade_codes import Reference

ListNumber = Annotated[
    str,
    form(
        "[0-9a-f]{16}",
        nl="nummer van de lijst, 16 hexadecimale tekens",
        en="number of the list, 16 hex digits",
    ),
]
Code = Annotated[
    str,
    form(
        "[A-Z_]{1,40}",
        nl="reden in een code: hoofdletters en lage streepjes",
        en="reason in a code: capitals and underscores",
    ),
]
Officers = Annotated[
    tuple[str, str] | None,
    Meta(description="the two officers who let it through by hand after the list ended"),
]


class Listed(Event[Release]):
    """The container stands on a list by which the terminal's lanes may decide without a line until a moment."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal",)

    number: str
    appointment: str
    at: Moment
    until: Moment

    def apply(self, release: Release) -> Release:
        """Keep it beside the older lists that still count: nobody knows which of them reached the lanes."""
        new = Listing(number=self.number, appointment=self.appointment, since=self.at, until=self.until)
        still = tuple(one for one in release.listings if one.until > self.at)
        return replace(release, listings=(*still, new))


class KnownAtGate(Event[Release]):
    """Every lane of the terminal knows what was taken back or blocked: it works from now on."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "holder", "terminal", "customs")

    def apply(self, release: Release) -> Release:
        """The lists no longer count."""
        return replace(release, listings=())


class LeftAnyway(Event[Release]):
    """A truck left by a list that did not know yet what had been taken back or blocked: valid, and an alert."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "holder", "terminal", "customs")

    out_at: Moment
    because: str

    def apply(self, release: Release) -> Release:
        """Note that the container is gone, and against what."""
        return replace(release, left_at=self.out_at, offline_conflict=self.because, listings=())


class DeniedOffline(Event[Release]):
    """A lane without a line said no, with its reasons."""

    seen_by: ClassVar[tuple[str, ...]] = ("terminal",)

    at: Moment
    lane: str
    reasons: tuple[str, ...]

    def apply(self, release: Release) -> Release:
        """Change nothing: it is kept to be counted."""
        return release


class ListForGate(Act[Release]):
    """Put the container on the list by which your lanes may decide while there is no line."""

    nl = "Zet de container op de lijst waarmee uw rijstroken kunnen beslissen zolang er geen verbinding is."

    number: ListNumber

    # What stands in the way at the gate, as far as it lies in the release and not in what a driver shows.
    actor_is_terminal = GateOut.actor_is_terminal
    no_right = Collect.no_right
    already_committed = Collect.already_committed
    already_out = Collect.already_out
    no_appointment = Collect.no_appointment
    expired = Collect.expired
    not_discharged = Collect.not_discharged
    customs_not_released = Collect.customs_not_released
    terminal_not_released = Collect.terminal_not_released
    hold_customs = Collect.hold_customs
    hold_carrier = Collect.hold_carrier
    hold_terminal = Collect.hold_terminal
    charter_unconfirmed = Collect.charter_unconfirmed
    holder_not_admitted = Collect.holder_not_admitted
    check_digit_wrong = Collect.check_digit_wrong

    @forbid(TERMS("?"), nl="Deze lijst bestaat al.", en="This list exists already.", clash=True)
    def number_used(self, release: Release, given: Given) -> bool:
        """A list is made once; a newer one has a number of its own."""
        return any(one.number == self.number for one in release.listings)

    def events(self, release: Release, given: Given) -> Events[Release]:
        """List it for as long as the profile lends a list, and no longer than the right lasts."""
        assert release.visit is not None
        assert release.expires_at is not None
        until = min(given.now + release.rules.list_lease, release.expires_at)
        yield Listed(number=self.number, appointment=release.visit.appointment, at=given.now, until=until)


class AcknowledgeAtGate(Act[Release]):
    """Confirm that every lane knows what was taken back or blocked, so that it need not wait for the list to end."""

    nl = (
        "Bevestig dat elke rijstrook weet wat is teruggenomen of geblokkeerd, zodat het niet "
        "op het einde van de lijst hoeft te wachten."
    )

    actor_is_terminal = GateOut.actor_is_terminal

    @forbid(TERMS("?"), nl="Er is niets dat nog moet ingaan.", en="Nothing is waiting to take effect.")
    def nothing_pending(self, release: Release, given: Given) -> bool:
        """Only what overtook a list can be acknowledged."""
        return release.pending_at_gate is None

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Let it work from now on."""
        yield KnownAtGate()


class ReportOffline(Act[Release]):
    """Report, once there is a line again, what a lane let in or out by its list."""

    nl = "Meld, zodra er weer verbinding is, wat een rijstrook op haar lijst in- of uitliet."

    number: ListNumber
    appointment: Reference
    used_at: Moment
    out_at: Moment | None = None
    number_read: str = ""
    lane: str = ""
    manual_by: Officers = None

    actor_is_terminal = GateOut.actor_is_terminal

    @forbid(TERMS("?"), nl="De container stond niet op deze lijst.", en="The container was not on this list.")
    def not_listed(self, release: Release, given: Given) -> bool:
        """The list must have named the container, for this same visit."""
        return self._listing(release) is None

    def _listing(self, release: Release) -> Listing | None:
        wanted = (self.number, self.appointment)
        return next((one for one in release.listings if (one.number, one.appointment) == wanted), None)

    @forbid(TERMS("?"), nl="De lijst gold toen niet.", en="The list did not count then.")
    def outside_list(self, release: Release, given: Given) -> bool:
        """Lanes close when a list ends; after that two named officers may let a truck through by hand."""
        listing = self._listing(release)
        if listing is None:
            return False  # then it was on no list at all, which is the other reason
        if self.used_at < listing.since or self.used_at > given.now:
            return True
        return self.used_at >= listing.until and not self._by_two_officers

    @property
    def _by_two_officers(self) -> bool:
        named = {one for one in self.manual_by or () if one}
        return len(named) == 2 and self.functionary in named

    @forbid(TERMS("?"), nl="De wagen is al toegelaten.", en="The truck has been let in already.", clash=True)
    def used_already(self, release: Release, given: Given) -> bool:
        """An entry of a list is used once."""
        return release.state in ("committed", "exercised") or release.left_at is not None

    @forbid(
        TERMS("?"),
        nl="Het recht is intussen geëindigd: de wagen mag niet met de container weg.",
        en="The right has ended meanwhile: the truck may not leave with the container.",
    )
    def ended_and_not_out(self, release: Release, given: Given) -> bool:
        """What was taken back in time is stopped at the exit; only what had already left is valid."""
        return self.out_at is None and not self._visit_stands(release)

    @forbid(TERMS("?"), nl="De camera las een ander nummer.", en="The camera read another number.")
    def number_mismatch(self, release: Release, given: Given) -> bool:
        """What left must be the container of this right."""
        return self.out_at is not None and self.number_read.replace(" ", "") != release.container

    @forbid(TERMS("?"), nl="De tijden kloppen niet.", en="The times are not right.")
    def times_wrong(self, release: Release, given: Given) -> bool:
        """A truck leaves after it came in, and not in the future."""
        return self.out_at is not None and not self.used_at <= self.out_at <= given.now

    def _visit_stands(self, release: Release) -> bool:
        visit = release.visit
        return release.state == "announced" and visit is not None and visit.appointment == self.appointment

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Take over what happened; where something had been taken back or blocked meanwhile, say so."""
        if self.manual_by is not None and self._by_two_officers:
            yield Overridden(reason="the list had ended")
            yield OverriddenBy(officers=self.manual_by)
        if not self._visit_stands(release):
            assert self.out_at is not None
            yield LeftAnyway(out_at=self.out_at, because="right-ended")
            if release.state in OPEN_STATES:
                yield from end_right(release, "revoked", given.now)
            return
        if self.out_at is not None and release.holds:
            yield LeftAnyway(out_at=self.out_at, because="held")
        yield from let_in(release, self.lane, self.used_at)
        if self.out_at is not None:
            yield GatedOut(at=self.out_at, seal="")
            yield Collected()
            for link in release.chain:
                yield LinkEnded(giver=link.giver, taker=link.taker, how="exercised", because="collected")


class ReportDenial(Act[Release]):
    """Report, once there is a line again, that a lane said no by its list, and why."""

    nl = "Meld, zodra er weer verbinding is, dat een rijstrook op haar lijst nee zei, en waarom."

    number: ListNumber
    at: Moment
    reasons: Annotated[tuple[Code, ...], Meta(min_length=1, max_length=20)]
    lane: str = ""

    actor_is_terminal = GateOut.actor_is_terminal

    @forbid(TERMS("?"), nl="Dat moment is nog niet geweest.", en="That moment has not come yet.")
    def in_the_future(self, release: Release, given: Given) -> bool:
        """Nobody was turned away tomorrow."""
        return self.at > given.now

    def events(self, release: Release, given: Given) -> Events[Release]:
        """Keep it."""
        yield DeniedOffline(at=self.at, lane=self.lane, reasons=self.reasons)


def ends(release: Release) -> Moment:
    """Return when its newest list ends for this container."""
    return release.listings[-1].until


def entry(release: Release) -> dict[str, Any]:
    """Return what a list says of a container: enough to decide, and no name of anybody in the chain.

    `plain` values stand on the list as they are; of the `hidden` ones it holds salted digests only.
    """
    visit = release.visit
    assert visit is not None
    late = visit.window_to + release.rules.late_arrival
    return {
        "plain": {
            "container": release.container,
            "appointment": visit.appointment,
            "ean": visit.charter_ean if visit.charter else visit.ean,
            "from": visit.window_from,
            "until": min(late, ends(release)),
        },
        "hidden": {"plate": visit.plate, "driver_pass": visit.driver_pass},
    }
