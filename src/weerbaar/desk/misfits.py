"""Misfits: says in words, Dutch and English, why a value that somebody sent cannot stand in a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from weerbaar.standards.sentence import Sentence

KINDS = {
    "int": Sentence("een geheel getal", "a whole number"),
    "float": Sentence("een getal", "a number"),
    "decimal": Sentence("een getal", "a number"),
    "str": Sentence("een tekst", "a text"),
    "bool": Sentence("true of false", "true or false"),
    "array": Sentence("een rij", "a list"),
    "object": Sentence("een object", "an object"),
    "null": Sentence("null", "null"),
    "datetime": Sentence(
        "een moment met tijdzone, zoals 2026-05-12T06:00:00Z",
        "a moment with its zone, such as 2026-05-12T06:00:00Z",
    ),
    "date": Sentence("een dag, zoals 2026-05-12", "a day, such as 2026-05-12"),
}
_KIND = re.compile(r"[Ee]xpected `(?P<wanted>[\w |]+)`(?:, got `(?P<got>\w+)`)?")
_LENGTH = re.compile(r"of length (?P<sign>>=|<=|==) (?P<number>\d+)")
_SIGNS = {
    ">=": Sentence("ten minste", "at least"),
    "<=": Sentence("ten hoogste", "at most"),
    "==": Sentence("precies", "exactly"),
}
_MOMENT = re.compile(r"Invalid RFC3339|timezone component")
_FIELD = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<name>[^`]*)`")
_WITHIN = re.compile(r" - at `\$(?P<path>[^`]*)`$")


def misfit(key: str, hint: Any, trouble: msgspec.ValidationError) -> Sentence:
    """Return why a value cannot stand in a field of this type, from what the decoder said of it."""
    said = str(trouble)
    within = _WITHIN.search(said)
    place = within["path"] if within else ""
    nl, en = f"`{key}{place}` klopt niet", f"`{key}{place}` is not right"
    if choices := list(_choices(hint)):
        listed = ", ".join(choices)
        return Sentence(f"{nl}; kies uit: {listed}", f"{en}; choose from: {listed}")
    why = _shape(hint) if "matching regex" in said else _kind(said)
    return Sentence(f"{nl}: {why.nl}", f"{en}: {why.en}") if why else Sentence(nl, f"{en}: {said}")


def _choices(hint: Any) -> Iterator[str]:
    for part in get_args(hint):
        if isinstance(part, str):
            yield part
        else:
            yield from _choices(part)


def _shape(hint: Any) -> Sentence | None:
    """Return how the form of a text is described, wherever in a type it stands."""
    for part in get_args(hint):
        if isinstance(part, msgspec.Meta) and part.description:
            return Sentence((part.extra or {}).get("nl", part.description), part.description)
        if deeper := _shape(part):
            return deeper
    return None


def _kind(said: str) -> Sentence | None:
    if _MOMENT.search(said):
        return _wanted(KINDS["datetime"])
    if field := _FIELD.match(said):
        return _of_field(field["name"], missing=field["how"] == "missing required")
    found = _KIND.match(said)
    if found is None:
        return None
    kinds = [KINDS[name] for name in found["wanted"].split(" | ") if name in KINDS and name != "null"]
    if not kinds:
        return None
    wanted = Sentence(" of ".join(one.nl for one in kinds), " or ".join(one.en for one in kinds))
    if length := _LENGTH.search(said):
        return _of_length(wanted, _SIGNS[length["sign"]], length["number"])
    got = KINDS.get(found["got"] or "")
    return _wanted(wanted, got)


def _wanted(wanted: Sentence, got: Sentence | None = None) -> Sentence:
    nl, en = (f", geen {got.nl.removeprefix('een ')}", f", not {got.en}") if got else ("", "")
    return Sentence(f"hier hoort {wanted.nl}{nl}", f"{wanted.en} belongs here{en}")


def _of_length(wanted: Sentence, sign: Sentence, number: str) -> Sentence:
    one = number == "1"
    text = wanted == KINDS["str"]
    tekens, characters = ("teken", "character") if one else ("tekens", "characters")
    stuks, items = ("stuk", "item") if one else ("stuks", "items")
    return Sentence(
        f"hier hoort {wanted.nl} van {sign.nl} {number} {tekens if text else stuks}",
        f"{wanted.en} of {sign.en} {number} {characters if text else items} belongs here",
    )


def _of_field(name: str, *, missing: bool) -> Sentence:
    if missing:
        return Sentence(f"`{name}` ontbreekt", f"`{name}` is missing")
    return Sentence(f"`{name}` hoort hier niet", f"`{name}` does not belong here")
