"""One sentence about a fault, in Dutch and in English, and a safe way to quote what someone sent."""

from __future__ import annotations

import unicodedata

import msgspec

_SHOWN = 40


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """What is wrong, why, and what to do about it; `nl` for Dutch readers, `en` for English ones."""

    nl: str
    en: str


def quoted(text: str) -> str:
    """Return `text` between backticks, at most 40 characters, with nothing invisible left in it."""
    shown = "".join(c if c.isprintable() and c != "`" else f"\\u{ord(c):04x}" for c in text[:_SHOWN])
    return f"`{shown}{'...' if len(text) > _SHOWN else ''}`"


def strangers(text: str, *, start: int = 1) -> tuple[Sentence, ...]:
    """Return one sentence for each character that only looks like a Latin letter or digit.

    `start` is the position of the first character. A Cyrillic K in a container number is the case seen
    in practice: it prints like the real one and matches nothing.
    """
    found: list[Sentence] = []
    for position, character in enumerate(text, start):
        if not character.isascii():
            code = f"U+{ord(character):04X}"
            name = unicodedata.name(character, "without a name").lower()
            found.append(
                Sentence(
                    f"teken {position} is {code} ({name}), geen Latijnse letter of cijfer: typ het opnieuw",
                    f"character {position} is {code} ({name}), no Latin letter or digit: type it again",
                )
            )
    return tuple(found)
