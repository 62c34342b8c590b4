"""Who takes part in the small worlds in which container release is tried out, and what the register says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from weerbaar.kernel.law.explore import relative
from weerbaar.kernel.law.given import Answer, Question, Source
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.container_release.release import Release

START = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)
BOX, CALL = "CSQU3054383", "NOORD-2026-118"
LINE, OTHER_LINE = "noordster", "zuiderlijn"
QUAY, CUSTOMS, POLICE = "maasvlakte-terminal", "douane", "havenpolitie"
SECURITY = "maasvlakte-beveiliging"
DELTA, DAM, CHARTER, STRANGER = "delta-forwarding", "van-dam-transport", "jansen-charter", "zuiderpark-bv"
HANDS = tuple(f"hand-{number}" for number in range(1, 9))
ROLES: dict[str, tuple[str, ...]] = {
    LINE: ("carrier",),
    OTHER_LINE: ("carrier",),
    DELTA: ("forwarder",),
    DAM: ("road",),
    CHARTER: ("road",),
    QUAY: ("terminal",),
    CUSTOMS: ("customs",),
    POLICE: ("police",),
    SECURITY: ("security",),
    STRANGER: ("forwarder",),
    **dict.fromkeys(HANDS, ("forwarder",)),
}
EANS = {DAM: "8712345001056", CHARTER: "8712345001070"}
CONTACTS = {"police": POLICE, "security": SECURITY}
NORMAL, FORCED, WRONG = "1111", "9999", "0000"
SIGNS = {"": "none", NORMAL: "normal", FORCED: "forced"}
KEY = {"container": BOX, "call": CALL}
VIEWERS = tuple(
    Viewer(party=party, roles=frozenset(roles)) for party, roles in ROLES.items() if party not in HANDS
)


def register(profile: str = "reconfirm@1", suspended: frozenset[str] = frozenset()) -> Source:
    """Return what answers a rule in a world: everybody dealt with everybody but the stranger."""

    def answer(question: Question) -> Answer:
        match question:
            case ("is_admitted", party):
                return party in ROLES and party not in suspended
            case ("has_role", party, role):
                return role in ROLES.get(party, ())
            case ("holds_ean", party, ean):
                return EANS.get(party) == ean
            case ("has_dealt", giver, taker):
                return STRANGER not in (giver, taker)
            case ("accepted_customer", _, party):
                return party != STRANGER
            case ("profile",):
                return profile
            case ("sign", _, _, code):
                return SIGNS.get(code, "wrong")
            case ("contact", "maasvlakte-terminal", kind):
                return CONTACTS[kind]
            case ("carrier_of", *_) | ("order_under", *_):
                return None
            case _:
                return False

    return answer


STANDING = ("offered", "held", "passed", "exercised")


def forgetful(until: datetime) -> Callable[[Release, datetime], object]:
    """Return when two states count as the same; `until` must lie after every term of the world.

    Forgotten is what no rule asks: links that ended, who once meant to pass on, by how much a hold came before
    or after the truck, and how long ago the last term passed.
    """

    def canonical(release: Release, now: datetime) -> object:
        links = tuple(
            link for link in release.links if link.epoch == release.epoch and link.state in STANDING
        )
        wishes = tuple(one for one in release.intentions if one.source == "prepared")
        let_in = release.visit.committed_at if release.visit else None
        holds = tuple(
            replace(hold, since=START if let_in is None or hold.since < let_in else until)
            for hold in release.holds
        )
        known = replace(release, links=links, intentions=wishes, holds=holds)
        return relative(known, min(now, until)), release.closed_at is None

    return canonical
