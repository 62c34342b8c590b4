"""Lists the motions and commitments that a letter names and does not close, each once, with what keeps it open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from weerbaar.letter.reading.closing_clauses import closing_in, held, held_at, held_in
from weerbaar.letter.reading.findings import Mentioned, Settled
from weerbaar.letter.reading.flat import Flat, Sentence
from weerbaar.letter.reading.settled import SCANNED, held_by_day, when_in
from weerbaar.letter.reading.settled_items import (
    EITHER,
    Item,
    items_in,
    meant_by,
    points_back,
    shared_words,
    told_before,
)
from weerbaar.letter.reading.settlement_rules import tables
from weerbaar.letter.rules import matcher
from weerbaar.letter.terms import Term

# A sentence with one of these says more of what became of an item than one that only names it.
_TELLS = r"\b(?:{closed}|{now})\b"
_NAMES_IN = (*sorted(SCANNED), "heading", "note")
_QUOTED_MOST = 60


_NUMBER = re.compile(r" ?(?:\([^()]*\d[^()]*\)|TZ?\d[\d-]+)")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item is named: the sentence with its section so far, and the item as named there."""

    order: int
    section: int
    sentence: Sentence
    before: tuple[Sentence, ...]
    item: Item


@dataclass(slots=True)
class _Named:
    """One motion or commitment of the letter, under every name it gets."""

    kind: str
    places: list[_Place] = field(default_factory=list[_Place])
    names: set[str] = field(default_factory=set[str])
    member: str | None = None
    subject: str | None = None
    settled: bool = False

    def add(self, place: _Place, item: Item) -> None:
        """Add a place; the first member and subject told stay."""
        self.places.append(place)
        self.names |= surnames(item.member)
        self.member = self.member or item.member
        self.subject = self.subject or item.subject or told_before(item, list(place.before))


def find_mentioned(
    flat: Flat, terms: list[Term], letter: date, settled: Sequence[Settled]
) -> list[Mentioned]:
    """Return each item that the letter names and that is not among `settled`, at its most telling place.

    When in doubt whether two names are one item they stay two: a name too many costs a look, one too few
    hides an open promise.
    """
    named: list[_Named] = []
    for place in _places(flat):
        _join(named, place)
    for one in settled:
        _mark(named, one)
    found = [_mentioned(flat, terms, letter, one) for one in named if not one.settled]
    return sorted(found, key=lambda one: one.start)


def surnames(member: str | None) -> set[str]:
    """Return the last word of each name: "Peter de Grootveld, Bos" gives grootveld and bos."""
    return {name.split()[-1].lower() for name in (member or "").split(", ") if name.split()}


def _places(flat: Flat) -> Iterator[_Place]:
    """Yield every place where one motion or commitment is named; "enkele moties" names none."""
    order = count()
    section, before = 0, list[Sentence]()
    for sentence in flat.sentences:
        if sentence.kind not in _NAMES_IN:
            continue
        if sentence.kind in {"heading", "note"}:
            section, before = section + 1, []
        for item in _items(sentence.text):
            yield _Place(next(order), section, sentence, tuple(before), item)
        before.append(sentence)


# "Moties en toezeggingen", "welke motie of toezegging" name none in particular.
_AMONG_MANY = re.compile(r"\b(?:moties|toezeggingen|welke motie) (?:en|of) $", re.IGNORECASE)
_A_SET = re.compile(
    r"\w+ (?:uit|tijdens|in) (?:het|de) [\w-]*(?:debat|overleg|vergadering|behandeling|uur)\b"
)
_SPOKEN = re.compile(r"toegezegd|beloofd|zegde", re.IGNORECASE)


def _items(text: str) -> list[Item]:
    """Return the items a sentence names; "de motie" beside a motion told in full is that one."""
    items = items_in(text)
    full = {item.kind for item in items if not item.bare}
    return [item for item in items if not item.bare or not _no_more(item, full, text)]


def _no_more(item: Item, full: set[str], text: str) -> bool:
    """Say whether a bare item names no other than one told in full beside it, or none in particular."""
    beside = item.kind in full and not _SPOKEN.search(text[item.start : item.end])
    many = item.several and not _A_SET.match(text, item.start)
    return many or beside or _AMONG_MANY.search(text[: item.start]) is not None


