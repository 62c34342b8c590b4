"""The tables of time words, read once: units of time, the frames before them, vague periods, conventions."""

from __future__ import annotations

import msgspec

from weerbaar.letter.rules import Rule, matcher, table
from weerbaar.letter.rules.needed import Matcher


class Unit(Rule, frozen=True, kw_only=True):
    """Words that name a stretch of days; `lone` units count without a frame before them."""

    kind: str
    direction: str = ""
    offset: int = 0
    lone: bool = True
    needs: tuple[str, ...] = ()


class Frame(Rule, frozen=True, kw_only=True):
    """Words before a unit that turn it into a term; `grains` limits it to units of that size."""

    kind: str
    grains: tuple[str, ...] = ()
    span: bool = True

    @property
    def before_unit(self) -> Matcher:
        """The pattern, ending where the unit begins."""
        return matcher(rf"(?<!\w)(?:{self.pattern}) $")


class Tables(msgspec.Struct, frozen=True):
    """All rows of the temporal table, in order."""

    conventions: dict[str, tuple[int, int]]
    unit: list[Unit]
    frame: list[Frame]
    vague: list[Rule]

    def __post_init__(self) -> None:
        known = {f"{name}{size}" for name in ("begin", "middle", "end") for size in ("", "_month")}
        for name, (low, high) in self.conventions.items():
            if name not in known or not 0 <= low < high <= 100:
                raise ValueError(
                    f"convention `{name}` = [{low}, {high}] must be one of {', '.join(sorted(known))} "
                    "with two rising shares from 0 to 100"
                )


def tables() -> Tables:
    """Return the temporal tables."""
    return table("temporal", Tables)
