"""Writes the report folder: a page per language, the plots, their figures as CSV, the plan and the result."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from weerbaar.measure.numbers import digits_for, write
from weerbaar.measure.report.dutch import called
from weerbaar.measure.report.palette import say
from weerbaar.measure.report.plot import draw
from weerbaar.measure.report.words import BEFOREHAND, VERDICTS, WORDS
from weerbaar.measure.result import Estimate, Figure, Json, Result, Text, as_json, tidy
from weerbaar.measure.run import Answer
from weerbaar.measure.verdict import null_of

LANGUAGES = ("nl", "en")
LONGEST_TABLE = 400
NO_CHANGE = {"ratio", "difference"}
"""Scales on which 'no change' is a value; a load or a number of people has none."""


def write_report(answer: Answer, folder: Path) -> list[Path]:
    """Write the report into `folder` (made when absent) and return the files, in order of name.

    The same answer gives the same bytes: no time of day, no machine, no path is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {"result.json": as_json(answer.result), "plan.json": plan_json(answer)}
    figures = [*answer.finding.figures, *forest(answer.result)]
    for figure in figures:
        files[f"{figure.name}.csv"] = figure_csv(figure)
        for language in LANGUAGES:
            files[f"{figure.name}-{language}.svg"] = draw(figure, language).encode()
    for language in LANGUAGES:
        files["index.html" if language == "nl" else "index.en.html"] = page(
            answer, figures, language
        ).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in sorted(files)]


def plan_json(answer: Answer) -> bytes:
    """Return the plan as frozen, with every version frozen before it."""
    content = {"plan": answer.frozen, "frozen_earlier": list(answer.earlier)}
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def forest(result: Result) -> list[Figure]:
    """Return the figure that sets the main estimate beside its sensitivity set, per scale of the main."""
    same = [one for one in result.sensitivity if one.scale == result.scale and one.estimate is not None]
    if result.estimate is None or not same:
        return []
    main = Estimate(name="main model", estimate=result.estimate, ci_low=result.ci_low, ci_high=result.ci_high)
    weighed = [one for one in same if one.weighs]
    rows = [main, *weighed, *(one for one in same if not one.weighs)]
    change = result.scale in NO_CHANGE
    columns: dict[str, list[float | None]] = {
        "estimate": [one.estimate for one in rows],
        "low": [one.ci_low for one in rows],
        "high": [one.ci_high for one in rows],
    }
    return [
        Figure(
            name="sensitivity",
            kind="intervals",
            title=Text(
                "De hoofdschatting naast de gevoeligheidsanalyses",
                "The main estimate beside the sensitivity analyses",
            ),
            description=described(rows, len(weighed), result.scale),
            x=Text(
                f"Schatting ({called(result.scale, 'scales', 'nl')})",
                f"Estimate ({called(result.scale, 'scales', 'en')})",
            ),
            y=Text("", ""),
            labels=[one.name for one in rows],
            columns=columns,
            aside=list(range(1 + len(weighed), len(rows))),
            logarithmic=result.scale == "ratio" and all((one.ci_low or 1) > 0 for one in rows),
            null=null_of(result.scale) if change else None,
        )
    ]


def described(rows: list[Estimate], weighed: int, scale: str) -> Text:
    """Say what the chart of intervals shows, for who does not see it."""
    apart = sum(excludes_no_change(one, scale) for one in rows)
    nl = f"; bij {apart} sluit het interval 'geen verandering' uit" if scale in NO_CHANGE else ""
    en = f"; in {apart} the interval excludes 'no change'" if scale in NO_CHANGE else ""
    return Text(
        f"Intervalgrafiek van {len(rows)} schattingen{nl}."
        f" Dicht: telt mee voor het oordeel ({weighed}); open: ter vergelijking.",
        f"Interval chart of {len(rows)} estimates{en}."
        f" Filled: counts for the verdict ({weighed}); open: to compare.",
    )


def excludes_no_change(one: Estimate, scale: str) -> bool:
    """Return whether an estimate has an interval, and one that does not hold 'no change'."""
    if one.ci_low is None or one.ci_high is None:
        return False
    return one.ci_low > null_of(scale) or one.ci_high < null_of(scale)


