"""Reads how exact a stated figure is, from words such as 'almost' to a rounding step, as a range."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

WORDS = {
    "exact": ("exact", "precies"),
    "almost": ("almost", "nearly", "bijna", "at most", "hooguit", "ten hoogste"),
    "more than": ("more than", "over", "meer dan", "ruim", "at least", "minstens", "ten minste", "minimaal"),
    "about": ("about", "rounded", "approximately", "ongeveer", "circa", "ca.", "afgerond", "rond"),
}
KIND = {word: kind for kind, words in WORDS.items() for word in words}
ANY = "|".join(re.escape(word) for word in sorted(KIND, key=len, reverse=True))
CELL = re.compile(rf"({ANY})?\s*(\d+(?:\.\d+)?)?", re.IGNORECASE)
VAGUE = re.compile(rf"(?<!\w)({ANY})(?!\w)", re.IGNORECASE)
WORDED = re.compile(rf"({ANY})\s*([\d.,]+).*", re.IGNORECASE)
THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")


@dataclass(frozen=True)
class Precision:
    """How exact: `exact`, `almost` (below), `more than` (above) or `about`; `step` is the rounding, 0 when unstated."""

    kind: str
    step: float = 0.0

    def range(self, value: float) -> tuple[float, float]:
        """Return what the figure may have been; an unstated step is the last digit that is not zero."""
        if self.kind == "exact":
            return value, value
        step = self.step or last_digit(value)
        below = {"almost": step, "more than": 0.0, "about": step / 2}[self.kind]
        above = {"almost": 0.0, "more than": step, "about": step / 2}[self.kind]
        return max(0.0, value - below), value + above


EXACT = Precision("exact")


def parse_precision(cell: str) -> Precision | None:
    """Read `almost`, `bijna`, `more than 500`, `rounded 1000` or a bare step `1000`; None when it is none of these."""
    found = CELL.fullmatch(cell.strip())
    if not found or not cell.strip():
        return None
    kind = KIND[found[1].lower()] if found[1] else "about"
    step = float(found[2] or 0)
    return None if kind == "exact" and step else Precision(kind, step)


def last_digit(value: float) -> float:
    """Return the unit of the last digit of a whole number that is not zero: 26000 gives 1000; 1 for a fraction."""
    if value == 0 or value != math.floor(value):
        return 1.0
    step = 1.0
    while value % (step * 10) == 0:
        step *= 10
    return step


def in_words(text: str) -> Precision | None:
    """Find how exact the remarks after a definition say that a figure is; None where they say nothing.

    A definition such as 'finds of at least 100 kg' says what is counted, so only what follows a semicolon is read.
    """
    found = VAGUE.search(text.partition(";")[2])
    return Precision(KIND[found[1].lower()]) if found else None


def worded(cell: str) -> str | None:
    """Say how a value typed with words or with dots for thousands must be written; None where it is plain."""
    if found := WORDED.fullmatch(cell.strip()):
        number = re.sub(r"[.,](?=\d{3})", "", found[2]).rstrip(".,")
        return f"write {number}, and '{found[1].lower()}' in the column of the precision"
    if THOUSANDS.fullmatch(cell.strip()):
        return f"write {re.sub('[.,]', '', cell.strip())} if the marks stand for thousands"
    return None
