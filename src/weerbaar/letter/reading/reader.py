"""Reads one letter from start to end: from its structure to every list of findings."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

from weerbaar.letter.reading.claims import find_claims
from weerbaar.letter.reading.contradictions import find_contradictions
from weerbaar.letter.reading.document import Document, Unreadable
from weerbaar.letter.reading.figures import Taken, as_term, find_figures
from weerbaar.letter.reading.findings import (
    DateFound,
    Finding,
    Footnote,
    Reading,
    ReferenceFound,
    Settled,
    Source,
    Vague,
)
from weerbaar.letter.reading.flat import Flat, flatten
from weerbaar.letter.reading.header import first_person, read_source
from weerbaar.letter.reading.mentioned import find_mentioned
from weerbaar.letter.reading.named import Named, named_in
from weerbaar.letter.reading.promises import find_promises
from weerbaar.letter.reading.settled import find_settled, once_each
from weerbaar.letter.reading.weighed import find_weighed
from weerbaar.letter.references import Reference, find_references
from weerbaar.letter.rules import forget_sentences
from weerbaar.letter.rules.phrases import phrase_matcher
from weerbaar.letter.terms import Term, find_terms, find_vague, settle
from weerbaar.letter.terms.interval import MONTHS

_LIST_MARK = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[-•–*]) ")


def read(document: Document, letter: date | None = None) -> Reading:
    """Return everything found in a letter; `letter` overrules its date. Unreadable without one."""
    forget_sentences()
    source = read_source(document)
    day = _day(source, letter)
    flat = flatten(document)
    me = first_person(source)
    references = find_references(flat.text)
    terms, vague = _times(flat, day, references)
    taken = _taken(flat, [*terms, *vague], references)
    closings, named = _motions_and_commitments(flat, terms, day)
    promises, undated = find_promises(flat, terms, vague, day, me)
    closed = {one.sentence for one in closings}
    undated = [one for one in undated if one.sentence not in closed]
    figures = find_figures(flat, terms, taken)
    for figure in figures:  # the claims below quote them
        figure.text = document.text[figure.start : figure.end]
    dates = [*_own_date(document, day.isoformat()), *(_date(flat, term) for term in terms)]
    reading = Reading(
        source=source,
        promises=promises,
        undated=undated,
        settled=once_each(closings),
        mentioned=find_mentioned(flat, terms, day, named),
        figures=figures,
        dates=sorted(dates, key=lambda one: one.start),
        vague=[_vague(flat, term) for term in vague],
        footnotes=_footnotes(document),
        references=[_reference(flat, one) for one in references],
        claims=find_claims(flat, figures),
        contradictions=find_contradictions(flat, terms, figures),
    )
    _fill_texts(document, flat, reading)
    return reading


def _day(source: Source, letter: date | None) -> date:
    """Return the day of the letter, from which all terms are counted; the one that is given is taken over."""
    if letter is not None:
        source.date = letter.isoformat()
    if source.date is None:
        raise Unreadable("the letter bears no date that we can find; give it with `--date 2025-12-19`")
    return date.fromisoformat(source.date)


def _motions_and_commitments(flat: Flat, terms: list[Term], day: date) -> tuple[list[Settled], list[Named]]:
    """Return every closing, by a rule or by weighing, and each item that the letter names."""
    closings = find_settled(flat, terms, day)
    named = named_in(flat, closings)
    return [*closings, *find_weighed(flat, terms, day, named)], named


def _times(flat: Flat, day: date, references: list[Reference]) -> tuple[list[Term], list[Term]]:
    """Return the terms and vague periods of the body; those inside a reference or vague words fall away."""

    def bounds(place: int) -> tuple[int, int]:
        sentence = flat.sentence_at(place)
        return (sentence.start, sentence.end) if sentence else (place, place)

    scanned = [s for s in flat.sentences if s.kind in {"paragraph", "item", "cell", "heading"}]
    inside = {place for s in scanned for place in range(s.start, s.end)}
    closed = {place for r in references for place in range(r.start, r.end)}
    terms = [t for t in find_terms(flat.text, day, bounds) if t.start in inside and t.end - 1 not in closed]
    vague = [v for v in find_vague(flat.text) if v.start in inside and v.start not in closed]
    return settle(terms, vague)


def _taken(flat: Flat, terms: list[Term], references: list[Reference]) -> Taken:
    taken = Taken()
    for span in [*((t.start, t.end) for t in terms), *((r.start, r.end) for r in references)]:
        taken.add(*span)
    for sentence in flat.sentences:
        mark = _LIST_MARK.match(sentence.text)
        if mark and sentence.kind == "item":
            taken.add(sentence.start, sentence.start + mark.end())
    for year in phrase_matcher("a-year").in_long(flat.text):
        taken.add(*year.span())
    return taken


def _vague(flat: Flat, term: Term) -> Vague:
    start, end = flat.span(term.start, term.end)
    return Vague(text="", start=start, end=end, rule=term.rule, confidence=round(term.confidence, 2))


def _date(flat: Flat, term: Term) -> DateFound:
    start, end = flat.span(term.start, term.end)
    written = as_term(term)
    return DateFound(
        text="",
        start=start,
        end=end,
        rule=term.rule,
        confidence=round(term.confidence, 2),
        earliest=written.earliest,
        latest=written.latest,
        granularity=written.granularity,
    )


def _own_date(document: Document, day: str) -> list[DateFound]:
    """Return the date the letter bears, where it stands in its head."""
    when = date.fromisoformat(day)
    month = next(name for name, number in MONTHS.items() if number == when.month)
    pattern = re.compile(rf"\b{when.day}\s+{month}\d{{0,3}}\s+{when.year}\b", re.IGNORECASE)
    for block in document.blocks:
        found = pattern.search(document.text, block.start, block.end) if block.kind == "header" else None
        if found:
            return [
                DateFound(
                    text="", start=found.start(), end=found.end(), rule="letter-date", confidence=1.0,
                    earliest=day, latest=day, granularity="day",
                )
            ]  # fmt: skip
    return []


def _reference(flat: Flat, one: Reference) -> ReferenceFound:
    start, end = flat.span(one.start, one.end)
    return ReferenceFound(
        text="",
        start=start,
        end=end,
        rule=one.rule,
        confidence=one.confidence,
        kind=one.kind,
        identifier=one.identifier,
        canonical=one.canonical,
    )


def _footnotes(document: Document) -> list[Footnote]:
    return [
        Footnote(
            text="",
            start=mark.start,
            end=mark.end,
            rule=mark.rule,
            confidence=mark.confidence,
            number=mark.number,
            note=mark.note,
        )
        for mark in document.marks
    ]


def _fill_texts(document: Document, flat: Flat, reading: Reading) -> None:
    """Give every finding the words it stands for, exactly as they are in the text."""
    for finding in all_findings(reading):
        finding.text = document.text[finding.start : finding.end]
        if not finding.sentence:
            sentence = flat.sentence_at(bisect_right(flat.origin, finding.start) - 1)
            finding.sentence = sentence.text if sentence else ""


def all_findings(reading: Reading) -> list[Finding]:
    """Return the findings of every list, in the order of the lists."""
    lists: list[list[Finding]] = [
        [*reading.promises], [*reading.undated], [*reading.settled], [*reading.mentioned], [*reading.figures],
        [*reading.dates], [*reading.vague], [*reading.footnotes], [*reading.references], [*reading.claims],
        [*reading.contradictions],
    ]  # fmt: skip
    return [finding for found in lists for finding in found]


def references_of(document: Document) -> list[ReferenceFound]:
    """Return the references in a letter, notes and head included, without reading anything else."""
    flat = flatten(document)
    found = [_reference(flat, one) for one in find_references(flat.text)]
    for one in found:
        one.text = document.text[one.start : one.end]
    return found


def sentences_of(document: Document) -> list[Finding]:
    """Return every sentence of the body of a letter with its place."""
    flat = flatten(document)
    found: list[Finding] = []
    for sentence in flat.sentences:
        if sentence.kind in {"paragraph", "item", "cell"}:
            start, end = flat.span(sentence.start, sentence.end)
            words = document.text[start:end]
            found.append(
                Finding(
                    text=words, start=start, end=end, rule="sentence", confidence=1.0, sentence=sentence.text
                )
            )
    return found
