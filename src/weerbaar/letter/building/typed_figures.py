"""Finds figures that were typed by hand, and tells them from dates, dossier numbers and articles of law.

A number in running text is admitted only when one of the forms in admitted.csv covers it; every other
number, in digits or in words, is a figure typed by hand. Adding a form is adding a line to the table.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from importlib.resources import files

from weerbaar.letter.building.marks import FILLER, without_marks
from weerbaar.letter.rules import expand

# The same words by which letters are read.
MONTHS, UNITS, TENS = expand("{months}"), expand("{ones}"), expand("{tens}")
# Words that make the number before them a count: after these a year is no year.
COUNTED = (
    *(
        "euro",
        "procent",
        "miljoen",
        "miljard",
        "duizend",
        "kilo",
        "kilogram",
        "kg",
        "gram",
        "ton",
        "liter",
        "meter",
    ),
    *(
        "gemeenten",
        "locaties",
        "productielocaties",
        "dumpingen",
        "meldingen",
        "personen",
        "mensen",
        "zaken",
        "incidenten",
    ),
    *(
        "verdachten",
        "aanhoudingen",
        "controles",
        "bedrijven",
        "containers",
        "woningen",
        "panden",
        "scholen",
        "jongeren",
    ),
    *(
        "keer",
        "maal",
        "fte",
        "onderzoeken",
        "signalen",
        "arrestaties",
        "slachtoffers",
        "medewerkers",
        "agenten",
    ),
)
TEENS = "dertien|veertien|vijftien|zestien|zeventien|achttien|negentien"
SMALL = "twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
BELOW_HUNDRED = rf"(?:{UNITS})(?:en|ën)(?:{TENS})|{TENS}|{TEENS}|{SMALL}|één|een"
LARGE = re.compile(
    rf"(?<![\w-])(?:(?:{UNITS})(?:en|ën)(?:{TENS})|{TENS}|{TEENS}"
    rf"|(?:{BELOW_HUNDRED})?(?:honderd|duizend)(?:(?:en)?(?:{BELOW_HUNDRED}|honderd|duizend))*"
    rf"|(?:(?:{SMALL}|één|een|half|anderhalf|anderhalve)\s+)?(?:miljoen|miljard)|anderhalf|anderhalve"
    rf"|(?:één|een)\s+(?:procent|(?:derde|kwart)\s+(?:van|deel)))(?![\w-])",
    re.IGNORECASE,
)
# A small number word is a figure unless it tells over things just named or a length of time.
FREE_BEFORE = (
    "de|deze|die|alle|beide|onze|mijn|uw|hun|haar|zijn|komende|afgelopen|laatste|eerste|volgende|andere"
)
FREE_AFTER = "jaar|jaren|maand|maanden|week|weken|dag|dagen|uur|minuten"
# "acht" is also a verb: "ik acht het", "in acht nemen", "acht slaan op".
COUNTING = (
    SMALL.replace("|acht|", "|")
    + r"|(?<!\bik\s)acht(?!\s+(?:ik|wij|het|dit|dat|slaan|sloeg|genomen|nemen|neemt|te\s+nemen)\b)"
)
# How a length of time is told apart from a count: "de komende achttien maanden".
TERM = re.compile(rf"\s+(?:{FREE_AFTER})\b", re.IGNORECASE)
CUE = re.compile(r"\b(?:binnen|komende|afgelopen|laatste|over|na|voor|elke|iedere|de|om)\s+$", re.IGNORECASE)
BEFORE = re.compile(rf"{FILLER}\s*$")
SMALL_WORD = re.compile(
    rf"(?P<before>\b(?:{FREE_BEFORE})\s+)?(?<![\w-])(?P<word>{COUNTING})(?![\w-])(?P<after>\s+(?:{FREE_AFTER})\b)?",
    re.IGNORECASE,
)
DIGITS = re.compile(
    r"[€$£]?\s?\d+(?:[\u00a0\u202f .,]\d{3})*(?:[.,]\d+)*\s?(?:%|‰)?|[€$£]\s?(?=\ufffc)|[½¼¾⅓⅔]"
)
HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Form:
    """One form that a number may have without being a figure, with examples that are and are not of it."""

    id: str
    nl: str
    pattern: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True)
class TypedFigure:
    """A figure typed by hand, as it stands, and the line it stands on."""

    text: str
    line: int


@functools.cache
def forms() -> tuple[Form, ...]:
    """Return the table of admitted forms, in the order in which they are tried."""
    text = files("weerbaar.letter.building").joinpath("admitted.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Form(row["id"], row["nl"], row["pattern"], split(row["yes"]), split(row["no"])) for row in rows
    )


def split(cell: str) -> tuple[str, ...]:
    """Return the examples of a cell."""
    return tuple(part for part in cell.split("|") if part)


@functools.cache
def compiled(counted: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Return the forms as patterns; `counted` are further words that make a number a count."""
    words = "|".join(re.escape(word) for word in sorted({*COUNTED, *counted}, key=lambda w: (-len(w), w)))
    months = re.compile(re.escape("{month}"))
    return tuple(
        re.compile(
            months.sub(MONTHS, form.pattern)
            .replace("{counted}", rf"\s+(?:[a-zë]+e\s+)?(?:{words})\b|\s?[%€]")
            .replace("{noun}", rf"(?:[a-zë]+e\s+)?(?:{words})\b"),
            re.IGNORECASE if form.id not in {"kamerstuk-bare", "code"} else 0,
        )
        for form in forms()
    )


def typed_figures(source: str, line: int, counted: frozenset[str] = frozenset()) -> tuple[TypedFigure, ...]:
    """Return every figure typed by hand in a stretch of draft text that begins on `line`."""
    text = without_marks(source)
    # Every admitted form holds a digit.
    for pattern in compiled(counted) if HAS_DIGIT.search(text) else ():
        text = pattern.sub(lambda match: blank(match[0]), text)
    found: dict[int, str] = {}

    def taken(match: re.Match[str]) -> str:
        """Note a figure and fill it over, so that no later rule sees a part of it."""
        # `{id} miljoen` names the size of a figure that is a reference already.
        sized = match.re is LARGE and BEFORE.search(text, 0, match.start()) is not None
        term = match.re is LARGE and TERM.match(text, match.end()) and CUE.search(text, 0, match.start())
        if not sized and not term:
            found[match.start()] = match[0]
        return blank(match[0])

    text = DIGITS.sub(taken, text)
    text = LARGE.sub(taken, text)
    for match in SMALL_WORD.finditer(text):
        if not match["before"] and not match["after"]:
            found[match.start("word")] = match["word"]
    return tuple(
        TypedFigure(" ".join(found[at].split()), line + source.count("\n", 0, at)) for at in sorted(found)
    )


def blank(text: str) -> str:
    """Return filler of the same length and on the same lines, so that places in the text hold."""
    return "".join("\n" if char == "\n" else "_" for char in text)
