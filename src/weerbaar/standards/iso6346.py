"""Container numbers and size-type codes as ISO 6346 writes them: shape, check digit and meaning.

A container number is three letters for the owner, one for the kind of equipment (U, J or Z), six digits and
a check digit. The check digit misses about 1.8 percent of single-digit errors (a remainder of 10 is written
as 0), so it never stands in for reading the number off the box.
"""

from __future__ import annotations

import re

import msgspec

from weerbaar.standards.sentence import Sentence, quoted, strangers

_NUMBER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}", re.ASCII)
_BODY = re.compile(r"[A-Z]{4}[0-9]{6}", re.ASCII)
_SIZE_TYPE = re.compile(r"[0-9A-Z]{2}(?:[A-Z][0-9A-Z]|[0-9]{2})", re.ASCII)


def _letter_values() -> dict[str, int]:
    """Give A to Z the values 10 to 38, leaving out the multiples of 11, as the standard does."""
    usable = (value for value in range(10, 39) if value % 11)
    return {
        **{str(digit): digit for digit in range(10)},
        **dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", usable, strict=True)),
    }


_VALUES = _letter_values()

# First character of a size-type code: length in feet. Second: height in feet and inches. Only the codes of
# ISO 6346:1995 that trade uses; another character is well formed and its meaning stays unknown.
_LENGTH = {"1": 10.0, "2": 20.0, "3": 30.0, "4": 40.0, "L": 45.0, "M": 48.0, "P": 53.0}
_HEIGHT = {"0": 8.0, "2": 8.5, "4": 9.0, "5": 9.5, "8": 4.25, "C": 8.5, "D": 9.0, "E": 9.5}
_GROUP = {
    "G": Sentence("standaardcontainer", "general purpose"),
    "V": Sentence("geventileerd", "ventilated"),
    "B": Sentence("droge bulk", "dry bulk"),
    "S": Sentence("genoemde lading", "named cargo"),
    "R": Sentence("koelcontainer", "refrigerated"),
    "H": Sentence("geïsoleerd", "insulated"),
    "U": Sentence("open bovenkant", "open top"),
    "P": Sentence("platform", "platform"),
    "T": Sentence("tank", "tank"),
    "A": Sentence("luchtvracht", "air or surface"),
}


class SizeType(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A size-type code taken apart; lengths and heights in feet, `None` where the code has no known meaning.

    `numeric` marks a type of the 1984 edition (such as 4510), still sent in practice: its length and height
    read as usual, its type group is not translated because the old table has no one-to-one successor.
    """

    code: str
    length_feet: float | None
    height_feet: float | None
    group: Sentence | None
    numeric: bool


def check_digit(text: str) -> int | None:
    """Return the check digit for the first ten characters, or `None` if they are no owner code and number."""
    body = text[:10]
    if not _BODY.fullmatch(body):
        return None
    return sum(_VALUES[character] << place for place, character in enumerate(body)) % 11 % 10


def is_wellformed(text: str) -> bool:
    """Say whether the shape is right: three letters, U, J or Z, seven digits, check digit right or not."""
    return _NUMBER.fullmatch(text) is not None


def check_digit_holds(text: str) -> bool:
    """Say whether the text is a well formed container number whose last digit is its check digit."""
    return is_wellformed(text) and check_digit(text) == int(text[10])


def shape_faults(text: str) -> tuple[Sentence, ...]:
    """Return everything wrong with the shape, all at once; nothing about the check digit."""
    if is_wellformed(text):
        return ()
    found = list(strangers(text))
    if len(text) != 11:
        found.append(
            Sentence(
                f"containernummer {quoted(text)} heeft {len(text)} tekens, het moeten er 11 zijn",
                f"container number {quoted(text)} has {len(text)} characters, it must have 11",
            )
        )
    owner, kind, digits = text[:3], text[3:4], text[4:11]
    if owner.isascii() and not re.fullmatch(r"[A-Z]{3}", owner):
        found.append(
            Sentence(
                f"de eigenaarscode {quoted(owner)} moet uit drie hoofdletters bestaan",
                f"the owner code {quoted(owner)} must be three capital letters",
            )
        )
    if kind.isascii() and kind not in ("U", "J", "Z"):
        found.append(
            Sentence(
                f"het vierde teken {quoted(kind)} moet U, J of Z zijn",
                f"the fourth character {quoted(kind)} must be U, J or Z",
            )
        )
    if digits.isascii() and not re.fullmatch(r"[0-9]{7}", digits):
        found.append(
            Sentence(
                f"na de vier letters moeten zeven cijfers volgen, niet {quoted(digits)}",
                f"seven digits must follow the four letters, not {quoted(digits)}",
            )
        )
    return tuple(found)


def check_digit_fault(text: str) -> Sentence | None:
    """Return the sentence for a check digit that does not hold, or `None`; a misshapen text gives `None`."""
    if not is_wellformed(text) or check_digit_holds(text):
        return None
    return Sentence(
        f"het controlecijfer van {quoted(text)} is {text[10]}, berekend is {check_digit(text)}: "
        "lees het nummer opnieuw van de container",
        f"the check digit of {quoted(text)} is {text[10]}, computed is {check_digit(text)}: "
        "read the number off the container again",
    )


def faults(text: str) -> tuple[Sentence, ...]:
    """Return every fault of a container number, shape and check digit; empty means that all is right."""
    wrong_digit = check_digit_fault(text)
    return shape_faults(text) + ((wrong_digit,) if wrong_digit else ())


def fault_in_container(text: str) -> Sentence | None:
    """Return all that is wrong with the shape of a container number as one sentence, or `None`."""
    found = shape_faults(text)
    if not found:
        return None
    return Sentence("; ".join(f.nl for f in found), "; ".join(f.en for f in found))


def fault_in_size_type(text: str) -> Sentence | None:
    """Return the fault of a four-character size-type code such as 45G1, or `None`; 4510 is well formed."""
    if _SIZE_TYPE.fullmatch(text):
        return None
    return Sentence(
        f"maat-typecode {quoted(text)} moet vier tekens zijn: lengte, hoogte en type, zoals 45G1",
        f"size-type code {quoted(text)} must be four characters: length, height and type, such as 45G1",
    )


def read_size_type(text: str) -> SizeType | None:
    """Take a size-type code apart, or return `None` if it is not well formed."""
    if not _SIZE_TYPE.fullmatch(text):
        return None
    numeric = text[2].isdigit()
    return SizeType(
        code=text,
        length_feet=_LENGTH.get(text[0]),
        height_feet=_HEIGHT.get(text[1]),
        group=None if numeric else _GROUP.get(text[2]),
        numeric=numeric,
    )
