"""Dump cost: a municipality notifies what it paid to clear dumped drug waste, and a desk says whether it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from weerbaar.kernel.law.acts import Act, Case, Events, Opening, Stated
from weerbaar.kernel.law.basis import Terms
from weerbaar.kernel.law.disclosure import seen_by
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.explore import World, relative
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import Moment, days
from weerbaar.kernel.law.parties import CLOCK, Party, Viewer
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.register import Needs, Role
from weerbaar.kernel.law.retention import Retain
from weerbaar.kernel.law.rules import forbid, permit

TERMS = Terms(source="Regeling opruimkosten, voor deze bladzijde verzonnen")
Number = Annotated[
    str,
    form(
        "[A-Z]{2}-[0-9]{4}",
        nl="letters van de gemeente en een nummer, zoals TB-0012",
        en="letters of the municipality and a number, such as TB-0012",
    ),
]
State = Literal["none", "notified", "counted", "refused"]


class Dump(Case):
    """One place where drug waste was dumped, and what clearing it cost."""

    number: Number
    state: State = "none"
    municipality: Party = ""
    desk: Party = ""
    euros: int = 0
    reason: str = ""
    note: Annotated[str, seen_by("desk")] = ""
    decide_by: Moment | None = None
    reminded: bool = False
    closed_at: Moment | None = None

    def parties(self) -> frozenset[Party]:
        """Return the municipality and the desk that it went to."""
        return frozenset(party for party in (self.municipality, self.desk) if party)


class Notified(Stated[Dump]):
    """Costs were notified."""

    municipality: Party
    desk: Party
    euros: int
    decide_by: Moment
    state: State = "notified"


class Decided(Stated[Dump]):
    """The desk said whether the costs count."""

    state: State
    reason: str
    closed_at: Moment
    decide_by: Moment | None = None


class Noted(Stated[Dump]):
    """The desk made a note for itself. What others may not read is an event of its own."""

    seen_by: ClassVar[tuple[str, ...]] = ("desk",)

    note: str


class Reminded(Stated[Dump]):
    """The desk was reminded, once."""

    reminded: bool = True


class Notify(Opening[Dump]):
    """Notify what it cost to clear a dump."""

    nl = "Meld wat het opruimen van een dumping heeft gekost."

    number: Number
    desk: Party
    euros: int

    def blank(self) -> Dump:
        """Name the dump."""
        return Dump(number=self.number)

    @permit(TERMS("?"), nl="U bent een gemeente.", en="You are a municipality.")
    def actor_is_municipality(self, dump: Dump, given: Given) -> bool:
        """Owners of land turn to their municipality."""
        return given.has_role(self.actor, "municipality") and given.is_admitted(self.actor)

    @forbid(TERMS("?"), nl="Deze dumping is al gemeld.", en="This dump was notified already.", clash=True)
    def notified_already(self, dump: Dump, given: Given) -> bool:
        """Once for each dump."""
        return dump.state != "none"

    @forbid(TERMS("?"), nl="Dit is geen loket.", en="This is no desk.")
    def no_desk(self, dump: Dump, given: Given) -> bool:
        """Costs go to a desk that is admitted."""
        return not (given.has_role(self.desk, "desk") and given.is_admitted(self.desk))

    @forbid(TERMS("?"), nl="Er zijn geen kosten.", en="There are no costs.")
    def no_costs(self, dump: Dump, given: Given) -> bool:
        """Nothing or less is no cost."""
        return self.euros <= 0

    def events(self, dump: Dump, given: Given) -> Events[Dump]:
        """From now on the desk has eight weeks."""
        yield Notified(
            municipality=self.actor, desk=self.desk, euros=self.euros, decide_by=given.now + days(56)
        )


class Decide(Act[Dump]):
    """Say whether the costs count."""

    nl = "Zeg of de kosten meetellen."

    counts: bool
    reason: str = ""
    note: str = ""

    @permit(TERMS("?"), nl="Dit is bij uw loket gemeld.", en="This was notified to your desk.")
    def actor_is_desk(self, dump: Dump, given: Given) -> bool:
        """No other desk."""
        return dump.desk == self.actor and dump.state == "notified"

    @forbid(TERMS("?"), nl="Zeg waarom niet.", en="Say why not.")
    def no_reason(self, dump: Dump, given: Given) -> bool:
        """A refusal has a reason."""
        return not self.counts and not self.reason

    def events(self, dump: Dump, given: Given) -> Events[Dump]:
        """The case ends."""
        state: State = "counted" if self.counts else "refused"
        yield Decided(state=state, reason=self.reason, closed_at=given.now)
        if self.note:
            yield Noted(note=self.note)


class Remind(Act[Dump]):
    """Eight weeks have passed without a decision."""

    nl = "Acht weken zijn voorbij zonder besluit."

    by_clock: ClassVar[bool] = True

    @permit(TERMS("?"), nl="De termijn is voorbij.", en="The term has passed.")
    def term_over(self, dump: Dump, given: Given) -> bool:
        """Once: the desk must still decide."""
        due = dump.decide_by
        return self.actor == CLOCK and due is not None and given.now >= due and not dump.reminded

    def events(self, dump: Dump, given: Given) -> Events[Dump]:
        """Tell both."""
        yield Reminded()


class DecideInTime(Duty[Dump]):
    """Decide within eight weeks."""

    nl = "Beslis binnen acht weken."
    en = "Decide within eight weeks."
    discharged_by: ClassVar[tuple[type[Act[Dump]], ...]] = (Decide,)

    def holder(self, dump: Dump) -> Party | None:
        """The desk."""
        return dump.desk

    def claimant(self, dump: Dump) -> Party | None:
        """The municipality."""
        return dump.municipality

    def due(self, dump: Dump) -> Moment | None:
        """Eight weeks after the notice, until the desk was reminded."""
        return None if dump.reminded else dump.decide_by

    def breach(self, dump: Dump) -> Act[Dump]:
        """The clock reminds."""
        return Remind(actor=CLOCK)


def ends_with_a_moment(dump: Dump) -> bool:
    """A case that is decided has the moment of the decision, and no other case has."""
    return (dump.closed_at is not None) == (dump.state in ("counted", "refused"))


PROTOCOL: Protocol[Dump] = Protocol(
    name="dump-cost",
    version=1,
    nl="Opruimkosten van gedumpt drugsafval",
    en="Costs of clearing dumped drug waste",
    basis=TERMS,
    case=Dump,
    acts=(Notify, Decide, Remind),
    events=(Notified, Decided, Noted, Reminded),
    duties=(DecideInTime(),),
    key=lambda dump: dump.number,
    claims=lambda dump: (f"dump:{dump.number}",),
    finds=lambda dump: (dump.number,),
    invariants=(ends_with_a_moment,),
    paths={"none": ("notified",), "notified": ("counted", "refused"), "counted": (), "refused": ()},
    register=Needs(
        roles=(
            Role(
                name="municipality", nl="gemeente: ruimt op en meldt", en="municipality: clears and notifies"
            ),
            Role(name="desk", nl="loket: zegt of kosten meetellen", en="desk: says whether costs count"),
        )
    ),
    retain=Retain(since=lambda dump: dump.closed_at, period=days(2555), basis=TERMS("?")),
)

# What follows tries the law out: everything that two municipalities and two desks could ask, in any order.
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROLES = {"tilburg": "municipality", "breda": "municipality", "desk": "desk", "other-desk": "desk"}


def alphabet(dump: Dump | None) -> Iterator[Act[Dump]]:
    """Yield what each of them could ask next; every rule must be met by something."""
    yield Notify(actor="tilburg", number="TB-0012", desk="desk", euros=900)
    yield Notify(actor="desk", number="TB-0012", desk="desk", euros=900)
    yield Notify(actor="tilburg", number="TB-0012", desk="breda", euros=900)
    yield Notify(actor="tilburg", number="TB-0012", desk="desk", euros=0)
    for party in ROLES if dump is not None else ():
        yield Decide(actor=party, counts=True)
        yield Decide(actor=party, counts=False)
        yield Decide(actor=party, counts=False, reason="no invoice", note="asked twice")


WORLDS = {
    "one dump": World(
        start=START,
        alphabet=alphabet,
        facts={("has_role", party, role): True for party, role in ROLES.items()}
        | {("is_admitted", party): True for party in ROLES},
        viewers=tuple(Viewer(party=party, roles=frozenset({role})) for party, role in ROLES.items()),
        canonical=relative,
    )
}
