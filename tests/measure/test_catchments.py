"""People above a plant from municipalities, plants joined into one figure, waste found near a flagged day, phases."""

# A result's diagnostics are a tree of JSON without types, and estimates may be absent.
# pyright: reportIndexIssue=false, reportOperatorIssue=false, reportOptionalOperand=false
# pyright: reportArgumentType=false, reportOptionalSubscript=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from weerbaar.measure.displacement.finds import Finds
from weerbaar.measure.displacement.panel import quotients_by_phase
from weerbaar.measure.displacement.plans import PanelPlan
from weerbaar.measure.faults import BadInput
from weerbaar.measure.plan import parse_plan
from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.run import Answer

Measure = Callable[..., Answer]
EXAMPLES = Path(__file__).parent / "examples"
HEAD = "date,site,substance,conc_ng_per_L,flow_m3_per_day\n"
WEEK = HEAD + "".join(f"2025-03-{day},A,cocaine,1200,50000\n" for day in range(10, 17))
SHARES = "site,code,year,share,population\nA,GM0599,2025,0.4,500000\nA,GM0606,2025,1,50000\nB,GM0599,2025,0.5,500000\n"
EUROPE = EXAMPLES / "ww2025-all-data.csv"


def kept(folder: Path, text: str, name: str = "shares.csv") -> dict[str, str]:
    """Write a second file beside the data and name it in the plan."""
    (folder / name).write_text(text)
    return {f"{name.removesuffix('.csv')}_file": f'"{name}"'}


