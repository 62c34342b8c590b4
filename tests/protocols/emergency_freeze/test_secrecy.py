"""Two worlds that differ only in what somebody may not know are the same to that party, act by act."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from weerbaar.desk.asking import told
from weerbaar.desk.cases import Cases, Standing
from weerbaar.desk.members import Members
from weerbaar.desk.reading import Reading
from weerbaar.desk.register import Member, Register
from weerbaar.kernel.law.acts import Act, Opening
from weerbaar.kernel.law.decide import Permitted, decide
from weerbaar.kernel.law.disclosure import audiences, in_audience, is_party, view
from weerbaar.kernel.law.given import Answer, Given, Question
from weerbaar.kernel.law.parties import Viewer
from weerbaar.protocols.emergency_freeze import changing, delivery, ending, execution, world_acts
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.protocols.emergency_freeze.world import FACTS
from weerbaar.protocols.emergency_freeze.world_acts import (
    DESK,
    FIU,
    OUTSIDER,
    PROSECUTOR,
    START,
    draft,
    report,
)

EMPTY = Freeze(freeze_id="FZ-2026-0001")
MEMBERS = Members(
    Register(
        scheme="freezes",
        member=(
            Member(name=FIU, roles=frozenset({"fiu"})),
            Member(name=DESK, roles=frozenset({"freeze-desk"})),
            Member(name=PROSECUTOR, roles=frozenset({"prosecutor"})),
            Member(name=OUTSIDER),
            Member(name="duinbank-loket", roles=frozenset({"freeze-desk"})),
        ),
    ),
    (PROTOCOL,),
)


class Story:
    """One freeze as it goes, with the facts that its decisions establish and who was told what."""

    def __init__(self) -> None:
        self.case, self.facts, self.told = EMPTY, dict[Question, Answer](), list[tuple[str, frozenset[str]]]()

    def given(self, now: datetime) -> Given:
        return Given(now, lambda question: {**FACTS, **self.facts}.get(question, False))

    def do(self, act: Act[Freeze], now: datetime = START) -> None:
        decision = decide(self.case, act, self.given(now))
        assert isinstance(decision, Permitted), [one.rule.name for one in decision.reasons]
        named = [type(event).__name__ for event in decision.events]
        self.told += zip(named, audiences(self.case, decision.events), strict=True)
        for event in decision.events:
            self.facts |= dict(PROTOCOL.establishes(event, decision.case))
        self.case = decision.case

    def answer(self, act: Act[Freeze], now: datetime = START) -> tuple[object, ...]:
        """Answer an act as the desk does: a stranger to a case meets the case that is not there."""
        inside = is_party(Viewer(party=act.actor), self.case, PROTOCOL.see)
        if not inside and not isinstance(act, Opening):
            return ("unknown",)
        given = self.given(now)
        decision = decide(self.case if inside else EMPTY, act, given)
        if isinstance(decision, Permitted):
            return ("permitted", decision.because)
        return ("refused", told(decision), decision.clash, given.served if not inside else None)


def served() -> Story:
    story = Story()
    story.do(draft())
    story.do(delivery.Approve(actor=FIU, functionary="second"))
    story.do(delivery.Serve(actor=FIU, delivered_at=START, channel="post", proof="0" * 64))
    return story


def acts_of(party: str) -> Iterator[Act[Freeze]]:
    """Yield every act of both worlds as if this party asked it, with the name of every officer."""
    seen = set[Act[Freeze]]()
    for case in (None, EMPTY):
        for act in world_acts.everything(case):
            for functionary in ("", "analyst", "second", "supervisor"):
                seen.add(msgspec.structs.replace(act, actor=party, functionary=functionary))
    yield from seen
    yield draft(actor=party, freeze_id="FZ-2026-0002")
    yield draft(actor=party, freeze_id="FZ-2026-0002", repeat_of="FZ-2026-0001")


@pytest.mark.parametrize("stranger", [OUTSIDER, "duinbank-loket", PROSECUTOR])
def test_stranger_cannot_tell_a_freeze_from_none(stranger: str) -> None:
    with_one, without = served(), Story()
    with_one.do(report(START, "100.00"))
    for act in acts_of(stranger):
        assert with_one.answer(act) == without.answer(act), type(act).__name__
    assert not is_party(Viewer(party=stranger), with_one.case, PROTOCOL.see)
    assert not any(in_audience(Viewer(party=stranger), names) for _, names in with_one.told)


def test_the_freeze_desk_knows_nothing_before_service() -> None:
    drafted, without = Story(), Story()
    drafted.do(draft())
    drafted.do(delivery.Approve(actor=FIU, functionary="second"))
    for act in acts_of(DESK):
        assert drafted.answer(act) == without.answer(act), type(act).__name__
    assert not any(in_audience(Viewer(party=DESK), names) for _, names in drafted.told)


HIDDEN: list[Act[Freeze]] = [
    delivery.TellProsecutor(actor=FIU, functionary="second", prosecutor=PROSECUTOR),
    changing.Propose(actor=FIU, functionary="analyst", what="amend", amount="50.00", reason="less"),
    changing.Propose(actor=FIU, functionary="analyst", what="second_period", reason="new"),
]


@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda act: type(act).__name__)
@pytest.mark.parametrize("after_report", [False, True])
def test_the_freeze_desk_sees_nothing_of_what_the_fiu_does_for_itself(
    hidden: Act[Freeze], after_report: bool
) -> None:
    one, other, viewer = served(), served(), Viewer(party=DESK)
    for story in (one, other):
        if after_report:
            story.do(report(START, "40.00"))
    one.do(hidden)
    assert view(one.case, viewer) == view(other.case, viewer)
    for act in acts_of(DESK):
        assert one.answer(act) == other.answer(act), type(act).__name__
    told_one, told_other = (
        [name for name, names in story.told if in_audience(viewer, names)] for story in (one, other)
    )
    assert told_one == told_other
    assert open_acts(one.case, DESK) == open_acts(other.case, DESK)


def test_the_freeze_desk_cannot_find_out_who_drafted() -> None:
    one, other = Story(), Story()
    one.do(draft(functionary="analyst"))
    other.do(draft(functionary="third"))
    for story in (one, other):
        story.do(delivery.Approve(actor=FIU, functionary="second"))
        story.do(delivery.Serve(actor=FIU, delivered_at=START, channel="post", proof="0" * 64))
    for act in acts_of(DESK):
        assert one.answer(act) == other.answer(act), type(act).__name__


def test_reminders_do_not_reach_the_freeze_desk() -> None:
    story = served()
    story.do(report(START, "100.00"))
    before = view(story.case, Viewer(party=DESK))
    due, act = min(PROTOCOL.breaches(story.case), key=lambda one: one[0])
    story.do(act, due)
    assert story.told[-1] == ("Reminded", frozenset({FIU}))
    assert view(story.case, Viewer(party=DESK)) == before


def test_the_prosecutor_sees_the_case_only_from_the_moment_it_is_told() -> None:
    story = served()
    story.do(report(START, "100.00"))
    viewer = Viewer(party=PROSECUTOR)
    assert not is_party(viewer, story.case)
    story.do(HIDDEN[0])
    assert is_party(viewer, story.case)
    story.do(ending.Lift(actor=FIU, functionary="second", reason="enough"))
    assert [name for name, names in story.told if in_audience(viewer, names)] == [
        "ProsecutorTold",
        "LiftOrdered",
    ]


def test_no_one_is_told_of_the_client_informed_too_early() -> None:
    story = served()
    story.do(execution.LogContact(actor=DESK, at=START, answer="Uw opdracht is in behandeling."))
    early = execution.LogContact(actor=DESK, at=START, answer="U weet het nu.", informed=True)
    assert story.answer(early)[0] == "refused"
    story.do(execution.AllowInforming(actor=FIU, may_inform_at=START + timedelta(hours=1)))
    assert story.answer(early)[0] == "refused"
    later = START + timedelta(hours=2)
    story.do(msgspec.structs.replace(early, at=later), later)


def open_acts(case: Freeze, party: str) -> Any:
    cases = Cases()
    cases.publish(Standing(id="1", protocol=PROTOCOL, case=case, seq=1, position=0))
    return Reading(cases, MEMBERS, (PROTOCOL,)).open_acts(Viewer(party=party), "1", START)
