"""Times in which a term stands still (opschorting), and how much longer they make it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from weerbaar.kernel.law.statutory_time.amsterdam import local_day
from weerbaar.kernel.law.statutory_time.sources import Basis, refuse

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

Span = tuple[int, int]
"""A half-open stretch of whole numbers: days, or microseconds."""


class Suspension(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Days in which a term of days or longer does not run: from `first` up to, not with, `until`.

    A suspension that still runs has no `until` yet, and its term no end: ask for the end when it is over.
    """

    first: date
    until: date
    basis: Basis

    def __post_init__(self) -> None:
        if self.until < self.first:
            refuse([f"a suspension ends on {self.until}, before it begins on {self.first}; swap the days"])

    @classmethod
    def of_request(cls, asked: date | datetime, completed: date | datetime, basis: Basis) -> Suspension:
        """Return the suspension of Awb 4:15(1): from the day after the request up to the day of completion.

        Completed on the day of the request suspends nothing; completed before it is refused.
        """
        first, last = as_day(asked), as_day(completed)
        if last < first:
            refuse([f"completed on {last}, before the request of {first}; check both days"])
        return cls(first=first + timedelta(days=1), until=max(last, first + timedelta(days=1)), basis=basis)

    @property
    def span(self) -> Span:
        """The suspended days, as ordinal numbers."""
        return self.first.toordinal(), self.until.toordinal()


class Pause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A stretch of time, by the clock, in which a term in hours does not run."""

    began: datetime
    ended: datetime
    basis: Basis

    def __post_init__(self) -> None:
        faults = [
            f"the pause's {name} {moment.isoformat()} has no time zone; give it in UTC"
            for name, moment in (("begin", self.began), ("end", self.ended))
            if moment.tzinfo is None
        ]
        if not faults and self.ended < self.began:
            faults.append(f"a pause ends at {self.ended.isoformat()}, before it begins; swap the moments")
        refuse(faults)

    @property
    def span(self) -> Span:
        """The pause in microseconds since 1970."""
        return ticks(self.began), ticks(self.ended)


def as_day(event: date | datetime) -> date:
    """Return the local day of an event that is given as a day or as an aware moment."""
    return local_day(event) if isinstance(event, datetime) else event


def ticks(moment: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    return (moment - _EPOCH) // _TICK


def at_tick(count: int) -> datetime:
    """Return the moment that is so many microseconds after the start of 1970."""
    return _EPOCH + count * _TICK


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same stretches in order of time, with those that touch or overlap made one."""
    whole: list[Span] = []
    for start, stop in sorted(spans):
        if start == stop:
            continue
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], stop))
        else:
            whole.append((start, stop))
    return whole


def prolonged(start: int, length: int, still: list[Span]) -> int:
    """Return where a term from `start` stops, if it must run for `length` outside the spans `still`.

    `still` comes from `merged`. What lies before the start or after the stop has no effect.
    """
    stop = start + length
    for still_from, still_to in still:
        if still_from >= stop:
            break
        if still_to > start:
            stop += still_to - max(still_from, start)
    return stop
