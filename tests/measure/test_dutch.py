"""Nothing that a Dutch reader sees of a calculation is left in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weerbaar.measure.report.dutch import in_dutch
from weerbaar.measure.result import Result
from weerbaar.measure.run import Answer

Measure = Callable[..., Answer]
LOADS = (
    "date,site,substance,conc_ng_per_L,flow_m3_per_day,population\n2025-03-12,A,cocaine,1200,50000,250000\n"
)
ROLES = "role,before,after\ntreated,207,110\ncontrol,308,318\ndisplacement,178,157\n"
LISTS = "a,b,c,freq\n1,1,1,4\n1,1,0,20\n1,0,1,18\n0,1,1,15\n1,0,0,90\n0,1,0,80\n0,0,1,70\n"
AREAS = "code,year,count,population\nGM0001,2023,12,9000\nGM0002,2023,9,50000\nGM0003,2023,30,90000\n"
EUROPE = "ww2025-all-data.csv"
STAGGERED = "unit,period,outcome\n" + "".join(
    f"{unit},{year}Q{quarter},{10 + row + quarter + (row * 7 + year * quarter) % 5}\n"
    for row, unit in enumerate("abcdef")
    for year in (2022, 2023, 2024)
    for quarter in (1, 2, 3, 4)
)


def untold(found: Result) -> list[str]:
    """List the words of a result that have no Dutch."""
    said = [("methods", found.method), ("scales", found.scale)]
    for one in found.sensitivity:
        said += [("calculations", one.name), ("scales", one.scale), ("notes", one.note)]
    return [text for kind, text in said if in_dutch(text, kind) is None]


@pytest.mark.parametrize(
    ("analysis", "method", "data", "changes"),
    [
        ("campaign", "segmented", "synthetic_hotline_weekly.csv", {}),
        ("campaign", "structural", "bsts_vignette.csv", {}),
        ("campaign", "ratio_of_ratios", "nl_annual_counts.csv", {}),
        ("campaign", "survey", "group,positive,n\nafter,56,70\nbefore,48,80\n", {}),
        ("campaign", "difference_in_differences", "did_banks_july1.csv", {}),
        ("campaign", "staggered", STAGGERED, {}),
        ("displacement", "indices", ROLES, {}),
        ("displacement", "totals", "nl_port_seizures_kg.csv", {}),
        ("wastewater", "trend", EUROPE, {}),
        ("wastewater", "discharge", EUROPE, {}),
        ("wastewater", "loads", LOADS, {"back_calculate": "true"}),
        ("wastewater", "censored", "value\n12\n8\n<5\n15\n6\n7\n9\n", {}),
        ("counts", "change", "nl_annual_counts.csv", {}),
        ("counts", "trend", "nl_annual_counts.csv", {}),
        ("counts", "chart", "count\n" + "9\n" * 20 + "30\n", {}),
        ("counts", "areas", AREAS, {}),
        ("hidden", "lists", LISTS, {}),
        ("hidden", "lists", "a,b,freq\n1,1,30\n1,0,170\n0,1,120\n", {}),
        ("hidden", "contacts", "contacts,persons\n1,300\n2,50\n3,8\n", {}),
    ],
)
def test_every_word_has_its_dutch(
    measured: Measure, analysis: str, method: str, data: str, changes: dict[str, str]
) -> None:
    assert untold(measured(analysis, method, data, **changes).result) == []


def test_open_places_are_translated_and_numbers_get_a_comma() -> None:
    assert in_dutch("rotterdam: elasticity of effort 0.5", "calculations") == (
        "rotterdam: elasticiteit van controles 0,5"
    )
    assert in_dutch("an unheard-of calculation", "calculations") is None
