"""Finds which motions and commitments a closing means: those it names, or those named before ("both motions")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from weerbaar.letter.reading.flat import Sentence
from weerbaar.letter.reading.settlement_rules import ItemRule, tables
from weerbaar.letter.rules import compiled, remembered, wordlist, words
from weerbaar.letter.rules.phrases import phrase

# How many sentences back a pronoun, "the motion" and its subject are looked for.
_PRONOUN_BACK, _POINTS_BACK, _REACH_BACK = 2, 12, 3
# A kind of its own for "this request": what was asked may be either.
EITHER = "verzoek"


@dataclass(frozen=True, slots=True)
class Item:
    """A motion or commitment as named at a place in a sentence; `several` when its noun is a plural.

    `rule` is the row that found it; it and `end` tell no two items apart.
    """

    kind: str
    member: str | None
    subject: str | None
    start: int
    several: bool = False
    end: int = field(default=0, compare=False)
    rule: str = field(default="", compare=False)

    @property
    def bare(self) -> bool:
        """Whether it says neither of whom it is nor what about."""
        return self.member is None and self.subject is None

    def fits(self, other: Item) -> bool:
        """Say whether this one may point back to another."""
        return self.kind == other.kind or self.kind == EITHER


def items_meant(
    text: str, at: tuple[int, int], before: list[Sentence], closed: set[tuple[str, str | None]], near: bool
) -> list[Item]:
    """Return what a closing at a place of a sentence closes; with `near` a pronoun is what was named just before.

    `before` are the sentences of the same section, its heading first; `closed` is what was closed already,
    which "these motions" does not mean again.
    """
    items = _named_beside(text, at)
    if not items and near:
        named = (items_in(s.text) for s in reversed(before[-_PRONOUN_BACK:]) if s.kind != "heading")
        items = list(next((found for found in named if found), ()))
        if not items and before and before[0].kind == "heading":
            items = [item for item in items_in(before[0].text) if not item.bare]
    meant = [one for item in items for one in _pointed_back(item, text, before, closed)]
    return list(dict.fromkeys(one for one in meant if one.kind != EITHER))


def names_any(text: str, before: list[Sentence]) -> bool:
    """Say whether a sentence names an item, or may mean one by a pronoun: what stood just before, or above."""
    near = before[-_PRONOUN_BACK:]
    return bool(items_in(text) or any(items_in(s.text) for s in (*before[:1], *near)))


def meant_by(item: Item, text: str, before: list[Sentence]) -> Item:
    """Return the item that one named in a sentence stands for: "deze motie" is the one named before it."""
    meant = [] if item.several else _pointed_back(item, text, before, set())
    return meant[0] if len(meant) == 1 else item


def points_back(item: Item, text: str) -> bool:
    """Say whether an item says nothing of itself and points to one before it: "deze toezegging", "hieraan"."""
    pointing = item.kind == EITHER or phrase("points-back").search(text[: item.start]) is not None
    return item.bare and pointing and not phrase("says-which-one").match(text, item.start)


def unnamed(item: Item, text: str) -> bool:
    """Say whether a plural leaves open which ones: "enkele moties", "aan moties en toezeggingen"."""
    open_plural = item.several and item.member is None
    return open_plural and phrase("these-very-ones").search(text[: item.start]) is None


def told_before(item: Item, before: list[Sentence]) -> str | None:
    """Return what an item is about as said in the sentences before: "de motie X verzoekt … om …"."""
    what = phrase("what-was-asked")
    for sentence in reversed(before[-_REACH_BACK:]):
        for named in items_in(sentence.text):
            if named.kind == item.kind and (item.member is None or named.member == item.member):
                asked = what.search(sentence.text[named.start :])
                if named.subject or asked:
                    return asked["asked"].strip() if asked else named.subject
    return None


_WORD = re.compile(r"[a-zà-ÿ]{4,}")
_STEM = 6


def may_be_one(one: str | None, other: str | None) -> bool:
    """Say whether two subjects tell no two items apart: they share a telling word, or one of them tells nothing."""
    shared, least = shared_words(one, other)
    return least == 0 or shared > 0


def shared_words(one: str | None, other: str | None) -> tuple[int, int]:
    """Return how many telling words two subjects share, and how many the shorter one has."""
    left, right = _telling(one), _telling(other)
    return len(left & right), min(len(left), len(right))


def _telling(subject: str | None) -> set[str]:
    said_of_all = wordlist("said_of_all")
    return {word[:_STEM] for word in _WORD.findall((subject or "").lower()) if word not in said_of_all}


@remembered
def items_in(text: str) -> tuple[Item, ...]:
    """Return the motions and commitments named in a sentence; "moties A en B" gives two."""
    found: list[Item] = []
    for rule in tables().item:
        for match in rule.matcher.finditer(text):
            if not (match.start() and text[match.start() - 1].isalnum()):
                found += _one_or_more(rule, match, text)
    return tuple(_one_each(sorted(found, key=lambda item: item.start)))


def _one_each(items: list[Item]) -> list[Item]:
    """Put together what two rows found in the same words: "het lid Bos vroeg bij motie om een plan"."""
    found: list[Item] = []
    for item in items:
        last = found[-1] if found else None
        if last and last.kind == item.kind and last.start < item.start < last.end and item.member is None:
            found[-1] = replace(last, subject=last.subject or item.subject)
        else:
            found.append(item)
    return found


def _one_or_more(rule: ItemRule, match: re.Match[str], text: str) -> Iterator[Item]:
    low, high = match.span("member") if match["member"] else (-1, -1)
    if high < 0 and rule.kind == "toezegging":
        low, high = _promised_to(text, match)
    about = (match["about"] or "").strip(" ,") or None
    if high < 0 and rule.kind == "motie" and (behind := phrase("moved-by").search(match["about"] or "")):
        low, high = (match.start("about") + place for place in behind.span("who"))
        about = behind["of"].strip(" ,")
    several = phrase("more-than-one").search(match["noun"]) is not None
    members = text[max(low, 0) : max(high, 0)]
    further = list(_further(rule, high, text)) if several and high >= 0 else []
    if several and not further and len(names := _names(members)) > 1:
        ended = match.end(), rule.id
        yield from (Item(rule.kind, name, about, match.start(), several, *ended) for name in names)
        return
    # "De moties van de leden A en B en van het lid C" are two, the first of them by A and B.
    if further:
        about = (text[match.start("about") : further[0][0]].strip(" ,") or None) if about else None
    end = further[0][0] if further else match.end()
    yield Item(rule.kind, _joined(members), about, match.start(), several, end, rule.id)
    for _, others, end in further:
        yield Item(rule.kind, _joined(others), None, match.start(), several, end, rule.id)


def _joined(members: str) -> str | None:
    return ", ".join(_names(members)) or None


def _names(members: str) -> list[str]:
    parts = phrase("between-names").split(_unpartied(members))
    return [name for name in (part.strip() for part in parts) if name]


def _unpartied(members: str) -> str:
    """Return names without the party behind each: "Bos (VVD)"."""
    return re.sub(r" \([^)]*\)", "", members)


def _further(rule: ItemRule, at: int, text: str) -> Iterator[tuple[int, str, int]]:
    """Yield where each further item is led in, its members and its end: "de moties van het lid A (…) en van B"."""
    while rule.further and (more := compiled(rule.further).match(text, at)) is not None:
        yield more.start("join"), more["member"], more.end()
        at = more.end()


def _promised_to(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return where it is said to whom a commitment was made, elsewhere in the sentence; (-1, -1) if nowhere."""
    after = phrase("to-whom").match(text, match.end("noun"))
    if after:
        return after.span("who")
    spoken = match["noun"].lower() in wordlist("promising_verbs")
    if not (spoken or phrase("gave-it").search(text, 0, match.start())):
        return -1, -1
    opens = text.rfind(";", 0, match.start()) + 1
    before = phrase("a-member").search(text, opens, match.start())
    return before.span("who") if before else (-1, -1)


