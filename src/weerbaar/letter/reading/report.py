"""Writes the report: the letter with each finding marked in its place, a time line, what to decide."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from weerbaar.letter.reading.decisions import ASKED
from weerbaar.letter.reading.document import Document, Unreadable
from weerbaar.letter.reading.findings import (
    LISTS,
    Claim,
    Contradiction,
    Figure,
    Finding,
    Mentioned,
    Promise,
    Reading,
    Settled,
    TermFound,
)

# The letter by which each kind is tagged in the text, so that no kind is told by colour alone.
CODES = {
    "promises": "T", "undated": "Z", "settled": "A", "mentioned": "G", "figures": "C", "dates": "D",
    "vague": "V", "footnotes": "N", "references": "R", "claims": "B", "contradictions": "X",
}  # fmt: skip
# What may be wrong or final comes before what may wait.
FIRST = ("contradictions", "settled", "mentioned", "promises", "undated", "vague", "claims")


class Words(msgspec.Struct):
    """The words of the page in one language."""

    texts: dict[str, str]
    kinds: dict[str, str]
    units: dict[str, str]
    lang: str


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as the page shows it."""

    code: str
    kind: str
    finding: Finding
    reading: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise on the time line; places in hundredths of its length."""

    row: Row
    days: str
    left: float
    width: float
    open_start: bool
    open_end: bool


_HARD_BREAK = re.compile(r"(?<![.!?:;])(?<![.!?:;]\d)(?<![.!?:;]\d\d)\n(?=\S)")


@dataclass(slots=True)
class _Paragraph:
    kind: str
    pieces: list[Markup] = field(default_factory=list[Markup])


def write_report(document: Document, reading: Reading, folder: Path, lang: str = "nl") -> Path:
    """Write `index.html` into a folder (made when it is absent) and return its path."""
    page = render(document, reading, lang)
    if folder.exists() and not folder.is_dir():
        raise Unreadable(f"`{folder}` is a file; name a folder for the report")
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "index.html"
    place.write_text(page, encoding="utf-8")
    return place


def load_words(lang: str) -> Words:
    """Return the words of the page."""
    raw = tomllib.loads((files("weerbaar.letter.reading") / "report_words.toml").read_text("utf-8"))[lang]
    kinds = msgspec.convert(raw.pop("kinds"), dict[str, str])
    units = msgspec.convert(raw.pop("units"), dict[str, str])
    return Words(texts=msgspec.convert(raw, dict[str, str]), kinds=kinds, units=units, lang=lang)


def render(document: Document, reading: Reading, lang: str = "nl") -> str:
    """Return the page as HTML; it needs no script and loads nothing."""
    words = load_words(lang)
    rows = _rows(reading, words)
    environment = Environment(
        loader=PackageLoader("weerbaar.letter.reading", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        w=words,
        source=reading.source,
        day=_day(reading.source.date, lang),
        paragraphs=_paragraphs(document, rows, words),
        asked=sorted((row for row in rows if row.kind in ASKED), key=lambda row: FIRST.index(row.kind)),
        figures=[row for row in rows if row.kind == "figures"],
        bars=_bars(reading, rows, words),
        counts={kind: sum(row.kind == kind for row in rows) for kind in LISTS},
        codes=CODES,
        number=lambda value: format_decimal(value, locale=lang),
    )


def _rows(reading: Reading, words: Words) -> list[Row]:
    rows: list[Row] = []
    for kind in LISTS:
        listed: list[Finding] = getattr(reading, kind)
        for number, finding in enumerate(listed, 1):
            rows.append(Row(f"{CODES[kind]}{number}", kind, finding, _reading(finding, words)))
    return rows


def _reading(finding: Finding, words: Words) -> str:
    t = words.texts
    match finding:
        case Promise():
            who = ", ".join(finding.actor) or t["nobody"]
            return f"{who} · {days(finding.term, words)} · {t.get(finding.strength, finding.strength)}"
        case Settled():
            why = finding.nl if words.lang == "nl" else finding.en
            told = (t[finding.kind], finding.member, finding.subject, why)
            return " · ".join(part for part in told if part)
        case Mentioned():
            named = " · ".join(part for part in (t[finding.kind], finding.member, finding.subject) if part)
            return f"{named} · {finding.nl if words.lang == 'nl' else finding.en}"
        case Contradiction():
            return finding.nl if words.lang == "nl" else finding.en
        case Claim():
            return f"{t['asks']}: {finding.asks_for_nl if words.lang == 'nl' else finding.asks_for}"
        case Figure():
            return finding.of or ""
        case _:
            return ""


def _day(iso: str | None, lang: str) -> str:
    return format_date(date.fromisoformat(iso), "d MMMM y", locale=lang) if iso else ""


def days(term: TermFound | None, words: Words) -> str:
    """Return the days of a term in words."""
    t = words.texts
    if term is None:
        return t["no_term"]
    first, last = _day(term.earliest, words.lang), _day(term.latest, words.lang)
    if term.kind == "on":
        return f"{t['on']} {first}"
    if not first:
        return f"{t['until']} {last}"
    return f"{t['from']} {first} {t['until']} {last}" if last else f"{t['from']} {first}"


def _paragraphs(document: Document, rows: list[Row], words: Words) -> list[_Paragraph]:
    """Cut each block where a finding begins or ends, and mark each piece with what covers it."""
    shown: list[_Paragraph] = []
    # A text published with hard line breaks reads as running text; after a full stop the break stays.
    text = _HARD_BREAK.sub(" ", document.text)
    for block in document.blocks:
        inside = [row for row in rows if row.finding.start < block.end and block.start < row.finding.end]
        edges = {block.start, block.end}
        for row in inside:
            edges |= {max(row.finding.start, block.start), min(row.finding.end, block.end)}
        places = sorted(edges)
        paragraph = _Paragraph(block.kind)
        for low, high in itertools.pairwise(places):
            covering = [row for row in inside if row.finding.start <= low and high <= row.finding.end]
            begins = [row for row in covering if row.finding.start == low]
            paragraph.pieces.append(_piece(text[low:high], covering, begins, words))
        shown.append(paragraph)
    return shown


def _piece(text: str, covering: list[Row], begins: list[Row], words: Words) -> Markup:
    tags = Markup("").join(
        Markup(
            '<a class="tag t-{}" id="at-{}" href="#{}" title="{}: {}"><span class="hidden">{} </span>{}</a>'
        ).format(
            row.kind, row.code, row.code if row.kind in {*ASKED, "figures"} else f"at-{row.code}",
            words.kinds[row.kind], row.finding.rule, words.kinds[row.kind], row.code,
        )
        for row in begins
    )  # fmt: skip
    if not covering:
        return escape(text)
    kinds = " ".join(f"m-{kind}" for kind in dict.fromkeys(row.kind for row in covering))
    return tags + Markup('<span class="m {}">{}</span>').format(kinds, text)


def _bars(reading: Reading, rows: list[Row], words: Words) -> list[Bar]:
    promises = [row for row in rows if row.kind == "promises"]
    begin = date.fromisoformat(reading.source.date or "1970-01-01")
    ends = [
        date.fromisoformat(day)
        for p in reading.promises
        if p.term
        for day in (p.term.earliest, p.term.latest)
        if day
    ]
    length = max((max(ends, default=begin) - begin).days, 1) * 1.04
    bars: list[Bar] = []
    for row in promises:
        term = row.finding.term if isinstance(row.finding, Promise) else None
        if term is None:
            continue
        first = max(date.fromisoformat(term.earliest), begin) if term.earliest else begin
        last = date.fromisoformat(term.latest) if term.latest else None
        left = (first - begin).days / length * 100
        width = ((last - first).days + 1) / length * 100 if last else 100 - left
        bars.append(
            Bar(
                row,
                days(term, words),
                round(left, 2),
                round(max(width, 0.8), 2),
                term.earliest is None,
                last is None,
            )
        )
    return sorted(bars, key=lambda bar: (bar.left + bar.width, bar.row.code))
