"""Power before the fact: made series agree with theory where it holds, and nothing of the outcome is read."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false

from __future__ import annotations

import itertools
import json
import tomllib
from pathlib import Path

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner

from weerbaar.cli.measure import measure
from weerbaar.measure.batch import fit_batch, newey_west
from weerbaar.measure.campaign.interrupted import segmented
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.power import Shares, look_ahead, shares_found, smallest, wander
from weerbaar.measure.campaign.segments import Windows, terms
from weerbaar.measure.faults import BadInput
from weerbaar.measure.glm import fit_counts
from weerbaar.measure.methods import template
from weerbaar.measure.periods import Periods, label_of, parse_period
from weerbaar.measure.plan import frozen_versions, plain
from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.report.pages import write_report
from weerbaar.measure.result import Verdict, as_json
from weerbaar.measure.run import power
from weerbaar.measure.sketch import parse_plan
from weerbaar.measure.table import Table, parse_table

HOTLINE = Path(__file__).parent / "examples" / "synthetic_hotline_weekly.csv"
BEFORE, AFTER = 48, 24
LENGTH = BEFORE + AFTER
PERIODS = Periods("step", tuple(range(LENGTH)), tuple(str(at) for at in range(LENGTH)))
SPOTS = Windows(BEFORE, (("one", BEFORE, BEFORE),), ((BEFORE, LENGTH),))
COLUMNS = terms(PERIODS, SPOTS, harmonics=0)


def plan_of(**changes: object) -> SegmentedPlan:
    tree = {key: plain(value) for key, value in tomllib.loads(template("campaign", "segmented")).items()}
    return msgspec.structs.replace(parse_plan(tree, SegmentedPlan), **changes)


def shares(effect: float, rho: float = 0.0, mean: float = 150.0, spread: float = 0.0) -> Shares:
    rng, plan = np.random.default_rng(4), plan_of(harmonics=0, pulse=0)
    counts = rng.poisson(mean * np.exp(wander(rng, 1, LENGTH, spread, rho)[0])).astype(float)
    ahead = look_ahead(plan, PERIODS, SPOTS, counts[:BEFORE], None)
    return shares_found(plan, PERIODS, SPOTS, ahead, effect)


def test_it_agrees_with_the_information_of_the_model() -> None:
    design = np.column_stack(list(COLUMNS.values()))
    error = float(np.sqrt(np.linalg.inv(150.0 * design.T @ design)[-1, -1]))
    effect = float(np.exp(2.8 * error))  # 80 % of series give more than 1.96 errors
    assert shares(effect).main == pytest.approx(0.80, abs=0.06)
    assert shares(1 / effect).main == pytest.approx(0.80, abs=0.08)


def test_no_effect_is_seldom_seen_and_a_large_one_always() -> None:
    assert shares(1.0).main <= 0.08
    assert shares(1.0).lasting <= 0.05
    large = shares(1.5)
    assert (large.main, large.shown, large.lasting) == (1.0, 1.0, 1.0)


def test_series_that_wander_let_less_be_seen() -> None:
    assert shares(1.1, rho=0.7, spread=0.12).main < shares(1.1).main - 0.2


def test_the_made_errors_have_their_spread_and_hang_together() -> None:
    made = wander(np.random.default_rng(2), 200, 1000, 0.3, 0.6)
    assert float(made.std()) == pytest.approx(0.3, rel=0.02)
    assert float(np.exp(made).mean()) == pytest.approx(1.0, abs=0.01)
    assert float(np.corrcoef(made[:, 1:].ravel(), made[:, :-1].ravel())[0, 1]) == pytest.approx(0.6, abs=0.02)


def test_fits_at_once_agree_with_a_fit_per_series() -> None:
    rng = np.random.default_rng(8)
    offset = np.log(rng.uniform(0.5, 2.0, LENGTH))
    counts = rng.poisson(40 * np.exp(offset), (6, LENGTH)).astype(float)
    design = np.column_stack(list(COLUMNS.values()))
    fit = fit_batch(counts, design, offset=offset)
    robust = newey_west(fit, counts, design, 4)
    for row, one in enumerate(counts):
        quasi = fit_counts(one, COLUMNS, offset)
        assert fit.params[row] == pytest.approx(quasi.params, abs=1e-7)
        assert fit.inverse[row] * fit.dispersion[row] == pytest.approx(quasi.covariance, rel=1e-5)
        assert robust[row] == pytest.approx(
            fit_counts(one, COLUMNS, offset, errors="hac", lag=4).covariance, rel=1e-5
        )


def test_the_smallest_effect_lies_where_the_share_is_passed_for_good() -> None:
    assert smallest([1.1, 1.2, 1.3], [0.2, 0.5, 0.7], 0.8) is None
    assert smallest([1.1, 1.2, 1.3], [0.9, 0.95, 1.0], 0.8) == 1.1
    assert smallest([1.1, 1.2, 1.3], [0.82, 0.6, 1.0], 0.8) == pytest.approx((1.2 * 1.3) ** 0.5)
    assert smallest([0.9, 0.8], [0.6, 1.0], 0.8) == pytest.approx((0.9 * 0.8) ** 0.5)


@pytest.mark.parametrize("text", ["2025-01-13", "2025-03", "2025H2", "2025Q4", "2025", "17"])
def test_periods_to_come_are_named_as_a_file_names_them(text: str) -> None:
    grain, ordinal = parse_period(text) or ("", 0)
    assert parse_period(label_of(grain, ordinal)) == (grain, ordinal)
    assert label_of(grain, ordinal) == text


def written(folder: Path, **changes: str) -> Path:
    """Write the shipped plan with an end and few ratios to try, and with other changes to its top level."""
    more = "seed = 1\nuntil = 2025-12-29\npower_effects = [1.0, 1.2, 1.4]"
    text = template("campaign", "segmented").replace("seed = 1", more, 1)
    for key, value in changes.items():
        text = "\n".join(
            f"{key} = {value}" if line.startswith(f"{key} = ") else line for line in text.splitlines()
        )
    path = folder / "plan.toml"
    path.write_text(text)
    return path


def test_what_came_after_changes_no_byte(tmp_path: Path) -> None:
    plan, head = written(tmp_path), HOTLINE.read_text().splitlines()
    before = [row for row in head if row < "2025-01-13" or row.startswith("week")]
    nonsense = [f"{row.split(',')[0]},{row.split(',')[1]},minus seven" for row in head if row[:2] == "20"]
    files = {
        "whole": "\n".join(head),
        "before": "\n".join(before),
        "nonsense": "\n".join([*before, *(row for row in nonsense if row >= "2025-01-13")]),
    }
    told = set()
    for name, text in files.items():
        (tmp_path / name).write_text(text + "\n")
        told.add(as_json(power(tmp_path / name, plan).result))
    assert len(told) == 1
    other = "\n".join([head[0], *(row.replace(",43", ",44") for row in before[1:])])
    (tmp_path / "other").write_text(other + "\n")
    assert as_json(power(tmp_path / "other", plan).result) not in told


def test_the_curve_rises_and_its_words_and_plot_say_what_it_holds(tmp_path: Path) -> None:
    answer = power(HOTLINE, written(tmp_path))
    found = answer.result
    curve = found.diagnostics["curve"]
    shown = [point["shown"] for point in curve]
    assert all(late > early - 0.03 for early, late in itertools.pairwise(shown))
    assert found.diagnostics["false_alarms"] < 0.1
    assert found.ci_low < found.estimate < found.ci_high
    assert all(point["shown"] <= point["main_model"] for point in curve)
    assert found.diagnostics["found_at_minimum"] < 0.8
    assert "too little" in found.sentence.en
    assert "te weinig" in found.sentence.nl
    assert in_dutch(found.method, "methods") is not None
    names = {path.name for path in write_report(answer, tmp_path / "out")}
    assert {"index.html", "power-nl.svg", "power-en.svg", "power.csv", "result.json"} <= names
    assert "Vooraf: nog geen uitkomst" in (tmp_path / "out" / "index.html").read_text()
    assert ">1,4<" in (tmp_path / "out" / "index.html").read_text()


def test_power_is_kept_with_the_plan_and_the_analysis_cites_it(tmp_path: Path) -> None:
    plan = written(tmp_path, series='"geweld"', comparison='["gezocht"]')
    run = CliRunner()
    assert run.invoke(measure, ["freeze", str(plan)]).exit_code == 0
    kept = run.invoke(measure, ["freeze", str(plan), "--power", str(HOTLINE)])
    assert kept.exit_code == 0, kept.output
    (version,) = frozen_versions(plan)
    assert version.power is not None
    assert version.power.found_at_minimum < 0.8
    arguments = ["campaign", str(HOTLINE), "--plan", str(plan), "--json"]
    found = json.loads(run.invoke(measure, arguments).output)
    assert found["verdict"] == "no_conclusion"
    assert found["diagnostics"]["power"]["frozen_with_the_plan"]["data_hash"] == version.power.data_hash
    assert any(caveat["en"].startswith("Fixed beforehand: a ratio of") for caveat in found["caveats"])
    assert not any("not those from which" in caveat["en"] for caveat in found["caveats"])
    file = plan.with_suffix(".frozen.json")
    tree = json.loads(file.read_text())
    tree[0]["power"] |= {"found_at_minimum": 0.93, "data_hash": "0" * 64}
    file.write_text(json.dumps(tree))
    found = json.loads(run.invoke(measure, arguments).output)
    assert found["verdict"] == "not_shown"
    assert any("not those from which" in caveat["en"] for caveat in found["caveats"])


def test_the_end_of_the_plan_holds_in_the_analysis_too(tmp_path: Path) -> None:
    plan = written(tmp_path)
    plan.write_text(plan.read_text().replace("until = 2025-12-29", "until = 2025-12-01"))
    run = CliRunner()
    found = json.loads(run.invoke(measure, ["campaign", str(HOTLINE), "--plan", str(plan), "--json"]).output)
    assert found["n_post"] == 47
    assert any("lie outside the plan" in caveat["en"] for caveat in found["caveats"])
    plan.write_text(plan.read_text().replace("until = 2025-12-01", "until = 2026-03-02"))
    found = json.loads(run.invoke(measure, ["campaign", str(HOTLINE), "--plan", str(plan), "--json"]).output)
    assert any(caveat["en"].startswith("An early look") for caveat in found["caveats"])


def test_a_plan_without_power_and_figures_without_a_before_are_refused(tmp_path: Path) -> None:
    plan = tmp_path / "other.toml"
    plan.write_text(template("counts", "change"))
    with pytest.raises(BadInput, match="power is worked out for campaign segmented"):
        power(HOTLINE, plan)
    late = tmp_path / "late.csv"
    late.write_text("week_start,category,count\n2025-02-03,drugs,4\nsoon,drugs,4\n")
    with pytest.raises(BadInput) as trouble:
        power(late, written(tmp_path))
    assert len(trouble.value.faults) == 2
    gone = "\n".join(row for row in HOTLINE.read_text().splitlines() if not "2024-12" < row < "2025-01-13")
    late.write_text(gone + "\n")
    with pytest.raises(BadInput, match="missing between them"):
        power(late, written(tmp_path))


def test_a_plan_that_could_never_conclude_says_so(tmp_path: Path) -> None:
    plan = written(tmp_path)
    plan.write_text(plan.read_text().replace("seed = 1", "seed = 1\nyears_before = 4.0", 1))
    found = power(HOTLINE, plan).result
    assert any("Too few periods before" in caveat.en for caveat in found.caveats)
    assert "too little" in found.sentence.en


@pytest.mark.long
def test_long_the_whole_analysis_shows_what_was_promised() -> None:
    """Judge whole series as the analysis does, sensitivity set and all, beside what the power said."""
    rng, mean, effect = np.random.default_rng(3), 60.0, 1.3
    tree: dict[str, object] = {
        "analysis": "campaign",
        "method": "segmented",
        "question": "q",
        "source": "made",
    }
    tree |= {"signed_by": "x", "signed_on": "2025-01-06", "period": "t", "harmonics": 0, "pulse": 4}
    plan = parse_plan({**tree, "flights": [{"name": "one", "start": 80}]}, SegmentedPlan)
    held = np.where(np.arange(120) >= 80, effect, 1.0)
    periods = Periods("step", tuple(range(120)), tuple(str(at) for at in range(120)))
    spots = Windows(80, (("one", 80, 84),), ((84, 120),))
    expected, runs = [], 60
    shown = 0
    for _ in range(runs):
        counts = rng.poisson(mean * held * np.exp(wander(rng, 1, 120, 0.1, 0.3)[0]))
        ahead = look_ahead(plan, periods, spots, counts[:80].astype(float), None)
        if len(expected) < 10:
            expected.append(shares_found(plan, periods, spots, ahead, effect).shown)
        shown += segmented(table_of(counts), plan).verdict is Verdict.SHOWN
    assert shown / runs == pytest.approx(float(np.mean(expected)), abs=0.15)


def table_of(counts: np.ndarray) -> Table:
    return parse_table("made.csv", "t,count\n" + "".join(f"{t},{c}\n" for t, c in enumerate(counts)), "0")