def _named_beside(text: str, at: tuple[int, int]) -> list[Item]:
    """Return the items a closing names; a bare "de toezegging" is the one named elsewhere in the sentence."""
    items = items_in(text)
    also, next_clause = phrase("and-also"), phrase("next-clause")
    inside: list[Item] = []
    for item in items:
        near = at[0] - 8 <= item.start <= at[1] + 60
        joined = inside and also.search(text[inside[-1].start : item.start]) is not None
        parted = next_clause.search(text[at[1] : max(item.start, at[1])]) is not None
        if (near or joined) and not parted:
            inside.append(item)
    merged: list[Item] = []
    for item in inside or items:
        fuller = [o for o in items if item.fits(o) and o is not item and not o.bare]
        merged += (fuller if item.several else fuller[:1]) if item.bare and fuller else [item]
    return merged


def _pointed_back(
    item: Item, text: str, before: list[Sentence], closed: set[tuple[str, str | None]]
) -> list[Item]:
    """Return what "deze motie", "the motion" alone or "both motions" points back to, when it is named before."""
    if item.member is None and phrase("to-them").search(text, item.start):
        return [_of_last_member(item, *(s.text for s in before[-2:]))]
    if item.bare and item.kind == "toezegging" and phrase("promised-them").search(text):
        theirs = _of_last_member(item, *(s.text for s in before[-1:]))
        if theirs.member:
            return [theirs]
    pointing = phrase("points-back").search(text[: item.start])
    asked = item.kind == EITHER
    if not (item.bare and (pointing or asked)) or phrase("says-which-one").match(text, item.start):
        return [item]
    reach = _REACH_BACK if asked or (pointing and pointing["near"]) else _POINTS_BACK
    sentences = [*before[:1], *before[1:][-reach:]]
    if not item.several:
        named = (
            other for at in reversed(range(len(sentences))) for other in _with_member(item, sentences, at)
        )
        return [next(named, item)]
    return _all_named(item, sentences, closed, _how_many(pointing)) or [item]


