"""The displacement analysis finds the built-in shift, keeps kilos apart and shows conflicts."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from weerbaar.measure.displacement.finds import Finds
from weerbaar.measure.displacement.indices import Cells, weighted_displacement_difference
from weerbaar.measure.displacement.phases import quotients_by_phase
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.faults import BadInput
from weerbaar.measure.methods import template
from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.result import Json, Result, Verdict
from weerbaar.measure.run import Answer, run
from weerbaar.measure.simplex import placebo_rank, simplex_weights, synthetic
from weerbaar.measure.sketch import parse_plan

Measure = Callable[..., Answer]
EXAMPLES = Path(__file__).parent / "examples"
FINDS = "synthetic_ports_seizures.csv"
ROLES = (
    "role,before,after,area\ntreated,207,110,1.2\ncontrol,308,318,0.9\n"
    "displacement,178,157,1.5\ndisplacement_control,150,140,1.6\n"
)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Result:
    checks = '\n[[random_checks]]\nplace = "rotterdam"\nhits = 3\nchecks = 400\n'
    plan = tmp_path_factory.mktemp("ports") / "plan.toml"
    plan.write_text(template("displacement", "panel") + checks)
    return run("displacement", EXAMPLES / FINDS, plan).result


def test_the_ports_give_the_known_ratios(ports: Result) -> None:
    found = ports
    expected = {
        "rotterdam": (0.71, 0.58, 0.87),
        "vlissingen": (2.63, 1.92, 3.62),
        "moerdijk": (1.75, 0.95, 3.22),
    }
    for port, numbers in expected.items():
        one = found.diagnostics["rate_ratios"][port]
        assert (one["estimate"], one["ci_low"], one["ci_high"]) == pytest.approx(numbers, abs=0.006)
    assert found.diagnostics["rate_ratios"]["moerdijk"]["verdict"] == "not_shown"
    assert found.diagnostics["pattern"] == "displacement_pattern"
    assert [one.name for one in found.sensitivity if in_dutch(one.name, "calculations") is None] == []
    assert found.diagnostics["sizes"]["rotterdam"]["size_ratio"]["estimate"] == pytest.approx(
        0.348, abs=0.001
    )
    assert found.diagnostics["sizes"]["vlissingen"]["flow"]["verdict"] == "no_conclusion"


def test_without_inspections_the_fall_is_hidden(measured: Measure, ports: Result) -> None:
    bare = next(o for o in ports.sensitivity if o.name == "rotterdam: without inspections (elasticity 0)")
    assert (bare.estimate, bare.ci_low, bare.ci_high) == pytest.approx((0.82, 0.67, 1.01), abs=0.005)
    alone = measured("displacement", "panel", FINDS, effort_file='""').result
    assert alone.verdict is Verdict.NOT_SHOWN
    assert any("inspections" in caveat.en for caveat in alone.caveats)


def test_scenario_4_one_large_find_makes_kilos_inconclusive(measured: Measure, tmp_path: Path) -> None:
    text = (EXAMPLES / FINDS).read_text() + "2025-03,amsterdam_ijmond,4500\n"
    (tmp_path / "synthetic_ports_inspections.csv").write_text(
        (EXAMPLES / "synthetic_ports_inspections.csv").read_text()
    )
    found = measured(
        "displacement",
        "panel",
        text,
        destinations='["vlissingen", "moerdijk", "amsterdam_ijmond"]',
        controls='["antwerpen", "schiphol"]',
    ).result
    assert found.diagnostics["sizes"]["amsterdam_ijmond"]["kg"]["verdict"] == "no_conclusion"
    assert found.diagnostics["rate_ratios"]["amsterdam_ijmond"]["verdict"] == "not_shown"


def test_random_checks_bound_the_flow(ports: Result) -> None:
    flow = ports.diagnostics["sizes"]["rotterdam"]["flow"]
    assert flow["kg_low"] < flow["kg"] < flow["kg_high"]
    assert flow["share_found"] == pytest.approx(0.0091, abs=0.001)


def test_the_worked_displacement_difference(measured: Measure) -> None:
    found = measured("displacement", "indices", ROLES).result
    assert (found.estimate, found.diagnostics["variance"]) == pytest.approx((-118, 1568))
    assert (found.ci_low, found.ci_high) == pytest.approx((-195.61, -40.39), abs=0.01)
    assert found.diagnostics["z"] == pytest.approx(-2.98, abs=0.001)
    local, displaced = found.sensitivity
    assert (local.estimate, displaced.estimate) == (-107, -11)
    assert found.diagnostics["se_local"] == pytest.approx(30.7083, abs=1e-4)
    assert found.diagnostics["se_displaced"] == pytest.approx(25.0)
    quotient = found.diagnostics["weighted_displacement_quotient"]
    assert quotient["wdq"] == pytest.approx(0.258186, abs=1e-6)
    assert quotient["success"] == pytest.approx(-0.326166, abs=1e-6)
    assert quotient["buffer"] == pytest.approx(-0.084211, abs=1e-6)
    assert (quotient["gross_effect"], quotient["total_net_effect"]) == pytest.approx((97, 130.5))


def test_areas_and_lengths_weigh(measured: Measure) -> None:
    found = measured("displacement", "indices", ROLES, area='"area"').result
    assert found.estimate == pytest.approx(-99.6944, abs=1e-4)
    assert found.diagnostics["se"] == pytest.approx(35.4281, abs=1e-4)
    assert found.sensitivity[0].estimate == pytest.approx(-91.9444, abs=1e-4)
    data = "role,before,after\ncontrol,100,50\ntreated,80,20\n"
    timed = measured("displacement", "indices", data, length_before="2").result
    assert timed.estimate == pytest.approx(-20)
    assert timed.diagnostics["se"] == pytest.approx(10.7238, abs=1e-4)


def test_the_quotient_is_undefined_when_nothing_fell(measured: Measure) -> None:
    data = "role,before,after\ntreated,100,130\ncontrol,100,100\ndisplacement,50,60\n"
    quotient = measured("displacement", "indices", data).result.diagnostics["weighted_displacement_quotient"]
    assert quotient["wdq"] is None
    assert "nothing fell" in quotient["reason"]


def test_dispersion_widens_the_interval() -> None:
    cells = {"treated": Cells(207, 110), "control": Cells(308, 318)}
    one, four = (weighted_displacement_difference(cells, phi)["total"] for phi in (1.0, 4.0))
    assert (four.ci_high - four.ci_low) == pytest.approx(2 * (one.ci_high - one.ci_low))


def test_conflicting_sources_are_refused_or_both_shown(measured: Measure) -> None:
    with pytest.raises(BadInput, match="sources disagree on 'Rotterdam' in 2025H1: 7000"):
        measured("displacement", "totals", "nl_port_seizures_kg.csv", conflicts='"refuse"')
    found = measured("displacement", "totals", "nl_port_seizures_kg.csv").result
    assert found.verdict is Verdict.NO_CONCLUSION
    assert found.diagnostics["kg"]["Rotterdam"]["after"] == [7000, 5870]
    ruled = measured(
        "displacement", "totals", "nl_port_seizures_kg.csv", conflicts='"refuse"', prefer='["crimesite"]'
    )
    assert ruled.result.estimate == pytest.approx(7000 / 11875)


def test_drugs_are_not_compared_with_cocaine(measured: Measure) -> None:
    years = {"before": "2023", "after": "2024", "others": "[]"}
    with pytest.raises(BadInput, match="count different things"):
        measured("displacement", "totals", "nl_port_seizures_kg.csv", **years)
    found = measured(
        "displacement", "totals", "nl_port_seizures_kg.csv", **years, accept_definitions="true"
    ).result
    assert any("different definitions" in caveat.en for caveat in found.caveats)
    assert any("almost" in caveat.en for caveat in found.caveats)


def test_simplex_weights_agree_with_another_solver() -> None:
    rng = np.random.default_rng(3)
    donors = rng.normal(size=(14, 6))
    target = donors @ np.array([0.5, 0.3, 0.2, 0, 0, 0]) + rng.normal(0, 0.05, 14)
    ours = simplex_weights(target, donors)
    other = optimize.minimize(
        lambda w: float(np.sum((target - donors @ w) ** 2)),
        np.full(6, 1 / 6),
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert ours == pytest.approx(other.x, abs=1e-4)
    assert ours.sum() == pytest.approx(1)


def test_predictors_recover_known_weights_and_the_gap(measured: Measure) -> None:
    rng = np.random.default_rng(8)
    paths = np.cumsum(rng.normal(0.1, 0.3, (30, 7)), axis=0) + rng.normal(5, 2, 7)
    paths[:, 0] = 0.6 * paths[:, 1] + 0.4 * paths[:, 2]
    paths[20:, 0] -= 1.5
    predictors = np.vstack([paths[start : start + 3].mean(axis=0) for start in range(0, 18, 2)])
    found = synthetic(paths, 0, list(range(1, 7)), slice(0, 20), slice(20, 30), predictors)
    assert found.weights[:2] == pytest.approx([0.6, 0.4], abs=0.01)
    assert found.gap[20:].mean() == pytest.approx(-1.5, abs=0.02)
    rows = "".join(
        f"{name},{1960 + t},{paths[t, i]}\n" for i, name in enumerate("ABCDEFG") for t in range(30)
    )
    plan = {"fit_from": "1960", "fit_until": "1979", "effect_from": "1980", "effect_until": "1989"}
    answer = measured(
        "displacement", "synthetic_control", "region,year,value\n" + rows, **plan, intervention="1980"
    )
    assert answer.result.estimate == pytest.approx(-1.5, abs=0.02)
    assert answer.result.diagnostics["placebo_rank"] == 1
    assert answer.result.verdict is Verdict.NO_CONCLUSION  # six donors cannot give p below 1/7


def test_placebo_rank_cannot_beat_the_number_of_donors() -> None:
    assert placebo_rank([1.0] * 9, 5.0) == (1, 0.1)


def test_a_port_without_finds_on_a_side_is_refused_by_name(measured: Measure, tmp_path: Path) -> None:
    (tmp_path / "synthetic_ports_inspections.csv").write_text(
        (EXAMPLES / "synthetic_ports_inspections.csv").read_text()
    )
    head, *rows = (EXAMPLES / FINDS).read_text().splitlines()
    quiet = [f"{row.rpartition(',')[0]}," if ",rotterdam," in row and row >= "2024" else row for row in rows]
    with pytest.raises(BadInput, match="rotterdam: nothing after the start"):
        measured("displacement", "panel", "\n".join([head, *quiet]) + "\n")


def by_phase(counts: np.ndarray, first_after: int) -> list[dict[str, Json]]:
    """Return the quotients of made counts, shape (3, months): treated, destination, control; from January 2019."""
    labels = tuple(f"{2019 + month // 12}-{month % 12 + 1:02}" for month in range(counts.shape[1]))
    seen = Finds(
        places=("r", "v", "a"),
        labels=labels,
        effort=None,
        first_after=first_after,
        tipped=None,
        counts=counts,
        sizes={},
        when={},
        caveats=(),
    )
    tree: dict[str, object] = {
        "analysis": "displacement",
        "method": "panel",
        "question": "q",
        "source": "made",
    }
    tree |= {"signed_by": "x", "signed_on": "2019-01-06", "start": labels[first_after], "draws": 10_000}
    plan = parse_plan({**tree, "treated": ["r"], "destinations": ["v"], "controls": ["a"]}, PanelPlan)
    return quotients_by_phase(seen, plan)


def test_quotients_by_phase_by_hand() -> None:
    def half(first: int, second: int) -> list[int]:
        return [first] * 6 + [second] * 6

    counts = np.array(
        [
            half(20, 10) + half(10, 5) + [8] * 6,  # treated: 180, then 90; 120 in the first half, then 48
            half(10, 10) + half(15, 10) + [16] * 6,  # destination: 120, then 150; 60, then 96
            half(30, 20) + half(30, 20) + [24] * 6,  # control: 300, then 300; 180, then 144
        ],
        dtype=float,
    )
    first, second = by_phase(counts, 12)
    assert [first[name] for name in ("from", "until")] == ["2020-01", "2020-12"]
    assert [second[name] for name in ("from", "until")] == ["2021-01", "2021-06"]
    # 90/300 - 180/300 = -0.3; 150/300 - 120/300 = 0.1
    assert [first[name] for name in ("success", "buffer", "wdq")] == pytest.approx([-0.3, 0.1, -1 / 3])
    # 48/144 - 120/180 = -1/3; 96/144 - 60/180 = 1/3: what went elsewhere is now all that disappeared
    assert [second[name] for name in ("success", "buffer", "wdq")] == pytest.approx([-1 / 3, 1 / 3, -1.0])
    assert (first["gross_effect"], second["gross_effect"]) == (90.0, 72.0)
    for one in (first, second):
        assert one["range"]["low"] < one["wdq"] < one["range"]["high"]


def test_years_before_count_as_their_mean_and_a_part_of_a_year_not_at_all() -> None:
    rates = np.array([[40.0], [20.0], [40.0]])
    counts = np.hstack([rates * 7] * 5 + [rates] * 12 + [rates * 3] * 12 + [rates * [[0.5], [1.5], [1]]] * 12)
    (only,) = by_phase(counts, 29)
    # the five months of 7 times as many lie before the two whole years; the mean of 1 and 3 is 2
    assert only["gross_effect"] == pytest.approx(12 * 40 * (2 - 0.5))
    assert only["success"] == pytest.approx(0.5 - 1)
    assert by_phase(counts[:, 20:], 9) == []


@settings(max_examples=40)
@given(
    season=st.lists(st.integers(1, 9), min_size=12, max_size=12),
    offset=st.integers(12, 30),
    length=st.integers(1, 30),
    rates=st.tuples(*[st.tuples(st.integers(1, 40), st.integers(1, 40))] * 3),
)
def test_a_season_shared_by_all_changes_no_quotient(
    season: list[int], offset: int, length: int, rates: tuple[tuple[int, int], ...]
) -> None:
    months = offset + length
    waves = np.array([season[month % 12] for month in range(months)], dtype=float)
    level = np.array(
        [[before if month < offset else after for month in range(months)] for before, after in rates]
    )
    found = by_phase(level * waves, offset)
    (rb, ra), (db, da), (cb, ca) = rates
    assert len(found) == -(-length // 12)
    for one in found:
        assert one["success"] == pytest.approx(ra / ca - rb / cb, abs=1e-12)
        assert one["buffer"] == pytest.approx(da / ca - db / cb, abs=1e-12)
