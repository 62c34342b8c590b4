"""What must hold of every term, begin, suspension and calendar, not only of the worked cases."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.kernel.law.statutory_time import (
    AMSTERDAM,
    ATW,
    STATUTE,
    WITH_DECREES,
    Basis,
    Decree,
    Extension,
    Reading,
    RunningTerm,
    Suspension,
    Term,
    earliest,
    local_day,
    recompute,
)

ANY = Basis(article="a made-up article", mark="choice")
NOT_ATW = Extension(applies=False, basis=ANY)
UNHURRIED = settings(deadline=None)
"""A busy machine is no fault of the law."""
MOMENTS = st.integers(0, 40 * 366 * 24 * 60).map(
    lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))
EXTENSIONS = st.sampled_from([ATW, NOT_ATW])
AMOUNT = {"days": 90, "working_days": 60, "weeks": 12, "months": 3}


@st.composite
def suspension_lists(draw: st.DrawFn, around: date, most: int = 4) -> list[Suspension]:
    """Draw some suspensions, often overlapping, around a day."""
    pairs = draw(st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 30)), max_size=most))
    return [
        Suspension(
            first=around + timedelta(days=start), until=around + timedelta(days=start + length), basis=ANY
        )
        for start, length in pairs
    ]


@st.composite
def terms(draw: st.DrawFn, units: tuple[str, ...] = tuple(AMOUNT)) -> Term:
    """Draw a term of at most three months, in any unit that ends at the end of a day."""
    unit = draw(st.sampled_from(units))
    return of(unit, draw(st.integers(1, AMOUNT[unit])), draw(EXTENSIONS))


def of(unit: str, amount: int, extension: Extension) -> Term:
    match unit:
        case "days":
            return Term(days=amount, basis=ANY, extension=extension)
        case "working_days":
            return Term(working_days=amount, basis=ANY)
        case "weeks":
            return Term(weeks=amount, basis=ANY, extension=extension)
        case _:
            return Term(months=amount, basis=ANY, extension=extension)


@UNHURRIED
@given(st.data(), MOMENTS, terms())
def test_a_term_of_days_ends_at_24_hours_local_after_it_began(
    data: st.DataObject, begun: datetime, term: Term
) -> None:
    ending = term.ends(begun, WITH_DECREES, data.draw(suspension_lists(local_day(begun))))
    local = ending.at.astimezone(AMSTERDAM)
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert local.date() == ending.last_day + timedelta(days=1)
    assert ending.at > begun
    assert ending.at.tzinfo is UTC


@UNHURRIED
@given(st.data(), MOMENTS, terms())
def test_the_order_of_suspensions_does_not_matter(data: st.DataObject, begun: datetime, term: Term) -> None:
    suspensions = data.draw(suspension_lists(local_day(begun)))
    shuffled = data.draw(st.permutations(suspensions))
    assert term.ends(begun, STATUTE, suspensions) == term.ends(begun, STATUTE, shuffled)


@UNHURRIED
@given(st.data(), DAYS, terms())
def test_suspensions_that_overlap_count_as_their_days(data: st.DataObject, begun: date, term: Term) -> None:
    suspensions = data.draw(suspension_lists(begun))
    days = {
        item.first + timedelta(days=n) for item in suspensions for n in range((item.until - item.first).days)
    }
    one_by_one = [Suspension(first=day, until=day + timedelta(days=1), basis=ANY) for day in days]
    assert term.ends(begun, STATUTE, suspensions).at == term.ends(begun, STATUTE, one_by_one).at


@UNHURRIED
@given(st.data(), DAYS, st.integers(1, 90))
def test_a_suspended_term_has_run_its_full_length(data: st.DataObject, begun: date, amount: int) -> None:
    suspensions = data.draw(suspension_lists(begun))
    last = of("days", amount, NOT_ATW).ends(begun, STATUTE, suspensions).last_day
    run = [
        day
        for day in (begun + timedelta(days=n) for n in range(1, (last - begun).days + 1))
        if not any(item.first <= day < item.until for item in suspensions)
    ]
    assert len(run) == amount
    assert run[-1] == last


@UNHURRIED
@given(st.data(), DAYS, st.integers(0, 40), terms(("days", "working_days", "weeks")))
def test_who_begins_later_never_ends_earlier(
    data: st.DataObject, begun: date, later: int, term: Term
) -> None:
    suspensions = data.draw(suspension_lists(begun))
    first = term.ends(begun, WITH_DECREES, suspensions)
    assert term.ends(begun + timedelta(days=later), WITH_DECREES, suspensions).at >= first.at


@UNHURRIED
@given(DAYS, st.integers(0, 40), terms(("months",)))
def test_months_that_begin_later_never_end_earlier(begun: date, later: int, term: Term) -> None:
    assert term.ends(begun + timedelta(days=later), STATUTE).at >= term.ends(begun, STATUTE).at


@UNHURRIED
@given(st.data(), DAYS, st.sampled_from(sorted(AMOUNT)), EXTENSIONS)
def test_a_longer_term_never_ends_earlier(
    data: st.DataObject, begun: date, unit: str, extension: Extension
) -> None:
    shorter, longer = sorted(data.draw(st.tuples(*[st.integers(1, AMOUNT[unit])] * 2)))
    suspensions = data.draw(suspension_lists(begun))
    first = of(unit, shorter, extension).ends(begun, STATUTE, suspensions)
    assert of(unit, longer, extension).ends(begun, STATUTE, suspensions).at >= first.at


def test_only_the_line_of_article_4_lets_a_longer_term_end_earlier() -> None:
    """90 days that end on Christmas Day are extended past the weekend; 91 days are not extended at all."""
    begun = date(2026, 9, 26)
    assert of("days", 90, ATW).ends(begun, STATUTE).last_day == date(2026, 12, 28)
    assert Term(days=91, basis=ANY, extension=ATW).ends(begun, STATUTE).last_day == date(2026, 12, 26)


@UNHURRIED
@given(st.data(), MOMENTS, st.lists(terms(), min_size=1, max_size=4))
def test_never_a_day_too_long_when_readings_differ(
    data: st.DataObject, begun: datetime, ways: list[Term]
) -> None:
    calendars = st.sampled_from([STATUTE, WITH_DECREES])
    readings = [
        Reading(nl=f"lezing {n}", en=f"reading {n}", ending=term.ends(begun, data.draw(calendars)))
        for n, term in enumerate(ways)
    ]
    taken = earliest(readings)
    assert all(taken.at <= reading.ending.at for reading in readings)
    assert any(taken.at == reading.ending.at for reading in readings)
    assert taken.derivation.steps[-1].kind == "choice"
    assert taken == earliest(data.draw(st.permutations(readings)))


@UNHURRIED
@given(st.data(), MOMENTS, st.lists(st.tuples(terms(), st.booleans()), max_size=6))
def test_a_new_calendar_changes_open_duties_and_no_closed_one(
    data: st.DataObject, begun: datetime, duties: list[tuple[Term, bool]]
) -> None:
    running = [
        RunningTerm(
            key=str(n),
            ending=term.ends(begun, STATUTE),
            count=lambda calendar, term=term: term.ends(begun, calendar),
            closed=closed,
        )
        for n, (term, closed) in enumerate(duties)
    ]
    equated = data.draw(st.lists(st.integers(1, 100), max_size=20))
    decree = Decree(
        name="new",
        days=tuple(local_day(begun) + timedelta(days=n) for n in equated),
        source="Stcrt. (invented)",
        published=None,
        mark="choice",
    )
    now = begun + timedelta(days=data.draw(st.integers(0, 60)))
    recounts = recompute(running, STATUTE.with_decree(decree), now)
    assert [item.key for item in recounts] == [
        term.key for term in running if not term.closed and term.ending.at > now
    ]
    for item in recounts:
        assert item.before == running[int(item.key)].ending
        assert item.after.at == running[int(item.key)].count(STATUTE.with_decree(decree)).at
        assert item.after.at >= item.before.at
        assert item.changed == (item.after.at != item.before.at)


@UNHURRIED
@given(MOMENTS, st.integers(1, 40))
def test_every_day_of_a_count_is_either_counted_or_named(begun: datetime, amount: int) -> None:
    ending = of("working_days", amount, ATW).ends(begun, WITH_DECREES)
    named = {step.day for step in ending.derivation.steps if step.kind == "skip"}
    assert len(named) + amount == (ending.last_day - local_day(begun)).days
