"""Computes how much each sign of a closing weighs, from our own letters, and writes rules/weights.toml.

Run it as `python tests/letter/reading/weights.py` from the project's folder; the same letters give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from answers import Answer, letters  # noqa: E402 - found through the line above
from quality import GROUPS  # noqa: E402

from weerbaar.letter.reading.flat import flatten  # noqa: E402
from weerbaar.letter.reading.header import read_source  # noqa: E402
from weerbaar.letter.reading.named import named_in  # noqa: E402
from weerbaar.letter.reading.plain import read_plain  # noqa: E402
from weerbaar.letter.reading.settlement_rules import sign_tables  # noqa: E402
from weerbaar.letter.reading.weighed import open_to, signs_at  # noqa: E402
from weerbaar.letter.terms import find_terms  # noqa: E402

TABLE = HERE.parents[2] / "src" / "weerbaar" / "letter" / "rules" / "weights.toml"
# Chosen on rounds weighed with weights of the others (docs/decisions/061); from 0.5 to 0.7 little changes.
THRESHOLD = 0.6
# Weights are kept small by this much (the precision of a normal prior around zero); the base is left free.
RIDGE, FREE = 2.0, 0.001
FEWEST = 2
HEAD = """# How much each sign of signs.toml weighs (log odds), and from which likelihood on an item is read as settled.
# Computed by `python tests/letter/reading/weights.py` from the letters in tests/letter/letters; not written by hand.
"""


@dataclass(frozen=True)
class Case:
    """One sentence that names an item and in which nothing forbids a closing; `closes` is the answer."""

    signs: frozenset[str]
    closes: bool


def cases(folder: str) -> list[Case]:
    """Return the sentences to be judged in a group of letters."""
    found: list[Case] = []
    for letter in letters(folder):
        if not letter.answers:
            continue
        document = read_plain(letter.text)
        flat, day = flatten(document), date.fromisoformat(read_source(document).date or "")
        terms = find_terms(flat.text, day)
        for one in named_in(flat, []):
            value = f"{one.kind} {one.member or ''}".strip()
            for place in one.places:
                if open_to(place, terms, day):
                    span = flat.span(place.sentence.start, place.sentence.end)
                    closes = any(_answers(answer, value, span) for answer in letter.answers)
                    found.append(Case(frozenset(signs_at(place, one, terms, day)), closes))
    return found


def _answers(answer: Answer, value: str, span: tuple[int, int]) -> bool:
    return answer.kind == "S" and answer.value == value and answer.start < span[1] and span[0] < answer.end


def fit(judged: Sequence[Case]) -> tuple[float, dict[str, float]]:
    """Return the base and the weight of each sign, to two decimals (ridge logistic regression, Newton's method)."""
    names = [name for name in all_signs() if sum(name in case.signs for case in judged) >= FEWEST]
    rows = np.array([[1.0, *(float(name in case.signs) for name in names)] for case in judged])
    closes = np.array([float(case.closes) for case in judged])
    ridge = np.array([FREE, *([RIDGE] * len(names))])
    found = np.zeros(len(names) + 1)
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (closes - likely) - ridge * found
        curve = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        found = found + step
        if float(np.abs(step).max()) < 1e-10:
            break
    base, *each = (round(float(value), 2) + 0.0 for value in found)
    return base, dict(zip(names, each, strict=True))


def all_signs() -> list[str]:
    """Return the names of all signs, pairs and positions, in the order of their table."""
    table = sign_tables()
    return [*(s.id for s in table.sign), *("+".join(pair) for pair in table.pairs["of"]), *table.places]


def written() -> str:
    """Return the table as it must stand in the file."""
    base, each = fit([case for folder in GROUPS for case in cases(folder)])
    lines = [f"threshold = {THRESHOLD}", f"base = {base}", "", "[weights]"]
    return HEAD + "\n".join(lines + [f'"{name}" = {weight}' for name, weight in each.items()]) + "\n"


if __name__ == "__main__":
    TABLE.write_text(written(), encoding="utf-8")
