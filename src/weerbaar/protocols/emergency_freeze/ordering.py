"""Chapter 1, the order: an analyst drafts, a second officer approves, and service starts the clock."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Events, Opening, Stated
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.kernel.law.statutory_time import local_day
from weerbaar.protocols.emergency_freeze.client_words import repeats, telling
from weerbaar.protocols.emergency_freeze.freeze import Earlier, Freeze, Order, funds_key, more, object_keys
from weerbaar.protocols.emergency_freeze.rule_sets import (
    DEFAULT_TABLE,
    ObjectKind,
    Origin,
    RuleSet,
    in_force,
)
from weerbaar.protocols.emergency_freeze.terms import (
    CHAINS,
    FORM,
    FOUR_EYES,
    LAW,
    PROPERTY,
    SECRECY,
    AccountNumber,
    AccountScheme,
    Amount,
    Bic,
    Category,
    ClientText,
    Country,
    Currency,
    Direction,
    Kvk,
    Lei,
    MessageId,
    Note,
    Opaque,
    PaymentStatus,
    Reference,
    Residual,
    State,
    Text,
    Uetr,
)
from weerbaar.standards.identifiers import (
    fault_in_bic,
    fault_in_country,
    fault_in_currency,
    fault_in_iban,
    fault_in_lei,
    minor_units,
)


def setting(given: Given, name: str, default: str) -> str:
    """Return what a scheme has set, or the default."""
    answer = given.ask("setting", name)
    return answer if isinstance(answer, str) else default


def rules_now(given: Given, moment: datetime) -> RuleSet | None:
    """Return the rule set that holds at a moment, in the table that the scheme has chosen."""
    return in_force(setting(given, "freeze-rules", DEFAULT_TABLE), local_day(moment))


def chain_of(freeze_id: str, order: Order, account: str | None, given: Given) -> tuple[Earlier, ...]:
    """Return the other freezes on the same account or payment, oldest first; the longest row that is known."""
    keys = set(object_keys(order, account))
    if account is not None:
        keys.add(funds_key(order.institution, account))
    rows = [given.ask("freezes_on", order.institution, key) for key in sorted(keys)]
    written = max((row for row in rows if isinstance(row, str)), key=len, default="")
    pairs = [entry.split("@") for entry in written.split()]
    return tuple(
        Earlier(freeze_id=name, served_at=datetime.fromisoformat(at))
        for name, at in pairs
        if name != freeze_id
    )


def frozen_already(freeze_id: str, order: Order, account: str | None, given: Given) -> bool:
    """Return whether another freeze runs on the same payment or account."""
    running = [given.ask("running_freeze", order.institution, key) for key in object_keys(order, account)]
    return any(name not in (None, False, freeze_id) for name in running)


already_frozen = forbid(
    LAW, nl="Op deze transactie loopt al een bevriezing.", en="A freeze already runs on this transaction."
)


class FiuAct(Act[Freeze]):
    """What every act of the FIU on a freeze shares."""

    @permit(LAW, nl="U bent de FIU die dit heeft opgesteld.", en="You are the FIU that drew this up.")
    def actor_is_the_fiu(self, freeze: Freeze, given: Given) -> bool:
        """Only the FIU whose freeze it is."""
        return freeze.fiu == self.actor


class NamedFiuAct(FiuAct):
    """What every act shares that an officer of the FIU must answer for by name."""

    @forbid(
        FOUR_EYES,
        nl="Alleen een met naam bekende functionaris doet dit.",
        en="Only a named officer does this.",
    )
    def nameless(self, freeze: Freeze, given: Given) -> bool:
        """A grave act has an author."""
        return not self.functionary


class Drafted(Stated[Freeze]):
    """An analyst drew up a freeze, or drew it up anew."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu",)

    fiu: Party
    order: Order
    account: AccountNumber | None
    hold_text: ClientText | None
    reason_served: Text | None
    reason_internal: Text | None
    ground: Note | None
    proportionality: Note | None
    drafted_by: tuple[str, ...]
    chain: tuple[Earlier, ...]
    ordered: Amount | None
    approved_by: str = ""
    approved_at: Moment | None = None
    repeat_reason: Text | None = None
    repeat_reason_by: str = ""
    state: State = "draft"


