"""Every row of every rule table: its examples must match as they say, its counterexamples must not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest

from weerbaar.letter.reading import claims, figures, footnotes, promises, settlement_rules
from weerbaar.letter.reading.findings import Promise, Reading
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read
from weerbaar.letter.reading.settled_items import items_in
from weerbaar.letter.references import find as references
from weerbaar.letter.rules import Example, Rule
from weerbaar.letter.rules.own import PHRASE_TABLES
from weerbaar.letter.rules.phrases import phrases_of
from weerbaar.letter.terms import Term, find_terms, find_vague
from weerbaar.letter.terms.tables import tables as temporal

DAY = "2025-12-19"
HEAD = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nDen Haag, 19 december 2025\n\n"
TABLES: dict[str, list[Rule]] = {
    "unit": [*temporal().unit],
    "frame": [*temporal().frame],
    "vague": [*temporal().vague],
    "mask": [*figures.tables().mask],
    "figure": [*figures.tables().figure],
    "cue": [*promises.tables().cue],
    "promise veto": [*promises.tables().veto],
    "quoted": [*promises.tables().quoted],
    "principal": [*promises.tables().principal],
    "closing": [*settlement_rules.tables().closing],
    "settlement veto": [*settlement_rules.tables().veto],
    "settlement state": [*settlement_rules.tables().state],
    "sign": [*settlement_rules.sign_tables().sign],
    "item": [*settlement_rules.tables().item],
    "claim": [*claims.tables().claim],
    "note": [*footnotes.tables().note],
    "reference": [*references.tables().reference],
    **{f"phrase of {name}": phrases_of(name) for name in PHRASE_TABLES},
}
MATCHES = [
    pytest.param(table, rule, example, id=f"{table}:{rule.id}:{example.text[:40]}")
    for table, rules in TABLES.items()
    for rule in rules
    for example in rule.match
]
MISSES = [
    pytest.param(table, rule, text, id=f"{table}:{rule.id}:{text[:40]}")
    for table, rules in TABLES.items()
    for rule in rules
    for text in rule.no_match
]


def reading_of(text: str) -> Reading:
    return read(read_plain(HEAD + text + "\n"))


def times(text: str, day: str) -> list[Term]:
    return [*find_terms(text, date.fromisoformat(day or DAY)), *find_vague(text)]


def names(term: Term) -> set[str]:
    return set(re.split(r"\+|\.\.", term.rule))


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_has_a_name_of_its_own_and_examples(table: str) -> None:
    rules = TABLES[table]
    ids = [rule.id for rule in rules]
    assert len(ids) == len(set(ids))
    bare = [rule.id for rule in rules if not rule.match or not rule.no_match]
    assert not bare, f"these rules have no example or no counterexample: {bare}"


@pytest.mark.parametrize(("table", "rule", "example"), MATCHES)
def test_an_example_matches_with_its_reading(table: str, rule: Rule, example: Example) -> None:
    if table in {"unit", "frame", "vague"}:
        found = [term for term in times(example.text, example.date) if rule.id in names(term)]
        assert found, times(example.text, example.date)
        agree(example.reading, term_fields(found[0]))
    elif table == "figure":
        found_figures = [f for f in reading_of(example.text).figures if f.rule.split("+")[0] == rule.id]
        assert found_figures, reading_of(example.text).figures
        first = found_figures[0]
        agree(example.reading, {"value": f"{first.value:.10g}", "unit": first.unit, "of": first.of or ""})
    elif table == "cue":
        listed = [p for p in promised(example.text) if p.rule.split(" / ")[0] == rule.id]
        assert listed, [p.rule for p in promised(example.text)]
        holds(example.reading, promise_fields(listed[0]))
    elif table == "closing":
        closed = [s for s in reading_of(example.text).settled if s.rule == rule.id]
        assert closed, reading_of(example.text).settled
        agree(example.reading, {"kind": closed[0].kind, "member": closed[0].member or ""})
    elif table == "note":
        calls = [mark for mark in footnotes.find_marks(example.text) if mark.rule == rule.id]
        assert calls, footnotes.find_marks(example.text)
        agree(example.reading, {"number": calls[0].number})
    elif table == "reference":
        one = references.parse(example.text) if len(example.text) < 70 else None
        candidates = [one] if one else references.find_references(example.text)
        mine = [r for r in candidates if r.rule == rule.id]
        assert mine, candidates
        agree(example.reading, {"identifier": mine[0].identifier, "kind": mine[0].kind})
    elif table == "item":
        first = items_in(example.text)[0]
        agree(example.reading, {"member": first.member or "", "subject": first.subject or ""})
    else:
        match = rule.regex.search(example.text)
        assert match
        agree(example.reading, {"words": match[0], **match.groupdict()})


@pytest.mark.parametrize(("table", "rule", "text"), MISSES)
def test_a_counterexample_does_not_match(table: str, rule: Rule, text: str) -> None:
    if table in {"unit", "frame", "vague"}:
        assert not [term for term in times(text, DAY) if rule.id in names(term)]
    elif table == "figure":
        assert not [f for f in reading_of(text).figures if f.rule == rule.id]
    elif table == "cue":
        assert not [p for p in promised(text) if p.rule.split(" / ")[0] == rule.id]
    elif table == "closing":
        assert not [s for s in reading_of(text).settled if s.rule == rule.id]
    elif table == "note":
        assert not [mark for mark in footnotes.find_marks(text) if mark.rule == rule.id]
    elif table == "reference":
        assert not [r for r in references.find_references(text) if r.rule == rule.id]
    elif table == "mask":
        assert not re.search(rf"(?<!\w)(?:{rule.regex.pattern})", text, re.IGNORECASE)
    else:
        assert not rule.regex.search(text)


def promised(text: str) -> list[Promise]:
    reading = reading_of(text)
    return [*reading.promises, *reading.undated]


def term_fields(term: Term) -> dict[str, str]:
    first, last = term.interval.earliest, term.interval.latest
    return {
        "earliest": first.isoformat() if first else "",
        "latest": last.isoformat() if last else "",
        "granularity": term.granularity,
    }


def promise_fields(promise: Promise) -> dict[str, str]:
    return {
        "actor": ", ".join(promise.actor),
        "principals": ", ".join(promise.principals),
        "acts": ", ".join(promise.acts),
        "strength": promise.strength,
        "earliest": (promise.term.earliest if promise.term else None) or "",
        "latest": (promise.term.latest if promise.term else None) or "",
    }


def agree(wanted: dict[str, str], got: Mapping[str, str | None]) -> None:
    assert {name: got[name] for name in wanted} == wanted


def holds(wanted: dict[str, str], got: dict[str, str]) -> None:
    """Like `agree`, but a name may be part of the longer one that was read."""
    for name, value in wanted.items():
        assert value in got[name] if value else not got[name], (name, value, got)
