"""A ministry's own folder: rules and conventions that come before ours, and the looks of its letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from weerbaar.letter.reading import claims, figures, footnotes, promises, settlement_rules
from weerbaar.letter.references import find as references
from weerbaar.letter.rules import own_faults, use_rules, words
from weerbaar.letter.rules.own import PHRASE_TABLES, BadRules, read_folder
from weerbaar.letter.rules.phrases import phrase_faults, phrases_of
from weerbaar.letter.terms import tables as terms

__all__ = ["BadRules", "bind", "look", "unbind"]
_LOADERS: dict[str, Callable[[], object]] = {
    "claims": claims.tables,
    "cues": promises.tables,
    "footnotes": footnotes.tables,
    "numbers": figures.tables,
    "references": references.tables,
    "settlement": settlement_rules.tables,
    "temporal": terms.tables,
    "words": words,
    **{name: partial(phrases_of, name) for name in PHRASE_TABLES},
}


def bind(folder: Path) -> None:
    """Use the rules in a ministry's folder from now on; BadRules with every fault, and then none is used."""
    own = read_folder(folder)
    use_rules(own)
    faults: list[str] = []
    for name, table in own.items():
        try:
            _LOADERS[name]()
            faults += own_faults(name, table)
            faults += phrase_faults(name, table) if name in PHRASE_TABLES else []
        except (msgspec.ValidationError, KeyError, TypeError) as wrong:
            faults.append(f"`{name}.toml` has not the form of our table of that name: {wrong}")
    if faults:
        unbind()
        raise BadRules(*faults)


def unbind() -> None:
    """Use our own rules alone again."""
    use_rules({})


def look(folder: Path | None, name: str) -> Path | None:
    """Return a template in a ministry's folder (`letter.typ`, `letter.docx`), when it is there."""
    return folder / name if folder is not None and (folder / name).is_file() else None
