"""The concrete acts that somebody could ask for in the small worlds of the freeze, subject by subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.kernel.law.reaching import Way
from weerbaar.protocols.emergency_freeze import (
    changing,
    delivery,
    duties,
    ending,
    erasing,
    execution,
    ordering,
    sending,
)
from weerbaar.protocols.emergency_freeze.freeze import Freeze, PaymentReference

Acts = Iterator[Act[Freeze]]
Alphabet = Callable[[Freeze | None], Acts]
START = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)
FIU, DESK, PROSECUTOR, OUTSIDER = "fiu", "polderbank-loket", "officier", "zuiderpark-bv"
EARLIER = ("FZ-2026-0101", "FZ-2026-0102")
HOUR = timedelta(hours=1)
NEUTRAL, TELLING = "Uw opdracht is in behandeling.", "Uw geld is bevroren."
ORDER: dict[str, Any] = {
    "freeze_id": "FZ-2026-0001",
    "case_ref": "ZAAK-2026-017",
    "origin": "own_analysis",
    "institution": DESK,
    "category": "bank",
    "kvk": "12345678",
    "object_kind": "transaction",
    "account": "NL91PLDR0123456789",
    "uetr": "3f1c0f2a-5a7e-4d0b-9c3e-1f2a3b4c5d6e",
    "currency": "EUR",
    "amount": "100.00",
    "frozen_amount": "100.00",
    "direction": "outgoing",
    "ground": "ground",
    "proportionality": "weighed",
    "reason_internal": "internal reason",
    "reason_served": "served reason",
    "hold_text": NEUTRAL,
}
FAULTY: tuple[dict[str, Any], ...] = (
    {"case_ref": ORDER["account"]},
    {"origin": "foreign_fiu"},
    {"country": "XX"},
    {"institution": OUTSIDER},
    {"kvk": None},
    {"lei": "7LTWFZYICNSX8D621K00"},
    {"bic": "PLDRXX2A"},
    {"account": "NL00PLDR0123456789"},
    {"currency": None},
    {"currency": "QQQ"},
    {"frozen_amount": "200.00"},
    {"frozen_amount": "50.00"},
    {"object_kind": "account"},
    {"hold_text": TELLING},
    {"hold_text": ORDER["ground"] + " " + ORDER["reason_internal"]},
    {"repeat_of": EARLIER[0]},
)
UNFIT: tuple[dict[str, Any], ...] = (
    {"ground": None},
    {"proportionality": None},
    {"uetr": None},
    {"reason_served": None},
)


def draft(actor: str = FIU, functionary: str = "analyst", **changes: Any) -> ordering.Draft:
    """Return a draft that is right but for what is changed."""
    return ordering.Draft(actor=actor, functionary=functionary, **{**ORDER, **changes})


def serve(at: datetime, actor: str = FIU) -> delivery.Serve:
    """Return the service in person at a moment."""
    return delivery.Serve(actor=actor, delivered_at=at, channel="post", proof="0" * 64)


def report(at: datetime, frozen: str, **changes: Any) -> execution.ReportExecution:
    """Return a report of a sum held, by a recall when it is less than all."""
    fields: dict[str, Any] = {"actor": DESK, "how": "not_sent"}
    if frozen != "100.00":
        fields |= {"how": "recalled" if frozen != "0" else "none", "because": "already_settled"}
        fields["references"] = (PaymentReference(message="camt.056", id="RCL-1"),)
    return execution.ReportExecution(frozen=frozen, executed_at=at, **{**fields, **changes})


def arrivals(at: datetime) -> Acts:
    """Yield the ways in which a freeze that was sent may turn out to have arrived, and one that nobody may claim."""
    ways: tuple[tuple[str, Way], ...] = ((CLOCK, "webhook"), (CLOCK, "reading"), (DESK, "reading"))
    for actor, way in ways:
        yield sending.ProveDelivery(actor=actor, way=way, delivered_at=at, evidence="evidence")


def tell(prosecutor: str = PROSECUTOR) -> delivery.TellProsecutor:
    """Return the telling of a prosecutor."""
    return delivery.TellProsecutor(actor=FIU, functionary="second", prosecutor=prosecutor)


def seize(at: datetime) -> ending.Convert:
    """Return a seizure by the prosecutor."""
    return ending.Convert(actor=PROSECUTOR, functionary="officer", reference="B-1", seized_at=at)


def lift() -> ending.Lift:
    """Return the order to lift."""
    return ending.Lift(actor=FIU, functionary="second", reason="enough")


def withdraw() -> ending.Withdraw:
    """Return the taking back before execution."""
    return ending.Withdraw(actor=FIU, functionary="second", reason="mistake")


def annul() -> ending.Annul:
    """Return an annulment by a court."""
    return ending.Annul(actor=FIU, functionary="second", decided_by="court", reference="C-1")


def drawing_up(freeze: Freeze | None) -> Acts:
    """Yield drafts good and faulty, and the approval of what is not fit for it."""
    yield draft()
    yield draft(actor=OUTSIDER)
    yield draft(functionary="")
    for changes in FAULTY:
        yield draft(**changes)
    if freeze is None:
        for changes in UNFIT:
            yield draft(**changes)
        return
    yield draft(functionary="second")
    for officer in ("", "analyst", "second"):
        yield delivery.Approve(actor=FIU, functionary=officer)
    yield delivery.Approve(actor=OUTSIDER, functionary="second")
    yield tell()
    yield execution.AllowInforming(actor=FIU, may_inform_at=START)
    yield withdraw()


def again(freeze: Freeze | None) -> Acts:
    """Yield the acts by which money that was frozen before is frozen once more."""
    yield draft()
    yield draft(repeat_of=EARLIER[-1])
    yield draft(functionary="supervisor", repeat_of=EARLIER[-1])
    if freeze is None:
        return
    for officer in ("", "second", "supervisor"):
        yield delivery.JustifyRepeat(actor=FIU, functionary=officer, reason="it came back")
    yield delivery.JustifyRepeat(actor=OUTSIDER, functionary="supervisor", reason="it came back")
    yield delivery.Approve(actor=FIU, functionary="second")
    yield withdraw()


def going_out(freeze: Freeze | None) -> Acts:
    """Yield the acts by which an approved freeze reaches the desk, at every right and wrong moment."""
    sent = freeze.sent_at if freeze is not None and freeze.sent_at else START
    yield draft()
    yield sending.Send(actor=FIU)
    yield sending.Send(actor=OUTSIDER)
    for at in (START - HOUR, sent, sent + HOUR):
        yield from arrivals(at)
        yield serve(at)
    yield serve(START, OUTSIDER)
    yield withdraw()


def carrying_out(freeze: Freeze | None) -> Acts:
    """Yield what the desk of the institution may say and do, rightly and wrongly."""
    yield execution.Acknowledge(actor=DESK)
    yield execution.Acknowledge(actor=OUTSIDER)
    yield withdraw()
    for sum_held in ("100.00", "40.00", "0"):
        yield report(START, sum_held)
    yield report(START, "200.00")
    yield report(START, "40.001")
    yield report(START, "40.00", because=None)
    yield report(START, "40.00", how="none")
    yield report(START, "40.00", references=())
    yield report(START, "40.00", references=(PaymentReference(message="camt.056", id="BEVRIEZING-1"),))
    yield report(START, "100.00", how="rejected")
    yield report(START - HOUR, "100.00")
    yield report(START, "100.00", actor=OUTSIDER)
    yield duties.FlagOverdue(actor=CLOCK, duty="CarryOut")
    yield duties.FlagOverdue(actor=DESK, duty="CarryOut")


def about_the_client(freeze: Freeze | None) -> Acts:
    """Yield what is written down of the client, and the opening of secrecy."""
    for at in (START - HOUR, START, START + 2 * HOUR):
        if freeze is None or not freeze.contacts:
            yield execution.LogContact(actor=DESK, at=at, answer=NEUTRAL)
            yield execution.LogContact(actor=DESK, at=at, answer=TELLING, informed=True)
    yield execution.LogContact(actor=DESK, at=START, answer=" ")
    yield execution.LogContact(actor=OUTSIDER, at=START, answer=NEUTRAL)
    for actor in (FIU, PROSECUTOR, OUTSIDER):
        yield execution.AllowInforming(actor=actor, may_inform_at=START + HOUR)


def holding_less_or_longer(freeze: Freeze | None) -> Acts:
    """Yield the acts that change a running freeze: less, longer, counted anew."""
    for amount in ("50.00", "100.00", None):
        yield changing.Propose(actor=FIU, functionary="analyst", what="amend", amount=amount, reason="less")
    for officer, reason in (("analyst", "new"), ("analyst", ORDER["ground"]), ("", "new")):
        yield changing.Propose(actor=FIU, functionary=officer, what="second_period", reason=reason)
    for officer in ("", "analyst", "second"):
        yield changing.Amend(actor=FIU, functionary=officer)
        yield changing.AddPeriod(actor=FIU, functionary=officer)
    yield changing.Recount(actor=FIU)
    for act in (changing.Amend, changing.AddPeriod):
        yield act(actor=OUTSIDER, functionary="second")
    yield changing.Recount(actor=OUTSIDER)


def coming_to_an_end(freeze: Freeze | None) -> Acts:
    """Yield the ways in which a freeze ends, and what is told after it."""
    for officer in ("", "second"):
        for prosecutor in (PROSECUTOR, OUTSIDER, "another-prosecutor"):
            yield delivery.TellProsecutor(actor=FIU, functionary=officer, prosecutor=prosecutor)
    yield execution.Acknowledge(actor=DESK)
    yield report(START, "40.00")
    for at in (START - HOUR, START, START + HOUR):
        yield seize(at)
        yield ending.ConfirmLift(actor=DESK, released_at=at)
    yield ending.ConfirmLift(actor=OUTSIDER, released_at=START)
    yield ending.Convert(actor=OUTSIDER, functionary="officer", reference="B-1", seized_at=START)
    yield ending.Convert(actor=PROSECUTOR, functionary="", reference="B-1", seized_at=START)
    for officer in ("", "second"):
        yield ending.Lift(actor=FIU, functionary=officer, reason="enough")
        yield ending.Annul(actor=FIU, functionary=officer, decided_by="fiu", reference="C-1")
        yield ending.Withdraw(actor=FIU, functionary=officer, reason="mistake")
    yield report(START, "0")
    yield from by_the_clock()


def too_late(freeze: Freeze | None) -> Acts:
    """Yield what may arrive after the end and before the clock has written it down."""
    yield execution.Acknowledge(actor=DESK)
    yield report(START, "0")
    yield from (lift(), annul(), withdraw(), seize(START))
    yield ending.ConfirmLift(actor=DESK, released_at=START)


def by_the_clock() -> Acts:
    """Yield what only the clock may do, by somebody else and by the clock before its time."""
    for actor in (CLOCK, DESK):
        yield ending.Expire(actor=actor)
        yield duties.Remind(actor=actor)
        yield erasing.Erase(actor=actor)


def life(freeze: Freeze | None) -> Acts:
    """Yield the acts of a plain life, each by who may, for a picture of it."""
    yield draft()
    if freeze is None:
        return
    yield delivery.Approve(actor=FIU, functionary="second")
    yield sending.Send(actor=FIU)
    yield from arrivals(freeze.sent_at or START)
    yield serve(freeze.approved_at or START)
    yield execution.Acknowledge(actor=DESK)
    at = freeze.served_at or START
    for sum_held in ("100.00", "40.00", "0"):
        yield report(at, sum_held)
    yield changing.Propose(actor=FIU, functionary="analyst", what="amend", amount="40.00", reason="less")
    yield changing.Amend(actor=FIU, functionary="second")
    yield from (lift(), ending.ConfirmLift(actor=DESK, released_at=at))
    yield from (tell(), seize(at), withdraw(), annul())


def everything(freeze: Freeze | None) -> Acts:
    """Yield every act of every subject, for whoever wants to ask them all."""
    for alphabet in (
        drawing_up,
        again,
        going_out,
        carrying_out,
        about_the_client,
        holding_less_or_longer,
        coming_to_an_end,
        life,
    ):
        yield from alphabet(freeze)
