"""What a plan for a displacement analysis may say, per method."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from weerbaar.measure.plan import Plan

Period = str | int


class RandomChecks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Outcome of checks drawn at random, the only base for saying what share is found."""

    place: str
    hits: int
    checks: int


class PlacesPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which places play which part from when on, and how what is found there follows the inspections."""

    period: str = "month"
    place: str = "port"
    effort_file: str = ""
    effort: str = "inspections"
    elasticity: float = 0.5
    elasticities: tuple[float, ...] = (0.0, 0.5, 1.0)
    treated: list[str]
    destinations: tuple[str, ...] = ()
    controls: list[str]
    start: Period

    @property
    def roles(self) -> list[str]:
        """Every place that plays a part: treated, destinations, controls."""
        return [*self.treated, *self.destinations, *self.controls]

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        found += [
            f"'{place}' has more than one role; a control must not be a possible destination"
            for place in sorted({place for place in self.roles if self.roles.count(place) > 1})
        ]
        if not self.treated:
            found.append("'treated' is empty")
        if len(self.controls) < 1:
            found.append("'controls' is empty; controls come from abroad or from untreated modes")
        return found


class PanelPlan(PlacesPlan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Finds per place and month: difference in differences with inspection effort, sizes apart.

    `found_by` is the column that says how each find was made, `tip_off` the words in it that mean a tip-off.
    """

    size: str = "kg"
    small: float = 100.0
    large: float = 1000.0
    random_checks: tuple[RandomChecks, ...] = ()
    found_by: str = ""
    tip_off: tuple[str, ...] = ("tip-off",)

    later: ClassVar[frozenset[str]] = frozenset({"found_by", "tip_off"})

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.found_by and not self.tip_off:
            found.append("'tip_off' is empty; give the words in 'found_by' that mean a tip-off")
        found += [
            f"random check of '{one.place}': {one.hits} hits in {one.checks} checks is impossible"
            for one in self.random_checks
            if not 0 <= one.hits <= one.checks
        ]
        return found


class KilosPlan(PlacesPlan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Kilos per place and month, zeros included, where the single finds are not known."""

    kilos: str = "kg"


class IndicesPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Weighted displacement difference and quotient from a table of roles, before and after."""

    role: str = "role"
    before: str = "before"
    after: str = "after"
    area: str = ""
    length_before: float = 1.0
    length_after: float = 1.0
    dispersion: float = 1.0

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if min(self.length_before, self.length_after) <= 0:
            found.append("'length_before' and 'length_after' must be above zero")
        if self.dispersion < 1:
            found.append(f"'dispersion' is {self.dispersion:g}; it is at least 1")
        return found


class TotalsPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stated kilos per place and period, where no single finds are known."""

    place: str = "place"
    period: str = "period"
    value: str = "kg"
    definition: str = "unit_note"
    basis: str = "basis"
    origin: str = "source"
    precision: str = "precision"
    retrieved: str = "retrieved_at"
    supersedes: str = "supersedes"
    treated: str
    others: tuple[str, ...] = ()
    before: Period
    after: Period
    conflicts: str = "refuse"
    prefer: tuple[str, ...] = ()
    accept_definitions: bool = False

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if self.conflicts not in {"refuse", "both"}:
            found.append(f"'conflicts' is '{self.conflicts}'; choose refuse or both")
        return found
