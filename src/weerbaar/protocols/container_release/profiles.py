"""Profiles: the points on which communities differ, each a named and versioned set of choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from weerbaar.kernel.law.moments import hours, minutes
from weerbaar.kernel.law.records import Record


class Profile(Record):
    """What one community chose. The spans are choices of ours until the signed terms are known."""

    name: str
    after_reissue: Literal["reconfirm", "auto-restore"] = "reconfirm"
    revoke: Literal["until-committed", "until-accepted"] = "until-committed"
    withdraw_four_eyes: bool = False
    first_time_four_eyes: bool = True
    cooling_off: timedelta = hours(2)
    offer_open: timedelta = hours(24)
    gate_lease: timedelta = hours(4)
    list_lease: timedelta = minutes(15)
    late_arrival: timedelta = minutes(60)
    proposal_open: timedelta = hours(1)
    demand_open: timedelta = hours(24)
    personal_kept: timedelta = hours(24)
    depth_max: int = 6


DEFAULT = Profile(name="reconfirm@1")
PROFILES = {
    profile.name: profile
    for profile in (
        DEFAULT,
        Profile(name="auto-restore@1", after_reissue="auto-restore"),
        Profile(name="revoke-until-accept@1", revoke="until-accepted"),
        Profile(name="four-eyes@1", withdraw_four_eyes=True),
    )
}
