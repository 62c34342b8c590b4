"""Starts spread over time: the average effect is the true one where plain two-way fixed effects go astray."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from weerbaar.measure.faults import BadInput
from weerbaar.measure.periods import Periods
from weerbaar.measure.result import Verdict
from weerbaar.measure.run import Answer
from weerbaar.measure.staggered import NEVER, Panel, course, overall, two_way
from weerbaar.measure.table import Floats

Measure = Callable[..., Answer]
LENGTH = 12
STARTS = (4, 4, 4, 8, 8, 8, NEVER, NEVER, NEVER, NEVER)


def panel(outcomes: Floats, starts: tuple[int, ...] = STARTS) -> Panel:
    periods = Periods("quarter", tuple(range(LENGTH)), tuple(f"q{at}" for at in range(LENGTH)))
    return Panel(tuple(f"u{at}" for at in range(len(starts))), periods, outcomes, starts)


def made(rng: np.random.Generator | None, spread: float = 1.0) -> Floats:
    """Levels by unit, a common course, and an effect that grows by one each period since the start."""
    t = np.arange(LENGTH)
    rows = []
    for at, start in enumerate(STARTS):
        effect = np.where((start != NEVER) & (t >= start), t - start + 1.0, 0.0)
        noise = np.zeros(LENGTH) if rng is None else rng.normal(0, spread, LENGTH)
        rows.append(5 * at + np.sin(t) + effect + noise)
    return np.array(rows)


def truth() -> float:
    """Average of the effect over the treated unit-periods."""
    return float(np.mean([t - start + 1 for start in (4, 8) for t in range(start, LENGTH)]))


def test_a_growing_effect_is_averaged_right_and_two_way_effects_are_not() -> None:
    seen = panel(made(None))
    one, unused = overall(seen, 0.95, "main")
    assert one.estimate == pytest.approx(truth())
    assert unused == 0
    assert abs(two_way(seen) - truth()) > 0.5
    assert [round(step.estimate or 0, 9) for step in course(seen, 0.95)] == [float(n) for n in range(1, 9)]
    assert all(abs(step.estimate or 0) < 1e-9 for step in course(seen, 0.95, before=True))


def test_it_agrees_with_the_definition_written_out() -> None:
    seen = panel(made(np.random.default_rng(1)))
    total, weight = 0.0, 0
    for start in (4, 8):
        own = [at for at, one in enumerate(STARTS) if one == start]
        for t in range(start, LENGTH):
            others = [at for at, one in enumerate(STARTS) if one == NEVER or one > max(t, start)]
            change = [seen.outcomes[at, t] - seen.outcomes[at, start - 1] for at in range(len(STARTS))]
            total += len(own) * (np.mean([change[at] for at in own]) - np.mean([change[at] for at in others]))
            weight += len(own)
    assert overall(seen, 0.95, "main")[0].estimate == pytest.approx(total / weight)


def held(runs: int, seed: int) -> float:
    rng, hits = np.random.default_rng(seed), list[bool]()
    for _ in range(runs):
        one, _ = overall(panel(made(rng, 2.0)), 0.95, "main")
        assert one.ci_low is not None
        assert one.ci_high is not None
        hits.append(one.ci_low <= truth() <= one.ci_high)
    return float(np.mean(hits))


def test_the_interval_covers_the_truth() -> None:
    assert 0.85 <= held(60, 1) <= 1.0


@pytest.mark.long
def test_long_coverage_of_staggered_starts() -> None:
    assert 0.90 <= held(2_000, 2) <= 0.98


def test_where_all_begin_the_last_start_has_nobody_to_compare_with() -> None:
    starts = (4, 4, 8, 8)
    seen = panel(made(None)[[0, 1, 3, 4]], starts)
    one, unused = overall(seen, 0.95, "main")
    assert unused == 2 * (LENGTH - 8)  # of the first start since the last one began, and of the last start
    assert one.estimate == pytest.approx(np.mean([1.0, 2.0, 3.0, 4.0]))


def text(outcomes: Floats) -> str:
    quarters = [f"{2022 + at // 4}Q{at % 4 + 1}" for at in range(LENGTH)]
    rows = [
        f"u{unit},{quarter},{outcomes[unit, at]:.6f}"
        for unit in range(len(STARTS))
        for at, quarter in enumerate(quarters)
    ]
    return "\n".join(["unit,period,outcome", *rows]) + "\n"


PLAN = {
    "never": '["u6", "u7", "u8", "u9"]',
    "a": '"2023Q1"',
    "b": '"2023Q1"',
    "c": '"2023Q1"',
    "d": '"2024Q1"',
}


def renamed(outcomes: Floats) -> str:
    """Give the units the names of the example plan: a, b, c begin first, d later."""
    names = {"u0,": "a,", "u1,": "b,", "u2,": "c,", "u3,": "d,"}
    found = text(outcomes)
    for old, new in names.items():
        found = found.replace(f"\n{old}", f"\n{new}")
    return found


def test_it_answers_from_plan_to_sentence_and_says_what_it_cannot(measured: Measure) -> None:
    rng = np.random.default_rng(3)
    found = measured("campaign", "staggered", renamed(made(rng, 0.3)), **PLAN).result
    # d is alone in its start: without a spread there is no error, so no conclusion.
    assert found.verdict is Verdict.NO_CONCLUSION
    assert found.estimate == pytest.approx(truth(), abs=1.5)
    assert found.diagnostics["starts"] == {"2023Q1": ["a", "b", "c"], "2024Q1": ["d"]}
    together = measured("campaign", "staggered", renamed(made(rng, 0.3)), **{**PLAN, "d": '"2023Q1"'}).result
    assert together.verdict in (Verdict.SHOWN, Verdict.PLAUSIBLE)


def test_every_fault_is_named_at_once(measured: Measure) -> None:
    broken = text(made(None)).replace("u9,2022Q2,", "u9,2022Q1,")
    with pytest.raises(BadInput) as trouble:
        measured("campaign", "staggered", broken, **PLAN)
    told = "\n".join(trouble.value.faults)
    for word in ("there is no unit 'a'", "there is no unit 'd'"):
        assert word in told
    with pytest.raises(BadInput) as trouble:
        measured("campaign", "staggered", renamed(made(None)), **{**PLAN, "a": '"2022Q1"', "b": '"2031Q1"'})
    told = "\n".join(trouble.value.faults)
    assert "a begins at 2022Q1" in told
    assert "b begins at 2031Q1" in told
