"""Commands that write the reference pages anew from the protocols, and say when they were out of date."""

from __future__ import annotations

import gettext
import json
import sys
from pathlib import Path
from typing import Any

import click

from weerbaar.cli.command_pages import PAGES, commands_page
from weerbaar.cli.installation import ALL
from weerbaar.cli.language import either
from weerbaar.kernel.law.pictures import acts_table, duties_table, fields_table, register_table
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.register import Needs
from weerbaar.web.openapi import document

REFERENCE = Path("docs/reference")
HOW_TO_WRITE = {
    "nl": "Buiten wie lid is en in welke rol. Hoe het wordt opgeschreven staat in [het register](register.md).",
    "en": "Beside who is a member and in which role. How to write it down stands in [the register](register.md).",
}


def pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    found = {"openapi.json": json.dumps(document(ALL), indent=1, ensure_ascii=False) + "\n"}
    found |= {name: commands_page(language) for name, language in PAGES.items()}
    return found | {f"{protocol.name}.md": reference_page(protocol) for protocol in ALL}


def reference_page(protocol: Protocol[Any]) -> str:
    """Return the reference page of one protocol: who may do what, what must be done, who sees what."""
    lines = [
        f"# {protocol}",
        f"{protocol.nl}. / {protocol.en}.",
        "This page is generated from the protocol; `./dev docs` writes it anew.",
        "## Wie mag wat",
        acts_table(protocol, "nl"),
        "## Who may do what",
        acts_table(protocol, "en"),
        "## Plichten",
        duties_table(protocol, "nl"),
        "## Duties",
        duties_table(protocol, "en"),
        "## Wie ziet wat",
        fields_table(protocol, "nl"),
        "## Who sees what",
        fields_table(protocol, "en"),
    ]
    if protocol.register != Needs():
        lines += [
            "## Wat het ledenregister moet bevatten",
            HOW_TO_WRITE["nl"],
            register_table(protocol, "nl"),
            "## What the register must hold",
            HOW_TO_WRITE["en"],
            register_table(protocol, "en"),
        ]
    return "\n\n".join(line.strip() for line in lines) + "\n"


@click.command()
@click.option("--check", is_flag=True, help="write nothing; exit 1 when a page is out of date")
@click.option("--into", type=click.Path(path_type=Path), default=REFERENCE, show_default=True)
def docs(check: bool, into: Path) -> None:
    """Write the generated reference pages, and bring the catalogue of Dutch help texts up to date.

    Example: weerbaar docs --check
    """
    old = _old_catalogue(check)  # first, for the Dutch page is written from it
    old += [into / name for name, text in pages().items() if not _same(into / name, text)]
    if check:
        for path in old:
            click.echo(
                either(
                    nl=f"{path} is niet meer actueel; voer ./dev docs uit",
                    en=f"{path} is out of date; run ./dev docs",
                ),
                err=True,
            )
        sys.exit(1 if old else 0)
    into.mkdir(parents=True, exist_ok=True)
    for path in old:
        if path.parent == into:
            path.write_text(pages()[path.name], "utf-8")
        click.echo(either(nl=f"{path} geschreven", en=f"wrote {path}"), err=True)


def _old_catalogue(check: bool) -> list[Path]:
    """Return the files of the catalogue that were out of date, and write them anew unless `check`."""
    from weerbaar.cli.catalogue import COMPILED, DUTCH, brought_up_to_date, compiled, same_words

    text = brought_up_to_date()
    content = compiled(text)
    old = [] if _same(DUTCH, text) else [DUTCH]
    old += [] if same_words(content, COMPILED) else [COMPILED]
    if not check and old:
        DUTCH.write_text(text, "utf-8")
        COMPILED.write_bytes(content)
        vars(gettext)[
            "_translations"
        ].clear()  # a catalogue that was read before, when this command speaks Dutch
    return old


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text
