"""Weighs whether a sentence closes the motion or commitment it names, where no rule says so and none forbids it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from weerbaar.letter.reading.closing_clauses import closing_in
from weerbaar.letter.reading.findings import Settled
from weerbaar.letter.reading.flat import Flat
from weerbaar.letter.reading.mentioned import vetoed
from weerbaar.letter.reading.named import Named, Place
from weerbaar.letter.reading.settled import SCANNED, held_by_day, when_in
from weerbaar.letter.reading.settled_items import items_in
from weerbaar.letter.reading.settlement_rules import sign_tables, tables, weights
from weerbaar.letter.rules.phrases import phrase
from weerbaar.letter.terms import Term

RULE = "weighed"
_SHOWN = 3
# What is told of an item in these words keeps it open.
_OPEN = frozenset(["still-open", "taken-along", "not-carried", "only-tells", "of-others", "only-asked"])


@dataclass(frozen=True, slots=True)
class Weighing:
    """How likely it is that a place closes its item, and the signs found there with the words of each."""

    likely: float
    signs: dict[str, str]


def find_weighed(flat: Flat, terms: list[Term], letter: date, named: Sequence[Named]) -> list[Settled]:
    """Return the named items that some sentence closes more likely than not, and mark them as settled."""
    found: list[Settled] = []
    for one in named:
        if one.settled:
            continue
        weighed = [
            (weigh(place, one, terms, letter), place) for place in one.places if open_to(place, terms, letter)
        ]
        best = max(weighed, key=lambda pair: pair[0].likely, default=None)
        if best is not None and best[0].likely >= weights().threshold:
            one.settled = True
            found.append(_settled(flat, one, *best))
    return found


def open_to(place: Place, terms: list[Term], letter: date) -> bool:
    """Say whether a place may be weighed at all: a sentence of the letter in which nothing forbids a closing."""
    told, when = place.sentence, when_in(place.sentence, terms, letter)
    closing = closing_in(told.text)
    return (
        told.kind in SCANNED
        and not told.text.endswith("?")
        and not (place.item.several and place.item.member is None)
        and not when.later
        and (closing is None or held_by_day(told.text, *closing, when) is None)
        and vetoed(place) is None
        and not any(state.id in _OPEN and state.matcher.search(told.text) for state in tables().state)
    )


def weigh(place: Place, one: Named, terms: list[Term], letter: date) -> Weighing:
    """Return the weighing of a place of an item (logistic regression on the signs of rules/signs.toml)."""
    signs = signs_at(place, one, terms, letter)
    if not any(sign in signs for sign in sign_tables().needed["any"]):
        return Weighing(0.0, signs)
    total = weights().base + sum(weights().weights.get(sign, 0.0) for sign in signs)
    return Weighing(1 / (1 + math.exp(-total)), signs)


def signs_at(place: Place, one: Named, terms: list[Term], letter: date) -> dict[str, str]:
    """Return the signs at a place of an item, each with the words in which it stands; no words for a position."""
    text = place.sentence.text
    found = {sign.id: match[0] for sign in sign_tables().sign if (match := sign.matcher.search(text))}
    for left, right in sign_tables().pairs["of"]:
        if left in found and right in found:
            found[f"{left}+{right}"] = f"{found[left]} … {found[right]}"
    placed = _positions(place, one) | {"earlier-day": bool(when_in(place.sentence, terms, letter).earlier)}
    return found | {name: "" for name in sign_tables().places if placed[name]}


def _positions(place: Place, one: Named) -> dict[str, bool]:
    before, after, handed = place.before, place.after, phrase("handed-over")
    heading = before[0] if before and before[0].kind == "heading" else None
    return {
        "in-a-list": place.sentence.kind == "item",
        "first-of-more": len(one.places) > 1 and one.places[0] is place,
        "last-of-more": len(one.places) > 1 and one.places[-1] is place,
        "only-here": len(one.places) == 1,
        "last-sentence": after is None or after.kind == "heading",
        "heading-names": heading is not None and bool(items_in(heading.text)),
        "after-handing-over": bool(before) and handed.search(before[-1].text) is not None,
        "before-handing-over": after is not None and handed.search(after.text) is not None,
        "named-barely": place.item.bare,
        "a-commitment": one.kind == "toezegging",
    }


def _settled(flat: Flat, one: Named, weighing: Weighing, place: Place) -> Settled:
    start, end = flat.span(place.sentence.start, place.sentence.end)
    nl, en = _explained(weighing)
    return Settled(
        text="",
        start=start,
        end=end,
        rule=RULE,
        confidence=round(weighing.likely, 2),
        sentence=place.sentence.text,
        kind=one.kind,
        subject=one.subject,
        member=one.member,
        nl=nl,
        en=en,
    )


def _explained(weighing: Weighing) -> tuple[str, str]:
    """Return which signs weighed most, in words: “hiermee” (het gebeurt hier en nu)."""
    known = {sign.id: (sign.nl, sign.en) for sign in sign_tables().sign}
    known |= {name: (place.nl, place.en) for name, place in sign_tables().places.items()}
    heavy = sorted(
        (sign for sign in weighing.signs if weights().weights.get(sign, 0.0) > 0),
        key=lambda sign: (-weights().weights[sign], sign),
    )
    told = [_told(sign, weighing.signs[sign], known) for sign in heavy[:_SHOWN]]
    nl, en = ("; ".join(words) for words in zip(*told, strict=True)) if told else ("", "")
    return f"gewogen: {nl}", f"weighed: {en}"


def _told(sign: str, words: str, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    nl, en = (" + ".join(known[part][side] for part in sign.split("+")) for side in (0, 1))
    return (f"“{words}” ({nl})", f"“{words}” ({en})") if words else (nl, en)
