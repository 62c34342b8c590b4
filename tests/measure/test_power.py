"""Power before the fact: made series agree with the formula where the formula holds, and say less where it does not."""

from __future__ import annotations

import tomllib

import msgspec
import numpy as np
import pytest

from weerbaar.measure.campaign.observed import Observed
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.campaign.power import simulated_power, wander
from weerbaar.measure.campaign.segments import Windows, terms
from weerbaar.measure.methods import template
from weerbaar.measure.periods import Periods
from weerbaar.measure.plan import parse_plan, plain

BEFORE, AFTER = 48, 24
LENGTH = BEFORE + AFTER
PERIODS = Periods("step", tuple(range(LENGTH)), tuple(str(at) for at in range(LENGTH)))
SPOTS = Windows(BEFORE, (("one", BEFORE, BEFORE),), ((BEFORE, LENGTH),))
COLUMNS = terms(PERIODS, SPOTS, harmonics=0)


def plan_of(effect: float) -> SegmentedPlan:
    tree = {key: plain(value) for key, value in tomllib.loads(template("campaign", "segmented")).items()}
    plan = parse_plan(tree, SegmentedPlan)
    return msgspec.structs.replace(plan, minimum_effect=effect, harmonics=0)


def power(effect: float, rho: float = 0.0, mean: float = 150.0, spread: float = 0.0) -> float:
    rng = np.random.default_rng(4)
    counts = rng.poisson(mean * np.exp(wander(rng, LENGTH, spread, rho))).astype(float)
    seen = Observed(PERIODS, counts, None, {}, ())
    found = simulated_power(plan_of(effect), seen, SPOTS, COLUMNS)["simulated_power"]
    assert isinstance(found, float)
    return found


def test_it_agrees_with_the_information_of_the_model() -> None:
    design = np.column_stack(list(COLUMNS.values()))
    error = float(np.sqrt(np.linalg.inv(150.0 * design.T @ design)[-1, -1]))
    effect = float(np.exp(2.8 * error))  # 80 % of series give more than 1.96 errors
    assert power(effect) == pytest.approx(0.80, abs=0.06)


def test_no_effect_is_seldom_seen_and_a_large_one_always() -> None:
    assert power(1.0) <= 0.06
    assert power(1.5) == 1.0


def test_series_that_wander_let_less_be_seen() -> None:
    assert power(1.1, rho=0.7, spread=0.12) < power(1.1) - 0.2


def test_the_made_errors_have_their_spread_and_hang_together() -> None:
    made = wander(np.random.default_rng(2), 200_000, 0.3, 0.6)
    assert float(made.std()) == pytest.approx(0.3, rel=0.02)
    assert float(np.exp(made).mean()) == pytest.approx(1.0, abs=0.01)
    assert float(np.corrcoef(made[1:], made[:-1])[0, 1]) == pytest.approx(0.6, abs=0.02)
