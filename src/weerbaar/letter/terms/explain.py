"""Explains an expression of time in words: which days, by which rules, and what was assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from weerbaar.letter.terms.grammar import Term, find_terms, find_vague, settle
from weerbaar.letter.terms.tables import tables


@dataclass(frozen=True, slots=True)
class Explained:
    """One expression with its reading for a program (`record`) and for a person (`words`)."""

    words: str
    record: dict[str, str | float | bool | None]


def explain(text: str, letter: date) -> list[Explained]:
    """Return the readings of the expressions in a text, seen from the day of the letter."""
    flat = " ".join(text.split())
    terms, vague = settle(find_terms(flat, letter), find_vague(flat))
    return [_explained(term, letter) for term in sorted([*terms, *vague], key=lambda term: term.start)]


def _explained(term: Term, letter: date) -> Explained:
    first, last = term.interval.earliest, term.interval.latest
    record: dict[str, str | float | bool | None] = {
        "text": term.text,
        "earliest": first.isoformat() if first else None,
        "latest": last.isoformat() if last else None,
        "granularity": term.granularity,
        "rule": term.rule,
        "confidence": round(term.confidence, 2),
        "year_inferred": term.inferred_year,
    }
    if term.granularity == "vague":
        return Explained(f"`{term.text}`: not computable (rule {term.rule}); a person must settle it", record)
    lines = [f"`{term.text}`", f"  from   {first or 'open'}", f"  up to  {last or 'open'} (included)"]
    lines += [f"  rule   {_rule(name)}" for part in term.rule.split("..") for name in part.split("+")]
    if term.inferred_year:
        lines.append(f"  the year is not written; it was chosen from the letter's day, {letter}")
    lines += [
        _convention(name) for name in ("begin", "middle", "end") if f"{name}-of" in term.rule.split("+")
    ]
    return Explained("\n".join(lines), record)


def _convention(name: str) -> str:
    low, high = tables().conventions[name]
    return (
        f"  `{name}` is a convention, not the text: {low} to {high} hundredths of a year; "
        "a ministry sets its own with --own"
    )


def _rule(name: str) -> str:
    for frame in tables().frame:
        if frame.id == name:
            return f"{name}: {_MEANING.get(frame.kind, frame.kind)}"
    return f"{name}: the days it names"


_MEANING = {
    "until": "up to and including the last day",
    "before": "up to the day before it begins",
    "from": "from its first day on",
    "after": "from the day after it ends",
    "same": "within it",
    "begin": "the begin of it",
    "middle": "the middle of it",
    "end": "the end of it",
    "first-half": "the first half of it",
    "second-half": "the second half of it",
}
