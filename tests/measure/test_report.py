"""Plans are frozen, results say where they come from, and a report is the same bytes every time."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from weerbaar.cli.measure import measure
from weerbaar.measure.methods import METHODS, template
from weerbaar.measure.report.plot import draw
from weerbaar.measure.result import Figure, Text
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
FIELDS = [
    "estimate",
    "scale",
    "ci_low",
    "ci_high",
    "level",
    "method",
    "n_pre",
    "n_post",
    "dispersion",
    "diagnostics",
    "sensitivity",
    "verdict",
    "caveats",
    "data_hash",
    "code_version",
    "seed",
]
SVG = "{http://www.w3.org/2000/svg}"


def plan_for(folder: Path, analysis: str, method: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(template(analysis, method))
    return path


def invoke(*arguments: str | Path) -> str:
    done = CliRunner().invoke(measure, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(("analysis", "method"), [(a, m) for a, many in METHODS.items() for m in many])
def test_every_shipped_plan_is_a_plan(tmp_path: Path, analysis: str, method: str) -> None:
    plan, found = read_plan(plan_for(tmp_path, analysis, method), analysis)
    assert isinstance(plan, found.plan)


@pytest.mark.parametrize(("analysis", "method"), list(DATA))
def test_shipped_plans_run_and_the_json_has_every_field(tmp_path: Path, analysis: str, method: str) -> None:
    plan = plan_for(tmp_path, analysis, method)
    found = json.loads(invoke(analysis, EXAMPLES / DATA[analysis, method], "--plan", plan, "--json"))
    assert set(FIELDS) <= set(found)
    assert found["verdict"] in {"effect_shown", "effect_plausible", "not_shown", "no_conclusion"}
    assert re.fullmatch(r"[0-9a-f]{64}", found["data_hash"])
    assert {"nl", "en"} == set(found["sentence"])
    if found["verdict"] in {"not_shown", "no_conclusion"}:
        assert "no effect" not in found["sentence"]["en"]
        assert "effect is shown" not in found["sentence"]["en"]


def test_scenario_7_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "campaign", "segmented")
    contents = []
    for name in ("one", "two"):
        invoke(
            "campaign", EXAMPLES / "synthetic_hotline_weekly.csv", "--plan", plan, "--report", tmp_path / name
        )
        contents.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())})
    assert contents[0] == contents[1]
    assert {"index.html", "index.en.html", "result.json", "plan.json", "course-nl.svg", "course.csv"} <= set(
        contents[0]
    )
    whole = b"".join(contents[0].values())
    assert str(tmp_path).encode() not in whole


def test_another_seed_is_another_result(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "campaign", "segmented")
    arguments = ("campaign", EXAMPLES / "synthetic_hotline_weekly.csv", "--plan", plan, "--json")
    first = json.loads(invoke(*arguments))
    plan.write_text(plan.read_text().replace("seed = 1", "seed = 2"))
    second = json.loads(invoke(*arguments))
    assert first["estimate"] == second["estimate"]
    assert first["diagnostics"]["extra_reports"]["ci_low"] != second["diagnostics"]["extra_reports"]["ci_low"]
    assert first["plan_hash"] != second["plan_hash"]


def test_plots_speak_and_pages_are_sound(tmp_path: Path) -> None:
    plan = plan_for(tmp_path, "counts", "change")
    invoke("counts", EXAMPLES / "nl_annual_counts.csv", "--plan", plan, "--report", tmp_path / "out")
    for language, page in (("nl", "index.html"), ("en", "index.en.html")):
        root = ElementTree.fromstring((tmp_path / "out" / f"course-{language}.svg").read_bytes())
        assert root.get("role") == "img"
        assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert (root.get("aria-labelledby") or "").split() == [root[0].get("id"), root[1].get("id")]
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


def test_names_where_lines_end_never_overlap() -> None:
    columns: dict[str, list[float | None]] = {
        name: [1.0, 5.0 + 0.01 * place] for place, name in enumerate("abcd")
    }
    words = Text("t", "t")
    figure = Figure(
        name="f",
        kind="series",
        title=words,
        description=words,
        x=words,
        y=words,
        labels=["1", "2"],
        columns=columns,
    )
    root = ElementTree.fromstring(draw(figure, "en"))
    placed = {
        text.text: float(text.get("y", "nan")) for text in root.iter(f"{SVG}text") if text.text in columns
    }
    heights = sorted(placed.values())
    assert len(heights) == 4
    assert min(b - a for a, b in itertools.pairwise(heights)) > 9
