"""The case: one import container on one call of a ship, and the right to collect it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.disclosure import SeenBy, personal, seen_by, seen_by_each
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.moments import Moment
from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.records import Record, replace
from weerbaar.protocols.container_release.profiles import DEFAULT, PROFILES, Profile
from weerbaar.protocols.container_release.terms import Modality, Role
from weerbaar.protocols.trade_codes import Bill, Call, ContainerNumber, Ean, Reference

Plate = Annotated[
    str,
    form("[A-Z0-9-]{2,12}", nl="kenteken, in hoofdletters en cijfers", en="vehicle registration"),
    personal("driver"),
]
PassDigest = Annotated[
    str,
    form("[0-9a-f]{64}", nl="de SHA-256 van de havenpas", en="SHA-256 of the port pass"),
    personal("driver"),
]
Text = Annotated[str, Meta(min_length=1, max_length=500)]

State = Literal[
    "none",
    "prepared",
    "live",
    "announced",
    "committed",
    "exercised",
    "revoked",
    "expired",
    "superseded",
    "locked",
    "moved",
]
# Which states may follow a state, from one act to the next. None leads to or from a superseded right: the act
# that ends it begins the next one.
PATHS: Mapping[str, tuple[State, ...]] = {
    "none": ("prepared", "live"),
    "prepared": ("live",),
    "live": ("announced", "revoked", "expired", "locked"),
    "locked": ("live", "moved"),
    "announced": ("live", "committed", "exercised", "revoked", "expired"),
    "committed": ("live", "exercised"),
    "revoked": ("live",),
    "expired": ("live",),
    "superseded": (),
}
LinkState = Literal[
    "offered", "held", "passed", "declined", "recalled", "lapsed", "returned", "ended", "exercised"
]
VisitState = Literal["submitted", "accepted", "arrived"]
Light = Literal["unknown", "ok"]
HoldCode = Literal["CUSTOMS", "CARRIER", "TERMINAL"]
OPEN_STATES = ("live", "announced", "committed")
OVER = ("exercised", "revoked", "expired", "moved")
IN_CHAIN = ("passed", "held", "exercised")


class Link(Record):
    """One hand in the chain: who gave the right to whom. Only these two ever see it."""

    giver: Party
    taker: Party
    role: Role | Literal["carrier"]
    state: Annotated[LinkState, seen_by("taker", "demanders")]
    epoch: Annotated[int, seen_by("carrier", "demanders")]
    offered_at: Moment
    answer_by: Moment | None = None
    ready_at: Moment | None = None
    confirmed: Annotated[bool, seen_by("giver")] = True
    offered_by: Annotated[str, seen_by("giver")] = ""
    ended_because: str = ""

    # What the taker does with the right further on is no business of the giver's: to it, held and passed on
    # are both simply `accepted`.
    shows: ClassVar[Mapping[str, SeenBy]] = {"standing": seen_by("giver", "taker", "demanders")}

    @property
    def standing(self) -> str:
        """What became of the offer, as both neighbours may know it."""
        return "accepted" if self.state in ("held", "passed") else self.state

    @property
    def known_to(self) -> tuple[Party, ...]:
        """Who may know of this link: the taker only once the offer stands."""
        return (self.giver, self.taker) if self.confirmed else (self.giver,)


class BillRelease(Record):
    """The release of one of the bills under which a groupage container is carried; alone it gives no right."""

    carrier: Party
    bill: Bill
    bills: tuple[Bill, ...]
    reference: Reference
    terminal: Party
    expires_at: Moment
    modality: Modality | None
    release_to: Party | None
    release_to_role: Role
    functionary: str


class Intention(Record):
    """Whom a party means to pass the right on to, once it holds it. It gives no right."""

    giver: Party
    taker: Party
    role: Role
    source: Literal["prepared", "earlier"]


class Hold(Record):
    """A block on this container during this call; only its owner may clear it."""

    owner: Party
    code: HoldCode
    reason: Annotated[str, seen_by("owner")]
    since: Moment


class Visit(Record):
    """One truck, barge or train that comes for the container."""

    operator: Party
    ean: Ean
    modality: Modality
    plate: Plate | None
    window_from: Moment
    window_to: Moment
    state: VisitState = "submitted"
    appointment: str = ""
    charter: Party | None = None
    charter_ean: Ean | None = None
    charter_confirmed: bool = False
    driver_pass: Annotated[PassDigest | None, seen_by("terminal", "operator")] = None
    lane: Annotated[str, seen_by("terminal")] = ""
    committed_at: Annotated[Moment | None, seen_by("terminal", "operator", "charter")] = None
    lease_ends: Annotated[Moment | None, seen_by("terminal")] = None


class Proposal(Record):
    """A grave act that one officer asked for and that another must do."""

    act: Literal["override", "withdraw"]
    party: Party
    functionary: str
    reason: str
    until: Moment


class SilentAlarm(Record):
    """An officer was forced to a grave act, and said so by the code: only those who were told know of it."""

    act: Literal["propose", "override"]
    officer: str
    at: Moment
    told: tuple[Party, ...]


class Demand(Record):
    """An investigator's demand to see the whole chain of this one container."""

    by: Party
    ground: str
    until: Moment


