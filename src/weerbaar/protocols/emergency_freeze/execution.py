"""Chapter 3, execution: what the institution's freeze desk says and does, and what a client is told."""

from __future__ import annotations

from weerbaar.kernel.law.acts import Act, Event, Events, Stated
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.emergency_freeze.client_words import repeats, telling
from weerbaar.protocols.emergency_freeze.delivery import TellProsecutor
from weerbaar.protocols.emergency_freeze.freeze import (
    Contact,
    Execution,
    Freeze,
    PaymentReference,
    more,
    over,
)
from weerbaar.protocols.emergency_freeze.terms import (
    FORM,
    IN_FORCE,
    LAW,
    PROPERTY,
    SECRECY,
    UNREPORTED,
    Amount,
    ClientText,
    How,
    Shortfall,
    State,
)
from weerbaar.standards.identifiers import minor_units


class DeskAct(Act[Freeze]):
    """What every act of the institution's freeze desk shares."""

    @permit(
        LAW, nl="U bent het bevriezingsloket van de instelling.", en="You are the institution's freeze desk."
    )
    def actor_is_the_freeze_desk(self, freeze: Freeze, given: Given) -> bool:
        """Only the desk that was served."""
        return freeze.freeze_desk == self.actor


class Acknowledged(Stated[Freeze]):
    """The freeze desk saw it."""

    acknowledged_at: Moment
    state: State = "acknowledged"


