"""Edition: copies of the commands that explain themselves in another language; the commands stay as they are."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from copy import copy
from inspect import cleandoc
from typing import TypeVar

import click

NAMES = "the name of a value"  # how a catalogue tells the words in capitals on a usage line from other words
C = TypeVar("C", bound=click.Command)


def name(text: str) -> str:
    """Return the name of a value, such as CASE, in the language of the shell."""
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
