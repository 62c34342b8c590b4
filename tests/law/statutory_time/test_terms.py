"""Terms in every unit: how they end, what extends them, what stops them, and what input they refuse."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from weerbaar.kernel.law.statutory_time import (
    AMSTERDAM,
    ATW,
    STATUTE,
    Basis,
    Ending,
    Extension,
    Pause,
    StatutoryTimeError,
    Suspension,
    Term,
    end_of_day,
)

ANY = Basis(article="a made-up article", mark="choice")
OTHER = Basis(article="another made-up article", mark="known")
NOT_ATW = Extension(applies=False, basis=Basis(article="Awb 4:17(1)", mark="verified"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun", "months", "last_day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_on_the_day_of_the_same_number_or_the_last(
    begun: date, months: int, last_day: date
) -> None:
    assert Term(months=months, basis=ANY, extension=NOT_ATW).ends(begun, STATUTE).last_day == last_day


def test_years_are_never_extended() -> None:
    ending = Term(years=5, basis=ANY).ends(date(2024, 2, 29), STATUTE)
    assert ending.last_day == date(2029, 2, 28)
    assert (
        "Niet verlengd: een termijn in jaren. [Algemene termijnenwet art. 4]"
        in ending.derivation.sentences("nl")
    )
    saturday = Term(years=1, basis=ANY).ends(date(2026, 2, 6), STATUTE)
    assert saturday.last_day == date(2027, 2, 6)


@pytest.mark.parametrize(
    ("term", "extended"),
    [
        (Term(days=90, basis=ANY, extension=ATW), True),
        (Term(days=91, basis=ANY, extension=ATW), False),
        (Term(weeks=12, basis=ANY, extension=ATW), True),
        (Term(weeks=13, basis=ANY, extension=ATW), False),
        (Term(months=3, basis=ANY, extension=ATW), True),
        (Term(months=4, basis=ANY, extension=ATW), False),
        (Term(days=42, basis=ANY, extension=NOT_ATW), False),
    ],
)
def test_article_4_draws_the_line(term: Term, extended: bool) -> None:
    begun = next(
        day
        for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(40))
        if msgspec.structs.replace(term, extension=NOT_ATW).ends(day, STATUTE).last_day.isoweekday() == 7
    )
    last = term.ends(begun, STATUTE).last_day
    assert (last.isoweekday() != 7) == extended


def test_the_penalty_of_42_days_is_not_extended_and_says_so() -> None:
    ending = Term(days=42, basis=ANY, extension=NOT_ATW).ends(date(2026, 3, 1), STATUTE)
    assert ending.last_day == date(2026, 4, 12)
    assert "Not extended: the Algemene termijnenwet does not apply here. [Awb 4:17(1)]" in (
        ending.derivation.sentences("en")
    )


@pytest.mark.parametrize(
    ("begun", "days", "last_day"),
    [
        (date(2026, 6, 4), 3, date(2026, 6, 8)),  # a Thursday: art. 1 is enough
        (date(2026, 6, 5), 3, date(2026, 6, 9)),  # a Friday: art. 2 asks a second working day
        (date(2026, 6, 5), 2, date(2026, 6, 8)),  # two days: art. 2 does not apply
        (date(2026, 4, 2), 3, date(2026, 4, 8)),  # Good Friday to Easter Monday
    ],
)
def test_a_term_of_three_days_holds_two_working_days(begun: date, days: int, last_day: date) -> None:
    assert Term(days=days, basis=ANY, extension=ATW).ends(begun, STATUTE).last_day == last_day


def test_the_derivation_names_article_2_and_the_days_it_passes() -> None:
    ending = Term(days=3, basis=ANY, extension=ATW).ends(date(2026, 4, 2), STATUTE)
    assert any(step.basis.article == "Algemene termijnenwet art. 2" for step in ending.derivation.steps)


def test_hours_run_by_the_clock_through_both_changes_of_summer_time() -> None:
    day = Term(hours=24, basis=ANY)
    autumn = datetime(2026, 10, 24, 12, tzinfo=AMSTERDAM)
    spring = datetime(2026, 3, 28, 12, tzinfo=AMSTERDAM)
    assert day.ends(autumn, STATUTE).at.astimezone(AMSTERDAM).hour == 11
    assert day.ends(spring, STATUTE).at.astimezone(AMSTERDAM).hour == 13


def test_hours_are_not_extended_over_a_weekend_and_say_why() -> None:
    ending = Term(hours=48, basis=ANY).ends(utc("2026-06-05T10:00"), STATUTE)
    assert ending.at == utc("2026-06-07T10:00")
    assert (
        "Niet verlengd: een termijn in uren. [Algemene termijnenwet art. 4]"
        in ending.derivation.sentences("nl")
    )


def test_overlapping_pauses_of_hours_count_once() -> None:
    pauses = [
        Pause(began=utc("2026-06-05T11:00"), ended=utc("2026-06-05T13:00"), basis=ANY),
        Pause(began=utc("2026-06-05T12:00"), ended=utc("2026-06-05T14:30"), basis=OTHER),
        Pause(began=utc("2026-06-01T00:00"), ended=utc("2026-06-02T00:00"), basis=OTHER),
    ]
    term = Term(hours=4, basis=ANY)
    ending = term.ends(utc("2026-06-05T10:00"), STATUTE, pauses)
    assert ending.at == utc("2026-06-05T17:30")
    assert ending == term.ends(utc("2026-06-05T10:00"), STATUTE, pauses[::-1])
    assert any("is 3:30:00 hours in total" in line for line in ending.derivation.sentences("en"))


@pytest.mark.parametrize(("begun", "utc_hour"), [(date(2026, 3, 22), 22), (date(2026, 10, 18), 23)])
def test_a_day_that_loses_or_gains_an_hour_still_ends_at_24(begun: date, utc_hour: int) -> None:
    ending = Term(days=7, basis=ANY, extension=NOT_ATW).ends(begun, STATUTE)
    assert ending.last_day in {date(2026, 3, 29), date(2026, 10, 25)}
    assert ending.at.hour == utc_hour
    assert (ending.at - end_of_day(ending.last_day - timedelta(days=1))) in {
        timedelta(hours=23),
        timedelta(hours=25),
    }


def test_the_day_of_the_event_is_the_day_in_amsterdam() -> None:
    just_after_midnight = Term(working_days=1, basis=ANY).ends(utc("2026-06-08T22:30"), STATUTE)
    just_before = Term(working_days=1, basis=ANY).ends(utc("2026-06-08T21:59"), STATUTE)
    assert just_after_midnight.last_day == date(2026, 6, 10)
    assert just_before.last_day == date(2026, 6, 9)


def test_a_suspended_working_day_does_not_count() -> None:
    waiting = Suspension(first=date(2026, 6, 9), until=date(2026, 6, 11), basis=ANY)
    ending = Term(working_days=5, basis=ANY).ends(date(2026, 6, 5), STATUTE, [waiting])
    assert ending.last_day == date(2026, 6, 16)


def test_a_suspension_in_the_time_that_a_suspension_added_counts_too() -> None:
    term = Term(days=10, basis=ANY, extension=NOT_ATW)
    first = Suspension(first=date(2026, 6, 5), until=date(2026, 6, 10), basis=ANY)
    later = Suspension(first=date(2026, 6, 14), until=date(2026, 6, 16), basis=ANY)
    after = Suspension(first=date(2026, 7, 14), until=date(2026, 7, 16), basis=ANY)
    assert term.ends(date(2026, 6, 1), STATUTE).last_day == date(2026, 6, 11)
    assert term.ends(date(2026, 6, 1), STATUTE, [later]).last_day == date(2026, 6, 11)
    assert term.ends(date(2026, 6, 1), STATUTE, [later, first, after]).last_day == date(2026, 6, 18)


def test_a_suspension_that_only_touches_the_days_of_an_extension_has_no_effect() -> None:
    term = Term(days=10, basis=ANY, extension=ATW)
    monday = Suspension(first=date(2026, 6, 15), until=date(2026, 6, 20), basis=ANY)
    sunday_to_monday = term.ends(date(2026, 6, 4), STATUTE, [monday])
    assert sunday_to_monday.at == term.ends(date(2026, 6, 4), STATUTE).at
    assert any("is 0 days in total" in line for line in sunday_to_monday.derivation.sentences("en"))


def test_several_suspensions_are_added_up_under_all_their_articles() -> None:
    stops = [
        Suspension(first=date(2026, 6, 9), until=date(2026, 6, 10), basis=OTHER),
        Suspension(first=date(2026, 6, 8), until=date(2026, 6, 9), basis=ANY),
    ]
    ending = Term(days=10, basis=ANY, extension=ATW).ends(date(2026, 6, 5), STATUTE, stops)
    assert "The suspension within the term is 2 days in total; the term ends that much later. " in (
        line := next(line for line in ending.derivation.sentences("en") if "in total" in line)
    )
    assert line.endswith("[a made-up article and another made-up article; our choice]")


def test_a_request_answered_on_the_same_day_suspends_nothing() -> None:
    nothing = Suspension.of_request(date(2026, 6, 5), utc("2026-06-05T20:00"), ANY)
    term = Term(days=10, basis=ANY, extension=NOT_ATW)
    assert term.ends(date(2026, 6, 1), STATUTE, [nothing]).at == term.ends(date(2026, 6, 1), STATUTE).at


@pytest.mark.parametrize(
    ("lengths", "faults"),
    [
        ({}, ["a term has one length, this one has 0"]),
        ({"hours": 1, "years": 2}, ["a term has one length, this one has 2 (hours, years)"]),
        ({"working_days": -1}, ["a term of -1 working_days is not possible"]),
        ({"weeks": 6}, ["a term in weeks must say whether"]),
        (
            {"days": 99_999, "weeks": 1},
            ["99999 days is not", "has 2 (days, weeks)", "in days must", "in weeks must"],
        ),
    ],
)
def test_a_term_names_every_fault_at_once(lengths: dict[str, int], faults: list[str]) -> None:
    with pytest.raises(StatutoryTimeError) as error:
        Term(basis=ANY, **lengths)  # pyright: ignore[reportArgumentType]
    assert len(error.value.faults) == len(faults)
    for fault, said in zip(faults, error.value.faults, strict=True):
        assert fault in said


def test_a_count_names_every_fault_at_once() -> None:
    day = Suspension(first=date(2026, 6, 5), until=date(9999, 1, 1), basis=ANY)
    with pytest.raises(StatutoryTimeError) as error:
        Term(hours=4, basis=ANY).ends(datetime(1999, 1, 1), STATUTE, [day])  # noqa: DTZ001
    assert len(error.value.faults) == 4


@pytest.mark.parametrize(
    ("begun", "term", "stop", "said"),
    [
        (date(2026, 1, 1), Term(hours=4, basis=ANY), (), "begins at a moment"),
        (
            date(2026, 1, 1),
            Term(years=1, basis=ANY),
            (Pause(began=utc("2026-01-02"), ended=utc("2026-01-03"), basis=ANY),),
            "give a Suspension",
        ),
        (
            utc("2026-01-01"),
            Term(hours=1, basis=ANY),
            (Pause(began=utc("2026-01-02"), ended=utc("9000-01-03"), basis=ANY),),
            "beyond the calendar",
        ),
    ],
)
def test_a_count_says_what_to_give_instead(
    begun: date | datetime, term: Term, stop: tuple[Pause, ...], said: str
) -> None:
    with pytest.raises(StatutoryTimeError, match=said):
        term.ends(begun, STATUTE, stop)


def test_suspensions_and_pauses_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(StatutoryTimeError, match="swap the days"):
        Suspension(first=date(2026, 6, 5), until=date(2026, 6, 4), basis=ANY)
    with pytest.raises(StatutoryTimeError, match="swap the moments"):
        Pause(began=utc("2026-06-05"), ended=utc("2026-06-04"), basis=ANY)
    with pytest.raises(StatutoryTimeError, match="before the request"):
        Suspension.of_request(date(2026, 6, 5), date(2026, 6, 4), ANY)
    naive = datetime(2026, 6, 5)  # noqa: DTZ001
    with pytest.raises(StatutoryTimeError) as error:
        Pause(began=naive, ended=naive, basis=ANY)
    assert len(error.value.faults) == 2
    with pytest.raises(StatutoryTimeError, match="no time zone"):
        Suspension.of_request(naive, date(2026, 6, 4), ANY)


def test_a_term_and_an_ending_survive_being_written_and_read() -> None:
    term = Term(weeks=6, basis=ANY, extension=ATW)
    assert msgspec.json.decode(msgspec.json.encode(term), type=Term) == term
    ending = term.ends(utc("2026-04-02T08:00"), STATUTE)
    assert msgspec.json.decode(msgspec.json.encode(ending), type=Ending) == ending
    with pytest.raises(msgspec.ValidationError, match="must say whether"):
        msgspec.json.decode(b'{"weeks": 6, "basis": {"article": "x", "mark": "known"}}', type=Term)
