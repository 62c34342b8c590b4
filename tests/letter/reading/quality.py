"""Writes docs/reference/letter-quality.md: precision, recall and F1 of the reading, per kind and half.

Run it as `python tests/letter/reading/quality.py` from the project's folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from answers import letters  # noqa: E402 - found through the line above
from scores import KINDS, measure  # noqa: E402

PAGE = HERE.parents[2] / "docs" / "reference" / "letter-quality.md"
HEAD = """# How well letters are read

Measured on letters of our own in official wording, with full answers written into them
(`tests/letter/letters/`). The first half was used while the rules were written; the second half was set apart
and only run to measure. A finding is right when it overlaps the answer and has the same value: the days of a
date or term, the value and unit of a figure, the kind and member of a settled item, the strength of a
promise. The letters are invented and short; a letter of a ministry you know may be read better or worse.

This page is written by `python tests/letter/reading/quality.py`.

"""


def table() -> str:
    """Return the measured table in Markdown."""
    tuning, apart = measure(letters("tuning")), measure(letters("held_out"))
    lines = [
        "| kind | answers | precision | recall | F1 "
        "| set apart: answers | precision | recall | F1 | gap in F1 |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for kind in KINDS.values():
        one, other = tuning[kind], apart[kind]
        lines.append(
            f"| {kind} | {one.right + len(one.missed)} | {one.precision:.2f} "
            f"| {one.recall:.2f} | {one.f1:.2f} "
            f"| {other.right + len(other.missed)} | {other.precision:.2f} "
            f"| {other.recall:.2f} | {other.f1:.2f} "
            f"| {one.f1 - other.f1:+.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    count = f"{len(letters('tuning'))} letters and {len(letters('held_out'))} set apart.\n\n"
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(HEAD + count + table(), encoding="utf-8")


if __name__ == "__main__":
    main()
