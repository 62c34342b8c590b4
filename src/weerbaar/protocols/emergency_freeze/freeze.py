"""The case: one order of the FIU that holds one payment at one institution for some working days."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.disclosure import SeenBy, seen_by
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.reaching import Way
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.statutory_time import Ending
from weerbaar.protocols.emergency_freeze.rule_sets import RULE_SETS, ObjectKind, Origin, RuleSet
from weerbaar.protocols.emergency_freeze.terms import (
    RUNNING,
    AccountNumber,
    AccountScheme,
    Amount,
    Bic,
    Category,
    ClientText,
    Country,
    Currency,
    Digest,
    Direction,
    How,
    Kvk,
    Lei,
    Message,
    MessageId,
    Note,
    Opaque,
    PaymentStatus,
    Reference,
    Residual,
    ReturnCode,
    Shortfall,
    State,
    Text,
    Uetr,
)


class Order(Record):
    """What is to be held and where, without the account and what was written in free words, which are personal."""

    institution: Party
    category: Category
    kvk: Kvk | None = None
    lei: Lei | None = None
    bic: Bic | None = None
    rentity_id: Reference | None = None
    object_kind: ObjectKind
    account_scheme: AccountScheme = "iban"
    end_to_end_id: MessageId | None = None
    tx_id: MessageId | None = None
    uetr: Uetr | None = None
    currency: Currency | None = None
    amount: Amount | None = None
    frozen_amount: Amount | None = None
    direction: Direction | None = None
    status_at_t0: PaymentStatus | None = None
    instant: bool = False
    residual: tuple[Residual, ...] = ()
    report_ref: Reference | None = None
    case_ref: Annotated[Opaque, seen_by("fiu", "prosecutor")]
    origin: Annotated[Origin, seen_by("fiu", "prosecutor")]
    country: Annotated[Country | None, seen_by("fiu", "prosecutor")] = None
    foreign_reference: Annotated[Reference | None, seen_by("fiu", "prosecutor")] = None
    repeat_of: Annotated[Opaque | None, seen_by("fiu", "prosecutor")] = None

    @property
    def is_payment(self) -> bool:
        """Whether a payment is held, and not an account or a relation."""
        return self.object_kind in ("transaction", "part_of_transaction")

    @property
    def complete(self) -> bool:
        """Whether it is clear what must be held."""
        if not self.is_payment:
            return True
        named = self.uetr or self.tx_id or self.end_to_end_id
        return bool(named and self.amount and self.currency and self.frozen_amount and self.direction)


class Earlier(Record):
    """An earlier freeze on the same funds."""

    freeze_id: Opaque
    served_at: Moment


class Delivery(Record):
    """How service was proven: over what channel, to which desk, with the digest of the proof.

    Over HTTP the proof itself stands in `evidence`, its digest in `proof`, and `counts` says how sure we are
    that this way of arriving counts.
    """

    channel: Reference
    contact: str
    proof: Digest
    way: Way | None = None
    evidence: str = ""
    counts_nl: str = ""
    counts_en: str = ""


class PaymentReference(Record):
    """One message of the payment system that tells what the institution did."""

    message: Message
    id: MessageId
    return_code: ReturnCode | None = None


class Execution(Record):
    """What the institution says that it did."""

    how: How
    executed_at: Moment
    because: Shortfall | None
    references: tuple[PaymentReference, ...]


class Proposal(Record):
    """A grave act that one officer asked for and that another must do."""

    what: Literal["amend", "second_period"]
    by: str
    amount: Amount | None


class Seizure(Record):
    """The prosecutor's order; `gap_minutes` counts how long nothing held the money before it arrived."""

    reference: Reference
    seized_at: Moment
    arrived_at: Moment
    gap_minutes: int = 0


class Contact(Record):
    """One contact by the client, with the words that were said."""

    at: Moment
    answer: ClientText | None
    informed: bool


