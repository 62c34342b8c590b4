"""What a plan for a wastewater analysis may say, per method."""

from __future__ import annotations

import msgspec

from weerbaar.measure.plan import Plan
from weerbaar.measure.wastewater.europe import MEANS


class SamplesPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Daily samples with concentration and flow; people from a column, or from shares of municipalities.

    `shares_file` has a row per plant, municipality and year (see `catchments`). `population_method` says how the
    people of the column were counted: connected inhabitants, hydrochemical, mobile phones.
    """

    date: str = "date"
    site: str = "site"
    substance: str = "substance"
    concentration: str = "conc_ng_per_L"
    flow: str = "flow_m3_per_day"
    population: str = "population"
    loq: str = "loq_ng_per_L"
    target: str
    shares_file: str = ""
    population_method: str = ""
    cv_sampling: float = 0.05
    cv_analysis: float = 0.10
    cv_flow: float = 0.20
    cv_population: float = 0.10
    decay: float = 0.0
    rain_factor: float = 2.0
    least_population: int = 10_000

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        for name in ("cv_sampling", "cv_analysis", "cv_flow", "cv_population"):
            if not 0 <= getattr(self, name) < 2:
                found.append(
                    f"'{name}' is {getattr(self, name):g}; give a coefficient of variation such as 0.1"
                )
        if not 0 <= self.decay < 1:
            found.append(f"'decay' is {self.decay:g}; give the share lost in the sewer, from 0 to below 1")
        return found


class LoadsPlan(SamplesPlan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Load of one plant per 1000 people, with propagated uncertainty."""

    at_site: str
    back_calculate: bool = False
    factor_version: str = ""


class NationalPlan(SamplesPlan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mean of all plants of a file, by people; `strata` are the people of the country per class of `urbanity`."""

    urbanity: str = "urbanity"
    strata: dict[str, float] = msgspec.field(default_factory=dict)

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        found += [
            f"'strata': {name} has {people:g} people" for name, people in self.strata.items() if people <= 0
        ]
        return found


class CensoredPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mean of values some of which lie below the limit of quantification."""

    value: str = "value"
    loq: float
    unit: str = "ng/L"

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.loq <= 0:
            found.append(f"'loq' is {self.loq:g}; it must be above zero")
        return found


class EuropePlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Trend by city and substance on the European file."""

    substance: str
    country: str = ""
    city: str = ""
    first_year: int = 2011
    last_year: int = 2100
    mean: str = "Daily mean"

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.mean not in MEANS:
            found.append(f"'mean' is '{self.mean}'; choose {', '.join(MEANS)}")
        if self.last_year < self.first_year:
            found.append(f"'last_year' {self.last_year} comes before 'first_year' {self.first_year}")
        return found


class DischargePlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Screen for days on which a substance was dumped rather than used."""

    substances: tuple[str, ...] = ("MDMA", "amphetamine")
    first_day: str = ""
    dumps_file: str = ""
    shares_file: str = ""
    lead_days: int = 7
    country: str = ""
    z: float = 4.0
    fold: float = 3.0
    least_median: float = 5.0
    least_days: int = 6

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.dumps_file and not self.first_day:
            found.append("'dumps_file' needs 'first_day', the column with the day on which each week began")
        if not 0 <= self.lead_days <= 31:
            found.append(f"'lead_days' is {self.lead_days}; choose 0 to 31")
        return found
