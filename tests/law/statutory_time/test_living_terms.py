"""What happens to a term while it runs: two readings, a new decree, and reminders."""

from datetime import UTC, date, datetime

import pytest

from weerbaar.kernel.law.statutory_time import (
    AMSTERDAM,
    STATUTE,
    WITH_DECREES,
    Basis,
    Extension,
    Reading,
    RunningTerm,
    StatutoryTimeError,
    Term,
    earliest,
    recompute,
    reminders,
)

FREEZE = Term(working_days=5, basis=Basis(article="Wwft art. 17a", mark="secondary"))
SERVED = datetime(2027, 5, 4, 10, tzinfo=AMSTERDAM).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def running(key: str, served: datetime = SERVED, *, closed: bool = False) -> RunningTerm:
    return RunningTerm(
        key=key,
        ending=FREEZE.ends(served, STATUTE),
        count=lambda calendar: FREEZE.ends(served, calendar),
        closed=closed,
    )


def test_the_earlier_of_two_readings_is_taken_and_both_are_named() -> None:
    taken = earliest(
        [
            Reading(nl="met het besluit", en="with the decree", ending=FREEZE.ends(SERVED, WITH_DECREES)),
            Reading(nl="de wet alleen", en="the Act alone", ending=FREEZE.ends(SERVED, STATUTE)),
        ]
    )
    assert taken.last_day == date(2027, 5, 13)
    assert taken.derivation.sentences("en")[-1] == (
        "The readings differ (the Act alone: Thursday 13 May 2027 at 24:00 (2027-05-13T22:00Z); "
        "with the decree: Friday 14 May 2027 at 24:00 (2027-05-14T22:00Z)); "
        "the earliest end is taken: the Act alone. [First Protocol ECHR art. 1; not read in the text]"
    )


def test_readings_that_agree_say_so() -> None:
    ending = FREEZE.ends(SERVED, STATUTE)
    taken = earliest(
        [Reading(nl="een", en="one", ending=ending), Reading(nl="twee", en="two", ending=ending)]
    )
    assert taken.at == ending.at
    assert taken.derivation.steps[-1].en.startswith("The readings give the same end")


def test_no_reading_is_no_choice() -> None:
    with pytest.raises(StatutoryTimeError, match="at least one"):
        earliest([])


def test_a_decree_recounts_the_open_freeze_and_shows_both_ends() -> None:
    (recount,) = recompute(
        [running("open"), running("closed", closed=True), running("past", utc("2027-04-20T08:00"))],
        WITH_DECREES,
        utc("2027-05-06T08:00"),
    )
    assert recount.key == "open"
    assert recount.changed
    assert not recount.already_past
    assert (recount.before.last_day, recount.after.last_day) == (date(2027, 5, 13), date(2027, 5, 14))
    assert recount.after.derivation.steps[-1].en == (
        "Counted again: was Thursday 13 May 2027 at 24:00 (2027-05-13T22:00Z) (calendar atw-art-3), "
        "is now Friday 14 May 2027 at 24:00 (2027-05-14T22:00Z) "
        "(calendar atw-art-3+gelijkstelling-2026-2028)."
    )


def test_a_term_is_over_at_the_instant_of_its_end_even_before_the_clock_acts() -> None:
    end = FREEZE.ends(SERVED, STATUTE).at
    assert recompute([running("a")], WITH_DECREES, end) == ()
    assert len(recompute([running("a")], WITH_DECREES, end.replace(day=end.day - 1))) == 1


def test_a_decree_withdrawn_too_late_is_flagged() -> None:
    long = RunningTerm(
        key="a",
        ending=FREEZE.ends(SERVED, WITH_DECREES),
        count=lambda calendar: FREEZE.ends(SERVED, calendar),
    )
    (recount,) = recompute([long], STATUTE, utc("2027-05-14T08:00"))
    assert recount.already_past


def test_a_correction_without_a_time_zone_is_refused() -> None:
    with pytest.raises(StatutoryTimeError, match="no time zone"):
        recompute([], STATUTE, datetime(2027, 5, 6))  # noqa: DTZ001


def test_reminders_two_working_days_one_working_day_and_two_hours_before() -> None:
    served = datetime(2026, 5, 4, 12, tzinfo=AMSTERDAM)
    found = reminders(FREEZE.ends(served, STATUTE), STATUTE, served)
    assert [item.at for item in found] == [
        utc("2026-05-08T22:00"),  # Friday 24:00: Monday and Tuesday are left
        utc("2026-05-11T22:00"),
        utc("2026-05-12T20:00"),
    ]
    assert (
        found[0].nl
        == "Nog 2 werkdagen: de termijn eindigt op dinsdag 12 mei 2026 om 24:00 (2026-05-12T22:00Z)."
    )
    assert found[-1].en == "2 hours left: the term ends on Tuesday 12 May 2026 at 24:00 (2026-05-12T22:00Z)."


def test_a_reminder_before_the_begin_is_left_out() -> None:
    served = utc("2026-06-08T10:00")
    ending = Term(working_days=1, basis=FREEZE.basis).ends(served, STATUTE)
    assert [item.at for item in reminders(ending, STATUTE, served)] == [
        utc("2026-06-08T22:00"),
        utc("2026-06-09T20:00"),
    ]


def test_a_term_that_ends_on_a_sunday_still_leaves_whole_working_days() -> None:
    not_extended = Extension(applies=False, basis=FREEZE.basis)
    ending = Term(days=10, basis=FREEZE.basis, extension=not_extended).ends(date(2026, 6, 4), STATUTE)
    assert ending.last_day == date(2026, 6, 14)
    assert [item.at for item in reminders(ending, STATUTE, utc("2026-06-04T10:00"))] == [
        utc("2026-06-10T22:00"),
        utc("2026-06-11T22:00"),
        utc("2026-06-14T20:00"),
    ]


def test_a_term_in_hours_is_reminded_at_the_same_time_by_the_clock() -> None:
    begun = datetime(2026, 10, 22, 15, tzinfo=AMSTERDAM).astimezone(UTC)
    ending = Term(hours=97, basis=FREEZE.basis).ends(begun, STATUTE)
    local = [item.at.astimezone(AMSTERDAM) for item in reminders(ending, STATUTE, begun)]
    assert [(moment.day, moment.hour) for moment in local] == [(23, 15), (26, 13)]
