"""The case: one empty container that must go back, who holds the right to hand it in, and what can happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from weerbaar.kernel.law.acts import Case, Event
from weerbaar.kernel.law.disclosure import SeenBy, seen_by, seen_by_each
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record, replace
from weerbaar.protocols.trade_codes import ContainerNumber, Reference

State = Literal["none", "assigned", "turned_in", "withdrawn", "expired"]
HandState = Literal["offered", "held", "passed", "over"]
PATHS = {"none": ("assigned",), "assigned": ("turned_in", "withdrawn", "expired")}
CONCERNED = ("carrier", "depot", "takers", "charter")
WHERE = ("carrier", "depot", "holder", "offered_to", "charter")


class Hand(Record):
    """One hand through which the right goes: who gives it to whom. Only these two ever see it."""

    giver: Party
    taker: Party
    state: Annotated[HandState, seen_by("taker")]


class EmptyReturn(Case):
    """One empty container that must go to one depot, under one reference of its carrier."""

    container: ContainerNumber
    reference: Reference
    state: Annotated[State, seen_by(*CONCERNED)] = "none"
    carrier: Annotated[Party | None, seen_by("carrier", "depot", "first_hand")] = None
    depot: Annotated[Party | None, seen_by(*WHERE)] = None
    return_by: Annotated[Moment | None, seen_by(*WHERE)] = None
    hands: Annotated[tuple[Hand, ...], seen_by_each("giver", "taker")] = ()
    charter: Annotated[Party | None, seen_by("holder", "charter", "depot")] = None
    depots_before: Annotated[tuple[Party, ...], seen_by()] = ()
    closed_at: Annotated[Moment | None, seen_by(*CONCERNED)] = None

    shows: ClassVar[Mapping[str, SeenBy]] = {"holder": seen_by("holder", "depot")}

    def parties(self) -> frozenset[Party]:
        """Return carrier, depot and charter, and everyone to whom the right was given or offered."""
        hands = [hand.taker for hand in self.hands]
        named = (self.carrier, self.depot, self.charter, *self.depots_before, *hands)
        return frozenset(party for party in named if party)

    @property
    def takers(self) -> tuple[Party, ...]:
        """Who has or had the right, or may take it: each may be asked for the box, so each learns the end."""
        return tuple(hand.taker for hand in self.hands if hand.state != "over")

    @property
    def first_hand(self) -> Party | None:
        """Whom the carrier named."""
        return self.hands[0].taker if self.hands else None

    @property
    def holder(self) -> Party | None:
        """Who holds the right, or held it when it ended."""
        return next((hand.taker for hand in self.hands if hand.state == "held"), None)

    @property
    def offer(self) -> Hand | None:
        """The one open offer, if there is one."""
        open_ones = (hand for hand in self.hands if hand.state == "offered" and self.state == "assigned")
        return next(open_ones, None)

    @property
    def offered_to(self) -> Party | None:
        """Who may take the right over now."""
        return self.offer.taker if self.offer else None


class Assigned(Event[EmptyReturn]):
    """The carrier assigned its empty box to a depot, and the right to hand it in to the first hand."""

    seen_by: ClassVar[tuple[str, ...]] = ("carrier", "depot", "holder")

    carrier: Party
    depot: Party
    holder: Party
    return_by: Moment

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Begin the right."""
        terms = replace(case, carrier=self.carrier, depot=self.depot, return_by=self.return_by)
        return replace(
            terms, state="assigned", hands=(Hand(giver=self.carrier, taker=self.holder, state="held"),)
        )


class Handing(Event[EmptyReturn]):
    """Something between two neighbours in the chain; the events that follow say what."""

    seen_by: ClassVar[tuple[str, ...]] = ("giver", "taker")

    giver: Party
    taker: Party


class Offered(Handing):
    """The holder offered the right to the next hand, and holds it until that one takes it."""

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Add the open hand."""
        return replace(case, hands=(*case.hands, Hand(giver=self.giver, taker=self.taker, state="offered")))


class OfferEnded(Handing):
    """An offer was turned down or taken back; the right stays where it is."""

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Close the hand."""
        return _moved(case, offered="over")


