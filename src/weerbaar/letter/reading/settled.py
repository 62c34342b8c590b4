"""Finds the motions and commitments that a letter closes, in the first person, here and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from weerbaar.letter.reading.closing_clauses import closing_in, held
from weerbaar.letter.reading.document import Block, Document, Mark
from weerbaar.letter.reading.findings import Settled
from weerbaar.letter.reading.flat import Flat, Sentence, flatten
from weerbaar.letter.reading.settled_items import (
    Item,
    items_in,
    items_meant,
    may_be_one,
    names_any,
    told_before,
    unnamed,
)
from weerbaar.letter.reading.settlement_rules import Closing
from weerbaar.letter.rules.phrases import phrase, phrase_matcher
from weerbaar.letter.terms import Term, beginning_in, find_terms

SCANNED = {"paragraph", "item", "cell"}
_LISTED = {"item", "cell"}


@dataclass(slots=True)
class _Section:
    """What was read since the last heading, and what the letter closed so far."""

    before: list[Sentence] = field(default_factory=list[Sentence])
    closed: set[tuple[str, str | None]] = field(default_factory=set[tuple[str, str | None]])


def find_settled(flat: Flat, terms: list[Term], letter: date) -> list[Settled]:
    """Return every closing of the letter, one for each motion or commitment that it closes."""
    found: list[Settled] = []
    section = _Section()
    for index, sentence in enumerate(flat.sentences):
        if sentence.kind == "heading":
            section.before = [sentence]
        elif sentence.kind in SCANNED:
            when = when_in(sentence, terms, letter)
            here = _in_sentence(flat, sentence, section, when, flat.sentences[index + 1 :])
            section.closed |= {(one.kind, one.member) for one in here}
            section.before.append(sentence)
            found += here
    return found


def once_each(found: list[Settled]) -> list[Settled]:
    """Keep of each item the surest closing, the first of equals: two sentences may both close one motion."""
    kept: list[Settled] = []
    for one in found:
        before = next((at for at, other in enumerate(kept) if _same(one, other)), None)
        if before is None:
            kept.append(one)
        elif one.confidence > kept[before].confidence:
            kept[before] = one
    return sorted(kept, key=lambda one: one.start)


def _same(one: Settled, other: Settled) -> bool:
    """Say whether two closings are surely of one item: the same member, and no other subject."""
    named_alike = one.member is not None and (one.kind, one.member) == (other.kind, other.member)
    return named_alike and may_be_one(one.subject, other.subject)


def closings(text: str, unseen: str, letter: date) -> list[tuple[int, int]]:
    """Return where one paragraph closes a motion or commitment; characters in `unseen` are passed over."""
    if not items_in(text):
        return []
    calls = tuple(Mark(at, at + 1, "") for at, character in enumerate(text) if character in unseen)
    flat = flatten(Document(text, (Block(0, len(text), "paragraph"),), calls))
    found = find_settled(flat, find_terms(flat.text, letter), letter)
    return list(dict.fromkeys((one.start, one.end) for one in found))


@dataclass(frozen=True, slots=True)
class When:
    """Where a sentence names a day after the letter, and one before it by which something was done."""

    later: tuple[int, ...]
    earlier: tuple[int, ...]


def when_in(sentence: Sentence, terms: list[Term], letter: date) -> When:
    """Return the days in a sentence that lie after the letter, and before it."""
    inside = [
        (t.start - sentence.start, t.interval) for t in beginning_in(terms, sentence.start, sentence.end)
    ]
    tells_which = phrase("tells-which-one")
    return When(
        tuple(at for at, days in inside if (days.earliest or letter) > letter),
        tuple(
            at
            for at, days in inside
            if days.latest and days.latest < letter and not tells_which.search(sentence.text[:at])
        ),
    )


def _in_sentence(
    flat: Flat, sentence: Sentence, section: _Section, when: When, following: Sequence[Sentence]
) -> list[Settled]:
    closing = closing_in(sentence.text) if names_any(sentence.text, section.before) else None
    if closing is None:
        return []
    rule, at = closing
    if held_by_day(sentence.text, rule, at, when):
        return []
    items = items_meant(sentence.text, at, section.before, section.closed, rule.item == "near")
    if _names_none(items) and (listed := _listed(flat, following)):
        return [_settled(flat, rule, entry, (0, len(entry.text)), item, []) for entry, item in listed]
    # "Enkele moties doe ik af" closes what is named further on, and itself nothing.
    named = (item for item in items if not unnamed(item, sentence.text))
    return [_settled(flat, rule, sentence, at, item, section.before) for item in named]


def held_by_day(text: str, rule: Closing, at: tuple[int, int], when: When) -> str | None:
    """Return why a day keeps a closing from being done by this letter: `later-day`, `earlier-day` or None."""
    if any(place >= at[0] - 40 for place in when.later) and not phrase_matcher("here-and-now").search(text):
        return "later-day"
    if rule.undated and any(at[0] <= place < at[1] for place in when.earlier):
        return "earlier-day"
    return None


def _settled(
    flat: Flat, rule: Closing, sentence: Sentence, at: tuple[int, int], item: Item, before: list[Sentence]
) -> Settled:
    start, end = flat.span(sentence.start + at[0], sentence.start + at[1])
    return Settled(
        text="",
        start=start,
        end=end,
        rule=rule.id,
        confidence=rule.confidence,
        sentence=sentence.text,
        kind=item.kind,
        subject=item.subject or told_before(item, before),
        member=item.member,
    )


def _names_none(items: list[Item]) -> bool:
    """Say whether a closing names only kinds, "de volgende moties en toezegging", so that a list may name them."""
    return all(item.bare for item in items) and any(item.several for item in items)


def _listed(flat: Flat, following: Sequence[Sentence]) -> list[tuple[Sentence, Item]]:
    """Return the items of a list that begins right here: "de volgende moties beschouw ik als afgedaan: - …"."""
    found: list[tuple[Sentence, Item]] = []
    for entry in following:
        begins = flat.text.rfind("\n", 0, entry.start) + 1
        if entry.kind not in _LISTED:
            break
        # What follows the first sentence of an entry may be a new paragraph that no blank line parts from it.
        if entry.kind == "item" and any(sign.isalpha() for sign in flat.text[begins + 2 : entry.start]):
            continue
        named = [item for item in items_in(entry.text) if not item.bare]
        if held(entry.text, entry.text, ()) is None:
            found += [(entry, item) for item in named if item.member or item is named[0]]
    return found
