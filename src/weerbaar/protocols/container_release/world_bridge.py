"""The acts of the small worlds about two platforms: a right is locked on one of them and lives on the other."""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.kernel.law.given import Answer, Question, Source
from weerbaar.protocols.container_release import carrier, chain, gate, lights, offline
from weerbaar.protocols.container_release.bridge import Lock, ReadBack, ReportBack, TakeOver
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.world_acts import END, ROAD, Acts, collect, issue, reissue
from weerbaar.protocols.container_release.world_facts import (
    BOX,
    CALL,
    CUSTOMS,
    DAM,
    DELTA,
    LINE,
    OTHER_LINE,
    QUAY,
    STRANGER,
)
from weerbaar.protocols.container_release.world_offline import NUMBER

HERE, THERE, NOWHERE = "port", "other-port", "no-port"
LOCK, NEXT = f"{BOX}/{CALL}/1", f"{BOX}/{CALL}/2"


def _proof(event: str, **fields: str) -> str:
    shown = {"protocol": "container-release@1", "events": [{"event": event, "fields": fields}]}
    return msgspec.json.encode(shown).decode()


def _locked(**changes: str) -> str:
    fields = {"to": HERE, "carrier": LINE, "container": BOX, "call": CALL, "reference": "R1", "lock": LOCK}
    return _proof("locked", **fields | changes)


def _reported(how: str, lock: str = LOCK, locked_by: str = HERE) -> str:
    return _proof("reported-back", how=how, lock=lock, locked_by=locked_by, carrier=LINE)


# What each proof of these worlds shows; a real one is a receipt, of which the desk says the same.
PROOFS = {
    "locked": _locked(),
    "locked again": _locked(lock=NEXT),
    "locked for another": _locked(to=NOWHERE),
    "locked by another": _locked(carrier=OTHER_LINE),
    "another box": _locked(container="NOSU1000012"),
    "misshapen": _locked(lock="a b"),
    "declined": _reported("declined"),
    "ended": _reported("ended"),
    "collected": _reported("collected"),
    "ended, of the next lock": _reported("ended", NEXT),
    "ended, of another platform": _reported("ended", locked_by=NOWHERE),
    "another law": _proof("locked").replace("container-release@1", "empty-return@1"),
}


def platforms(so: Source) -> Source:
    """Return what answers a rule in a world of two platforms."""

    def answer(question: Question) -> Answer:
        match question:
            case ("scheme",):
                return HERE
            case ("key_of_platform", name):
                return "its key" if name == THERE else None
            case ("proven", "its key", name, proof):
                return PROOFS.get(proof) if name == THERE else None
            case _:
                return so(question)

    return answer


def take_over(proof: str = "locked", **changes: Any) -> TakeOver:
    """Return the release of what was locked elsewhere; by default the one that is right."""
    fields: dict[str, Any] = {
        "actor": LINE,
        "functionary": "a",
        "container": BOX,
        "call": CALL,
        "terminal": QUAY,
        "reference": "R1",
        "expires_at": END,
        "release_to": DELTA,
        "locked_by": THERE,
    }
    return TakeOver(proof=proof, **{**fields, **changes})


def report_back(proof: str = "locked", actor: str = LINE) -> ReportBack:
    """Return the report of what became of it here."""
    return ReportBack(actor=actor, container=BOX, call=CALL, locked_by=THERE, proof=proof)


def locking(release: Release | None) -> Acts:
    """The carrier locks the right for the other platform, and reads what became of it there."""
    if release is None:
        return
    if release.locks < 2:
        yield Lock(actor=LINE, to=THERE)
    yield Lock(actor=LINE, to=NOWHERE)
    yield Lock(actor=DELTA, to=THERE)
    for proof in (
        "declined",
        "ended",
        "collected",
        "ended, of the next lock",
        "ended, of another platform",
        "none",
    ):
        yield ReadBack(actor=LINE, proof=proof)
    yield ReadBack(actor=DELTA, proof="ended")
    yield chain.Offer(actor=LINE, to=DELTA, role="forwarder")
    yield chain.Accept(actor=DELTA)
    yield lights.Block(actor=CUSTOMS, reason="scan", container=BOX, call=CALL)
    yield lights.Unblock(actor=CUSTOMS)
    if release.epoch < 2:
        yield reissue()


def bringing_in(release: Release | None) -> Acts:
    """What was locked elsewhere is released here, or is declined; once, and by whoever locked it."""
    yield issue(to=None)
    for proof in PROOFS:
        yield take_over(proof, release_to=None)
    yield take_over("none")
    yield take_over(actor=OTHER_LINE)
    yield take_over(terminal=DELTA)
    yield take_over(release_to=STRANGER)
    yield take_over(order="other order")
    for proof in ("locked", "locked for another", "none"):
        yield report_back(proof)
    yield report_back(actor=STRANGER)
    if release is not None and release.epoch < 2:
        yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
        yield reissue()


def passing_here(release: Release | None) -> Acts:
    """A right that came from elsewhere is passed on like any other, until it is reported back."""
    if release is None:
        yield take_over()
        return
    yield chain.Accept(actor=DELTA)
    yield chain.Offer(actor=DELTA, functionary="p", to=DAM, role=ROAD)
    yield chain.Accept(actor=DAM)
    yield report_back()


def collecting_here(release: Release | None) -> Acts:
    """A right that came from elsewhere is exercised here, and that is reported back."""
    if release is None:
        return
    yield report_back()
    yield offline.ListForGate(actor=QUAY, number=NUMBER)
    yield collect()
    yield gate.GateOut(actor=QUAY, number_read=BOX)
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def listed_and_back(release: Release | None) -> Acts:
    """The right comes back to the carrier while a list is out that says otherwise."""
    if release is None:
        return
    if release.epoch < 2:
        yield offline.ListForGate(actor=QUAY, number=NUMBER)
        yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
        yield reissue()
    yield Lock(actor=LINE, to=THERE)
    yield ReadBack(actor=LINE, proof="collected")
