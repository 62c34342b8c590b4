"""Draws points and lines over time, each named where it ends, so that nobody hunts through a legend."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

from matplotlib.axes import Axes

from weerbaar.measure.report.palette import (
    BAND,
    BLUE,
    GREEN,
    GREY,
    GRID,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    Look,
    floats,
    numbered,
    say,
)
from weerbaar.measure.result import Figure, Text

OTHERS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, "-.", "^"), (PURPLE, ":", "D"))
LOOK = {
    "observed": Look(GREY, "none", "o", 3.5),
    "fitted": Look(BLUE, "-", "none", 0),
    "counterfactual": Look(ORANGE, "--", "none", 0),
    "limit": Look(ORANGE, "--", "none", 0),
    "alarm": Look(RED, "none", "^", 9),
}
NAMES = {
    "observed": Text("waargenomen", "observed"),
    "fitted": Text("model", "model"),
    "counterfactual": Text("verwacht zonder ingreep", "expected without it"),
    "band": Text("95%-interval van de verwachting", "95% interval of the expectation"),
    "limit": Text("grens", "limit"),
    "alarm": Text("signaal", "alarm"),
}
MOST_TICKS = 12
MOST_CHARACTERS = 56
"""What fits side by side below the axis."""
FEW_POINTS = 40
NAME_WIDTH = 20
LINE_HEIGHT = 0.052
"""Part of the height of the axes that one line of a name takes."""


@dataclass(frozen=True)
class Name:
    """The name of a line at the height (0 to 1 of the axes) where the line ends."""

    text: str
    colour: str
    height: float

    @property
    def lines(self) -> int:
        """Number of lines that the name takes."""
        return self.text.count("\n") + 1


def draw_lines(axes: Axes, figure: Figure, language: str) -> None:
    """Draw the columns of a figure over its labels or positions."""
    x = figure.positions or [float(place) for place in range(len(figure.labels))]
    known = {name: floats(values) for name, values in figure.columns.items()}
    marks(axes, figure, language)
    if "low" in known and "high" in known:
        axes.fill_between(x, known["low"], known["high"], color=BAND, linewidth=0)
    looks = styles(list(known), len(x))
    for name, look in looks.items():
        axes.plot(
            x,
            known[name],
            color=look.colour,
            linestyle=look.line,
            marker=look.marker,
            markersize=look.size,
            linewidth=1.8,
        )
    for place, words in figure.remarks.items():
        at = (x[place], known["observed"][place])
        axes.annotate(say(words, language), at, (5, 4), textcoords="offset points", fontsize=9)
    scale(axes, figure, language)
    write_names(axes, ends(axes, figure, known, looks, language))
    axes.set_xlabel(say(figure.x, language))
    # Above the names of breaks and spans, which stand right on top of the plot.
    axes.set_title(say(figure.y, language), loc="left", fontsize=11, pad=6 + 13 * named_rows(figure))


def named_rows(figure: Figure) -> int:
    """Return how many rows of names stand on top of a plot."""
    return min(len(figure.spans), 2) or int(bool(figure.breaks) and not figure.positions)


def styles(names: list[str], points: int) -> dict[str, Look]:
    """Give every column but the band its look."""
    free = iter(range(len(names)))
    size = 5.0 if points <= FEW_POINTS else 0.0
    return {
        name: LOOK.get(name) or Look(*OTHERS[next(free) % len(OTHERS)], size)
        for name in names
        if name not in {"low", "high"}
    }


def marks(axes: Axes, figure: Figure, language: str) -> None:
    """Shade spans and draw breaks as labelled dashed lines."""
    across = axes.get_xaxis_transform()
    for number, (start, end, words) in enumerate(figure.spans):
        axes.axvspan(start - 0.5, end + 0.5, color=PALE, linewidth=0, zorder=0)
        axes.text(
            (start + end) / 2,
            1.01 + LINE_HEIGHT * (number % 2),
            say(words, language),
            transform=across,
            ha="center",
            fontsize=9,
        )
    for at, words in figure.breaks:
        place = at if figure.positions else at - 0.5
        axes.axvline(place, color=INK, linestyle=(0, (5, 4)), linewidth=1.2)
        text = say(words, language)
        if figure.positions:
            axes.text(place, 0.03, f" {text}", transform=across, ha="left", fontsize=9)
        else:
            axes.text(place, 1.01, text, transform=across, ha="center", fontsize=9)


def scale(axes: Axes, figure: Figure, language: str) -> None:
    """Label some of the periods; start at 0 unless the axis is logarithmic."""
    if figure.positions:
        numbered(axes.xaxis, language)
    else:
        room = MOST_CHARACTERS // max(len(label) for label in figure.labels)
        step = max(1, -(-len(figure.labels) // min(MOST_TICKS, room)))
        places = list(range(0, len(figure.labels), step))
        axes.set_xticks(places, [figure.labels[place] for place in places])
    if figure.logarithmic:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        if axes.get_ylim()[0] > -1e-9:
            axes.set_ylim(bottom=0.0)
    numbered(axes.yaxis, language)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def ends(
    axes: Axes, figure: Figure, known: dict[str, list[float]], looks: dict[str, Look], language: str
) -> list[Name]:
    """Find the name of every column and of the band, and the height at which it ends."""
    low, high = axes.get_ylim()

    def height(value: float) -> float:
        if figure.logarithmic:
            return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
        return (value - low) / (high - low)

    found = []
    columns = {name: (look.colour, known[name]) for name, look in looks.items()}
    if "low" in known:
        columns["band"] = (ORANGE, known["low"])
    for name, (colour, values) in columns.items():
        last = next((value for value in reversed(values) if value == value), None)
        if last is None:
            continue
        own = figure.names.get(name) or NAMES.get(name) or Text(name, name)
        sign = {"alarm": "▲ ", "observed": "● "}.get(name, "")
        text = textwrap.fill(sign + say(own, language), NAME_WIDTH, break_on_hyphens=False)
        found.append(Name(text, colour, height(last)))
    return found


def write_names(axes: Axes, names: list[Name]) -> None:
    """Write the names right of the axes, moved apart where they would overlap."""
    ordered = sorted(names, key=lambda one: one.height)
    places: list[float] = []
    floor = 0.0
    for one in ordered:
        half = one.lines * LINE_HEIGHT / 2
        places.append(max(one.height, floor + half))
        floor = places[-1] + half
    ceiling = 1.04
    for at in range(len(ordered) - 1, -1, -1):
        half = ordered[at].lines * LINE_HEIGHT / 2
        places[at] = min(places[at], ceiling - half)
        ceiling = places[at] - half
    for one, place in zip(ordered, places, strict=True):
        axes.text(
            1.015,
            place,
            one.text,
            transform=axes.transAxes,
            va="center",
            color=one.colour,
            fontsize=9.5,
            linespacing=1.05,
        )
