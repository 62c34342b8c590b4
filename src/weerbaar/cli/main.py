"""The weerbaar command: finds the command that was asked for and loads no other."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from weerbaar.cli.language import LANGUAGES, VARIABLE, chosen, either, in_front, speaking, translated
from weerbaar.cli.lazy import LazyGroup

# Where each command lives. A command is loaded only when it is asked for, so that `weerbaar verify`
# stays small and `weerbaar measure` needs no database driver.
COMMANDS = {
    "act": ("weerbaar.cli.acting:act", "Ask for one act and read why it is permitted or refused."),
    "order": ("weerbaar.cli.ordering:order", "Ask for many acts out of one spreadsheet."),
    "send": ("weerbaar.cli.acting:send", "Send a file of trade messages."),
    "docs": ("weerbaar.cli.documenting:docs", "Write the generated reference pages."),
    "demo": ("weerbaar.cli.running:demo", "Play a day in an invented port."),
    "serve": ("weerbaar.cli.running:serve", "Serve the protocols over HTTP."),
    "subscriptions": ("weerbaar.cli.subscriptions:subscriptions", "Have news delivered at an address."),
    "token": ("weerbaar.cli.running:token", "Print an access token for a local world."),
    "figures": (
        "weerbaar.cli.figures:figures",
        "Read the figures that a protocol publishes of a year or month.",
    ),
    "codes": ("weerbaar.cli.codes:codes", "Let an officer choose the codes of grave acts."),
    "gate": ("weerbaar.cli.gate.commands:gate", "Decide at a terminal's lane for a while without a line."),
    "letter": ("weerbaar.cli.letter:letter", "Read, compare and build letters to parliament."),
    "receipt": ("weerbaar.cli.receipts:receipt", "Fetch and check receipts: the proof of one decision."),
    "verify": ("weerbaar.cli.receipts:verify_log", "Check a whole public log against its signed checkpoint."),
    "fsck": ("weerbaar.cli.auditing:fsck", "Check a ledger in its database, entry by entry."),
    "audit": ("weerbaar.cli.auditing:audit", "Decide every act of a ledger again, under the law of its day."),
    "edi": ("weerbaar.cli.edi:edi", "Read UN/EDIFACT files and show how they would be answered."),
    "protocols": ("weerbaar.cli.laws:protocols", "Read, check, draw and try the laws themselves."),
    "simulate": ("weerbaar.cli.simulating:simulate", "Run a long seeded life and check it from outside."),
    "measure": ("weerbaar.cli.measure:measure", "Did it help? Estimates with their uncertainty."),
}
ANSWERED_NO, BAD_INPUT, OUR_FAULT = 1, 2, 3


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    package_name=None, version="0.1.0", message="weerbaar %(version)s", help="Show the version and exit."
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    envvar=VARIABLE,
    show_envvar=True,
    expose_value=False,
    help="the language of the shell; without it, Dutch where the locale is Dutch, and else English",
)
def weerbaar() -> None:
    """Protocols against organised crime, as software that cites its law.

    Exit status: 0 done, 1 answered no, 2 bad input, 3 our fault.
    """


def main() -> NoReturn:
    """Run the command line."""
    with speaking(chosen(sys.argv[1:], os.environ)):
        _run()


def _run() -> NoReturn:
    try:
        # Click gives the status of a command that ends itself back as a number, and raises nothing.
        status = translated(weerbaar).main(in_front(sys.argv[1:]), standalone_mode=False)
    except click.ClickException as trouble:
        trouble.show()
        sys.exit(BAD_INPUT)
    except click.Abort:
        sys.exit(130)
    except Exception as fault:  # whatever it is, whoever typed the command cannot mend it
        from weerbaar.cli.sentences import spoken

        what = f"{type(fault).__name__}: {spoken(str(fault))}"
        click.echo(
            either(
                nl=f"onze fout: {what}; meld dit alstublieft", en=f"our fault: {what}; please report this"
            ),
            err=True,
        )
        sys.exit(OUR_FAULT)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
