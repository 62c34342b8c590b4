"""The campaign analysis gives the published numbers, and the right verdict where the truth is known."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportAttributeAccessIssue=false

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import optimize

from weerbaar.measure.campaign.interrupted import segmented
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.survey import newcombe
from weerbaar.measure.faults import BadInput
from weerbaar.measure.glm import autocorrelation, fit_counts, newey_west_lag
from weerbaar.measure.rates import detectable_ratio
from weerbaar.measure.result import Estimate, Verdict
from weerbaar.measure.run import Answer
from weerbaar.measure.sketch import parse_plan
from weerbaar.measure.table import Table, parse_table

Measure = Callable[..., Answer]
HOTLINE = "synthetic_hotline_weekly.csv"


def named(answer: Answer, name: str) -> Estimate:
    return next(one for one in answer.result.sensitivity if one.name == name)


def test_the_hotline_gives_the_known_late_level_and_covers_the_truth(measured: Measure) -> None:
    found = measured("campaign", "segmented", HOTLINE).result
    assert found.estimate == pytest.approx(1.563, abs=0.001)
    assert (found.ci_low, found.ci_high) == pytest.approx((1.379, 1.772), abs=0.001)
    assert found.dispersion == pytest.approx(2.33, abs=0.01)
    assert found.ci_low < 1.5 < found.ci_high
    assert found.verdict is Verdict.SHOWN
    assert found.diagnostics["persistence"]["judgement"] == "sustained"


def test_the_untouched_category_does_not_move(measured: Measure) -> None:
    answer = measured("campaign", "segmented", HOTLINE)
    violence = named(answer, "comparison series: geweld")
    assert violence.estimate == pytest.approx(0.97, abs=0.005)
    assert (violence.ci_low, violence.ci_high) == pytest.approx((0.864, 1.090), abs=0.001)
    own = measured("campaign", "segmented", HOTLINE, series='"geweld"', comparison='["gezocht"]')
    assert own.result.verdict in {Verdict.NOT_SHOWN, Verdict.NO_CONCLUSION}
    assert "aangetoond:" not in own.result.sentence.nl


def bare_plan(**fields: object) -> SegmentedPlan:
    tree = {"analysis": "campaign", "method": "segmented", "question": "did it help?", "source": "made"}
    tree |= {"signed_by": "a tester", "signed_on": "2025-01-06", "period": "t", "harmonics": 0}
    return parse_plan({**tree, **fields}, SegmentedPlan)


def series(counts: np.ndarray) -> Table:
    rows = "".join(f"{t},{count}\n" for t, count in enumerate(counts, 1))
    return parse_table("made.csv", "t,count\n" + rows, "0")


def test_a_peak_that_goes_back_is_called_so() -> None:
    mean = np.full(180, 60.0)
    mean[120:126] *= 2.2
    counts = np.random.default_rng(4).poisson(mean)
    found = segmented(series(counts), bare_plan(flights=[{"name": "only", "start": 121}], pulse=6))
    assert found.diagnostics["persistence"]["judgement"] == "peak_then_back"
    assert found.verdict is not Verdict.SHOWN


def test_a_fading_level_is_not_called_lasting() -> None:
    mean = np.full(220, 60.0)
    mean[100:160] *= 1.8
    flights = [{"name": "one", "start": 101}, {"name": "two", "start": 161}]
    counts = np.random.default_rng(6).poisson(mean)
    found = segmented(series(counts), bare_plan(flights=flights, pulse=8))
    assert found.diagnostics["persistence"]["judgement"] == "undecided"


def test_a_step_fit_agrees_with_an_independent_likelihood() -> None:
    rng = np.random.default_rng(11)
    t = np.arange(59.0)
    step, exposure = (t >= 36).astype(float), 3.6e5 + 200 * t
    season = 0.1 * np.cos(2 * np.pi * t / 12)
    counts = rng.poisson(exposure * np.exp(-6.2 + 0.003 * t - 0.12 * step + season)).astype(float)
    columns = {"constant": np.ones(59), "trend": t / 12, "L": step}
    columns |= {"sin1": np.sin(2 * np.pi * t / 12), "cos1": np.cos(2 * np.pi * t / 12)}
    ours = fit_counts(counts, columns, np.log(exposure))
    design = np.column_stack(list(columns.values()))

    def loss(b: np.ndarray) -> float:
        log = design @ b + np.log(exposure)
        return float(np.sum(np.exp(log) - counts * log))

    def slope(b: np.ndarray) -> np.ndarray:
        return design.T @ (np.exp(design @ b + np.log(exposure)) - counts)

    start = np.array([math.log(counts.sum() / exposure.sum()), 0, 0, 0, 0])
    other = optimize.minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-4})
    assert ours.params == pytest.approx(other.x, abs=1e-5)
    mean = np.exp(design @ other.x + np.log(exposure))
    phi = float(((counts - mean) ** 2 / mean).sum() / (59 - 5))
    se = math.sqrt(phi * np.linalg.inv(design.T @ (design * mean[:, None]))[2, 2])
    assert ours.dispersion == pytest.approx(phi, rel=1e-4)
    assert ours.log_effect("L")[1] == pytest.approx(se, rel=1e-4)


def test_a_slope_in_the_main_model_is_tested_against_the_model_without(measured: Measure) -> None:
    plain, sloped = (
        measured("campaign", "segmented", HOTLINE, slope=slope).result for slope in ("false", "true")
    )
    assert sloped.diagnostics["slope_change"] == plain.diagnostics["slope_change"]
    assert sloped.estimate != plain.estimate


def test_newey_west_agrees_with_the_formula() -> None:
    rng = np.random.default_rng(5)
    t = np.arange(80.0)
    counts = rng.poisson(np.exp(3 + 0.2 * (t >= 50))).astype(float)
    columns = {"constant": np.ones(80), "L": (t >= 50).astype(float)}
    fit = fit_counts(counts, columns, errors="hac", lag=3)
    design = np.column_stack(list(columns.values()))
    score = design * (counts - fit.mean)[:, None]
    meat = score.T @ score
    for lag in (1, 2, 3):
        gamma = score[lag:].T @ score[:-lag]
        meat += (1 - lag / 4) * (gamma + gamma.T)
    bread = np.linalg.inv(design.T @ (design * fit.mean[:, None]))
    assert fit.covariance == pytest.approx(bread @ meat @ bread, rel=1e-6)
    assert newey_west_lag(59) == 4
    assert newey_west_lag(20) == 3


def test_autocorrelation_of_an_alternating_series_is_negative() -> None:
    assert autocorrelation(np.array([1.0, -1.0] * 20))[0] == pytest.approx(-0.975)


def test_the_toy_series_has_its_published_lift(measured: Measure) -> None:
    found = measured("campaign", "structural", "bsts_vignette.csv").result
    assert found.estimate == pytest.approx(10.563, abs=0.15)
    assert (found.ci_low, found.ci_high) == pytest.approx((9.88, 11.21), abs=0.15)
    assert found.diagnostics["average_prediction"] == pytest.approx(106.485, abs=0.15)
    assert found.diagnostics["average_actual"] == pytest.approx(117.0485, abs=1e-3)
    assert found.ci_low < 10 < found.ci_high


def test_the_banks_differ_by_nineteen(measured: Measure) -> None:
    found = measured("campaign", "difference_in_differences", "did_banks_july1.csv").result
    assert found.estimate == 19
    assert found.verdict is Verdict.NO_CONCLUSION


def test_public_totals_give_the_ratio_of_ratios(measured: Measure) -> None:
    found = measured("campaign", "ratio_of_ratios", "nl_annual_counts.csv").result
    assert found.estimate == pytest.approx(1.3226, abs=1e-4)
    assert (found.ci_low, found.ci_high) == pytest.approx((1.243, 1.407), abs=1e-3)
    assert found.diagnostics["rr_series"] == pytest.approx(1.71, abs=1e-3)
    assert found.diagnostics["rr_control"] == pytest.approx(1.2929, abs=1e-4)
    assert found.diagnostics["rr_total"] == pytest.approx(1.3225, abs=1e-4)
    assert found.verdict is not Verdict.SHOWN
    assert any("2941 is +71" in caveat.en for caveat in found.caveats)


def test_newcombe_and_wald(measured: Measure) -> None:
    assert newcombe(56, 70, 48, 80, 0.95) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    found = measured("campaign", "survey", "group,positive,n\nafter,56,70\nbefore,48,80\n")
    wald = named(found, "Wald interval")
    assert found.result.estimate == pytest.approx(0.2)
    assert (wald.ci_low, wald.ci_high) == pytest.approx((0.0575, 0.3425), abs=1e-4)


def test_weights_lower_the_effective_number(measured: Measure) -> None:
    found = measured(
        "campaign", "survey", "group,positive,n,cv_weights\nafter,56,70,0.5\nbefore,48,80,0\n"
    ).result
    assert found.diagnostics["effective_n_after"] == pytest.approx(70 / 1.25)


def test_a_rating_without_spread_gives_no_conclusion(measured: Measure) -> None:
    found = measured("campaign", "survey", "mean\n8\n", measure='"mean"', benchmark="7.2").result
    assert found.verdict is Verdict.NO_CONCLUSION
    assert found.ci_low is None


def test_self_selected_exposure_is_never_an_effect(measured: Measure) -> None:
    data = "group,positive,n\nafter,560,700\nbefore,300,800\n"
    assert measured("campaign", "survey", data, self_selected="true").result.verdict is Verdict.NO_CONCLUSION


def test_power_matches_the_table() -> None:
    for phi, ratio in ((1, 1.09), (3, 1.15), (5, 1.20)):
        assert detectable_ratio(143, 24, 12, phi) == pytest.approx(ratio, abs=0.005)


def test_scenario_2_a_changed_category_list_is_refused_until_a_mapping_is_chosen(measured: Measure) -> None:
    change = '\n[[breaks]]\nat = 2025-03-03\nwhat = "new list of categories"\n'
    with pytest.raises(BadInput, match="has no 'mapping'"):
        measured("campaign", "segmented", HOTLINE, extra=change)
    found = measured("campaign", "segmented", HOTLINE, extra=change + 'mapping = "version 2"\n').result
    assert any("version 2" in caveat.en for caveat in found.caveats)
    assert found.diagnostics["mapping_versions"] == ["2025-03-03: new list of categories: version 2"]


def test_scenario_3_a_shock_enters_and_the_fit_without_it_is_shown(measured: Measure) -> None:
    shock = '\n[[shocks]]\nname = "television"\nstart = 2025-09-15\nend = 2025-09-28\n'
    answer = measured("campaign", "segmented", HOTLINE, extra=shock)
    assert named(answer, "without the named shocks").estimate == pytest.approx(1.563, abs=0.001)
    assert answer.result.estimate != named(answer, "without the named shocks").estimate


def test_too_few_points_give_no_conclusion(measured: Measure) -> None:
    found = measured("campaign", "segmented", HOTLINE, years_before="5.0").result
    assert found.verdict is Verdict.NO_CONCLUSION
    assert found.sentence.nl.endswith("Hierover is geen conclusie mogelijk.")