def test_people_come_from_the_municipalities_of_the_year(measured: Measure, tmp_path: Path) -> None:
    found = measured("wastewater", "loads", WEEK, **kept(tmp_path, SHARES)).result
    assert found.diagnostics["population"] == 250000
    assert found.estimate == pytest.approx(240.0)
    assert found.diagnostics["people_by_municipality"] == {"2025": {"GM0599": 200000, "GM0606": 50000}}
    assert "municipalities" in found.diagnostics["population_method"]
    moved = kept(tmp_path, SHARES.replace("A,GM0599,2025,0.4", "A,GM0599,2025,0.5"))
    assert measured("wastewater", "loads", WEEK, **moved).result.estimate == pytest.approx(200.0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.4", "0.6", "shares of GM0599 in 2025 add up to 1.1, more than 1"),
        ("0.4", "1.4", "line 2: a share of 1.4"),
        ("GM0606", "Gouda", "line 3: 'Gouda' is no municipality code"),
        (
            "B,GM0599,2025,0.5,500000",
            "B,GM0599,2025,0.5,5000",
            "line 4: GM0599 has 5000 people here and 500000 above",
        ),
        ("A,GM0606", "A,GM0599", "line 3: A and GM0599 occur twice in 2025"),
        ("2025", "2024", r"no shares for 'A' in 2025 \(there are: 2024\)"),
    ],
)
def test_shares_that_cannot_be_are_refused(
    measured: Measure, tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        measured("wastewater", "loads", WEEK, **kept(tmp_path, SHARES.replace(old, new)))


def test_a_bare_code_is_repaired_and_said(measured: Measure, tmp_path: Path) -> None:
    found = measured("wastewater", "loads", WEEK, **kept(tmp_path, SHARES.replace("GM0606", "606"))).result
    assert any("606 read as GM0606" in caveat.en for caveat in found.caveats)


def plants(*rows: tuple[str, float, float, int, str]) -> str:
    """Write a week per plant: name, concentration, people, days, class."""
    head = "date,site,substance,conc_ng_per_L,flow_m3_per_day,population,urbanity\n"
    return head + "".join(
        f"2025-03-{10 + day},{site},cocaine,{level},50000,{people},{kind}\n"
        for site, level, people, days, kind in rows
        for day in range(days)
    )


def test_plants_weigh_by_their_people(measured: Measure) -> None:
    data = plants(("A", 1200, 250000, 7, "1"), ("B", 800, 100000, 7, "2"), ("C", 900, 50000, 3, "2"))
    found = measured("wastewater", "national", data).result
    # loads of 60 and 40 g/day over 350,000 people; C has no whole week
    assert found.estimate == pytest.approx(100_000 / 350)
    assert found.diagnostics["people"] == 350000
    assert found.diagnostics["left_out"] == {"C": "no whole week with a Saturday or Sunday"}
    assert any(caveat.en.startswith("Left out: C") for caveat in found.caveats)
    assert found.ci_low < found.estimate < found.ci_high
    alike = next(one for one in found.sensitivity if one.name == "every plant alike")
    assert alike.estimate == pytest.approx((240 + 400) / 2)
    assert all(in_dutch(one.name, "calculations") for one in found.sensitivity)
    assert in_dutch(found.method, "methods") is not None


def test_more_plants_err_apart_so_the_margin_narrows(measured: Measure) -> None:
    one = measured("wastewater", "national", plants(("A", 1200, 250000, 7, "1"))).result
    four = measured(
        "wastewater", "national", plants(*((name, 1200, 250000, 7, "1") for name in "ABCD"))
    ).result
    assert four.estimate == pytest.approx(one.estimate)
    assert (four.ci_high - four.ci_low) == pytest.approx((one.ci_high - one.ci_low) / 2, rel=0.1)


def test_the_country_weighs_classes_by_its_own_people(measured: Measure) -> None:
    data = plants(("A", 1200, 250000, 7, "1"), ("B", 800, 100000, 7, "2"), ("C", 600, 100000, 7, "2"))
    strata = '{ "1" = 4000000, "2" = 12000000 }'
    found = measured("wastewater", "national", data, strata=strata).result
    country = next(one for one in found.sensitivity if one.name == "country, by class of urbanity")
    assert country.estimate == pytest.approx(0.25 * 240 + 0.75 * (400 + 300) / 2)
    assert any("Measured for 3 % of people" in caveat.en for caveat in found.caveats)
    with pytest.raises(BadInput, match="no plant of class '3' remains"):
        measured("wastewater", "national", data, strata='{ "1" = 4, "2" = 12, "3" = 1 }')
    with pytest.raises(BadInput, match="'A' has class 1; 'strata' has 2"):
        measured("wastewater", "national", data, strata='{ "2" = 12 }')


def utrecht(tmp_path: Path) -> Path:
    """Return the European file with the Wednesday on which each week began: made, since the file does not say."""
    head, *rows = EUROPE.read_text().splitlines()
    starts = {
        year: next(f"{year}-03-{day:02}" for day in range(8, 15) if is_wednesday(year, day))
        for year in range(2011, 2025)
    }
    path = tmp_path / "weeks.csv"
    path.write_text(
        "\n".join([f"{head},first_day", *(f"{row},{starts[int(row[:4])]}" for row in rows)]) + "\n"
    )
    return path


def is_wednesday(year: int, day: int) -> bool:
    return np.datetime64(f"{year}-03-{day:02}").astype("datetime64[D]").astype(int) % 7 == 6


def test_waste_near_a_flagged_day_is_a_lead(measured: Measure, tmp_path: Path) -> None:
    data = utrecht(tmp_path)
    near = "date,code,what\n2014-03-19,GM0344,vats\n2014-03-26,GM0344,late\n2014-03-13,GM0363,elsewhere\n"
    shares = "site,code,year,share,population\nNL005,GM0344,2014,0.9,330000\n"
    flagged = measured("wastewater", "discharge", data, country='"NL"').result.diagnostics["flagged_days"]
    site = next(one["site"] for one in flagged if one["city"] == "Utrecht")
    extra = kept(tmp_path, near, "dumps.csv") | kept(tmp_path, shares.replace("NL005", site))
    found = measured("wastewater", "discharge", data, country='"NL"', first_day='"first_day"', **extra).result
    wednesday, tuesday = (one for one in found.diagnostics["flagged_days"] if one["city"] == "Utrecht")
    assert (wednesday["date"], tuesday["date"]) == ("2014-03-12", "2014-03-18")
    assert wednesday["dumps_within_7_days"] == [{"date": "2014-03-19", "days_apart": 7, "what": "vats"}]
    assert tuesday["dumps_within_7_days"] == [{"date": "2014-03-19", "days_apart": 1, "what": "vats"}]
    assert wednesday["excess_g"] == pytest.approx(wednesday["excess_mg_per_1000"] * 297000 / 1e6)
    assert found.diagnostics["flags"] == 39
    assert any("drug waste was found within 7 days" in caveat.en for caveat in found.caveats)


def test_dumps_without_days_or_shares_are_refused(measured: Measure, tmp_path: Path) -> None:
    dumps = kept(tmp_path, "date,code\n2014-03-19,GM0344\n", "dumps.csv")
    with pytest.raises(BadInput, match="'dumps_file' needs 'first_day'"):
        measured("wastewater", "discharge", EUROPE, **dumps)
    data = utrecht(tmp_path)
    with pytest.raises(BadInput, match="name a 'shares_file'"):
        measured("wastewater", "discharge", data, first_day='"first_day"', **dumps)
    data.write_text(data.read_text().replace("2014-03-12", "2014-03-13"))
    with pytest.raises(BadInput, match="2014-03-13 is no Wednesday of 2014"):
        measured("wastewater", "discharge", data, first_day='"first_day"')


def test_growing_displacement_is_seen_by_phase() -> None:
    labels = tuple(f"{2019 + month // 12}-{month % 12 + 1:02}" for month in range(54))
    season = 10 + np.array([(month % 12) for month in range(54)], dtype=float)
    counts = np.vstack([season * 4, season * 2, season * 4])
    counts[0, 24:] /= 2
    counts[1, 24:36] *= 1.25
    counts[1, 36:] *= 2
    seen = Finds(
        places=("r", "v", "a"),
        labels=labels,
        effort=None,
        first_after=24,
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
    tree |= {"signed_by": "x", "signed_on": "2021-01-06", "start": "2021-01"}
    plan = parse_plan({**tree, "treated": ["r"], "destinations": ["v"], "controls": ["a"]}, PanelPlan)
    first, second, part = quotients_by_phase(seen, plan)
    assert (first["from"], first["until"], part["from"], part["until"]) == (
        "2021-01",
        "2021-12",
        "2023-01",
        "2023-06",
    )
    # rows halve to -1/2 of the control; the destination rises by 1/8 and then 1/2 of it, whatever the season
    assert [one["success"] for one in (first, second, part)] == pytest.approx([-0.5] * 3)
    assert [one["wdq"] for one in (first, second, part)] == pytest.approx([-0.25, -1.0, -1.0])
    assert second["range"]["low"] < -1.0 < second["range"]["high"]
    assert first["gross_effect"] == pytest.approx(counts[0, :12].sum() / 2)
