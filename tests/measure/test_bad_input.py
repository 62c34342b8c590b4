"""Bad input is named with its line, every fault at once, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from weerbaar.cli.measure import measure
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.periods import complete_until, parse_period, read_periods
from weerbaar.measure.run import Answer
from weerbaar.measure.sketch import parse_plan
from weerbaar.measure.table import parse_table

Measure = Callable[..., Answer]
WEEKS = {"series_column": '""', "series": '""', "comparison": "[]"}


def faults_of(measured: Measure, text: str, **changes: str) -> str:
    with pytest.raises(BadInput) as trouble:
        measured("campaign", "segmented", text, **{**WEEKS, **changes})
    return "\n".join(trouble.value.faults)


def test_every_fault_is_named_at_once(measured: Measure) -> None:
    said = faults_of(
        measured,
        "week_start,count\n2024-01-01,-3\n2024-01-08,2.5\n2024-01-08,4\n2024-01-29,bijna 30\n2024-02-05,\n",
    )
    assert "line 2: 'count' is -3; a count cannot be negative" in said
    assert "line 3: 'count' is 2.5; a count is a whole number" in said
    assert "the period 2024-01-08 occurs 2 times (lines 3, 4)" in said
    assert "line 5: 'bijna 30' in 'count' is not a number" in said
    assert "line 6: 'count' is empty" in said


def test_a_gap_is_not_a_zero(measured: Measure) -> None:
    said = faults_of(measured, "week_start,count\n2024-01-01,3\n2024-01-08,2\n2024-01-29,4\n")
    assert "2 week(s) are missing, starting 2024-01-15, 2024-01-22; a gap is not a zero" in said


def test_a_partial_last_week_is_left_out_and_said(measured: Measure) -> None:
    found = measured(
        "campaign", "segmented", "synthetic_hotline_weekly.csv", retrieved_on="2025-12-31"
    ).result
    assert any("Left out because the period was not over" in caveat.en for caveat in found.caveats)
    assert found.n_post == 50


def test_figures_from_after_the_retrieval_are_refused() -> None:
    faults = Faults()
    periods = read_periods(["2025-01", "2025-02"], [2, 3], "f.csv", faults)
    assert periods is not None
    import datetime

    assert complete_until(periods, datetime.date(2025, 1, 31), "f.csv", faults) == 1
    assert faults.found == ["f.csv: the period 2025-02 lies after the retrieval date 2025-01-31 in the plan"]


def test_mixed_units_of_time_are_refused() -> None:
    faults = Faults()
    assert read_periods(["2024-W01", "2024-02"], [2, 3], "f.csv", faults) is None
    assert "periods of different length are mixed (month, week)" in faults.found[0]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-W01", ("week", (parse_period("2024-12-30") or ("", 0))[1])),
        ("2025-13", None),
        ("2025H2", ("half", 4051)),
        ("2025Q1", ("quarter", 8100)),
        ("2025", ("year", 2025)),
        ("17", ("step", 17)),
        ("last week", None),
        ("2025-02-30", None),
    ],
)
def test_periods_are_read_or_refused(text: str, read: tuple[str, int] | None) -> None:
    assert parse_period(text) == read


def test_a_plan_names_every_wrong_field() -> None:
    tree: dict[str, object] = {
        "analysis": "campaign",
        "method": "segmented",
        "question": "q",
        "level": "high",
        "colour": "red",
    }
    with pytest.raises(BadInput) as trouble:
        parse_plan(tree, SegmentedPlan)
    said = "\n".join(trouble.value.faults)
    for part in (
        "'colour' is not known here",
        "'source' is missing",
        "'signed_by' is missing",
        "'flights' is missing",
        "'level': expected",
    ):
        assert part in said


def test_a_plan_with_impossible_values_is_refused() -> None:
    tree: dict[str, object] = {
        "analysis": "campaign",
        "method": "segmented",
        "question": " ",
        "source": "s",
        "signed_by": "x",
    }
    tree |= {"signed_on": "2025-01-01", "flights": [], "draws": 5, "minimum_effect": 0.9}
    with pytest.raises(BadInput) as trouble:
        parse_plan(tree, SegmentedPlan)
    assert len(trouble.value.faults) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no rows"),
        ("a;b\n1;2\n", "separated by semicolons"),
        ("a,a\n1,2\n", "the column 'a' occurs twice"),
        ("a,b\n1\n", "line 2: 1 cells where the header has 2"),
        ('a,b\n"1,2\n', "not well-formed CSV"),
    ],
)
def test_the_form_of_a_file_is_checked(text: str, said: str) -> None:
    with pytest.raises(BadInput) as trouble:
        parse_table("f.csv", text, "0")
    assert any(said in fault for fault in trouble.value.faults)


def test_the_command_shows_faults_without_a_traceback(tmp_path: Path) -> None:
    plan, data = tmp_path / "plan.toml", tmp_path / "data.csv"
    plan.write_text(CliRunner().invoke(measure, ["plan", "counts", "--method", "chart"]).output)
    data.write_text("count\n3\n-1\nx\n")
    done = CliRunner().invoke(
        measure, ["counts", str(data), "--plan", str(plan), "--report", str(tmp_path / "out")]
    )
    assert done.exit_code == 2
    assert "line 3: 'count' is -1" in done.output
    assert "line 4: 'x'" in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "plan", ["no such = [", 'analysis = "magic"\n', 'analysis = "counts"\nmethod = "guess"\n']
)
def test_a_plan_that_is_none_is_refused(tmp_path: Path, plan: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(plan)
    done = CliRunner().invoke(measure, ["counts", str(tmp_path / "none.csv"), "--plan", str(path)])
    assert done.exit_code == 2
    assert done.output.startswith("weerbaar measure: ")
