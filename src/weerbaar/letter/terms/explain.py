"""Explains an expression of time in words: which days, by which rules, and what was assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from weerbaar.letter.rules.phrases import phrase
from weerbaar.letter.terms.grammar import Term, find_terms, find_vague, settle
from weerbaar.letter.terms.tables import tables


@dataclass(frozen=True, slots=True)
class Explained:
    """One expression with its reading for a program (`record`) and for a person (`words`)."""

    words: str
    record: dict[str, str | float | bool | None]


def explain(text: str, letter: date, lang: str = "en") -> list[Explained]:
    """Return the readings of the expressions in a text, seen from the day of the letter; `lang` is nl or en."""
    flat = " ".join(text.split())
    terms, vague = settle(find_terms(flat, letter), find_vague(flat))
    found = sorted([*terms, *vague], key=lambda term: term.start)
    return [_explained(term, letter, _SAID[lang]) for term in found]


def _explained(term: Term, letter: date, w: dict[str, str]) -> Explained:
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
        return Explained(w["not_computable"].format(text=term.text, rule=term.rule), record)
    lines = [f"`{term.text}`"]
    lines += [f"  {w['from']} {first or w['open']}", f"  {w['until'].format(last or w['open'])}"]
    lines += [f"  {w['rule']} {_rule(name, w)}" for part in term.rule.split("..") for name in part.split("+")]
    if term.inferred_year:
        lines.append(f"  {w['year_chosen']}, {letter}")
    lines += [
        _convention(name, term, w)
        for name in ("begin", "middle", "end")
        if f"{name}-of" in term.rule.split("+")
    ]
    return Explained("\n".join(lines), record)


def _convention(name: str, term: Term, w: dict[str, str]) -> str:
    named = phrase("within-a-month").search(f"{term.rule} {term.text}")
    of_month = named is not None or "+month" in term.rule
    low, high = tables().conventions[f"{name}_month" if of_month else name]
    unit = w["month" if of_month else "year"]
    return f"  {w['convention'].format(name=w[name], low=low, high=high, unit=unit)}"


def _rule(name: str, w: dict[str, str]) -> str:
    kinds = {frame.id: frame.kind for frame in tables().frame}
    return f"{name}: {w.get('is_' + kinds[name], kinds[name]) if name in kinds else w['days_named']}"


_SAID = {
    "nl": {
        "not_computable": "`{text}`: niet te berekenen (regel {rule}); een mens moet dit vaststellen",
        "from": "van    ",
        "until": "t/m     {}",
        "rule": "regel  ",
        "open": "open",
        "year_chosen": "het jaar staat er niet; het is gekozen vanuit de dag van de brief",
        "convention": "`{name}` is een afspraak en staat niet in de tekst: {low} tot {high} honderdsten van een {unit};"
        " een ministerie geeft zijn eigen met --own",
        "month": "maand",
        "year": "jaar",
        "begin": "begin",
        "middle": "medio",
        "end": "eind",
        "days_named": "de dagen die het noemt",
        "is_until": "tot en met de laatste dag",
        "is_before": "tot en met de dag voordat het begint",
        "is_from": "vanaf de eerste dag",
        "is_after": "vanaf de dag nadat het eindigt",
        "is_same": "erbinnen",
        "is_begin": "het begin ervan",
        "is_middle": "het midden ervan",
        "is_end": "het einde ervan",
        "is_first-half": "de eerste helft ervan",
        "is_second-half": "de tweede helft ervan",
    },
    "en": {
        "not_computable": "`{text}`: not computable (rule {rule}); a person must settle it",
        "from": "from  ",
        "until": "up to  {} (included)",
        "rule": "rule  ",
        "open": "open",
        "year_chosen": "the year is not written; it was chosen from the letter's day",
        "convention": "`{name}` is a convention, not the text: {low} to {high} hundredths of a {unit};"
        " a ministry sets its own with --own",
        "month": "month",
        "year": "year",
        "begin": "begin",
        "middle": "middle",
        "end": "end",
        "days_named": "the days it names",
        "is_until": "up to and including the last day",
        "is_before": "up to the day before it begins",
        "is_from": "from its first day on",
        "is_after": "from the day after it ends",
        "is_same": "within it",
        "is_begin": "the begin of it",
        "is_middle": "the middle of it",
        "is_end": "the end of it",
        "is_first-half": "the first half of it",
        "is_second-half": "the second half of it",
    },
}
