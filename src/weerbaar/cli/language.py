"""Language: the shell speaks Dutch or English, chosen once, and every command then explains itself in it.

A sentence that the shell makes itself has both languages where it is made (`either`). Help texts, and the words
of click, are English in the code; their Dutch stands in a gettext catalogue beside it, `locale/nl`.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from inspect import cleandoc
from pathlib import Path
from typing import TypeVar

import click

LANGUAGES = ("en", "nl")
CATALOGUES = Path(__file__).parent / "locale"
VARIABLE = "WEERBAAR_LANGUAGE"
NAMES = "the name of a value"  # what a catalogue calls the words in capitals on a usage line
C = TypeVar("C", bound=click.Command)


def language() -> str:
    """Return the language that the shell speaks, `en` or `nl`."""
    return "nl" if os.environ.get("LANGUAGE") == "nl" else "en"


def either(*, nl: str, en: str) -> str:
    """Return the one of two sentences that is in the language of the shell."""
    return nl if language() == "nl" else en


LANGUAGE = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=language,
    help="the language of the answer; without it, that of the shell",
)


def chosen(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for a line of words: by `--language`, else the variables of ours and of the locale."""
    wanted = _asked(words) or environment.get(VARIABLE, "")
    if wanted in LANGUAGES:
        return wanted
    locales = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "nl" if next(filter(None, locales), "").startswith("nl") else "en"


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
    gettext.bindtextdomain("messages", str(CATALOGUES))
    try:
        yield
    finally:
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def translated(command: C) -> C:
    """Return a command that explains itself in the language of the shell; the one given stays as it is."""
    return command if language() == "en" else Edition(gettext.gettext, _name).of(command)


def _name(text: str) -> str:
    return gettext.pgettext(NAMES, text)


class Edition:
    """Makes copies of commands in another language; `word` and `name` give the text for each English one."""

    def __init__(self, word: Callable[[str], str], name: Callable[[str], str]) -> None:
        self.word, self.name = word, name

    def of(self, command: C) -> C:
        """Return a copy of a command, with all that is below it."""
        twin = self.alone(command)
        if isinstance(twin, click.Group):
            twin.commands = {name: self.of(one) for name, one in twin.commands.items()}
        return twin

    def alone(self, command: C) -> C:
        """Return a copy of a command; what is below it stays as it is."""
        twin = copy(command)
        twin.help = self._text(command.help)
        twin.epilog = self._text(command.epilog)
        twin.options_metavar = self.name(command.options_metavar or "")
        twin.params = [self._param(param, command) for param in command.params]
        twin._help_option = None  # click keeps the first that was asked for, in whatever language
        if isinstance(twin, click.Group):
            twin.subcommand_metavar = self.name(twin.subcommand_metavar)
        return twin

    def _text(self, text: str | None) -> str | None:
        return text and "\n\n".join(map(self._paragraph, cleandoc(text).split("\n\n")))

    def _paragraph(self, text: str) -> str:
        if text.startswith("\b"):  # lines that click leaves as they are: commands under one word
            return "\n".join(self.word(line) if line == "Example:" else line for line in text.split("\n"))
        line = " ".join(text.split())
        if line.startswith("Example: "):  # a command is the same in every language
            return self.word("Example:") + line.removeprefix("Example:")
        return line and self.word(line)

    def _param(self, param: click.Parameter, command: click.Command) -> click.Parameter:
        twin = copy(param)
        if isinstance(twin, click.Option):
            twin.help = twin.help and self.word(twin.help)
            twin.metavar = twin.metavar and self.name(twin.metavar)
        else:
            shown, name = param.make_metavar(click.Context(command)), param.human_readable_name
            twin.metavar = shown.replace(name, self.name(name)) if name in shown else shown
        if not isinstance(param.type, click.Choice) and param.metavar is None:
            twin.type = copy(param.type)
            twin.type.name = self.name(param.type.name)
        return twin
