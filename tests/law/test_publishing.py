"""Periods and publishing: a month begins and ends by the clock of Amsterdam, and comes out when it has settled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from lending import PROTOCOL, law

from weerbaar.kernel.law.periods import Per, Period, read_period
from weerbaar.kernel.law.protocol import NotALaw
from weerbaar.kernel.law.publishing import SETTLED, Unpublished, settled
from weerbaar.kernel.law.records import replace
from weerbaar.protocols.container_release.gate import Collect
from weerbaar.protocols.container_release.publication import PUBLISHES


@pytest.mark.parametrize(
    ("text", "per", "period"),
    [
        ("2026", "year", Period(year=2026)),
        ("2026-05", "month", Period(year=2026, month=5)),
        ("2026-12", "month", Period(year=2026, month=12)),
        ("2026-05", "year", None),
        ("2026", "month", None),
        ("2026-13", "month", None),
        ("2026-00", "month", None),
        ("2026-5", "month", None),
        ("0026", "year", None),
        ("9999", "year", None),
        ("9999-12", "month", None),
        ("2026-05\n", "month", None),
        ("٢٠٢٦", "year", None),
    ],
)
def test_only_what_names_a_period_is_read(text: str, per: Per, period: Period | None) -> None:
    assert read_period(text, per) == period
    assert period is None or str(period) == text


def test_a_month_begins_and_ends_in_amsterdam() -> None:
    october = Period(year=2026, month=10)  # has an hour more than other months of 31 days
    assert october.begins == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert october.ends == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert october.ends - october.begins == timedelta(days=31, hours=1)


def test_periods_follow_each_other_without_a_gap() -> None:
    months = [Period(year=2026, month=month) for month in range(1, 13)]
    assert all(one.ends == other.begins for one, other in pairwise(months))
    assert (months[0].begins, months[-1].ends) == (Period(year=2026).begins, Period(year=2026).ends)


def test_a_period_comes_out_a_day_after_it_ended() -> None:
    may = Period(year=2026, month=5)
    with pytest.raises(Unpublished, match="The figures of 2026-05 come out once, from 2026-06-02 on"):
        settled(may, may.ends + SETTLED - timedelta(microseconds=1))
    settled(may, may.ends + SETTLED)


def test_a_law_publishes_decisions_on_its_own_acts_only() -> None:
    assert PROTOCOL.publishes is None
    publishes = replace(PUBLISHES, acts=(Collect,))
    with pytest.raises(NotALaw, match="decisions on `Collect` are published, which is no act"):
        law(publishes=publishes)
