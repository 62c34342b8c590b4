"""Checks the numbers by which a firm or public body is known: EAN, EORI, KvK, OIN, LEI, DUNS and SCAC."""

from __future__ import annotations

import re

from weerbaar.standards.identifiers.country import COUNTRIES
from weerbaar.standards.sentence import Sentence, quoted


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def mod10(digits: str) -> int:
    """Return the GS1 check digit for `digits`: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(d) * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return -total % 10


def mod97(text: str) -> int:
    """Return the ISO 7064 remainder, letters read as A=10 to Z=35; 1 means that the check digits hold.

    The text must hold ASCII capital letters and digits only.
    """
    return int("".join(str(int(character, 36)) for character in text)) % 97


def fault_in_ean(text: str) -> Sentence | None:
    """Return the fault of a 13-digit EAN location number (the same number as a GLN), or `None`."""
    if not _digits(text, 13):
        return Sentence(
            f"EAN-nummer {quoted(text)} moet uit 13 cijfers bestaan",
            f"EAN number {quoted(text)} must be 13 digits",
        )
    if mod10(text[:12]) != int(text[12]):
        return Sentence(
            f"het controlecijfer van EAN-nummer {quoted(text)} klopt niet, berekend is {mod10(text[:12])}: "
            "controleer het nummer",
            f"the check digit of EAN number {quoted(text)} is wrong, computed is {mod10(text[:12])}: "
            "check the number",
        )
    return None


fault_in_gln = fault_in_ean


def fault_in_eori(text: str) -> Sentence | None:
    """Return the fault of an EORI number, or `None`.

    Two letters for the country (or XI for Northern Ireland) and 1 to 15 letters or digits. For the
    Netherlands exactly nine digits follow; a VAT number sent in its place (`NL...B01`) is named as such.
    """
    country, rest = text[:2], text[2:]
    if (country not in COUNTRIES and country != "XI") or not re.fullmatch(r"[0-9A-Z]{1,15}", rest):
        return Sentence(
            f"EORI-nummer {quoted(text)} moet een landcode en 1 tot 15 hoofdletters of cijfers zijn, "
            "zoals NL123456789",
            f"EORI number {quoted(text)} must be a country code and 1 to 15 capital letters or digits, "
            "such as NL123456789",
        )
    if country == "NL" and re.fullmatch(r"[0-9]{9}B[0-9]{2}", rest):
        return Sentence(
            f"{quoted(text)} lijkt een btw-nummer: een EORI-nummer is NL en 9 cijfers, zonder B01",
            f"{quoted(text)} looks like a VAT number: an EORI number is NL and 9 digits, without B01",
        )
    if country == "NL" and not _digits(rest, 9):
        return Sentence(
            f"EORI-nummer {quoted(text)} moet voor Nederland NL en 9 cijfers zijn",
            f"EORI number {quoted(text)} must be NL and 9 digits for the Netherlands",
        )
    return None


def fault_in_kvk(text: str) -> Sentence | None:
    """Return the fault of an 8-digit number of the Dutch trade register, or `None`; it has no check digit."""
    if _digits(text, 8):
        return None
    return Sentence(
        f"KvK-nummer {quoted(text)} moet uit 8 cijfers bestaan, met voorloopnullen",
        f"KvK number {quoted(text)} must be 8 digits, with leading zeros",
    )


def fault_in_oin(text: str) -> Sentence | None:
    """Return the fault of a 20-digit number that Dutch public bodies and their partners use, or `None`."""
    if _digits(text, 20):
        return None
    return Sentence(
        f"OIN {quoted(text)} moet uit 20 cijfers bestaan, met voorloopnullen",
        f"OIN {quoted(text)} must be 20 digits, with leading zeros",
    )


def fault_in_lei(text: str) -> Sentence | None:
    """Return the fault of a legal entity identifier (ISO 17442), or `None`."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", text):
        return Sentence(
            f"LEI {quoted(text)} moet uit 18 hoofdletters of cijfers en 2 controlecijfers bestaan",
            f"LEI {quoted(text)} must be 18 capital letters or digits and 2 check digits",
        )
    if mod97(text) != 1:
        return Sentence(
            f"de controlecijfers van LEI {quoted(text)} kloppen niet: controleer het nummer",
            f"the check digits of LEI {quoted(text)} are wrong: check the number",
        )
    return None


def fault_in_duns(text: str) -> Sentence | None:
    """Return the fault of a 9-digit DUNS number, or `None`; it has had no check digit since 2006."""
    if _digits(text, 9):
        return None
    return Sentence(
        f"DUNS-nummer {quoted(text)} moet uit 9 cijfers bestaan, zonder streepjes",
        f"DUNS number {quoted(text)} must be 9 digits, without dashes",
    )


def fault_in_scac(text: str) -> Sentence | None:
    """Return the fault of a carrier code of two to four letters (SCAC), or `None`."""
    if re.fullmatch(r"[A-Z]{2,4}", text):
        return None
    return Sentence(
        f"rederijcode {quoted(text)} moet uit 2 tot 4 hoofdletters bestaan, zoals MAEU",
        f"carrier code {quoted(text)} must be 2 to 4 capital letters, such as MAEU",
    )