class Draft(Opening[Freeze]):
    """Draw up a freeze, or draw it up anew as long as it has not been served."""

    nl = "Stel een bevriezing op, of stel haar opnieuw op zolang zij niet is uitgereikt."

    freeze_id: Opaque
    case_ref: Opaque
    report_ref: Reference | None = None
    origin: Origin
    country: Country | None = None
    foreign_reference: Reference | None = None
    institution: Party
    category: Category
    kvk: Kvk | None = None
    lei: Lei | None = None
    bic: Bic | None = None
    rentity_id: Reference | None = None
    object_kind: ObjectKind
    account_scheme: AccountScheme = "iban"
    account: AccountNumber | None = None
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
    ground: Note | None = None
    proportionality: Note | None = None
    reason_internal: Text | None = None
    reason_served: Text | None = None
    hold_text: ClientText | None = None
    repeat_of: Opaque | None = None

    def blank(self) -> Freeze:
        """Name the freeze."""
        return Freeze(freeze_id=self.freeze_id)

    @property
    def order(self) -> Order:
        """What is asked, as the case keeps it."""
        return Order(**{name: getattr(self, name) for name in Order.__struct_fields__})

    @permit(LAW, nl="U bent de FIU.", en="You are the FIU.")
    def actor_is_an_fiu(self, freeze: Freeze, given: Given) -> bool:
        """Nobody else freezes."""
        return given.has_role(self.actor, "fiu") and freeze.fiu in (None, self.actor)

    nameless = NamedFiuAct.nameless

    @forbid(
        LAW,
        nl="Na verzending of betekening verandert niets meer aan de opdracht, ook de herkomst niet.",
        en="Once sent or served, nothing of the order changes, its origin least of all.",
    )
    def already_served(self, freeze: Freeze, given: Given) -> bool:
        """What an institution was told stands, until it is amended downwards or ends."""
        return freeze.state not in ("none", "draft", "approved")

    @forbid(
        FORM,
        nl="Het nummer van de bevriezing lijkt op een rekeningnummer; kies een nummer dat niemand noemt.",
        en="The number of the freeze looks like an account number; choose one that names nobody.",
    )
    def number_names_an_account(self, freeze: Freeze, given: Given) -> bool:
        """The number stands in addresses and logs, so it may hold nothing personal."""
        named = (self.freeze_id, self.case_ref)
        return any(fault_in_iban(number.replace("-", "")) is None for number in named)

    @forbid(
        LAW,
        nl="Bij een buitenlands verzoek hoort het land, bij eigen analyse geen land en geen buitenlands kenmerk.",
        en="A foreign request names its country; own analysis names no country and no foreign reference.",
    )
    def origin_and_country_differ(self, freeze: Freeze, given: Given) -> bool:
        """The length depends on the origin, so it must be plain."""
        if self.origin == "foreign_fiu":
            return self.country is None or self.country == "NL" or self.foreign_reference is None
        return self.country is not None or self.foreign_reference is not None

    @forbid(FORM, nl="De landcode bestaat niet (ISO 3166).", en="The country code does not exist (ISO 3166).")
    def country_unknown(self, freeze: Freeze, given: Given) -> bool:
        """Two letters that are no country."""
        return self.country is not None and fault_in_country(self.country) is not None

    @forbid(
        LAW,
        nl="De instelling heeft in dit register geen bevriezingsloket.",
        en="The institution has no freeze desk in this register.",
    )
    def institution_has_no_desk(self, freeze: Freeze, given: Given) -> bool:
        """It must be served at the one desk that may know."""
        return not given.has_role(self.institution, "freeze-desk")

    @forbid(
        FORM,
        nl="Noem het KvK-nummer of de LEI van de instelling.",
        en="Name the institution's KvK number or LEI.",
    )
    def institution_unnumbered(self, freeze: Freeze, given: Given) -> bool:
        """One of the two."""
        return self.kvk is None and self.lei is None

    @forbid(
        FORM, nl="De controlecijfers van de LEI kloppen niet.", en="The check digits of the LEI are wrong."
    )
    def lei_wrong(self, freeze: Freeze, given: Given) -> bool:
        """ISO 17442."""
        return self.lei is not None and fault_in_lei(self.lei) is not None

    @forbid(FORM, nl="De BIC noemt geen bestaand land.", en="The BIC names no existing country.")
    def bic_wrong(self, freeze: Freeze, given: Given) -> bool:
        """ISO 9362."""
        return self.bic is not None and fault_in_bic(self.bic) is not None

    @forbid(
        FORM,
        nl="De IBAN klopt niet: land, lengte of controlecijfers.",
        en="The IBAN is wrong: its country, its length or its check digits.",
    )
    def iban_wrong(self, freeze: Freeze, given: Given) -> bool:
        """ISO 13616; other accounts have no check digits."""
        return (
            self.account is not None
            and self.account_scheme == "iban"
            and fault_in_iban(self.account) is not None
        )

    @forbid(
        FORM,
        nl="Bij een bedrag hoort een munteenheid, en andersom.",
        en="An amount needs a currency, and a currency an amount.",
    )
    def amount_and_currency_apart(self, freeze: Freeze, given: Given) -> bool:
        """Neither says anything alone."""
        return (self.currency is None) != (self.amount is None)

    @forbid(
        FORM,
        nl="De munteenheid bestaat niet, of het bedrag heeft meer decimalen dan zij kent (ISO 4217).",
        en="The currency does not exist, or the amount has more decimals than it knows (ISO 4217).",
    )
    def currency_wrong(self, freeze: Freeze, given: Given) -> bool:
        """A sum in a currency that nobody pays with."""
        if self.currency is None:
            return False
        known = minor_units(self.currency)
        sums = [total for total in (self.amount, self.frozen_amount) if total is not None]
        decimals = [len(total.partition(".")[2]) for total in sums]
        return fault_in_currency(self.currency) is not None or any(count > (known or 0) for count in decimals)

    @forbid(
        PROPERTY,
        nl="Het te bevriezen bedrag moet boven nul zijn en niet meer dan het bedrag van de transactie.",
        en="The sum to freeze must be above zero and no more than the amount of the transaction.",
    )
    def frozen_above_amount(self, freeze: Freeze, given: Given) -> bool:
        """More than there is cannot be held."""
        if self.frozen_amount is None:
            return False
        return (
            self.amount is None or more(self.frozen_amount, self.amount) or not more(self.frozen_amount, "0")
        )

    @forbid(
        FORM,
        nl="Een hele transactie bevriest u voor het hele bedrag, een deel voor minder.",
        en="A whole transaction is frozen for its whole amount, a part for less.",
    )
    def part_or_whole_unclear(self, freeze: Freeze, given: Given) -> bool:
        """A partial freeze names the sum, not the account."""
        if self.frozen_amount is None or self.amount is None:
            return False
        less = more(self.amount, self.frozen_amount)
        return (
            less
            if self.object_kind == "transaction"
            else self.object_kind == "part_of_transaction" and not less
        )

    @forbid(
        LAW,
        nl="De wet die nu geldt kent geen bevriezing van een rekening of relatie, of er geldt nu geen wet.",
        en="The law in force now knows no freeze of an account or relation, or no such law is in force now.",
    )
    def object_not_allowed(self, freeze: Freeze, given: Given) -> bool:
        """The rule set says what may be held."""
        rules = rules_now(given, given.now)
        return rules is None or self.object_kind not in rules.object_kinds

    @forbid(
        SECRECY,
        nl="De tekst voor de cliënt verraadt de maatregel; kies neutrale woorden.",
        en="The text for the client gives the measure away; choose neutral words.",
    )
    def text_tells_the_client(self, freeze: Freeze, given: Given) -> bool:
        """The words on every field that a client may read are checked."""
        return bool(telling(self.hold_text or ""))

    @forbid(
        SECRECY,
        nl="De tekst voor de cliënt herhaalt een reden van de FIU.",
        en="The text for the client repeats a reason of the FIU.",
    )
    def reason_in_the_text(self, freeze: Freeze, given: Given) -> bool:
        """Reasons stay where they are."""
        reasons = (self.reason_internal, self.reason_served, self.ground, self.proportionality)
        return any(repeats(self.hold_text or "", reason or "") for reason in reasons)

    @already_frozen
    def frozen_twice(self, freeze: Freeze, given: Given) -> bool:
        """Two that overlap would each hide the end of the other. Nobody but an FIU learns of another freeze."""
        return given.has_role(self.actor, "fiu") and frozen_already(
            self.freeze_id, self.order, self.account, given
        )

    @forbid(
        CHAINS,
        nl="Deze middelen zijn eerder bevroren: noem met `repeat_of` de laatste bevriezing, of noem er geen.",
        en="Name with `repeat_of` the last freeze of these funds when there was one, and none when there was not.",
    )
    def repeat_not_named(self, freeze: Freeze, given: Given) -> bool:
        """A chain of freezes evades the longest term, so it must show; to an FIU only."""
        if not given.has_role(self.actor, "fiu"):
            return False
        chain = chain_of(self.freeze_id, self.order, self.account, given)
        return self.repeat_of != (chain[-1].freeze_id if chain else None)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Keep the order; an approval of an earlier draft is gone."""
        yield Drafted(
            fiu=self.actor,
            order=self.order,
            account=self.account,
            hold_text=self.hold_text,
            reason_served=self.reason_served,
            reason_internal=self.reason_internal,
            ground=self.ground,
            proportionality=self.proportionality,
            drafted_by=tuple(sorted({*freeze.drafted_by, self.functionary})),
            chain=chain_of(self.freeze_id, self.order, self.account, given),
            ordered=self.frozen_amount,
        )
