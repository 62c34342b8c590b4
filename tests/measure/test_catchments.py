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

from weerbaar.measure.faults import BadInput
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
    assert found.diagnostics["repairs"] == ["line 3: 606 read as GM0606"]
    assert any(caveat.nl == "1 gemeentecode(s) hersteld, zie de diagnostiek." for caveat in found.caveats)


def test_every_fault_of_the_shares_is_named_once(measured: Measure, tmp_path: Path) -> None:
    rows = "site,code,year,share,population\nA,GM0599,2025,x,\nA,GM0599,14,0.5,500000\n,GM0606,2025,1,50000\n"
    with pytest.raises(BadInput) as refused:
        measured("wastewater", "loads", WEEK, **kept(tmp_path, rows))
    assert [fault.partition(": ")[2] for fault in refused.value.faults] == [
        "'x' in 'share' is not a number; put words such as 'almost' in a column of their own",
        "'population' is empty; fill it in or leave the row out",
        "'14' is no year",
        "'site' is empty; fill it in or leave the row out",
    ]


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


def test_the_faults_of_every_plant_are_named_at_once(measured: Measure) -> None:
    data = plants(("A", -5, 250000, 7, "1"), ("B", 800, 100000, 7, "2"), ("C", 800, -3, 2, "2"))
    with pytest.raises(BadInput) as refused:
        measured("wastewater", "national", data, strata='{ "1" = 4, "2" = 12 }')
    said = refused.value.faults
    assert len(said) == 7 + 2
    assert sum("a concentration of -5 is negative" in fault for fault in said) == 7
    with pytest.raises(BadInput, match="there is no column 'date'"):
        measured("wastewater", "national", data.replace("date,", "day,", 1))


def test_plants_of_different_rounds_are_said_to_be_so(measured: Measure) -> None:
    one, two = plants(("A", 1200, 250000, 7, "1")), plants(("B", 800, 100000, 7, "2")).split("\n", 1)[1]
    same = measured("wastewater", "national", one + two).result
    apart = measured("wastewater", "national", one + two.replace("2025-03-1", "2023-03-1")).result
    assert not any("far apart" in caveat.en for caveat in same.caveats)
    assert any("far apart, from 2023-03-10 to 2025-03-16" in caveat.en for caveat in apart.caveats)


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
    said = [caveat.en for caveat in found.caveats]
    assert "Flagged days with drug waste within 7 days in the catchment: 2 of 2." in said
    # Eindhoven has no shares: that nothing was looked for is not that nothing was there
    assert any("drain to the plant: 1; nothing was looked for there" in one for one in said)
    eindhoven = next(one for one in found.diagnostics["flagged_days"] if one["city"] == "Eindhoven")
    assert eindhoven["dumps_within_7_days"] is None


def test_waste_at_a_plant_needs_no_shares(measured: Measure, tmp_path: Path) -> None:
    dumps = kept(tmp_path, "date,site\n2014-03-14,NL010\n2017-03-14,NL010\n", "dumps.csv")
    found = measured(
        "wastewater", "discharge", utrecht(tmp_path), country='"NL"', first_day='"first_day"', **dumps
    )
    said = [caveat.en for caveat in found.result.caveats]
    assert "Flagged days with drug waste within 7 days in the catchment: 2 of 3." in said


def test_dumps_without_days_or_shares_are_refused(measured: Measure, tmp_path: Path) -> None:
    dumps = kept(tmp_path, "date,code\n2014-03-19,GM0344\n", "dumps.csv")
    with pytest.raises(BadInput, match="'dumps_file' needs 'first_day'"):
        measured("wastewater", "discharge", EUROPE, **dumps)
    data = utrecht(tmp_path)
    with pytest.raises(BadInput, match="name a 'shares_file'"):
        measured("wastewater", "discharge", data, first_day='"first_day"', **dumps)
    shares = kept(tmp_path, SHARES.replace("0.4", "1.4"))
    data.write_text(data.read_text().replace("2014-03-12", "2014-03-13"))
    with pytest.raises(BadInput) as refused:
        measured("wastewater", "discharge", data, first_day='"first_day"', **shares)
    assert any("a share of 1.4" in one for one in refused.value.faults)
    assert any("2014-03-13 is no Wednesday of 2014" in one for one in refused.value.faults)
    with pytest.raises(BadInput, match="2014-03-13 is no Wednesday of 2014"):
        measured("wastewater", "discharge", data, first_day='"first_day"')
