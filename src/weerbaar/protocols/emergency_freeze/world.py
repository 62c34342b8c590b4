"""The small worlds in which the freeze is tried out; together they ask for every act and meet every rule.

Each holds one subject, is walked to its end, and begins with nothing or where permitted acts of the law itself
have led: one FIU of three officers, one bank, one prosecutor, and somebody who has nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.explore_begun import lived
from weerbaar.kernel.law.explore_world import World
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.parties import Viewer
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.emergency_freeze import changing, delivery
from weerbaar.protocols.emergency_freeze import world_acts as acts
from weerbaar.protocols.emergency_freeze.duties import SILENCES
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.terms import TERMINAL
from weerbaar.protocols.emergency_freeze.world_acts import (
    DESK,
    EARLIER,
    FIU,
    OUTSIDER,
    PROSECUTOR,
    START,
)

UETR = f"uetr:{acts.ORDER['uetr']}"
FACTS: dict[Question, Answer] = {
    ("has_role", FIU, "fiu"): True,
    ("has_role", DESK, "freeze-desk"): True,
    ("has_role", PROSECUTOR, "prosecutor"): True,
    ("has_role", "another-prosecutor", "prosecutor"): True,
    ("has_mandate", FIU, "supervisor", "supervisor"): True,
    ("contact", DESK, "freeze-24x7"): "+31 00 000 00 01",
}
VIEWERS = (
    Viewer(party=FIU, roles=frozenset({"fiu"})),
    Viewer(party=DESK, roles=frozenset({"freeze-desk"})),
    Viewer(party=PROSECUTOR, roles=frozenset({"prosecutor"})),
    Viewer(party=OUTSIDER),
)
TERM = timedelta(days=8)  # five working days, and the day of service does not count
LAST = timedelta(days=20)  # every term in these worlds has passed by then, but for that of erasing
FROZEN_TWICE: dict[Question, Answer] = {("running_freeze", DESK, UETR): "FZ-2026-0009"}
FROZEN_BEFORE: dict[Question, Answer] = {
    ("freezes_on", DESK, UETR): " ".join(
        f"{name}@{(START - timedelta(days=ago)).isoformat()}"
        for name, ago in zip(EARLIER, (20, 10), strict=True)
    )
}


def facts(changes: dict[Question, Answer] | None = None, **settings: str) -> dict[Question, Answer]:
    """Return what is so in a world, under the settings of a scheme."""
    chosen: dict[Question, Answer] = {
        ("setting", name.replace("_", "-")): value for name, value in settings.items()
    }
    return {**FACTS, **chosen, **(changes or {})}


def silences(freeze: Freeze, now: datetime) -> object:
    """Return what the clock counts by: of each silence how often it was flagged, and whether that is due now."""
    running = [duty for duty in SILENCES if duty.since(freeze) is not None]
    late = now >= START + LAST
    flagged = () if late or freeze.ended_at else tuple(freeze.overdue.count(duty.name) for duty in running)
    due = tuple(duty.name for duty in running if (at := duty.due(freeze)) is not None and at <= now)
    return flagged, due


def forgetful(freeze: Freeze, now: datetime) -> object:
    """Say when two states are the same: when nothing differs that a rule asks or a duty counts by.

    Forgotten are the moments that are only told, and how often a silence was flagged once that counts no longer.
    """
    told = replace(freeze, acknowledged_at=None, execution=None, minutes_late=None, overdue=())
    if freeze.ended_at is None:
        return told, silences(freeze, now), min(now, START + LAST)
    seizure = None if freeze.seizure is None else replace(freeze.seizure, arrived_at=START, gap_minutes=0)
    over = replace(told, seizure=seizure, lift_ordered_at=None, ended_at=START, remind_at=())
    return over, silences(freeze, now), now >= START + LAST


def until_served(freeze: Freeze, now: datetime) -> object:
    """Say the same in a world that is about service: how a freeze that was served goes on is no matter there."""
    if freeze.served_at is None:
        return forgetful(freeze, now)
    return freeze.served_at, freeze.delivery


def in_outline(freeze: Freeze, now: datetime) -> object:
    """Say the same for a picture, in which only the state matters and what it may still lead to."""
    if freeze.state in TERMINAL:
        return freeze.state
    ahead = (freeze.prosecutor, freeze.proposal is not None, freeze.remind_at, silences(freeze, now))
    return freeze.state, ahead, min(now, START + LAST)


def world(
    alphabet: acts.Alphabet,
    *begun: Act[Freeze],
    so: dict[Question, Answer] | None = None,
    steps: tuple[timedelta, ...] = (),
    canonical: Callable[[Freeze, datetime], object] = forgetful,
    viewers: tuple[Viewer, ...] = VIEWERS,
) -> World[Freeze]:
    """Return the world of an alphabet, which begins with nothing or with a life begun."""

    def all_acts(freeze: Freeze | None) -> acts.Acts:
        if freeze is None and begun:
            yield from begun
            return
        yield from alphabet(freeze)

    return World(
        start=START,
        alphabet=all_acts,
        facts=so or FACTS,
        viewers=viewers,
        steps=steps,
        canonical=canonical,
        most_states=20_000,
    )


def _after(name: str, *begun: Act[Freeze], table: str = "in-force@1") -> Act[Freeze]:
    so = facts(freeze_rules=table)
    return lived(name, begun, lambda question: so.get(question, False), START)


def _out(so: dict[Question, Answer] | None = None, steps: tuple[timedelta, ...] = ()) -> World[Freeze]:
    return world(acts.going_out, APPROVED, so=so, steps=steps, canonical=until_served)


DRAWN_UP = (acts.draft(), delivery.Approve(actor=FIU, functionary="second"))
INSTANT = (acts.draft(instant=True), *DRAWN_UP[1:], acts.serve(START))
IN_FORCE = (*DRAWN_UP, acts.serve(START), acts.report(START, "100.00"))
APPROVED = _after("two officers agreed", *DRAWN_UP)
SERVED = _after("the desk was served", *DRAWN_UP, acts.serve(START))
SERVED_INSTANT = _after("the desk was served an instant payment", *INSTANT)
HELD = _after("the money is held", *IN_FORCE)
HELD_LONGER = _after("the money is held, and a second period may follow", *IN_FORCE, table="second-period@1")
KNOWN = _after("the money is held and the prosecutor knows", *IN_FORCE, acts.tell())
LIFTED = _after("the money is held no longer by order", *IN_FORCE, acts.tell(), acts.lift())
PROPOSED = _after(
    "a second period was proposed, and then the lift ordered",
    *IN_FORCE,
    changing.Propose(actor=FIU, functionary="analyst", what="second_period", reason="new"),
    acts.lift(),
    table="second-period@1",
)
WORLDS: dict[str, World[Freeze]] = {
    "drawing up": world(acts.drawing_up),
    "drawing up, frozen already": world(acts.drawing_up, so=facts(FROZEN_TWICE)),
    "again": world(acts.again, so=facts(FROZEN_BEFORE)),
    "going out": _out(),
    "going out late": _out(steps=(TERM,)),
    "going out, frozen already": _out(so=facts(FROZEN_TWICE)),
    "going out, frozen since": _out(so=facts(FROZEN_BEFORE)),
    "going out, no law": _out(so=facts(freeze_rules="none")),
    "going out, only reading proves": _out(so=facts(freeze_rules="reading-proves@1")),
    "going out, nobody to call": _out(so=facts({("contact", DESK, "freeze-24x7"): None})),
    "carrying out": world(acts.carrying_out, SERVED),
    "carrying out, instant": world(acts.carrying_out, SERVED_INSTANT),
    "about the client": world(acts.about_the_client, KNOWN, steps=(timedelta(hours=3),)),
    "less or longer": world(acts.holding_less_or_longer, HELD),
    "less or longer, with a second period": world(
        acts.holding_less_or_longer, HELD_LONGER, PROPOSED, so=facts(freeze_rules="second-period@1")
    ),
    "less or longer, counted anew": world(
        acts.holding_less_or_longer, HELD, so=facts(freeze_calendar="decree-read@1")
    ),
    "coming to an end": world(acts.coming_to_an_end, SERVED, HELD, LIFTED),
    "late clock": world(acts.too_late, KNOWN, LIFTED, steps=(TERM,)),
}
PLAYED_IN = "freezes"  # the members among whom the scenarios play
LATE = frozenset({"late clock"})
LIFE = world(acts.life, canonical=in_outline, viewers=())
