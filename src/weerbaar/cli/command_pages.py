"""Command pages: every command of the shell with its help text, written out as a reference page in each language."""

from __future__ import annotations

from collections.abc import Iterator

import click

from weerbaar.cli.language import either, speaking, translated
from weerbaar.cli.main import weerbaar

PAGES = {"commands.md": "en", "opdrachten.md": "nl"}


def commands_page(language: str) -> str:
    """Return the reference page of the shell in `en` or `nl`, whatever the shell itself speaks."""
    with speaking(language):
        parts = [_introduction()]
        for path, context in every_command():
            parts.append(f"## {path}\n\n```text\n{context.get_help().strip()}\n```")
    return "\n\n".join(parts) + "\n"


def _introduction() -> str:
    return either(
        nl="# Opdrachten\n\nDeze bladzijde is gemaakt uit de opdrachten; `./dev docs` schrijft haar opnieuw. De shell"
        " spreekt\nNederlands met `weerbaar --language nl OPDRACHT`, met `WEERBAAR_LANGUAGE=nl` of in een"
        " Nederlandse\ntaalomgeving. Status bij het einde, overal: 0 gedaan, 1 het antwoord is nee (geweigerd, klopt"
        " niet),\n2 verkeerde invoer, 3 onze fout. *In English: [commands](commands.md).*",
        en="# Commands\n\nThis page is generated from the commands; `./dev docs` writes it anew. The shell speaks Dutch"
        " with\n`weerbaar --language nl COMMAND`, with `WEERBAAR_LANGUAGE=nl`, or in a Dutch locale. Exit status"
        " everywhere:\n0 done, 1 answered no (refused, not verified), 2 bad input, 3 our fault. *In het Nederlands:\n"
        "[opdrachten](opdrachten.md).*",
    )


def every_command() -> Iterator[tuple[str, click.Context]]:
    """Yield `weerbaar` and all below it by full name, with a context to ask its help in, in the language spoken."""
    root = translated(weerbaar)
    root._help_option = None
    context = root.make_context("weerbaar", ["docs"], terminal_width=100)
    yield "weerbaar", context
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is not None:
            yield from _below(name, command, context)


def _below(name: str, command: click.Command, parent: click.Context) -> Iterator[tuple[str, click.Context]]:
    # click remembers the help option of whoever asked first, perhaps without the names that `weerbaar` gives it.
    command._help_option = None
    context = click.Context(command, info_name=name, parent=parent)
    yield context.command_path, context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _below(inner, found, context)
