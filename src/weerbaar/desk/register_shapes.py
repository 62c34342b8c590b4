"""Shapes: in what form each part of a register is written down, and where something there has another form."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from weerbaar.desk.intake import shortened
from weerbaar.standards.sentence import Sentence

Shape = Literal["text", "texts", "text by name", "texts by name", "members"]
INSIDE: Mapping[Shape, Shape] = {"texts": "text", "text by name": "text", "texts by name": "texts"}
WANTED: Mapping[Shape, tuple[str, str]] = {
    "text": ("schrijf een tekst tussen aanhalingstekens", "write a text between quotes"),
    "texts": (
        'schrijf een rij teksten, zoals ["een", "twee"]',
        'write a list of texts, such as ["one", "two"]',
    ),
    "text by name": (
        'schrijf een tabel, zoals { naam = "tekst" }',
        'write a table, such as { name = "text" }',
    ),
    "texts by name": (
        'schrijf een tabel van rijen, zoals { naam = ["tekst"] }',
        'write a table of lists, such as { name = ["text"] }',
    ),
    "members": ("schrijf voor elk lid een blok `[[member]]`", "write a block `[[member]]` for each member"),
}
FOUND: Mapping[type, tuple[str, str]] = {
    str: ("een tekst", "a text"),
    bool: ("ja of nee", "yes or no"),
    int: ("een getal", "a number"),
    float: ("een getal", "a number"),
    list: ("een rij", "a list"),
    dict: ("een tabel", "a table"),
}
MOST_CHOICES = 20  # a list to choose from is read; one of all members is not
OTHER = ("een datum of tijd", "a date or time")  # TOML has nothing else


class Place(msgspec.Struct, frozen=True):
    """A place in a register, in words."""

    nl: str = ""
    en: str = ""

    def at(self, key: str, nl: str = "", en: str = "") -> Place:
        """Return a place inside this one, by its key, and by words where the key says little."""
        shown = f"`{shortened(key)}`"
        return Place(
            f"{self.nl}, {nl or shown}".removeprefix(", "),
            f"{self.en}, {en or shown}".removeprefix(", "),
        )

    def fault(self, nl: str, en: str) -> Sentence:
        """Return that something is wrong here."""
        return Sentence(f"{self.nl}: {nl}".removeprefix(": "), f"{self.en}: {en}".removeprefix(": "))


def misshapen(value: object, shape: Shape, place: Place) -> Iterator[Sentence]:
    """Yield each place in a value where something else stands than belongs there."""
    inside = INSIDE.get(shape)
    match shape:
        case "text":
            fits = isinstance(value, str)
        case "texts":
            fits = isinstance(value, list)
        case "members":
            fits = isinstance(value, list) and all(isinstance(one, dict) for one in value)
        case _:
            fits = isinstance(value, dict)
    if not fits:
        nl, en = next((words for kind, words in FOUND.items() if type(value) is kind), OTHER)
        yield place.fault(f"hier staat {nl}; {WANTED[shape][0]}", f"{en} stands here; {WANTED[shape][1]}")
    elif inside is not None:
        for key, one in _entries(value):
            words = ("", "") if isinstance(value, dict) else (f"nummer {key}", f"number {key}")
            yield from misshapen(one, inside, place.at(str(key), *words))


def _entries(value: Any) -> Iterator[tuple[str | int, object]]:
    yield from value.items() if isinstance(value, dict) else enumerate(value, 1)


def keys_unknown(plain: Mapping[str, object], known: Iterable[str], place: Place) -> Iterator[Sentence]:
    """Yield each key that has no meaning here, with the one that was probably meant."""
    known = sorted(known)
    for key in plain:
        if key not in known:
            shown, (nl, en) = shortened(key), meant(key, known)
            yield place.fault(f"sleutel `{shown}` is onbekend; {nl}", f"key `{shown}` is unknown; {en}")


def meant(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return a question, in Dutch and English, whether another word was meant, or what there is to choose from."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return f"bedoelt u `{near[0]}`?", f"did you mean `{near[0]}`?"
    if not 0 < len(known) <= MOST_CHOICES:
        return "haal het weg, of verbeter het", "take it out, or mend it"
    every = ", ".join(known)
    return f"kies uit: {every}", f"choose from: {every}"