class Freeze(Case):
    """One emergency freeze. Its parties: the FIU; once sent or served, the freeze desk; once told, the prosecutor."""

    freeze_id: Opaque
    state: State = "none"
    fiu: Party | None = None
    order: Order | None = None
    account: AccountNumber | None = None
    hold_text: ClientText | None = None
    reason_served: Text | None = None
    reason_internal: Annotated[Text | None, seen_by("fiu")] = None
    ground: Annotated[Note | None, seen_by("fiu", "prosecutor")] = None
    proportionality: Annotated[Note | None, seen_by("fiu", "prosecutor")] = None
    drafted_by: Annotated[tuple[str, ...], seen_by("fiu")] = ()
    chain: Annotated[tuple[Earlier, ...], seen_by("fiu", "prosecutor")] = ()
    repeat_reason: Annotated[Text | None, seen_by("fiu", "prosecutor")] = None
    repeat_reason_by: Annotated[str, seen_by("fiu")] = ""
    approved_by: Annotated[str, seen_by("fiu")] = ""
    approved_at: Annotated[Moment | None, seen_by("fiu")] = None
    rules: str = ""
    calendar: str = ""
    periods: int = 0
    sent_at: Moment | None = None
    deliver_by: Moment | None = None
    served_at: Moment | None = None
    delivery: Delivery | None = None
    ending: Ending | None = None
    remind_at: Annotated[tuple[Moment, ...], seen_by("fiu", "prosecutor")] = ()
    acknowledged_at: Moment | None = None
    ordered: Amount | None = None
    frozen: Amount = "0"
    frozen_at_most: Amount = "0"
    execution: Execution | None = None
    proposal: Annotated[Proposal | None, seen_by("fiu")] = None
    proposal_reason: Annotated[Text | None, seen_by("fiu")] = None
    lift_ordered_at: Moment | None = None
    end_reference: Reference | None = None
    ended_at: Moment | None = None
    released_at: Moment | None = None
    minutes_late: int | None = None
    seizure: Seizure | None = None
    prosecutor: Annotated[Party | None, seen_by("fiu", "prosecutor")] = None
    overdue: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    may_inform_at: Moment | None = None
    erased: bool = False

    shows: ClassVar[Mapping[str, SeenBy]] = {
        "legal_basis": seen_by("fiu", "freeze_desk", "prosecutor"),
        "expires_at": seen_by("fiu", "freeze_desk", "prosecutor"),
        "why_nl": seen_by("fiu", "freeze_desk", "prosecutor"),
        "why_en": seen_by("fiu", "freeze_desk", "prosecutor"),
        "repeated": seen_by("fiu", "prosecutor"),
    }

    def parties(self) -> frozenset[Party]:
        """Return who alone may know of it."""
        return frozenset(party for party in (self.fiu, self.freeze_desk, self.prosecutor) if party)

    @property
    def freeze_desk(self) -> Party | None:
        """The institution's freeze desk, from the moment that it is sent to or served at it."""
        out = self.sent_at is not None or self.served_at is not None
        return self.order.institution if self.order is not None and out else None

    @property
    def law(self) -> RuleSet | None:
        """The rule set under which it was served, and which it keeps."""
        return RULE_SETS.get(self.rules)

    @property
    def legal_basis(self) -> str:
        """The article on which it rests."""
        return self.law.article if self.law is not None else ""

    @property
    def expires_at(self) -> datetime | None:
        """When it ends by itself: the first moment at which nobody is bound by it any more."""
        return self.ending.at if self.ending is not None else None

    @property
    def why_nl(self) -> tuple[str, ...]:
        """How that end was found, in Dutch."""
        return self.ending.derivation.sentences("nl") if self.ending is not None else ()

    @property
    def why_en(self) -> tuple[str, ...]:
        """How that end was found, in English."""
        return self.ending.derivation.sentences("en") if self.ending is not None else ()

    @property
    def repeated(self) -> bool:
        """The flag for the supervisor: these funds were frozen before, and a chain evades the longest term."""
        return bool(self.chain)

    @property
    def must_release(self) -> bool:
        """Whether the institution has still to say that the money is free."""
        ended = self.state in ("lift_ordered", "expired", "annulled", "withdrawn")
        return ended and self.served_at is not None and self.released_at is None and self.seizure is None

    @property
    def release_from(self) -> datetime | None:
        """From when the money must be free, once it must."""
        return (self.lift_ordered_at or self.ended_at) if self.must_release else None

    @property
    def keys(self) -> tuple[str, ...]:
        """By what the held payment, or account, is known at this institution."""
        assert self.order is not None
        return object_keys(self.order, self.account)


def object_keys(order: Order, account: str | None) -> tuple[str, ...]:
    """Return by what an object is known at an institution: every reference of a payment, or the account itself."""
    if order.is_payment:
        named = {"uetr": order.uetr, "tx": order.tx_id, "e2e": order.end_to_end_id}
        return tuple(f"{name}:{value}" for name, value in named.items() if value)
    return (funds_key(order.institution, account),) if account else ()


def funds_key(institution: Party, account: str) -> str:
    """Return a short name for an account that can be asked about without writing the account down."""
    return "account:" + hashlib.sha256(f"{institution}|{account}".encode()).hexdigest()[:32]


def over(freeze: Freeze, now: datetime) -> bool:
    """Return whether it has ended by the clock, also when the clock has not acted yet."""
    return freeze.expires_at is not None and now >= freeze.expires_at


def runs(freeze: Freeze, now: datetime) -> bool:
    """Return whether an institution is bound by it at a moment."""
    return freeze.state in RUNNING and not over(freeze, now)


def in_row(freeze: Freeze, now: datetime, within: timedelta) -> int:
    """Return the how-manieth freeze on the same funds this is, counted over a span back from now."""
    return 1 + sum(1 for earlier in freeze.chain if earlier.served_at > now - within)


def more(one: str | None, other: str | None) -> bool:
    """Return whether one sum is more than another; nothing is no sum, and neither more nor less."""
    return one is not None and other is not None and Decimal(one) > Decimal(other)


def minutes_between(due: datetime, done: datetime) -> int:
    """Return how many minutes something was late, each begun minute counted; negative when it was early."""
    return -((due - done) // timedelta(minutes=1))
