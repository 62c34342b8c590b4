"""What is counted of a month: each number once, and none that would point to a firm."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.given import facts
from weerbaar.kernel.law.periods import Period
from weerbaar.kernel.law.publishing import Known, Note, Recorded
from weerbaar.kernel.law.small_numbers import SMALLEST
from weerbaar.protocols.container_release.chain import Offer
from weerbaar.protocols.container_release.gate import Collect, GatedOut, GateOut, Overridden, Override
from weerbaar.protocols.container_release.giving_back import Revoke
from weerbaar.protocols.container_release.measures import (
    FIRMS,
    OTHER,
    REASONS,
    Measures,
    measured,
    notes,
)
from weerbaar.protocols.container_release.offline import (
    DeniedOffline,
    LeftAnyway,
    ReportDenial,
    ReportOffline,
)
from weerbaar.protocols.container_release.publication import published
from weerbaar.protocols.container_release.release import Link, Release

RELEASED = datetime(2026, 5, 1, 6, tzinfo=UTC)
CASE = Release(
    container="NOSU0000016",
    call="C1",
    epoch=1,
    state="exercised",
    links=(
        Link(giver="c", taker="c", role="carrier", state="exercised", epoch=1, offered_at=RELEASED),
        Link(giver="c", taker="f", role="forwarder", state="exercised", epoch=1, offered_at=RELEASED),
    ),
)


def made(act: type[Act[Release]], *events: Any, permitted: bool = True, **more: Any) -> Recorded[Release]:
    more.setdefault("case", CASE)
    return Recorded(act=act, actor="t", permitted=permitted, events=events, **more)


def denied(*reasons: str, ean: str = "1") -> Recorded[Release]:
    return made(Collect, permitted=False, reasons=reasons, asked={"ean": ean})


def out(minutes: int) -> GatedOut:
    return GatedOut(at=RELEASED + timedelta(minutes=minutes), seal="")


def counted(*decisions: Recorded[Release]) -> Measures:
    noted: Counter[Note] = Counter()
    for one in decisions:
        noted.update(notes(one))
    return measured(noted)


def by_firms(reason: str, times: int, firms: int) -> list[Recorded[Release]]:
    return [denied(reason, ean=str(number % firms)) for number in range(times)]


# Two reasons that are left out for themselves, and are five together: nothing has to go with them.
SMALL = [*by_firms("driver_mismatch", 2, 2), *by_firms("no_appointment", 3, 3)]


def test_collections_by_the_way_they_left() -> None:
    found = counted(
        made(GateOut, out(60)),
        made(ReportOffline, out(60)),
        made(ReportOffline, LeftAnyway(out_at=RELEASED, because="held"), out(60)),
        made(ReportOffline, LeftAnyway(out_at=RELEASED, because="right-ended")),
    )
    cells = found.cells
    assert (cells["by_line"], cells["by_list"], cells["by_list_anyway"]) == (1, 1, 2)


def test_a_denial_counts_once_however_many_its_reasons() -> None:
    both = [denied("hold_customs", "ean_mismatch", ean=str(n)) for n in range(6)]
    found = counted(*both, *SMALL)
    assert found.denied == 6 + len(SMALL)
    assert found.cells["reasons"] == 12 + len(SMALL)
    assert (found.cells["HOLD_CUSTOMS"], found.cells["EAN_MISMATCH"]) == (6, 6)


@pytest.mark.parametrize(("times", "firms", "shown"), [(5, 3, True), (4, 3, False), (9, 2, False)])
def test_a_reason_is_shown_for_enough_denials_of_enough_firms(times: int, firms: int, shown: bool) -> None:
    assert FIRMS == 3
    found = counted(*by_firms("ean_mismatch", times, firms), *by_firms("plate_mismatch", 30, 5), *SMALL)
    assert (found.cells["EAN_MISMATCH"] == times) is shown
    assert found.cells["PLATE_MISMATCH"] == 30
    assert found.denied == times + 30 + len(SMALL)


def test_what_is_left_out_takes_another_with_it_while_it_could_be_worked_out() -> None:
    found = counted(*by_firms("ean_mismatch", 4, 3), *by_firms("plate_mismatch", 30, 5))
    assert found.cells["reasons"] == 34  # so that the 30, if they were shown, would tell of the 4
    assert (found.cells["EAN_MISMATCH"], found.cells["PLATE_MISMATCH"]) == (None, None)


def test_a_lane_without_a_line_counts_and_its_own_words_are_one_reason() -> None:
    told = DeniedOffline(at=RELEASED, lane="1", reasons=("NOT_ON_LIST", "LIST_ENDED", "EAN_MISMATCH"))
    found = counted(*[made(ReportDenial, told) for _ in range(6)], *by_firms("ean_mismatch", 6, 3))
    assert found.denied == 12
    assert found.cells["EAN_MISMATCH"] == 12
    assert found.cells[OTHER] is None  # six times, and one firm for all that is known


def test_questions_about_nothing_are_counted_apart() -> None:
    found = counted(made(Collect, permitted=False, case=None))
    assert (found.unknown, found.denied) == (1, 0)


def test_small_numbers_of_what_happened_are_shown() -> None:
    found = counted(made(Override, Overridden(reason="r")), made(Revoke), made(Revoke, permitted=False))
    assert (found.overridden, found.cells["by_giver"], found.cells["by_carrier"]) == (1, 1, 0)


def test_times_need_enough_containers() -> None:
    few = counted(*[made(GateOut, out(60)) for _ in range(4)])
    assert few.median_minutes is None
    some = counted(*[made(GateOut, out(60 * hour)) for hour in range(1, 6)])
    assert (some.median_minutes, some.nine_tenths_minutes) == (180, None)
    many = counted(*[made(GateOut, out(60 * hour)) for hour in range(1, 100)])
    assert (many.median_minutes, many.nine_tenths_minutes) == (3000, 5400)


def test_share_of_first_time_pairs() -> None:
    def offered(taker: str, dealt: bool) -> Recorded[Release]:
        return made(Offer, facts={("has_dealt", "g", taker): dealt, ("is_admitted", taker): True})

    known = [offered(f"k{number}", True) for number in range(15)]
    assert counted(*known, *[offered(f"n{number}", False) for number in range(4)]).first_time is None
    new = [offered(f"n{number}", False) for number in range(5)]
    # Offered to again later in the month, a pair is still one, and still one that was new.
    again = [offered("n1", True), *known]
    assert counted(*known, *new, *again).first_time == Decimal("0.250")


def test_every_reason_of_the_law_has_its_words() -> None:
    told = published(Known(cases=()), Period(year=2026, month=5), facts(RELEASED, {}))
    [table] = [one for one in told.tables if one.name == told.drawn]
    assert [one.name for one in table.parts] == [name.lower() for name in (*REASONS, OTHER)]
    assert all(one.nl and one.en and one.nl != one.en for one in (*table.parts, *told.alone))
    assert (told.nl, told.en) == (
        "Vrijgave van containers in mei 2026",
        "Container release in May 2026",
    )
    assert any("fraud" in one.en for one in told.remarks)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(REASONS)), st.integers(0, 30), st.integers(1, 6)),
        max_size=8,
        unique_by=lambda one: one[0],
    )
)
def test_no_small_reason_can_be_worked_out(drawn: list[tuple[str, int, int]]) -> None:
    many = [one for code, times, firms in drawn for one in by_firms(code.lower(), times, firms)]
    cells = counted(*many).cells
    real = {code: times for code, times, _ in drawn}
    parts = {code: cells[code] for code in (*REASONS, OTHER)}
    assert all(value is None or value == real[code] >= SMALLEST for code, value in parts.items())
    assert all(firms >= FIRMS for code, _, firms in drawn if parts[code] is not None)
    left = [code for code, value in parts.items() if value is None]
    total = cells["reasons"]
    if total is not None and left:
        # What is left out together is at least five, and two or more reasons at least.
        rest = total - sum(value for value in parts.values() if value is not None)
        assert len(left) > 1
        assert rest >= SMALLEST