class Acknowledge(DeskAct):
    """Say that the freeze has been seen; the duty to carry it out did not wait for this."""

    nl = "Zeg dat de bevriezing is gezien; de plicht om haar uit te voeren wachtte daar niet op."

    @forbid(
        LAW, nl="Er valt niets (meer) te bevestigen.", en="There is nothing to acknowledge, or no longer."
    )
    def nothing_to_acknowledge(self, freeze: Freeze, given: Given) -> bool:
        """Once, after service and before the report, which says more."""
        return freeze.state != "served" or over(freeze, given.now)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Keep the moment."""
        yield Acknowledged(acknowledged_at=given.now)


class ExecutionReported(Stated[Freeze]):
    """The institution said what it holds."""

    state: State
    frozen: Amount
    frozen_at_most: Amount
    execution: Execution
    ended_at: Moment | None = None


class ReportExecution(DeskAct):
    """Report what is held, how, and by which messages of the payment system; report again when that changes."""

    nl = (
        "Meld wat er is vastgehouden, hoe, en met welke berichten van het betalingsverkeer; "
        "meld het opnieuw als dat verandert."
    )

    frozen: Amount
    how: How
    executed_at: Moment
    because: Shortfall | None = None
    references: tuple[PaymentReference, ...] = ()

    @forbid(
        LAW,
        nl="Er is niets betekend om uit te voeren, of het is al geëindigd.",
        en="Nothing has been served that could be carried out, or it has ended.",
    )
    def nothing_to_execute(self, freeze: Freeze, given: Given) -> bool:
        """After service, and until the end."""
        return freeze.state not in (*UNREPORTED, *IN_FORCE) or over(freeze, given.now)

    @forbid(PROPERTY, nl="U houdt meer vast dan is opgedragen.", en="You hold more than was ordered.")
    def more_than_ordered(self, freeze: Freeze, given: Given) -> bool:
        """Never more than the order, also after it was amended."""
        return more(self.frozen, freeze.ordered)

    @forbid(FORM, nl="Het bedrag heeft meer decimalen dan de munt kent.", en="The sum has too many decimals.")
    def too_many_decimals(self, freeze: Freeze, given: Given) -> bool:
        """As the currency of the order knows them."""
        currency = freeze.order.currency if freeze.order else None
        known = minor_units(currency) if currency else 2
        return len(self.frozen.partition(".")[2]) > (known or 0)

    @forbid(
        LAW,
        nl="Noem de reden waarom u minder vasthoudt dan is opgedragen, en alleen dan.",
        en="Name the reason why you hold less than was ordered, and only then.",
    )
    def shortfall_unexplained(self, freeze: Freeze, given: Given) -> bool:
        """Less needs a reason, all of it has none."""
        return more(freeze.ordered, self.frozen) != (self.because is not None)

    @forbid(
        FORM,
        nl="Wie niets vasthoudt kiest `none`, en alleen dan.",
        en="Who holds nothing chooses `none`, and only then.",
    )
    def way_unclear(self, freeze: Freeze, given: Given) -> bool:
        """A sum of nothing is held in no way."""
        return (self.how == "none") != (not more(self.frozen, "0"))

    @forbid(
        FORM,
        nl="Een directe betaling houdt niemand vast: weiger haar (uit), of schrijf bij en blokkeer (in).",
        en="An instant payment cannot be held: only rejected (outgoing), or credited and blocked (incoming).",
    )
    def instant_cannot_be_held(self, freeze: Freeze, given: Given) -> bool:
        """It is through in ten seconds."""
        if freeze.order is None or not freeze.order.instant or self.how == "none":
            return False
        return self.how != ("rejected" if freeze.order.direction == "outgoing" else "credited_and_blocked")

    @forbid(
        FORM,
        nl="Bij een terugroeping hoort het kenmerk van de camt.056.",
        en="A recall needs the reference of its camt.056.",
    )
    def recall_without_reference(self, freeze: Freeze, given: Given) -> bool:
        """A recall is a request, and leaves a message."""
        return self.how == "recalled" and all(one.message != "camt.056" for one in self.references)

    @forbid(
        FORM,
        nl="De uitvoering ligt vóór de betekening of in de toekomst.",
        en="The execution lies before the service or in the future.",
    )
    def executed_at_no_time(self, freeze: Freeze, given: Given) -> bool:
        """What was done before service was not done for it."""
        early = freeze.served_at is not None and self.executed_at < freeze.served_at
        return early or self.executed_at > given.now

    @forbid(
        SECRECY,
        nl="Een kenmerk dat de cliënt of een andere bank kan lezen verraadt de maatregel.",
        en="A reference that the client or another bank may read gives the measure away.",
    )
    def reference_tells(self, freeze: Freeze, given: Given) -> bool:
        """No word of it in a message of the payment system."""
        return any(telling(one.id) for one in self.references)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """In force for what is held; nothing held is an end."""
        held, short = more(self.frozen, "0"), more(freeze.ordered, self.frozen)
        most = self.frozen if more(self.frozen, freeze.frozen_at_most) else freeze.frozen_at_most
        yield ExecutionReported(
            state=("partially_in_force" if short else "in_force") if held else "not_executable",
            frozen=self.frozen if held else "0",
            frozen_at_most=most if held or freeze.state in IN_FORCE else "0",
            execution=Execution(
                how=self.how,
                executed_at=self.executed_at,
                because=self.because,
                references=self.references,
            ),
            ended_at=None if held else given.now,
        )


class ContactLogged(Event[Freeze]):
    """The client made contact, and these words were said."""

    at: Moment
    answer: ClientText | None
    informed: bool

    def apply(self, freeze: Freeze) -> Freeze:
        """Keep it with the earlier ones."""
        contact = Contact(at=self.at, answer=self.answer, informed=self.informed)
        return replace(freeze, contacts=(*freeze.contacts, contact))


class LogContact(DeskAct):
    """Record a contact by the client with the neutral answer that was given, or that the client was informed."""

    nl = (
        "Leg een contact met de cliënt vast, met het neutrale antwoord dat is gegeven, of dat "
        "de cliënt is ingelicht."
    )

    at: Moment
    answer: ClientText
    informed: bool = False

    @forbid(
        FORM,
        nl="Het contact ligt vóór de betekening of in de toekomst.",
        en="The contact lies at no right time.",
    )
    def at_no_time(self, freeze: Freeze, given: Given) -> bool:
        """Between service and now."""
        return self.at > given.now or freeze.served_at is None or self.at < freeze.served_at

    @forbid(FORM, nl="Schrijf op wat er is geantwoord.", en="Write down what was answered.")
    def nothing_said(self, freeze: Freeze, given: Given) -> bool:
        """The answer is the point."""
        return not self.answer.strip()

    @forbid(
        SECRECY,
        nl="Het antwoord verraadt de maatregel, en de cliënt mag het nog niet weten.",
        en="The answer gives the measure away, and the client may not know yet.",
    )
    def answer_tells(self, freeze: Freeze, given: Given) -> bool:
        """Until somebody said that the client may be informed."""
        told = bool(telling(self.answer)) or repeats(self.answer, freeze.reason_served or "")
        return told and not _may_inform(freeze, self.at)

    @forbid(
        SECRECY,
        nl="De cliënt mag nog niet worden ingelicht.",
        en="The client may not be informed yet.",
    )
    def informed_too_early(self, freeze: Freeze, given: Given) -> bool:
        """The end of a freeze opens nothing by itself."""
        return self.informed and not _may_inform(freeze, self.at)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Keep the contact."""
        yield ContactLogged(at=self.at, answer=self.answer, informed=self.informed)


def _may_inform(freeze: Freeze, at: Moment) -> bool:
    return freeze.may_inform_at is not None and at >= freeze.may_inform_at


class InformingAllowed(Stated[Freeze]):
    """From a moment on the client may be informed."""

    may_inform_at: Moment


class AllowInforming(Act[Freeze]):
    """Set the moment from which the institution may inform its client."""

    nl = "Stel het moment vast vanaf wanneer de instelling haar cliënt mag inlichten."

    may_inform_at: Moment

    @permit(SECRECY, nl="U bent de FIU of de officier.", en="You are the FIU or the prosecutor.")
    def actor_opens(self, freeze: Freeze, given: Given) -> bool:
        """Only those whose work the secrecy protects."""
        known: tuple[Party | None, ...] = (freeze.fiu, freeze.prosecutor)
        return self.actor in known

    not_served = TellProsecutor.not_served

    @forbid(FORM, nl="Dat moment is al voorbij.", en="That moment has passed.")
    def in_the_past(self, freeze: Freeze, given: Given) -> bool:
        """Secrecy is not lifted afterwards."""
        return self.may_inform_at < given.now

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Open the gate at that moment."""
        yield InformingAllowed(may_inform_at=self.may_inform_at)
