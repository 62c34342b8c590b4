"""Made figures with answers from elsewhere: what the published examples try is tried where their data may not be."""

# Estimates may be absent and diagnostics are a tree of JSON without types.
# pyright: reportIndexIssue=false, reportOptionalOperand=false, reportArgumentType=false
# pyright: reportOperatorIssue=false

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import optimize

from weerbaar.measure.run import Answer, run
from weerbaar.measure.table import Floats

Measure = Callable[..., Answer]
# As many predictors as tell the donors apart: with fewer, several mixes match and the start decides (decision 041).
ROWS = "".join(
    f'\n[[predictors]]\ncolumn = "{column}"\nfirst = {first}\nlast = {last}\n'
    for column, first, last in (
        ("invest", 1960, 1969),
        *(("value", year, year) for year in range(1960, 1970, 2)),
    )
)


def by_hand(counts: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats, Floats]:
    """Fit a Poisson model by Newton steps: coefficients, fitted means, inverse of the information."""
    beta = np.zeros(design.shape[1])
    beta[0] = math.log(counts.sum() / np.exp(offset).sum())
    for _ in range(50):
        mean = np.exp(design @ beta + offset)
        beta = beta + np.linalg.solve(design.T @ (design * mean[:, None]), design.T @ (counts - mean))
    mean = np.exp(design @ beta + offset)
    inverse: Floats = np.asarray(np.linalg.inv(design.T @ (design * mean[:, None])), dtype=np.float64)
    return beta, mean, inverse


def episodes() -> tuple[str, Floats, Floats, Floats]:
    """Return 59 months with a step after 36 as CSV, and the same as counts, design with two waves, and offset."""
    t = np.arange(59.0)
    waves = [wave(2 * math.pi * k * t / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    design = np.column_stack([np.ones(59), t / 12, (t >= 36).astype(float), *waves])
    people = 380_000 + 500 * t
    truth = np.exp(design @ np.array([-6.2, 0.05, -0.12, 0.03, 0.06, 0.01, -0.01])) * people
    counts = np.random.default_rng(8).poisson(np.random.default_rng(9).gamma(truth / 2, 2)).astype(float)
    lines = [f"{2002 + m // 12},{m % 12 + 1},{counts[m]:g},{people[m]:g}" for m in range(59)]
    return "\n".join(["year,month,aces,stdpop", *lines]) + "\n", counts, design, np.log(people)


PLAN = """analysis = "campaign"
method = "segmented"
question = "q"
source = "made"
signed_by = "x"
signed_on = 2025-01-06
period = ["year", "month"]
count = "aces"
exposure = "stdpop"
pulse = 0
flights = [{ name = "ban", start = "2005-01" }]
"""


def newey_west(design: Floats, errors: Floats, inverse: Floats, lag: int) -> Floats:
    """Return the covariance with Bartlett weights to `lag`."""
    scores = design * errors[:, None]
    meat = scores.T @ scores
    for back in range(1, lag + 1):
        cross = scores[back:].T @ scores[:-back]
        meat = meat + (1 - back / (lag + 1)) * (cross + cross.T)
    return inverse @ meat @ inverse


def test_a_step_in_monthly_episodes_agrees_with_newton_steps(tmp_path: Path) -> None:
    text, counts, design, offset = episodes()
    (tmp_path / "plan.toml").write_text(PLAN)
    (tmp_path / "data.csv").write_text(text)
    found: Any = run("campaign", tmp_path / "data.csv", tmp_path / "plan.toml").result
    beta, mean, inverse = by_hand(counts, design, offset)
    phi = float(((counts - mean) ** 2 / mean).sum() / (59 - 7))
    half = 1.959964 * math.sqrt(phi * inverse[2, 2])
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(
        (math.exp(beta[2]), math.exp(beta[2] - half), math.exp(beta[2] + half)), abs=1e-4
    )
    assert found.dispersion == pytest.approx(phi, abs=1e-3)
    robust = newey_west(design, counts - mean, inverse, 3)
    line = next(one for one in found.sensitivity if one.name == "Newey-West errors, lag 3")
    assert math.log(line.ci_high / line.ci_low) / 2 == pytest.approx(
        1.959964 * math.sqrt(robust[2, 2]), abs=1e-4
    )
    expected = float(np.exp(design[36:] @ np.where(np.arange(7) == 2, 0.0, beta) + offset[36:]).sum())
    extra = found.diagnostics["extra_reports"]
    assert extra["counterfactual_post_total"] == pytest.approx(expected, abs=0.5)
    t = np.arange(59.0)
    sloped, other, _ = by_hand(counts, np.column_stack([design, np.maximum(0, t - 35)]), offset)
    assert found.diagnostics["slope_change"]["slope_rr"] == pytest.approx(math.exp(sloped[-1]), abs=1e-4)

    def deviance(fitted: Floats) -> float:
        return float(2 * (counts * np.log(counts / fitted) - counts + fitted).sum())

    phi = float(((counts - other) ** 2 / other).sum() / (59 - 8))
    assert found.diagnostics["slope_change"]["F"] == pytest.approx(
        (deviance(mean) - deviance(other)) / phi, abs=1e-4
    )


def test_four_lists_agree_with_an_optimiser(measured: Measure) -> None:
    rng = np.random.default_rng(4)
    cells = [cell for cell in product((0, 1), repeat=4) if any(cell)]
    seen = rng.random((9_000, 4)) < np.array([0.08, 0.1, 0.05, 0.07])
    seen[:, 1] |= seen[:, 0] & (rng.random(9_000) < 0.1)
    counts = np.array([float((seen == np.array(cell, bool)).all(axis=1).sum()) for cell in cells])
    text = "c1,c2,c3,c4,freq\n" + "".join(
        f"{','.join(map(str, cell))},{n:g}\n" for cell, n in zip(cells, counts, strict=True)
    )
    models: Any = measured("hidden", "lists", text).result.diagnostics["models"]
    singles = np.array(cells, dtype=float)
    for name, extra in {"independence": [], "c1:c2": [singles[:, 0] * singles[:, 1]]}.items():
        design = np.column_stack([np.ones(15), singles, *extra])

        def loss(beta: Floats, design: Floats = design) -> float:
            return float(np.exp(design @ beta).sum() - counts @ (design @ beta))

        def slope(beta: Floats, design: Floats = design) -> Floats:
            return np.asarray(design.T @ (np.exp(design @ beta) - counts))

        start = np.zeros(design.shape[1])
        best = optimize.minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-7}).x
        assert models[name]["N"] == pytest.approx(counts.sum() + math.exp(best[0]), abs=0.05)
        fitted = np.exp(design @ best)
        own = 2 * float(np.where(counts > 0, counts * np.log(np.maximum(counts, 1) / fitted), 0).sum())
        assert models[name]["deviance"] == pytest.approx(own, abs=0.01)
        assert models[name]["df"] == 15 - design.shape[1]