class Passed(Handing):
    """The next hand took the right over, and is now its only holder."""

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Hand it over; who was to drive for the hand before drives no more."""
        return replace(_moved(case, held="passed", offered="held"), charter=None)


class FellBack(Handing):
    """The taker was suspended and lost the right, which lies with the giver again."""

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Let the hand before hold again."""
        upper = _moved(case, held="over", offered="over").hands
        last = max(place for place, hand in enumerate(upper) if hand.state == "passed")
        hands = (*upper[:last], replace(upper[last], state="held"), *upper[last + 1 :])
        return replace(case, hands=hands, charter=None)


class HolderChanged(Event[EmptyReturn]):
    """The depot learns who holds the right now, and not from whom it came."""

    seen_by: ClassVar[tuple[str, ...]] = ("depot",)

    holder: Party

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Change nothing: the hands say it."""
        return case


class CharterNamed(Event[EmptyReturn]):
    """Who drives the box in for the holder, in the place of anybody named before."""

    seen_by: ClassVar[tuple[str, ...]] = ("charter", "holder", "depot")

    charter: Party

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Keep the name."""
        return replace(case, charter=self.charter)


class Redirected(Event[EmptyReturn]):
    """The box must go elsewhere, or by another date."""

    seen_by: ClassVar[tuple[str, ...]] = WHERE

    depot: Party
    return_by: Moment

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Put the new place and date in; the depot before knows of the box and no more of where it goes."""
        left = (case.depot,) if case.depot and case.depot != self.depot else ()
        before = tuple(one for one in (*case.depots_before, *left) if one != self.depot)
        return replace(case, depot=self.depot, return_by=self.return_by, depots_before=before)


class DepotLeft(Event[EmptyReturn]):
    """A depot learns that the box goes elsewhere, and not where."""

    seen_by: ClassVar[tuple[str, ...]] = ("left",)

    left: Party

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Change nothing: `Redirected` did."""
        return case


class Ended(Event[EmptyReturn]):
    """The right ended: the box came in, the carrier withdrew it, or its date passed. An end is an end."""

    seen_by: ClassVar[tuple[str, ...]] = CONCERNED

    how: Literal["turned_in", "withdrawn", "expired"]
    at: Moment

    def apply(self, case: EmptyReturn) -> EmptyReturn:
        """Close the case."""
        return replace(case, state=self.how, closed_at=self.at)


def _moved(case: EmptyReturn, **moves: HandState) -> EmptyReturn:
    hands = tuple(replace(hand, state=moves.get(hand.state, hand.state)) for hand in case.hands)
    return replace(case, hands=hands)


EVENTS: tuple[type[Event[EmptyReturn]], ...] = (
    Assigned, Offered, OfferEnded, Passed, FellBack, HolderChanged, CharterNamed, Redirected, DepotLeft, Ended,
)  # fmt: skip


def one_holder(case: EmptyReturn) -> bool:
    """From its begin a right has exactly one holder, and keeps the last one when it has ended."""
    return [hand.state for hand in case.hands].count("held") == (0 if case.state == "none" else 1)


def chain_unbroken(case: EmptyReturn) -> bool:
    """Every hand has the right, or the offer of it, from the hand before; the first has it from the carrier."""
    giver = case.carrier
    for hand in case.hands:
        if hand.state != "over":
            if hand.giver != giver:
                return False
            giver = hand.taker
    return True


def one_open_offer(case: EmptyReturn) -> bool:
    """At most one offer is open, by the holder."""
    offers = [hand for hand in case.hands if hand.state == "offered"]
    return len(offers) <= 1 and all(hand.giver == case.holder for hand in offers)


def an_end_is_an_end(before: EmptyReturn, after: EmptyReturn) -> bool:
    """Whatever ended changes no more: nothing comes in twice, and nothing that was withdrawn comes in."""
    return before.closed_at is None or before == after


INVARIANTS = (one_holder, chain_unbroken, one_open_offer)
TRANSITIONS = (an_end_is_an_end,)
