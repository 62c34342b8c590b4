"""Chapter 2, delivery: the supervisor's reason, the second pair of eyes, and the service that starts the clock."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Events, Stated
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.rules import forbid
from weerbaar.kernel.law.statutory_time import Ending, reminders
from weerbaar.protocols.emergency_freeze.freeze import Delivery, Freeze, in_row
from weerbaar.protocols.emergency_freeze.ordering import (
    FiuAct,
    NamedFiuAct,
    already_frozen,
    chain_of,
    frozen_already,
    rules_now,
    setting,
)
from weerbaar.protocols.emergency_freeze.rule_sets import CALENDARS, DEFAULT_CALENDAR, ends
from weerbaar.protocols.emergency_freeze.terms import (
    CHAINS,
    FORM,
    FOUR_EYES,
    LAW,
    PROPERTY,
    SEIZURE,
    Digest,
    Reference,
    State,
    Text,
)


def calendar_now(given: Given) -> str:
    """Return the name of the calendar that the scheme counts by."""
    name = setting(given, "freeze-calendar", DEFAULT_CALENDAR)
    return name if name in CALENDARS else DEFAULT_CALENDAR


class RepeatJustified(Stated[Freeze]):
    """A supervising officer said why these funds must be frozen once more."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu",)

    repeat_reason: Text | None
    repeat_reason_by: str


class JustifyRepeat(NamedFiuAct):
    """Say, as a supervising officer, why funds that were frozen before must be frozen once more."""

    nl = (
        "Zeg, als toezichthoudend functionaris, waarom eerder bevroren middelen opnieuw "
        "bevroren moeten worden."
    )

    reason: Text

    @forbid(CHAINS, nl="U hebt geen mandaat als toezichthouder.", en="You have no mandate as a supervisor.")
    def no_supervisor(self, freeze: Freeze, given: Given) -> bool:
        """The reason comes from above."""
        return not given.has_mandate(self.actor, self.functionary, "supervisor")

    @forbid(CHAINS, nl="De opsteller geeft niet zelf deze reden.", en="A drafter does not give this reason.")
    def supervisor_drafted(self, freeze: Freeze, given: Given) -> bool:
        """Nor from the one who asks for it."""
        return self.functionary in freeze.drafted_by

    @forbid(
        CHAINS,
        nl="Er is geen concept dat een eerdere bevriezing herhaalt.",
        en="There is no draft that repeats an earlier freeze.",
    )
    def nothing_repeated(self, freeze: Freeze, given: Given) -> bool:
        """Only a repeat needs it, and only before it is approved."""
        return freeze.state != "draft" or not freeze.chain

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Keep the reason."""
        yield RepeatJustified(repeat_reason=self.reason, repeat_reason_by=self.functionary)


class Approved(Stated[Freeze]):
    """A second officer approved it."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu",)

    approved_by: str
    approved_at: Moment
    state: State = "approved"


class Approve(NamedFiuAct):
    """Approve a draft as a second officer of the FIU."""

    nl = "Keur een concept goed als tweede functionaris van de FIU."

    @forbid(LAW, nl="Er is geen concept om goed te keuren.", en="There is no draft to approve.")
    def no_draft(self, freeze: Freeze, given: Given) -> bool:
        """Once, and only a draft."""
        return freeze.state != "draft"

    @forbid(FOUR_EYES, nl="Wie opstelt, keurt niet goed.", en="Who drafts does not approve.")
    def approver_drafted(self, freeze: Freeze, given: Given) -> bool:
        """Nobody who worked on the draft."""
        return self.functionary in freeze.drafted_by

    @forbid(
        LAW,
        nl="De grond ontbreekt: welke sterke aanwijzingen?",
        en="The ground is missing: which strong signs?",
    )
    def ground_missing(self, freeze: Freeze, given: Given) -> bool:
        """Strong indications, in words."""
        return not (freeze.ground or "").strip()

    @forbid(
        PROPERTY,
        nl="De afweging ontbreekt: waarom is minder niet genoeg?",
        en="The weighing is missing: why is less not enough?",
    )
    def proportionality_missing(self, freeze: Freeze, given: Given) -> bool:
        """A freeze limits a property right."""
        return not (freeze.proportionality or "").strip()

    @forbid(
        FORM,
        nl="Het object is niet volledig: een kenmerk, het bedrag, de munt, het deel en de richting.",
        en="The object is not complete: a reference, the amount, its currency, the part and the direction.",
    )
    def object_incomplete(self, freeze: Freeze, given: Given) -> bool:
        """An institution must be able to find it."""
        if freeze.order is None or not freeze.order.complete:
            return True
        return not freeze.order.is_payment and freeze.account is None

    @forbid(
        LAW,
        nl="Een reden ontbreekt: de interne, of de kortere die de instelling krijgt.",
        en="A reason is missing: the internal one, or the shorter one that the institution gets.",
    )
    def reason_missing(self, freeze: Freeze, given: Given) -> bool:
        """One stays with the FIU, the other is the least that the institution needs."""
        return not freeze.reason_internal or not freeze.reason_served

    @forbid(
        CHAINS,
        nl="Deze middelen zijn binnen korte tijd te vaak bevroren: een toezichthouder moet zeggen waarom.",
        en="These funds were frozen too often in a short time: a supervisor must say why.",
    )
    def supervisor_silent(self, freeze: Freeze, given: Given) -> bool:
        """From the third in a row on, as the rule set has it."""
        rules = rules_now(given, given.now)
        if rules is None or freeze.repeat_reason:
            return False
        return in_row(freeze, given.now, rules.chain_within.length) >= rules.reason_from

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """It may be served."""
        yield Approved(approved_by=self.functionary, approved_at=given.now)


