"""Draws one figure as SVG that says in words what it shows, the same bytes every time."""

from __future__ import annotations

import io
import re
from html import escape

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.typing import RcKeyType

from weerbaar.measure.report.lines import draw_lines
from weerbaar.measure.report.maps import draw_map
from weerbaar.measure.report.palette import GREY, INK, say
from weerbaar.measure.report.rows import draw_rows
from weerbaar.measure.result import Figure

STYLE: dict[RcKeyType, object] = {
    "svg.hashsalt": "weerbaar",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11,
    "hatch.linewidth": 0.6,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
DRAWN_BY = {"series": draw_lines, "intervals": draw_rows, "map": draw_map}


def size(figure: Figure) -> tuple[float, float]:
    """Return width and height in inches; rows get height by their number."""
    if figure.kind == "intervals":
        return 9.2, 1.4 + 0.36 * len(figure.labels)
    return (7.6, 7.2) if figure.kind == "map" else (8.2, 4.2)


def draw(figure: Figure, language: str) -> str:
    """Return the SVG of a figure in `nl` or `en`, with title, description and roles for assistive tools."""
    with mpl.rc_context():
        mpl.rcParams.update(STYLE)
        canvas = Canvas(figsize=size(figure), layout="constrained")
        FigureCanvasSVG(canvas)
        axes = canvas.add_subplot()
        DRAWN_BY[figure.kind](axes, figure, language)
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return spoken(buffer.getvalue(), figure, language)


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
