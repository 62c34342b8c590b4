"""Client words: finds in a text that a client may read what would tell the client that money is being held."""

from __future__ import annotations

import re
import unicodedata

# Stems, found anywhere in a text from which spaces, dots and accents have been taken: `b e v r o r e n` too.
STEMS = (
    "bevries",
    "bevriez",
    "bevroren",
    "freez",
    "froze",
    "financialintelligence",
    "fiunederland",
    "fiunl",
    "blokkeringsverzoek",
    "witwas",
    "moneylaunder",
    "terrorisme",
    "terrorist",
    "ongebruikelijketransactie",
    "unusualtransaction",
    "verdacht",
    "suspicious",
    "opsporing",
    "openbaarministerie",
    "officiervanjustitie",
    "prosecut",
    "publicprosecutor",
    "inbeslag",
    "seizure",
    "seized",
    "beslaglegging",
    "meldplicht",
    "goaml",
    "egmont",
    "tippingoff",
    "tracfin",
)
# Words, found only when they stand alone.
WORDS = frozenset({"fiu", "om", "wwft", "iwt", "amld", "beslag", "politie", "police", "justitie", "17a"})
CAPITALS_ONLY = frozenset({"om"})  # an ordinary word in Dutch; only `OM` names the prosecution


def telling(text: str) -> tuple[str, ...]:
    """Return what in a text would tell; empty when nothing does. Foreign letters that pass for Latin tell too."""
    shown = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in shown if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    strange = sorted({c for c in plain if c.isalpha() and not c.isascii()})
    letters = re.sub(r"[^a-z0-9]", "", plain.casefold())
    found = [stem for stem in STEMS if stem in letters]
    spelled = re.findall(r"\b[A-Za-z0-9](?:[^A-Za-z0-9]+[A-Za-z0-9]\b)+", plain)
    for word in (*re.findall(r"[A-Za-z0-9]+", plain), *spelled):
        bare = re.sub(r"[^A-Za-z0-9]", "", word)
        lower = bare.casefold()
        if lower in WORDS and (lower not in CAPITALS_ONLY or bare.isupper()):
            found.append(lower)
    return (*found, *strange)


def repeats(text: str, reason: str) -> bool:
    """Return whether a text for the client holds a reason, or six words of it in a row."""
    said, told = _words(text), _words(reason)
    run = min(6, len(told))
    if not run:
        return False
    runs = {tuple(said[at : at + run]) for at in range(len(said) - run + 1)}
    return any(tuple(told[at : at + run]) in runs for at in range(len(told) - run + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())
