"""Dates and times of messages: no reading is later than what was certainly meant, and nothing raises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards.edifact import Stamp, end_instant, read_stamp
from weerbaar.standards.edifact.moment import Unread


def end(value: str, form: str) -> datetime:
    stamp = read_stamp(value, form)
    assert isinstance(stamp, Stamp)
    return end_instant(stamp)


@pytest.mark.parametrize(
    ("value", "form", "instant"),
    [
        ("20261025", "102", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),  # a day of 25 hours
        ("20260329", "102", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),  # a day of 23 hours
        ("261025", "101", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ("202607011200", "203", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("2607011200", "201", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("20260701120030", "204", datetime(2026, 7, 1, 10, 0, 30, tzinfo=UTC)),
        ("202607011200UTC", "303", datetime(2026, 7, 1, 12, 0, tzinfo=UTC)),
        ("202610250230", "203", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # occurs twice: the first
        ("202603290230", "203", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),  # does not occur: the earlier
    ],
)
def test_an_end_is_an_instant(value: str, form: str, instant: datetime) -> None:
    assert end(value, form) == instant


@pytest.mark.parametrize(
    ("value", "form", "ambiguous"),
    [
        ("20181130", "203", True),
        ("201811301200", "102", True),
        ("20181130", "", True),
        ("201811302400", "203", True),
        ("202607011200CET", "303", True),
        ("20181131", "102", False),
        ("99991231", "102", False),
        ("00010101", "102", False),
        ("20181\u0661\u0663\u0660", "102", True),
    ],
)
def test_what_cannot_be_read_says_why(value: str, form: str, ambiguous: bool) -> None:
    read = read_stamp(value, form)
    assert isinstance(read, Unread)
    assert read.ambiguous == ambiguous


@given(
    st.text("0123456789", max_size=15), st.sampled_from(["101", "102", "201", "203", "204", "303", "718", ""])
)
def test_no_date_makes_it_raise(value: str, form: str) -> None:
    read = read_stamp(value, form)
    if isinstance(read, Stamp):
        assert end_instant(read).tzinfo is UTC
