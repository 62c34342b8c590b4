"""Kilos by month, zeros included: the model finds a known change, and every fault of a file is named."""

from __future__ import annotations

import csv
import math
import tomllib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from scipy import optimize, stats

from weerbaar.measure.displacement.kilos import Months, fit, read_months, variants
from weerbaar.measure.displacement.plans import KilosPlan
from weerbaar.measure.displacement.rates import effect
from weerbaar.measure.displacement.tweedie import fit_kilos, log_likelihood
from weerbaar.measure.faults import BadInput, Faults
from weerbaar.measure.methods import template
from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.result import Verdict
from weerbaar.measure.run import Answer
from weerbaar.measure.sketch import parse_plan
from weerbaar.measure.table import Floats, parse_table, read_table

Measure = Callable[..., Answer]
EXAMPLES = Path(__file__).parent / "examples"
PLACES = ("here", "there", "far", "abroad")


def plan_of(**changes: object) -> KilosPlan:
    whole: dict[str, object] = {
        "analysis": "displacement",
        "method": "kilos",
        "question": "?",
        "source": "made",
        "signed_by": "a",
        "signed_on": "2025-01-06",
        "treated": ["here"],
        "destinations": ["there"],
        "controls": ["far", "abroad"],
        "start": "2022-01",
        **changes,
    }
    return parse_plan(whole, KilosPlan)


