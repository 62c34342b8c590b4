"""Reads to whom a letter is addressed: one chamber, both, or whoever else the head of the letter names."""

from __future__ import annotations

import re

_TO = re.compile(
    r"aan(?:\s+(?:de|het)\s+(?P<name>.+)|\s*:\s*(?:(?:de|het)\s+)?(?P<told>.+)|\s*:?\s*$)", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:de|het) ", re.IGNORECASE)
_ONE_MORE = re.compile(
    r"^(?:de |het )?(?:voorzitters?|leden|griffiers?|president|commissie)\b", re.IGNORECASE
)
_GOES_ON = re.compile(r"^(?:der|van|voor|uit)\b")
_AND = re.compile(r"(?:,| en|, en| alsmede) (?:aan )?(?:de|het) (?=voorzitter\b)", re.IGNORECASE)
_BOTH = re.compile(
    r"^(?P<office>voorzitter)s van (?P<first>de (?:eerste|tweede)) (?:kamer )?"
    r"(?:en|en van|alsmede) (?P<second>de (?:eerste|tweede)|(?:eerste|tweede)) (?P<house>kamer.*)$",
    re.IGNORECASE,
)
_CHAMBERS = re.compile(r"^(voorzitter)s van (?:beide kamers)(.*)$", re.IGNORECASE)


def as_addressed(head: str) -> list[str]:
    """Return the recipients as the head of a letter writes them, one for each line that names one."""
    found: list[str] = []
    among = False
    for line in (raw.strip().rstrip(",;") for raw in head.split("\n")):
        opened = _TO.match(line)
        name = (opened["name"] or opened["told"] or "") if opened else ""
        if opened and _names_someone(name):
            among = True
            found += [name] if name else []
        elif among and found and _GOES_ON.match(line):
            found[-1] += f" {line}"
        elif among and (not found or _ONE_MORE.match(line)) and line:
            found.append(_ARTICLE.sub("", line))
        elif line and line.lower() not in {"en", "alsmede"}:
            among = False
    return [name.rstrip(".,; ") for name in found]


def _names_someone(name: str) -> bool:
    """Say whether words after "aan" are a recipient or none yet; "Aan de slag" is a title."""
    return not name[:1].islower() or _ONE_MORE.match(name) is not None


def recipients(addressed: str) -> list[str]:
    """Return each recipient that one address names: "de Voorzitters van de Eerste en de Tweede Kamer" are two."""
    both = _BOTH.match(addressed)
    if both:
        houses = (both["first"], both["second"])
        return [
            f"{both['office']} van {house if house.lower().startswith('de ') else f'de {house}'} {both['house']}"
            for house in houses
        ]
    chambers = _CHAMBERS.match(addressed)
    if chambers:
        return [f"{chambers[1]} van de {which} Kamer{chambers[2]}" for which in ("Eerste", "Tweede")]
    return _AND.split(addressed)
