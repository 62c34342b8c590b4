"""Empty return: a carrier says at which depot, until when and by whom its empty container is handed in.

This is another right than that to collect an import: no act here ever opens a gate to a full box. The right passes
from one hand to the next, each seen by its neighbours only; the depot sees who holds it now, and whose box it is.
No text of any port, carrier or depot was read for it: whatever rests on `?` is ours until someone reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events, Opening
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.moments import Moment, days
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.register import Needs
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import forbid, permit
from weerbaar.protocols.empty_return import right
from weerbaar.protocols.empty_return.messages import reads
from weerbaar.protocols.empty_return.right import EmptyReturn, Hand
from weerbaar.protocols.trade_codes import CARRIER_CODES, EANS, ContainerNumber, Reference
from weerbaar.protocols.trade_roles import BARGE, CARRIER, DEPOT, FORWARDER, RAIL, ROAD, TERMINAL

TERMS = Terms(source="Deelnemersvoorwaarden Vertrouwensketen")
HANDS = ("forwarder", "road", "barge", "rail")
YARDS = ("depot", "terminal")
HANDS_MAX = 6  # as many as a release may have; more is no delegation any more but trade


def _fits(party: Party, roles: tuple[str, ...], given: Given) -> bool:
    return given.is_admitted(party) and any(given.has_role(party, role) for role in roles)


class Assign(Opening[EmptyReturn]):
    """Assign at which depot, until when and by whom an empty container is handed in."""

    nl = "Bepaal bij welk depot, tot wanneer en door wie een lege container wordt ingeleverd."

    container: ContainerNumber
    reference: Reference
    depot: Party
    holder: Party
    return_by: Moment

    def blank(self) -> EmptyReturn:
        """Name the container and the reference."""
        return EmptyReturn(container=self.container, reference=self.reference)

    # Whose the box is, is the carrier's word: nothing was read that says how a depot or port knows it.
    @permit(TERMS("?"), nl="U bent een vervoerder.", en="You are a carrier.")
    def actor_is_carrier(self, case: EmptyReturn, given: Given) -> bool:
        """The carrier owns or leases the box, and is the one to whom it returns."""
        return _fits(self.actor, ("carrier",), given)

    @forbid(TERMS("?"), nl="Deze referentie is al gebruikt.", en="This reference has been used.", clash=True)
    def already_assigned(self, case: EmptyReturn, given: Given) -> bool:
        """An ended right does not begin again; the carrier assigns anew under another reference."""
        return case.state != "none"

    @forbid(
        TERMS("?"),
        nl="Voor deze container loopt al een inleverrecht.",
        en="A right to hand this container in runs already.",
    )
    def box_assigned_already(self, case: EmptyReturn, given: Given) -> bool:
        """One box can go to one depot only."""
        return given.ask("turn_in_runs", self.container) is True

    @forbid(TERMS("?"), nl="Dit is geen toegelaten depot.", en="This is no admitted depot.")
    def depot_unknown(self, case: EmptyReturn, given: Given) -> bool:
        """A member that takes empty boxes in: a depot, or a terminal that does."""
        return not _fits(self.depot, YARDS, given)

    @forbid(TERMS("?"), nl="De houder is niet toegelaten.", en="The holder is not admitted.")
    def holder_unfit(self, case: EmptyReturn, given: Given) -> bool:
        """Whom the carrier knows to have the box: the operator that collected it, or who engaged that one."""
        return not _fits(self.holder, HANDS, given)

    @forbid(TERMS("?"), nl="De datum is al voorbij.", en="The date has already passed.")
    def date_passed(self, case: EmptyReturn, given: Given) -> bool:
        """A right that has run out before it begins is a mistake."""
        return self.return_by <= given.now

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Begin the right."""
        yield right.Assigned(
            carrier=self.actor, depot=self.depot, holder=self.holder, return_by=self.return_by
        )


