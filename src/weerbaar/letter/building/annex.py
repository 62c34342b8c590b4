"""Lays out the overview of motions and commitments that goes with the letter, as a list or as tables."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from weerbaar.letter.building import wording
from weerbaar.letter.building.draft import Head
from weerbaar.letter.building.page import Entries, Grid, Page, Part, Pieces, Prose, Run, Title, run
from weerbaar.letter.register.comparison import ORDER, Difference, Why, title_of
from weerbaar.letter.register.comparison import key as item_key
from weerbaar.letter.register.items import Item, Kind, Register
from weerbaar.letter.register.standing import current_term, fractie_on, is_open, standing

Layout = Literal["list", "table"]
# What stands first, because it asks for an answer before the letter goes out.
FIRST: tuple[Why, ...] = ("late", "settled_unknown", "waits_for_kamer")
MENTIONED = "Genoemd in dit stuk, daar niet afgedaan"
KINDS: dict[Kind, str] = {"motie": "Moties", "toezegging": "Toezeggingen"}
NOT_YET_DUE = frozenset(
    [
        "ingediend",
        "aangehouden",
        "in_stemming",
        "concept",
        "afgewezen",
        "verworpen",
        "gewijzigd",
        "ingetrokken",
    ]
)
TITLE = "Overzicht moties en toezeggingen"


@dataclass(frozen=True)
class Place:
    """Where the letter settles an item; `whole` is false when only one of its parts is."""

    words: str
    whole: bool


@dataclass(frozen=True)
class Line:
    """One item of the annex, every column filled."""

    number: int
    item: Item
    kind: str
    who: str
    term: str
    standing: str
    in_hand: bool


def annex_page(
    register: Register,
    head: Head,
    differences: Sequence[Difference],
    layout: Layout,
    settled: dict[str, Place],
) -> Page:
    """Return the annex. `settled` says of each item that the letter settles where it does so, by item id.

    Only adopted or taken-over motions and established commitments are in it: others create no duty to report.
    """
    mentioned = {d.id for d in differences if d.why == "only_mentioned"}
    lines = lines_of(register, head.date, settled, mentioned)
    first = attention(differences, {item_key(i): settled[i.id] for i in register.items if i.id in settled})
    body = as_list(lines) if layout == "list" else as_tables(lines)
    if not lines:
        body = [Prose(run("Er zijn geen moties of toezeggingen om over te rapporteren."))]
    return Page("annex", head, (*first, *body))


def lines_of(
    register: Register, on: dt.date, settled: dict[str, Place], mentioned: Collection[str] = ()
) -> list[Line]:
    """Return the items that the annex reports, in stable order: theme, then the day they were made.

    `mentioned` are the keys of the items that the letter names without settling them.
    """
    reported = [i for i in register.items if i.state not in NOT_YET_DUE and not i.withdrawn]
    ordered = sorted(reported, key=lambda i: (i.theme.lower(), i.made, i.kind, i.number or i.id))
    return [
        Line(
            number,
            item,
            "Motie" if item.kind == "motie" else "Toezegging",
            members(register, item),
            term_words(item),
            affairs(item, on, settled.get(item.id), named=item_key(item) in mentioned),
            is_open(item) and not (item.id in settled and settled[item.id].whole),
        )
        for number, item in enumerate(ordered, start=1)
    ]


def members(register: Register, item: Item) -> str:
    """Return who moved it or to whom it was promised, each with the fractie of that day."""
    told = [(m.name, m.fractie or fractie_on(register.seats, m.name, item.made)) for m in item.members]
    return " en ".join(f"{name} ({fractie})" if fractie else name for name, fractie in told)


def term_words(item: Item) -> str:
    """Return the terms in the words used, the last one with its day; earlier ones stay visible.

    Without a term it gives nothing: the state of affairs says that the term is unknown.
    """
    term = current_term(item)
    if term is None:
        return ""
    earlier = [f"was: {old.text}" for old in item.terms[:-1]]
    known = "termijn onbekend"
    if term.latest:
        iso = term.text == term.latest.isoformat()
        known = f"uiterlijk {wording.day(term.latest)}"
        known = known if iso else f"{term.text} ({known})"
    elif term.text:
        known = f"{term.text} (niet te berekenen)"
    origin = [f"bron: {term.origin}"] if term.origin else []
    return "; ".join([known, *earlier, *origin])


def affairs(item: Item, on: dt.date, place: Place | None, *, named: bool = False) -> str:
    """Return the state of affairs: where this letter settles it, else as it stands, and whether it names it."""
    words = standing(item, on)
    if place:
        words = f"{'Afgedaan' if place.whole else 'Deels afgedaan'} in dit stuk, {place.words}"
    elif item.state in ("aangeboden", "voldaan"):
        letter = next((c.evidence for c in reversed(item.history) if c.now == "aangeboden"), None)
        if letter:
            done = "voldaan" if item.state == "voldaan" else "wacht op Kamer"
            words = f"Afgedaan bij brief van {wording.day(letter.date)} ({letter.reference}); {done}"
    elif named:
        words = f"{words}. {MENTIONED}"
    return f"{words}. {item.standing}".strip() if item.standing else f"{words}."


def attention(differences: Iterable[Difference], settled: dict[str, Place]) -> list[Part]:
    """Return the section that stands first; nothing when there is nothing to say."""
    parts: list[Part] = []
    pressing = [d for d in differences if d.why in FIRST]
    if not pressing:
        return parts
    parts.append(Title(1, run("Vraagt eerst aandacht")))
    for why in FIRST:
        chosen = [d for d in pressing if d.why == why]
        if chosen:
            parts.append(Title(2, run(ORDER[why].nl)))
            parts.append(Entries(False, tuple(run(sentence(d, settled.get(d.id))) for d in chosen)))
    return parts


def sentence(difference: Difference, place: Place | None) -> str:
    """Return one difference as a line; what this letter settles is said to be so."""
    number = f"{difference.id}: " if difference.id and difference.id not in difference.title else ""
    words = f"{number}{difference.title.rstrip('.')}"
    answer = f" {'Afgedaan' if place.whole else 'Deels afgedaan'} in dit stuk." if place else ""
    if difference.why == "late" and difference.since:
        return f"{words}. Termijn {difference.ours}, verlopen sinds {wording.day(difference.since)}.{answer}"
    if difference.why == "settled_unknown":
        return f"{words}. In de brief: {difference.ours}"
    return f"{words}. Ministerie: {difference.ours}; Kamer: {difference.theirs}."


def as_list(lines: list[Line]) -> list[Part]:
    """Return themed sections, each a numbered list whose entries begin with the item's title."""
    parts: list[Part] = []
    for theme, group in itertools.groupby(lines, key=lambda line: line.item.theme):
        chosen = list(group)
        parts.append(Title(1, run(theme or "Overig")))
        parts.append(Entries(True, tuple(entry(line) for line in chosen), start=chosen[0].number))
    return parts


