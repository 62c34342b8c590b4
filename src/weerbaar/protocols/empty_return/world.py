"""The small worlds in which the empty return is tried out; together they ask for every act and meet every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.explore_begun import lived
from weerbaar.kernel.law.explore_world import World
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.parties import CLOCK, Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.empty_return.protocol import (
    HANDS_MAX,
    Accept,
    Assign,
    EndOffer,
    FallBack,
    NameCharter,
    Offer,
    Redirect,
    TakeIn,
    Withdraw,
)
from weerbaar.protocols.empty_return.right import EmptyReturn

START = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
END, LATER, LAST = START + timedelta(hours=6), START + timedelta(hours=12), START + timedelta(hours=30)
BOX, OTHER_BOX, ORDER = "CSQU3054383", "NOSU1000012", "LEEG1"
LINE, OTHER_LINE, DEPOT, OTHER_DEPOT = "noordster", "zuiderlijn", "waalhaven-depot", "maasvlakte-terminal"
DELTA, DAM, CHARTER, STRANGER = "delta-forwarding", "van-dam-transport", "jansen-charter", "douane"
ROW = tuple(f"hand-{number}" for number in range(1, HANDS_MAX + 2))
ROLES = {
    LINE: "carrier",
    OTHER_LINE: "carrier",
    DEPOT: "depot",
    OTHER_DEPOT: "terminal",
    DELTA: "forwarder",
    DAM: "road",
    CHARTER: "road",
    STRANGER: "customs",
    **dict.fromkeys(ROW, "road"),
}
VIEWERS = tuple(
    Viewer(party=party, roles=frozenset({role})) for party, role in ROLES.items() if party not in ROW[2:]
)
PLAYED_IN = "port"  # the members among whom the scenarios play

Acts = Iterator[Act[EmptyReturn]]
Alphabet = Callable[[EmptyReturn | None], Acts]


def facts(*, suspended: tuple[str, ...] = (), runs: bool = False) -> dict[Question, Answer]:
    """Return what is so in a world."""
    table: dict[Question, Answer] = {("has_role", party, role): True for party, role in ROLES.items()}
    table |= {("is_admitted", party): party not in suspended for party in ROLES}
    return table | ({("turn_in_runs", BOX): True} if runs else {})


def assign(
    *, actor: str = LINE, depot: str = DEPOT, holder: str = DELTA, until: datetime = END, order: str = ORDER
) -> Assign:
    """Return an assignment; by default the one that is right."""
    return Assign(actor=actor, container=BOX, reference=order, depot=depot, holder=holder, return_by=until)


def take_in(*, actor: str = DEPOT, number: str = BOX, by: str = DAM) -> TakeIn:
    """Return the arrival of a box; by default the one that is right once the haulier holds the right."""
    return TakeIn(actor=actor, number_read=number, brought_by=by)


PASSED = (assign(), Offer(actor=DELTA, to=DAM), Accept(actor=DAM))


def assigning(case: EmptyReturn | None) -> Acts:
    """Everything that a carrier, and one that is none, can begin with, and what follows when it is right."""
    yield assign()
    yield assign(actor=OTHER_LINE)
    yield assign(actor=DAM)
    yield assign(depot=STRANGER)
    yield assign(holder=STRANGER)
    yield assign(until=START)
    if case is not None:
        yield Withdraw(actor=LINE, reason="sold")
        yield Withdraw(actor=OTHER_LINE, reason="not mine")


def passing(case: EmptyReturn | None) -> Acts:
    """The right goes from hand to hand, or does not."""
    if case is None:
        yield assign()
        return
    for giver, taker in ((DELTA, DAM), (DAM, CHARTER), (DELTA, STRANGER), (DAM, DAM), (STRANGER, DAM)):
        yield Offer(actor=giver, to=taker)
    for party in (DELTA, DAM, CHARTER, STRANGER):
        yield Accept(actor=party)
        yield EndOffer(actor=party)
    yield take_in()
    yield take_in(by=DELTA)


def arriving(case: EmptyReturn | None) -> Acts:
    """The box comes in: the right one or another, by the right firm or another, here or elsewhere, in time or not."""
    yield NameCharter(actor=DAM, charter=CHARTER)
    yield NameCharter(actor=DAM, charter=DELTA)
    yield NameCharter(actor=DELTA, charter=CHARTER)
    for depot in (DEPOT, OTHER_DEPOT):
        yield take_in(actor=depot)
        yield take_in(actor=depot, by=CHARTER)
    yield take_in(number=OTHER_BOX)
    yield take_in(by=STRANGER)
    yield Offer(actor=DAM, to=CHARTER)
    yield Accept(actor=CHARTER)
    yield Redirect(actor=LINE, depot=OTHER_DEPOT)
    yield Redirect(actor=LINE, depot=DEPOT, return_by=LATER)
    yield Redirect(actor=LINE, depot=STRANGER)
    yield Redirect(actor=LINE, return_by=START)
    yield Redirect(actor=OTHER_LINE, depot=OTHER_DEPOT)
    yield Withdraw(actor=LINE, reason="sold")


def suspended(case: EmptyReturn | None) -> Acts:
    """What is left to ask when some of the hands are suspended."""
    yield FallBack(actor=CLOCK)
    yield FallBack(actor=DELTA)
    yield Offer(actor=DAM, to=DELTA)
    yield Accept(actor=CHARTER)
    yield Redirect(actor=LINE, depot=OTHER_DEPOT)
    yield NameCharter(actor=DAM, charter=CHARTER)
    yield take_in()
    yield take_in(by=CHARTER)
    yield take_in(by=DELTA)
    yield Withdraw(actor=LINE, reason="holder suspended")


def many_hands(case: EmptyReturn | None) -> Acts:
    """The right goes down a row of firms until it may go no further."""
    if case is None:
        yield assign(holder=ROW[0])
        return
    for giver, taker in pairwise(ROW):
        yield Offer(actor=giver, to=taker)
        yield Accept(actor=taker)


def life(case: EmptyReturn | None) -> Acts:
    """What is worth drawing."""
    if case is None:
        yield assign()
        return
    yield take_in(by=DELTA)
    yield Withdraw(actor=LINE, reason="sold")


def forgetful(case: EmptyReturn, now: datetime) -> object:
    """Say when two states are the same: when only hands that are over, or the moment of an end, differ."""
    hands = tuple(hand for hand in case.hands if hand.state != "over")
    closed = None if case.closed_at is None else START
    return replace(case, hands=hands, closed_at=closed), min(now, LAST) if closed is None else LAST


def _world(
    alphabet: Alphabet,
    *begun: Act[EmptyReturn],
    so: dict[Question, Answer] | None = None,
    steps: tuple[timedelta, ...] = (),
) -> World[EmptyReturn]:
    def all_acts(case: EmptyReturn | None) -> Acts:
        yield from begun if case is None and begun else alphabet(case)

    return World(
        start=START,
        alphabet=all_acts,
        facts=so or facts(),
        viewers=VIEWERS,
        steps=steps,
        canonical=forgetful,
        most_states=5_000,
    )


def _after(name: str, *begun: Act[EmptyReturn]) -> Act[EmptyReturn]:
    so = facts()
    return lived(name, begun, lambda question: so.get(question, False), START)


HELD = _after("the haulier holds the right to hand the box in", *PASSED)
NAMED = _after("the haulier named a charter", *PASSED, NameCharter(actor=DAM, charter=CHARTER))
OFFERED = _after("the haulier offered the right on", *PASSED, Offer(actor=DAM, to=CHARTER))
HOURS = (timedelta(hours=4),)
WORLDS: dict[str, World[EmptyReturn]] = {
    "assigning": _world(assigning),
    "assigning, while another right runs": _world(assigning, so=facts(runs=True)),
    "passing on": _world(passing, steps=HOURS),
    "arriving": _world(arriving, HELD, steps=HOURS),
    "holder suspended": _world(suspended, HELD, NAMED, OFFERED, so=facts(suspended=(DAM,)), steps=HOURS),
    "two hands suspended": _world(suspended, HELD, so=facts(suspended=(DAM, DELTA)), steps=HOURS),
    "charter suspended": _world(suspended, NAMED, OFFERED, so=facts(suspended=(CHARTER,))),
    "carrier and depot suspended": _world(suspended, HELD, so=facts(suspended=(LINE, DEPOT))),
    "many hands": _world(many_hands),
    "late clock": _world(arriving, HELD, steps=(timedelta(hours=7), timedelta(hours=30))),
}
LATE = frozenset({"late clock"})
LIFE = _world(life)