class Running(Act[EmptyReturn]):
    """Something that is done with a right that still runs; the acts that follow say what."""

    @forbid(TERMS("?"), nl="Het inleverrecht loopt niet meer.", en="The right to hand in no longer runs.")
    def over(self, case: EmptyReturn, given: Given) -> bool:
        """It ended, or its date has passed and the clock is about to end it."""
        return case.state != "assigned" or case.return_by is None or given.now >= case.return_by

    @forbid(TERMS("?"), nl="U bent niet toegelaten.", en="You are not admitted.")
    def actor_not_admitted(self, case: EmptyReturn, given: Given) -> bool:
        """A suspended party takes, passes on and exercises nothing."""
        return not given.is_admitted(self.actor)


class Offer(Running):
    """Offer the right to the next hand, such as the operator that will drive."""

    nl = "Bied het recht aan de volgende hand aan, zoals het bedrijf dat gaat rijden."

    to: Party

    @permit(TERMS("?"), nl="U houdt het inleverrecht.", en="You hold the right to hand in.")
    def actor_holds(self, case: EmptyReturn, given: Given) -> bool:
        """The actor is the one holder."""
        return case.holder == self.actor

    @forbid(TERMS("?"), nl="Er staat al een aanbod open.", en="An offer is open already.", clash=True)
    def offer_open(self, case: EmptyReturn, given: Given) -> bool:
        """Take it back first."""
        return case.offer is not None

    @forbid(TERMS("?"), nl="De ontvanger is niet toegelaten.", en="The receiver is not admitted.")
    def receiver_unfit(self, case: EmptyReturn, given: Given) -> bool:
        """A forwarder or an operator in good standing, and somebody else than the actor."""
        return self.to == self.actor or not _fits(self.to, HANDS, given)

    @forbid(TERMS("?"), nl="De keten is te lang.", en="The chain is too long.")
    def chain_too_long(self, case: EmptyReturn, given: Given) -> bool:
        """Somewhere it must end."""
        return len(case.takers) >= HANDS_MAX

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Leave the right with the giver until it is taken."""
        yield right.Offered(giver=self.actor, taker=self.to)


class Accept(Running):
    """Take over the right that was offered to you."""

    nl = "Neem het recht over dat u is aangeboden."

    @permit(TERMS("?"), nl="Het recht is u aangeboden.", en="The right was offered to you.")
    def offered_to_actor(self, case: EmptyReturn, given: Given) -> bool:
        """An offer to the actor is open."""
        return case.offered_to == self.actor

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Make the actor the only holder, and tell the depot."""
        assert case.offer is not None
        yield right.Passed(giver=case.offer.giver, taker=self.actor)
        yield right.HolderChanged(holder=self.actor)


class EndOffer(Act[EmptyReturn]):
    """Turn an offer down, or take back the one that you made."""

    nl = "Sla een aanbod af, of neem uw eigen aanbod terug."

    @permit(TERMS("?"), nl="U bent bij dit open aanbod betrokken.", en="You are a party to this open offer.")
    def actor_in_offer(self, case: EmptyReturn, given: Given) -> bool:
        """Its giver or its taker."""
        return case.offer is not None and self.actor in (case.offer.giver, case.offer.taker)

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Leave the right with the giver."""
        assert case.offer is not None
        yield right.OfferEnded(giver=case.offer.giver, taker=case.offer.taker)


class NameCharter(Running):
    """Announce which firm drives the box in for you; it can pass nothing on."""

    nl = "Meld welk bedrijf de container voor u inlevert; dat kan niets doorgeven."

    charter: Party

    actor_holds = Offer.actor_holds

    @forbid(TERMS("?"), nl="Dit bedrijf is niet toegelaten.", en="This firm is not admitted.")
    def charter_unfit(self, case: EmptyReturn, given: Given) -> bool:
        """An operator in good standing. Of the driver nothing is asked: an empty box is no reason to."""
        return not _fits(self.charter, HANDS[1:], given)

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Let the depot know."""
        yield right.CharterNamed(charter=self.charter)


