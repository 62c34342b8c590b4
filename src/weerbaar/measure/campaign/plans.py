"""What a plan for a campaign analysis may say, per method."""

from __future__ import annotations

import msgspec

from weerbaar.measure.plan import Plan
from weerbaar.measure.result import Text

Period = str | int


class Flight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One broadcast period; its pulse lasts `periods` periods from the start (default: the plan's)."""

    name: str
    start: Period
    periods: int | None = None
    media_weight_grp: float | None = None


class Shock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something else that moved the reports, from `start` to `end` inclusive; it enters as a term."""

    name: str
    start: Period
    end: Period


class Break(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of what is counted; without the version of a `mapping` the analysis refuses."""

    at: Period
    what: str
    mapping: str = ""


class SegmentedPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Segmented count regression with a pulse and a level per flight.

    The outcome ends with the period of `until`. `power` is the share of cases in which an effect of
    `minimum_effect` must be found before its absence says anything; `power_effects` are the ratios to try.
    """

    outcome: Text = Text("meldingen", "reports")
    period: str | list[str] = "week_start"
    count: str = "count"
    exposure: str = ""
    series_column: str = ""
    series: str = ""
    comparison: tuple[str, ...] = ()
    flights: list[Flight]
    pulse: int = 8
    harmonics: int = 2
    slope: bool = False
    errors: str = "quasi"
    shocks: tuple[Shock, ...] = ()
    breaks: tuple[Break, ...] = ()
    minimum_effect: float = 1.1
    years_before: float = 2.0
    periods_after: int = 8
    until: Period | None = None
    power: float = 0.8
    power_effects: tuple[float, ...] = (1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 1.75, 2.0)

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if not 0.5 <= self.power < 1:
            found.append(f"'power' is {self.power:g}; give a share such as 0.8")
        rises = [effect >= 1 for effect in self.power_effects]
        if len(rises) < 2 or min(self.power_effects) <= 0 or (not all(rises) and max(self.power_effects) > 1):
            found.append("'power_effects' must be two or more ratios, all from 1 up or all from 1 down")
        if not self.flights:
            found.append("'flights' is empty; give at least one [[flights]] with name and start")
        if self.errors not in {"poisson", "quasi", "hac", "negative_binomial"}:
            found.append(f"'errors' is '{self.errors}'; choose poisson, quasi, hac or negative_binomial")
        if bool(self.series_column) != bool(self.series):
            found.append("'series_column' and 'series' belong together; give both or neither")
        if self.comparison and not self.series_column:
            found.append("'comparison' needs 'series_column', to tell the series apart")
        if not 0 <= self.harmonics <= 6:
            found.append(f"'harmonics' is {self.harmonics}; choose 0 to 6")
        if not 0 <= self.pulse <= 52:
            found.append(f"'pulse' is {self.pulse}; choose 0 to 52 periods")
        if self.minimum_effect <= 1:
            found.append(f"'minimum_effect' is {self.minimum_effect:g}; give the ratio of interest, above 1")
        found += [
            f"'breaks': {item.what} at {item.at} has no 'mapping'; choose the version of the mapping that"
            " makes before and after comparable"
            for item in self.breaks
            if not item.mapping.strip()
        ]
        return found


class StructuralPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Structural time series: fit before, forecast after, effect = observed minus forecast."""

    period: str | list[str] = "t"
    outcome: str = "y"
    covariates: tuple[str, ...] = ()
    intervention: Period
    unit: str = "units"


class YearPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ratio of one series between two periods against the ratio of another, from totals."""

    series_column: str = "series"
    period: str = "year"
    count: str = "value"
    series: str
    control: str = ""
    control_includes_series: bool = False
    before: Period
    after: Period
    dispersion: float = 1.0
    prefer: tuple[str, ...] = ()

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.dispersion < 1:
            found.append(f"'dispersion' is {self.dispersion:g}; it is at least 1")
        return found


class SurveyPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two groups of a survey compared, or a mean rating against a benchmark."""

    measure: str = "proportion"
    group_column: str = "group"
    before: str = "before"
    after: str = "after"
    benchmark: float | None = None
    benchmark_se: float | None = None
    self_selected: bool = False

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.measure not in {"proportion", "paired", "mean"}:
            found.append(f"'measure' is '{self.measure}'; choose proportion, paired or mean")
        if self.measure == "mean" and self.benchmark is None:
            found.append("'benchmark' is missing; a mean is compared with a stated benchmark")
        return found
