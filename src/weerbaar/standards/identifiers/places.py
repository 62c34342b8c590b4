"""Checks the codes of ports, terminals and ships: UN/LOCODE, SMDG terminal, IMO and ENI."""

from __future__ import annotations

import re

from weerbaar.standards.identifiers.country import COUNTRIES
from weerbaar.standards.sentence import Sentence, quoted


def fault_in_locode(text: str) -> Sentence | None:
    """Return the fault of a UN/LOCODE, or `None`.

    Two letters for the country (or XZ, installations at sea) and three of A to Z or 2 to 9, without a space.
    """
    if (text[:2] in COUNTRIES or text[:2] == "XZ") and re.fullmatch(r"[A-Z2-9]{3}", text[2:]):
        return None
    return Sentence(
        f"plaatscode {quoted(text)} moet een landcode en drie tekens zijn zonder spatie, zoals NLRTM",
        f"location code {quoted(text)} must be a country code and three characters, no space, such as NLRTM",
    )


def fault_in_smdg_terminal(text: str) -> Sentence | None:
    """Return the fault of a terminal code of the SMDG list, or `None`: 2 to 6 letters or digits."""
    if re.fullmatch(r"[0-9A-Z]{2,6}", text):
        return None
    return Sentence(
        f"terminalcode {quoted(text)} moet uit 2 tot 6 hoofdletters of cijfers bestaan, zoals RWG",
        f"terminal code {quoted(text)} must be 2 to 6 capital letters or digits, such as RWG",
    )


def fault_in_imo(text: str) -> Sentence | None:
    """Return the fault of a ship's IMO number, or `None`: 7 digits, the last one the check digit.

    The check digit is the last digit of the sum of the first six, weighted 7 down to 2.
    """
    if not re.fullmatch(r"[0-9]{7}", text):
        return Sentence(
            f"IMO-nummer {quoted(text)} moet uit 7 cijfers bestaan, zonder IMO ervoor",
            f"IMO number {quoted(text)} must be 7 digits, without IMO before it",
        )
    computed = sum(int(d) * weight for d, weight in zip(text, range(7, 1, -1), strict=False)) % 10
    if computed != int(text[6]):
        return Sentence(
            f"het controlecijfer van IMO-nummer {quoted(text)} klopt niet, berekend is {computed}",
            f"the check digit of IMO number {quoted(text)} is wrong, computed is {computed}",
        )
    return None


def fault_in_eni(text: str) -> Sentence | None:
    """Return the fault of a European inland vessel number (ENI), or `None`: 8 digits, no check digit."""
    if re.fullmatch(r"[0-9]{8}", text):
        return None
    return Sentence(
        f"ENI-nummer {quoted(text)} moet uit 8 cijfers bestaan",
        f"ENI number {quoted(text)} must be 8 digits",
    )
