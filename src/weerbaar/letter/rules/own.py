"""A ministry's own language rules: tables in a folder, laid over ours before anything is read."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

BYTES_MOST = 1_000_000
# Tables of phrases, small patterns that code asks for by name: one table for each thing they are about.
PHRASE_TABLES = ("actors", "arithmetic", "clauses", "closings", "counting", "heads", "times")
TABLES = {
    *("claims", "cues", "footnotes", "numbers", "references", "settlement", "temporal", "words"),
    *PHRASE_TABLES,
}
# In the other tables a counterexample is judged after more than the pattern: the tense, the counted noun.
_JUDGED_BY_PATTERN = {"claims", "footnotes", "references", *PHRASE_TABLES}
# What else may lie in the folder: the looks of `weerbaar letter build`.
LOOKS = {"letter.typ", "letter.docx"}
# A table as TOML gives it; its shape is checked when it becomes rules.
Raw = dict[str, Any]


class BadRules(Exception):
    """The ministry's own tables cannot be used; `faults` says what to mend, one line each."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def shipped(name: str) -> Raw:
    """Return one of our own tables."""
    return tomllib.loads((files("weerbaar.letter.rules") / f"{name}.toml").read_text("utf-8"))


def read_folder(folder: Path) -> dict[str, Raw]:
    """Return the tables in a ministry's folder by name; BadRules with every fault at once."""
    if not folder.is_dir():
        raise BadRules(f"there is no folder `{folder}` with rules; check the name")
    found: dict[str, Raw] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in TABLES:
            faults.append(f"`{path.name}` is no table of ours; the tables are {', '.join(sorted(TABLES))}")
        elif path.stat().st_size > BYTES_MOST:
            faults.append(
                f"`{path.name}` is larger than {BYTES_MOST // 1_000_000} MB; that is no table of rules"
            )
        else:
            try:
                found[path.stem] = tomllib.loads(path.read_text("utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
                faults.append(f"`{path.name}` cannot be read: {wrong}")
    if not found and not faults and not any((folder / look).is_file() for look in LOOKS):
        faults.append(f"`{folder}` holds no table and no template; put a file such as `temporal.toml` in it")
    if faults:
        raise BadRules(*faults)
    return found


def laid_over(ours: Raw, own: Raw) -> Raw:
    """Return a table in which own rows come first and replace ours of the same id; other values are replaced."""
    merged = dict(ours)
    for key, value in own.items():
        below = ours.get(key)
        if isinstance(value, list) and isinstance(below, list):
            named = {row["id"] for row in value if isinstance(row, dict) and "id" in row}
            merged[key] = [
                *value,
                *(row for row in below if not (isinstance(row, dict) and row["id"] in named)),
            ]
        elif isinstance(value, dict) and isinstance(below, dict):
            merged[key] = {**below, **value}
        else:
            merged[key] = value
    return merged


def row_faults(name: str, own: Raw, found: dict[tuple[str, str], re.Pattern[str] | str]) -> list[str]:
    """Return what is wrong with the rows of an own table: a pattern, an example that fails, no example.

    `found` holds for each row (list, id) its compiled pattern, or in words why it does not compile.
    """
    faults: list[str] = []
    for key, rows in own.items():
        for row in rows if isinstance(rows, list) else []:
            where = f"`{name}.toml`, rule `{row['id']}`"
            regex = found[key, row["id"]]
            if isinstance(regex, str):
                faults.append(f"{where}: {regex}")
                continue
            if not row.get("match") or not row.get("no_match"):
                faults.append(f"{where}: needs at least one example in `match` and one in `no_match`")
            faults += [
                f"{where}: the pattern does not match its example {example['text']!r}"
                for example in row.get("match", [])
                if not regex.search(example["text"])
            ]
            faults += [
                f"{where}: the pattern matches {text!r}, which must not match"
                for text in row.get("no_match", [])
                if name in _JUDGED_BY_PATTERN and regex.search(text)
            ]
    return faults
