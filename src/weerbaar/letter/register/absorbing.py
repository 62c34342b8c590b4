"""Brings what the Kamer says into the ministry's register, and leaves what only the ministry may say."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from weerbaar.letter.register.items import Evidence, Item, Member, Register, State, Term
from weerbaar.letter.register.kamer import KamerRecord, status_of
from weerbaar.letter.register.moves import Move, decide

# A motion's fate in the Kamer's words. The first word found decides; silence leaves it `ingediend`.
FATES: tuple[tuple[str, State], ...] = (
    ("aangenomen", "aangenomen"),
    ("verworpen", "verworpen"),
    ("overgenomen", "overgenomen"),
    ("aangehouden", "aangehouden"),
    ("ingetrokken", "ingetrokken"),
    ("vervallen", "vervallen"),
    ("stemming", "in_stemming"),
)
AUTHORS = re.compile(r"\bvan (?:het lid|de leden) (?P<names>.+?)(?: c\.s\.)? over\b")
ONE_AUTHOR = re.compile(r"\s*(?P<name>[^()]+?)\s*(?:\((?P<fractie>[^)]+)\))?\s*(?:,|\ben\b|$)")


@dataclass(frozen=True)
class Absorbed:
    """The register after an import, and what was done to it, in order."""

    register: Register
    done: tuple[str, ...]


def absorb(register: Register, records: Iterable[KamerRecord], on: dt.date) -> Absorbed:
    """Return the register with new items added, and with what the Kamer alone decides.

    A term is never changed: only a letter does that. A record that was withdrawn is marked and kept.
    """
    items = {item.id: item for item in register.items}
    by_number = {item.number or item.id: item.id for item in register.items}
    done: list[str] = []
    for record in sorted(records, key=lambda r: (r.made or dt.date.max, r.number, r.guid)):
        key = by_number.get(record.number) if record.number else None
        if key is None:
            if record.number and record.text and not record.deleted:
                item = new_item(record, on)
                items[item.id] = item
                done.append(f"{item.id} added as {item.state}")
            continue
        changed = heard(items[key], record, on)
        if changed.withdrawn and not items[key].withdrawn:
            done.append(f"{key} was withdrawn by the Kamer")
        elif changed is not items[key]:
            done.append(f"{key} is now {changed.state}, says the Kamer")
        items[key] = changed
    return Absorbed(dataclasses.replace(register, items=tuple(items.values())), tuple(done))


def heard(item: Item, record: KamerRecord, on: dt.date) -> Item:
    """Return the item after hearing the Kamer; the same item when it says nothing new."""
    if record.deleted:
        return item if item.withdrawn else dataclasses.replace(item, withdrawn=True)
    if status_of(record) == "fulfilled" and item.state in ("aangeboden", "niet_uitgevoerd"):
        decision = decide(item, Move("voldaan", "kamer", max(on, last_day(item)), feed_evidence(record, on)))
        return item if decision.refused else decision.item
    fate = fate_of(record)
    if (
        item.kind == "motie"
        and item.state in ("ingediend", "aangehouden", "in_stemming")
        and fate != item.state
    ):
        # The feed may skip the vote itself: it reports the outcome.
        through = item
        if fate in ("aangenomen", "verworpen") and item.state != "in_stemming":
            through = decide(
                item, Move("in_stemming", "kamer", max(on, last_day(item)), feed_evidence(record, on))
            ).item
        decision = decide(through, Move(fate, "kamer", max(on, last_day(through)), feed_evidence(record, on)))
        return item if decision.refused else decision.item
    return item


def last_day(item: Item) -> dt.date:
    """Return the day of the last change of an item."""
    return item.history[-1].on if item.history else item.made


def feed_evidence(record: KamerRecord, on: dt.date) -> Evidence:
    """Return the Kamer's record as evidence; its text names the letters that fulfil it."""
    return Evidence("feed", f"{record.number} {record.status}".strip(), on, ", ".join(record.letters))


def new_item(record: KamerRecord, on: dt.date) -> Item:
    """Return a Kamer record as an item of the register, in the state that the Kamer gives it."""
    state: State = "vastgesteld" if record.kind == "toezegging" else fate_of(record)
    if status_of(record) == "fulfilled":
        state = "voldaan"
    # The Kamer names a motion in its subject and gives the dossier as title, or the other way round.
    named = next((text for text in (record.title, record.text) if AUTHORS.search(text)), record.title)
    theme = record.title if record.kind == "motie" and named != record.title else ""
    terms = (Term(record.due.isoformat(), record.due, origin="register van de Kamer"),) if record.due else ()
    return Item(
        id=record.number,
        number=record.number,
        kind=record.kind,
        text=record.text,
        title=named,
        theme=theme,
        made=record.made or on,
        state=state,
        ministry=record.ministry,
        members=authors(named) or tuple(Member(name) for name in record.promised_to),
        meeting=record.activity,
        terms=terms,
        appreciation=record.appreciation,
        replaces=", ".join(record.changes),
    )


def fate_of(record: KamerRecord) -> State:
    """Return where a motion stands in the Kamer's words."""
    words = f"{record.outcome} {record.status}".lower()
    for word, state in FATES:
        if word in words:
            return state
    return "ingediend"


def authors(title: str) -> tuple[Member, ...]:
    """Return the members of a motion's title: `Motie van de leden X (f) en Y (f) over ...`."""
    found = AUTHORS.search(title)
    if not found:
        return ()
    parts = ONE_AUTHOR.finditer(found["names"])
    return tuple(
        Member(part["name"].strip(), part["fractie"] or "") for part in parts if part["name"].strip()
    )