class Listing(Record):
    """The container's place on a list by which lanes may decide without a line, from `since` up to `until`.

    `overtaken` says that the visit ended or a hold came after the list went out.
    """

    number: str
    appointment: str
    since: Moment
    until: Moment
    overtaken: bool = False


class Release(Case):
    """One import container on one call, from before its commercial release until it leaves the terminal."""

    container: ContainerNumber
    call: Call
    terminal: Annotated[
        Party | None,
        seen_by(
            "carrier",
            "givers",
            "holder",
            "offered_to",
            "charter",
            "terminal",
            "customs",
            "demanders",
            "warned",
        ),
    ] = None
    carrier: Annotated[
        Party | None, seen_by("carrier", "first_holder", "terminal", "customs", "demanders", "warned")
    ] = None
    reference: Annotated[str, seen_by("carrier", "first_holder", "terminal")] = ""
    bills: Annotated[tuple[str, ...], seen_by("carrier", "first_holder", "terminal", "customs")] = ()
    bill_releases: Annotated[tuple[BillRelease, ...], seen_by_each("carrier")] = ()
    consignee: Annotated[Party | None, seen_by("carrier", "consignee")] = None
    size_type: str = ""
    modality: Annotated[Modality | None, seen_by("carrier", "holder", "offered_to", "terminal", "warned")] = (
        None
    )
    expires_at: Annotated[Moment | None, seen_by("carrier", "holder", "offered_to", "terminal", "warned")] = (
        None
    )
    epoch: Annotated[int, seen_by("carrier", "terminal", "demanders")] = 0
    state: Annotated[State, seen_by("holder", "terminal", "charter", "demanders", "warned")] = "none"
    profile: Annotated[str, seen_by("carrier", "terminal")] = DEFAULT.name
    issued_by: Annotated[tuple[str, ...], seen_by("carrier")] = ()
    links: Annotated[tuple[Link, ...], seen_by_each("known_to", "demanders")] = ()
    intentions: Annotated[tuple[Intention, ...], seen_by_each("giver")] = ()
    holds: Annotated[tuple[Hold, ...], seen_by_each("owner", "terminal")] = ()
    discharged: Annotated[bool, seen_by("carrier", "holder", "terminal", "customs")] = False
    customs_light: Annotated[Light, seen_by("holder", "terminal", "customs")] = "unknown"
    terminal_light: Annotated[Light, seen_by("holder", "terminal")] = "unknown"
    visit: Annotated[Visit | None, seen_by("operator", "charter", "terminal", "demanders", "warned")] = None
    proposal: Annotated[Proposal | None, seen_by("proposer")] = None
    alarms: Annotated[tuple[SilentAlarm, ...], seen_by_each("told")] = ()
    demands: Annotated[tuple[Demand, ...], seen_by_each("by")] = ()
    overridden: Annotated[bool, seen_by("terminal", "carrier", "customs", "demanders", "warned")] = False
    erased: Annotated[bool, seen_by()] = False
    overstayed: Annotated[bool, seen_by("terminal")] = False
    closed_at: Annotated[Moment | None, seen_by("holder", "terminal")] = None
    listings: Annotated[tuple[Listing, ...], seen_by("terminal")] = ()
    left_at: Annotated[Moment | None, seen_by("carrier", "holder", "terminal", "customs")] = None
    locked_for: Annotated[str, seen_by("carrier", "terminal")] = ""
    locks: Annotated[int, seen_by()] = 0
    brought_from: Annotated[str, seen_by("carrier", "terminal")] = ""
    crossings: Annotated[tuple[str, ...], seen_by()] = ()
    offline_conflict: Annotated[str, seen_by("carrier", "holder", "terminal", "customs")] = ""

    shows: ClassVar[Mapping[str, SeenBy]] = {
        "holder": seen_by("holder", "operator_seen_by", "demanders"),
        "progress": seen_by("carrier", "customs", "consignee"),
        "pending_at_gate": seen_by("carrier", "holder", "terminal", "customs"),
        "blocked_by": seen_by("holder", "carrier", "terminal", "charter"),
    }

    def parties(self) -> frozenset[Party]:
        """Return everyone in the chain, in the visit and on the quay; they alone know of the case."""
        named = [self.carrier, self.terminal, self.charter, self.consignee, *self.demanders, *self.warned]
        for link in self.links:
            named += link.known_to
        named += [intention.giver for intention in self.intentions]
        named += [hold.owner for hold in self.holds]
        named += [one.carrier for one in self.bill_releases]
        return frozenset([party for party in named if party])

    @property
    def rules(self) -> Profile:
        """The profile under which this release runs."""
        return PROFILES[self.profile]

    @property
    def chain(self) -> tuple[Link, ...]:
        """The links of this epoch that stand: those passed, and the one held or exercised at the end."""
        epoch = self.epoch
        return tuple([k for k in self.links if k.epoch == epoch and k.state in IN_CHAIN])

    @property
    def held(self) -> Link | None:
        """The link whose taker holds the right now, or exercised it: the last one that stands."""
        for link in reversed(self.links):
            if link.epoch == self.epoch and link.state in IN_CHAIN:
                return link if link.state != "passed" else None
        return None

    @property
    def offer(self) -> Link | None:
        """The one open offer, if there is one."""
        for link in reversed(self.links):
            if link.state == "offered" and link.epoch == self.epoch:
                return link
        return None

    @property
    def holder(self) -> Party | None:
        """Who holds the right to collect."""
        held = self.held
        return held.taker if held else None

    @property
    def offered_to(self) -> Party | None:
        """Who has been offered the right, once the offer may be known."""
        offer = self.offer
        return offer.taker if offer and offer.confirmed else None

    @property
    def givers(self) -> tuple[Party, ...]:
        """Who passed the right on in this epoch; who only means to is not among them."""
        return tuple(link.giver for link in self.chain)

    @property
    def first_holder(self) -> Party | None:
        """Whom the carrier released to."""
        chain = self.chain
        return chain[1].taker if len(chain) > 1 else None

    @property
    def operator(self) -> Party | None:
        """Who announced the visit."""
        return self.visit.operator if self.visit else None

    @property
    def operator_seen_by(self) -> Party | None:
        """The terminal, once a visit is announced: it then knows the holder, and never the hands before it."""
        return self.terminal if self.visit else None

    @property
    def charter(self) -> Party | None:
        """Who drives this one visit for the operator."""
        return self.visit.charter if self.visit else None

    @property
    def demanders(self) -> tuple[Party, ...]:
        """Which investigators may see the whole chain now."""
        return tuple([demand.by for demand in self.demands])

    @property
    def warned(self) -> tuple[Party, ...]:
        """Who learned that an officer was forced; nobody else knows that somebody did."""
        return tuple([party for alarm in self.alarms for party in alarm.told])

    @property
    def proposer(self) -> Party | None:
        """Whose officer asked for a grave act."""
        return self.proposal.party if self.proposal else None

    @property
    def suspended(self) -> bool:
        """Whether any hold stands in the way."""
        return bool(self.holds)

    @property
    def pending_at_gate(self) -> datetime | None:
        """Until when a lane without a line may not know yet of what was taken back or blocked."""
        return max((one.until for one in self.listings if one.overtaken), default=None)

    @property
    def progress(self) -> str:
        """How far the container is, as coarsely as a carrier may know."""
        if self.state in ("none", "prepared", "live", "locked"):
            return "in-chain" if self.epoch else "not-released"
        return {"announced": "announced", "committed": "announced", "exercised": "collected"}.get(
            self.state, "ended"
        )

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """Who blocks, by class only: a party in the chain learns no more than this."""
        words = {"CUSTOMS": "authority", "CARRIER": "carrier", "TERMINAL": "terminal"}
        return tuple(sorted({words[hold.code] for hold in self.holds}))


def overtaken(release: Release) -> tuple[Listing, ...]:
    """Return the places on lists, now that something happened that none of those lists knows."""
    return tuple([replace(one, overtaken=True) for one in release.listings])


def upstream(release: Release, party: Party) -> bool:
    """Return whether a party gave the right on and stands above the holder in the chain."""
    return any(link.taker == party and link.state == "passed" for link in release.chain)


def expired(release: Release, now: datetime) -> bool:
    """Return whether the release has run out; the last moment no longer counts."""
    return release.expires_at is not None and now >= release.expires_at


def change_link(release: Release, old: Link, **changes: object) -> tuple[Link, ...]:
    """Return the links with one of them changed."""
    return tuple(replace(link, **changes) if link is old else link for link in release.links)