class TakeIn(Running):
    """Take the box in at the depot: it is empty, its number was read, and it came from who may bring it."""

    nl = "Neem de container in bij het depot: hij is leeg, het nummer is gelezen en de brenger mag hem inleveren."

    number_read: ContainerNumber
    brought_by: Party

    @permit(TERMS("?"), nl="De container hoort bij uw depot.", en="The container goes to your depot.")
    def actor_is_depot(self, case: EmptyReturn, given: Given) -> bool:
        """The depot of this right now, and not the one before."""
        return case.depot == self.actor

    @forbid(TERMS("?"), nl="Dit is een andere container.", en="This is another container.")
    def another_box(self, case: EmptyReturn, given: Given) -> bool:
        """The number on the box is that of the right."""
        return self.number_read != case.container

    @forbid(TERMS("?"), nl="De brenger is niet de houder en is niet gemeld.", en="Who brings it may not.")
    def brought_by_another(self, case: EmptyReturn, given: Given) -> bool:
        """The holder itself, or the firm that it named."""
        return self.brought_by not in (case.holder, case.charter)

    @forbid(TERMS("?"), nl="De brenger is niet toegelaten.", en="Who brings it is not admitted.")
    def bringer_not_admitted(self, case: EmptyReturn, given: Given) -> bool:
        """A suspended party exercises nothing."""
        return not given.is_admitted(self.brought_by)

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """End the right: the box is with the carrier again."""
        yield right.Ended(how="turned_in", at=given.now)


