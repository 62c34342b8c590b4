"""Does a sentence look back or forward? A date without a year depends on it."""

from __future__ import annotations

from weerbaar.letter.rules.phrases import phrase


def direction(sentence: str, at: int, letter_ahead: bool = True) -> str:
    """Return `past`, `future` or `nearest` for an expression at offset `at` of a sentence.

    The verb nearest to the expression decides; a verb group that looks back wins over a bare auxiliary.
    """
    before = sentence[max(0, at - 60) : at]
    if phrase("what-was-held-or-written").search(before):
        return "past"
    forward = [abs(found.start() - at) for found in phrase("verb-of-what-comes").finditer(sentence)]
    back = [abs(found.start() - at) for found in phrase("verb-of-what-was").finditer(sentence)]
    if forward and (not back or min(forward) <= min(back)):
        return "future"
    return "past" if back else ("future" if letter_ahead and forward else "nearest")
