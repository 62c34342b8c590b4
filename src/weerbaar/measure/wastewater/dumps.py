"""Sets drug waste found nearby beside the days on which something seems to have been poured into the sewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from weerbaar.measure.counts.boundaries import read_code
from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Json, Text
from weerbaar.measure.table import Table, read_table
from weerbaar.measure.wastewater.catchments import Catchments, table_of
from weerbaar.measure.wastewater.europe import DAYS
from weerbaar.measure.wastewater.plans import DischargePlan

LEAD = Text(
    "Een afvaldump in de buurt is een aanleiding om te kijken; dat het om dezelfde stof gaat blijkt er niet uit.",
    "A waste dump nearby is a reason to look; that it was the same substance does not follow.",
)


@dataclass(frozen=True)
class Dump:
    """Waste found on a day in the catchment of each of `sites`."""

    day: date
    sites: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the screen: when each row of the file began, dumps, and people per plant."""

    starts: dict[tuple[int, str], date]
    dumps: tuple[Dump, ...]
    people: Catchments | None

    def beside(self, flag: dict[str, Json], lead_days: int) -> dict[str, Json]:
        """Return the flagged day with its date, the dumps near it in time and place, and its excess in grams."""
        year, site, excess = flag["year"], str(flag["site"]), flag["excess_mg_per_1000"]
        assert isinstance(year, int)
        assert isinstance(excess, float)
        more: dict[str, Json] = {}
        people = self.people.population(site, year) if self.people else None
        if people is not None:
            more["excess_g"] = excess * people / 1e6
        start = self.starts.get((year, site))
        if start is None:
            return flag | more
        day = start + timedelta(days=DAYS.index(str(flag["day"])))
        near: list[Json] = [
            {"date": one.day.isoformat(), "days_apart": (one.day - day).days, "what": one.what}
            for one in self.dumps
            if site in one.sites and abs((one.day - day).days) <= lead_days
        ]
        return flag | more | {"date": day.isoformat(), f"dumps_within_{lead_days}_days": near}


def surroundings(table: Table, plan: DischargePlan, folder: Path) -> Surroundings:
    """Read what the plan names beside the file of site-weeks; raises BadInput with every fault."""
    faults = Faults()
    starts = read_starts(table, plan.first_day, faults) if plan.first_day else {}
    people = table_of(folder, plan.shares_file)
    dumps = read_dumps(folder / plan.dumps_file, people, faults) if plan.dumps_file else ()
    faults.stop()
    return Surroundings(starts, dumps, people)


def read_starts(table: Table, column: str, faults: Faults) -> dict[tuple[int, str], date]:
    """Read the day on which the sampled week of each plant and year began, which is a Wednesday of that year."""
    if not table.need(faults, column):
        return {}
    found: dict[tuple[int, str], date] = {}
    rows = zip(table.text("Year"), table.text("Site ID"), table.text(column), table.lines, strict=True)
    for year, site, cell, line in rows:
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            faults.add(f"{table.name} line {line}: '{cell}' in '{column}' is no date; write 2024-03-13")
            continue
        if day.strftime("%A") != DAYS[0] or str(day.year) != year:
            faults.add(f"{table.name} line {line}: {day} is no {DAYS[0]} of {year}")
        if found.setdefault((day.year, site), day) != day:
            faults.add(
                f"{table.name} line {line}: the week of {site} in {year} began on {day} here, elsewhere not"
            )
    return found


def read_dumps(path: Path, people: Catchments | None, faults: Faults) -> tuple[Dump, ...]:
    """Read `date` and `site`, or `date` and the `code` of a municipality with the shares; `what` may be there."""
    table = read_table(path)
    coded = not table.has("site")
    if not table.need(faults, "date", "code" if coded else "site"):
        return ()
    if coded and people is None:
        faults.add(
            f"{table.name} has municipalities; name a 'shares_file' to tell which plants they drain to"
        )
        return ()
    what = table.text("what") if table.has("what") else [""] * len(table.rows)
    found: list[Dump] = []
    places = table.text("code" if coded else "site")
    for cell, place, words, line in zip(table.text("date"), places, what, table.lines, strict=True):
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            faults.add(f"{table.name} line {line}: '{cell}' is no date; write 2024-03-13")
            continue
        sites = [place]
        if people is not None and coded:
            sites = people.sites(read_code(place, line, table.name, faults, []), day.year)
        found.append(Dump(day, tuple(sites), words))
    return tuple(found)


def lead_words(flags: list[dict[str, Json]], plan: DischargePlan) -> list[Text]:
    """Say how many flagged days have a dump near them; nothing where no dumps were given."""
    if not plan.dumps_file:
        return []
    near = sum(bool(one.get(f"dumps_within_{plan.lead_days}_days")) for one in flags)
    return [
        Text(
            f"Bij {near} van {len(flags)} dagen is binnen {plan.lead_days} dagen in het verzorgingsgebied drugsafval"
            " gevonden.",
            f"At {near} of {len(flags)} days drug waste was found within {plan.lead_days} days in the catchment.",
        ),
        LEAD,
    ]
