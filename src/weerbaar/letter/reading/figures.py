"""Finds the figures in a letter: value, unit, what is counted and over which period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from weerbaar.letter.reading.findings import Figure, TermFound
from weerbaar.letter.reading.flat import Flat, Sentence
from weerbaar.letter.reading.numbers import value_of
from weerbaar.letter.rules import Rule, matcher, table, wordlist
from weerbaar.letter.rules.phrases import phrase
from weerbaar.letter.terms import Term, beginning_in

SCANNED = {"paragraph", "item", "cell"}
_RATE_REACH = 45
# "Een" alone is an article: rules that begin with a number pass over a sentence that has no other.
_NUMBER = "{number}"


class FigureRule(Rule, frozen=True, kw_only=True):
    """A row of the figure table; see the head of numbers.toml."""

    unit: str
    times: float = 1.0
    context: str = ""
    least: float | None = None
    most: float | None = None
    noun: bool = False


class NumberTables(msgspec.Struct, frozen=True):
    """The masks (what is never a figure) and the figure rules."""

    mask: list[Rule]
    figure: list[FigureRule]


def tables() -> NumberTables:
    """Return the number tables."""
    return table("numbers", NumberTables)


@dataclass(frozen=True, slots=True)
class Found:
    """A figure at flat places `start` to `end`, before its period is known."""

    start: int
    end: int
    value: float
    unit: str
    of: str | None
    rule: str
    confidence: float


class Taken:
    """The places of a text that are spoken for."""

    def __init__(self) -> None:
        self._places: set[int] = set()

    def add(self, start: int, end: int) -> None:
        """Take the places from `start` up to `end`."""
        self._places.update(range(start, end))

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether any place from `start` up to `end` is taken."""
        return any(place in self._places for place in range(start, end))


def find_figures(flat: Flat, terms: list[Term], taken: Taken) -> list[Figure]:
    """Return the figures of a letter; `taken` holds the places of dates, references and list marks."""
    figures: list[Figure] = []
    for sentence in flat.sentences:
        if sentence.kind in SCANNED:
            figures += [_finding(flat, sentence, found, terms) for found in in_sentence(sentence, taken)]
    _link_same(figures)
    return figures


def in_sentence(sentence: Sentence, taken: Taken) -> list[Found]:
    """Return the figures of one sentence, in order."""
    text, base = sentence.text, sentence.start
    if not matcher("{any_number}").search(text):
        return []
    mine: Taken | None = None
    found: list[Found] = []
    numbered = matcher(_NUMBER).search(text) is not None
    for rule in tables().figure:
        if rule.pattern.startswith(_NUMBER) and not numbered:
            continue
        if rule.context and not matcher(rule.context).search(text):
            continue
        for match in rule.matcher.finditer(text):
            start, end = match.start("number"), match.end()
            if rule.unit == "EUR":
                start = match.start()
            mine = mine or _masked(text)
            if mine.overlaps(start, end) or taken.overlaps(base + start, base + end):
                continue
            one = _one(rule, match, text, base)
            if one is not None:
                mine.add(start, end)
                found.append(one)
    return sorted(_shared_units(text, base, found), key=lambda one: one.start)


def _masked(text: str) -> Taken:
    """Return the places of a sentence that are never a figure: "artikel 5", "nr. 12"."""
    masked = Taken()
    for mask in tables().mask:
        for match in matcher(rf"(?<!\w)(?:{mask.pattern})").finditer(text):
            masked.add(*match.span())
    return masked


def _one(rule: FigureRule, match: re.Match[str], text: str, base: int) -> Found | None:
    start, end = match.start("number" if rule.unit != "EUR" else 0), match.end()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before.isalnum() or (before and before in "-/.,") or (match[0][-1:].isalnum() and after.isalnum()):
        return None
    if after in {"-", "/"} or re.match(r"[.,:]\d", text[end : end + 2]):
        return None
    value = value_of(match["number"], match.groupdict().get("scale")) * rule.times
    if (rule.least is not None and value < rule.least) or (rule.most is not None and value > rule.most):
        return None
    of = paid_for(text, end) if rule.unit == "EUR" else counted(text, end)
    if rule.noun and of is None:
        return None
    if rule.id == "bare" and _heads_item(text, start, end):
        return None
    unit = _per_year(rule.unit, text, start, end)
    if rule.unit == "rating" and rule.noun is False:
        of = None
    return Found(base + start, base + end, value, unit, of, rule.id, rule.confidence)


def _heads_item(text: str, start: int, end: int) -> bool:
    """Say whether a number is a list mark or stands as a name: "1.", "(2)" before nothing counted."""
    return start == 0 or (
        text[start - 1 : start] == "(" and text[end : end + 1] == ")" and len(text[start:end]) < 3
    )