def made(rng: np.random.Generator, truth: float, months: int = 48) -> Months:
    """Compound Poisson-gamma kilos: some finds a month, each of a heavy size; one place changes halfway."""
    rate = np.full((len(PLACES), months), 1.5)
    rate[0, months // 2 :] *= truth
    numbers = rng.poisson(rate)
    kilos = np.array([[rng.gamma(0.8, 100, count).sum() for count in row] for row in numbers])
    labels = tuple(f"{2020 + at // 12}-{at % 12 + 1:02}" for at in range(months))
    return Months(places=PLACES, labels=labels, kilos=kilos, effort=None, first_after=months // 2)


def covered(runs: int, seed: int, truth: float = 0.4) -> tuple[float, float]:
    """Return the share of intervals that hold the truth, and the mean error of the log ratio."""
    rng, plan, held, errors = np.random.default_rng(seed), plan_of(), list[bool](), list[float]()
    for _ in range(runs):
        one = effect(fit(made(rng, truth), plan, 0.5, 1.55).fit, "here", 0.95)
        assert one.estimate is not None
        assert one.ci_low is not None
        assert one.ci_high is not None
        held.append(one.ci_low <= truth <= one.ci_high)
        errors.append(math.log(one.estimate / truth))
    return float(np.mean(held)), float(np.mean(errors))


def test_a_known_fall_is_covered() -> None:
    share, bias = covered(12, 3)
    assert share >= 0.75
    assert abs(bias) < 0.25


@pytest.mark.long
def test_long_coverage_of_kilos() -> None:
    share, bias = covered(200, 4)
    assert 0.89 <= share <= 0.98  # 0.905 of 200, with a standard error of 0.02
    assert abs(bias) < 0.08


def summed(kilos: Floats, rate: float, shape: float, scale: float) -> float:
    """Log-likelihood of a compound Poisson-gamma, summed over the number of finds."""
    numbers, some = np.arange(1, 31), kilos[kilos > 0]
    parts = stats.poisson.pmf(numbers, rate) * stats.gamma.pdf(some[:, None], numbers * shape, scale=scale)
    return float(np.log(parts.sum(axis=1)).sum()) - rate * (len(kilos) - len(some))


def test_the_power_and_likelihood_agree_with_a_sum_over_finds() -> None:
    rng, shape = np.random.default_rng(8), 0.8
    kilos: Floats = np.array([rng.gamma(shape, 100, n).sum() for n in rng.poisson(1.5, 300)])
    ours = fit_kilos(kilos, {"constant": np.ones(300)}, None)

    def loss(at: Floats) -> float:
        return -summed(kilos, *np.exp(at))

    best = optimize.minimize(loss, np.log([1.0, 1.0, 80.0]), method="Nelder-Mead")
    form = math.exp(best.x[1])
    likelihood = log_likelihood(kilos, ours.fit.mean, ours.power)
    assert likelihood == pytest.approx(-float(best.fun), abs=0.15)
    assert ours.power == pytest.approx((form + 2) / (form + 1), abs=0.02)


def ports() -> str:
    """Return the finds of the example summed by port and month."""
    rows = csv.DictReader((EXAMPLES / "synthetic_ports_seizures.csv").read_text().splitlines())
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        totals[row["month"], row["port"]] += float(row["kg"] or 0)
    lines = [f"{month},{port},{kg:.1f}" for (month, port), kg in sorted(totals.items())]
    return "\n".join(["month,port,kg", *lines]) + "\n"


def test_the_ports_fall_and_rise_in_kilos_too(tmp_path: Path) -> None:
    (tmp_path / "kg.csv").write_text(ports())
    effort = EXAMPLES / "synthetic_ports_inspections.csv"
    (tmp_path / effort.name).write_text(effort.read_text())
    text = template("displacement", "kilos").replace('effort_file = ""', f'effort_file = "{effort.name}"')
    plan = parse_plan({**tomllib.loads(text), "signed_on": "2025-01-06"}, KilosPlan)
    faults = Faults()
    seen = faults.sure(read_months(read_table(tmp_path / "kg.csv"), plan, tmp_path, faults))
    fitted = fit(seen, plan, plan.elasticity)
    # The truth is a rate of 0.65 times sizes of 0.35, and 1.9 times the finds beside it.
    here, there, third = (
        effect(fitted.fit, place, 0.95) for place in ("rotterdam", "vlissingen", "moerdijk")
    )
    assert (here.ci_low or 0) < 0.65 * 0.35 < (here.ci_high or 0) < 1
    assert (there.ci_low or 0) > 1
    assert (third.ci_low or 0) < 1 < (third.ci_high or 0)
    assert 1.2 < fitted.power < 1.9


def test_it_answers_from_plan_to_sentence(measured: Measure) -> None:
    seen = made(np.random.default_rng(11), 0.2, 36)
    lines = [
        f"{label},{place},{seen.kilos[row, at]:.2f}"
        for row, place in enumerate(seen.places)
        for at, label in enumerate(seen.labels)
    ]
    roles = {"treated": '["here"]', "destinations": '["there"]', "controls": '["far", "abroad"]'}
    text = "\n".join(["month,port,kg", *lines]) + "\n"
    found = measured("displacement", "kilos", text, start='"2021-07"', **roles).result
    assert found.verdict in (Verdict.SHOWN, Verdict.PLAUSIBLE)
    assert found.estimate is not None
    assert found.estimate < 0.6
    assert "without the largest month" in found.sensitivity[-1].name
    assert [one.name for one in found.sensitivity if in_dutch(one.name, "calculations") is None] == []
    assert in_dutch(found.method, "methods") is not None
    assert msgspec.json.encode(found)


def refused(text: str) -> None:
    faults = Faults()
    read_months(parse_table("kg.csv", text, "0"), plan_of(controls=["far"]), Path(), faults)
    faults.stop()


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = "month,port,kg\n2021-12,here,5\n2021-12,here,6\n2022-02,there,-1\n2022-02,far,0\n"
    with pytest.raises(BadInput) as trouble:
        refused(text)
    told = "\n".join(trouble.value.faults)
    for word in ("line 3: here 2021-12 occurs twice", "line 4: -1 kg", "place-months are missing"):
        assert word in told


def test_a_place_without_kilos_on_a_side_is_refused_by_name() -> None:
    rows = [("here", "2021-12", 5), ("here", "2022-01", 0), ("there", "2021-12", 0), ("there", "2022-01", 7)]
    rows += [("far", "2021-12", 0), ("far", "2022-01", 3)]
    text = "month,port,kg\n" + "".join(f"{month},{place},{kg}\n" for place, month, kg in rows)
    with pytest.raises(BadInput) as trouble:
        refused(text)
    assert [fault.split(": ", 1)[1].partition(";")[0] for fault in trouble.value.faults] == [
        "here: nothing after the start",
        "there: nothing before the start",
        "the controls together: nothing before the start",
    ]


def test_a_variant_that_can_tell_nothing_says_so_and_stops_nobody() -> None:
    seen = made(np.random.default_rng(6), 0.4)
    kilos = seen.kilos.copy()
    kilos[3, seen.first_after :] = (
        0  # one of the two controls; without the other there is nothing to compare with
    )
    found = variants(replace(seen, kilos=kilos), plan_of(), ["here"], 1.55)["here"]
    alone = next(one for one in found if one.name == "without control far")
    assert alone.ci_low is not None
    assert alone.ci_high is not None
    assert alone.ci_low < 1e-3
    assert alone.ci_high > 1e3
