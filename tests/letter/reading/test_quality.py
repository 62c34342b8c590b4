"""The measured quality of the reading on our own letters, and the floors below which it may not fall."""

from __future__ import annotations

import pytest
from answers import HERE, letters
from quality import table
from scores import measure

from weerbaar.letter.reading.document import Unreadable
from weerbaar.letter.reading.source import open_letter

FLOORS = {"settled": (1.0, 1.0), "figures": (0.95, 0.9), "dates": (0.95, 0.9), "promises": (0.85, 0.9)}


def test_there_are_enough_letters_half_of_them_set_apart() -> None:
    assert len(letters("tuning")) + len(letters("held_out")) >= 12
    assert abs(len(letters("tuning")) - len(letters("held_out"))) <= 1


@pytest.mark.parametrize("kind", FLOORS)
def test_the_letters_used_while_writing_the_rules_meet_the_goals(kind: str) -> None:
    score = measure(letters("tuning"))[kind]
    assert score.precision >= FLOORS[kind][0], score.wrong
    assert score.recall >= FLOORS[kind][1], score.missed


@pytest.mark.parametrize("kind", FLOORS)
def test_the_gap_to_the_letters_set_apart_is_small(kind: str) -> None:
    gap = measure(letters("tuning"))[kind].f1 - measure(letters("held_out"))[kind].f1
    assert gap <= 0.15, "the rules fit the tuning letters too closely: widen a rule, do not lengthen a list"


def test_an_english_letter_is_refused_and_told_so() -> None:
    with pytest.raises(Unreadable, match="English"):
        open_letter(HERE / "held_out" / "english.txt")


def test_the_published_table_is_what_is_measured_now() -> None:
    page = HERE.parents[2] / "docs" / "reference" / "letter-quality.md"
    assert table() in page.read_text("utf-8"), "run `python tests/letter/reading/quality.py` again"
