"""Says in Dutch what calculations, notes and scales are called in English."""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import cache
from pathlib import Path

NUMBER = re.compile(r"\d+\.\d+")
LIST = re.compile(r"[\w.-]+(:[\w.-]+( \+ [\w.-]+:[\w.-]+)*)?|[\w%]+(/[\w%]+)+")
"""Names of places and lists, alone or as pairs, and units such as ng/L are data and stay as they are."""


@cache
def phrases(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the phrases of one kind, the ones with the most fixed words first."""
    tree = tomllib.loads((Path(__file__).parent / "dutch.toml").read_text("utf-8"))
    fixed = sorted(tree[kind].items(), key=lambda pair: (pair[0].count("{}") > 0, -len(pair[0])))
    return tuple(
        (re.compile("(.+?)".join(re.escape(part) for part in english.split("{}"))), str(dutch))
        for english, dutch in fixed
    )


def in_dutch(text: str, kind: str) -> str | None:
    """Return the Dutch of one method, calculation, note or scale; None where the catalogue has none.

    What stands in the open places is translated too where it is itself a phrase, and else gets a decimal
    comma where it is a number.
    """
    for pattern, dutch in phrases(kind):
        found = pattern.fullmatch(text)
        if found:
            opened = dutch.split("{}")
            parts = [_part(part, kind) for part in found.groups()]
            return "".join(itertools.chain(*itertools.zip_longest(opened, parts, fillvalue="")))
    return text if not text or LIST.fullmatch(text) else None


def _part(text: str, kind: str) -> str:
    return NUMBER.sub(lambda number: number[0].replace(".", ","), in_dutch(text, kind) or text)


def called(text: str, kind: str, language: str) -> str:
    """Return what a reader of `nl` or `en` sees."""
    return text if language == "en" else in_dutch(text, kind) or text
