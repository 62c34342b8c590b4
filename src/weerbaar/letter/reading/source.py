"""Opens the file of a letter, whatever its form, and refuses what is no Dutch letter with the reason."""

from __future__ import annotations

import re
from pathlib import Path

from weerbaar.letter.reading.document import BYTES_MOST, Document, Unreadable
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.rules import wordlist

_LEAST_WORDS = 12
# Some 500 pages; the longest letters to parliament have tens of them. A longest address is far shorter.
_CHARACTERS_MOST = 1_500_000
_RUN_MOST = 4000


def open_letter(path: Path) -> Document:
    """Return the letter in a file: plain text, KOOP XML or docx, told apart by their content."""
    document = open_any_language(path)
    check_dutch(document.text, path.name)
    return document


def open_any_language(path: Path) -> Document:
    """Return the text in a file without asking that it be Dutch: a reference reads the same in any language."""
    document = parse_letter(read_bytes(path), path.name)
    check_size(document.text, path.name)
    return document


def read_bytes(path: Path) -> bytes:
    """Return the content of a file, unless it is missing, no file, empty or far too large for a letter."""
    if not path.is_file():
        raise Unreadable(f"there is no file `{path}`; check the name")
    size = path.stat().st_size
    if size > BYTES_MOST:
        raise Unreadable(
            f"`{path.name}` is {size // 1_000_000} MB; a letter is at most {BYTES_MOST // 1_000_000} MB. "
            "Take the letter without its annexes"
        )
    content = path.read_bytes()
    if not content.strip():
        raise Unreadable(f"`{path.name}` is empty; nothing can be read from it")
    return content


def check_size(text: str, name: str) -> None:
    """Refuse a text that is no letter by its size: too long, or with a run of signs that no language has."""
    if len(text) > _CHARACTERS_MOST:
        raise Unreadable(
            f"`{name}` holds {len(text):,} characters; a letter has at most {_CHARACTERS_MOST:,}. "
            "Take the letter without its annexes"
        )
    if re.search(rf"\S{{{_RUN_MOST}}}", text):
        raise Unreadable(
            f"`{name}` holds more than {_RUN_MOST} signs without a space; that is no letter, take the text as published"
        )


def parse_letter(content: bytes, name: str) -> Document:
    """Return the letter in the content of a file."""
    lower = name.lower()
    if content.startswith(b"%PDF"):
        raise Unreadable(
            f"`{name}` is a PDF, which holds no reliable text; take the XML, the docx or a text file"
        )
    if content.startswith(b"PK") or lower.endswith((".docx", ".doc")):
        from weerbaar.letter.reading.word import read_word

        return read_word(content, name)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or lower.endswith(".xml"):
        from weerbaar.letter.reading.koop import read_koop

        return read_koop(content, name)
    text = decode(content, name)
    check_size(text, name)
    return read_plain(text)


def decode(content: bytes, name: str) -> str:
    """Return plain text from UTF-8 bytes, with LF line ends; anything else is refused, never guessed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise Unreadable(
            f"`{name}` is not UTF-8 text (it looks like UTF-16 or a binary file); save it as UTF-8"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise Unreadable(
            f"`{name}` is not UTF-8: byte 0x{content[wrong.start]:02x} in line {line} cannot be read "
            "(Windows-1252?); save it as UTF-8"
        ) from None
    if "\ufffd" in text or re.search(r"Ã[©«¯¶¼¡\u00ad]|â€[™œ\u009d“”]", text):
        raise Unreadable(
            f"`{name}` was once read in the wrong encoding (signs such as `Ã«`); take the original file"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_dutch(text: str, name: str) -> None:
    """Refuse a text whose small words are not those of Dutch."""
    found = re.findall(r"[a-zà-ÿ]+", text.lower())
    if len(found) < _LEAST_WORDS:
        raise Unreadable(f"`{name}` holds too few words to be a letter ({len(found)})")
    dutch, english = (
        sum(word in common for word in found) / len(found)
        for common in (wordlist("common_dutch"), wordlist("common_english"))
    )
    if dutch < 0.12 or english > dutch:
        what = "English" if english > dutch else "not Dutch"
        raise Unreadable(
            f"`{name}` seems to be {what}: {dutch:.0%} of its words are common Dutch ones. "
            "The rules read Dutch only, so nothing was looked for; take the Dutch text"
        )