@pytest.mark.parametrize("exclude", ["[]", '["national"]'])
def test_a_region_that_is_a_mix_of_others_gets_the_mix_and_the_gap(measured: Measure, exclude: str) -> None:
    rng, years = np.random.default_rng(6), range(1960, 1998)
    paths = {name: 5 + np.cumsum(rng.normal(0.1, 0.3, 38)) for name in ("cat", "mad", "and", "gal")}
    invest = {"cat": 20.0, "mad": 30.0, "and": 12.0, "gal": 15.0}
    paths["national"] = sum(paths.values()) / 4 + 3
    invest["national"] = 40.0
    paths["own"] = 0.851 * paths["cat"] + 0.149 * paths["mad"] - 0.7 * (np.arange(38) >= 15)
    invest["own"] = 0.851 * 20 + 0.149 * 30
    text = "region,year,value,invest\n" + "".join(
        f"{name},{year},{float(path[at])!r},{invest[name]}\n"
        for name, path in paths.items()
        for at, year in enumerate(years)
    )
    found = measured(
        "campaign", "synthetic_control", text, extra=ROWS, treated='"own"', exclude=exclude
    ).result
    weights: Any = found.diagnostics["weights"]
    assert {name: part for name, part in weights.items() if part > 0.005} == pytest.approx(
        {"cat": 0.851, "mad": 0.149}, abs=0.005
    )
    assert found.estimate == pytest.approx(-0.7, abs=0.005)
    assert found.diagnostics["pre_rmspe"] < 0.005
