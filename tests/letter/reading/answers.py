"""Letters with their answers written into them: `<D 2026-01-01/..>vanaf 2026</D>` and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1] / "letters"
_TAG = re.compile(r"<(?P<open>[DFPSUM])(?: (?P<value>[^>]*))?>|</(?P<close>[DFPSUM])>")


@dataclass(frozen=True)
class Answer:
    """What must be found at `start` to `end`: a kind (D, F, P, S, U, M) and its value as written in the tag."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Letter:
    """A letter without its tags, and the answers the tags gave."""

    name: str
    text: str
    answers: tuple[Answer, ...]


def letters(half: str) -> list[Letter]:
    """Return the letters of `tuning` or `held_out`."""
    return [
        parsed(f"{half}/{path.stem}", path.read_text("utf-8")) for path in sorted((HERE / half).glob("*.txt"))
    ]


def parsed(name: str, marked: str) -> Letter:
    """Take the tags out of a letter; ValueError when they do not nest."""
    text = ""
    answers: list[Answer] = []
    opened: list[tuple[str, str, int]] = []
    at = 0
    for tag in _TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag["open"]:
            opened.append((tag["open"], tag["value"] or "", len(text)))
            continue
        kind, value, start = opened.pop()
        if kind != tag["close"]:
            raise ValueError(f"{name}: </{tag['close']}> closes <{kind}>")
        answers.append(Answer(kind, value, start, len(text)))
    if opened:
        raise ValueError(f"{name}: left open {opened}")
    return Letter(name, text + marked[at:], tuple(answers))
