"""The table of analyses and their methods: what a plan may ask for and where the answer is worked out."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from weerbaar.measure import contrast_plans as contrast
from weerbaar.measure.campaign import plans as campaign
from weerbaar.measure.counts import plans as counts
from weerbaar.measure.displacement import plans as displacement
from weerbaar.measure.faults import Faults
from weerbaar.measure.hidden import plans as hidden
from weerbaar.measure.plan import Plan, Promise
from weerbaar.measure.result import Finding, Text
from weerbaar.measure.table import Table
from weerbaar.measure.wastewater import plans as wastewater

TEMPLATES = Path(__file__).parent / "plans"
Read = Callable[[Table, Plan, Path, Faults], object]
Run = Callable[[Table, Plan, Path], Finding]


@dataclass(frozen=True)
class Method:
    """One way to answer: the plan it needs, the functions that run it and that read for it, its name for readers."""

    plan: type[Plan]
    where: str
    reads: str
    title: Text
    second_file: bool = False
    beforehand: str = ""

    def run(self, table: Table, plan: Plan, folder: Path, promise: Promise | None = None) -> Finding:
        """Load the method and run it; `folder` is where a second file named in the plan is looked for.

        A method that can work out its power `beforehand` is told what was promised then.
        """
        function = load(self.where)
        if self.second_file:
            return cast("Run", function)(table, plan, folder)
        if self.beforehand:
            return cast("Callable[[Table, Plan, Promise | None], Finding]", function)(table, plan, promise)
        return cast("Callable[[Table, Plan], Finding]", function)(table, plan)

    def read(self, table: Table, plan: Plan, folder: Path, faults: Faults) -> None:
        """Note everything that is wrong with the figures, as far as a plan with holes lets it be known."""
        cast("Read", load(self.reads))(table, plan, folder, faults)

    def read_before(self, table: Table, plan: Plan, faults: Faults) -> None:
        """Note what is wrong with the rows before, and with these alone; only where `beforehand` is set."""
        module, _ = self.beforehand.split(":")
        cast("Callable[[Table, Plan, Faults], object]", load(f"{module}:look_before"))(table, plan, faults)

    def power(self, table: Table, plan: Plan) -> tuple[Table, Finding]:
        """Return what was read of a table and the power worked out from it; only where `beforehand` is set."""
        module, _ = self.beforehand.split(":")
        kept = cast("Callable[[Table, Plan], Table]", load(f"{module}:only_before"))(table, plan)
        return kept, cast("Callable[[Table, Plan], Finding]", load(self.beforehand))(kept, plan)


def load(where: str) -> object:
    """Load a function when it is asked for, so that one analysis does not wait for the imports of all."""
    module, name = where.split(":")
    return getattr(importlib.import_module(f"weerbaar.measure.{module}"), name)


DIFFERENCE = Method(
    contrast.DifferencePlan,
    "contrasts:difference",
    "contrasts:read_units",
    Text("Verschil in verschillen", "Difference in differences"),
)
SYNTHETIC = Method(
    contrast.SyntheticPlan,
    "contrasts:synthetic_control",
    "contrasts:read_grid",
    Text("Samengesteld evenbeeld", "Synthetic control"),
)
STAGGERED = Method(
    contrast.StaggeredPlan,
    "staggered:staggered",
    "staggered:read_panel",
    Text("Gespreide start", "Staggered starts"),
)
METHODS: dict[str, dict[str, Method]] = {
    "campaign": {
        "segmented": Method(
            campaign.SegmentedPlan,
            "campaign.interrupted:segmented",
            "campaign.interrupted:read",
            Text("Onderbroken tijdreeks", "Interrupted time series"),
            beforehand="campaign.beforehand:power",
        ),
        "structural": Method(
            campaign.StructuralPlan,
            "campaign.forecast:structural",
            "campaign.forecast:read",
            Text("Voorspelling uit de tijd ervoor", "Structural time series"),
        ),
        "ratio_of_ratios": Method(
            campaign.YearPlan,
            "campaign.yearly:ratio_of_ratios",
            "campaign.yearly:read",
            Text("Verhouding van groei", "Ratio of ratios"),
        ),
        "survey": Method(
            campaign.SurveyPlan,
            "campaign.survey:survey",
            "campaign.survey:read",
            Text("Enquête", "Survey comparison"),
        ),
        "difference_in_differences": DIFFERENCE,
        "staggered": STAGGERED,
        "synthetic_control": SYNTHETIC,
    },
    "displacement": {
        "panel": Method(
            displacement.PanelPlan,
            "displacement.panel:panel",
            "displacement.finds:read_finds",
            Text("Vondsten per plaats en maand", "Finds per place and month"),
            second_file=True,
        ),
        "indices": Method(
            displacement.IndicesPlan,
            "displacement.indices:indices",
            "displacement.indices:read_cells",
            Text("Verplaatsingsindices", "Displacement indices"),
        ),
        "kilos": Method(
            displacement.KilosPlan,
            "displacement.kilos:kilos",
            "displacement.kilos:read_months",
            Text("Kilo's per plaats en maand", "Kilos per place and month"),
            second_file=True,
        ),
        "totals": Method(
            displacement.TotalsPlan,
            "displacement.totals:totals",
            "displacement.totals:read",
            Text("Opgegeven kilo's", "Stated kilos"),
        ),
        "difference_in_differences": DIFFERENCE,
        "staggered": STAGGERED,
        "synthetic_control": SYNTHETIC,
    },
    "wastewater": {
        "trend": Method(
            wastewater.EuropePlan,
            "wastewater.trend:trend",
            "wastewater.trend:read",
            Text("Verloop per stad en stof", "Trend by city and substance"),
        ),
        "discharge": Method(
            wastewater.DischargePlan,
            "wastewater.discharge:discharge",
            "wastewater.discharge:read",
            Text("Zeef voor lozingen", "Discharge screen"),
            second_file=True,
        ),
        "loads": Method(
            wastewater.LoadsPlan,
            "wastewater.loads:loads",
            "wastewater.loads:read",
            Text("Vracht uit concentratie en debiet", "Loads from concentration and flow"),
            second_file=True,
        ),
        "national": Method(
            wastewater.NationalPlan,
            "wastewater.national:national",
            "wastewater.national:read",
            Text("Vracht van alle zuiveringen samen", "Loads of all plants together"),
            second_file=True,
        ),
        "censored": Method(
            wastewater.CensoredPlan,
            "wastewater.censored:censored",
            "wastewater.censored:read_values",
            Text("Waarden onder de meetgrens", "Values below the limit"),
        ),
    },
    "counts": {
        "change": Method(
            counts.ChangePlan,
            "counts.stated:change",
            "counts.stated:read_two",
            Text("Twee aantallen vergeleken", "Two counts compared"),
        ),
        "trend": Method(
            counts.TrendPlan,
            "counts.stated:trend",
            "counts.stated:read_years",
            Text("Verloop over jaren", "Trend over years"),
        ),
        "chart": Method(
            counts.ChartPlan,
            "counts.control:chart",
            "counts.control:read_chart",
            Text("Regelkaart", "Control chart"),
        ),
        "outbreak": Method(
            counts.OutbreakPlan,
            "counts.outbreak:outbreak",
            "counts.outbreak:read",
            Text("Uitbraakdetectie", "Outbreak detection"),
        ),
        "areas": Method(
            counts.AreasPlan,
            "counts.areas:areas",
            "counts.areas:read",
            Text("Kaart van kleine gebieden", "Map of small areas"),
            second_file=True,
        ),
    },
    "hidden": {
        "lists": Method(
            hidden.ListsPlan,
            "hidden.lists:lists",
            "hidden.lists:read_cells",
            Text("Overlappende lijsten", "Overlapping lists"),
        ),
        "contacts": Method(
            hidden.ContactsPlan,
            "hidden.contacts:contacts",
            "hidden.contacts:read_frequencies",
            Text("Herhaald gezien", "Repeated contacts"),
        ),
    },
}


def template(analysis: str, method: str) -> str:
    """Return the commented example plan of a method."""
    return (TEMPLATES / f"{analysis}-{method}.toml").read_text("utf-8")
