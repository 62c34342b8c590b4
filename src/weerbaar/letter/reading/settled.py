"""Finds the motions and commitments that a letter closes, in the first person, here and now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from weerbaar.letter.reading.document import Block, Document, Mark
from weerbaar.letter.reading.findings import Settled
from weerbaar.letter.reading.flat import Flat, Sentence, flatten
from weerbaar.letter.rules import Rule, compiled, matcher, table
from weerbaar.letter.terms import Term, beginning_in, find_terms

SCANNED = {"paragraph", "item", "cell"}
_REACH_BACK = 3


class Closing(Rule, frozen=True, kw_only=True):
    """A row of the settlement table: where the item must be named, and which vetoes do not count."""

    item: str
    despite: tuple[str, ...] = ()


class Veto(Rule, frozen=True, kw_only=True):
    """What only announces, denies or reports a closing, in its clause or anywhere in its sentence."""

    scope: str = "clause"


class ItemRule(Rule, frozen=True, kw_only=True):
    """How a motion or commitment is named in a text."""

    kind: str


class SettlementTables(msgspec.Struct, frozen=True):
    """The settlement table: closings, what forbids one, and how items are named."""

    closing: list[Closing]
    veto: list[Veto]
    item: list[ItemRule]


def tables() -> SettlementTables:
    """Return the settlement tables."""
    return table("settlement", SettlementTables)


@dataclass(frozen=True, slots=True)
class Item:
    """A motion or commitment as named at a place in a sentence."""

    kind: str
    member: str | None
    subject: str | None
    start: int


def find_settled(flat: Flat, terms: list[Term], letter: date) -> list[Settled]:
    """Return the items that the letter settles, one for each motion or commitment named."""
    found: list[Settled] = []
    before: list[Sentence] = []
    for sentence in flat.sentences:
        if sentence.kind in SCANNED:
            found += _in_sentence(flat, sentence, before, _later(sentence, terms, letter))
            before.append(sentence)
        elif sentence.kind == "heading":
            before = []
    return found


def closings(text: str, unseen: str, letter: date) -> list[tuple[int, int]]:
    """Return where one paragraph closes a motion or commitment; characters in `unseen` are passed over."""
    if not any(item.matcher.search(text) for item in tables().item):
        return []
    calls = tuple(Mark(at, at + 1, "") for at, character in enumerate(text) if character in unseen)
    flat = flatten(Document(text, (Block(0, len(text), "paragraph"),), calls))
    found = find_settled(flat, find_terms(flat.text, letter), letter)
    return list(dict.fromkeys((one.start, one.end) for one in found))


_NOW = r"\b(?:{now}|bijgaand|bijgevoegd|in deze brief)\b"


def _later(sentence: Sentence, terms: list[Term], letter: date) -> list[int]:
    """Return where a sentence names a day after the letter."""
    return [
        term.start - sentence.start
        for term in beginning_in(terms, sentence.start, sentence.end)
        if (term.interval.earliest or letter) > letter
    ]


def _in_sentence(flat: Flat, sentence: Sentence, before: list[Sentence], later: list[int]) -> list[Settled]:
    closing = _closing(sentence.text)
    if closing is None:
        return []
    rule, match = closing
    if any(place >= match.start() - 40 for place in later) and not matcher(_NOW).search(sentence.text):
        return []
    items = _items_of(sentence.text, match)
    if not items and rule.item == "near":
        items = next((found for s in reversed(before[-2:]) if (found := items_in(s.text))), [])
    items = [_pointed_back(item, sentence.text, before) for item in items]
    start, end = flat.span(sentence.start + match.start(), sentence.start + match.end())
    return [
        Settled(
            text="",
            start=start,
            end=end,
            rule=rule.id,
            confidence=rule.confidence,
            sentence=sentence.text,
            kind=item.kind,
            subject=item.subject or _told_before(item, before),
            member=item.member,
        )
        for item in items
    ]


# "de toezegging uit het vragenuur" says itself which one it is.
_TOLD_AFTER = re.compile(
    r"\w+ (?:uit|over|om|van|tijdens|gedaan|die|dat|waarin|bij|aan (?:de|uw) kamer|inzake|T\d+)\b",
    re.IGNORECASE,
)
_POINTS_BACK = 12
_TO_A_PERSON = re.compile(r"(?<=\baan )(?:hem|haar|hen|dit lid|deze leden)\b", re.IGNORECASE)
_SOMEONE = r"\b(?:het|de) (?:kamer)?(?:lid|leden) (?P<who>{members})"


def _pointed_back(item: Item, text: str, before: list[Sentence]) -> Item:
    """Return the item that "deze motie", or "de motie" alone, points back to, when one is named before."""
    if item.member is None and _TO_A_PERSON.search(text, item.start):
        people = [found["who"] for s in before[-2:] for found in compiled(_SOMEONE).finditer(s.text)]
        return replace(item, member=re.sub(r" \([^)]*\)", "", people[-1])) if people else item
    told = item.member is not None or item.subject is not None or _TOLD_AFTER.match(text, item.start)
    if told or not re.search(r"\b(?:deze|die|dezelfde|de) $", text[: item.start], re.IGNORECASE):
        return item
    named = [o for s in reversed(before[-_POINTS_BACK:]) for o in items_in(s.text) if o.kind == item.kind]
    return next((other for other in named if other.member), item)


def _closing(text: str) -> tuple[Closing, re.Match[str]] | None:
    for rule in tables().closing:
        for match in rule.matcher.finditer(text):
            if not _vetoed(text, match, rule.despite):
                return rule, match
    return None


_CLAUSE_EDGE = re.compile(r"[;,:] | en (?=(?:doe|beschouw|acht|geef|kom|los)\b)")


def _vetoed(text: str, match: re.Match[str], despite: tuple[str, ...]) -> bool:
    """Say whether the clause of a closing announces, denies or reports it instead of doing it."""
    low = max((edge.end() for edge in _CLAUSE_EDGE.finditer(text) if edge.end() <= match.start()), default=0)
    after = re.compile(r"[;,:.]").search(text, match.end())
    clause = text[low : after.start() if after else len(text)]
    named = [found.span() for item in tables().item for found in item.matcher.finditer(clause)]
    return any(
        veto.scope == "sentence" or not any(start < found.start() < end for start, end in named)
        for veto in tables().veto
        if veto.id not in despite
        for found in veto.matcher.finditer(text if veto.scope == "sentence" else clause)
    )


_NEXT_CLAUSE = re.compile(
    r"\b(?:en|maar|terwijl|waarbij) (?:ook |tevens )?(?:wordt|worden|is|zijn|zal|zullen)\b"
)


def _items_of(text: str, match: re.Match[str]) -> list[Item]:
    """Return the items a closing names; a bare "de toezegging" is the one named earlier in the sentence."""
    items = items_in(text)
    inside = [
        item
        for item in items
        if match.start() - 8 <= item.start <= match.end() + 60
        and not _NEXT_CLAUSE.search(text[match.end() : max(item.start, match.end())])
    ]
    chosen = inside or items
    merged: list[Item] = []
    for item in chosen:
        bare = item.member is None and item.subject is None
        fuller = next(
            (o for o in items if o.kind == item.kind and o is not item and (o.subject or o.member)), None
        )
        if bare and fuller is not None:
            merged.append(fuller)
        else:
            merged.append(item)
    return list(dict.fromkeys(merged))


def items_in(text: str) -> list[Item]:
    """Return the motions and commitments named in a sentence; "moties A en B" gives two."""
    found: list[Item] = []
    for rule in tables().item:
        for match in rule.matcher.finditer(text):
            if match.start() and text[match.start() - 1].isalnum():
                continue
            named = match["member"] or (_promised_to(text, match) if rule.kind == "toezegging" else "")
            members = re.sub(r" \([^)]*\)", "", named)
            about = (match["about"] or "").strip(" ,") or None
            names = [name.strip() for name in re.split(r",| en |/", members) if name.strip()]
            if match["noun"].lower().endswith("moties") and len(names) > 1:
                found += [Item(rule.kind, name, about, match.start()) for name in names]
            else:
                found.append(Item(rule.kind, ", ".join(names) or None, about, match.start()))
    return sorted(found, key=lambda item: item.start)


def _promised_to(text: str, match: re.Match[str]) -> str:
    """Return to whom a commitment was made, when that is said elsewhere in the sentence."""
    to = r"\b(?:aan )?(?:het|de) (?:kamer)?(?:lid|leden) (?P<who>{members})"
    after = compiled(r"^[^;]*?\b(?:aan|om) (?:het|de) (?:kamer)?(?:lid|leden) (?P<who>{members})").search(
        text[match.end("noun") :]
    )
    if after:
        return after["who"]
    before = compiled(to).search(text[: match.start()]) if match["noun"].lower() == "toegezegd" else None
    return before["who"] if before else ""


def _told_before(item: Item, before: list[Sentence]) -> str | None:
    """Return what an item is about as said in the sentences before: "de motie X verzoekt … om …"."""
    for sentence in reversed(before[-_REACH_BACK:]):
        for named in items_in(sentence.text):
            if named.kind == item.kind and (item.member is None or named.member == item.member):
                asked = re.search(r"\bverzoekt\b[^.;]*? (?:om|te|dat) ([^.;]+)", sentence.text[named.start :])
                if named.subject or asked:
                    return asked[1].strip() if asked else named.subject
    return None
