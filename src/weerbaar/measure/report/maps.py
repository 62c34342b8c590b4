"""Draws areas by colour in steps, hatched where the difference from the mean can be chance."""

from __future__ import annotations

import itertools
import math

from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from weerbaar.measure.report.palette import GREY, INK, number, say
from weerbaar.measure.result import Figure, Ring, Text

STEPS = ("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d")
"""Light to dark, so that print, grey and every kind of colour sight keep the order (ColorBrewer PuBu)."""
CHANCE = Text("kan toeval zijn", "can be chance")
UNKNOWN = Text("onderdrukt of geen cijfer", "suppressed or no figure")
HATCH = "////"


def draw_map(axes: Axes, figure: Figure, language: str) -> None:
    """Draw `outlines` filled by the first column; its rows without a value are white."""
    values = next(iter(figure.columns.values()))
    edges = breaks([value for value in values if value is not None])
    for place, rings in enumerate(figure.outlines):
        value = values[place]
        fill = "#ffffff" if value is None else STEPS[step_of(value, edges)]
        hatch = HATCH if place in figure.hatched else None
        axes.add_patch(PathPatch(outline(rings), facecolor=fill, edgecolor=GREY, linewidth=0.6, hatch=hatch))
    axes.autoscale_view()
    latitude = sum(y for rings in figure.outlines for ring in rings for _, y in ring) / max(
        1, sum(len(ring) for rings in figure.outlines for ring in rings)
    )
    degrees = abs(latitude) <= 90
    axes.set_aspect(1 / math.cos(math.radians(latitude)) if degrees else 1.0)
    axes.set_axis_off()
    axes.set_title(say(figure.y, language), loc="left", fontsize=11)
    axes.legend(
        handles=key(edges, language), loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9.5
    )


def outline(rings: list[Ring]) -> Path:
    """Join the rings of one area into one path, so that holes stay open."""
    points = [point for ring in rings for point in (*ring, ring[0])]
    codes = [
        code for ring in rings for code in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY)
    ]
    return Path(points, codes)


def breaks(values: list[float]) -> list[float]:
    """Return the inner limits of five steps of equal width over the values."""
    if not values:
        return [0.0] * (len(STEPS) - 1)
    low, high = min(values), max(values)
    return [low + (high - low) * part / len(STEPS) for part in range(1, len(STEPS))]


def step_of(value: float, edges: list[float]) -> int:
    """Return the step that a value falls in."""
    return sum(value > edge for edge in edges)


def key(edges: list[float], language: str) -> list[Patch]:
    """Explain the colours, the hatch and the white."""
    words = {"nl": ("tot", "en meer"), "en": ("to", "and more")}[language]
    shown = [number(float(f"{edge:.3g}"), language) for edge in edges]
    texts = [
        f"{words[0]} {shown[0]}",
        *(f"{low} {words[0]} {high}" for low, high in itertools.pairwise(shown)),
        f"{shown[-1]} {words[1]}",
    ]
    return [
        *(Patch(facecolor=fill, edgecolor=GREY, label=text) for fill, text in zip(STEPS, texts, strict=True)),
        Patch(facecolor="#ffffff", edgecolor=INK, hatch=HATCH, label=say(CHANCE, language)),
        Patch(facecolor="#ffffff", edgecolor=GREY, label=say(UNKNOWN, language)),
    ]
