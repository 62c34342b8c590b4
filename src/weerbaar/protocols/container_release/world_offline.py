"""The concrete acts that somebody could ask for while the terminal's lanes have no line, and after it is back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.protocols.container_release import carrier, gate, giving_back, lights, offline
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.world_acts import LANE, collect, reissue
from weerbaar.protocols.container_release.world_facts import BOX, CALL, CUSTOMS, DELTA, LINE, QUAY, START

NUMBER, OTHER = "a" * 16, "b" * 16
Acts = Iterator[Act[Release]]


def report(
    used: datetime = START, out: datetime | None = None, read: str = BOX, by: tuple[str, str] | None = None
) -> offline.ReportOffline:
    """Return what a lane did by its list; by default it let a truck in at the start."""
    return offline.ReportOffline(
        actor=QUAY,
        functionary="x",
        number=NUMBER,
        appointment="TAR1",
        used_at=used,
        out_at=out,
        number_read=read,
        manual_by=by,
        lane=LANE,
    )


def without_a_line(release: Release | None) -> Acts:
    """A list goes out; then the right is taken back, or a hold comes; then the line is back."""
    if release is None:
        return
    if release.left_at is None:
        yield offline.ListForGate(actor=QUAY, number=NUMBER)
    yield offline.AcknowledgeAtGate(actor=QUAY)
    yield from reports()
    yield giving_back.Revoke(actor=DELTA, reason="changed plans")
    yield lights.Block(actor=CUSTOMS, reason="scan", container=BOX, call=CALL)
    yield gate.GateOut(actor=QUAY, number_read=BOX)
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def reports() -> Acts:
    """What a lane may report, right and wrong: in time or late, left or not, by hand or not."""
    yield report()
    yield report(out=START)
    yield report(out=START, read="MSCU1234566")
    yield report(out=START + timedelta(days=1))
    late = START + timedelta(minutes=30)
    yield report(used=late)
    yield report(used=late, by=("x", "y"))


def released_again(release: Release | None) -> Acts:
    """A list goes out; then the carrier withdraws or releases again; then the line is back."""
    if release is None:
        return
    if release.left_at is None:
        yield offline.ListForGate(actor=QUAY, number=NUMBER)
    yield report(out=START)
    yield carrier.Withdraw(actor=LINE, functionary="b", reason="wrong party")
    if release.epoch < 2:
        yield reissue()
    yield collect()
    yield gate.AbortVisit(actor=QUAY, reason="box not reachable")


def turned_away(release: Release | None) -> Acts:
    """What a lane without a line refused."""
    if release is not None:
        for moment in (START, START + timedelta(days=1)):
            yield offline.ReportDenial(actor=QUAY, number=NUMBER, at=moment, reasons=("EAN_MISMATCH",))


def listing(release: Release | None) -> Acts:
    """What may stand on a list, and what may not."""
    if release is None:
        return
    yield offline.ListForGate(actor=QUAY, number=OTHER)
    for actor in (CUSTOMS, LINE, QUAY):
        yield lights.Block(actor=actor, reason="scan", container=BOX, call=CALL)
        yield lights.Unblock(actor=actor)
    yield collect()
    yield gate.GateOut(actor=QUAY, number_read=BOX)
    yield giving_back.Forfeit(actor=CLOCK)
