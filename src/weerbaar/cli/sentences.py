"""Sentences: gives in Dutch what a library or the ledger says in English when something is wrong.

They say it deep inside, with values in it, and know no reader. The Dutch stands by the English sentence, with `{}`
for each value, in `locale/nl/sentences.toml`; a test names each sentence of theirs that has none.
"""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from pathlib import Path

from weerbaar.cli.language import CATALOGUES, language

DUTCH = Path(CATALOGUES) / "nl" / "sentences.toml"


def spoken(sentence: str) -> str:
    """Return a sentence of a library in the language of the shell."""
    return dutch(sentence) if language() == "nl" else sentence


def dutch(sentence: str) -> str:
    """Return the Dutch of a sentence of a library; one that has none stays English, as a name or value does.

    A sentence may stand behind the name of a file and a colon, and hold another one, such as a reason.
    """
    for pattern, said in patterns():
        found = pattern.fullmatch(sentence)
        if found:
            values = [*map(dutch, found.groups()), ""]
            return "".join(word + value for word, value in zip(said.split("{}"), values, strict=True))
    head, colon, rest = sentence.partition(": ")
    return f"{head}{colon}{dutch(rest)}" if rest else _reason(sentence)


@cache
def patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what each English sentence looks like, with its Dutch; the one with the most fixed words first."""
    said: dict[str, str] = tomllib.loads(DUTCH.read_text("utf-8"))
    known = sorted(said.items(), key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), nl)
        for english, nl in known
    )


def _reason(words: str) -> str:
    # Why a file cannot be read is said by the system, with a capital or without.
    from weerbaar.cli.checking import DUTCH as REASONS

    known = {os.strerror(number).lower(): said for number, said in REASONS.items()}
    return known.get(words.lower(), words)
