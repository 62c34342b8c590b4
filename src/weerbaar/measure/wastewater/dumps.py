"""Sets drug waste found nearby beside the days on which something seems to have been poured into the sewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from weerbaar.measure.counts.boundaries import read_code
from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Json, Text
from weerbaar.measure.table import Table, read_table
from weerbaar.measure.wastewater.catchments import Catchments, repaired, table_of
from weerbaar.measure.wastewater.europe import DAYS
from weerbaar.measure.wastewater.plans import DischargePlan

LEAD = Text(
    "Een afvaldump in de buurt is een aanleiding om te kijken; dat het om dezelfde stof gaat blijkt er niet uit.",
    "A waste dump nearby is a reason to look; that it was the same substance does not follow.",
)

WEDNESDAY = 2


@dataclass(frozen=True)
class Dump:
    """Waste found on a day at a place: a plant, or a municipality where `coded`."""

    day: date
    place: str
    coded: bool
    what: str


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the screen: when each row of the file began, dumps if asked for, and people per plant."""

    starts: dict[tuple[int, str], date]
    dumps: tuple[Dump, ...] | None
    people: Catchments | None
    repairs: tuple[str, ...]

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
        more["date"] = day.isoformat()
        if self.dumps is not None:
            more[f"dumps_within_{lead_days}_days"] = self.near(site, year, day, lead_days)
        return flag | more

    def near(self, site: str, year: int, day: date, lead_days: int) -> list[Json] | None:
        """Return the dumps near a plant and day; None where it is not known which municipalities drain to it."""
        assert self.dumps is not None
        home = self.people.people.get((site, year)) if self.people else None
        if home is None and any(one.coded for one in self.dumps):
            return None
        return [
            {"date": one.day.isoformat(), "days_apart": (one.day - day).days, "what": one.what}
            for one in self.dumps
            if abs((one.day - day).days) <= lead_days
            and (one.place in (home or ()) if one.coded else one.place == site)
        ]


def surroundings(table: Table, plan: DischargePlan, folder: Path, faults: Faults) -> Surroundings:
    """Read what the plan names beside the file of site-weeks, noting every fault."""
    repairs = list[str]()
    people = faults.tried(lambda: table_of(folder, plan.shares_file))
    dumps = faults.tried(
        lambda: (
            read_dumps(folder / plan.dumps_file, bool(plan.shares_file), faults, repairs)
            if plan.dumps_file
            else None
        )
    )
    starts = faults.tried(lambda: read_starts(table, plan.first_day, faults) if plan.first_day else {})
    return Surroundings(starts or {}, dumps, people, (*(people.repairs if people else ()), *repairs))


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
            faults.add(f"{table.name} line {line}: '{cell}' in '{column}' is no date; write 2025-03-12")
            continue
        if day.weekday() != WEDNESDAY or str(day.year) != year:
            faults.add(f"{table.name} line {line}: {day} is no Wednesday of {year}")
        if found.setdefault((day.year, site), day) != day:
            faults.add(
                f"{table.name} line {line}: the week of {site} in {year} began on {day} here, elsewhere not"
            )
    return found


def read_dumps(path: Path, shares: bool, faults: Faults, repairs: list[str]) -> tuple[Dump, ...]:
    """Read `date` and `site`, or `date` and the `code` of a municipality with the shares; `what` may be there."""
    table = read_table(path)
    coded = not table.has("site")
    if not table.need(faults, "date", "code" if coded else "site"):
        return ()
    if coded and not shares:
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
            faults.add(f"{table.name} line {line}: '{cell}' is no date; write 2025-03-12")
            continue
        where = read_code(place, line, table.name, faults, repairs) if coded else place
        found.append(Dump(day, where, coded, words))
    return tuple(found)


def lead_words(flags: list[dict[str, Json]], plan: DischargePlan, around: Surroundings) -> list[Text]:
    """Say how many of the days listed have a dump near them, and of how many that is not known."""
    if not plan.dumps_file:
        return repaired(around.repairs)
    near = [one.get(f"dumps_within_{plan.lead_days}_days") for one in flags]
    unknown, some = near.count(None), sum(bool(one) for one in near)
    known = len(flags) - unknown
    found = [LEAD, *repaired(around.repairs)]
    if known or not flags:
        found.append(
            Text(
                f"Gemarkeerde dagen met drugsafval binnen {plan.lead_days} dagen in het verzorgingsgebied: {some} van"
                f" {known}.",
                f"Flagged days with drug waste within {plan.lead_days} days in the catchment: {some} of {known}.",
            )
        )
    if unknown:
        found.append(
            Text(
                f"Gemarkeerde dagen waarvan niet bekend is welke gemeenten op de zuivering lozen: {unknown}; daar is"
                " niet gekeken.",
                f"Flagged days of which it is not known which municipalities drain to the plant: {unknown}; nothing"
                " was looked for there.",
            )
        )
    return found
