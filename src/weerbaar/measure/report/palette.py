"""The colours, signs and ways of writing that every plot shares; no colour is ever the only sign."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter

from weerbaar.measure.numbers import digits_for, write
from weerbaar.measure.result import Text

INK, BLUE, ORANGE, GREY, RED = "#1b1b1b", "#01529b", "#a33f00", "#5c5c5c", "#b3001b"
GREEN, PURPLE = "#275937", "#6b2d90"
BAND, PALE, GRID = "#f3c7a9", "#e4e4e4", "#e4e4e4"


@dataclass(frozen=True)
class Look:
    """How one column is drawn; the marker and the line keep colour from being the only sign."""

    colour: str
    line: str
    marker: str
    size: float


def say(text: Text, language: str) -> str:
    """Pick the language."""
    return text.nl if language == "nl" else text.en


def floats(values: list[float | None]) -> list[float]:
    """Turn what is unknown into gaps."""
    return [float("nan") if value is None else value for value in values]


def number(value: float, language: str) -> str:
    """Write a tick without needless decimals."""
    for digits in range(4):
        if abs(value - round(value, digits)) < 1e-9 * max(1.0, abs(value)):
            return write(value, language, digits)
    return write(value, language, digits_for(value))


def numbered(axis: Axis, language: str) -> None:
    """Write the numbers of an axis as the language does."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, language)))
