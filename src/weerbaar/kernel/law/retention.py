"""Retention: how long a closed case is kept, and on what ground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic

from weerbaar.kernel.law.acts import C
from weerbaar.kernel.law.basis import Basis


class Retain(Generic[C]):
    """Keep a case for `period` after the moment that `since` gives; nothing means that it still runs.

    `of` says in one word whose personal data a case holds, and `erased` whether these have been erased.
    """

    __slots__ = ("basis", "erased", "of", "period", "since")

    def __init__(
        self,
        *,
        since: Callable[[C], datetime | None],
        period: timedelta,
        basis: Basis,
        of: str = "case",
        erased: Callable[[C], bool] = lambda case: False,
    ) -> None:
        self.since, self.period, self.basis = since, period, basis
        self.of, self.erased = of, erased

    def ends(self, case: C) -> datetime | None:
        """Return when the case must be erased, or nothing while it runs."""
        closed = self.since(case)
        return None if closed is None else closed + self.period
