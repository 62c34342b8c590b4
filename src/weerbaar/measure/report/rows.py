"""Draws estimates below each other with their intervals, the main one on top and in words beside each."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter, NullLocator

from weerbaar.measure.numbers import digits_for, write
from weerbaar.measure.report.dutch import called
from weerbaar.measure.report.palette import BLUE, GREY, GRID, INK, floats, numbered, say
from weerbaar.measure.result import Figure

ROUND = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0]
LONGEST = 64


def draw_rows(axes: Axes, figure: Figure, language: str) -> None:
    """Draw one point with its interval per row; rows set aside are hollow and thin."""
    middle, low, high = (floats(figure.columns[name]) for name in ("estimate", "low", "high"))
    if figure.logarithmic:
        axes.set_xscale("log")
    for row, (point, left, right) in enumerate(zip(middle, low, high, strict=True)):
        aside = row in figure.aside
        colour, marker, size = (BLUE, "D", 8.0) if row == 0 else (GREY, "o", 5.5)
        if left == left and right == right:
            width, line = (1.1, (0, (3, 2))) if aside else (2.0, "-")
            axes.plot([left, right], [row, row], color=colour, linewidth=width, linestyle=line)
        if point == point:
            fill = "#ffffff" if aside else colour
            axes.plot([point], [row], color=colour, marker=marker, markersize=size, markerfacecolor=fill)
        axes.text(
            1.01,
            row,
            in_words(point, left, right, language),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=9,
        )
    if figure.null is not None:
        axes.axvline(figure.null, color=INK, linewidth=1.2, linestyle=(0, (5, 4)))
    names = [shortened(called(label, "calculations", language)) for label in figure.labels]
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlabel(say(figure.x, language))
    scale(axes, figure, low, high, language)


def in_words(point: float, low: float, high: float, language: str) -> str:
    """Write the estimate and its interval."""

    def one(value: float) -> str:
        return write(value, language, digits_for(value))

    if point != point:
        return "–"
    return one(point) if low != low or high != high else f"{one(point)} ({one(low)}–{one(high)})"


def shortened(name: str) -> str:
    """Cut a name that would push the plot off the page; the table has it whole."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def scale(axes: Axes, figure: Figure, low: list[float], high: list[float], language: str) -> None:
    """Choose ticks that people know and write them as the language does."""
    if figure.logarithmic and spread(low, high) < 20:
        wide = spread(low, high) > 2.5
        axes.xaxis.set_major_locator(FixedLocator(ROUND) if wide and figure.null == 1 else MaxNLocator(6))
        axes.xaxis.set_minor_locator(NullLocator())
    numbered(axes.xaxis, language)
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(axis="x", which="both", labelsize=9)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def spread(low: list[float], high: list[float]) -> float:
    """Return the factor from the lowest to the highest limit above zero."""
    known = [value for value in (*low, *high) if value == value and value > 0]
    return max(known) / min(known) if known else 1.0
