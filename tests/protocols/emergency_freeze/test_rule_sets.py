"""The rule sets and the end that each of them gives: which law holds on a day, and until when somebody is bound."""

from datetime import UTC, date, datetime

import pytest

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.decide import Permitted, Refused, decide
from weerbaar.kernel.law.given import Answer, Question, facts
from weerbaar.protocols.emergency_freeze.changing import Recount
from weerbaar.protocols.emergency_freeze.delivery import Approve, Serve
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.protocols.emergency_freeze.rule_sets import (
    CALENDARS,
    RULE_SETS,
    TABLES,
    WWFT_17A_BEFORE_ITS_TIME,
    Origin,
    ends,
    in_force,
)
from weerbaar.protocols.emergency_freeze.world import FACTS
from weerbaar.protocols.emergency_freeze.world_acts import FIU, draft, report

SERVED: list[tuple[str, Origin, str]] = [
    ("2026-04-01T16:40+02:00", "own_analysis", "2026-04-10T22:00Z"),
    ("2026-04-24T09:00+02:00", "own_analysis", "2026-05-04T22:00Z"),
    ("2026-05-04T12:00+02:00", "own_analysis", "2026-05-12T22:00Z"),
    ("2026-12-22T23:59+01:00", "own_analysis", "2026-12-30T23:00Z"),
    ("2026-04-01T12:00+02:00", "foreign_fiu", "2026-04-17T22:00Z"),
    ("2027-05-04T10:00+02:00", "own_analysis", "2027-05-13T22:00Z"),
    ("2026-09-05T12:00+02:00", "own_analysis", "2026-09-11T22:00Z"),  # a Saturday: day 1 is Monday
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(("served", "origin", "end"), SERVED)
def test_published_ends(served: str, origin: Origin, end: str) -> None:
    calendar = CALENDARS["decree-unread@1"]
    ending = ends(WWFT_17A_BEFORE_ITS_TIME, origin, "transaction", moment(served), 1, calendar)
    assert ending.at == moment(end)


def test_a_decree_that_nobody_read_gives_the_earlier_end_and_says_so() -> None:
    served, rules = moment("2027-05-04T10:00+02:00"), RULE_SETS["wwft-17a@1"]
    unread = ends(rules, "own_analysis", "transaction", served, 1, CALENDARS["decree-unread@1"])
    read = ends(rules, "own_analysis", "transaction", served, 1, CALENDARS["decree-read@1"])
    assert (unread.last_day, read.last_day) == (date(2027, 5, 13), date(2027, 5, 14))
    assert "the earliest end is taken" in unread.derivation.steps[-1].en


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), "wwft-17a@1"),
        (date(2027, 7, 9), "wwft-17a@1"),
        (date(2027, 7, 10), "iwt-3.6@1"),
        (date(2100, 1, 1), "iwt-3.6@1"),
    ],
)
def test_law_of_a_day(day: date, name: str | None) -> None:
    rules = in_force("in-force@1", day)
    assert (rules.name if rules else None) == name


@pytest.mark.parametrize("table", sorted(TABLES))
def test_never_two_laws_on_one_day(table: str) -> None:
    for earlier, later in zip(TABLES[table], TABLES[table][1:], strict=False):
        assert earlier.last_day is not None
        assert later.first_day is not None
        assert (later.first_day - earlier.last_day).days == 1


def test_nothing_unread_passes_for_verified() -> None:
    for rules in RULE_SETS.values():
        lengths = (rules.own_analysis, rules.foreign_fiu, rules.second_period)
        assert all(days.basis.mark in ("secondary", "unknown") for days in lengths if days is not None)
        spans = (rules.acknowledge, rules.report, rules.lift, rules.release, rules.chain_within)
        assert all(span.basis.mark == "choice" for span in spans)


def test_an_account_lasts_as_long_as_its_shorter_limit() -> None:
    rules = RULE_SETS["iwt-3.6-accounts@1"]
    assert rules.length("foreign_fiu", "account").number == 5
    assert rules.length("foreign_fiu", "transaction").number == 10


class TestRecount:
    """A corrected calendar counts what runs again, shows both ends, and leaves alone what is over."""

    served = moment("2027-05-04T10:00+02:00")

    def play(self, *acts: tuple[Act[Freeze], datetime]) -> Freeze:
        freeze = Freeze(freeze_id="FZ-2026-0001")
        for act, now in acts:
            decision = decide(freeze, act, facts(now, dict(FACTS)))
            assert isinstance(decision, Permitted)
            freeze = decision.case
        return freeze

    def begun(self) -> Freeze:
        return self.play(
            (draft(), self.served),
            (Approve(actor=FIU, functionary="second"), self.served),
            (Serve(actor=FIU, delivered_at=self.served, channel="post", proof="0" * 64), self.served),
            (report(self.served, "100.00"), self.served),
        )

    def recount(self, freeze: Freeze, now: datetime) -> Permitted[Freeze] | Refused:
        table: dict[Question, Answer] = {**FACTS, ("setting", "freeze-calendar"): "decree-read@1"}
        return decide(freeze, Recount(actor=FIU), facts(now, table))

    def test_both_ends_stand_side_by_side(self) -> None:
        decision = self.recount(self.begun(), moment("2027-05-10T10:00+02:00"))
        assert isinstance(decision, Permitted)
        assert decision.case.expires_at == moment("2027-05-14T22:00Z")
        last = decision.case.why_nl[-1]
        assert "donderdag 13 mei 2027" in last
        assert "vrijdag 14 mei 2027" in last
        assert not PROTOCOL.broken(decision.case, self.begun())

    def test_once(self) -> None:
        now = moment("2027-05-10T10:00+02:00")
        decision = self.recount(self.begun(), now)
        assert isinstance(decision, Permitted)
        again = self.recount(decision.case, now)
        assert isinstance(again, Refused)
        assert [one.rule.name for one in again.reasons] == ["same_calendar"]

    def test_what_is_over_stays(self) -> None:
        late = self.recount(self.begun(), moment("2027-05-13T22:00Z"))
        assert isinstance(late, Refused)
        assert [one.rule.name for one in late.reasons] == ["not_running"]


def test_the_clock_ends_it_though_it_comes_late() -> None:
    """An act that arrives after the end meets an ended freeze, whether or not the clock has written that down."""
    freeze = TestRecount().begun()
    after = moment("2027-05-13T22:00:01Z")
    decision = decide(freeze, report(TestRecount.served, "100.00"), facts(after, dict(FACTS)))
    assert isinstance(decision, Refused)
    assert [one.rule.name for one in decision.reasons] == ["nothing_to_execute"]
