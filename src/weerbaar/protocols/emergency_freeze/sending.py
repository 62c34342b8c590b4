"""Chapter 2b, sending: the freeze goes to the desk over HTTP, and its arrival there is the service."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta

from weerbaar.kernel.law.acts import Act, Events, Stated
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.kernel.law.reaching import Reached, Way
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.emergency_freeze.delivery import Serve, Service
from weerbaar.protocols.emergency_freeze.freeze import Delivery, Freeze
from weerbaar.protocols.emergency_freeze.ordering import FiuAct, rules_now
from weerbaar.protocols.emergency_freeze.terms import ARRIVAL, FORM, LAW, State

HTTP = "http"


class Sent(Stated[Freeze]):
    """The freeze lies ready for the institution's desk, which may see it from now on; it is not bound by it yet."""

    sent_at: Moment
    deliver_by: Moment
    state: State = "sent"


class Send(FiuAct):
    """Send the freeze to the institution's desk over HTTP; it is served when it has provably arrived there."""

    nl = (
        "Stuur de bevriezing over HTTP naar het loket van de instelling; zij is uitgereikt "
        "zodra vaststaat dat zij daar aankwam."
    )

    @forbid(
        LAW,
        nl="Er is niets goedgekeurd om te verzenden.",
        en="Nothing has been approved that could be sent.",
    )
    def not_approved(self, freeze: Freeze, given: Given) -> bool:
        """Once, and only what two officers agreed on."""
        return freeze.state != "approved"

    contact_unresolved = Serve.contact_unresolved

    @forbid(
        LAW,
        nl="Er geldt nu geen wet die dit object laat bevriezen.",
        en="No law in force now lets this object be frozen.",
    )
    def no_law_now(self, freeze: Freeze, given: Given) -> bool:
        """Nothing goes out that could bind nobody."""
        rules = rules_now(given, given.now)
        return rules is None or freeze.order is None or freeze.order.object_kind not in rules.object_kinds

    # As when it is served: what came between the draft and now stands in the way.
    frozen_twice = Service.frozen_twice
    chain_grew = Service.chain_grew

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Let the desk in, and count from now how long the arrival may take."""
        rules = rules_now(given, given.now)
        assert rules is not None
        yield Sent(sent_at=given.now, deliver_by=given.now + rules.deliver.length)


class ProveDelivery(Service):
    """Record that a freeze sent over HTTP arrived at the institution's desk, with what shows it."""

    nl = (
        "Leg vast dat een over HTTP gestuurde bevriezing bij het loket van de instelling "
        "aankwam, met wat dat aantoont."
    )

    by_clock: ClassVar[bool] = True

    way: Way
    evidence: Annotated[str, Meta(min_length=1, max_length=8_000)]

    @permit(
        ARRIVAL,
        nl="Het huis zelf stelt vast dat het is aangekomen.",
        en="The house itself finds that it has arrived.",
    )
    def house_finds(self, freeze: Freeze, given: Given) -> bool:
        """No party says this of itself or of another."""
        return self.actor == CLOCK

    @forbid(LAW, nl="Er is niets verzonden dat kan aankomen.", en="Nothing has been sent that could arrive.")
    def not_sent(self, freeze: Freeze, given: Given) -> bool:
        """Once, and only what was sent."""
        return freeze.state != "sent"

    @forbid(
        ARRIVAL,
        nl="Deze weg telt niet als bewijs van aflevering onder de regels die gelden.",
        en="This way does not count as proof of delivery under the rules in force.",
    )
    def way_does_not_count(self, freeze: Freeze, given: Given) -> bool:
        """What proves delivery is a choice of the rule set, as long as nobody has read it anywhere."""
        rules = rules_now(given, self.delivered_at)
        return rules is None or self.way not in rules.proven_by

    @forbid(FORM, nl="De aankomst ligt vóór de verzending.", en="The arrival lies before the sending.")
    def arrived_before_sent(self, freeze: Freeze, given: Given) -> bool:
        """Time runs one way."""
        return freeze.sent_at is not None and self.delivered_at < freeze.sent_at

    def delivery(self, freeze: Freeze, given: Given) -> Delivery:
        """Return the evidence in full, with its digest and the doubt that is left about the way."""
        rules = rules_now(given, self.delivered_at)
        assert rules is not None
        contact = given.ask("contact", freeze.order.institution if freeze.order else "", "freeze-24x7")
        return Delivery(
            channel=HTTP,
            contact=contact if isinstance(contact, str) else "",
            proof=hashlib.sha256(self.evidence.encode()).hexdigest(),
            way=self.way,
            evidence=self.evidence,
            counts_nl=rules.proven_basis.said("nl"),
            counts_en=rules.proven_basis.said("en"),
        )


def on_reached(freeze: Freeze, reached: Reached) -> Iterable[Act[Freeze]]:
    """Yield what follows when the desk of the institution was reached about a freeze that was sent to it."""
    if freeze.state == "sent" and reached.party == freeze.freeze_desk:
        yield ProveDelivery(actor=CLOCK, way=reached.way, delivered_at=reached.at, evidence=reached.evidence)