def entry(line: Line) -> Pieces:
    """Return one entry of the list."""
    item = line.item
    title = item.title or title_of(item)
    known = [
        line.who and ("Indiener" if item.kind == "motie" else "Aan") + f": {line.who}",
        item.number and f"Nummer: {item.number}",
        found_at(item) and f"Vindplaats: {found_at(item)}",
        line.term and f"Termijn: {line.term}",
    ]
    details = ". ".join(part for part in known if part)
    words = [] if item.text in title else [Run(f"{quoted(item)} ")]
    lead = Run(f"{title.rstrip('.')}. ", "strong")
    return (lead, *words, Run(f"{details}. "), Run("Stand van zaken: ", "emphasis"), Run(line.standing))


def quoted(item: Item) -> str:
    """Return the Kamer's own words, a motion's request as a quotation because it is half a sentence."""
    return f"‘{item.text.rstrip('.;')}’." if item.kind == "motie" else f"{item.text.rstrip('.')}."


def as_tables(lines: list[Line]) -> list[Part]:
    """Return the layout of the budget: motions and commitments, each settled and in hand, three columns."""
    parts: list[Part] = []
    for kind, name in KINDS.items():
        chosen = [line for line in lines if line.item.kind == kind]
        if not chosen:
            continue
        parts.append(Title(1, run(name)))
        for words, wanted in (("Afgerond", False), ("In behandeling", True)):
            rows = [line for line in chosen if line.in_hand is wanted]
            if rows:
                parts.append(Title(2, run(words)))
                caption = f"{name}: {words.lower()} ({len(rows)})"
                header = (run("Omschrijving"), run("Vindplaats"), run("Stand van zaken"))
                parts.append(Grid(run(caption), header, tuple(cells(line) for line in rows), (5, 3, 4)))
    return parts


def cells(line: Line) -> tuple[Pieces, ...]:
    """Return the three cells of an item."""
    item = line.item
    title = f"{line.number}. {item.title or title_of(item)}"
    words = title if item.text in title else f"{title.rstrip('.')}. {quoted(item)}"
    found = "; ".join(part for part in (item.number, found_at(item)) if part)
    return (
        run(words),
        run(found or "nog geen"),
        run(f"{line.standing} Termijn: {line.term}." if line.term else line.standing),
    )


def found_at(item: Item) -> str:
    """Return where an item is found: the document, and the meeting."""
    return ", ".join(part for part in (item.source, item.meeting) if part)
