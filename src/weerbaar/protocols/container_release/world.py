"""The small worlds in which container release is tried out; together they ask for every act and meet every rule.

One world with everything in it has far too many states to walk. Each of these holds one subject, is walked to
its end, and begins either with nothing or where permitted acts of the law itself have led.
"""

from __future__ import annotations

from datetime import timedelta

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.explore_begun import lived
from weerbaar.kernel.law.explore_world import World
from weerbaar.kernel.law.given import Source
from weerbaar.protocols.container_release import world_acts as acts
from weerbaar.protocols.container_release import world_bills as bills
from weerbaar.protocols.container_release import world_bridge as bridge
from weerbaar.protocols.container_release import world_offline as offline
from weerbaar.protocols.container_release.chain import Accept, Offer
from weerbaar.protocols.container_release.oversight import Propose
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.visit import AcceptVisit, NameCharter
from weerbaar.protocols.container_release.world_facts import (
    CHARTER,
    DAM,
    DELTA,
    EANS,
    FORCED,
    LINE,
    QUAY,
    START,
    VIEWERS,
    forgetful,
    register,
)

TWO_HOURS = (timedelta(hours=2),)
LAST = timedelta(hours=12)  # every term in these worlds has passed by then
Begun = tuple[Act[Release], ...]


def _world(
    alphabet: acts.Alphabet,
    *begun: Act[Release],
    facts: Source | None = None,
    steps: tuple[timedelta, ...] = (),
    until: timedelta = LAST,
    most_states: int = 5_000,
) -> World[Release]:
    def all_acts(release: Release | None) -> acts.Acts:
        if release is None and begun:
            yield from begun
            return
        yield from alphabet(release)

    return World(
        start=START,
        alphabet=all_acts,
        facts=facts or register(),
        viewers=VIEWERS,
        steps=steps,
        canonical=forgetful(START + until),
        most_states=most_states,
    )


def _after(name: str, *begun: Act[Release], profile: str = "reconfirm@1") -> Act[Release]:
    return lived(name, begun, register(profile), START)


