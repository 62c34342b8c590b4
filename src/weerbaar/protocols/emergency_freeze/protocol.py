"""Emergency freeze: the financial intelligence unit has one payment held for some working days, and no longer.

The chapters, in the order of a freeze's life: `rule_sets` (which law holds when), `freeze` (the case),
`ordering`, `delivery`, `sending`, `execution`, `changing`, `ending`, `erasing`, `duties`, `invariants`; then `figures`
and `publication`, what comes out of a year; `register`, what must be known of members.
"""

from __future__ import annotations

from collections.abc import Iterable

from weerbaar.kernel.law.acts import Event
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.retention import Retain
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
from weerbaar.protocols.emergency_freeze.freeze import Freeze, funds_key
from weerbaar.protocols.emergency_freeze.invariants import INVARIANTS, TRANSITIONS
from weerbaar.protocols.emergency_freeze.publication import PUBLISHES
from weerbaar.protocols.emergency_freeze.register import NEEDS
from weerbaar.protocols.emergency_freeze.terms import PATHS, RETENTION, RUNNING, TERMS

ENDS = (ending.Converted, ending.Expired, ending.WithdrawnAfterService, ending.Annulled)


def claims(freeze: Freeze) -> Iterable[str]:
    """Yield what no other case may hold: a payment, or an account, that is frozen at an institution now."""
    if freeze.state in RUNNING and freeze.order is not None:
        for key in freeze.keys:
            yield f"frozen:{freeze.order.institution}:{key}"


def finds(freeze: Freeze) -> Iterable[str]:
    """Yield the words by which a party of a freeze looks it up."""
    yield freeze.freeze_id


def establishes(event: Event[Freeze], freeze: Freeze) -> Iterable[tuple[Question, Answer]]:
    """Yield what a later draft must know: what is frozen now, and which funds were frozen before."""
    order = freeze.order
    if order is None or freeze.served_at is None:
        return
    if isinstance(event, delivery.Served):
        row = [(one.freeze_id, one.served_at) for one in freeze.chain]
        row.append((freeze.freeze_id, freeze.served_at))
        written = " ".join(f"{name}@{at.isoformat()}" for name, at in row)
        funds = {funds_key(order.institution, freeze.account)} if freeze.account else set[str]()
        for key in sorted({*freeze.keys, *funds}):
            yield ("freezes_on", order.institution, key), written
        for key in freeze.keys:
            yield ("running_freeze", order.institution, key), freeze.freeze_id
    elif ends_it(event):
        for key in freeze.keys:
            yield ("running_freeze", order.institution, key), None


def ends_it(event: Event[Freeze]) -> bool:
    """Return whether with this event a freeze ended; what is told of it later frees nothing again."""
    if isinstance(event, (execution.ExecutionReported, ending.Released)):
        return event.state in ("not_executable", "lifted")
    return isinstance(event, ENDS)


PROTOCOL: Protocol[Freeze] = Protocol(
    name="emergency-freeze",
    version=1,
    nl="Spoedbevriezing van een transactie door de FIU",
    en="Emergency freeze of a transaction by the financial intelligence unit",
    basis=TERMS,
    case=Freeze,
    acts=(
        ordering.Draft,
        delivery.JustifyRepeat,
        delivery.Approve,
        sending.Send,
        sending.ProveDelivery,
        delivery.Serve,
        delivery.TellProsecutor,
        execution.Acknowledge,
        execution.ReportExecution,
        execution.LogContact,
        execution.AllowInforming,
        changing.Propose,
        changing.Amend,
        changing.AddPeriod,
        changing.Recount,
        ending.Lift,
        ending.ConfirmLift,
        ending.Convert,
        ending.Expire,
        ending.Withdraw,
        ending.Annul,
        erasing.Erase,
        duties.FlagOverdue,
        duties.Remind,
    ),
    events=(
        ordering.Drafted,
        delivery.RepeatJustified,
        delivery.Approved,
        sending.Sent,
        delivery.Served,
        delivery.RemindersSet,
        delivery.ProsecutorTold,
        execution.Acknowledged,
        execution.ExecutionReported,
        execution.ContactLogged,
        execution.InformingAllowed,
        changing.Proposed,
        changing.Amended,
        changing.PeriodAdded,
        changing.Recounted,
        ending.LiftOrdered,
        ending.Released,
        ending.Converted,
        ending.SeizedAfterEnd,
        ending.Expired,
        ending.WithdrawnBeforeService,
        ending.WithdrawnAfterService,
        ending.Annulled,
        erasing.Erased,
        duties.Overdue,
        duties.Reminded,
    ),
    duties=(*duties.DUTIES, erasing.EraseInTime()),
    key=lambda freeze: freeze.freeze_id,
    on_reached=sending.on_reached,
    claims=claims,
    finds=finds,
    establishes=establishes,
    presumes={"running_freeze": None, "freezes_on": None},
    register=NEEDS,
    invariants=INVARIANTS,
    transitions=TRANSITIONS,
    paths=PATHS,
    publishes=PUBLISHES,
    retain=Retain(
        since=erasing.closed,
        period=erasing.KEPT,
        basis=RETENTION,
        of="client",
        erased=lambda freeze: freeze.erased,
    ),
)
