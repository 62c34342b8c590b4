"""A figure that a letter may state: its value, what it counts, over which period, and where it comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import msgspec

UNITS = ("count", "EUR", "EUR/year", "percent", "kg", "rating", "ratio", "difference", "mg")
VERDICTS = ("effect_shown", "effect_plausible", "not_shown", "no_conclusion")


@dataclass(frozen=True)
class Figure:
    """One measured value with its source.

    `value` is exact, in `unit`; None when the figure is not known yet, and then `expected` says by when.
    `of` says in Dutch what is counted, `period` over which time. `position` is a place in a ledger and
    `data_hash` the hash of the data measured. `low`, `high` bound the interval at `level` (0 to 1).
    `sentence` is the Dutch sentence that a measurement itself permits.
    """

    id: str
    value: Decimal | None
    unit: str
    of: str
    period: str
    source: str
    file: str
    file_sha256: str
    as_of: str = ""
    decimals: int | None = None
    position: str = ""
    data_hash: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    level: Decimal | None = None
    method: str = ""
    verdict: str = ""
    caveats: tuple[str, ...] = ()
    seed: str = ""
    plan_hash: str = ""
    code_version: str = ""
    sentence: str = ""
    expected: dt.date | None = None
    reason: str = ""


FIELDS = (
    *("id", "value", "unit", "of", "period", "source", "as_of", "decimals", "position", "data_hash"),
    *("low", "high", "level", "method", "verdict", "caveats", "seed", "plan_hash"),
    *("code_version", "sentence", "expected", "reason"),
)
NOT_TEXT = frozenset({"value", "low", "high", "level", "decimals", "expected", "caveats"})
ALIASES = {"ci_low": "low", "ci_high": "high"}


@dataclass(frozen=True)
class FileOrigin:
    """Which file a row came from, the SHA-256 of its bytes, and whether it is the result of a measurement."""

    file: str
    sha256: str
    measured: bool = False


def figure_of(
    row: dict[str, str], caveats: tuple[str, ...], origin: FileOrigin
) -> tuple[Figure | None, list[str]]:
    """Return the figure that a row of texts describes, or None, with every fault of the row.

    A value is written with a decimal point and no thousands mark: `2250000`, `12.3`.
    """
    faults = [
        f"there is no field {name!r}; the form knows {', '.join(FIELDS)}"
        for name in row
        if name not in FIELDS
    ]
    needed = ("id", "unit", "of", "source") if origin.measured else ("id", "unit", "of", "period", "source")
    faults += [f"{name!r} is empty; a figure needs it" for name in needed if not row.get(name)]
    numbers = {name: number(row, name, faults) for name in ("value", "low", "high", "level")}
    decimals = whole(row, faults)
    expected = expected_day(row, numbers["value"], faults)
    # A measurement may count in a unit of its own plan, which is shown as it stands.
    if row.get("unit") and row["unit"] not in UNITS and not origin.measured:
        faults.append(f"there is no unit {row['unit']!r}; choose from {', '.join(UNITS)}")
    if row.get("verdict") and row["verdict"] not in VERDICTS:
        faults.append(f"there is no verdict {row['verdict']!r}; choose from {', '.join(VERDICTS)}")
    faults += interval_faults(numbers)
    if faults:
        return None, faults
    texts = {name: text for name, text in row.items() if text and name not in NOT_TEXT}
    origins = {"file": origin.file, "file_sha256": origin.sha256}
    others = {"decimals": decimals, "expected": expected, "caveats": caveats}
    figure = msgspec.convert({"period": "", **texts, **numbers, **origins, **others}, Figure)
    return figure, []


def interval_faults(numbers: dict[str, Decimal | None]) -> list[str]:
    """Return what is wrong between a value and its interval."""
    low, high, value = numbers["low"], numbers["high"], numbers["value"]
    if low is not None and high is not None and low > high:
        return [f"the interval runs backwards, from {low} to {high}"]
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        return [f"the value {value} lies outside its own interval"]
    return []


def number(row: dict[str, str], name: str, faults: list[str]) -> Decimal | None:
    """Return a field as an exact number; empty is None."""
    text = row.get(name, "")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = None
    # A million million is beyond every budget; a longer number is a slip of the pen.
    if found is None or not found.is_finite() or found.adjusted() > 14 or found.adjusted() < -14:
        faults.append(
            f"{name} {text[:40]!r} is no number; write a point for decimals only, as 2250000 or 12.3"
        )
        return None
    return found


def whole(row: dict[str, str], faults: list[str]) -> int | None:
    """Return the number of decimals to show; empty is None."""
    text = row.get("decimals", "")
    if not text:
        return None
    if text.isdecimal() and int(text) <= 6:
        return int(text)
    faults.append(f"decimals {text!r} is no whole number from 0 to 6")
    return None


def expected_day(row: dict[str, str], value: Decimal | None, faults: list[str]) -> dt.date | None:
    """Return the day by which a figure that is not known yet will be known."""
    text = row.get("expected", "")
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        faults.append(f"expected {text!r} is no date; write it as 2026-09-30")
        return None
    if not row.get("value") and day is None and not text:
        faults.append("'value' is empty; give it, or say in 'expected' by which day it will be known")
    if value is not None and day is not None:
        faults.append("a figure with a value needs no 'expected'; leave one of them out")
    return day
