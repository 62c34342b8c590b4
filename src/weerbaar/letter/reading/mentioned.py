"""Lists the motions and commitments that a letter names and does not close, each once, with what keeps it open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from weerbaar.letter.reading.closing_clauses import Held, closing_in, held, held_at, held_in
from weerbaar.letter.reading.findings import Mentioned
from weerbaar.letter.reading.flat import Flat
from weerbaar.letter.reading.named import Named, Place
from weerbaar.letter.reading.settled import held_by_day, when_in
from weerbaar.letter.reading.settlement_rules import tables
from weerbaar.letter.rules import remembered
from weerbaar.letter.rules.phrases import phrase, phrase_matcher
from weerbaar.letter.terms import Term

_QUOTED_MOST = 60


def find_mentioned(flat: Flat, terms: list[Term], letter: date, named: Sequence[Named]) -> list[Mentioned]:
    """Return each item that the letter names and that is not marked as settled, at its most telling place."""
    found = [_mentioned(flat, terms, letter, one) for one in named if not one.settled]
    return sorted(found, key=lambda one: one.start)


def vetoed(place: Place) -> Held | None:
    """Return what denies, announces or reports a closing where an item is named."""
    return _vetoed(place.sentence.text, (place.item.start, place.item.end))


@remembered
def _vetoed(text: str, at: tuple[int, int]) -> Held | None:
    return held_in(text) or held_at(text, at) or held(text, text, ())


def _mentioned(flat: Flat, terms: list[Term], letter: date, one: Named) -> Mentioned:
    told = [(_why(place, terms, letter), place) for place in one.places]
    why, place = max(told, key=lambda pair: _weight(pair[0].id, pair[1]))
    item = place.item
    start, end = flat.span(place.sentence.start + item.start, place.sentence.start + _trimmed(place))
    rule = next(rule for rule in tables().item if rule.id == item.rule)
    return Mentioned(
        text="",
        start=start,
        end=end,
        rule=item.rule,
        confidence=rule.confidence,
        sentence=place.sentence.text,
        kind=one.kind,
        subject=one.subject,
        member=one.member,
        why=why.id,
        nl=why.nl,
        en=why.en,
    )


def _trimmed(place: Place) -> int:
    """Return where the words that name an item end, the number that stands behind them included."""
    text = place.sentence.text
    number = phrase("its-number").match(text, place.item.end)
    return number.end() if number else len(text[: place.item.end].rstrip(" ,"))


@dataclass(frozen=True, slots=True)
class _Why:
    id: str
    nl: str
    en: str


def _why(place: Place, terms: list[Term], letter: date) -> _Why:
    """Return what keeps the sentence from closing the item: the veto with its words, a day, or nothing at all."""
    text = place.sentence.text
    if place.sentence.kind in {"heading", "note"}:
        return _reason(f"in-a-{place.sentence.kind}")
    closing = closing_in(text)
    if closing is not None:
        day = held_by_day(text, *closing, when_in(place.sentence, terms, letter))
        return _reason(day or "another-closed")
    denied = vetoed(place)
    if denied is not None:
        own = tables().reasons["own-veto"]
        return _quoted(denied.veto.id, denied.words, denied.veto.nl or own.nl, denied.veto.en or own.en)
    for state in tables().state:
        if told := state.matcher.search(text):
            return _quoted(state.id, told[told.lastindex or 0], state.nl, state.en)
    return _reason("nothing-closes")


def _quoted(name: str, words: str, nl: str, en: str) -> _Why:
    shown = words if len(words) <= _QUOTED_MOST else f"{words[:_QUOTED_MOST].rsplit(' ', 1)[0]} …"
    return _Why(name, f"“{shown}”: {nl}", f"“{shown}”: {en}")


def _reason(name: str) -> _Why:
    reason = tables().reasons[name]
    return _Why(name, reason.nl, reason.en)


def _weight(why: str, place: Place) -> tuple[int, int]:
    """Return how telling a place is: where a closing is held back, then where it is talked of, then the first."""
    if why in {"in-a-heading", "in-a-note"}:
        return (0, -place.order)
    if why not in {"nothing-closes", "what-was-asked"}:
        return (3, place.order)
    tells = phrase_matcher("closed-or-now").search(place.sentence.text) is not None
    return (2, place.order) if tells else (1, -place.order)