class Served(Stated[Freeze]):
    """Delivery is proven: from that moment the institution is bound, until the moment that was counted."""

    rules: str
    calendar: str
    served_at: Moment
    delivery: Delivery
    ending: Ending
    periods: int = 1
    state: State = "served"


class RemindersSet(Stated[Freeze]):
    """When the FIU and the prosecutor will be reminded that the end is near."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu", "prosecutor")

    remind_at: tuple[Moment, ...]


def no_contact(freeze: Freeze, given: Given) -> bool:
    """Return whether nobody at the institution can be reached day and night."""
    institution = freeze.order.institution if freeze.order else ""
    return not isinstance(given.ask("contact", institution, "freeze-24x7"), str)


def frozen_elsewhere(freeze: Freeze, given: Given) -> bool:
    """Return whether another freeze runs on what this one is to hold."""
    return freeze.order is None or frozen_already(freeze.freeze_id, freeze.order, freeze.account, given)


def chain_has_grown(freeze: Freeze, given: Given) -> bool:
    """Return whether these funds were frozen since the draft was drawn up."""
    if freeze.order is None:
        return True
    return chain_of(freeze.freeze_id, freeze.order, freeze.account, given) != freeze.chain


class Service(Act[Freeze]):
    """What every way shares by which a freeze is served: the proven delivery starts the clock."""

    delivered_at: Moment

    @abstractmethod
    def delivery(self, freeze: Freeze, given: Given) -> Delivery:
        """Return how delivery was proven."""

    @forbid(FORM, nl="De betekening ligt in de toekomst.", en="The delivery lies in the future.")
    def delivered_in_the_future(self, freeze: Freeze, given: Given) -> bool:
        """Nobody has received what has yet to be sent."""
        return self.delivered_at > given.now

    @forbid(
        FOUR_EYES,
        nl="De betekening ligt vóór de goedkeuring.",
        en="The delivery lies before the approval.",
    )
    def delivered_before_approval(self, freeze: Freeze, given: Given) -> bool:
        """Nobody is bound by a draft."""
        return freeze.approved_at is not None and self.delivered_at < freeze.approved_at

    @forbid(
        LAW,
        nl="Op de dag van betekening geldt geen wet die dit object laat bevriezen.",
        en="No law in force on the day of delivery lets this object be frozen.",
    )
    def no_law_that_day(self, freeze: Freeze, given: Given) -> bool:
        """The day of service decides which law holds."""
        rules = rules_now(given, self.delivered_at)
        return rules is None or freeze.order is None or freeze.order.object_kind not in rules.object_kinds

    @forbid(
        PROPERTY,
        nl="De termijn die bij deze betekening hoort is al voorbij.",
        en="The term that this delivery started is already over.",
    )
    def over_before_it_began(self, freeze: Freeze, given: Given) -> bool:
        """A proof that comes days late binds nobody afterwards."""
        ending = self._ending(freeze, given)
        return ending is not None and ending.at <= given.now

    @already_frozen
    def frozen_twice(self, freeze: Freeze, given: Given) -> bool:
        """Another may have been served since the draft."""
        return frozen_elsewhere(freeze, given)

    @forbid(
        CHAINS,
        nl="Sinds het concept zijn deze middelen opnieuw bevroren: stel het opnieuw op.",
        en="These funds have been frozen since the draft: draw it up anew.",
    )
    def chain_grew(self, freeze: Freeze, given: Given) -> bool:
        """The approval did not know of the last freeze."""
        return chain_has_grown(freeze, given)

    def _ending(self, freeze: Freeze, given: Given) -> Ending | None:
        rules, order = rules_now(given, self.delivered_at), freeze.order
        if rules is None or order is None:
            return None
        calendar = CALENDARS[calendar_now(given)]
        return ends(rules, order.origin, order.object_kind, self.delivered_at, 1, calendar)

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Start the clock, with the reasons for its end."""
        rules, ending = rules_now(given, self.delivered_at), self._ending(freeze, given)
        assert rules is not None
        assert ending is not None
        calendar = calendar_now(given)
        yield Served(
            rules=rules.name,
            calendar=calendar,
            served_at=self.delivered_at,
            delivery=self.delivery(freeze, given),
            ending=ending,
        )
        yield RemindersSet(remind_at=remind_at(ending, calendar, self.delivered_at))


