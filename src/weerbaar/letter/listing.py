"""What was found in a letter, or between two letters, as lines for the terminal, in Dutch or in English."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from weerbaar.letter.compare import Comparison, PromiseChange
from weerbaar.letter.reading.findings import Figure, Finding, Mentioned, Promise, Reading, Settled, TermFound

F = TypeVar("F", bound=Finding)
Said = dict[str, str]


@cache
def said_in(lang: str) -> Said:
    """Return the words of the listings in a language, `nl` or `en`; KeyError for another."""
    raw = tomllib.loads((files("weerbaar.letter") / "listing_words.toml").read_text("utf-8"))[lang]
    return msgspec.convert(raw, Said)


def listing(reading: Reading, lang: str = "en") -> str:
    """Return what was found, most important first, each with its place in the text."""
    w = said_in(lang)
    source = reading.source
    signed = ", ".join(source.signatories) or w["unsigned"]
    to = source.addressee or w["to_nobody"]
    found: list[list[str]] = [
        _part(w["settled"], reading.settled, lambda one: _settled(one, w, lang)),
        _part(w["mentioned"], reading.mentioned, lambda one: _mentioned(one, w, lang)),
        _part(w["promises"], reading.promises, lambda one: _promise(one, w)),
        _part(w["undated"], reading.undated, lambda one: _promise(one, w)),
        _part(w["figures"], reading.figures, lambda one: _figure(one, w)),
        _part(w["contradictions"], reading.contradictions, lambda one: one.nl if lang == "nl" else one.en),
        _part(
            w["claims"],
            reading.claims,
            lambda one: (
                f"{_short(one.text)}: {w['needs']} {one.asks_for_nl if lang == 'nl' else one.asks_for}"
            ),
        ),
        _part(w["vague"], reading.vague, lambda one: _short(one.text)),
    ]
    rest = w["rest"].format(
        dates=len(reading.dates), footnotes=len(reading.footnotes), references=len(reading.references)
    )
    head = w["head"].format(letter=source.identifier or w["letter"], date=source.date, to=to, signed=signed)
    return "\n".join([head, *(line for part in found for line in part), f"\n{rest}"])


def _part(title: str, found: Sequence[F], words: Callable[[F], str]) -> list[str]:
    if not found:
        return []
    return [
        f"\n{title} ({len(found)})",
        *(f"  {one.start:>6}  {words(one)}  [{one.rule}]" for one in found),
    ]


def _settled(one: Settled, w: Said, lang: str) -> str:
    named = f"{w[one.kind]} {one.member or ''}".rstrip()
    why = one.nl if lang == "nl" else one.en
    return f"{named}: {_short(one.subject or one.text)}{f'; {why}' if why else ''}"


def _mentioned(one: Mentioned, w: Said, lang: str) -> str:
    named = f"{w[one.kind]} {one.member or ''}".rstrip()
    return f"{named}: {_short(one.subject or one.text)}; {one.nl if lang == 'nl' else one.en}"


def _promise(promise: Promise, w: Said) -> str:
    who = ", ".join(promise.actor) or w["nobody"]
    return f"{days(promise.term, w)}  {who}: {_short(promise.text)} ({w.get(promise.strength, promise.strength)})"


def _figure(one: Figure, w: Said) -> str:
    period = f" ({' '.join(one.period.text.split())})" if one.period else ""
    if one.unit == "count":
        return f"{number(one.value, w)} {one.of or w['count']}{period}"
    of = f" {w['of']} {one.of}" if one.of else ""
    return f"{number(one.value, w)} {_unit(one.unit, w)}{of}{period}"


def _unit(unit: str, w: Said) -> str:
    """Return a unit in words; one of a ministry's own rules is shown as it is."""
    return w.get(unit, unit)


def number(value: float, w: Said) -> str:
    """Return a number with the marks of the language: 1,234.5 or 1.234,5."""
    return f"{value:,.10g}".translate(str.maketrans(",.", w["marks"]))


def days(term: TermFound | None, w: Said) -> str:
    """Return the days of a term in ISO form, open ends shown as dots."""
    return f"{term.earliest or '..'}/{term.latest or '..'}" if term else w["no_term"]


def changes(compared: Comparison, lang: str = "en") -> str:
    """Return what became of the older letter's promises and figures, dropped promises first."""
    w = said_in(lang)
    lines = [f"{w['promises']} ({len(compared.promises)})"]
    lines += [line for change in compared.promises for line in _change(change, w)]
    lines.append(f"{w['changed_figures']} ({len(compared.figures)})")
    lines += [
        f"  {f.of if f.of != f.unit else _unit(f.unit, w)}: {number(f.old_value, w)} -> {number(f.new_value, w)} "
        f"{_unit(f.unit, w)}  [{w['old']} {f.old.start}, {w['new']} {f.new.start}]"
        for f in compared.figures
    ]
    return "\n".join(lines)


def _change(change: PromiseChange, w: Said) -> list[str]:
    width = max(len(w[outcome]) for outcome in ("dropped", "moved", "met", "kept"))
    later = change.new_latest or w["no_term"]
    moved = f" {change.old_latest} -> {later}" if change.outcome == "moved" else ""
    lines = [
        f"  {w[change.outcome]:<{width}}{moved}  {_short(change.old.text)}  [{w['old']} {change.old.start}]"
    ]
    if change.new is not None:
        place = f"[{w['new']} {change.new.start}]"
        lines.append(f"  {'':<{width}}  {w['now']}: {_short(change.new.text)}  {place}")
    return lines


def _short(text: str, most: int = 90) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
