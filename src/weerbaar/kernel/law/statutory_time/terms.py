"""A term as a law states it: how long, on what basis, and whether it is extended to a working day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from weerbaar.kernel.law.statutory_time import counting
from weerbaar.kernel.law.statutory_time import steps as said
from weerbaar.kernel.law.statutory_time.amsterdam import end_of_day, local_day
from weerbaar.kernel.law.statutory_time.calendar import Calendar
from weerbaar.kernel.law.statutory_time.derivation import Derivation, Ending, Step
from weerbaar.kernel.law.statutory_time.feast_days import FIRST_YEAR, LAST_YEAR
from weerbaar.kernel.law.statutory_time.sources import (
    ATW_NOT_FOR,
    ATW_WEEKEND,
    DAY_OF_THE_EVENT,
    HOURS_FROM_THE_EVENT,
    Basis,
    refuse,
)
from weerbaar.kernel.law.statutory_time.suspensions import Pause, Suspension, as_day

Unit = Literal["hours", "days", "working_days", "weeks", "months", "years"]

LONGEST: dict[Unit, int] = {
    "hours": 876_600,
    "days": 36_525,
    "working_days": 26_000,
    "weeks": 5_218,
    "months": 1_200,
    "years": 100,
}
"""About a century each: a longer term is a slip of the pen."""

ATW_UP_TO: dict[Unit, int] = {"days": 90, "weeks": 12, "months": 3}
"""Atw art. 4(a): longer terms than these, terms in hours and terms in years are not extended."""

LAST_BEGIN = 2199


class Extension(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Whether the Algemene termijnenwet extends a term, and what says so.

    For a term that it does not reach (Awb 4:17(1); a contract; a term counted backwards, art. 1(2)) `applies`
    is False and `basis` names why.
    """

    applies: bool
    basis: Basis


ATW = Extension(applies=True, basis=ATW_WEEKEND)
"""A term in an act or an order in council, which the Act extends as far as its article 4 allows."""


