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
