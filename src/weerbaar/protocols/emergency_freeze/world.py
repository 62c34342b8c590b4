"""A small world of freezes: one FIU of three officers, one bank, one prosecutor, and every act among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.explore import World
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.parties import CLOCK, Viewer
from weerbaar.kernel.law.reaching import Way
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.emergency_freeze import (
    changing,
    delivery,
    ending,
    execution,
    ordering,
    sending,
)
from weerbaar.protocols.emergency_freeze.freeze import Freeze, PaymentReference

Alphabet = Callable[[Freeze | None], Iterator[Act[Freeze]]]
START = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)
FIU, DESK, PROSECUTOR, OUTSIDER = "fiu", "polderbank-loket", "officier", "zuiderpark-bv"
FACTS: dict[Question, Answer] = {
    ("has_role", FIU, "fiu"): True,
    ("has_role", DESK, "freeze-desk"): True,
    ("has_role", PROSECUTOR, "prosecutor"): True,
    ("has_mandate", FIU, "supervisor", "supervisor"): True,
    ("contact", DESK, "freeze-24x7"): "+31 00 000 00 01",
}
VIEWERS = (
    Viewer(party=FIU, roles=frozenset({"fiu"})),
    Viewer(party=DESK, roles=frozenset({"freeze-desk"})),
    Viewer(party=PROSECUTOR, roles=frozenset({"prosecutor"})),
    Viewer(party=OUTSIDER),
)
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
    "hold_text": "Uw opdracht is in behandeling.",
}


def draft(actor: str = FIU, functionary: str = "analyst", **changes: Any) -> ordering.Draft:
    """Return a draft that is right but for what is changed."""
    return ordering.Draft(actor=actor, functionary=functionary, **{**ORDER, **changes})


def report(at: datetime, frozen: str, **changes: Any) -> execution.ReportExecution:
    """Return a report of a sum held, by a recall when it is less than all."""
    fields: dict[str, Any] = {"how": "not_sent"}
    if frozen != "100.00":
        fields |= {"how": "recalled" if frozen != "0" else "none", "because": "already_settled"}
        fields["references"] = (PaymentReference(message="camt.056", id="RCL-1"),)
    return execution.ReportExecution(actor=DESK, frozen=frozen, executed_at=at, **{**fields, **changes})


def arrivals(at: datetime) -> Iterator[Act[Freeze]]:
    """Yield the ways in which a freeze that was sent may turn out to have arrived, and one that nobody may claim."""
    ways: tuple[tuple[str, Way], ...] = ((CLOCK, "webhook"), (CLOCK, "reading"), (DESK, "reading"))
    for actor, way in ways:
        yield sending.ProveDelivery(actor=actor, way=way, delivered_at=at, evidence="evidence")


def life(freeze: Freeze | None) -> Iterator[Act[Freeze]]:
    """Yield the acts of a plain life, each by who may, and some by who may not."""
    if freeze is None:
        yield draft()
        yield draft(actor=OUTSIDER)
        return
    yield draft(functionary="second")
    for officer in ("analyst", "second"):
        yield delivery.Approve(actor=FIU, functionary=officer)
    approved, at = freeze.approved_at or START, freeze.served_at or START
    yield sending.Send(actor=FIU)
    yield from arrivals(freeze.sent_at or START)
    yield delivery.Serve(actor=FIU, delivered_at=approved, channel="post", proof="0" * 64)
    yield execution.Acknowledge(actor=DESK)
    yield report(at, "100.00")
    yield report(at, "0")
    yield ending.Lift(actor=FIU, functionary="second", reason="enough")
    yield ending.ConfirmLift(actor=DESK, released_at=at)
    yield ending.ConfirmLift(actor=OUTSIDER, released_at=at)
    yield delivery.TellProsecutor(actor=FIU, functionary="second", prosecutor=PROSECUTOR)
    yield ending.Convert(actor=PROSECUTOR, functionary="officer", reference="B-1", seized_at=at)
    yield ending.Withdraw(actor=FIU, functionary="second", reason="mistake")
    yield ending.Annul(actor=FIU, functionary="second", decided_by="court", reference="C-1")


def changes(freeze: Freeze | None) -> Iterator[Act[Freeze]]:
    """Yield the acts that change a running freeze, and those about its client."""
    if freeze is None:
        yield draft()
        return
    approved, at = freeze.approved_at or START, freeze.served_at or START
    yield delivery.Approve(actor=FIU, functionary="second")
    yield delivery.Serve(actor=FIU, delivered_at=approved, channel="post", proof="0" * 64)
    yield report(at, "100.00")
    yield report(at, "40.00")
    yield changing.Propose(actor=FIU, functionary="analyst", what="amend", amount="50.00", reason="less")
    yield changing.Propose(actor=FIU, functionary="analyst", what="second_period", reason="new")
    for officer in ("analyst", "second"):
        yield changing.Amend(actor=FIU, functionary=officer)
        yield changing.AddPeriod(actor=FIU, functionary=officer)
    yield changing.Recount(actor=FIU)
    if not freeze.contacts:
        yield execution.LogContact(actor=DESK, at=at, answer="Uw opdracht is in behandeling.")
    yield execution.LogContact(actor=DESK, at=at, answer="Uw geld is bevroren.")
    if freeze.may_inform_at is None:
        yield execution.AllowInforming(actor=FIU, may_inform_at=at + timedelta(days=30))


def alike(freeze: Freeze, now: datetime) -> object:
    """Say when two states are the same: after its end, how often a silence was flagged and when changes nothing."""
    if freeze.ended_at is None:
        return freeze, now
    return replace(freeze, overdue=tuple(sorted(set(freeze.overdue)))), None


def world(alphabet: Alphabet, **settings: str) -> World[Freeze]:
    """Return the world of an alphabet under the settings of a scheme."""
    chosen: dict[Question, Answer] = {("setting", name): value for name, value in settings.items()}
    facts = {**FACTS, **chosen}
    return World(
        start=START, alphabet=alphabet, facts=facts, viewers=VIEWERS, canonical=alike, most_states=20_000
    )


def both(freeze: Freeze | None) -> Iterator[Act[Freeze]]:
    """Yield the acts of a plain life and those that change it."""
    yield from life(freeze)
    yield from changes(freeze)


WORLD: World[Freeze] = world(both)
