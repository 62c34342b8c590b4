"""Lazy: a group of commands, each loaded only when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from gettext import gettext
from typing import Any, cast

import click

from weerbaar.cli.language import either, translated

Places = Mapping[
    str, tuple[str, str]
]  # by name: the module and the command in it, and one line of what it does


class LazyGroup(click.Group):
    """A group whose commands are imported on first use, and listed without being loaded."""

    def __init__(self, *arguments: Any, places: Places, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or nothing when there is none of that name."""
        if cmd_name not in self.places:
            return None
        module, name = self.places[cmd_name][0].split(":")
        try:
            found = getattr(importlib.import_module(module), name)
        except ModuleNotFoundError as missing:
            raise click.ClickException(_to_install(cmd_name, missing.name or "")) from missing
        except Exception as fault:
            told = _of_own_laws(fault)
            if told is None:
                raise
            raise told from fault
        return translated(cast("click.Command", found))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without loading them."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, gettext(self.places[name][1])) for name in sorted(self.places)])


def _of_own_laws(fault: Exception) -> click.ClickException | None:
    """Return what is wrong with the protocols of the installation as it is told; nothing of any other fault."""
    from weerbaar.cli.receipts import BadInput
    from weerbaar.kernel.ledger.format import Fault
    from weerbaar.protocols.own import VARIABLE, UnusableLaws

    if not isinstance(fault, UnusableLaws):
        return None
    return BadInput([Fault(VARIABLE, one.en, one.nl) for one in fault.faults])


def _to_install(command: str, missing: str) -> str:
    return either(
        nl=f"`{command}` heeft het pakket `{missing}` nodig; installeer weerbaar met dat onderdeel erbij",
        en=f"`{command}` needs the package `{missing}`; install weerbaar with that part of it",
    )
