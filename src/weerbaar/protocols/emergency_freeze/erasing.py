"""Chapter 6, erasing: what may name the client goes when its time has passed; what was done stays, and its proof."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from weerbaar.kernel.law.acts import Act, Event, Events
from weerbaar.kernel.law.duties import Duty
from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.moments import days
from weerbaar.kernel.law.parties import CLOCK, Party
from weerbaar.kernel.law.records import replace
from weerbaar.kernel.law.rules import permit
from weerbaar.protocols.emergency_freeze.freeze import Freeze
from weerbaar.protocols.emergency_freeze.terms import RETENTION

# Five years holds for reports; for the freeze itself the term is unknown.
KEPT = days(5 * 365 + 1)


def closed(freeze: Freeze) -> datetime | None:
    """Return when it was over: ended, and the money released where it had to be."""
    return None if freeze.must_release else freeze.released_at or freeze.ended_at


def kept_until(freeze: Freeze) -> datetime | None:
    """Return until when the account and the free words are kept; nothing while it runs or when they are gone."""
    over = closed(freeze)
    return None if over is None or freeze.erased else over + KEPT


class Erased(Event[Freeze]):
    """The account and everything written in free words are gone, here and in the ledger; every proof still holds."""

    erases: ClassVar[bool] = True

    def apply(self, freeze: Freeze) -> Freeze:
        """Forget whose money it was, and why."""
        return replace(
            freeze,
            account=None,
            hold_text=None,
            reason_served=None,
            reason_internal=None,
            ground=None,
            proportionality=None,
            repeat_reason=None,
            proposal_reason=None,
            contacts=tuple(replace(contact, answer=None) for contact in freeze.contacts),
            erased=True,
        )


class Erase(Act[Freeze]):
    """The time for which the data of the client may be kept has passed."""

    nl = "De tijd dat de gegevens van de cliënt bewaard mogen worden is voorbij."

    by_clock: ClassVar[bool] = True

    @permit(RETENTION, nl="De bewaartermijn is verstreken.", en="The retention period has passed.")
    def term_passed(self, freeze: Freeze, given: Given) -> bool:
        """Only the clock, and only after the term."""
        ends = kept_until(freeze)
        return self.actor == CLOCK and ends is not None and given.now >= ends

    def events(self, freeze: Freeze, given: Given) -> Events[Freeze]:
        """Erase."""
        yield Erased()


class EraseInTime(Duty[Freeze]):
    """Erase the data of the client when their time has passed."""

    nl = "Wis de rekening en de vrije teksten wanneer de bewaartermijn verstrijkt."
    en = "Erase the account and the free texts when the retention period has passed."
    discharged_by: ClassVar[tuple[type[Act[Any]], ...]] = ()

    def holder(self, freeze: Freeze) -> Party | None:
        """The clock itself does it."""
        return CLOCK

    def claimant(self, freeze: Freeze) -> Party | None:
        """The client, who may not know of it."""
        return CLOCK

    def due(self, freeze: Freeze) -> datetime | None:
        """Some years after it was over."""
        return kept_until(freeze)

    def breach(self, freeze: Freeze) -> Act[Freeze]:
        """The data are erased."""
        return Erase(actor=CLOCK)