def figure_csv(figure: Figure) -> bytes:
    """Return the figures behind a plot."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["label", *figure.columns])
    for row, label in enumerate(figure.labels):
        cells = (tidy(values[row]) for values in figure.columns.values())
        writer.writerow([label, *("" if cell is None else cell for cell in cells)])
    return buffer.getvalue().encode()


def page(answer: Answer, figures: list[Figure], language: str) -> str:
    """Return one page as HTML."""
    environment = Environment(
        loader=PackageLoader("weerbaar.measure.report", "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    result = answer.result

    def show(value: float | None) -> str:
        return write(value, language, digits_for(value) if value is None or abs(value) >= 0.1 else 4)

    return environment.get_template("report.html").render(
        lang=language,
        question=say(answer.question, language),
        w={name: say(text, language) for name, text in WORDS.items()},
        result=result,
        method_title=say(answer.method.title, language),
        method=called(result.method, "methods", language),
        scale=called(result.scale, "scales", language),
        sensitivity=[sensitivity_view(one, language) for one in result.sensitivity],
        verdict=say(BEFOREHAND if result.analysis == "power" else VERDICTS[result.verdict], language),
        sentence=say(result.sentence, language),
        caveats=[say(text, language) for text in result.caveats],
        figures=[figure_view(figure, language) for figure in figures],
        diagnostics=flat(answer.finding.diagnostics, show),
        plan=flat(msgspec.to_builtins(answer.frozen.content), show),
        earlier=answer.earlier,
        show=show,
    )


def sensitivity_view(one: Estimate, language: str) -> dict[str, str]:
    """Return the words of one line of the sensitivity table."""
    return {
        "name": called(one.name, "calculations", language),
        "scale": called(one.scale, "scales", language),
        "note": called(one.note, "notes", language),
    }


def figure_view(figure: Figure, language: str) -> dict[str, object]:
    """Return what the page says about one figure, with its table of figures."""

    def cell(value: float | None) -> str:
        return "" if value is None else write(value, language, digits_for(value))

    return {
        "name": figure.name,
        "title": say(figure.title, language),
        "description": say(figure.description, language),
        "x": say(WORDS["name"] if figure.kind == "intervals" else figure.x, language),
        "wide": figure.kind == "intervals",
        "columns": [
            say(figure.names.get(name, WORDS.get(name, Text(name, name))), language)
            for name in figure.columns
        ],
        "rows": [
            (row_name(figure, label, language), cells)
            for row, label in enumerate(figure.labels[:LONGEST_TABLE])
            for cells in [[cell(values[row]) for values in figure.columns.values()]]
        ],
        "cut": max(0, len(figure.labels) - LONGEST_TABLE),
    }


def row_name(figure: Figure, label: str, language: str) -> str:
    """Name a row of the table of a figure: a calculation, a number, or a period or place as it is."""
    if figure.kind == "intervals":
        return called(label, "calculations", language)
    return label.replace(".", ",") if language == "nl" and re.fullmatch(r"\d+\.\d+", label) else label


def flat(tree: object, show: object, prefix: str = "") -> list[tuple[str, str]]:
    """Spread nested diagnostics over rows of name and value."""
    assert callable(show)
    rows: list[tuple[str, str]] = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            rows += flat(value, show, f"{prefix} › {key}" if prefix else str(key))
        return rows
    if isinstance(tree, list | tuple) and any(isinstance(part, dict | list) for part in tree):
        for number, value in enumerate(tree[:50], 1):
            rows += flat(value, show, f"{prefix} › {number}")
        return rows
    return [(prefix.replace("_", " "), scalar(tree, show))]


def scalar(value: Json | object, show: object) -> str:
    """Write one value of a diagnostic."""
    assert callable(show)
    if isinstance(value, list | tuple):
        return "; ".join(scalar(part, show) for part in value)
    if isinstance(value, float):
        return str(show(value))
    return (
        {None: "–", True: "✓", False: "✗"}.get(value, str(value))
        if value is None or isinstance(value, bool)
        else str(value)
    )
