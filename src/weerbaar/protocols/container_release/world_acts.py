"""The concrete acts that somebody could ask for in the small worlds of container release, subject by subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.protocols.container_release import carrier, chain, gate, giving_back, lights, oversight, visit
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.terms import Modality, Role
from weerbaar.protocols.container_release.world_facts import (
    BOX,
    CALL,
    CHARTER,
    CUSTOMS,
    DAM,
    DELTA,
    EANS,
    FORCED,
    HANDS,
    LINE,
    NORMAL,
    OTHER_LINE,
    POLICE,
    QUAY,
    SECURITY,
    START,
    STRANGER,
    WRONG,
)

END = START + timedelta(hours=6)
PLATE, PASS, LANE = "12-BFD-3", "5" * 64, "lane 7"
Acts = Iterator[Act[Release]]
Alphabet = Callable[[Release | None], Acts]


def issue(
    *,
    actor: str = LINE,
    container: str = BOX,
    terminal: str = QUAY,
    reference: str = "R1",
    until: datetime = END,
    to: str | None = DELTA,
    modality: Modality | None = None,
    order: str = "",
) -> carrier.Issue:
    """Return a release; by default the one that is right."""
    return carrier.Issue(
        actor=actor,
        functionary="a",
        container=container,
        call=CALL,
        terminal=terminal,
        reference=reference,
        expires_at=until,
        release_to=to,
        modality=modality,
        order=order,
    )


def prenotify(
    *, actor: str = DAM, begin: float = 1, end: float = 3, ean: str = EANS[DAM], plate: str | None = None
) -> visit.Prenotify:
    """Return the announcement of a truck; the window counts in hours from the start."""
    return visit.Prenotify(
        actor=actor,
        modality="road",
        ean=ean,
        window_from=START + timedelta(hours=begin),
        window_to=START + timedelta(hours=end),
        plate=plate,
        driver_pass=None if plate is None else PASS,
    )


def collect(ean: str = EANS[DAM], appointment: str = "TAR1", **shown: str) -> gate.Collect:
    """Return a question at the gate; by default the right one."""
    return gate.Collect(
        actor=QUAY,
        appointment=appointment,
        ean=ean,
        plate=shown.get("plate", PLATE),
        driver_pass=shown.get("driver_pass", PASS),
        identity_confirmed=True,
        lane=LANE,
    )


def reissue(until: datetime = END, **fields: str) -> carrier.Reissue:
    """Return a release after a correction; by default to nobody yet."""
    return carrier.Reissue(
        actor=LINE,
        functionary="a",
        reference="R2",
        expires_at=until,
        terminal=fields.get("terminal"),
        release_to=fields.get("release_to"),
    )


ROAD: Role = "road"
GREEN: tuple[Act[Release], ...] = (
    issue(),
    lights.ReportDischarge(actor=QUAY, container=BOX, call=CALL),
    lights.ClearCustoms(actor=CUSTOMS, container=BOX, call=CALL),
    lights.ClearTerminal(actor=QUAY),
)
HELD_BY_DAM = (
    *GREEN,
    chain.Accept(actor=DELTA),
    chain.Offer(actor=DELTA, functionary="p", to=DAM, role=ROAD),
    chain.Accept(actor=DAM),
)
VISIT_ACCEPTED = (*HELD_BY_DAM, prenotify(plate=PLATE), visit.AcceptVisit(actor=QUAY, appointment="TAR1"))


def opening(release: Release | None) -> Acts:
    """Everything that can be asked where no release need be, right and wrong."""
    yield issue(to=None)
    yield issue(actor=OTHER_LINE)
    yield issue(terminal=DELTA)
    yield issue(until=START)
    yield issue(to=STRANGER)
    yield issue(actor=DELTA)
    yield issue(reference="R1", order="other order")
    yield chain.Prepare(actor=DELTA, container=BOX, call=CALL, to=DAM, role=ROAD)
    yield chain.Prepare(actor=DELTA, container=BOX, call=CALL, to="nobody", role=ROAD)
    if release is not None and release.closed_at is not None:
        return  # who demands again and again after the end would make no new case, only later ones
    for functionary in ("", "r"):
        yield oversight.DemandChain(
            actor=POLICE, functionary=functionary, container=BOX, call=CALL, ground="proces-verbaal 1"
        )


def before_the_release(release: Release | None) -> Acts:
    """What customs and terminal say of a box before anybody released it."""
    yield issue(to=None)
    yield lights.Block(actor=CUSTOMS, reason="scan", container=BOX, call=CALL)
    yield lights.ReportDischarge(actor=QUAY, container=BOX, call=CALL)
    yield lights.ClearCustoms(actor=CUSTOMS, container=BOX, call=CALL)
    if release is not None:
        yield lights.Unblock(actor=CUSTOMS)


def passing(release: Release | None) -> Acts:
    """A chain of a forwarder and a haulier, with everything that makes and breaks it, and no visit."""
    yield issue(reference="R1")
    if release is None:
        return
    holder = release.holder
    if holder in (DELTA, DAM):
        yield chain.Offer(actor=holder, functionary="p", to=DAM, role=ROAD)
        yield chain.Offer(actor=holder, functionary="p", to=STRANGER, role="forwarder")
        yield chain.Offer(actor=holder, functionary="p", to=DELTA, role="forwarder")
    for actor in (LINE, DELTA, DAM):
        yield giving_back.Return(actor=actor)
    for taker in (DELTA, DAM, STRANGER):
        yield chain.Accept(actor=taker)
    yield chain.Decline(actor=DAM)
    yield chain.Recall(actor=DELTA)
    for functionary in ("p", "q"):
        yield chain.Confirm(actor=DELTA, functionary=functionary)
    yield giving_back.Revoke(actor=DELTA, reason="changed plans")
    for functionary in ("a", "b"):
        yield carrier.Withdraw(actor=LINE, functionary=functionary, reason="wrong party")
    yield giving_back.Forfeit(actor=CLOCK)


def again(release: Release | None) -> Acts:
    """Withdrawn and released again: what of the old chain comes back, and what does not."""
    if release is None:
        yield issue(to=DELTA)
        yield chain.Prepare(actor=DELTA, container=BOX, call=CALL, to=DAM, role=ROAD)
        return
    yield issue(to=DELTA)
    for taker in (DELTA, DAM):
        yield chain.Accept(actor=taker)
    yield chain.Offer(actor=DELTA, functionary="p", to=DAM, role=ROAD)
    yield giving_back.Revoke(actor=DELTA, reason="changed plans")
    yield giving_back.Revoke(actor=LINE, reason="changed plans")
    yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
    if release.epoch < 2:
        yield reissue(release_to=DELTA)
    yield reissue(until=START)
    yield reissue(terminal=DELTA)
    yield reissue(release_to=STRANGER)
    yield carrier.Amend(actor=LINE, expires_at=START)
    yield carrier.Amend(actor=LINE, terminal=DELTA)


def by_barge(release: Release | None) -> Acts:
    """A release for barge only, that nobody may bring on the road."""
    yield issue(modality="barge")
    if release is not None:
        yield chain.Accept(actor=DELTA)
        yield chain.Offer(actor=DELTA, functionary="p", to=DAM, role=ROAD)
        yield chain.Accept(actor=DAM)
        for actor in (DELTA, DAM):
            yield prenotify(actor=actor)
        yield carrier.Amend(actor=LINE, modality="road")


def unanswered(release: Release | None) -> Acts:
    """An offer that nobody answers, under a right that outlives it."""
    yield issue(until=START + timedelta(hours=30))
    if release is not None:
        yield chain.Decline(actor=DELTA)
        yield chain.Recall(actor=LINE)


def many_hands(release: Release | None) -> Acts:
    """As many hands as there may be, one after another."""
    yield issue(to=HANDS[0])
    if release is None:
        return
    for giver, taker in pairwise(HANDS):
        if giver == release.holder:
            yield chain.Offer(actor=giver, functionary="p", to=taker, role="forwarder")
    if release.offered_to is not None:
        yield chain.Accept(actor=release.offered_to)


def announcing(release: Release | None) -> Acts:
    """The haulier announces its truck, rightly and wrongly, and the terminal answers."""
    if release is None:
        return
    yield prenotify()
    yield prenotify(begin=7, end=9)
    yield prenotify(begin=3, end=1)
    yield prenotify(ean=EANS[CHARTER])
    yield prenotify(actor=DELTA, ean=EANS[DAM])
    yield chain.Offer(actor=DAM, functionary="p", to=CHARTER, role=ROAD)
    yield chain.Offer(actor=DAM, functionary="p", to=DELTA, role="forwarder")
    yield chain.Recall(actor=DAM)
    yield visit.AcceptVisit(actor=QUAY, appointment="TAR1")
    yield visit.RejectVisit(actor=QUAY, code="NO_SLOT")
    yield visit.CancelVisit(actor=DAM)
    yield visit.NameCharter(actor=DAM, charter=CHARTER, ean=EANS[CHARTER], driver_pass=PASS)
    yield visit.NameCharter(actor=DAM, charter=CHARTER, ean=EANS[DAM])
    yield visit.NameCharter(actor=DAM, charter="nobody", ean=EANS[DAM])
    yield visit.ConfirmCharter(actor=CHARTER)
    yield visit.ReportNoShow(actor=QUAY)
    for ean in EANS.values():
        yield collect(ean)
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def at_the_gate(release: Release | None) -> Acts:
    """A truck at the gate and what may still change while it is there."""
    if release is None:
        return
    yield collect()
    yield collect(appointment="TAR9")
    yield collect(EANS[CHARTER])
    yield collect(plate="99-XX-99")
    yield collect(driver_pass="6" * 64)
    yield gate.Collect(actor=QUAY, appointment="TAR1", ean=EANS[DAM], plate=PLATE, driver_pass=PASS)
    for number in (BOX, "MSCU1234566"):
        yield gate.GateOut(actor=QUAY, number_read=number)
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")
    yield lights.Block(actor=CUSTOMS, reason="scan", container=BOX, call=CALL)
    yield lights.Unblock(actor=CUSTOMS)
    yield lights.ReportDischarge(actor=QUAY, container=BOX, call=CALL)
    yield chain.Prepare(actor=DELTA, container=BOX, call=CALL, to=DAM, role=ROAD)
    yield giving_back.Return(actor=DAM)
    yield giving_back.Revoke(actor=DELTA, reason="changed plans")
    yield giving_back.Forfeit(actor=CLOCK)
    yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
    yield carrier.Amend(actor=LINE, expires_at=END + timedelta(hours=1))
    yield carrier.Expire(actor=LINE)
    if release.epoch < 2:
        yield reissue()
    yield visit.CancelVisit(actor=DAM)
    yield visit.NameCharter(actor=DAM, charter=CHARTER, ean=EANS[CHARTER], driver_pass=PASS)
    yield visit.ReportNoShow(actor=QUAY)


def unlit(release: Release | None) -> Acts:
    """A visit is accepted while no light is green yet."""
    if release is not None:
        yield collect()
        yield lights.ReportDischarge(actor=QUAY, container=BOX, call=CALL)
        yield lights.ClearCustoms(actor=CUSTOMS, container=BOX, call=CALL)
        yield lights.ClearTerminal(actor=QUAY)
        yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def overriding(release: Release | None) -> Acts:
    """Holds of all three kinds, grave acts that take two officers, and an investigator who looks in."""
    if release is None:
        return
    for actor in (CUSTOMS, LINE, QUAY):
        yield lights.Block(actor=actor, reason="scan", container=BOX, call=CALL)
        yield lights.Unblock(actor=actor)
    yield collect()
    for functionary in ("", "x"):
        yield oversight.Propose(actor=QUAY, functionary=functionary, what="override", reason="reefer alarm")
    for functionary in ("x", "y"):
        yield gate.Override(actor=QUAY, functionary=functionary, reason="reefer alarm", lane=LANE)
    yield gate.GateOut(actor=QUAY, number_read=BOX)


def forced(release: Release | None) -> Acts:
    """Officers who give one code or the other, and the security that may still stop the truck at the exit."""
    if release is None:
        return
    for actor in (QUAY, SECURITY):
        yield lights.Block(actor=actor, reason="scan", container=BOX, call=CALL)
        yield lights.Unblock(actor=actor)
    for code in (None, NORMAL, FORCED, WRONG):
        yield oversight.Propose(actor=QUAY, functionary="x", what="override", reason="reefer", code=code)
        yield gate.Override(actor=QUAY, functionary="y", reason="reefer", lane=LANE, code=code)
    yield gate.GateOut(actor=QUAY, number_read=BOX)


def after_an_alarm(release: Release | None) -> Acts:
    """What goes on around a container about which police and security have been told."""
    if release is not None:
        yield collect()
        yield gate.GateOut(actor=QUAY, number_read=BOX)
        yield visit.CancelVisit(actor=DAM)
        yield prenotify()
        yield visit.AcceptVisit(actor=QUAY, appointment="TAR1")
        yield visit.NameCharter(actor=DAM, charter=CHARTER, ean=EANS[CHARTER])
        yield visit.ConfirmCharter(actor=CHARTER)
        if release.epoch < 2:
            yield reissue()
        yield carrier.Amend(actor=LINE, expires_at=START)


def two_officers(release: Release | None) -> Acts:
    """A carrier that withdraws with two officers only, and an investigator who looks in."""
    yield issue()
    if release is not None:
        yield oversight.Propose(actor=LINE, functionary="b", what="withdraw", reason="fraud")
        for functionary in ("a", "b", "c"):
            yield carrier.Withdraw(actor=LINE, functionary=functionary, reason="fraud")
    if release is not None and release.closed_at is None:
        yield oversight.DemandChain(actor=POLICE, functionary="r", container=BOX, call=CALL, ground="pv 1")


def suspended(release: Release | None) -> Acts:
    """Firms that were suspended after they came into the chain."""
    yield issue()
    yield chain.Prepare(actor=DAM, container=BOX, call=CALL, to=CHARTER, role=ROAD)
    if release is None:
        return
    yield chain.Offer(actor=DAM, functionary="p", to=CHARTER, role=ROAD)
    yield chain.Accept(actor=DAM)
    yield prenotify()
    yield visit.ConfirmCharter(actor=CHARTER)
    yield collect()
    yield visit.CancelVisit(actor=DAM)
    yield giving_back.Forfeit(actor=CLOCK)


def too_late(release: Release | None) -> Acts:
    """Acts that arrive after a term and before the clock."""
    if release is not None:
        yield chain.Accept(actor=DELTA)
        yield chain.Offer(actor=DELTA, functionary="p", to=DAM, role=ROAD)
        yield collect()
        yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def running_out(release: Release | None) -> Acts:
    """The right is made shorter while a truck is expected: it ends at once, or before the truck comes."""
    if release is not None:
        yield carrier.Amend(actor=LINE, expires_at=START)
        yield carrier.Amend(actor=LINE, expires_at=START + timedelta(hours=2))


def life(release: Release | None) -> Acts:
    """A plain life from release to gate-out, with the ends that it may come to: for a drawing."""
    if release is None:
        yield chain.Prepare(actor=DELTA, container=BOX, call=CALL, to=DAM, role=ROAD)
        yield issue()
        return
    yield issue()
    if release.offered_to == DELTA:
        yield from GREEN[1:]
    yield from HELD_BY_DAM[len(GREEN) :]
    yield from VISIT_ACCEPTED[len(HELD_BY_DAM) :]
    yield collect()
    yield gate.GateOut(actor=QUAY, number_read=BOX)
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")
    yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
