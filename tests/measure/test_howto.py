"""The plans printed in the how-to page are plans, and the complete one runs."""

from __future__ import annotations

import re
from pathlib import Path

from weerbaar.measure.result import Verdict
from weerbaar.measure.run import read_plan, run

HOME = Path(__file__).resolve().parents[2]
PLANS = re.findall(
    r"```toml\n(.*?)```", (HOME / "docs" / "how-to" / "measure.md").read_text("utf-8"), re.DOTALL
)
EXAMPLES = Path(__file__).parent / "examples"


def test_the_printed_plans_can_be_read(tmp_path: Path) -> None:
    assert len(PLANS) == 2
    for number, text in enumerate(PLANS):
        path = tmp_path / f"{number}.toml"
        path.write_text(text)
        read_plan(path)


def test_the_complete_plan_runs(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLANS[0])
    found = run("counts", EXAMPLES / "nl_annual_counts.csv", path).result
    assert found.verdict is Verdict.NOT_SHOWN


def test_a_step_from_a_year_and_a_month_column_runs(tmp_path: Path) -> None:
    path, data = tmp_path / "plan.toml", tmp_path / "data.csv"
    path.write_text(PLANS[1])
    months = [(2002 + m // 12, m % 12 + 1) for m in range(59)]
    rows = [f"{y},{m},{900 - 100 * (y >= 2005) + (7 * m) % 11},380000" for y, m in months]
    data.write_text("year,month,episodes,population\n" + "\n".join(rows) + "\n")
    found = run("campaign", data, path).result
    assert (found.n_pre, found.n_post) == (36, 23)
    assert found.estimate is not None
    assert abs(found.estimate - 0.89) < 0.02
