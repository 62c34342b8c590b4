"""The commands for letters to parliament: read one, explain a term or a reference, compare two, build one."""

from __future__ import annotations

import click

from weerbaar.cli.lazy import LazyGroup

HERE = "weerbaar.cli.letter"
COMMANDS = {
    "annex": (f"{HERE}.building:annex", "Write the overview of motions and commitments."),
    "build": (f"{HERE}.building:build", "Build the letter, its annex and where each figure comes from."),
    "compare": (
        f"{HERE}.reading:compare",
        "Show what became of the promises and figures of an older letter; dropped promises first.",
    ),
    "read": (f"{HERE}.reading:read", "Find what a letter promises, settles and counts."),
    "refs": (f"{HERE}.reading:refs", "Find the references to documents and law, each with its identifier."),
    "register": (f"{HERE}.registering:register", "Import and show the register of motions and commitments."),
    "term": (f"{HERE}.reading:term", "Explain which days a term stands for, and by which rule."),
}


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    epilog="\b\nExample:\n  weerbaar letter read brief.txt --json"
    "\n  weerbaar letter term 'medio 2026' --date 2025-12-19",
)
def letter() -> None:
    """Read, compare and build letters to parliament."""