HELD = _after("the haulier holds the right and all lights are green", *acts.HELD_BY_DAM)
VISIT = _after("the terminal gave the haulier's truck an appointment", *acts.VISIT_ACCEPTED)
CHARTERED = _after(
    "a charter was named for an accepted visit",
    *acts.VISIT_ACCEPTED,
    NameCharter(actor=DAM, charter=CHARTER, ean=EANS[CHARTER]),
)
ALARMED = _after(
    "an officer of the terminal was forced",
    *acts.VISIT_ACCEPTED,
    Propose(actor=QUAY, functionary="x", what="override", reason="reefer", code=FORCED),
)
OFFERED_TO_DAM = _after("the forwarder offered the right to the haulier", *acts.HELD_BY_DAM[:-1])
OFFERED_TO_DELTA = _after("the carrier offered the right to the forwarder", *acts.GREEN)
UNLIT = _after(
    "a visit is accepted before any light is green",
    acts.issue(),
    Accept(actor=DELTA),
    Offer(actor=DELTA, functionary="p", to=DAM, role="road"),
    Accept(actor=DAM),
    acts.prenotify(plate=acts.PLATE),
    AcceptVisit(actor=QUAY, appointment="TAR1"),
)
WRONG_DIGIT = _after(
    "the number of the box has a wrong check digit",
    acts.issue(container="CSQU3054384"),
    Accept(actor=DELTA),
    Offer(actor=DELTA, functionary="p", to=DAM, role="road"),
    Accept(actor=DAM),
    acts.prenotify(plate=acts.PLATE),
    AcceptVisit(actor=QUAY, appointment="TAR1"),
)
PLATFORMS = bridge.platforms(register())
BROUGHT = lived(
    "what was locked elsewhere has an appointment here",
    (bridge.take_over(), *acts.VISIT_ACCEPTED[1:]),
    PLATFORMS,
    START,
)
CARRIERS = _after("the carrier holds the right itself", acts.issue(to=None))
WORLDS: dict[str, World[Release]] = {
    "opening": _world(acts.opening),
    "before the release": _world(acts.before_the_release),
    "chain": _world(acts.passing, steps=TWO_HOURS),
    "released again": _world(acts.again),
    "released again, links restored": _world(acts.again, facts=register("auto-restore@1")),
    "released again, nothing revoked": _world(acts.again, facts=register("revoke-until-accept@1")),
    "several bills": _world(bills.several_bills, steps=TWO_HOURS),
    "carrier haulage": _world(bills.carrier_haulage, steps=TWO_HOURS),
    "wrong party": _world(bills.wrong_party),
    "barge only": _world(acts.by_barge),
    "unanswered": _world(acts.unanswered, until=timedelta(hours=40)),
    "many hands": _world(acts.many_hands),
    "announcing": _world(acts.announcing, HELD, steps=TWO_HOURS),
    "running out": _world(acts.running_out, VISIT),
    "gate": _world(acts.at_the_gate, VISIT, steps=TWO_HOURS),
    "no lights": _world(acts.unlit, UNLIT, steps=TWO_HOURS),
    "wrong check digit": _world(acts.unlit, WRONG_DIGIT, steps=TWO_HOURS),
    "without a line": _world(offline.without_a_line, VISIT, steps=TWO_HOURS),
    "released again under a list": _world(offline.released_again, VISIT, steps=TWO_HOURS),
    "turned away": _world(offline.turned_away, VISIT),
    "fit for a list": _world(offline.listing, VISIT, steps=TWO_HOURS),
    "not fit for a list": _world(offline.listing, HELD, CHARTERED, UNLIT, WRONG_DIGIT, steps=TWO_HOURS),
    "no longer fit for a list": _world(
        offline.listing, VISIT, facts=register(suspended=frozenset({DAM})), steps=(timedelta(hours=7),)
    ),
    "locked for elsewhere": _world(bridge.locking, CARRIERS, facts=PLATFORMS, steps=TWO_HOURS),
    "brought in from elsewhere": _world(bridge.bringing_in, facts=PLATFORMS),
    "brought in by a suspended carrier": _world(
        bridge.bringing_in, facts=bridge.platforms(register(suspended=frozenset({LINE}))), most_states=50
    ),
    "brought in and passed on": _world(bridge.passing_here, facts=PLATFORMS, steps=TWO_HOURS),
    "brought in and collected": _world(bridge.collecting_here, BROUGHT, facts=PLATFORMS, steps=TWO_HOURS),
    "locked while a list is out": _world(bridge.listed_and_back, VISIT, facts=PLATFORMS, steps=TWO_HOURS),
    "holds and overrides": _world(acts.overriding, VISIT, steps=TWO_HOURS),
    "an officer is forced": _world(acts.forced, VISIT),
    "after an alarm": _world(acts.after_an_alarm, ALARMED, steps=TWO_HOURS),
    "two officers": _world(acts.two_officers, facts=register("four-eyes@1")),
    "haulier and charter suspended": _world(
        acts.suspended,
        HELD,
        CHARTERED,
        OFFERED_TO_DAM,
        facts=register(suspended=frozenset({DAM, CHARTER})),
        steps=TWO_HOURS,
    ),
    "carrier suspended before its bills": _world(
        bills.several_bills, facts=register(suspended=frozenset({LINE})), most_states=50
    ),
    "everybody suspended": _world(
        acts.suspended, HELD, facts=register(suspended=frozenset({LINE, DELTA, DAM}))
    ),
    "late clock": _world(
        acts.too_late,
        VISIT,
        OFFERED_TO_DELTA,
        facts=register(),
        steps=(timedelta(hours=2), timedelta(hours=30)),
        until=timedelta(hours=40),
    ),
}
PLAYED_IN = "port"  # the members among whom the scenarios play
LATE = frozenset({"late clock"})
LIFE = _world(acts.life, steps=TWO_HOURS)