class Serve(Service):
    """Record that the freeze was delivered at the institution's desk, with the proof of it."""

    nl = "Leg vast dat de bevriezing bij het loket van de instelling is bezorgd, met het bewijs daarvan."

    channel: Reference
    proof: Digest

    actor_is_the_fiu = FiuAct.actor_is_the_fiu

    @forbid(
        LAW,
        nl="Er is niets goedgekeurd om te betekenen.",
        en="Nothing has been approved that could be served.",
    )
    def not_approved(self, freeze: Freeze, given: Given) -> bool:
        """Once, and only what two officers agreed on; also what was sent over HTTP and never arrived."""
        return freeze.state not in ("approved", "sent")

    @forbid(
        LAW,
        nl="De instelling heeft geen contact dat dag en nacht bereikbaar is.",
        en="The institution has no contact that can be reached day and night.",
    )
    def contact_unresolved(self, freeze: Freeze, given: Given) -> bool:
        """Who is bound without delay must be reachable; and if it does not arrive, somebody must be called."""
        return no_contact(freeze, given)

    def delivery(self, freeze: Freeze, given: Given) -> Delivery:
        """Return what the FIU says of it."""
        assert freeze.order is not None
        contact = given.ask("contact", freeze.order.institution, "freeze-24x7")
        return Delivery(channel=self.channel, contact=str(contact), proof=self.proof)


def remind_at(ending: Ending, calendar: str, begun: datetime) -> tuple[datetime, ...]:
    """Return when to remind the FIU and the prosecutor that the end is near."""
    return tuple(reminder.at for reminder in reminders(ending, CALENDARS[calendar], begun))


class ProsecutorTold(Stated[Freeze]):
    """The prosecutor knows of it from now on."""

    seen_by: ClassVar[tuple[str, ...]] = ("fiu", "prosecutor")

    prosecutor: Party


class TellProsecutor(NamedFiuAct):
    """Tell the prosecutor of a freeze, so that a seizure can take its place."""

    nl = "Licht de officier van justitie in over een bevriezing, zodat beslag ervoor in de plaats kan komen."

    prosecutor: Party

    @forbid(SEIZURE, nl="Dit is geen officier van justitie.", en="This is no public prosecutor.")
    def no_prosecutor(self, freeze: Freeze, given: Given) -> bool:
        """Only the prosecution is told."""
        return not given.has_role(self.prosecutor, "prosecutor")

    @forbid(LAW, nl="Er is nog niets betekend.", en="Nothing has been served yet.")
    def not_served(self, freeze: Freeze, given: Given) -> bool:
        """Before service nobody outside the FIU knows anything."""
        return freeze.served_at is None

    @forbid(SEIZURE, nl="Een andere officier weet er al van.", en="Another prosecutor already knows of it.")
    def told_another(self, freeze: Freeze, given: Given) -> bool:
        """One prosecutor's office per freeze."""
        return freeze.prosecutor is not None

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Let the prosecutor in."""
        yield ProsecutorTold(prosecutor=self.prosecutor)