def _how_many(pointing: re.Match[str] | None) -> int | None:
    """Return how many "beide" or "deze drie" means; None when it is not said."""
    if pointing is None:
        return None
    many = 2 if pointing["both"] else words().numbers.get((pointing["count"] or "").lower())
    return int(many) if many else None


def _of_last_member(item: Item, *told: str) -> Item:
    """Return an item as that of the member named last in some sentences; as it was when they name none."""
    member = phrase("a-member")
    people = [found["who"] for text in told for found in member.finditer(text)]
    return replace(item, member=_unpartied(people[-1])) if people else item


def _with_member(item: Item, sentences: list[Sentence], at: int) -> list[Item]:
    """Return what a sentence names with its member; "ik heb haar toegezegd" is who was named just before."""
    text = sentences[at].text
    named = [other for other in items_in(text) if item.fits(other)]
    earlier = sentences[at - 1].text if at else ""
    # "Het lid Bos vroeg om cijfers. Ik heb toegezegd hierover …" was promised to who asked.
    on_that = phrase("promised-on-that").search(text) and phrase("who-asked").search(earlier)
    if on_that or phrase("promised-them").search(text):
        named = [other if other.member else _of_last_member(other, earlier) for other in named]
    return [other for other in named if other.member]


def _all_named(
    item: Item, sentences: list[Sentence], closed: set[tuple[str, str | None]], many: int | None
) -> list[Item]:
    """Return the items that a plural points back to: as many as it says, else those named close together."""
    found: dict[tuple[str, str | None], Item] = {}
    silent = 0
    for at in reversed(range(len(sentences))):
        here = [o for o in _with_member(item, sentences, at) if (o.kind, o.member) not in closed]
        found = {**{(o.kind, o.member): o for o in here}, **found}
        silent = 0 if here else silent + 1
        if len(found) >= (many or 2) and (many or silent):
            break
    return list(found.values())[-many:] if many else list(found.values())
