"""Counts: exact ratios, charts, outbreak rules against plain loops, and maps over redrawn boundaries."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from weerbaar.measure.counts.areas import suppress
from weerbaar.measure.counts.boundaries import Cell, Move, express
from weerbaar.measure.counts.control import cusum, limit_for, reference_value, run_length, u_limits
from weerbaar.measure.counts.ears import ears
from weerbaar.measure.counts.farrington import farrington, farrington_flexible
from weerbaar.measure.counts.neighbours import touching
from weerbaar.measure.counts.smoothing import smooth, smooth_near
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.report.plot import draw
from weerbaar.measure.result import Verdict, as_json
from weerbaar.measure.run import Answer

Measure = Callable[..., Answer]
ANNUAL = "nl_annual_counts.csv"
COUNTS = "16 14 28 16 12 20 10 12 10 17 19 17 14 16 15 13 14 16 11 20 11 19 16 31 13"
CHART = "count\n" + "\n".join(COUNTS.split()) + "\n"


def weekly(seed: int, weeks: int = 300, series: int = 1) -> np.ndarray:
    """Made weekly counts with a season, a slow trend and two outbreaks."""
    t = np.arange(weeks)
    rng = np.random.default_rng(seed)
    mean = np.exp(1.4 + 0.0012 * t + 0.5 * np.sin(2 * np.pi * t / 52))
    mean[200:206] *= 3
    mean[280:284] *= 4
    return rng.poisson(rng.gamma(6, mean / 6, (series, weeks))).astype(float)


def test_a_record_can_be_chance(measured: Measure) -> None:
    found = measured("counts", "change", ANNUAL).result
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(
        (1.10596, 0.88213, 1.38752), abs=1e-5
    )
    assert found.diagnostics["p"] == pytest.approx(0.4003, abs=1e-4)
    assert found.diagnostics["count_after_interval"] == pytest.approx([142.63, 194.34], abs=0.01)
    assert found.diagnostics["highest_of_the_series"] is True
    assert found.verdict is Verdict.NOT_SHOWN
    assert found.sentence.en.startswith("167 (95 %: 143–194) in 2024, 16 more than in 2023")
    earlier = found.diagnostics["consecutive"]["151_vs_105"]
    assert (earlier["rr"], earlier["ci_low"], earlier["ci_high"]) == pytest.approx(
        (1.4381, 1.11366, 1.86283), abs=1e-5
    )
    assert earlier["p"] == pytest.approx(0.00482, abs=1e-5)


def test_four_points_state_both_intervals(measured: Measure) -> None:
    found = measured("counts", "trend", ANNUAL).result
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx((1.2341, 1.1408, 1.3351), abs=1e-4)
    assert found.dispersion == pytest.approx(0.848, abs=1e-3)
    assert (found.sensitivity[0].ci_low, found.sensitivity[0].ci_high) == pytest.approx(
        (1.05, 1.45), abs=0.005
    )
    assert found.verdict is Verdict.PLAUSIBLE


def test_a_break_in_definition_is_refused_or_becomes_a_step(measured: Measure) -> None:
    rows = "series,year,value,definition\n" + "".join(
        f"s,{year},{value},{'narrow' if year < 2020 else 'broad'}\n"
        for year, value in zip(range(2015, 2025), (50, 52, 55, 57, 60, 120, 126, 130, 138, 143), strict=True)
    )
    plan = {"series": '"s"', "first": "2015", "last": "2024"}
    with pytest.raises(BadInput, match="count different things \\(broad / narrow\\)"):
        measured("counts", "trend", rows, **plan)
    found = measured("counts", "trend", rows, **plan, accept_definitions="true").result
    assert found.estimate == pytest.approx(1.045, abs=0.01)


def test_the_published_chart(measured: Measure) -> None:
    found = measured("counts", "chart", CHART).result
    assert [found.diagnostics[key] for key in ("centre", "ucl", "lcl")] == [16, 28, 4]
    assert found.diagnostics["alarm_values"] == [31]


def test_a_laney_chart_widens_with_overdispersion() -> None:
    rng = np.random.default_rng(1)
    size = np.full(60, 1000.0)
    counts = rng.poisson(rng.gamma(10, 4, 60)).astype(float)
    plain, wide = (u_limits(counts, size, laney=laney) for laney in (False, True))
    assert wide[3] > 1.5
    assert (wide[2] - wide[0])[0] == pytest.approx((plain[2] - plain[0])[0] * wide[3])


def test_cusum_run_length_agrees_with_simulation() -> None:
    k = round(reference_value(4.0, 1.5), 1)
    h, length = limit_for(4.0, k, 60)
    rng = np.random.default_rng(9)
    times = []
    for _ in range(1500):
        total, t = 0.0, 0
        while total <= h + 1e-9:
            total, t = max(0.0, total + rng.poisson(4.0) - k), t + 1
        times.append(t)
    assert np.mean(times) == pytest.approx(length, rel=4 / math.sqrt(1500))
    assert length >= 60 > run_length(4.0, k, h - 0.1)
    assert cusum(np.array([5.0, 9.0, 0.0]), 4.9) == pytest.approx([0.1, 4.2, 0.0])


def test_early_warning_agrees_with_a_plain_loop() -> None:
    y = weekly(3)[0]
    z = stats.norm.ppf(0.999)

    def score(t: int, lag: int) -> float:
        window = y[t - lag - 6 : t - lag + 1]
        return (y[t] - window.mean()) / window.std(ddof=1)

    alarms = {rule: ears(y, rule)[0] for rule in ("ears_c1", "ears_c2", "ears_c3")}
    for t in range(20, 300):
        third = sum(max(0.0, score(i, 3) - 1) for i in (t, t - 1, t - 2))
        assert alarms["ears_c1"][t] == (score(t, 1) >= z)
        assert alarms["ears_c2"][t] == (score(t, 3) >= z)
        assert alarms["ears_c3"][t] == (third >= 2)
    assert np.isnan(alarms["ears_c1"][6])
    assert not np.isnan(alarms["ears_c1"][7])


def loop_farrington(y: np.ndarray, t: int) -> float:
    """Write the 1996 rule out with a library fit per week (b 3, w 3, alpha 0.01)."""
    places = np.concatenate([np.arange(t - 52 * b - 3, t - 52 * b + 4) for b in (3, 2, 1)])
    base = y[places]

    def fit(trend: bool) -> tuple[object, float, np.ndarray]:
        design = np.column_stack([np.ones(21), places - t]) if trend else np.ones((21, 1))
        weights = np.ones(21)
        for last in (False, True):
            model = sm.GLM(base, design, family=sm.families.Poisson(), var_weights=weights).fit(tol=1e-12)
            df = 21 - design.shape[1]
            phi = float((weights * (base - model.mu) ** 2 / model.mu).sum() / df)
            if last:
                return model, phi, np.linalg.inv(design.T @ (design * (weights * model.mu)[:, None]))
            hat = model.get_influence().hat_matrix_diag
            s = (
                1.5
                * (base ** (2 / 3) - model.mu ** (2 / 3))
                / (model.mu ** (1 / 6) * np.sqrt(max(phi, 1) * (1 - hat)))
            )
            weights = np.where(s > 1, s**-2.0, 1.0)
            weights *= 21 / weights.sum()
        raise AssertionError

    model, phi, inverse = fit(True)
    p = 2 * stats.t.sf(abs(model.params[1]) / math.sqrt(phi * inverse[1, 1]), 19)
    if p >= 0.05 or math.exp(model.params[0]) > base.max():
        model, phi, inverse = fit(False)
    mean, phi = math.exp(model.params[0]), max(phi, 1.0)
    spread = math.sqrt(phi * mean + mean**2 * phi * inverse[0, 0])
    return mean * (1 + 2 / 3 * stats.norm.ppf(0.995) * spread / mean) ** 1.5


def test_the_long_rule_agrees_with_a_fit_per_week() -> None:
    counts = weekly(5, series=4)
    for t in (160, 203, 250, 281, 299):
        bound = farrington(counts, t)
        for row in range(4):
            assert bound.upper[row] == pytest.approx(loop_farrington(counts[row], t), rel=1e-5)
    during = sum(farrington(counts, t).alarm.sum() for t in range(280, 284))
    assert during >= 8


def test_few_cases_never_alarm() -> None:
    quiet = np.zeros((1, 200))
    quiet[0, 199] = 4
    assert farrington(quiet, 199).alarm[0] == 0


def test_the_flexible_rule_finds_an_outbreak_and_stays_quiet_without() -> None:
    counts = weekly(7, series=40)
    during = [farrington_flexible(counts, t).alarm.mean() for t in range(280, 284)]
    before = [farrington_flexible(counts, t).alarm.mean() for t in range(240, 260, 3)]
    assert np.mean(during) > 0.7
    assert np.mean(before) < 0.06


def test_many_series_are_screened_by_name(measured: Measure) -> None:
    counts = weekly(5, series=2)
    rows = "".join(
        f"{t + 1},{name},{row[t]:.0f}\n" for name, row in zip("ab", counts, strict=True) for t in range(300)
    )
    found = measured(
        "counts", "outbreak", "t,place,observed\n" + rows, series_column='"place"', first="270", last="300"
    ).result
    assert found.diagnostics["series"] == 2
    assert set(found.diagnostics["alarms_farrington"]) <= {"a", "b"}
    assert found.estimate >= 3


def test_outbreak_needs_years_before(measured: Measure) -> None:
    rows = "t,observed\n" + "".join(f"{t},3\n" for t in range(1, 150))
    with pytest.raises(BadInput, match="needs 159 periods before 'first'"):
        measured("counts", "outbreak", rows, first="140", last="149")


def test_smoothing_agrees_with_the_formula() -> None:
    rng = np.random.default_rng(2)
    expected = rng.uniform(2, 60, 80)
    observed = rng.poisson(expected * rng.gamma(5, 0.2, 80)).astype(float)
    expected *= observed.sum() / expected.sum()
    found = smooth(observed, expected)
    ratio = observed / expected
    between = np.average((ratio - 1) ** 2, weights=expected) - 1 / expected.mean()
    shrink = between / (between + 1 / expected)
    assert found.relative == pytest.approx(1 + shrink * (ratio - 1), rel=1e-9)
    assert np.all(found.low < found.relative)
    same = smooth(np.full(10, 20.0), np.full(10, 20.0))
    assert set(same.relative) == {1.0}


def test_small_cells_take_the_next_smallest_with_them() -> None:
    counts = np.array([3.0, 8.0, 40.0, 2.0, 4.0, 50.0, 0.0, 12.0])
    marks = suppress(counts, ["a", "a", "a", "b", "b", "b", "c", "c"], 5)
    assert marks == ["small", "complement", "", "small", "small", "", "", ""]


def test_mergers_add_up_and_splits_become_estimates() -> None:
    moves = [Move("GM0001", "GM0009", 2019, 1.0), Move("GM0002", "GM0009", 2019, 1.0)]
    moves += [Move("GM0003", "GM0009", 2019, 0.25), Move("GM0003", "GM0004", 2019, 0.75)]
    cells = [
        Cell("GM0001", 2018, 5, 100),
        Cell("GM0002", 2018, 7, 200),
        Cell("GM0003", 2018, 8, 400),
        Cell("GM0004", 2018, 1, 50),
    ]
    faults = Faults()
    found = {cell.code: cell for cell in express(cells, moves, 2023, faults)}
    assert not faults.found
    assert found["GM0009"] == Cell("GM0009", 2018, 14, 400, estimated=True)
    assert found["GM0004"] == Cell("GM0004", 2018, 7, 350, estimated=True)
    assert sum(cell.count for cell in found.values()) == sum(cell.count for cell in cells)


def test_a_code_that_had_gone_is_an_error() -> None:
    faults = Faults()
    express([Cell("GM0457", 2023, 1, 100)], [Move("GM0457", "GM0363", 2023, 1.0)], 2023, faults)
    assert faults.found == ["the code GM0457 ended in 2023 but has a row for 2023; use the code of that year"]


def map_rows(codes: list[str], year: int = 2022) -> str:
    rng = np.random.default_rng(1)
    return "code,year,count,population\n" + "".join(
        f"{code},{year},{rng.poisson(30)},{60_000 + 10 * i}\n" for i, code in enumerate(codes)
    )


def test_a_map_in_the_boundaries_of_one_year(measured: Measure, tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_text("old_code,new_code,valid_from,share\nGM0457,GM0363,2022-03-24,1\n")
    text = map_rows(["GM0363", "457", "GM0599", "GM0344", "GM0518"])
    found = measured("counts", "areas", text, reclassification_file='"moves.csv"').result
    codes = [one["code"] for one in found.diagnostics["areas"]]
    assert codes == ["GM0344", "GM0363", "GM0518", "GM0599"]
    assert found.diagnostics["repairs"] == ["line 3: 457 read as GM0457"]
    assert found.verdict is Verdict.NOT_SHOWN


def square(code: str, x: float, kind: str = "Polygon") -> dict[str, Any]:
    """Return an area of one by one, as GeoJSON."""
    ring = [[x, 52.0], [x + 1, 52.0], [x + 1, 53.0], [x, 53.0], [x, 52.0]]
    coordinates: list[Any] = [ring] if kind == "Polygon" else [[ring]]
    return {"properties": {"statcode": code}, "geometry": {"type": kind, "coordinates": coordinates}}


def test_a_map_is_drawn_and_shows_nothing_of_what_is_suppressed(measured: Measure, tmp_path: Path) -> None:
    text = "code,year,count,population\nGM0001,2023,2,9000\nGM0002,2023,9,50000\n"
    text += "GM0003,2023,30,90000\nGM0004,2023,94,99000\n"
    shapes = [square(f"GM000{n}", n, "Polygon" if n % 2 else "MultiPolygon") for n in range(1, 6)]
    (tmp_path / "where.json").write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
    answer = measured("counts", "areas", text, boundaries_file='"where.json"')
    drawn = answer.finding.figures[0]
    assert (drawn.kind, drawn.labels) == ("map", ["GM0001", "GM0002", "GM0003", "GM0004"])
    assert drawn.columns["smoothed"][:2] == drawn.columns["rate"][:2] == [None, None]
    assert drawn.outlines[3] == [[(4.0, 52.0), (5.0, 52.0), (5.0, 53.0), (4.0, 53.0)]]
    hatched = [place for place, one in enumerate(answer.result.diagnostics["areas"]) if one.get("hatch")]
    assert drawn.hatched == hatched
    assert b"smoothed_near_low" in as_json(answer.result)
    svg = draw(drawn, "nl")
    assert "onderdrukt of geen cijfer" in svg
    assert "Kaart van 4 gebieden" in svg


def test_every_fault_of_a_file_of_boundaries_is_told_at_once(measured: Measure, tmp_path: Path) -> None:
    text = map_rows(["GM0001", "GM0002", "GM0003"], 2023)
    flat = square("GM0002", 1)
    flat["geometry"]["coordinates"] = [[[0, 0], [1, "x"], [2, 2]]]
    shapes = [square("GM0001", 0), flat, {"properties": {"naam": "Elders"}, "geometry": None}]
    (tmp_path / "where.json").write_text(json.dumps({"features": shapes}))
    with pytest.raises(BadInput) as told:
        measured("counts", "areas", text, boundaries_file='"where.json"')
    assert [
        what in str(told.value) for what in ("area 3: no code", "GM0002: no polygon", "not hold GM0003")
    ] == [True] * 3
    (tmp_path / "where.json").write_text("[]")
    with pytest.raises(BadInput, match="no GeoJSON collection"):
        measured("counts", "areas", text, boundaries_file='"where.json"')
    with pytest.raises(BadInput, match="cannot be read"):
        measured("counts", "areas", text, boundaries_file='"nowhere.json"')


def test_suppressed_areas_show_nothing_to_work_back_from(measured: Measure) -> None:
    text = "code,year,count,population\nGM0001,2023,2,9000\nGM0002,2023,9,50000\n"
    text += "GM0003,2023,30,90000\nGM0004,2023,44,99000\n"
    areas = measured("counts", "areas", text).result.diagnostics["areas"]
    assert areas[0] == {"code": "GM0001", "suppressed": "small"}
    assert areas[1] == {"code": "GM0002", "suppressed": "complement"}
    assert areas[2]["count"] == 30


def test_postcodes_stay_inside(measured: Measure) -> None:
    text = map_rows(["3011", "3012", "3013", "3014"], 2023)
    with pytest.raises(BadInput, match="one case points at a house"):
        measured("counts", "areas", text)
    assert measured("counts", "areas", text, internal="true").result.diagnostics["suppressed"] == 0


@pytest.mark.parametrize("drawn", [False, True])
def test_another_suppressed_count_changes_nothing_that_is_shown(
    measured: Measure, tmp_path: Path, drawn: bool
) -> None:
    # Totals are known, so only a sum of squares or a neighbour could tell which of the hidden areas had more.
    shapes = [square(f"GM000{n}", n) for n in range(1, 7)]
    (tmp_path / "where.json").write_text(json.dumps({"features": shapes}))
    changes = {"boundaries_file": '"where.json"'} if drawn else {}
    worlds = []
    for first, second in ((2, 9), (3, 8)):
        text = f"code,year,count,population\nGM0001,2023,{first},9000\nGM0002,2023,{second},50000\n"
        text += "GM0003,2023,30,90000\nGM0004,2023,94,99000\nGM0005,2023,20,80000\nGM0006,2023,41,99500\n"
        answer = measured("counts", "areas", text, **changes)
        found = answer.result
        assert [one.get("suppressed") for one in found.diagnostics["areas"]][:2] == ["small", "complement"]
        told = (found.estimate, found.dispersion, found.diagnostics, found.sentence, found.caveats)
        worlds.append((told, [one.columns for one in answer.finding.figures]))
    assert worlds[0] == worlds[1]


def test_areas_touch_along_a_border_and_not_at_a_corner() -> None:
    def box(x: float, y: float) -> list[list[tuple[float, float]]]:
        return [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]]

    assert touching([box(0, 0), box(1, 0), box(1, 1), box(5, 5)]) == [{1}, {0, 2}, {1}, set()]


def test_a_quiet_corner_is_not_pulled_to_the_mean_of_the_country() -> None:
    # Two clusters of five areas in a row: in one the risk is half, in the other one and a half.
    expected = np.full(10, 20.0)
    observed = np.array([9.0, 11.0, 10.0, 12.0, 8.0, 31.0, 28.0, 30.0, 33.0, 29.0])
    near = [frozenset({n - 1, n + 1} & set(range(5 * (n // 5), 5 * (n // 5) + 5))) for n in range(10)]
    relative, low, high = smooth_near(observed, expected, near, 0.95)
    assert relative[:5] == pytest.approx([0.5] * 5, abs=0.06)
    assert relative[5:] == pytest.approx([1.5] * 5, abs=0.09)
    assert bool(np.all((low <= relative) & (relative <= high)))


def test_local_smoothing_is_marshalls_formula() -> None:
    observed, expected = np.array([4.0, 30.0, 12.0]), np.array([10.0, 14.0, 12.0])
    relative, _, _ = smooth_near(
        observed, expected, [frozenset({1}), frozenset({0, 2}), frozenset({1})], 0.95
    )
    m = (4 + 30) / 24
    spread = (10 * (0.4 - m) ** 2 + 14 * (30 / 14 - m) ** 2) / 24 - m / 12
    weight = spread / (spread + m / 10)  # Marshall: weight of the own rate
    assert relative[0] == pytest.approx(m + weight * (0.4 - m))


def test_neighbours_that_vary_by_chance_get_their_mean_with_an_interval() -> None:
    near = [frozenset({1}), frozenset({0})]
    found = smooth_near(np.array([10.0, 11.0]), np.array([10.0, 10.0]), near, 0.95)
    # Of 21 cases where 20 were expected; exact: 13.0 to 32.1.
    assert [float(one[0]) for one in found] == pytest.approx([1.05, 0.650, 1.605], abs=0.001)


def test_areas_that_vary_by_chance_do_not_stand_apart_because_others_are_suppressed(
    measured: Measure,
) -> None:
    # The shown areas lie a little above the mean of all, and no further from each other than chance.
    text = "code,year,count,population\nGM0001,2023,2,9000\nGM0002,2023,9,50000\n"
    text += "GM0003,2023,30,90000\nGM0004,2023,33,99000\nGM0005,2023,27,80000\nGM0006,2023,32,99500\n"
    found = measured("counts", "areas", text).result
    assert found.diagnostics["areas_apart"] == 0
    assert found.verdict is Verdict.NOT_SHOWN
