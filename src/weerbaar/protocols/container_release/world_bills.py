"""The acts of the small worlds about bills: several on one box, haulage by the carrier, and the wrong receiver."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from weerbaar.protocols.container_release import carrier, chain, giving_back, visit
from weerbaar.protocols.container_release.groupage import ReleaseBill, WithdrawBill
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.world_acts import END, ROAD, Acts, issue, prenotify, reissue
from weerbaar.protocols.container_release.world_facts import (
    BOX,
    CALL,
    DAM,
    DELTA,
    LINE,
    OTHER_LINE,
    QUAY,
    START,
    STRANGER,
)

BILLS = ("NOSTRTM0001", "NOSTRTM0002")
SOON = START + timedelta(hours=1)


def bill(place: int, until: datetime = END, **changes: Any) -> ReleaseBill:
    """Return the release of one of the two bills, that is right but for what is changed."""
    fields: dict[str, Any] = {
        "actor": LINE,
        "functionary": "a",
        "terminal": QUAY,
        "reference": f"R{place + 1}",
        "release_to": DELTA,
        "bill": BILLS[place],
        "bills": BILLS,
    }
    return ReleaseBill(container=BOX, call=CALL, expires_at=until, **{**fields, **changes})


def several_bills(release: Release | None) -> Acts:
    """A groupage container: its bills in every order, agreeing and not, taken back and too late."""
    for place in (0, 1):
        yield bill(place)
    yield bill(0, SOON)
    yield bill(1, release_to=None, modality="road")
    yield bill(0, modality="barge")
    yield bill(0, bill="NOSTRTM0003")
    yield bill(1, bills=(BILLS[1], "NOSTRTM0003"))
    yield bill(1, actor=OTHER_LINE)
    yield bill(1, actor=DELTA)
    yield bill(1, START)
    yield bill(1, terminal=DELTA)
    yield bill(1, release_to=STRANGER)
    yield bill(1, reference="R1", order="other order")
    yield issue(to=None)
    yield msgspec.structs.replace(issue(to=None), bills=BILLS)
    if release is None:
        return
    for one in release.bill_releases:
        for functionary in ("a", "b"):
            yield WithdrawBill(
                actor=one.carrier, functionary=functionary, bill=one.bill, reason="typing error"
            )
    yield WithdrawBill(actor=OTHER_LINE, functionary="b", bill=BILLS[0], reason="not mine")
    yield chain.Accept(actor=DELTA)
    yield carrier.Withdraw(actor=LINE, functionary="a", reason="who released")


def carrier_haulage(release: Release | None) -> Acts:
    """The carrier brings the container itself: its own haulier holds the right, the consignee only follows."""
    own = msgspec.structs.replace(issue(to=DAM), release_to_role=ROAD)
    for consignee in (STRANGER, "nobody"):
        yield msgspec.structs.replace(own, consignee=consignee)
    if release is None:
        return
    yield chain.Accept(actor=DAM)
    yield prenotify()
    yield visit.CancelVisit(actor=DAM)
    yield carrier.Withdraw(actor=LINE, functionary="b", reason="changed plans")
    if release.epoch < 2:
        yield reissue(release_to=DELTA)


def wrong_party(release: Release | None) -> Acts:
    """An offer or a right that came to the wrong party, and what its neighbours say of it."""
    yield issue()
    if release is None:
        return
    for taker in (DELTA, DAM):
        yield chain.Accept(actor=taker)
        yield chain.Decline(actor=taker, wrong_party=True)
        yield giving_back.Return(actor=taker, wrong_party=True)
    yield chain.Offer(actor=DELTA, functionary="p", to=DAM, role=ROAD)
    for giver in (LINE, DELTA):
        yield chain.Recall(actor=giver, wrong_party=True)
        yield giving_back.Revoke(actor=giver, reason="wrong party", wrong_party=True)
