"""The table of feast days, the decrees, and the calendar as a value."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.kernel.law.statutory_time import (
    EQUATED_2026_2028,
    STATUTE,
    WITH_DECREES,
    Calendar,
    Decree,
    StatutoryTimeError,
    easter_sunday,
    feast_days,
)


def test_easter_agrees_with_another_computation_in_every_year() -> None:
    assert [easter_sunday(year) for year in range(1583, 4100)] == [easter(year) for year in range(1583, 4100)]


def test_the_feast_days_of_2026() -> None:
    assert {day: off.en for day, off in feast_days(2026).items()} == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 4, 27): "King's Day",
        date(2026, 5, 5): "Liberation Day, 5 May",
        date(2026, 5, 14): "Ascension Day",
        date(2026, 5, 25): "Whit Monday",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Boxing Day",
    }


@pytest.mark.parametrize("year", [2014, 2025, 2031])
def test_kings_day_moves_to_the_saturday_when_the_27th_is_a_sunday(year: int) -> None:
    off = STATUTE.why_not(date(year, 4, 26))
    assert off is not None
    assert off.nl == "Koningsdag"


def test_5_may_is_a_feast_day_every_year_and_1_may_of_itself_never() -> None:
    for year in range(2014, 2401):
        off = STATUTE.why_not(date(year, 5, 5))
        assert off is not None
        assert off.basis.article == "Algemene termijnenwet art. 3(1)"
        may_day = STATUTE.why_not(date(year, 5, 1))
        assert may_day is None or may_day.en in {"Saturday", "Sunday", "Ascension Day"}


def test_two_feasts_on_one_day_are_both_named() -> None:
    off = STATUTE.why_not(date(2016, 5, 5))
    assert off is not None
    assert off.en == "Liberation Day, 5 May and Ascension Day"


def test_good_friday_rests_on_its_own_paragraph() -> None:
    off = STATUTE.why_not(date(2026, 4, 3))
    assert off is not None
    assert off.basis.article == "Algemene termijnenwet art. 3(2)"


def test_a_decree_gives_a_new_calendar_and_leaves_the_old_one() -> None:
    friday = date(2026, 5, 15)
    assert STATUTE.is_working_day(friday)
    off = WITH_DECREES.why_not(friday)
    assert off is not None
    assert off.basis.mark == "secondary"
    assert "art. 3(3)" in off.basis.article
    assert STATUTE.version == "atw-art-3"
    assert WITH_DECREES.version == "atw-art-3+gelijkstelling-2026-2028"


def test_the_rows_of_the_decree_are_the_days_in_its_title() -> None:
    months = {"januari": 1, "april": 4, "mei": 5}
    words = EQUATED_2026_2028.source.replace(",", "").split()
    said = tuple(
        date(int(words[i + 1]), months[word], int(words[i - 1]))
        for i, word in enumerate(words)
        if word in months
    )
    assert said == EQUATED_2026_2028.days


def decree(name: str, *days: date) -> Decree:
    return Decree(name=name, days=days, source="Stcrt. (invented)", published=date(2029, 1, 1), mark="choice")


def test_the_order_of_decrees_makes_no_difference() -> None:
    one, two = decree("one", date(2030, 3, 1)), decree("two", date(2030, 3, 4))
    assert Calendar((one, two)) == Calendar((two, one))
    assert hash(Calendar((one, two))) == hash(Calendar((two, one)))
    assert Calendar((one, two)).version == Calendar((two, one)).version
    assert Calendar((one,)) != Calendar((two,))


def test_a_calendar_names_every_fault_at_once() -> None:
    with pytest.raises(StatutoryTimeError) as error:
        Calendar((decree("one", date(1999, 1, 1)), decree("one", date(2030, 1, 2))))
    assert len(error.value.faults) == 2


@pytest.mark.parametrize("year", [2013, 2401])
def test_a_year_that_the_table_does_not_hold_is_refused(year: int) -> None:
    with pytest.raises(StatutoryTimeError, match="holds the years 2014 to 2400"):
        STATUTE.is_working_day(date(year, 6, 1))


UNHURRIED = settings(deadline=None)
"""A busy machine is no fault of the law."""
DAYS = st.dates(date(2015, 1, 1), date(2390, 12, 31))


@UNHURRIED
@given(DAYS, st.integers(1, 60))
def test_working_days_forward_are_counted_one_by_one(day: date, count: int) -> None:
    there = STATUTE.add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (there - day).days + 1)]
    assert sum(STATUTE.is_working_day(each) for each in between) == count
    assert STATUTE.is_working_day(there)


@UNHURRIED
@given(DAYS, st.integers(1, 60))
def test_there_and_back_again(day: date, count: int) -> None:
    start = STATUTE.next_working_day(day)
    assert STATUTE.add_working_days(STATUTE.add_working_days(start, count), -count) == start


@UNHURRIED
@given(DAYS, st.integers(-60, 60))
def test_a_decree_never_makes_a_day_a_working_day(day: date, offset: int) -> None:
    more = STATUTE.with_decree(decree("more", day + timedelta(days=offset)))
    assert not more.is_working_day(day) or STATUTE.is_working_day(day)
