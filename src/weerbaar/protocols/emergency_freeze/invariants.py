"""Chapter 8, invariants: what holds for every freeze, at every moment, whatever anybody did."""

from __future__ import annotations

from hashlib import sha256

from weerbaar.protocols.emergency_freeze.client_words import telling
from weerbaar.protocols.emergency_freeze.freeze import Freeze, in_row, more
from weerbaar.protocols.emergency_freeze.rule_sets import CALENDARS, ends
from weerbaar.protocols.emergency_freeze.terms import RUNNING, TERMINAL, UNSERVED


def approver_never_drafted(freeze: Freeze) -> bool:
    """Two officers, always."""
    return freeze.approved_by not in freeze.drafted_by


def served_only_when_approved(freeze: Freeze) -> bool:
    """Nobody is bound by what one officer wrote, nor even hears of it."""
    return (freeze.served_at is None and freeze.sent_at is None) or bool(freeze.approved_by)


def sent_binds_nobody(freeze: Freeze) -> bool:
    """What was sent and has not provably arrived has no end to wait for, because nobody is bound by it."""
    return freeze.state != "sent" or (freeze.served_at is None and freeze.expires_at is None)


def proof_is_that_of_the_evidence(freeze: Freeze) -> bool:
    """Whoever reads the evidence of a delivery over HTTP can work its digest out."""
    proven = freeze.delivery
    return (
        proven is None or proven.way is None or sha256(proven.evidence.encode()).hexdigest() == proven.proof
    )


def running_has_an_end_and_a_holder(freeze: Freeze) -> bool:
    """There is always a moment at which it ends by itself, and somebody who must then let go."""
    if freeze.state not in RUNNING:
        return True
    return freeze.expires_at is not None and freeze.freeze_desk is not None and freeze.law is not None


def end_is_the_counted_one(freeze: Freeze) -> bool:
    """Its end is what its own rule set and calendar give, and nothing else."""
    if freeze.state not in RUNNING or freeze.law is None or freeze.order is None or freeze.served_at is None:
        return True
    order, calendar = freeze.order, CALENDARS[freeze.calendar]
    counted = ends(freeze.law, order.origin, order.object_kind, freeze.served_at, freeze.periods, calendar)
    return counted.at == freeze.expires_at


def never_held_above_the_order(freeze: Freeze) -> bool:
    """Held is at most ordered, ordered at most the amount."""
    amount = freeze.order.amount if freeze.order else None
    return not more(freeze.frozen, freeze.ordered) and not more(freeze.ordered, amount)


def ended_has_a_moment(freeze: Freeze) -> bool:
    """An ended freeze says when, and only an ended one."""
    return (freeze.state in TERMINAL) == (freeze.ended_at is not None)


def only_the_law_adds_a_period(freeze: Freeze) -> bool:
    """More than one period exists only under a rule set that has a second."""
    return freeze.periods <= 1 or (freeze.law is not None and freeze.law.second_period is not None)


def repeats_are_explained(freeze: Freeze) -> bool:
    """From the how-manieth in a row that the rule set names, a supervisor said why."""
    if freeze.law is None or freeze.approved_at is None or freeze.repeat_reason:
        return True
    return in_row(freeze, freeze.approved_at, freeze.law.chain_within.length) < freeze.law.reason_from


def nobody_knows_before_it_goes_out(freeze: Freeze) -> bool:
    """Before it is sent or served the FIU alone knows of it."""
    return freeze.state not in UNSERVED or (freeze.freeze_desk is None and freeze.prosecutor is None)


def client_reads_nothing_telling(freeze: Freeze) -> bool:
    """No text that a client sees gives it away, unless somebody has said when the client may know."""
    texts = [freeze.hold_text]
    if freeze.may_inform_at is None:
        texts += [contact.answer for contact in freeze.contacts]
    return not any(telling(text) for text in texts if text)


def converted_without_a_gap(freeze: Freeze) -> bool:
    """A seizure took its place only if it arrived before the end."""
    if freeze.seizure is None or freeze.expires_at is None:
        return freeze.state != "converted"
    in_time = freeze.seizure.arrived_at < freeze.expires_at
    gap = freeze.seizure.arrived_at > freeze.expires_at
    return in_time == (freeze.state == "converted") and gap == (freeze.seizure.gap_minutes > 0)


def erased_names_nobody(freeze: Freeze) -> bool:
    """Once erased, nothing stands there that could name the client."""
    words = (freeze.hold_text, freeze.reason_served, freeze.reason_internal, freeze.ground)
    more_words = (freeze.proportionality, freeze.repeat_reason, freeze.proposal_reason, freeze.account)
    answers = tuple(contact.answer for contact in freeze.contacts)
    return not freeze.erased or not any((*words, *more_words, *answers))


def no_way_back(before: Freeze, after: Freeze) -> bool:
    """Nothing leads back from a state in which it has ended."""
    return before.state not in TERMINAL or after.state == before.state


def keeps_its_law(before: Freeze, after: Freeze) -> bool:
    """What was served under one rule set stays under it."""
    return not before.rules or (after.rules, after.served_at) == (before.rules, before.served_at)


def never_more_than_before(before: Freeze, after: Freeze) -> bool:
    """Once out, the order only becomes less, and its origin and object stay what they are."""
    if before.freeze_desk is None:
        return True
    return after.order == before.order and not more(after.ordered, before.ordered)


def never_longer_but_by_law(before: Freeze, after: Freeze) -> bool:
    """The end moves only by a second period or by a corrected calendar."""
    if before.expires_at is None or after.expires_at is None:
        return True
    moved = after.expires_at != before.expires_at
    return not moved or after.periods > before.periods or after.calendar != before.calendar


INVARIANTS = (
    approver_never_drafted,
    served_only_when_approved,
    sent_binds_nobody,
    proof_is_that_of_the_evidence,
    running_has_an_end_and_a_holder,
    end_is_the_counted_one,
    never_held_above_the_order,
    ended_has_a_moment,
    only_the_law_adds_a_period,
    repeats_are_explained,
    nobody_knows_before_it_goes_out,
    client_reads_nothing_telling,
    converted_without_a_gap,
    erased_names_nobody,
)
TRANSITIONS = (no_way_back, keeps_its_law, never_more_than_before, never_longer_but_by_law)
