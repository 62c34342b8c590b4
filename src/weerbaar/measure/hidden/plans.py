"""What a plan for estimating a hidden population may say, per method."""

from __future__ import annotations

from weerbaar.measure.plan import Plan


class ListsPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Capture-recapture over two or more lists, from cell counts only."""

    lists: tuple[str, ...] = ()
    frequency: str = "freq"
    plausible_aic: float = 7.0
    missed_links: tuple[float, ...] = (0.01, 0.03, 0.05)

    def faults(self) -> list[str]:
        """Say what is inconsistent."""
        found = super().faults()
        if any(not 0 <= share < 0.5 for share in self.missed_links):
            found.append("'missed_links' holds shares from 0 to below 0.5")
        if self.plausible_aic <= 0:
            found.append(
                f"'plausible_aic' is {self.plausible_aic:g}; give how far from the best AIC a model stays"
                " plausible"
            )
        return found


class ContactsPlan(Plan, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One list, with how often each person was seen."""

    contacts: str = "contacts"
    persons: str = "persons"
