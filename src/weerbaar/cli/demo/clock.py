"""The clock of the demonstration: starts on a fixed morning, jumps from scene to scene, then runs on."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 5, 12, 3, 0, tzinfo=UTC)  # 05:00 in Rotterdam, a working day


class StoryClock:
    """Gives the time of the story; `run` lets it move at the pace of the wall clock."""

    def __init__(self, start: datetime = MORNING) -> None:
        self._now = start
        self._running_since: float | None = None

    def now(self) -> datetime:
        """Return the moment in the story. It moves only when the story says so: the same seed, the same times."""
        if self._running_since is not None:
            return self._now + timedelta(seconds=time.monotonic() - self._running_since)
        return self._now

    def pass_seconds(self, seconds: float) -> None:
        """Let a little time pass, as between two requests."""
        self._now += timedelta(seconds=seconds)

    def jump_to(self, moment: datetime) -> None:
        """Go on to a later moment; never back."""
        self._now = max(self._now, moment)

    def run(self) -> None:
        """Let time pass by itself from here."""
        self._running_since = time.monotonic()
