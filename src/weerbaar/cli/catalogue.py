"""Catalogue: gathers every English help text of the shell, and keeps the Dutch beside it complete and up to date."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from weerbaar.cli.command_pages import every_command
from weerbaar.cli.edition import NAMES, Edition
from weerbaar.cli.language import CATALOGUES, speaking
from weerbaar.cli.letter import COMMANDS as OF_LETTERS
from weerbaar.cli.main import COMMANDS

DUTCH = Path(CATALOGUES) / "nl" / "LC_MESSAGES" / "messages.po"
COMPILED = DUTCH.with_suffix(".mo")
# What click says to whom it is typed at. What it says to a programmer nobody reads here; the names
# of kinds of files it asks for once, when a command is loaded, and `Edition` gives them on each command.
CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
TO_PROGRAMMERS = (
    "Value must be an iterable.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r}",
    "Could not determine name",
    "No options defined but",
    "Arguments take exactly one",
    "Invalid start character",
    "Choice({choices})",
    "DeprecationWarning",
    "deprecated",
    "Do you want to continue?",
    "Unknown color",
    "Press any key",
    "Confirm the action",
    "%(prog)s",
)
KINDS = ("file", "directory", "path")
HEADER = """# The Dutch of the shell's help texts and of the words of click. What the shell says itself has its Dutch
# in the code. `./dev docs` adds what is new, marks what changed as fuzzy and drops what is no longer said;
# give the Dutch, take the mark away and run it again.
msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
Said = str | tuple[str, str]


class Text(NamedTuple):
    """One English text: its words (with the plural, where there is one), its context and who says it."""

    said: Said
    context: str | None
    where: str


def english() -> Iterator[Text]:
    """Yield every text that wants Dutch, in the order of the commands; a text may come more than once."""
    with speaking("en"):
        for path, context in every_command():
            yield from _of_command(path, context.command)
    for said in (said for places in (COMMANDS, OF_LETTERS) for _, said in places.values()):
        yield Text(said, None, "a list of commands")
    for part in CLICK:
        yield from _of_click(part)


def _of_command(path: str, command: click.Command) -> Iterator[Text]:
    found: list[Text] = []

    def word(text: str) -> str:
        found.append(Text(text, None, path))
        return text

    def name(text: str) -> str:
        if text and text != "boolean":  # a flag shows no value
            found.append(Text(text, NAMES, path))
        return text

    Edition(word, name).alone(command)
    yield from found


def _of_click(part: str) -> Iterator[Text]:
    spec = find_spec(f"click.{part}")
    assert spec is not None
    assert spec.origin is not None
    keywords = {"_": None, "ngettext": (1, 2)}
    for _, said, _, _ in extract_from_file("python", spec.origin, keywords=keywords):
        first = said if isinstance(said, str) else said[0]
        if not first.startswith(TO_PROGRAMMERS) and first not in KINDS:
            yield Text(said if isinstance(said, str) else (said[0], said[1]), None, f"click, {part}")


def dutch() -> Catalog:
    """Return the catalogue as it stands, whether or not it is complete."""
    return read_po(io.BytesIO(DUTCH.read_bytes()), locale="nl")


def wanting() -> list[str]:
    """Name every text without Dutch or with Dutch of other English, and every Dutch text of no English."""
    kept = {(one.id, one.context): one for one in dutch() if one.id}
    wanted: dict[tuple[Said, str | None], str] = {}
    for text in english():
        wanted.setdefault((text.said, text.context), text.where)
    faults = [
        f"{where}: no Dutch for {key[0]!r}" for key, where in wanted.items() if not _said(kept.get(key))
    ]
    faults += [f"{key[0]!r}: nobody says this any more" for key in kept if key not in wanted]
    return faults


def _said(message: Message | None) -> bool:
    if message is None or message.fuzzy or not message.string:
        return False
    return isinstance(message.string, str) or all(message.string)


def brought_up_to_date() -> str:
    """Return the catalogue with every text of now and no other; what changed a little is marked as fuzzy."""
    template, catalogue = Catalog(), dutch()
    seen: set[tuple[Said, str | None]] = set()
    for text in english():
        if (text.said, text.context) not in seen:
            seen.add((text.said, text.context))
            template.add(text.said, context=text.context, auto_comments=[text.where])
    catalogue.update(template)
    written = io.BytesIO()
    write_po(written, catalogue, width=110, omit_header=True, ignore_obsolete=True)
    return HEADER + written.getvalue().decode().strip() + "\n"


def compiled(catalogue: str) -> bytes:
    """Return a catalogue as gettext reads it."""
    written = io.BytesIO()
    write_mo(written, read_po(io.BytesIO(catalogue.encode()), locale="nl"))
    return written.getvalue()


def same_words(one: bytes, path: Path) -> bool:
    """Say whether a file holds the same words as a compiled catalogue; who made it, and when, does not count."""
    return path.exists() and _words(one) == _words(path.read_bytes())


def _words(content: bytes) -> list[tuple[str, str, str]]:
    messages = read_mo(io.BytesIO(content))
    return sorted((str(one.id), one.context or "", str(one.string)) for one in messages if one.id)
