"""Plans are frozen, results say where they come from, and a report is the same bytes every time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from weerbaar.cli.measure import measure
from weerbaar.measure.methods import METHODS, template
from weerbaar.measure.run import read_plan

EXAMPLES = Path(__file__).parent / "examples"
DATA = {
    ("campaign", "segmented"): "synthetic_hotline_weekly.csv",
    ("campaign", "structural"): "bsts_vignette.csv",
    ("campaign", "ratio_of_ratios"): "nl_annual_counts.csv",
    ("campaign", "difference_in_differences"): "did_banks_july1.csv",
    ("displacement", "difference_in_differences"): "did_banks_july1.csv",
    ("displacement", "totals"): "nl_port_seizures_kg.csv",
    ("wastewater", "trend"): "ww2025-all-data.csv",
    ("counts", "change"): "nl_annual_counts.csv",
    ("counts", "trend"): "nl_annual_counts.csv",
}
FIELDS = (
    "estimate scale ci_low ci_high level method n_pre n_post dispersion diagnostics sensitivity verdict"
    " caveats data_hash code_version seed"
).split() == [root[0].get("id"), root[1].get("id")]
        html = (tmp_path / "out" / page).read_text()
        assert f'<html lang="{language}">' in html
        assert html.count("<h1") == 1
        assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", html))
        assert html.count("<table") == html.count("<thead")
        assert 'href="#main"' in html
    assert "143–194" in (tmp_path / "out" / "index.html").read_text()
    assert "1,11" in (tmp_path / "out" / "index.html").read_text()


def test_what_a_person_typed_cannot_become_markup(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "counts", "change")
    plan.write_text(plan.read_text().replace('source = "', 'source = "<script>x</script>'))
    invoke("counts", EXAMPLES / "nl_annual_counts.csv", "--plan", plan, "--report", tmp_path / "out")
    assert "<script>" not in (tmp_path / "out" / "index.html").read_text()


def test_freezing_keeps_every_version_and_a_later_change_is_said(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "counts", "change")
    arguments = ("counts", EXAMPLES / "nl_annual_counts.csv", "--plan", plan, "--json")
    assert "not frozen beforehand" in json.loads(invoke(*arguments))["caveats"][-1]["en"]
    first = invoke("freeze", plan).split()[0]
    assert "frozen already" in invoke("freeze", plan)
    found = json.loads(invoke(*arguments))
    assert found["plan_hash"] == first
    assert not any("frozen" in caveat["en"] for caveat in found["caveats"])
    plan.write_text(plan.read_text().replace("before = 2023", "before = 2022"))
    assert "departs from the frozen version" in json.loads(invoke(*arguments))["caveats"][-1]["en"]
    invoke("freeze", plan)
    assert "frozen 2 times" in json.loads(invoke(*arguments))["caveats"][-1]["en"]


def test_the_commands_explain_themselves() -> None:
    for name in (*METHODS, "plan", "freeze"):
        assert "Example:" in invoke(name, "--help")
    assert "segmented" in invoke("plan", "campaign", "--list")
