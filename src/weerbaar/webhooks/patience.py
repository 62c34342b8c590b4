"""Patience: what an answer of a receiver means, and how long we wait before we try again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec

Verdict = Literal["delivered", "gone", "again"]
ASKED_MOST = 24 * 3600.0  # a receiver may ask for a day; after that it should remove its subscription
GONE = 410


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How often and how fast we try again, and how much may wait meanwhile.

    As it stands: after 5 s, 10 s, 20 s ... 6 h, over some three days.

    Each wait is shortened by up to `jitter` of itself, so that many receivers of one failing machine do not
    all hear from us at the same moment.
    """

    first_seconds: float = 5.0
    most_seconds: float = 6 * 3600.0
    attempts: int = 26
    jitter: float = 0.2
    pending_most: int = 1_000  # past this a subscription's cursor waits; the log keeps what it has not heard
    look_again_seconds: float = 5.0  # how soon a party hears of it again after its suspension has ended
    answer_seconds: float = 10.0  # for one whole exchange, from looking the name up to the end of the answer

    def wait(self, attempt: int, chance: Callable[[], float]) -> float:
        """Return the seconds after a failed attempt, the first being number 1. `chance` draws from [0, 1)."""
        doubled: float = self.first_seconds * 2 ** min(attempt - 1, 40)
        return min(doubled, self.most_seconds) * (1 - self.jitter * chance())


def verdict(status: int) -> Verdict:
    """Return what a status means (CloudEvents webhook 1.0); a redirect is not followed, and so is no success."""
    if 200 <= status < 300:
        return "delivered"
    return "gone" if status == GONE else "again"


def retry_after(value: str, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110): seconds or a moment; nothing when it says neither."""
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), ASKED_MOST)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), ASKED_MOST)