class Term(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A length of time in exactly one unit, with its basis.

    A term in days, weeks or months must say with `extension` whether the Algemene termijnenwet extends it.
    One in hours or years never is (its art. 4); one in working days ends on a working day by itself.
    `begins` is the basis for not counting the day of the event, where a law has its own.
    """

    basis: Basis
    hours: int = 0
    days: int = 0
    working_days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0
    extension: Extension | None = None
    begins: Basis = DAY_OF_THE_EVENT

    def __post_init__(self) -> None:
        given: dict[Unit, int] = {unit: amount for unit, amount in self._lengths().items() if amount}
        faults = [
            f"a term of {amount} {unit} is not possible; give 1 to {LONGEST[unit]}"
            for unit, amount in given.items()
            if not 1 <= amount <= LONGEST[unit]
        ]
        if len(given) != 1:
            named = f" ({', '.join(given)})" if given else ""
            faults.append(
                f"a term has one length, this one has {len(given)}{named}; give one of {', '.join(LONGEST)}"
            )
        faults += [
            f"a term in {unit} must say whether the Algemene termijnenwet extends it; give `extension`"
            for unit in given
            if unit in ATW_UP_TO and self.extension is None
        ]
        refuse(faults)

    def _lengths(self) -> dict[Unit, int]:
        return {
            "hours": self.hours,
            "days": self.days,
            "working_days": self.working_days,
            "weeks": self.weeks,
            "months": self.months,
            "years": self.years,
        }

    @property
    def length(self) -> tuple[Unit, int]:
        """The unit in which this term is given, and how many of it."""
        lengths = self._lengths()
        unit: Unit = next(unit for unit in lengths if lengths[unit])
        return unit, lengths[unit]

    def ends(
        self, begun: date | datetime, calendar: Calendar, suspensions: Sequence[Suspension | Pause] = ()
    ) -> Ending:
        """Return when this term ends, with its derivation.

        `begun` is the event that starts it: an aware moment, or a local day where only that is known (not for
        hours). A term in days or longer ends at 24:00 Europe/Amsterdam of its last day. The order in which
        `suspensions` are given does not matter. Raises StatutoryTimeError with every fault at once.
        """
        unit, amount = self.length
        stops = [item for item in suspensions if isinstance(item, Suspension)]
        pauses = [item for item in suspensions if isinstance(item, Pause)]
        refuse(_faults(unit, begun, stops, pauses))
        day = as_day(begun)
        if unit == "hours" and isinstance(begun, datetime):
            steps = [said.began_at(begun, day, HOURS_FROM_THE_EVENT), said.length(amount, unit, self.basis)]
            at = counting.count_hours(begun, amount, pauses, steps)
            last = local_day(at)
            steps.append(_never_extended(unit))
        else:
            steps = [said.began(begun, day, self.begins), said.length(amount, unit, self.basis)]
            last = self._last_day(day, calendar, stops, steps)
            at = end_of_day(last)
        steps.append(said.ended(at, last, HOURS_FROM_THE_EVENT if unit == "hours" else DAY_OF_THE_EVENT))
        return Ending(
            at=at, last_day=last, derivation=Derivation(calendar=calendar.version, steps=tuple(steps))
        )

    def _last_day(
        self, begun: date, calendar: Calendar, suspensions: Sequence[Suspension], steps: list[Step]
    ) -> date:
        """Return the last day of a term in days or longer, extended where the law extends it."""
        unit, amount = self.length
        if unit == "working_days":
            return counting.count_working_days(begun, amount, calendar, suspensions, steps)
        plain = counting.calendar_last_day(begun, unit, amount)
        last = counting.count_calendar_days(begun, plain, suspensions, DAY_OF_THE_EVENT, steps)
        if self.extension is not None and not self.extension.applies:
            steps.append(
                said.not_extended(
                    "de Algemene termijnenwet geldt hier niet",
                    "the Algemene termijnenwet does not apply here",
                    self.extension.basis,
                )
            )
            return last
        if amount > ATW_UP_TO.get(unit, 0):
            steps.append(_never_extended(unit))
            return last
        return counting.extended(begun, last, unit != "days" or amount >= 3, calendar, steps)


def _never_extended(unit: Unit) -> Step:
    """Say that Atw art. 4 leaves terms of this kind or length alone."""
    nl, en = {
        "hours": ("een termijn in uren", "a term in hours"),
        "days": ("een termijn van meer dan 90 dagen", "a term of more than 90 days"),
        "weeks": ("een termijn van meer dan twaalf weken", "a term of more than twelve weeks"),
        "months": ("een termijn van meer dan drie maanden", "a term of more than three months"),
        "years": ("een termijn in jaren", "a term in years"),
    }[unit]
    return said.not_extended(nl, en, ATW_NOT_FOR)


def _faults(
    unit: Unit, begun: date | datetime, suspensions: Sequence[Suspension], pauses: Sequence[Pause]
) -> list[str]:
    """Return everything that is wrong with the input of a count."""
    faults: list[str] = []
    if isinstance(begun, datetime):
        if begun.tzinfo is None:
            faults.append(f"the begin {begun.isoformat()} has no time zone; give it in UTC")
    elif unit == "hours":
        faults.append(f"a term in hours begins at a moment, {begun} is only a day; give the time as well")
    if not FIRST_YEAR <= begun.year <= LAST_BEGIN:
        faults.append(
            f"a term can begin in {FIRST_YEAR} to {LAST_BEGIN}, not in {begun.year}; check the year"
        )
    if unit == "hours" and suspensions:
        faults.append("a term in hours stands still by the clock, not by the day; give a Pause")
    if unit != "hours" and pauses:
        faults.append(f"a term in {unit} stands still by the day, not by the clock; give a Suspension")
    faults += [
        f"a suspension until {item.until} is beyond the calendar; check its year"
        for item in suspensions
        if item.until.year > LAST_YEAR
    ]
    faults += [
        f"a pause until {item.ended.isoformat()} is beyond the calendar; check its year"
        for item in pauses
        if item.ended.year > LAST_YEAR
    ]
    return faults
