"""Answers plain questions about an item: is it open, is it late, how often was it put off, whose is it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from weerbaar.letter.register.items import ENDED, OPEN, Clause, Item, Seat, Term

STATES_NL = {
    "concept": "concept",
    "afgewezen": "afgewezen",
    "vastgesteld": "vastgesteld",
    "in_uitvoering": "in uitvoering",
    "uitgesteld": "uitgesteld",
    "overgedragen": "overgedragen",
    "aangeboden": "aangeboden, wacht op Kamer",
    "voldaan": "voldaan",
    "deels_voldaan": "deels voldaan",
    "heropend": "heropend",
    "vervallen": "vervallen",
    "ingediend": "ingediend",
    "aangehouden": "aangehouden",
    "gewijzigd": "gewijzigd",
    "ingetrokken": "ingetrokken",
    "in_stemming": "in stemming",
    "aangenomen": "aangenomen",
    "verworpen": "verworpen",
    "overgenomen": "overgenomen",
    "niet_uitgevoerd": "niet uitvoerbaar",
}


def is_open(item: Item) -> bool:
    """Return whether the item still asks for something from the ministry."""
    return item.state in OPEN


def has_ended(item: Item) -> bool:
    """Return whether nothing can follow any more."""
    return item.state in ENDED


def current_term(item: Item) -> Term | None:
    """Return the term that binds now: the last one given, or the first day due of the open clauses."""
    if item.terms:
        return item.terms[-1]
    dated = [c.term for c in open_clauses(item) if c.term is not None and c.term.latest is not None]
    return min(dated, key=lambda term: term.latest or dt.date.max, default=None)


def open_clauses(item: Item) -> tuple[Clause, ...]:
    """Return the requests of an item that were not yet offered to the Kamer."""
    return tuple(clause for clause in item.clauses if clause.offered is None)


def is_late(item: Item, on: dt.date) -> bool:
    """Return whether the last day of the term has passed while the item is still open.

    A term that is unknown is never late: it is listed as unknown instead (see `term_unknown`).
    """
    if not is_open(item):
        return False
    terms = [current_term(item), *(clause.term for clause in open_clauses(item))]
    return any(term is not None and term.latest is not None and term.latest < on for term in terms)


def term_unknown(item: Item) -> bool:
    """Return whether an open item has no term that can be computed."""
    term = current_term(item)
    return is_open(item) and (term is None or term.latest is None)


def delays(item: Item) -> int:
    """Return how often the item was put off."""
    return sum(1 for change in item.history if change.now == "uitgesteld")


def responsible(item: Item) -> str:
    """Return the ministry that answers for the item: the giver's until the receiver has accepted."""
    if item.handover and item.handover.accepted:
        return item.handover.to
    return item.ministry


def visible_to(item: Item, ministry: str) -> bool:
    """Return whether the item is on a ministry's list."""
    return responsible(item) == ministry


def standing(item: Item, on: dt.date) -> str:
    """Return the state of affairs in one Dutch sentence, for the annex."""
    words = STATES_NL[item.state]
    if item.clauses and 0 < len(open_clauses(item)) < len(item.clauses):
        done = len(item.clauses) - len(open_clauses(item))
        words = f"deels: {done} van {len(item.clauses)} onderdelen aangeboden"
    if is_late(item, on):
        words += ", over de termijn"
    elif term_unknown(item):
        words += ", termijn onbekend"
    if times := delays(item):
        words += f", {times} keer uitgesteld" if times > 1 else ", uitgesteld"
    return words[:1].upper() + words[1:]


def fractie_on(seats: Iterable[Seat], name: str, on: dt.date) -> str:
    """Return the fractie of a member on a day, or nothing when no seat is known for that day."""
    for seat in seats:
        if seat.name == name and seat.since <= on and (seat.until is None or on <= seat.until):
            return seat.fractie
    return ""
