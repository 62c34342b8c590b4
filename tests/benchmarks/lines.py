"""One measured figure, with the spread over its runs and the ratio to a peer of the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    """A median in `unit`; `low` and `high` are the extremes of the runs; `ratio` is to `against`."""

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    against: str = ""
