"""Draws one figure as SVG that says in words what it shows, the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator
from matplotlib.typing import RcKeyType

from weerbaar.measure.numbers import digits_for, write
from weerbaar.measure.result import Figure, Text

INK, BLUE, ORANGE, GREY, RED = "#1b1b1b", "#01529b", "#a33f00", "#5c5c5c", "#b3001b"
OTHERS = (("#01529b", "-", "o"), ("#a33f00", "--", "s"), ("#275937", "-.", "^"), ("#6b2d90", ":", "D"))
STYLE: dict[RcKeyType, object] = {
    "svg.hashsalt": "weerbaar",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
LEGEND = {
    "observed": Text("waargenomen", "observed"),
    "fitted": Text("model", "model"),
    "counterfactual": Text("verwacht zonder ingreep", "expected without it"),
    "band": Text("95%-interval van de verwachting", "95% interval of the expectation"),
    "limit": Text("grens", "limit"),
    "alarm": Text("signaal", "alarm"),
}
MOST_LABELS = 8
ROUND = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0]


@dataclass(frozen=True)
class Look:
    """How one column is drawn; the marker and the line keep colour from being the only sign."""

    colour: str
    line: str
    marker: str
    size: float


LOOK = {
    "observed": Look(GREY, "none", "o", 3.5),
    "fitted": Look(BLUE, "-", "none", 0),
    "counterfactual": Look(ORANGE, "--", "none", 0),
    "limit": Look(ORANGE, "--", "none", 0),
    "alarm": Look(RED, "none", "^", 9),
}


def say(text: Text, language: str) -> str:
    """Pick the language."""
    return text.nl if language == "nl" else text.en


def draw(figure: Figure, language: str) -> str:
    """Return the SVG of a figure in `nl` or `en`, with title, description and roles for assistive tools."""
    with mpl.rc_context():
        mpl.rcParams.update(STYLE)
        rows = len(figure.labels)
        height = 4.6 if figure.kind == "series" else 1.4 + 0.36 * rows
        canvas = Canvas(figsize=(9.2, height), layout="constrained")
        FigureCanvasSVG(canvas)
        axes = canvas.add_subplot()
        if figure.kind == "series":
            series(axes, figure, language)
        else:
            intervals(axes, figure, language)
        axes.set_xlabel(say(figure.x, language))
        axes.set_ylabel(say(figure.y, language))
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return spoken(buffer.getvalue(), figure, language)


def floats(values: list[float | None]) -> list[float]:
    """Turn what is unknown into gaps in a line."""
    return [float("nan") if value is None else value for value in values]


def series(axes: Axes, figure: Figure, language: str) -> None:
    """Draw points and lines over periods."""
    x = list(range(len(figure.labels)))
    known = {name: floats(values) for name, values in figure.columns.items()}
    marks(axes, figure, language)
    if "low" in known and "high" in known:
        label = say(figure.names.get("band", LEGEND["band"]), language)
        axes.fill_between(x, known["low"], known["high"], color="#f3c7a9", linewidth=0, label=label)
    plain = [name for name in known if name not in {*LOOK, "low", "high"}]
    for name, values in known.items():
        if name in {"low", "high"}:
            continue
        text = say(figure.names.get(name) or LEGEND.get(name) or Text(name, name), language)
        style = LOOK.get(name) or Look(*OTHERS[plain.index(name) % len(OTHERS)], 5 if len(x) <= 40 else 0)
        axes.plot(
            x,
            values,
            color=style.colour,
            linestyle=style.line,
            marker=style.marker,
            markersize=style.size,
            linewidth=1.8,
            label=text,
        )
    ticks(axes, figure, language)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=3, frameon=False)


def marks(axes: Axes, figure: Figure, language: str) -> None:
    """Shade spans and draw breaks as labelled dashed lines."""
    across = axes.get_xaxis_transform()
    for start, end, words in figure.spans:
        axes.axvspan(start - 0.5, end + 0.5, color="#e4e4e4", zorder=0)
        axes.text(start, 0.995, say(words, language), transform=across, va="top", fontsize=9)
    for place, words in figure.breaks:
        axes.axvline(place - 0.5, color=INK, linestyle=(0, (5, 4)), linewidth=1.2)
        axes.text(place - 0.3, 0.02, say(words, language), transform=across, rotation=90, fontsize=9)


def ticks(axes: Axes, figure: Figure, language: str) -> None:
    """Label some of the periods and write the numbers of the y axis as the language does."""
    step = max(1, -(-len(figure.labels) // MOST_LABELS))
    places = list(range(0, len(figure.labels), step))
    axes.set_xticks(places, [figure.labels[place] for place in places])
    if figure.logarithmic:
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, language)))
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)


def number(value: float, language: str) -> str:
    """Write a tick without needless decimals."""
    for digits in range(4):
        if abs(value - round(value, digits)) < 1e-9 * max(1.0, abs(value)):
            return write(value, language, digits)
    return write(value, language, digits_for(value))


def intervals(axes: Axes, figure: Figure, language: str) -> None:
    """Draw one point with its interval per row, the first row on top and marked as the main one."""
    middle, low, high = (floats(figure.columns[name]) for name in ("estimate", "low", "high"))
    if figure.logarithmic:
        axes.set_xscale("log")
    for row, (point, left, right) in enumerate(zip(middle, low, high, strict=True)):
        colour, marker, size = (BLUE, "D", 8.0) if row == 0 else (GREY, "o", 5.5)
        if left == left and right == right:
            axes.plot([left, right], [row, row], color=colour, linewidth=2.0)
        if point == point:
            axes.plot([point], [row], color=colour, marker=marker, markersize=size, linestyle="none")
    if figure.null is not None:
        axes.axvline(figure.null, color=INK, linewidth=1.2, linestyle=(0, (5, 4)))
    axes.set_yticks(range(len(figure.labels)), figure.labels, fontsize=9)
    axes.set_ylim(len(figure.labels) - 0.5, -0.5)
    formatter = FuncFormatter(lambda value, _: number(value, language))
    if figure.logarithmic and spread(low, high) < 20:
        wide = spread(low, high) > 2.5
        axes.xaxis.set_major_locator(FixedLocator(ROUND) if wide and figure.null == 1 else MaxNLocator(7))
        axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(formatter)
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(axis="x", which="both", labelsize=9)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)


def spread(low: list[float], high: list[float]) -> float:
    """Return the factor from the lowest to the highest limit above zero."""
    known = [value for value in (*low, *high) if value == value and value > 0]
    return max(known) / min(known) if known else 1.0


def spoken(svg: str, figure: Figure, language: str) -> str:
    """Add role, title and description to the root and mend what matplotlib writes before it."""
    title, description = (escape(say(text, language)) for text in (figure.title, figure.description))
    start = svg.index("<svg")
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", svg[start:], flags=re.DOTALL)
    head, rest = body.split(">", 1)
    name = f"{figure.name}-{language}"
    root = f'{head} role="img" lang="{language}" aria-labelledby="{name}-title {name}-desc">'
    words = f'\n <title id="{name}-title">{title}</title>\n <desc id="{name}-desc">{description}</desc>'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}{words}{rest}'
