"""What a plan may say for comparing one unit with others: difference in differences, synthetic control."""

from __future__ import annotations

import msgspec

from weerbaar.measure.plan import Plan

Period = str | int


class DifferencePlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Difference in differences of levels between two periods, one column per unit."""

    period: str = "year"
    treated: list[str]
    control: list[str]
    before: list[Period]
    after: list[Period]
    unit: str = "units"

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        found += [
            f"'{name}' is empty"
            for name in ("treated", "control", "before", "after")
            if not getattr(self, name)
        ]
        return found


class StaggeredPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A measure that began in some units earlier than in others; `starts` gives the first period of each."""

    unit_column: str = "unit"
    period: str = "period"
    outcome: str = "outcome"
    starts: dict[str, Period]
    never: tuple[str, ...] = ()
    logarithm: bool = False
    unit: str = "units"

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        both = sorted(set(self.starts) & set(self.never))
        found += [f"'{name}' both begins and never does" for name in both]
        if not self.starts:
            found.append("'starts' is empty; name each unit with the first period of its measure")
        if not self.never and len(set(map(str, self.starts.values()))) < 2:
            found.append(
                "'starts' has one moment for every unit and 'never' is empty; there is nothing to compare with"
            )
        return found


class Predictor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column averaged over `first` to `last`, every `step` periods, to be matched beside the outcome."""

    column: str
    first: int
    last: int
    step: int = 1


class SyntheticPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A weighted mix of donors stands in for what would have happened to the treated unit."""

    unit_column: str
    period: str
    outcome: str
    treated: str
    donors: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    intervention: Period
    fit_from: Period
    fit_until: Period
    effect_from: Period
    effect_until: Period
    predictors: tuple[Predictor, ...] = ()
    unit: str = "units"
