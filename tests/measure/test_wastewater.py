"""Sewage: the chain of formulas, values below the limit, the European file and its oddities."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportAttributeAccessIssue=false

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.result import Verdict
from weerbaar.measure.run import Answer
from weerbaar.measure.table import read_table
from weerbaar.measure.wastewater.censored import fit_lognormal
from weerbaar.measure.wastewater.discharge import enantiomers, screen
from weerbaar.measure.wastewater.europe import change_class, read_weeks
from weerbaar.measure.wastewater.factors import Factor, factor_for, factors
from weerbaar.measure.wastewater.loads import load, per_thousand

Measure = Callable[..., Answer]
EUROPE = "ww2025-all-data.csv"
ONE_DAY = (
    "date,site,substance,conc_ng_per_L,flow_m3_per_day,population\n2025-03-12,A,cocaine,1200,50000,250000\n"
)
CENSORED = "value\n12.1\n8.4\n<5\n15.2\n6.3\n\n9.9\n22.5\n0\n7.1\n11.8\n5.4\n18.6\n<5\n10.2\n"


def test_the_chain_of_formulas() -> None:
    assert load(1200, 50_000) == pytest.approx(60)
    assert per_thousand(60, 250_000) == pytest.approx(240)


def test_the_worked_load_with_its_interval(measured: Measure) -> None:
    found = measured("wastewater", "loads", ONE_DAY).result
    assert found.estimate == pytest.approx(240)
    assert (found.ci_low, found.ci_high) == pytest.approx((145, 383), abs=3)
    assert found.diagnostics["total_cv"] == pytest.approx(0.25)
    assert found.diagnostics["load_g_per_day"] == pytest.approx(60)
    assert found.sensitivity == []


def test_use_is_only_worked_out_when_asked_and_under_every_factor(measured: Measure) -> None:
    found = measured("wastewater", "loads", ONE_DAY, back_calculate="true").result
    assert [one.estimate for one in found.sensitivity] == pytest.approx([240 * 3.59, 240 * 2.33])
    assert all("known" in one.note for one in found.sensitivity)
    with pytest.raises(BadInput, match="no back-calculation factor"):
        measured(
            "wastewater",
            "loads",
            ONE_DAY.replace("cocaine", "cannabis"),
            back_calculate="true",
            target='"cannabis"',
        )


@pytest.mark.parametrize("factor", factors(), ids=lambda one: f"{one.substance}-{one.version}")
def test_factors_follow_from_excretion(factor: Factor) -> None:
    value, made = factor.value, factor.molar_ratio / factor.excreted
    assert value == pytest.approx(made, rel=0.03)
    assert factor.mark


def test_the_current_factor_comes_first() -> None:
    assert factor_for("cocaine").version == "E29"


def test_censored_values_give_the_published_mean(measured: Measure) -> None:
    found = measured("wastewater", "censored", CENSORED).result
    assert found.estimate == pytest.approx(9.6013, abs=1e-3)
    assert found.diagnostics["mu"] == pytest.approx(2.059114, abs=1e-4)
    assert found.diagnostics["sigma"] == pytest.approx(0.6368369, abs=1e-4)
    assert found.diagnostics["geometric_mean"] == pytest.approx(7.839, abs=1e-3)
    naive = {one.name: one.estimate for one in found.sensitivity}
    assert naive["zero for what is below"] == pytest.approx(8.5)
    assert naive["half the limit"] == pytest.approx(9.1667, abs=1e-4)


def test_an_uncensored_fit_is_the_plain_one() -> None:
    values = np.array([3.0, 5.0, 8.0, 4.0, 9.0])
    fit = fit_lognormal(values, np.full(5, 1.0))
    assert fit.mu == pytest.approx(np.log(values).mean(), abs=1e-5)
    assert fit.sigma == pytest.approx(np.log(values).std(), abs=1e-5)
    assert fit.covariance[0, 0] == pytest.approx(np.log(values).var() / 5, rel=1e-3)


def test_too_much_below_the_limit_gives_a_share_only(measured: Measure) -> None:
    found = measured("wastewater", "censored", "value\n" + "<5\n" * 9 + "7\n").result
    assert found.estimate is None
    assert found.diagnostics["share_detected"] == pytest.approx(0.1)


def test_the_screen_finds_the_known_days(measured: Measure) -> None:
    found = measured("wastewater", "discharge", EUROPE, country='"NL"').result
    days = {(one["year"], one["city"], one["day"], one["value"]) for one in found.diagnostics["flagged_days"]}
    assert found.diagnostics["flags"] == 39
    assert found.diagnostics["site_weeks_flagged"] == 30
    assert found.diagnostics["site_weeks_screened"] == 1716
    assert days == {
        (2014, "Utrecht", "Wednesday", 268.21),
        (2014, "Utrecht", "Tuesday", 216.87),
        (2017, "Eindhoven", "Monday", 696.89),
    }
    (watched,) = (
        one
        for one in found.diagnostics["watch"]
        if (one["year"], one["city"], one["day"]) == (2024, "Amsterdam", "Monday")
    )
    assert (watched["value"], watched["fold"], watched["z"]) == pytest.approx((846, 3.4, 3.1), abs=0.5)
    profiles = found.diagnostics["profiles"]
    week = ("Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday")
    assert [profiles["MDMA"]["log_profile"][day] for day in week] == pytest.approx(
        [-0.26, -0.35, -0.18, 0.38, 0.74, 0.34], abs=0.005
    )
    assert max(map(abs, profiles["amphetamine"]["log_profile"].values())) <= 0.065
    scales = [profiles[name]["robust_scale"] for name in ("MDMA", "amphetamine")]
    # the first was worked out as 0.386: about zero, where ours is about the median of what is left
    assert scales == pytest.approx([0.386, 0.144], abs=0.003)


def test_the_screen_agrees_with_a_plain_loop_on_made_weeks() -> None:
    rng = np.random.default_rng(2)
    days = rng.lognormal(3, 0.2, (60, 7))
    days[7, 5] *= 9
    days[9, 1] = 0
    seen = screen(days, least_days=6)
    assert seen is not None
    ratios = []
    for row in days:
        middle = sorted(row)[3]
        ratios.append([math.log(value / middle) if value > 0 else math.nan for value in row])
    profile = [float(np.nanmedian([row[day] for row in ratios])) for day in range(7)]
    flat = [r - p for row in ratios for r, p in zip(row, profile, strict=True) if not math.isnan(r)]
    scale = float(stats.median_abs_deviation(flat, scale="normal"))
    assert seen.scale == pytest.approx(scale, rel=1e-4)
    assert seen.z[7, 5] == pytest.approx((ratios[7][5] - profile[5]) / scale, rel=1e-4)
    assert math.isnan(seen.z[9, 1])


def test_published_means_are_kept_beside_recomputed_ones(measured: Measure) -> None:
    share = measured("wastewater", "trend", EUROPE).result.diagnostics["means_published_equal_recomputed"]
    assert (share["weekday"], share["weekend"], share["daily"]) == pytest.approx(
        (0.9087, 0.9158, 0.9719), abs=1e-4
    )


def test_cocaine_in_the_netherlands_grew(measured: Measure) -> None:
    found = measured("wastewater", "trend", EUROPE).result
    assert found.verdict is Verdict.SHOWN
    assert 1.05 < found.ci_low < found.estimate < found.ci_high < 1.10
    classes = {one["city"]: one["class"] for one in found.diagnostics["changes"]}
    assert classes["Rotterdam (2)"] == "decrease"
    assert classes["Amsterdam"] == "stable"
    assert any("EUDA and SCORE" in caveat.en for caveat in found.caveats)


def test_zeros_are_below_the_limit_and_said_so(measured: Measure) -> None:
    found = measured("wastewater", "trend", EUROPE, substance='"amphetamine"', country='""').result
    assert found.diagnostics["zeros_below_limit"] > 500
    assert any("below the limit" in caveat.en for caveat in found.caveats)


@pytest.mark.parametrize(
    ("substance", "share"), [("amphetamine", 0.10), ("methamphetamine", 0.19), ("ketamine", 0.22)]
)
def test_how_many_days_of_the_file_lie_below_the_limit(substance: str, share: float) -> None:
    faults = Faults()
    weeks = faults.sure(read_weeks(read_table(Path(__file__).parent / "examples" / EUROPE), faults))
    days = weeks.days[[name == substance for name in weeks.substance]]
    assert (days == 0).sum() / (~np.isnan(days)).sum() == pytest.approx(share, abs=0.005)


def test_change_classes() -> None:
    assert [change_class(one) for one in (10.0, 10.1, -10.0, -10.1, math.inf)] == [
        "stable",
        "increase",
        "stable",
        "decrease",
        "increase",
    ]


def test_enantiomers() -> None:
    assert [enantiomers(r, 1 - r) for r in (0.5, 0.57, 0.66)] == ["discharge", "unclear", "use"]


def test_scenario_6_monday_first_and_decimal_commas_are_refused_with_lines(measured: Measure) -> None:
    days = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday"
    header = f"Year,Metabolite,Site ID,Country,City,{days},Weekday mean,Weekend mean,Daily mean"
    text = header + '\n2024,cocaine,NL001,NL,Amsterdam,"1,5",2,3,4,5,6,7,1,2,3\n'
    with pytest.raises(BadInput) as trouble:
        measured("wastewater", "trend", text)
    said = "\n".join(trouble.value.faults)
    assert "the days run Monday to Sunday" in said
    assert "line 2: '1,5' in 'Monday' has a decimal comma" in said


def test_scenario_5_a_corrected_limit_censors_values_and_changes_the_answer(measured: Measure) -> None:
    rows = "".join(
        f"2025-03-{day},A,cocaine,{value},50000,250000,{{loq}}\n"
        for day, value in zip(range(10, 17), (7, 12, 9, 14, 8, 30, 22), strict=True)
    )
    text = "date,site,substance,conc_ng_per_L,flow_m3_per_day,population,loq_ng_per_L\n" + rows
    # that a letter keeps its old figures, with a notice, is tested with the letter (building/test_errata.py)
    old = measured("wastewater", "loads", text.replace("{loq}", "5")).result
    new = measured("wastewater", "loads", text.replace("{loq}", "10")).result
    assert old.diagnostics["share_censored"] == 0
    assert new.diagnostics["share_censored"] == pytest.approx(3 / 7)
    assert old.data_hash != new.data_hash
    assert old.estimate != new.estimate
    assert "left-censored" in new.method
