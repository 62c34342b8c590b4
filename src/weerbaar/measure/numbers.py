"""Writes numbers as people in the Netherlands and in Britain expect to read them."""

from __future__ import annotations

import math


def english(value: float | None, digits: int = 2) -> str:
    """Write 1234.5 as 1,234.50; an unknown value as a dash."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.{digits}f}".replace("-", "−")


def dutch(value: float | None, digits: int = 2) -> str:
    """Write 1234.5 as 1.234,50."""
    return english(value, digits).translate(str.maketrans(",.", ".,"))


def write(value: float | None, language: str, digits: int = 2) -> str:
    """Write a number in `nl` or `en`."""
    return dutch(value, digits) if language == "nl" else english(value, digits)


def digits_for(value: float | None) -> int:
    """Choose decimals so that about three figures remain."""
    size = abs(value or 0.0)
    return 0 if size >= 100 else 1 if size >= 20 else 2
