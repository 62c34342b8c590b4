"""Options that commands of every kind share."""

from __future__ import annotations

import click

from weerbaar.cli.language import LANGUAGES, language

LANGUAGE = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=language,
    help="the language of the answer; without it, that of the shell",
)