def _per_year(unit: str, text: str, start: int, end: int) -> str:
    if unit != "EUR":
        return unit
    rate = phrase("per-year")
    before = re.split(r"[,;:]", text[max(0, start - _RATE_REACH) : start])[-1]
    after = re.split(r"[,;:]", text[end : end + _RATE_REACH])[0]
    other = phrase("another-amount").search(after)
    after = after[: other.start()] if other else after
    return "EUR/year" if rate.search(before) or rate.search(after) else unit


# A bracket may close between a number and what it counts: "een recordaantal (167) loodsen".
_BESIDE = re.compile(r"\)? ")
_TOKEN = re.compile(r"[A-Za-zÀ-ÿ][\w'’/-]*(?:\([a-z]+\)[\w-]*)?")


def counted(text: str, end: int) -> str | None:
    """Return the noun phrase that a number counts ("grote logistieke knooppunten"), or None."""
    lead = phrase("of-the").match(text, end) or _BESIDE.match(text, end)
    if lead is None:
        return None
    at = lead.end()
    others = wordlist("not_counted")
    prepositions, verbs = wordlist("prepositions"), wordlist("finite_verbs")
    participle, may_go_before = phrase("participle"), phrase("adjective-ending")
    phrase_start, phrase_end = at, at
    while (token := _TOKEN.match(text, at)) is not None:
        word = token[0].lower()
        stop = word in others or word in prepositions or word in verbs
        done = participle.fullmatch(word) and not _noun_like(word)
        if stop or (phrase_end > phrase_start and (done or word in wordlist("function_words"))):
            break
        phrase_end = token.end()
        lasts = text[phrase_end : phrase_end + 1] != " " or not may_go_before.search(word) or _noun_like(word)
        if lasts or phrase_end - phrase_start > 60:
            break
        at = phrase_end + 1
    return text[phrase_start:phrase_end] or None


def paid_for(text: str, end: int) -> str | None:
    """Return what an amount of money is for, when that follows it directly; else None."""
    lead = phrase("pays-for").match(text, end)
    if lead is None:
        return None
    row = phrase("adjectives-in-a-row").match(text, lead.end())
    return row[0] if row else counted(text, lead.end() - 1)


def _noun_like(word: str) -> bool:
    """Say whether a word is a plural noun rather than an adjective before one."""
    return phrase("noun-ending").search(word) is not None


def _shared_units(text: str, base: int, found: list[Found]) -> list[Found]:
    """Give a bare number the unit of the figure it is set beside: "van 12 naar 15 procent"."""
    found = sorted(found, key=lambda one: one.start)
    for index, (here, following) in enumerate(pairwise(found)):
        between = text[here.end - base : following.start - base]
        beside = phrase("set-beside").match(between)
        if beside and here.rule == "bare" and following.rule != "bare":
            scale = phrase("scale").search(text[following.start - base : following.end - base])
            value = value_of(text[here.start - base : here.end - base], scale[0] if scale else None)
            rule = f"bare+{following.rule}"
            found[index] = Found(here.start, here.end, value, following.unit, following.of, rule, 0.75)
    return found


def _finding(flat: Flat, sentence: Sentence, found: Found, terms: list[Term]) -> Figure:
    start, end = flat.span(found.start, found.end)
    period = _period(sentence, found, terms)
    return Figure(
        text="",
        start=start,
        end=end,
        rule=found.rule,
        confidence=found.confidence,
        sentence=sentence.text,
        value=found.value,
        unit=found.unit,
        of=found.of,
        period=as_term(period) if period else None,
    )


def _period(sentence: Sentence, found: Found, terms: list[Term]) -> Term | None:
    """Return the expression of time nearest to a figure in its sentence, across no semicolon."""
    inside = beginning_in(terms, sentence.start, sentence.end)
    low = sentence.text.rfind(";", 0, found.start - sentence.start)
    high = sentence.text.find(";", found.end - sentence.start)
    inside = [
        term
        for term in inside
        if term.start - sentence.start > low and (high < 0 or term.start - sentence.start < high)
    ]
    return min(inside, key=lambda t: min(abs(t.start - found.end), abs(found.start - t.end)), default=None)


def as_term(term: Term) -> TermFound:
    """Return a term as it is written out."""
    first, last = term.interval.earliest, term.interval.latest
    kind = "between"
    if first is None or last is None:
        kind = "by" if last is not None else "from"
    elif first == last:
        kind = "on"
    return TermFound(
        text=term.text,
        kind=kind,
        earliest=first.isoformat() if first else None,
        latest=last.isoformat() if last else None,
        granularity=term.granularity,
    )


def _link_same(figures: list[Figure]) -> None:
    """Point a figure that states an earlier one again to that one, so that one fact is counted once."""
    first: dict[tuple[float, str, str], int] = {}
    for index, figure in enumerate(figures):
        if figure.of:
            earlier = first.setdefault((figure.value, figure.unit, figure.of.split()[-1]), index)
            figure.same_as = earlier if earlier != index else None
