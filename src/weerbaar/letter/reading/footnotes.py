"""Tells the digits that call a footnote from the digits that mean a number."""

from __future__ import annotations

import re

from weerbaar.letter.reading.document import Mark
from weerbaar.letter.rules import expand, wordlist

QUOTES = '«»“”„‟"‹›’‘‚'
_Q = f"[{QUOTES}]*"
_END = r"(?![\w%]|[.,]\d)"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RULES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (name, confidence, re.compile(expand(pattern)))
    for name, confidence, pattern in [
        ("note-superscript", 1.0, r"(?P<n>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"),
        ("note-brackets", 0.95, r"(?<=\w|[.,;:)»”\"’]) ?(?P<n>\[\d{1,3}\])"),
        ("note-after-word", 0.97, rf"(?P<word>[^\W\d_]*[a-zà-ÿ]{{2}}){_Q}(?P<n>[1-9]\d{{0,2}}){_END}"),
        ("note-after-acronym", 0.85, rf"(?P<word>\b[A-Z]{{2,}}){_Q}(?P<n>[1-9]\d?){_END}"),
        ("note-after-bracket", 0.95, rf"(?<=[^\s(]\)|[^\s(]\]){_Q}(?P<n>[1-9]\d?){_END}"),
        ("note-after-percent", 0.9, rf"(?<=\d[%]){_Q}(?P<n>[1-9]\d?){_END}"),
        ("note-after-stop", 0.97, rf"(?P<word>[^\W\d_]*)(?<=[^\W\d_]|[)%’»”\"]){_Q}[.,;:!?]{_Q}(?P<n>[1-9]\d{{0,2}}){_END}(?=\W)"),  # noqa: E501 - one rule a line
        ("note-after-number", 0.9, rf"(?<![\d.,])(?P<lead>\b\w+ )?\d{{1,4}}[.;:!?]{_Q}(?P<n>[1-9]\d?)(?=\s+{_Q}[A-ZÀ-Ý])"),  # noqa: E501 - one rule a line
        ("note-after-year", 0.85, rf"\b(?:19|20)\d\d[,)]{_Q}(?P<n>[1-9]\d?)(?=\s)(?!\s(?:miljoen|miljard|procent|euro|kilo))"),  # noqa: E501 - one rule a line
        ("note-on-year", 0.8, r"\b(?i:{months}|in|van|sinds|vanaf|eind|begin|medio|van|en|over|tot|met)\s(?:19|20)[0-4]\d(?P<n>[1-9]\d?)(?![\w%]|[.,]\d)"),  # noqa: E501 - one rule a line
    ]
)  # fmt: skip
_SECTION_WORDS = {
    "artikel",
    "art",
    "paragraaf",
    "versie",
    "hoofdstuk",
    "par",
    "tabel",
    "figuur",
    "bijlage",
    "lid",
}


def find_marks(text: str) -> tuple[Mark, ...]:
    """Return the calls of footnotes in a plain text, where the digit is glued to a word or a full stop."""
    taken: dict[int, Mark] = {}
    for name, confidence, pattern in _RULES:
        for found in pattern.finditer(text):
            start, end = found.span("n")
            if any(position in taken for position in range(start, end)) or _own_digits(name, found, text):
                continue
            number = found["n"].strip("[]").translate(_SUPERSCRIPT)
            mark = Mark(start, end, number, None, name, confidence)
            taken.update(dict.fromkeys(range(start, end), mark))
    return tuple(sorted(set(taken.values()), key=lambda mark: mark.start))


def _own_digits(name: str, found: re.Match[str], text: str) -> bool:
    """Say whether the digits belong to the word or number itself: km2, CO2, nr.5, paragraaf 5.2."""
    groups = found.groupdict()
    word = (groups.get("word") or "").lower()
    if (
        name == "note-after-acronym"
        and text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1] == "()"
    ):
        return True
    if name in {"note-after-word", "note-after-acronym"}:
        return word in wordlist("digit_names") or (word in {"nr", "art"})
    if name == "note-after-stop":
        stops = found.group(0)[len(word) : found.start("n") - found.start()].strip(QUOTES)
        return stops == "." and word in wordlist("numbered_abbreviations")
    if name == "note-after-number":
        lead = (groups.get("lead") or "").strip().lower()
        line_start = found.start() == 0 or text[found.start() - 1] == "\n"
        return lead in _SECTION_WORDS or (line_start and not lead)
    return False
