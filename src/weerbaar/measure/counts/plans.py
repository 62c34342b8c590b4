"""What a plan for an analysis of counts may say, per method."""

from __future__ import annotations

from weerbaar.measure.plan import Plan

Period = str | int


class StatedPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Columns of a file of stated counts, and what to do where they disagree."""

    series_column: str = "series"
    period: str = "year"
    value: str = "value"
    definition: str = "definition"
    basis: str = "basis"
    origin: str = "source"
    precision: str = "precision"
    retrieved: str = "retrieved_at"
    supersedes: str = "supersedes"
    series: str
    prefer: tuple[str, ...] = ()
    accept_definitions: bool = False
    minimum_effect: float = 1.1


class ChangePlan(StatedPlan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One count against another."""

    before: Period
    after: Period
    exposure_before: float = 1.0
    exposure_after: float = 1.0

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if min(self.exposure_before, self.exposure_after) <= 0:
            found.append("'exposure_before' and 'exposure_after' must be above zero")
        return found


class TrendPlan(StatedPlan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Poisson slope over years, with a step where the definition changes."""

    first: int
    last: int

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.last - self.first < 2:
            found.append("'first' to 'last' must span at least three years")
        return found


class ChartPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A control chart: c, u, laney or cusum."""

    count: str = "count"
    period: str = ""
    exposure: str = ""
    chart: str = "c"
    baseline: int = 0
    shift: float = 1.5
    run_length: float = 100.0

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.chart not in {"c", "u", "laney", "cusum"}:
            found.append(f"'chart' is '{self.chart}'; choose c, u, laney or cusum")
        if self.chart in {"u", "laney"} and not self.exposure:
            found.append(f"'exposure' is empty; a {self.chart} chart needs a column of exposures")
        if self.shift <= 1:
            found.append(f"'shift' is {self.shift:g}; give the ratio to detect, above 1")
        if self.run_length < 2:
            found.append("'run_length' is the mean number of periods between false alarms; at least 2")
        return found


class OutbreakPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Outbreak detection: every detector is run, `detector` decides the answer."""

    period: str = "t"
    count: str = "observed"
    series_column: str = ""
    detector: str = "farrington"
    first: Period
    last: Period
    alpha: float = 0.01
    ears_alpha: float = 0.001
    ears_baseline: int = 7
    years_back: int = 3
    half_window: int = 3
    least_cases: int = 5
    least_periods: int = 4

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.detector not in DETECTORS:
            found.append(f"'detector' is '{self.detector}'; choose {', '.join(DETECTORS)}")
        for name in ("alpha", "ears_alpha"):
            if not 0 < getattr(self, name) < 0.5:
                found.append(f"'{name}' is {getattr(self, name):g}; give a probability below 0.5")
        if self.ears_baseline < 3 or self.years_back < 1 or not 1 <= self.half_window <= 10:
            found.append("'ears_baseline' is at least 3, 'years_back' at least 1, 'half_window' 1 to 10")
        return found


DETECTORS = ("farrington", "farrington_flexible", "ears_c1", "ears_c2", "ears_c3")


class AreasPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A map of small areas in the boundaries of one year."""

    code: str = "code"
    year: str = "year"
    count: str = "count"
    population: str = "population"
    group: str = ""
    base_year: int
    reclassification_file: str = ""
    boundaries_file: str = ""
    suppress_below: int = 5
    internal: bool = False
    per: float = 100_000.0
