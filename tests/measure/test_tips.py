"""Finds on a tip-off stand apart: known ratios come back, inspections do not count for them, and a shift is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from weerbaar.measure.displacement.finds import Finds, read_finds
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.displacement.rates import effect, fit_panel
from weerbaar.measure.displacement.tips import ALONE, WITHOUT, apart, only_tips, without_tips
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.methods import template
from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.run import Answer, read_plan, run
from weerbaar.measure.table import parse_table

from .made_ports import SEARCHED, TIPPED, made_ports


def plan_in(folder: Path, extra: str = 'found_by = "found_by"') -> Path:
    text = template("displacement", "panel").replace("synthetic_ports_inspections.csv", "effort.csv")
    path = folder / "plan.toml"
    path.write_text(text.replace("seed = 1", f"seed = 1\n{extra}"))
    return path


def answered(folder: Path, seed: int, extra: str = 'found_by = "found_by"') -> Answer:
    finds, effort = made_ports(seed)
    (folder / "finds.csv").write_text(finds)
    (folder / "effort.csv").write_text(effort)
    return run("displacement", folder / "finds.csv", plan_in(folder, extra))


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return answered(tmp_path_factory.mktemp("tips"), 1)


def test_the_known_ratios_come_back_apart(answer: Answer) -> None:
    lines = {one.name: one for one in answer.result.sensitivity}
    for port, truth in SEARCHED.items():
        one = lines[f"{port}: {WITHOUT}"]
        assert one.weighs
        assert one.ci_low is not None
        assert one.ci_high is not None
        assert one.ci_low < truth < one.ci_high
    tips = lines[f"rotterdam: {ALONE}"]
    assert not tips.weighs
    assert tips.ci_low is not None
    assert tips.ci_high is not None
    assert 1 < tips.ci_low < TIPPED["rotterdam"] < tips.ci_high
    whole = answer.result.diagnostics["rate_ratios"]
    assert isinstance(whole, dict)
    assert whole["rotterdam"]["estimate"] > (lines[f"rotterdam: {WITHOUT}"].estimate or 9)
    assert [one.name for one in answer.result.sensitivity if in_dutch(one.name, "calculations") is None] == []


def read(folder: Path, seed: int) -> tuple[Finds, PanelPlan]:
    finds, effort = made_ports(seed)
    (folder / "effort.csv").write_text(effort)
    plan, _ = read_plan(plan_in(folder))
    assert isinstance(plan, PanelPlan)
    faults = Faults()
    return faults.sure(read_finds(parse_table("f.csv", finds, "0"), plan, folder, faults)), plan


def test_inspections_do_not_count_for_a_tip(tmp_path: Path) -> None:
    seen, plan = read(tmp_path, 1)
    assert seen.tipped is not None
    assert (without_tips(seen).counts + only_tips(seen).counts == seen.counts).all()
    told = next(one for one in apart(seen, plan)["rotterdam"] if one.name == ALONE)
    plain = effect(fit_panel(only_tips(seen), plan, 0.0), "rotterdam", 0.95)
    assert told.estimate == plain.estimate
    # with the exposure of inspections the doubled checks would eat up a factor of root two
    wrong = effect(fit_panel(replace(seen, counts=seen.tipped), plan, 0.5), "rotterdam", 0.95)
    assert (told.estimate or 0) / (wrong.estimate or 1) == pytest.approx(2**0.5, rel=0.05)


def test_a_share_that_moved_is_said_and_drawn(answer: Answer) -> None:
    found: Any = answer.result.diagnostics["tip_off"]
    assert found["rotterdam"]["moved"]
    assert not found["antwerpen"]["moved"]
    years = {one["from"]: one for one in found["rotterdam"]["years"]}
    assert list(years) == [f"{year}-01" for year in range(2020, 2026)]
    assert years["2023-01"]["until"] == "2023-12"
    assert years["2023-01"]["share"] < years["2024-01"]["share"]
    assert years["2023-01"]["finds"] > years["2023-01"]["tip_off"] > 0
    caveats = [one.en for one in answer.result.caveats]
    assert any(one.startswith("In rotterdam the share of finds on a tip-off went from 2") for one in caveats)
    assert not any("antwerpen the share" in one for one in caveats)
    assert "Without finds on a tip-off it is 0." in answer.result.sentence.en
    assert "Zonder vondsten na een tip is het voor rotterdam 0," in answer.result.sentence.nl
    drawn = next(one for one in answer.finding.figures if one.name == "tip-off")
    assert drawn.labels == [f"{year}-01" for year in range(2020, 2026)]
    assert {"rotterdam", "vlissingen", "moerdijk", "controls"} == set(drawn.columns)


def test_without_the_column_it_is_said_that_tips_are_not_apart(tmp_path: Path) -> None:
    found = answered(tmp_path, 1, extra="").result
    assert any("not kept apart" in one.en for one in found.caveats)
    assert "tip_off" not in found.diagnostics
    assert "tip-off" not in found.sentence.en


@pytest.mark.parametrize(
    ("old", "new", "extra", "said"),
    [
        ("tip-off", "hint", "", "no find has 'tip-off' in 'found_by' (there are: hint, inspection)"),
        (",tip-off", ",", "", "'found_by' says how a find was made; fill it in for each find"),
        ("found_by", "how", "", "there is no column 'found_by'"),
        ("x", "x", "tip_off = []", "'tip_off' is empty"),
    ],
)
def test_what_is_wrong_with_the_column_is_said(
    tmp_path: Path, old: str, new: str, extra: str, said: str
) -> None:
    finds, effort = made_ports(1)
    (tmp_path / "finds.csv").write_text(finds.replace(old, new))
    (tmp_path / "effort.csv").write_text(effort)
    with pytest.raises(BadInput) as trouble:
        run("displacement", tmp_path / "finds.csv", plan_in(tmp_path, f'found_by = "found_by"\n{extra}'))
    assert any(said in fault for fault in trouble.value.faults)


def test_a_place_without_tips_on_one_side_has_no_ratio_of_them(tmp_path: Path) -> None:
    seen, plan = read(tmp_path, 1)
    assert seen.tipped is not None
    seen.tipped[seen.places.index("moerdijk"), seen.first_after :] = 0
    lines = {one.name: one for one in apart(seen, plan)["moerdijk"]}
    assert lines[ALONE].estimate is None
    assert "none after it" in lines[ALONE].note
    assert in_dutch(lines[ALONE].note, "notes") is not None
    assert lines[WITHOUT].estimate is not None


@pytest.mark.long
def test_long_the_estimate_without_tips_covers_the_truth(tmp_path: Path) -> None:
    held = []
    for seed in range(200):
        seen, plan = read(tmp_path, seed)
        one = next(line for line in apart(seen, plan)["rotterdam"] if line.name == WITHOUT)
        assert one.ci_low is not None
        assert one.ci_high is not None
        held.append(one.ci_low <= SEARCHED["rotterdam"] <= one.ci_high)
    assert 0.90 <= sum(held) / len(held) <= 0.99
