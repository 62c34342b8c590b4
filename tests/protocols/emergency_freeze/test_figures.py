"""What is published of a year: the sums are right, and no small number can be worked out from them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.kernel.law.given import Given, facts
from weerbaar.kernel.law.periods import Period
from weerbaar.kernel.law.publishing import Known, Unpublished
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.small_numbers import SMALLEST, Sums, left_out
from weerbaar.protocols.emergency_freeze.figures import (
    COUNTS,
    EUROS,
    PUBLISHED_FROM,
    Figures,
    Rate,
    yearly,
)
from weerbaar.protocols.emergency_freeze.freeze import Execution, Freeze
from weerbaar.protocols.emergency_freeze.publication import HEADINGS, WORDS, published
from weerbaar.protocols.emergency_freeze.rule_sets import CALENDARS, RULE_SETS, Origin, RuleSet, ends
from weerbaar.protocols.emergency_freeze.terms import RUNNING, State
from weerbaar.protocols.emergency_freeze.world_acts import draft

SERVED = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)
AFTER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def known(now: datetime = AFTER, dollar: str | None = None) -> Given:
    """Return what may be known at a moment, in a scheme that has set a rate or not."""
    return facts(now, {("setting", "rate-2026-USD"): dollar} if dollar else {})


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
    freezes = [one("expired", "40000.00", amount="100000.00", frozen_amount="100000.00") for _ in range(6)]
    cells = shown(yearly(freezes, 2026, known()))
    assert cells["euros_requested"] == 600_000
    assert cells["euros_frozen"] == 240_000
    assert cells["served"] == 6


def test_formulas() -> None:
    freezes = [one("converted", institution=name) for name in banks(10)]
    freezes += [one("expired", institution=name, minutes=40) for name in banks(30)]
    freezes += [one(state) for state in ("lifted", "annulled") for _ in range(5)]
    freezes += [one(state, "0") for state in ("not_executable", "withdrawn") for _ in range(5)]
    figures = yearly(freezes, 2026, known())
    assert shown(figures)["in_force"] == 50
    assert figures.idle == Decimal("0.600")  # 30 of 50
    assert figures.effective == Decimal("0.200")  # 10 of 50 times 100 euros
    assert figures.median_minutes_to_execution == 30  # half after 20, half after 40


def test_a_share_of_what_is_not_shown_is_not_shown() -> None:
    freezes = [one("expired") for _ in range(30)] + [one("converted") for _ in range(4)]
    figures = yearly(freezes, 2026, known())
    assert shown(figures)["converted"] is None
    assert figures.effective is None


def test_other_currencies_need_a_rate_and_say_its_day() -> None:
    freezes = [one("expired", currency="USD") for _ in range(5)]
    for dollar in (None, "0.90", "a lot 2026-12-31"):
        with pytest.raises(Unpublished, match="No rate is set for USD"):
            yearly(freezes, 2026, known(dollar=dollar))
    figures = yearly(freezes, 2026, known(dollar="0.90 2026-12-31"))
    assert shown(figures)["euros_requested"] == 450
    assert figures.rates == (("USD", Rate(euros=Decimal("0.90"), day=date(2026, 12, 31))),)


def test_a_year_has_no_figures_before_february() -> None:
    with pytest.raises(Unpublished, match="from 2027-02-01 on"):
        yearly([], 2026, known(datetime(2027, 1, 31, 22, 59, tzinfo=UTC)))
    yearly([], 2026, known(datetime(2027, 1, 31, 23, 0, tzinfo=UTC)))


@pytest.mark.parametrize("rules", RULE_SETS.values(), ids=list(RULE_SETS))
@pytest.mark.parametrize("year", range(2026, 2040))
def test_by_february_no_proof_of_service_in_the_year_counts(rules: RuleSet, year: int) -> None:
    # A proof that comes when the term is over is refused; so this term must be over by then.
    last = datetime(year, 12, 31, 22, 59, tzinfo=UTC)
    first = datetime(year + 1, *PUBLISHED_FROM, tzinfo=UTC) - timedelta(hours=1)
    origins: tuple[Origin, ...] = ("own_analysis", "foreign_fiu")
    for origin, kind, calendar in product(origins, sorted(rules.object_kinds), CALENDARS.values()):
        assert ends(rules, origin, kind, last, 1, calendar).at <= first


@pytest.mark.parametrize("state", RUNNING)
def test_a_year_of_which_a_freeze_still_runs_has_no_figures(state: State) -> None:
    freezes = [one("expired") for _ in range(9)]
    with pytest.raises(Unpublished, match="still runs"):
        yearly([*freezes, one(state)], 2026, known())
    next_year = replace(one(state), served_at=datetime(2027, 1, 4, 10, 0, tzinfo=UTC))
    assert yearly([*freezes, next_year], 2026, known()) == yearly(freezes, 2026, known())


def test_everything_that_stands_in_the_way_is_said_at_once() -> None:
    freezes = [one("in_force", currency="USD"), one("expired", currency="GBP")]
    with pytest.raises(Unpublished) as raised:
        yearly(freezes, 2026, known())
    assert len(raised.value.obstacles) == 3


def test_a_year_is_one_of_amsterdam() -> None:
    eve = replace(one("expired"), served_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert shown(yearly([eve] * 5, 2027, known(datetime(2028, 2, 1, tzinfo=UTC))))["served"] == 5


def test_every_number_has_its_words() -> None:
    cases = [one("expired") for _ in range(9)]
    told = published(Known(cases=cases), Period(year=2026), known())
    assert [table.name for table in told.tables] == list(HEADINGS)
    assert {one.name for table in told.tables for one in (table.total, *table.parts)} <= set(WORDS)
    assert told.drawn in HEADINGS


def test_four_are_not_shown_and_cannot_be_subtracted() -> None:
    freezes = [one("expired") for _ in range(20)]
    freezes += [one("expired", origin="foreign_fiu", country="BE", foreign_reference="B-1") for _ in range(4)]
    cells = shown(yearly(freezes, 2026, known()))
    assert cells["served"] == 24
    assert cells["foreign_fiu"] is None
    assert cells["own_analysis"] is None


def test_a_category_of_two_firms_is_not_shown() -> None:
    freezes = [one("expired", institution=name) for name in banks(30)]
    freezes += [one("expired", category="notary", institution=f"notary-{number % 2}") for number in range(9)]
    freezes += [one("expired", category="crypto", institution=f"c-{number % 4}") for number in range(9)]
    cells = shown(yearly(freezes, 2026, known()))
    assert cells["notary"] is None
    assert cells["crypto"] == 9


def test_nothing_names_an_institution() -> None:
    freezes = [one("expired", institution=name) for name in banks(30)]
    assert "bank-" not in repr(yearly(freezes, 2026, known()))


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
@settings(max_examples=150)
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
