"""Made data with a known truth: the intervals cover it as often as they say, and alarms are rarely false."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from weerbaar.measure.campaign.segments import Windows, terms
from weerbaar.measure.counts.ears import ears
from weerbaar.measure.counts.farrington import farrington
from weerbaar.measure.displacement.indices import Cells, weighted_displacement_difference
from weerbaar.measure.glm import fit_counts
from weerbaar.measure.hidden.lists import fit_model
from weerbaar.measure.periods import Periods
from weerbaar.measure.rates import exact_ratio
from weerbaar.measure.wastewater.censored import fit_lognormal

LENGTH = 156
PERIODS = Periods("week", tuple(range(LENGTH)), tuple(str(t) for t in range(LENGTH)))
SPOTS = Windows(104, (("one", 104, 112),), ((112, LENGTH),))
COLUMNS = terms(PERIODS, SPOTS)


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def in_band(hits: list[bool], nominal_low: float = 0.90, nominal_high: float = 0.97) -> bool:
    """Say whether coverage lies in the band, allowing two standard errors for the number of runs."""
    slack = 2 * (0.95 * 0.05 / len(hits)) ** 0.5 if len(hits) < 400 else 0.0
    return nominal_low - slack <= share(hits) <= min(1.0, nominal_high + slack)


def campaign_hits(runs: int, truth: float, seed: int = 1) -> list[bool]:
    """Overdispersed weekly counts with trend, season, a pulse and a level of known size."""
    rng, t = np.random.default_rng(seed), np.arange(LENGTH)
    mean = np.exp(3.6 + 0.0006 * t + 0.12 * np.sin(2 * np.pi * t / 52.18))
    mean *= np.where((t >= 104) & (t < 112), 1.6, np.where(t >= 112, truth, 1.0))
    hits = []
    for _ in range(runs):
        counts = rng.poisson(rng.gamma(mean / 1.3, 1.3)).astype(float)
        one = fit_counts(counts, COLUMNS).ratio("L", 0.95)
        assert one.ci_low is not None
        assert one.ci_high is not None
        hits.append(one.ci_low <= truth <= one.ci_high)
    return hits


def difference_hits(runs: int) -> list[bool]:
    rng, hits = np.random.default_rng(2), []
    for _ in range(runs):
        cells = {
            role: Cells(float(rng.poisson(b)), float(rng.poisson(a)))
            for role, b, a in (("treated", 200, 120), ("control", 300, 310), ("displacement", 150, 170))
        }
        total = weighted_displacement_difference(cells)["total"]
        assert total.ci_low is not None
        assert total.ci_high is not None
        hits.append(total.ci_low <= -70 <= total.ci_high)
    return hits


def censored_hits(runs: int) -> list[bool]:
    """Mean of lognormal values of which about a quarter lies below the limit."""
    rng, hits, truth = np.random.default_rng(3), [], float(np.exp(2 + 0.6**2 / 2))
    for _ in range(runs):
        values = rng.lognormal(2, 0.6, 60)
        seen = np.where(values < 5, np.nan, values)
        low, high = fit_lognormal(seen, np.full(60, 5.0)).mean_interval(seed=1, draws=2000, level=0.95)
        hits.append(low <= truth <= high)
    return hits


def hidden_hits(runs: int) -> list[bool]:
    cells = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1) if a + b + c], dtype=float)
    rng, hits = np.random.default_rng(4), []
    for _ in range(runs):
        seen = rng.random((2000, 3)) < np.array([0.2, 0.15, 0.1])
        counts = np.array([float((seen == cell.astype(bool)).all(axis=1).sum()) for cell in cells])
        model = fit_model(cells, counts, (), 0.95)
        hits.append(model.low <= 2000 <= model.high)
    return hits


def ratio_hits(runs: int) -> list[bool]:
    rng, hits = np.random.default_rng(5), []
    for _ in range(runs):
        one, _ = exact_ratio(float(rng.poisson(150)), float(rng.poisson(120)))
        assert one.ci_low is not None
        assert one.ci_high is not None
        hits.append(one.ci_low <= 1.25 <= one.ci_high)
    return hits


def false_alarms(series: int, rule: str) -> float:
    """Share of alarms in weeks without an outbreak, on Poisson counts around 30."""
    counts = np.random.default_rng(6).poisson(30, (series, 175)).astype(float)
    if rule == "farrington":
        return float(np.mean([farrington(counts, t).alarm.mean() for t in range(160, 175, 3)]))
    return float(np.nanmean(ears(counts, rule)[0][:, 20:]))


def test_a_campaign_interval_covers_a_known_level() -> None:
    assert in_band(campaign_hits(100, 1.3))


def test_without_an_effect_one_is_rarely_claimed() -> None:
    assert 1 - share(campaign_hits(100, 1.0, seed=9)) <= 0.10


def test_other_intervals_cover() -> None:
    assert in_band(difference_hits(150))
    assert in_band(censored_hits(30))
    assert in_band(hidden_hits(60))
    assert share(ratio_hits(150)) >= 0.92  # exact intervals are conservative


def test_alarms_are_as_rare_as_they_say() -> None:
    assert false_alarms(100, "farrington") == pytest.approx(0.005, abs=0.006)
    # seven weeks of baseline make the nominal 0.001 of these rules about ten times too small
    assert 0.002 < false_alarms(200, "ears_c1") < 0.02


@pytest.mark.long
@pytest.mark.parametrize("truth", [0.8, 1.0, 1.5])
def test_long_campaign_coverage(truth: float) -> None:
    hits = campaign_hits(1000, truth, seed=21)
    assert in_band(hits), share(hits)


@pytest.mark.long
@pytest.mark.parametrize("hits", [difference_hits, censored_hits, hidden_hits])
def test_long_coverage_of_the_others(hits: Callable[[int], list[bool]]) -> None:
    found = hits(1000)
    assert in_band(found), share(found)


@pytest.mark.long
def test_long_false_alarm_rate() -> None:
    assert false_alarms(2000, "farrington") == pytest.approx(0.005, abs=0.003)
