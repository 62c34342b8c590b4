"""Container release: the right to collect a container passes from hand to hand, never by a code.

The chapters, in the order of a case's life: `release` (the case), `releasing`, `carrier`, `groupage`, `chain`,
`giving_back`, `lights`, `visit`, `gate`, `offline`, `oversight`, `force`, `bridge`, `duties`, `invariants`; then
`measures` and `publication`, what comes out of a month; `register`, what must be known of members.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from weerbaar.kernel.law.acts import Act, Event
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.moments import days
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.protocol import Offline, Protocol
from weerbaar.kernel.law.retention import Retain
from weerbaar.protocols.container_release import (
    bridge,
    carrier,
    chain,
    events,
    force,
    gate,
    giving_back,
    groupage,
    lights,
    offline,
    oversight,
    visit,
)
from weerbaar.protocols.container_release.duties import DUTIES
from weerbaar.protocols.container_release.invariants import INVARIANTS
from weerbaar.protocols.container_release.messages import reads
from weerbaar.protocols.container_release.publication import PUBLISHES
from weerbaar.protocols.container_release.register import NEEDS
from weerbaar.protocols.container_release.release import OPEN_STATES, OVER, PATHS, Release
from weerbaar.protocols.container_release.terms import TERMS


def key(release: Release) -> str:
    """Return the business key: this box on this call; the same box comes back on later voyages."""
    return f"{release.container}/{release.call}"


def claims(release: Release) -> Iterable[str]:
    """Yield what no other case may hold: the one live right, and the one gate-out, of a container and call."""
    if release.state in (*OPEN_STATES, "locked"):
        yield f"live:{key(release)}"
    for lock in release.crossings:
        yield f"bridge:{lock}"
    if release.state == "exercised" or release.left_at is not None:
        yield f"out:{key(release)}"


def establishes(event: Event[Release], release: Release) -> Iterable[tuple[Question, Answer]]:
    """Yield what later decisions may ask about: who dealt with whom, which numbers have been used."""
    match event:
        case events.Passed(giver=giver, taker=taker):
            yield ("has_dealt", giver, taker), True
        case (
            events.Released(carrier=party, reference=reference, order=order)
            | groupage.BillReleased(carrier=party, reference=reference, order=order)
        ):
            yield ("order_under", party, reference), order
        case bridge.BroughtIn(lock_used=lock):
            yield ("lock_used", lock), True
        case bridge.ReportedBack(lock=lock, locked_by=platform):
            yield ("lock_used", bridge.used(platform, lock)), True
        case visit.VisitAccepted(appointment=appointment) if release.terminal is not None:
            yield ("appointment_used", release.terminal, appointment), True
        case _:
            return


def on_suspension(release: Release, party: Party) -> Iterable[Act[Release]]:
    """Yield how the right leaves the hands of a suspended holder."""
    if release.holder == party:
        yield giving_back.Forfeit(actor=CLOCK)


def closed(release: Release) -> datetime | None:
    """Return when the case was over; an ended right may still be released again until then."""
    return release.closed_at if release.state in OVER else None


PROTOCOL: Protocol[Release] = Protocol(
    name="container-release",
    version=1,
    nl="Vrijgave van een container zonder pincode",
    en="Release of a container without a PIN code",
    basis=TERMS,
    case=Release,
    acts=(
        carrier.Issue,
        groupage.ReleaseBill,
        groupage.WithdrawBill,
        chain.Prepare,
        lights.ReportDischarge,
        lights.ClearCustoms,
        lights.ClearTerminal,
        lights.Block,
        lights.Unblock,
        chain.Offer,
        chain.Confirm,
        chain.Accept,
        chain.Decline,
        chain.Recall,
        chain.LapseOffer,
        giving_back.Return,
        giving_back.Revoke,
        giving_back.Forfeit,
        carrier.Amend,
        carrier.Withdraw,
        carrier.Reissue,
        carrier.Expire,
        bridge.Lock,
        bridge.ReadBack,
        bridge.TakeOver,
        bridge.ReportBack,
        visit.Prenotify,
        visit.AcceptVisit,
        visit.RejectVisit,
        visit.CancelVisit,
        visit.NameCharter,
        visit.ConfirmCharter,
        visit.ReportNoShow,
        gate.Collect,
        gate.GateOut,
        gate.AbortVisit,
        gate.FlagOverstay,
        offline.ListForGate,
        offline.AcknowledgeAtGate,
        offline.ReportOffline,
        offline.ReportDenial,
        oversight.Propose,
        gate.Override,
        oversight.DemandChain,
        oversight.CloseDemand,
        oversight.Erase,
    ),
    events=(
        events.Released,
        events.RightBegun,
        events.ReleasedBy,
        events.ConsigneeNamed,
        events.ConsigneeTold,
        groupage.BillReleased,
        groupage.BillWithdrawn,
        events.Intended,
        events.Offered,
        events.OfferProposed,
        events.OfferConfirmed,
        events.OfferEnded,
        events.Passed,
        events.Misdirected,
        events.LinkEnded,
        events.HeldAgain,
        events.HolderChanged,
        events.Progressed,
        events.RightEnded,
        events.PendingAtGate,
        events.VisitEnded,
        carrier.Amended,
        bridge.Locked,
        bridge.RightLocked,
        bridge.Unlocked,
        bridge.Moved,
        bridge.BroughtIn,
        bridge.ReportedBack,
        lights.HoldSet,
        lights.HoldCleared,
        lights.BlockedBy,
        lights.Discharged,
        lights.CustomsLightChanged,
        lights.TerminalLightChanged,
        visit.VisitSubmitted,
        visit.VisitAccepted,
        visit.CharterNamed,
        visit.DriverNamed,
        visit.CharterConfirmed,
        gate.Committed,
        gate.LaneGiven,
        gate.GatedOut,
        gate.Collected,
        gate.Overstayed,
        gate.Overridden,
        gate.OverriddenBy,
        offline.Listed,
        offline.KnownAtGate,
        offline.LeftAnyway,
        offline.DeniedOffline,
        oversight.Proposed,
        force.CodeRead,
        oversight.ChainDemanded,
        oversight.DemandEnded,
        oversight.Erased,
    ),
    duties=DUTIES,
    publishes=PUBLISHES,
    reads=reads,
    asked_of="container",
    offline=Offline(
        act=lambda terminal, number: offline.ListForGate(actor=terminal, number=number),
        entry=offline.entry,
        until=offline.ends,
    ),
    see=("customs",),
    on_suspension=on_suspension,
    key=key,
    claims=claims,
    finds=lambda release: (release.container, f"{release.carrier}/{release.reference}"),
    establishes=establishes,
    presumes={"order_under": None, "appointment_used": False, "lock_used": False},
    register=NEEDS,
    invariants=INVARIANTS,
    paths=PATHS,
    # One year is a choice of ours; the term in the signed text is unknown.
    retain=Retain(
        since=closed, period=days(365), basis=TERMS("?"), of="visit", erased=lambda release: release.erased
    ),
)
