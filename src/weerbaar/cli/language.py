"""Language: the shell speaks Dutch or English, chosen once, and every command then explains itself in it.

A sentence that the shell makes itself has both languages where it is made (`either`). Help texts, and the words
of click, are English in the code; their Dutch stands in a gettext catalogue beside it, `locale/nl`. The script
`dev` speaks by this module too, before there is any package: it loads the standard library only.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import click

LANGUAGES = ("en", "nl")
# Not by pathlib: to load it takes a tenth of the time of `weerbaar --help`.
CATALOGUES = os.path.join(os.path.dirname(__file__), "locale")
VARIABLE = "WEERBAAR_LANGUAGE"
C = TypeVar("C", bound="click.Command")


def language() -> str:
    """Return the language that the shell speaks, `en` or `nl`."""
    return "nl" if os.environ.get("LANGUAGE") == "nl" else "en"


def either(*, nl: str, en: str) -> str:
    """Return the one of two sentences that is in the language of the shell."""
    return nl if language() == "nl" else en


def chosen(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for a line of words: by `--language`, else the variables of ours and of the locale."""
    wanted = _asked(words) or environment.get(VARIABLE, "")
    if wanted in LANGUAGES:
        return wanted
    locales = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "nl" if next(filter(None, locales), "").startswith("nl") else "en"


def in_front(words: Sequence[str]) -> list[str]:
    """Return a line of words with `--language` and its value before all others: every command then takes it."""
    moved: list[str] = []
    rest = list(words)
    end = rest.index("--") if "--" in rest else len(rest)
    for place in reversed(range(end)):
        takes = 1 if rest[place].startswith("--language=") else 2
        if takes == 1 or (rest[place] == "--language" and place + 1 < end):
            moved[:0] = rest[place : place + takes]
            del rest[place : place + takes]
            end -= takes
    return moved + rest


def _asked(words: Sequence[str]) -> str:
    # Before click reads the line, so that what is wrong with it is said in the language that was asked for.
    found = ""
    for place, word in enumerate(words):
        if word == "--":
            break
        name, _, value = word.partition("=")
        if name == "--language":
            found = value or "".join(words[place + 1 : place + 2])
    return found


@contextmanager
def speaking(wanted: str) -> Generator[None, None, None]:
    """Speak `en` or `nl` as long as the block lasts."""
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = wanted  # where gettext looks, in our hands and in those of click
    gettext.bindtextdomain("messages", CATALOGUES)
    try:
        yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def translated(command: C) -> C:
    """Return a command that explains itself in the language of the shell; the one given stays as it is."""
    if language() == "en":
        return command
    from weerbaar.cli.edition import Edition, name

    return Edition(gettext.gettext, name).of(command)
