"""Hidden populations: published estimates, and log-linear models against another solver."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportAttributeAccessIssue=false

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import optimize

from weerbaar.measure.faults import BadInput
from weerbaar.measure.hidden.contacts import chao, truncated_rate
from weerbaar.measure.hidden.lists import chapman, fit_model, models, with_missed_links
from weerbaar.measure.run import Answer

Measure = Callable[..., Answer]
TWO = "a,b,freq\n1,1,30\n1,0,170\n0,1,120\n"
CELLS = np.array([c for c in itertools.product((0, 1), repeat=4) if any(c)], dtype=float)


def made_lists(seed: int = 1, size: int = 10_000) -> np.ndarray:
    """Cell counts of four lists, the first two dependent."""
    rng = np.random.default_rng(seed)
    first = rng.random(size) < 0.12
    second = rng.random(size) < np.where(first, 0.16, 0.08)
    others = [rng.random(size) < p for p in (0.07, 0.03)]
    seen = np.column_stack([first, second, *others]).astype(int)
    return np.array([float((seen == pattern).all(axis=1).sum()) for pattern in CELLS.astype(int)])


def rows(counts: np.ndarray) -> str:
    body = "".join(
        ",".join(f"{int(v)}" for v in [*cell, n]) + "\n" for cell, n in zip(CELLS, counts, strict=True)
    )
    return "c1,c2,c3,c4,freq\n" + body


def test_chapman_gives_the_published_numbers(measured: Measure) -> None:
    assert chapman(200, 150, 30) == pytest.approx((978.06, 20133.99), abs=0.01)
    found = measured("hidden", "lists", TWO).result
    assert found.estimate == pytest.approx(978.06, abs=0.01)
    assert found.diagnostics["variance"] == pytest.approx(20133.99, abs=0.01)
    assert found.diagnostics["lincoln_petersen"] == 1000


def test_log_linear_models_agree_with_another_solver() -> None:
    counts = made_lists()
    for pairs in ((), ((0, 1),), tuple(itertools.combinations(range(4), 2))):
        design = np.column_stack([np.ones(15), CELLS, *(CELLS[:, a] * CELLS[:, b] for a, b in pairs)])

        def loss(x: np.ndarray, design: np.ndarray = design) -> float:
            return float(np.sum(np.exp(design @ x) - counts * (design @ x)))

        def slope(x: np.ndarray, design: np.ndarray = design) -> np.ndarray:
            return design.T @ (np.exp(design @ x) - counts)

        start = np.zeros(design.shape[1])
        start[0] = math.log(counts.mean())
        other = optimize.minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-5})
        mean = np.exp(design @ other.x)
        ratio = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1) / mean), 0)
        ours = fit_model(CELLS, counts, pairs, 0.95)
        assert ours.size == pytest.approx(counts.sum() + math.exp(other.x[0]), rel=1e-4)
        assert ours.deviance == pytest.approx(2 * float((ratio - counts + mean).sum()), abs=1e-4)
        assert ours.df == 15 - design.shape[1]


def test_the_dependent_pair_is_found_and_the_range_covers_the_truth(measured: Measure) -> None:
    found = measured("hidden", "lists", rows(made_lists())).result
    assert "c1:c2" in found.diagnostics["best_model"]
    low, high = found.diagnostics["plausible_range_with_intervals"]
    assert low < 10_000 < high
    assert found.ci_low < 10_000 < found.ci_high
    assert found.diagnostics["models"]["independence"]["N"] < found.estimate
    assert found.diagnostics["models_fitted"] == 64


def test_missed_links_make_the_estimate_too_high() -> None:
    counts = np.array([120.0, 170.0, 30.0])
    cells = np.array([[0, 1], [1, 0], [1, 1]], dtype=float)
    true = with_missed_links(cells, counts, 0.05)
    assert true[2] == pytest.approx(30 / 0.95)
    assert true[0] + true[2] == pytest.approx(150)
    assert true[1] + true[2] == pytest.approx(200)


def test_lists_of_five_take_a_smaller_family() -> None:
    cells = np.array([c for c in itertools.product((0, 1), repeat=5) if any(c)], dtype=float)
    counts = 400 * np.prod(np.where(cells == 1, 0.25, 0.75), axis=1).round(3) // 1 + 1
    assert len(models(cells, counts, 0.95)) == 12


def test_repeated_contacts_recover_a_known_size(measured: Measure) -> None:
    seen = np.random.default_rng(3).poisson(0.6, 20_000)
    numbers = np.bincount(seen)[1:]
    text = "contacts,persons\n" + "".join(f"{k},{n}\n" for k, n in enumerate(numbers, 1))
    found = measured("hidden", "contacts", text).result
    assert found.ci_low < 20_000 < found.ci_high
    assert {one.name for one in found.sensitivity} >= {"Chao lower bound", "Zelterman"}


def test_truncated_rate_solves_its_equation() -> None:
    rate = truncated_rate(1.162234)
    assert rate / (1 - math.exp(-rate)) == pytest.approx(1.162234)


def test_chao_by_hand() -> None:
    assert chao(100, 60, 20, 0.95)[0] == 100 + 60**2 / 40
    assert chao(100, 10, 0, 0.95)[0] == 100 + 45


def test_no_overlap_is_refused(measured: Measure) -> None:
    with pytest.raises(BadInput, match="no one is on two lists"):
        measured("hidden", "lists", "a,b,freq\n1,0,20\n0,1,10\n")