class Redirect(Running):
    """Send the box to another depot, or give it another date."""

    nl = "Stuur de container naar een ander depot, of geef een andere datum."

    depot: Party | None = None
    return_by: Moment | None = None

    @permit(TERMS("?"), nl="Dit is uw container.", en="This is your container.")
    def actor_assigned(self, case: EmptyReturn, given: Given) -> bool:
        """Only the carrier that assigned it."""
        return case.carrier == self.actor

    @forbid(TERMS("?"), nl="Dit is geen toegelaten depot.", en="This is no admitted depot.")
    def depot_unknown(self, case: EmptyReturn, given: Given) -> bool:
        """As when it was assigned."""
        return self.depot is not None and not _fits(self.depot, YARDS, given)

    @forbid(TERMS("?"), nl="De datum is al voorbij.", en="The date has already passed.")
    def date_passed(self, case: EmptyReturn, given: Given) -> bool:
        """To end it now the carrier withdraws it."""
        return self.return_by is not None and self.return_by <= given.now

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Tell those who bring it and the depot to which it goes; and the one before that it does not come."""
        assert case.depot is not None
        assert case.return_by is not None
        to = self.depot or case.depot
        yield right.Redirected(depot=to, return_by=self.return_by or case.return_by)
        if to != case.depot:
            yield right.DepotLeft(left=case.depot)


class Withdraw(Running):
    """Withdraw the right before the box has been taken in."""

    nl = "Trek het inleverrecht in voordat de container is ingenomen."

    reason: str

    actor_assigned = Redirect.actor_assigned

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """End it for everybody."""
        yield right.Ended(how="withdrawn", at=given.now)


class Expire(Act[EmptyReturn]):
    """The date has passed, and the box did not come in."""

    nl = "De datum is voorbij en de container is niet ingeleverd."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De datum is verstreken.", en="The date has passed.")
    def date_over(self, case: EmptyReturn, given: Given) -> bool:
        """Only the clock, and only on a right that still runs."""
        due = case.return_by if case.state == "assigned" else None
        return self.actor == CLOCK and due is not None and given.now >= due

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """End it for everybody; the carrier may assign anew."""
        yield right.Ended(how="expired", at=given.now)


class FallBack(Act[EmptyReturn]):
    """A suspended party loses the right; it goes back to the nearest hand before it in good standing."""

    nl = "Een geschorste partij verliest het recht; het gaat terug naar de dichtstbijzijnde hand die dat niet is."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De houder is geschorst.", en="The holder is suspended.")
    def holder_suspended(self, case: EmptyReturn, given: Given) -> bool:
        """Only the clock, while the right runs, and only where there is such a hand; else the carrier withdraws."""
        runs = self.actor == CLOCK and case.state == "assigned" and case.holder is not None
        return runs and not given.is_admitted(case.holder or "") and bool(_falling(case, given))

    def events(self, case: EmptyReturn, given: Given) -> Events[EmptyReturn]:
        """Take it out of one hand after another, and tell the depot where it lies."""
        if case.offer is not None:
            yield right.OfferEnded(giver=case.offer.giver, taker=case.offer.taker)
        falling = _falling(case, given)
        for hand in falling:
            yield right.FellBack(giver=hand.giver, taker=hand.taker)
        yield right.HolderChanged(holder=falling[-1].giver)


def _falling(case: EmptyReturn, given: Given) -> tuple[Hand, ...]:
    """Return the hands that lose the right, from the holder up to below one in good standing; none if none is."""
    fallen: list[Hand] = []
    for hand in reversed([hand for hand in case.hands[1:] if hand.state in ("held", "passed")]):
        fallen.append(hand)
        if given.is_admitted(hand.giver):
            return tuple(fallen)
    return ()


class TurnInInTime(Duty[EmptyReturn]):
    """Hand the box in before its date."""

    nl = "Lever de container in voor de datum."
    en = "Hand the container in before its date."
    discharged_by: ClassVar[tuple[type[Act[EmptyReturn]], ...]] = (TakeIn, Withdraw)

    def holder(self, case: EmptyReturn) -> Party | None:
        """The holder of the right."""
        return case.holder

    def claimant(self, case: EmptyReturn) -> Party | None:
        """The carrier."""
        return case.carrier

    def due(self, case: EmptyReturn) -> Moment | None:
        """The date that the carrier gave."""
        return case.return_by if case.state == "assigned" else None

    def breach(self, case: EmptyReturn) -> Act[EmptyReturn]:
        """The right ends."""
        return Expire(actor=CLOCK)


def claims(case: EmptyReturn) -> Iterator[str]:
    """Yield what no other case may hold: the one running right of a box, and the one time it came in under it."""
    if case.state == "assigned":
        yield f"empty-return:runs:{case.container}"
    if case.state == "turned_in":
        yield f"empty-return:in:{case.container}/{case.reference}"


def establishes(event: Event[EmptyReturn], case: EmptyReturn) -> Iterator[tuple[Question, Answer]]:
    """Yield whether a right runs for this box, for the carrier that wants to assign it anew."""
    if isinstance(event, right.Assigned | right.Ended):
        yield ("turn_in_runs", case.container), case.state == "assigned"


def on_suspension(case: EmptyReturn, party: Party) -> Iterable[Act[EmptyReturn]]:
    """Yield how the right leaves the hands of a suspended holder."""
    if case.holder == party:
        yield FallBack(actor=CLOCK)


PROTOCOL: Protocol[EmptyReturn] = Protocol(
    name="empty-return",
    version=1,
    nl="Leegretour: het recht een lege container in te leveren",
    en="Empty return: the right to hand an empty container in",
    basis=TERMS,
    case=EmptyReturn,
    acts=(Assign, Offer, Accept, EndOffer, NameCharter, TakeIn, Redirect, Withdraw, Expire, FallBack),
    events=right.EVENTS,
    duties=(TurnInInTime(),),
    asked_of="empty-container",
    key=lambda case: f"{case.container}/{case.reference}",
    claims=claims,
    finds=lambda case: (case.container, case.reference),
    establishes=establishes,
    presumes={"turn_in_runs": False},
    on_suspension=on_suspension,
    invariants=right.INVARIANTS,
    transitions=right.TRANSITIONS,
    paths=right.PATHS,
    reads=reads,
    register=Needs(
        roles=(CARRIER, FORWARDER, ROAD, BARGE, RAIL, TERMINAL, DEPOT), lists=(EANS, CARRIER_CODES)
    ),
    # As for a release: one year is a choice of ours. No person's data stand in a case.
    retain=Retain(since=lambda case: case.closed_at, period=days(365), basis=TERMS("?")),
)
