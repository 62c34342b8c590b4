"""Reads figures from CSV and JSON files, and straight from the results of a measurement."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

from weerbaar.letter.building.draft_text import read_bytes
from weerbaar.letter.building.figures import ALIASES, FIELDS, Figure, FileOrigin, figure_of
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.json_text import CONTROL, json_value

# How the scale of a measurement is a unit of a figure.
SCALES = {"persons": "count"}
CARRIED = (
    *("level", "method", "verdict", "caveats", "data_hash", "seed", "plan_hash", "code_version", "sentence"),
    *("decimals", "as_of"),
)
Row = dict[str, object]


def read_figures(named: list[str]) -> dict[str, Figure]:
    """Return every figure of the files by id. A file may be given as `NAME=FILE` to name its measurement.

    Raises BadInput with every fault of every file, an id that is given twice among them.
    """
    faults: list[Fault] = []
    figures: dict[str, Figure] = {}
    for text in named:
        name, path = split_name(text)
        try:
            found = read_file(path, name, faults)
        except BadInput as bad:
            faults += bad.faults
            continue
        for line, figure in found:
            if figure.id in figures:
                other = figures[figure.id].file
                faults.append(
                    Fault(str(path), line, f"the figure {figure.id!r} is also in {other}; keep one")
                )
            else:
                figures[figure.id] = figure
    if faults:
        raise BadInput(faults)
    return figures


def split_name(text: str) -> tuple[str, Path]:
    """Return the name and the path of `NAME=FILE`; without a name it is the file's own."""
    name, equals, rest = text.partition("=")
    if equals and "/" not in name and not Path(text).exists():
        return name, Path(rest)
    return Path(text).stem, Path(text)


def read_file(path: Path, name: str, faults: list[Fault]) -> list[tuple[int, Figure]]:
    """Return the figures of one file, each with its line (0 where the form has no lines)."""
    raw = read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput([Fault(str(path), line, "is not UTF-8 text; save it as UTF-8")]) from error
    sha256 = hashlib.sha256(raw).hexdigest()
    rows = csv_rows(text, path) if path.suffix.lower() == ".csv" else json_rows(text, path, name)
    figures: list[tuple[int, Figure]] = []
    for place, line, row in rows:
        texts, caveats = as_texts(row)
        origin = FileOrigin(path.name, sha256, place.startswith("measurement "))
        figure, wrong = figure_of(texts, caveats, origin)
        faults += [Fault(str(path), line, f"{place}: {why}") for why in wrong]
        if figure:
            figures.append((line, figure))
    return figures


def csv_rows(text: str, path: Path) -> list[tuple[str, int, Row]]:
    """Return the rows of a CSV file with a header; the columns are parted by commas or by semicolons."""
    if match := CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise BadInput([Fault(str(path), line, "holds a sign without a shape; take it out")])
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    header = [ALIASES.get(name.strip(), name.strip()) for name in next(reader, [])]
    if "id" not in header or "value" not in header:
        raise BadInput(
            [Fault(str(path), 1, f"has no columns 'id' and 'value'; the columns are {', '.join(FIELDS)}")]
        )
    rows: list[tuple[str, int, Row]] = []
    for cells in listed_cells(reader, path):
        if not any(cell.strip() for cell in cells):
            continue
        row: Row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        if len(cells) != len(header):
            row[f"{len(cells)} cells in place of {len(header)}"] = "x"
        rows.append((f"figure {row.get('id') or '(no id)'}", reader.line_num, row))
    return rows


def listed_cells(reader: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV reader; what it cannot read is a fault of the file."""
    try:
        yield from reader
    except csv.Error as error:
        raise BadInput([Fault(str(path), 0, f"is no CSV ({error}); save it as CSV")]) from error


def json_rows(text: str, path: Path, name: str) -> list[tuple[str, int, Row]]:
    """Return the rows of a JSON file: a list of figures, `{"figures": [...]}`, or measurements."""
    wanted = "a figure file or a measurement's --json result"
    found = json_value(text, str(path), wanted, exact=True)
    if isinstance(found, dict) and "estimate" in found:
        return measured_rows([found], name, path)
    listed = (found.get("figures") or found.get("results")) if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        why = "holds no list of figures and no 'estimate'; see the form of figure files"
        raise BadInput([Fault(str(path), 0, why)])
    if all("estimate" in row for row in listed) and listed:
        return measured_rows(listed, name, path)
    renamed = [{ALIASES.get(str(key), str(key)): value for key, value in row.items()} for row in listed]
    return [(f"figure {row.get('id') or '(no id)'}", line_of(text, row.get("id")), row) for row in renamed]


def line_of(text: str, wanted: object) -> int:
    """Return the line on which an id stands in a JSON text, or 0."""
    at = text.find(json.dumps(wanted, ensure_ascii=False)) if isinstance(wanted, str) and wanted else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def measured_rows(results: list[dict[str, object]], name: str, path: Path) -> list[tuple[str, int, Row]]:
    """Return each result of a measurement as a row; the id is the result's own, or the file's name."""
    rows: list[tuple[str, int, Row]] = []
    for count, result in enumerate(results, start=1):
        own = result.get("id") or result.get("name")
        key = str(own) if isinstance(own, str) and own else (name if len(results) == 1 else f"{name}-{count}")
        if result.get("estimate") is None:
            verdict = result.get("verdict") or "none"
            why = f"measurement {key} gives no estimate (verdict {verdict}); a letter cannot state it"
            raise BadInput([Fault(str(path), 0, why)])
        if not result.get("data_hash"):
            raise BadInput(
                [Fault(str(path), 0, f"measurement {key} has no data_hash; run it again with --json")]
            )
        scale = str(result.get("scale", ""))
        row: Row = {
            "id": key,
            "value": result["estimate"],
            "unit": SCALES.get(scale, scale),
            "of": one_text(result.get("of") or result.get("question")).rstrip("?") or key,
            "period": result.get("period"),
            "source": result.get("source") or f"meting {key}",
            "low": result.get("ci_low"),
            "high": result.get("ci_high"),
        }
        for field in CARRIED:
            row[field] = result.get(field)
        rows.append((f"measurement {key}", 0, row))
    return rows


def as_texts(row: Row) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the fields of a row as texts, and its caveats as a list."""
    told = row.get("caveats")
    many = [one_text(part) for part in told] if isinstance(told, list | tuple) else [one_text(told)]
    texts = {name: one_text(value) for name, value in row.items() if name != "caveats"}
    return texts, tuple(part for part in many if part)


def one_text(value: object) -> str:
    """Return a value of CSV or JSON as text; a caveat that is an object gives its Dutch words."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return one_text(
            value.get("nl") or value.get("text") or json.dumps(value, default=str, sort_keys=True)
        )
    return str(value).strip()
