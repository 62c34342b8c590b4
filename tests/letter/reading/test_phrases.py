"""Every phrase and word list of the tables is asked for by the code, and what the code asks for is in the tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_rules import TABLES

import weerbaar.letter
from weerbaar.letter.rules import words
from weerbaar.letter.rules.own import PHRASE_TABLES
from weerbaar.letter.rules.phrases import phrase, phrase_matcher, phrases_of

CODE = sorted(Path(weerbaar.letter.__file__).parent.rglob("*.py"))
ROWS = [row for name in PHRASE_TABLES for row in phrases_of(name)]


def asked_for(*functions: str) -> Iterator[str]:
    """Yield the names by which the code calls one of these functions."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
                for given in node.args:
                    assert isinstance(given, ast.Constant) or path.parent.name == "rules", (
                        f"{path.name}, line {node.lineno}: ask by a name that stands there, or nobody can check it"
                    )
                    if isinstance(given, ast.Constant):
                        yield str(given.value)


def test_every_phrase_is_asked_for_and_every_question_has_a_phrase() -> None:
    names = [row.id for row in ROWS]
    assert len(names) == len(set(names)), "a phrase has one name, over all tables"
    assert sorted(set(asked_for("phrase", "phrase_matcher"))) == sorted(names)


def test_every_word_list_is_used_and_every_use_has_a_list() -> None:
    lists = set(words().lists)
    asked = set(asked_for("wordlist"))
    assert asked <= lists
    patterns = [*words().patterns.values(), *(rule.pattern for rules in TABLES.values() for rule in rules)]
    in_patterns = {name for pattern in patterns for name in re.findall(r"\{([a-z]\w*)\}", pattern)}
    unused = lists - asked - in_patterns
    assert not unused


# What in a regular expression is no word: names of groups, flags, escapes, classes of characters, bounds.
NO_WORD = re.compile(r"\(\?P<\w+>|\(\?-?[a-z]+[:)]|\\[a-zA-Z]|\[[^]]*\]|\{[^}]*\}")
PATTERN_TAKERS = {
    "compiled",
    "matcher",
    *(
        f"re.{how}"
        for how in ("compile", "search", "match", "fullmatch", "split", "sub", "findall", "finditer")
    ),
}
READING = [path for path in CODE if path.parent.name in {"reading", "terms"}]


# By these a string is known to be a pattern, also when it gets a name before it is compiled.
LIKE_A_PATTERN = re.compile(r"\\[bwdsSW]|\(\?[:P=!<i-]|\[\^")


def patterns_in(path: Path) -> Iterator[ast.Constant]:
    """Yield the parts of every pattern that stands in a module."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PATTERN_TAKERS:
            yield from (part for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and LIKE_A_PATTERN.search(str(node.value)):
            yield node


@pytest.mark.parametrize("path", READING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_word_of_dutch_stands_in_a_pattern_in_code(path: Path) -> None:
    for part in patterns_in(path):
        words_in_it = re.findall(r"[a-z]{2,}", NO_WORD.sub(" ", str(part.value)), re.IGNORECASE)
        assert not words_in_it, f"line {part.lineno}: make it a row of a table of phrases"


def test_every_phrase_says_what_its_words_do() -> None:
    assert not [row.id for row in ROWS if not row.why]


@pytest.mark.parametrize("ask", [phrase, phrase_matcher])
def test_a_name_without_a_phrase_is_named(ask: type) -> None:
    with pytest.raises(LookupError, match="in-odrer-to"):
        ask("in-odrer-to")
