"""Gathers under how many names and in how many places a letter names each motion or commitment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from weerbaar.letter.reading.findings import Settled
from weerbaar.letter.reading.flat import Flat, Sentence
from weerbaar.letter.reading.settled import SCANNED
from weerbaar.letter.reading.settled_items import (
    EITHER,
    Item,
    items_in,
    may_be_one,
    meant_by,
    points_back,
    shared_words,
    told_before,
)
from weerbaar.letter.rules.phrases import phrase

_NAMES_IN = (*sorted(SCANNED), "heading", "note")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is named: the sentence with its section so far and the next one, and the item as named there."""

    order: int
    section: int
    sentence: Sentence
    before: tuple[Sentence, ...]
    after: Sentence | None
    item: Item


@dataclass(slots=True)
class Named:
    """One motion or commitment of the letter, under every name it gets."""

    kind: str
    places: list[Place] = field(default_factory=list[Place])
    names: set[str] = field(default_factory=set[str])
    member: str | None = None
    subject: str | None = None
    settled: bool = False

    def add(self, place: Place, item: Item) -> None:
        """Add a place; the first member and subject told stay."""
        self.places.append(place)
        self.names |= surnames(item.member)
        self.member = self.member or item.member
        self.subject = self.subject or item.subject or told_before(item, list(place.before))


def named_in(flat: Flat, settled: Sequence[Settled]) -> list[Named]:
    """Return each item that the letter names, with every place; those among `settled` are marked.

    When in doubt whether two names are one item they stay two: a name too many costs a look, one too few
    hides an open promise.
    """
    named: list[Named] = []
    for place in _places(flat):
        _join(named, place)
    for one in settled:
        _mark(named, one)
    return named


def surnames(member: str | None) -> set[str]:
    """Return the last word of each name: "Peter de Grootveld, Bos" gives grootveld and bos."""
    return {name.split()[-1].lower() for name in (member or "").split(", ") if name.split()}


def _places(flat: Flat) -> Iterator[Place]:
    """Yield every place where one motion or commitment is named; "enkele moties" names none."""
    order = count()
    section, before = 0, list[Sentence]()
    sentences = [sentence for sentence in flat.sentences if sentence.kind in _NAMES_IN]
    for sentence, after in zip(sentences, [*sentences[1:], None], strict=True):
        if sentence.kind in {"heading", "note"}:
            section, before = section + 1, []
        for item in _items(sentence.text):
            yield Place(next(order), section, sentence, tuple(before), after, item)
        before.append(sentence)


def _items(text: str) -> list[Item]:
    """Return the items a sentence names; "de motie" beside a motion told in full is that one."""
    items = items_in(text)
    full = {item.kind for item in items if not item.bare}
    return [item for item in items if not item.bare or not _no_more(item, full, text)]


def _no_more(item: Item, full: set[str], text: str) -> bool:
    """Say whether a bare item names no other than one told in full beside it, or none in particular."""
    beside = item.kind in full and not phrase("is-promised").search(text[item.start : item.end])
    many = item.several and not phrase("those-of-a-debate").match(text, item.start)
    return many or beside or phrase("among-many").search(text[: item.start]) is not None


def _join(named: list[Named], place: Place) -> None:
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
        same = Named(item.kind)
        named.append(same)
    same.add(place, item)


def _same(one: Named, item: Item) -> bool:
    """Say whether an item is surely one that was named before: the same member and no other subject."""
    if one.kind != item.kind or bool(one.names) != bool(item.member):
        return False
    if item.member is None:
        # Without a member only the subject tells: at least half of its words.
        shared, least = shared_words(one.subject, item.subject)
        return least > 0 and shared * 2 >= least
    return bool(one.names & surnames(item.member)) and may_be_one(one.subject, item.subject)


def _mark(named: list[Named], one: Settled) -> None:
    """Mark what a closing closes: what it names itself, else what was named last before it."""
    asked = Item(one.kind, one.member, one.subject, 0)
    alike = [n for n in named if n.kind == one.kind and bool(n.names) == bool(one.member)]
    alike = [n for n in alike if not one.member or n.names & surnames(one.member)]
    here = [n for n in alike if any(place.sentence.text == one.sentence for place in n.places)]
    fitting = [n for n in here if _same(n, asked)] or here or [n for n in alike if _same(n, asked)]
    for match in fitting or alike[-1:]:
        match.settled = True
