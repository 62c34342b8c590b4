"""Reads to whom a letter is addressed: one chamber, both, or whoever else the head of the letter names."""

from __future__ import annotations

from weerbaar.letter.rules import wordlist
from weerbaar.letter.rules.phrases import phrase


def as_addressed(head: str) -> list[str]:
    """Return the recipients as the head of a letter writes them, one for each line that names one."""
    found: list[str] = []
    among = False
    for line in (raw.strip().rstrip(",;") for raw in head.split("\n")):
        opened = phrase("addressed-to").match(line)
        name = (opened["name"] or opened["told"] or "") if opened else ""
        if opened and _names_someone(name):
            among = True
            found += [name] if name else []
        elif among and found and phrase("recipient-goes-on").match(line):
            found[-1] += f" {line}"
        elif among and (not found or phrase("one-more-recipient").match(line)) and line:
            found.append(phrase("article").sub("", line))
        elif line and line.lower() not in wordlist("recipient_joins"):
            among = False
    return [name.rstrip(".,; ") for name in found]


def _names_someone(name: str) -> bool:
    """Say whether words after "aan" are a recipient or none yet; "Aan de slag" is a title."""
    return not name[:1].islower() or phrase("one-more-recipient").match(name) is not None


def recipients(addressed: str) -> list[str]:
    """Return each recipient that one address names: "de Voorzitters van de Eerste en de Tweede Kamer" are two."""
    both = phrase("chairs-of-two-chambers").match(addressed)
    if both:
        houses = (both["first"], both["second"])
        return [
            f"{both['office']} van {house if house.lower().startswith('de ') else f'de {house}'} {both['house']}"
            for house in houses
        ]
    chambers = phrase("chairs-of-both-chambers").match(addressed)
    if chambers:
        return [
            f"{chambers['office']} van de {which} Kamer{chambers['rest']}" for which in ("Eerste", "Tweede")
        ]
    return phrase("and-to-the-chair").split(addressed)
