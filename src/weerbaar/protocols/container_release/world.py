"""A small world in which container release is tried out: a carrier, two forwarders, a haulier, a quay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.explore import World, relative
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.container_release import carrier, chain, gate, giving_back, lights, visit
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.terms import Role

START = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
BOX, CALL = "CSQU3054383", "NOORD-2026-118"
LINE, QUAY, CUSTOMS, POLICE = "noordster", "maasvlakte-terminal", "douane", "havenpolitie"
DELTA, DAM, CHARTER, STRANGER = "delta-forwarding", "van-dam-transport", "jansen-charter", "zuiderpark-bv"
ROLES: dict[str, tuple[str, ...]] = {
    LINE: ("carrier",),
    DELTA: ("forwarder",),
    DAM: ("road",),
    CHARTER: ("road",),
    QUAY: ("terminal",),
    CUSTOMS: ("customs",),
    POLICE: ("police",),
    STRANGER: ("forwarder",),
}
EANS = {DAM: "8712345001056", CHARTER: "8712345001070"}


def facts(question: Question) -> Answer:
    """Answer what a rule may ask in this world; everybody dealt with everybody but the stranger."""
    match question:
        case ("is_admitted", party):
            return party in ROLES
        case ("has_role", party, role):
            return role in ROLES.get(party, ())
        case ("holds_ean", party, ean):
            return EANS.get(party) == ean
        case ("has_dealt", giver, taker):
            return STRANGER not in (giver, taker)
        case ("accepted_customer", *_):
            return True
        case ("carrier_of", *_) | ("order_under", *_):
            return None
        case _:
            return False


def alphabet(release: Release | None) -> Iterator[Act[Release]]:
    """Yield every concrete act that somebody could ask for."""
    end = START + timedelta(days=2)
    yield carrier.Issue(
        actor=LINE,
        functionary="a",
        terminal=QUAY,
        reference="R1",
        expires_at=end,
        release_to=DELTA,
        container=BOX,
        call=CALL,
    )
    yield lights.Block(actor=CUSTOMS, reason="scan", container=BOX, call=CALL)
    if release is None:
        return
    yield lights.ReportDischarge(actor=QUAY, container=BOX, call=CALL)
    yield lights.ClearCustoms(actor=CUSTOMS, container=BOX, call=CALL)
    yield lights.ClearTerminal(actor=QUAY)
    yield lights.Unblock(actor=CUSTOMS)
    yield from _chain(release)
    yield from _visit(release)
    yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
    yield carrier.Reissue(actor=LINE, functionary="a", reference="R2", expires_at=end, release_to=DELTA)


def _chain(release: Release) -> Iterator[Act[Release]]:
    holder = release.holder
    road: Role = "road"
    if holder in (DELTA, DAM):
        yield chain.Offer(actor=holder, functionary="p", to=DAM, role=road)
        yield chain.Offer(actor=holder, functionary="p", to=STRANGER, role="forwarder")
        yield giving_back.Return(actor=holder)
    for taker in (DELTA, DAM, STRANGER):
        yield chain.Accept(actor=taker)
    yield chain.Decline(actor=DAM)
    yield chain.Recall(actor=DELTA)
    for functionary in ("p", "q"):
        yield chain.Confirm(actor=DELTA, functionary=functionary)
    yield giving_back.Revoke(actor=DELTA, reason="changed plans")


def _visit(release: Release) -> Iterator[Act[Release]]:
    begin = START + timedelta(hours=1)
    yield visit.Prenotify(
        actor=DAM, modality="road", ean=EANS[DAM], window_from=begin, window_to=begin + timedelta(hours=30)
    )
    yield visit.AcceptVisit(actor=QUAY, appointment="TAR1")
    yield visit.NameCharter(actor=DAM, charter=CHARTER, ean=EANS[CHARTER])
    yield visit.ConfirmCharter(actor=CHARTER)
    for ean in EANS.values():
        yield gate.Collect(actor=QUAY, appointment="TAR1", ean=ean, identity_confirmed=True)
    yield gate.GateOut(actor=QUAY, number_read=BOX)
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def canonical(release: Release, now: datetime) -> object:
    """Forget what no rule asks any more: links of earlier epochs, and who once meant to pass on to whom."""
    kept = tuple(link for link in release.links if link.epoch == release.epoch and link.state in STANDING)
    return relative(replace(release, links=kept, intentions=()), now)


STANDING = ("offered", "held", "passed", "exercised")
WORLD: World[Release] = World(
    start=START,
    alphabet=alphabet,
    facts=facts,
    viewers=tuple(Viewer(party=party, roles=frozenset(roles)) for party, roles in ROLES.items()),
    steps=(timedelta(hours=1),),
    canonical=canonical,
    most_states=20_000,
)
