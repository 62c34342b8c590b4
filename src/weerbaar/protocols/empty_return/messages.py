"""Trade messages: what a COREOR for empty boxes asks for, and a CODECO by which a depot reports that one came in.

No guide of a port, carrier or depot was read. That a release order names the bringer as it names the receiver of an
import (NAD+FW), or else as the inland transport of the box, is our reading; a partner profile may say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weerbaar.kernel.law.messages import Names, Unfit, Wanted, member, senders_own
from weerbaar.kernel.law.parties import Party
from weerbaar.standards.edifact import Container, GateMove, Place, ReleaseOrder, end_instant


def reads(message: object, sender: Party, names: Names) -> tuple[Wanted, ...] | None:
    """Return the acts that a trade message asks for; raises `Unfit` when it is not the sender's to send."""
    match message:
        case ReleaseOrder() if message.turns_in or _may_turn_in(message):
            return tuple(_order(message, sender, names))
        case GateMove(direction="in") if any(box.filling == "empty" for box in message.containers):
            return tuple(_arrivals(message, sender, names))
        case _:
            return None


def _may_turn_in(order: ReleaseOrder) -> bool:
    """Return whether a cancellation leaves open which right it ends: it need not say full or empty."""
    unsaid = bool(order.containers) and all(box.filling in (None, "empty") for box in order.containers)
    return order.function == "cancel" and unsaid


def _order(order: ReleaseOrder, sender: Party, names: Names) -> Iterator[Wanted]:
    senders_own(order.carrier, sender, names)
    for box in order.containers:
        # An import may have the same reference: a message on the one is never the same message on the other.
        key = f"COREOR-EMPTY:{order.release_reference}:{order.function}:{box.number}"
        known = {"reference": order.release_reference}
        if order.function == "cancel":
            reason = {"reason": f"COREOR {order.document_number}"}
            yield Wanted(act="withdraw", fields=reason, find=box.number, known=known, key=key)
            continue
        terms: dict[str, Any] = {"depot": _depot(order.empty_depot, names), "return_by": _date(box)}
        if order.function == "replace":
            yield Wanted(act="redirect", fields=terms, find=box.number, known=known, key=key)
            continue
        terms |= {"container": box.number, "reference": order.release_reference}
        yield Wanted(act="assign", fields=terms | {"holder": _first_hand(order, box, names)}, key=key)


def _depot(place: Place | None, names: Names) -> Party:
    return member((place.terminal or place.locode) if place else "", names)


def _date(box: Container) -> str:
    if box.expires is None:
        raise Unfit(
            "EXPIRY_MISSING", nl="de uiterste datum ontbreekt (DTM+36)", en="the date is missing (DTM+36)"
        )
    return end_instant(box.expires).isoformat()


def _first_hand(order: ReleaseOrder, box: Container, names: Names) -> Party:
    inland = box.transport.carrier if box.transport else ""
    code = inland or next((party.code for party in order.parties if party.role == "FW"), "")
    if not code:
        nl = "wie de container inlevert ontbreekt (TDT+1 bij de container, of NAD+FW)"
        en = "who hands the container in is missing (TDT+1 with the container, or NAD+FW)"
        raise Unfit("HOLDER_MISSING", nl=nl, en=en)
    return member(code, names)


def _arrivals(move: GateMove, sender: Party, names: Names) -> Iterator[Wanted]:
    if move.terminal is not None:
        senders_own(move.terminal.terminal or move.terminal.locode, sender, names)
    for box in move.containers:
        if box.filling != "empty":
            continue  # a full box that comes in is no business of this law
        if box.transport is None or not box.transport.carrier:
            nl = f"wie container `{box.number}` bracht ontbreekt (TDT+1 bij de container)"
            en = f"who brought container `{box.number}` is missing (TDT+1 with the container)"
            raise Unfit("BRINGER_MISSING", nl=nl, en=en)
        fields = {"number_read": box.number, "brought_by": member(box.transport.carrier, names)}
        key = f"CODECO-EMPTY:{move.document_number}:{box.number}"
        yield Wanted(act="take-in", fields=fields, find=box.number, key=key)
