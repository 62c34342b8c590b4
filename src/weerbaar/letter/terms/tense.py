"""Does a sentence look back or forward? A date without a year depends on it."""

from __future__ import annotations

import re
from functools import cache

from weerbaar.letter.rules import wordlist

_FORWARD = re.compile(
    r"\b(?:zal|zullen|streef|streeft|streven|verwacht|verwachten|voornemens|beoogd|beoogt|gepland|voorzien"
    r"|wordt|worden|gereed|start|starten|treedt|treden|komt|komen|ontvangt|uiterlijk"
    r"|wil|willen|hoop|hoopt|hopen|verzoekt|vraagt|gaat|gaan|publiceert|levert|rondt|neemt|stelt|brengt|houdt|verzorgt|organiseert|besluit|legt|zet|geeft"
    r"|maakt|voert|opent|presenteert|verschijnt|volgt|begint|spreekt|bespreekt|onderzoekt|evalueert|krijgt|dient"
    r"|(?:informeer|bericht|stuur|zend|bied|rapporteer|kom|meld|leg|deel|dien|spreek|overleg|rond|neem|ga|start"
    r"|besluit|bespreek|presenteer|publiceer|onderteken|lever|voer|geef|stel|maak)(?:en)? (?:ik|wij|we))\b",
    re.IGNORECASE,
)
_BACK = (
    r"(?<!\bte )\b(?:is|zijn|was|waren|werd|werden|heeft|hebben|heb|had|hadden)\b"
    r"(?=.*\b(?!(?:{nouns})\b)(?:\w*ge\w{2,}(?:d|t|en)"
    r"|(?:be|ver|ont|her|over|onder)\w{3,}(?:d|t|en)|\w+eerd)\b)"
    r"|\b(?:was|waren|werd|werden|had|hadden|ontving|ontvingen|vond|vonden|bezocht|sprak|informeerde|stuurde"
    r"|zegde|kwam|kwamen|ging|gingen|bracht|brachten|verscheen|verschenen|startte|startten|sloot|gaf|nam"
    r"|bood|liet|stelde|bereikte|daalde|steeg|stegen|nam|namen|diende|meldde|begon|deed)\b"
    r"|\b(?:debat|overleg|brief|kamerbrief|motie|vergadering|verzoek|"
    r"vragenuur) (?:van|op|d\.d\.|dd\.?) (?:{day} )?$"
)


@cache
def _back() -> re.Pattern[str]:
    """Return what looks back, with the nouns that only seem participles left out."""
    nouns = "|".join(sorted(wordlist("no_participles")))
    return re.compile(_BACK.replace("{nouns}", nouns), re.IGNORECASE)


def direction(sentence: str, at: int, letter_ahead: bool = True) -> str:
    """Return `past`, `future` or `nearest` for an expression at offset `at` of a sentence.

    The verb nearest to the expression decides; a verb group that looks back wins over a bare auxiliary.
    """
    before = sentence[max(0, at - 60) : at]
    if re.search(
        r"\b(?:debat|overleg|brief|kamerbrief|motie|vergadering|verzoek|vragenuur) (?:van|op|d\.d\.|dd\.?) $",
        before,
        re.IGNORECASE,
    ):
        return "past"
    forward = [abs(found.start() - at) for found in _FORWARD.finditer(sentence)]
    back = [abs(found.start() - at) for found in _back().finditer(sentence)]
    if forward and (not back or min(forward) <= min(back)):
        return "future"
    return "past" if back else ("future" if letter_ahead and forward else "nearest")
