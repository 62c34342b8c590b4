"""Command pages: every command of the shell with its help text, written out as one reference page."""

from __future__ import annotations

from collections.abc import Iterator

import click

from weerbaar.cli.main import weerbaar

INTRODUCTION = """# Commands

This page is generated from the commands; `./dev docs` writes it anew. Exit status everywhere: 0 done,
1 answered no (refused, not verified), 2 bad input, 3 our fault."""


def commands_page() -> str:
    """Return the reference page of the shell."""
    parts = [INTRODUCTION]
    for path, context in every_command():
        parts.append(f"## {path}\n\n```text\n{context.get_help().strip()}\n```")
    return "\n\n".join(parts) + "\n"


def every_command() -> Iterator[tuple[str, click.Context]]:
    """Yield every command and group below `weerbaar` by its full name, with a context to ask its help in."""
    root = weerbaar.make_context("weerbaar", ["docs"], terminal_width=100)
    for name in weerbaar.list_commands(root):
        command = weerbaar.get_command(root, name)
        if command is not None:
            yield from _below(name, command, root)


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
