"""Passing over text that cannot match changes no finding: every letter reads the same without the short cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from answers import HERE, Letter, letters
from test_rules import TABLES

from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read
from weerbaar.letter.rules import Rule, matcher, needs_of
from weerbaar.letter.rules.needed import Matcher, words_needed

HALVES = sorted(folder.name for folder in HERE.iterdir())
LETTERS = [letter for half in HALVES for letter in letters(half)]
RULES = [(table, rule) for table, rules in TABLES.items() for rule in rules]


def findings(letter: Letter) -> bytes:
    """Everything read in a letter, as bytes; a letter without a readable date is read as of a fixed day."""
    given = None if letter.answers else date(2026, 2, 2)
    return msgspec.json.encode(read(read_plain(letter.text), given))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_every_finding_of_a_letter_stays_byte_for_byte(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = findings(letter)

    def every_place(self: Matcher, text: str) -> Iterator[re.Match[str]]:
        return self.regex.finditer(text)

    monkeypatch.setattr(Matcher, "finditer", every_place)
    monkeypatch.setattr(Matcher, "in_long", every_place)
    monkeypatch.setattr(Matcher, "around", lambda self, text, places: self.regex.finditer(text))
    monkeypatch.setattr(Matcher, "search", lambda self, text: self.regex.search(text))
    assert findings(letter) == quick


@pytest.mark.parametrize(
    ("table", "rule"), RULES, ids=lambda value: value if isinstance(value, str) else value.id
)
def test_what_a_rule_matches_holds_what_the_rule_needs(table: str, rule: Rule) -> None:
    texts = [example.text for example in rule.match]
    for found in (found for text in texts for found in rule.regex.finditer(text)):
        for words in matcher(rule.pattern).needs:
            assert any(word in found[0].lower() for word in words), (table, rule.id, words)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("de maand {months}", None),
        ("(?:voor|na) juli", [{" juli"}, {"voor", "na"}]),
        (r"\d{2} kilo(?:gram)?\b", [{" kilo"}, set("0123456789")]),
        (r"(?:af|\w+)", []),
        (r"(?!nooit)(?=altijd)x*", []),
        (r"ab?c", [{"a"}, {"c"}]),
        ("kom(?:en)? … terug", [{" terug"}, {"kom"}]),
        (r"[a-z]+t\b", [{"t"}]),
        ("(?:start|starten|begin)", [{"start", "begin"}]),
        (r"\x27s", [{"'s"}]),
    ],
)
def test_the_words_a_pattern_needs(pattern: str, needs: list[set[str]] | None) -> None:
    told = [set(words) for words in words_needed(pattern, needs_of)]
    if needs is None:
        assert any("juli" in words for words in told)
    else:
        assert sorted(map(sorted, told)) == sorted(map(sorted, needs))


def test_a_letter_whose_small_form_is_longer_keeps_its_places() -> None:
    text = "İn juli"
    assert [found.span() for found in matcher("juli").in_long(text)] == [(3, 7)]


def test_a_match_far_into_a_long_text_is_found_once() -> None:
    text = "x" * 5000 + " in juli 2026 " + "y" * 300 + " juli " + "z" * 5000
    assert [found[0] for found in matcher("juli(?: 2026)?").in_long(text)] == ["juli 2026", "juli"]