def _join(named: list[_Named], place: _Place) -> None:
    """Put a place with the item it names, or begin a new one."""
    item = meant_by(place.item, place.sentence.text, list(place.before))
    if points_back(item, place.sentence.text):
        near = [
            one
            for one in named
            if one.places[-1].section == place.section and (one.kind == item.kind or item.kind == EITHER)
        ]
        if near:
            max(near, key=lambda one: one.places[-1].order).places.append(place)
            return
    if item.kind == EITHER:
        return
    same = next((one for one in reversed(named) if _same(one, item)), None)
    if same is None:
        same = _Named(item.kind)
        named.append(same)
    same.add(place, item)


def _same(one: _Named, item: Item) -> bool:
    """Say whether an item is surely one that was named before: the same member and no other subject."""
    if one.kind != item.kind or bool(one.names) != bool(item.member):
        return False
    if item.member is None:
        # Without a member only the subject tells: at least half of its words.
        shared, least = shared_words(one.subject, item.subject)
        return least > 0 and shared * 2 >= least
    if not one.names & surnames(item.member):
        return False
    shared, least = shared_words(one.subject, item.subject)
    return least == 0 or shared > 0


def _mark(named: list[_Named], one: Settled) -> None:
    """Mark what a closing closes: what it names itself, else what was named last before it."""
    asked = Item(one.kind, one.member, one.subject, 0)
    alike = [n for n in named if n.kind == one.kind and bool(n.names) == bool(one.member)]
    alike = [n for n in alike if not one.member or n.names & surnames(one.member)]
    here = [n for n in alike if any(place.sentence.text == one.sentence for place in n.places)]
    fitting = [n for n in here if _same(n, asked)] or here or [n for n in alike if _same(n, asked)]
    for match in fitting or alike[-1:]:
        match.settled = True


def _mentioned(flat: Flat, terms: list[Term], letter: date, one: _Named) -> Mentioned:
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


def _trimmed(place: _Place) -> int:
    """Return where the words that name an item end, the number that stands behind them included."""
    text = place.sentence.text
    number = _NUMBER.match(text, place.item.end)
    return number.end() if number else len(text[: place.item.end].rstrip(" ,"))


@dataclass(frozen=True, slots=True)
class _Why:
    id: str
    nl: str
    en: str


def _why(place: _Place, terms: list[Term], letter: date) -> _Why:
    """Return what keeps the sentence from closing the item: the veto with its words, a day, or nothing at all."""
    text = place.sentence.text
    if place.sentence.kind in {"heading", "note"}:
        return _reason(f"in-a-{place.sentence.kind}")
    closing = closing_in(text)
    if closing is not None:
        day = held_by_day(text, *closing, when_in(place.sentence, terms, letter))
        return _reason(day or "another-closed")
    denied = held_in(text) or held_at(text, (place.item.start, place.item.end)) or held(text, text, ())
    if denied is not None:
        own = tables().reasons["own-veto"]
        return _quoted(denied.veto.id, denied.words, denied.veto.nl or own.nl, denied.veto.en or own.en)
    for state in tables().state:
        if told := state.matcher.search(text):
            return _quoted(state.id, told[0], state.nl, state.en)
    return _reason("nothing-closes")


def _quoted(name: str, words: str, nl: str, en: str) -> _Why:
    shown = words if len(words) <= _QUOTED_MOST else f"{words[:_QUOTED_MOST].rsplit(' ', 1)[0]} …"
    return _Why(name, f"“{shown}”: {nl}", f"“{shown}”: {en}")


def _reason(name: str) -> _Why:
    reason = tables().reasons[name]
    return _Why(name, reason.nl, reason.en)


def _weight(why: str, place: _Place) -> tuple[int, int]:
    """Return how telling a place is: where a closing is held back, then where it is talked of, then the first."""
    if why in {"in-a-heading", "in-a-note"}:
        return (0, -place.order)
    if why not in {"nothing-closes", "what-was-asked"}:
        return (3, place.order)
    tells = matcher(_TELLS).search(place.sentence.text) is not None
    return (2, place.order) if tells else (1, -place.order)
