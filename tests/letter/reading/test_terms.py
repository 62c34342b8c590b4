"""Terms: any frame before any unit gives a non-empty interval inside what its parts allow."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from weerbaar.cli.letter import letter as letter_command
from weerbaar.letter.terms import Interval, Term, find_terms
from weerbaar.letter.terms.interval import months, moved, part, shifted, unit_around
from weerbaar.letter.terms.tables import Frame, Unit, tables

DAY = date(2025, 12, 19)
FRAME_WORDS = {
    "before-end-of": "voor het einde van", "until": "uiterlijk", "not-before": "niet eerder dan",
    "yet-before": "vóór", "before-meeting": "voor het debat van",
    "before": "voor", "up-to": "tot", "from": "vanaf", "since": "sinds", "per": "per",
    "after": "na", "begin-of": "begin",
    "middle-of": "medio", "end-of": "eind", "first-half-of": "eerste helft van",
    "second-half-of": "tweede helft van",
    "during": "in", "of": "over",
}  # fmt: skip


def unit_words() -> list[tuple[Unit, str]]:
    """Return the bare words of each unit, taken from its own first example."""
    found: list[tuple[Unit, str]] = []
    for unit in tables().unit:
        match = unit.regex.search(unit.match[0].text)
        assert match is not None, unit.id
        if "sharing" not in unit.id and not unit.needs:
            found.append((unit, match[0]))
    return found


FRAMES = [(frame, FRAME_WORDS[frame.id]) for frame in tables().frame]


def alone(unit_text: str, day: date) -> Term | None:
    found = find_terms(f"over {unit_text}", day)
    return found[0] if len(found) == 1 else None


@settings(max_examples=150)
@given(
    st.sampled_from(unit_words()),
    st.lists(st.sampled_from(FRAMES), min_size=1, max_size=2),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_any_combination_stays_inside_its_parts(
    unit: tuple[Unit, str], frames: list[tuple[Frame, str]], day: date
) -> None:
    text = " ".join([*(words for _, words in frames), unit[1]])
    base = alone(unit[1], day)
    found = find_terms(text, day)
    for term in found:
        assert term.interval.earliest or term.interval.latest, "a term is never empty"
    # A missing year is chosen by direction, which a frame may turn; then the parts cannot be compared.
    assume(base is not None and len(found) == 1 and not base.inferred_year)
    assert base is not None
    inside(found[0].interval, base.interval)


def inside(term: Interval, unit: Interval) -> None:
    """Check that a term is not empty and that its ends lie in the unit or a day beside it."""
    assert term.earliest is not None or term.latest is not None
    low, high = unit.earliest, unit.latest
    for end in (term.earliest, term.latest):
        if end is not None:
            assert low is None or end >= low - timedelta(days=1)
            assert high is None or end <= high + timedelta(days=1)
    if term.earliest and term.latest:
        assert term.earliest <= term.latest


@given(
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["week", "month", "quarter", "half", "year"]),
    st.integers(-30, 30),
)
def test_calendar_units_tile_the_days(day: date, unit: str, offset: int) -> None:
    here, following = unit_around(day, unit, offset), unit_around(day, unit, offset + 1)
    assert here.latest is not None
    assert following.earliest == here.latest + timedelta(days=1)
    if offset == 0:
        assert here.earliest is not None
        assert here.earliest <= day <= here.latest


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 240), st.integers(0, 240))
def test_moving_by_months_keeps_the_order(day: date, few: int, more: int) -> None:
    low, high = sorted((few, more))
    assert shifted(day, low) <= shifted(day, high)
    assert moved(day, 2, "year") == shifted(day, 24)


@given(
    st.integers(2000, 2080),
    st.integers(1, 12),
    st.integers(1, 12),
    st.sampled_from(["begin", "middle", "end"]),
)
def test_a_part_lies_within_the_whole(year: int, month: int, count: int, name: str) -> None:
    whole = months(year, month, count)
    some = part(whole, name, {name: tables().conventions[name]})
    assert whole.earliest
    assert whole.latest
    assert some.earliest
    assert some.latest
    assert whole.earliest <= some.earliest <= some.latest <= whole.latest


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("voor 1 juli 2026", None, "2026-06-30"),
        ("uiterlijk 1 juli 2026", None, "2026-07-01"),
        ("voor het einde van 2025", None, "2025-12-31"),
        ("uiterlijk eind volgend jaar", None, "2026-12-31"),
        ("van 1 januari tot 1 maart 2026", "2026-01-01", "2026-02-28"),
        ("van 2024 tot 2026", "2024-01-01", "2026-12-31"),
        ("juni 2026 tot en met 2029", "2026-06-01", "2029-12-31"),
        ("tussen maart en juni 2026", "2026-03-01", "2026-06-30"),
        ("de komende twee jaar", "2025-12-19", "2027-12-19"),
        ("binnen zes weken", "2025-12-19", "2026-01-30"),
        ("op 31 februari 2026", None, None),
        ("7,2 en 2,25 en Zo", None, None),
    ],
)
def test_terms_as_a_reader_takes_them(text: str, earliest: str | None, latest: str | None) -> None:
    found = find_terms(text, DAY)
    if earliest is None and latest is None:
        assert not [term for term in found if term.granularity == "day"]
        return
    assert len(found) == 1
    ends = found[0].interval
    assert (ends.earliest and ends.earliest.isoformat(), ends.latest and ends.latest.isoformat()) == (
        earliest,
        latest,
    )


def test_two_months_and_two_days_are_two_findings_each() -> None:
    found = find_terms("in januari en september 2025 en op 3 en 4 maart 2026", DAY)
    assert [(t.interval.earliest, t.interval.latest) for t in found] == [
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2025, 9, 1), date(2025, 9, 30)),
        (date(2026, 3, 3), date(2026, 3, 3)),
        (date(2026, 3, 4), date(2026, 3, 4)),
    ]


def test_the_command_explains_the_interval_and_its_rule() -> None:
    words = ["term", "voor het einde van het tweede kwartaal van 2026", "--date", "2025-12-19"]
    told = CliRunner().invoke(letter_command, words)
    assert told.exit_code == 0
    assert "2026-06-30" in told.output
    assert "before-end-of" in told.output
    record = json.loads(CliRunner().invoke(letter_command, [*words, "--json"]).output)
    assert record[0]["latest"] == "2026-06-30"
    assert record[0]["earliest"] is None


def test_the_command_says_when_a_term_cannot_be_computed_or_is_none() -> None:
    vague = CliRunner().invoke(letter_command, ["term", "voor de zomer van 2026", "--date", "2025-12-19"])
    assert "not computable" in vague.output
    none = CliRunner().invoke(letter_command, ["term", "het rapport", "--date", "2025-12-19"])
    assert none.exit_code == 1
    assert CliRunner().invoke(letter_command, ["term", "in mei"]).exit_code == 2
