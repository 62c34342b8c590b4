"""What an analysis says in the end: the estimate, how sure, what it rests on, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

Ring = list[tuple[float, float]]
Json = str | int | float | bool | None | Sequence["Json"] | dict[str, "Json"]


class Text(msgspec.Struct, frozen=True):
    """One message in Dutch and English."""

    nl: str
    en: str


class Verdict(StrEnum):
    """The four words a reader may be told; there is no word for 'no effect'."""

    SHOWN = "effect_shown"
    PLAUSIBLE = "effect_plausible"
    NOT_SHOWN = "not_shown"
    NO_CONCLUSION = "no_conclusion"


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """One estimate with its interval; `weighs` says whether its sign counts for the verdict."""

    name: str
    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    scale: str = "ratio"
    weighs: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What a plot needs: x labels, y columns by role, and words for those who cannot see it.

    Columns named `observed`, `fitted`, `counterfactual`, `low`, `high`, `limit` and `alarm` have a fixed
    look; any other name is a line of its own. `positions` are numbers on the x axis, in place of one step per
    label; `spans` are shaded (first, last, label) and `breaks` dashed (place, label), both counted in labels
    (breaks in numbers where there are `positions`);
    `remarks` stand beside the point `observed` of a label. Of `intervals` the rows in `aside` are drawn pale.
    A `map` draws `outlines`: per label its rings of (x, y) points.
    """

    name: str
    kind: str
    title: Text
    description: Text
    x: Text
    y: Text
    labels: list[str]
    columns: dict[str, list[float | None]]
    names: dict[str, Text] = field(default_factory=dict)
    spans: list[tuple[int, int, Text]] = field(default_factory=list)
    breaks: list[tuple[float, Text]] = field(default_factory=list)
    positions: list[float] = field(default_factory=list)
    remarks: dict[int, Text] = field(default_factory=dict)
    aside: list[int] = field(default_factory=list)
    outlines: list[list[Ring]] = field(default_factory=list)
    hatched: list[int] = field(default_factory=list)
    logarithmic: bool = False
    null: float | None = None


@dataclass(kw_only=True)
class Finding:
    """What a method hands back before it is stamped with the hash, the plan and the seed."""

    method: str
    main: Estimate
    verdict: Verdict
    sentence: Text
    n_pre: int | None = None
    n_post: int | None = None
    dispersion: float | None = None
    diagnostics: dict[str, Json] = field(default_factory=dict)
    sensitivity: list[Estimate] = field(default_factory=list)
    caveats: list[Text] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The machine-readable answer. Ratios have no unit; the unit of a difference stands in `scale`."""

    analysis: str
    question: str
    estimate: float | None
    scale: str
    ci_low: float | None
    ci_high: float | None
    level: float
    method: str
    n_pre: int | None
    n_post: int | None
    dispersion: float | None
    diagnostics: dict[str, object]
    sensitivity: list[Estimate]
    verdict: Verdict
    sentence: Text
    caveats: list[Text]
    source: str
    data_hash: str
    plan_hash: str
    code_version: str
    seed: int


def tidy(value: object) -> object:
    """Round numbers to ten significant digits and make what is not finite null, so that bytes repeat."""
    if isinstance(value, dict):
        return {str(key): tidy(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [tidy(part) for part in value]
    if isinstance(value, bool | str | int) or value is None:
        return value
    number = float(str(value))
    return float(f"{number:.10g}") if math.isfinite(number) else None


def as_json(result: Result) -> bytes:
    """Return the result as indented JSON with a closing newline."""
    return msgspec.json.format(msgspec.json.encode(tidy(msgspec.to_builtins(result))), indent=2) + b"\n"
