"""What is published of a year: the sums are right, and no small number can be worked out from them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.kernel.law.records import replace
from weerbaar.protocols.emergency_freeze.figures import (
    COUNTS,
    EUROS,
    SMALLEST,
    Figures,
    Rate,
    Sums,
    left_out,
    yearly,
)
from weerbaar.protocols.emergency_freeze.freeze import Execution, Freeze
from weerbaar.protocols.emergency_freeze.terms import State
from weerbaar.protocols.emergency_freeze.world_acts import draft

SERVED = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)
TODAY = date(2027, 2, 1)


def one(state: State, frozen: str = "100.00", minutes: int = 20, **changes: Any) -> Freeze:
    """Return a freeze that came to a state, with what was held and how soon."""
    order = draft(**changes).order
    done = Execution(
        how="not_sent", executed_at=SERVED + timedelta(minutes=minutes), because=None, references=()
    )
    return Freeze(
        freeze_id="FZ-2026-0001",
        state=state,
        order=order,
        served_at=SERVED,
        ordered=order.frozen_amount,
        frozen=frozen,
        frozen_at_most=frozen,
        execution=done,
    )


def shown(figures: Figures) -> dict[str, int | None]:
    cells = [cell for row in (*figures.counts, *figures.euros) for cell in (row.total, *row.parts)]
    return {cell.name: cell.value for cell in cells}


def banks(count: int) -> list[str]:
    return [f"bank-{number % 3}" for number in range(count)]


def test_both_sums_of_a_partial_freeze() -> None:
    freezes = [
        one("partially_in_force", "40000.00", amount="100000.00", frozen_amount="100000.00") for _ in range(6)
    ]
    cells = shown(yearly(freezes, 2026, {}, TODAY))
    assert cells["euros_requested"] == 600_000
    assert cells["euros_frozen"] == 240_000
    assert cells["served"] == 6


def test_formulas() -> None:
    freezes = [one("converted", institution=name) for name in banks(10)]
    freezes += [one("expired", institution=name, minutes=40) for name in banks(30)]
    freezes += [one(state) for state in ("lifted", "annulled", "in_force") for _ in range(5)]
    freezes += [one(state, "0") for state in ("not_executable", "withdrawn") for _ in range(5)]
    figures = yearly(freezes, 2026, {}, TODAY)
    assert shown(figures)["in_force"] == 55
    assert figures.idle == Decimal("0.545")  # 30 of 55
    assert figures.effective == Decimal("0.182")  # 10 of 55 times 100 euros
    assert figures.median_minutes_to_execution == 20


def test_a_share_of_what_is_not_shown_is_not_shown() -> None:
    freezes = [one("expired") for _ in range(30)] + [one("converted") for _ in range(4)]
    figures = yearly(freezes, 2026, {}, TODAY)
    assert shown(figures)["converted"] is None
    assert figures.effective is None


def test_other_currencies_need_a_rate_and_say_its_day() -> None:
    freezes = [one("expired", currency="USD") for _ in range(5)]
    with pytest.raises(ValueError, match="no rate for USD"):
        yearly(freezes, 2026, {}, TODAY)
    rate = Rate(euros=Decimal("0.90"), day=date(2026, 12, 31))
    figures = yearly(freezes, 2026, {"USD": rate}, TODAY)
    assert shown(figures)["euros_requested"] == 450
    assert figures.rates == (("USD", "0.90", date(2026, 12, 31)),)


def test_a_year_that_still_runs_has_no_figures() -> None:
    with pytest.raises(ValueError, match="is not over"):
        yearly([], 2026, {}, date(2026, 12, 31))


def test_a_year_is_one_of_amsterdam() -> None:
    eve = replace(one("expired"), served_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert shown(yearly([eve] * 5, 2027, {}, date(2028, 1, 1)))["served"] == 5


def test_four_are_not_shown_and_cannot_be_subtracted() -> None:
    freezes = [one("expired") for _ in range(20)]
    freezes += [one("expired", origin="foreign_fiu", country="BE", foreign_reference="B-1") for _ in range(4)]
    cells = shown(yearly(freezes, 2026, {}, TODAY))
    assert cells["served"] == 24
    assert cells["foreign_fiu"] is None
    assert cells["own_analysis"] is None


def test_a_category_of_two_firms_is_not_shown() -> None:
    freezes = [one("expired", institution=name) for name in banks(30)]
    freezes += [one("expired", category="notary", institution=f"notary-{number % 2}") for number in range(9)]
    freezes += [one("expired", category="crypto", institution=f"c-{number % 4}") for number in range(9)]
    cells = shown(yearly(freezes, 2026, {}, TODAY))
    assert cells["notary"] is None
    assert cells["crypto"] == 9


def test_nothing_names_an_institution() -> None:
    freezes = [one("expired", institution=name) for name in banks(30)]
    assert "bank-" not in repr(yearly(freezes, 2026, {}, TODAY))


def determined(sums: Sums, hidden: frozenset[str]) -> set[str]:
    """Return the cells left out that a reader who can solve equations works out exactly."""
    names = sorted(hidden)
    if not names:
        return set()
    rows = [
        [(-1 if name == total else 0) + (1 if name in parts else 0) for name in names]
        for total, parts in sums
    ]
    matrix = np.array(rows, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    unit = np.eye(len(names))
    return {
        name for at, name in enumerate(names) if np.linalg.matrix_rank(np.vstack([matrix, unit[at]])) == rank
    }


@pytest.mark.parametrize("sums", [COUNTS, EUROS], ids=["counts", "euros"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_small_number_can_be_worked_out(sums: Sums, data: st.DataObject) -> None:
    few = st.one_of(st.integers(0, 6), st.integers(0, 60))
    behind: dict[str, int] = {}
    for total, parts in sums[::-1]:
        behind |= {name: data.draw(few, name) for name in parts if name not in behind}
        behind[total] = max(behind.get(total, 0), *(behind[name] for name in parts))
    hidden = left_out(sums, behind)
    assert all(number >= SMALLEST for name, number in behind.items() if name not in hidden)
    told = determined(sums, hidden)
    assert not any(behind[name] < SMALLEST for name in told), (behind, hidden, told)
