"""Figures with which the shipped example plan of each method can be answered, kept as small as that allows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

EXAMPLES = Path(__file__).parent / "examples"


def kept(name: str, lines: int = 5_000) -> str:
    return "".join((EXAMPLES / name).read_text("utf-8").splitlines(keepends=True)[:lines])


def dutch_weeks() -> str:
    head, *lines = kept("ww2025-all-data.csv").splitlines(keepends=True)
    return "".join([head, *(line for line in lines if ',"NL",' in line)])


def some_finds() -> str:
    head, *lines = kept("synthetic_ports_seizures.csv").splitlines(keepends=True)
    return "".join([head, *lines[::8], lines[-1]])


def rows(head: str, *lines: str) -> str:
    return "\n".join([head, *lines]) + "\n"


def regions() -> str:
    years = [1960, *range(1961, 1998)]
    return rows("region,year,value", *(f"{r},{y},{ord(r) + y % 7}" for r in "ABCD" for y in years))


def quarters() -> str:
    names = [f"{year}Q{quarter}" for year in (2022, 2023, 2024) for quarter in (1, 2, 3, 4)]
    return rows("unit,period,outcome", *(f"{u},{q},{10 + ord(u) % 5}" for u in "abcdef" for q in names))


def kilos() -> str:
    places = ("rotterdam", "vlissingen", "moerdijk", "antwerpen", "schiphol", "amsterdam_ijmond")
    months = [f"{2023 + m // 12}-{m % 12 + 1:02}" for m in range(24)]
    return rows("month,port,kg", *(f"{m},{p},{len(p) + i}" for i, m in enumerate(months) for p in places))


def samples() -> str:
    head = "date,site,substance,conc_ng_per_L,flow_m3_per_day,population,loq_ng_per_L"
    return rows(head, *(f"2025-03-{d},A,cocaine,{900 + d},50000,250000,5" for d in range(10, 17)))


def weeks() -> str:
    return rows("t,observed", *(f"{t},{3 + t % 4}" for t in range(1, 301)))


def municipalities() -> str:
    return rows("code,year,count,population", *(f"GM000{n},2023,{20 + n},{50000 + n}" for n in range(1, 6)))


SOUND: dict[str, Callable[[], str]] = {
    "segmented": lambda: kept("synthetic_hotline_weekly.csv"),
    "structural": lambda: kept("bsts_vignette.csv"),
    "ratio_of_ratios": lambda: kept("nl_annual_counts.csv"),
    "survey": lambda: rows("group,positive,n", "after,56,70", "before,48,80"),
    "difference_in_differences": lambda: kept("did_banks_july1.csv"),
    "staggered": quarters,
    "synthetic_control": regions,
    "panel": some_finds,
    "indices": lambda: rows(
        "role,before,after", "treated,207,110", "control,308,318", "displacement,178,157"
    ),
    "kilos": kilos,
    "totals": lambda: kept("nl_port_seizures_kg.csv"),
    "wastewater trend": dutch_weeks,
    "discharge": dutch_weeks,
    "loads": samples,
    "national": samples,
    "censored": lambda: rows("value", "7", "9", "<5", "11", "8"),
    "change": lambda: kept("nl_annual_counts.csv"),
    "trend": lambda: kept("nl_annual_counts.csv"),
    "chart": lambda: rows("count", *(str(10 + n % 5) for n in range(25))),
    "outbreak": weeks,
    "areas": municipalities,
    "lists": lambda: rows("a,b,freq", "1,0,20", "0,1,10", "1,1,5"),
    "contacts": lambda: rows("contacts,persons", "1,100", "2,20"),
}


def figures(analysis: str, method: str) -> str:
    return SOUND.get(f"{analysis} {method}", SOUND.get(method, str))()
