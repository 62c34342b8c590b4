"""Retention: how long a closed case is kept, and on what ground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic

from weerbaar.kernel.law.acts import C
from weerbaar.kernel.law.basis import Basis


class Retain(Generic[C]):
    """Keep a case for `period` after the moment that `since` gives; nothing means that it still runs."""

    __slots__ = ("basis", "period", "since")

    def __init__(self, *, since: Callable[[C], datetime | None], period: timedelta, basis: Basis) -> None:
        self.since = since
        self.period = period
        self.basis = basis

    def ends(self, case: C) -> datetime | None:
        """Return when the case must be erased, or nothing while it runs."""
        closed = self.since(case)
        return None if closed is None else closed + self.period
