"""Lays the ministry's list beside the Kamer's and says where they differ, most pressing first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from weerbaar.letter.register.items import Item, Register
from weerbaar.letter.register.kamer import KamerRecord, status_of
from weerbaar.letter.register.standing import STATES_NL, current_term, delays, is_late, is_open, term_unknown

Why = Literal[
    "late",
    "settled_unknown",
    "waits_for_kamer",
    "only_mentioned",
    "kamer_not_fulfilled",
    "kamer_fulfilled_we_open",
    "only_kamer",
    "only_ministry",
    "withdrawn",
    "term_differs",
    "text_differs",
    "status_unknown",
    "term_unknown",
    "delayed_again",
]


class Heading(NamedTuple):
    """The words above the differences of one kind; what stands below is in the register's own Dutch."""

    nl: str
    en: str


# The order in which a person looks at them, with the words of each.
ORDER: dict[Why, Heading] = {
    "late": Heading("Over de termijn", "Past the term"),
    "settled_unknown": Heading(
        "Afgedaan in de brief, in geen register bekend", "Settled in the letter, known to no register"
    ),
    "waits_for_kamer": Heading("Aangeboden, wacht op Kamer", "Offered, waits for the Kamer"),
    "only_mentioned": Heading(
        "Open, en in de brief alleen genoemd", "Open, and only mentioned in the letter"
    ),
    "kamer_not_fulfilled": Heading("Volgens de Kamer niet nagekomen", "Not fulfilled, says the Kamer"),
    "kamer_fulfilled_we_open": Heading(
        "Volgens de Kamer voldaan, bij ons nog open", "Fulfilled, says the Kamer; open with us"
    ),
    "only_kamer": Heading("Alleen bij de Kamer bekend", "Known to the Kamer only"),
    "only_ministry": Heading("Alleen bij het ministerie bekend", "Known to the ministry only"),
    "withdrawn": Heading("Door de Kamer teruggetrokken", "Withdrawn by the Kamer"),
    "term_differs": Heading("Termijn verschilt", "The term differs"),
    "text_differs": Heading("Tekst verschilt", "The text differs"),
    "status_unknown": Heading("Status van de Kamer onbekend", "A status of the Kamer that is unknown"),
    "term_unknown": Heading("Termijn onbekend", "No term known"),
    "delayed_again": Heading("Meer dan eens uitgesteld", "Put off more than once"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that asks for a look: the item, why, what each side says, and the first day it was late."""

    why: Why
    id: str
    title: str
    ours: str
    theirs: str = ""
    since: dt.date | None = None


@dataclass(frozen=True)
class InLetter:
    """A motion or commitment as the reading of a letter found it, settled or only mentioned.

    `why` says of one only mentioned what keeps it open, in Dutch.
    """

    kind: str
    subject: str
    member: str
    text: str
    why: str = ""


def compare(
    register: Register,
    records: Iterable[KamerRecord],
    on: dt.date,
    settled: Iterable[InLetter] = (),
    mentioned: Iterable[InLetter] = (),
    *,
    with_kamer: bool = True,
) -> tuple[Difference, ...]:
    """Return every difference between the ministry's list and the Kamer's, in the order of ORDER.

    `settled` and `mentioned` are what a letter closes, and what it names only.

    Without the Kamer's list (`with_kamer=False`) only what the register itself shows is returned.
    """
    theirs = {record.number: record for record in records if record.number}
    found: list[Difference] = [difference for item in register.items for difference in alone(item, on)]
    closed = [(one, match(register, one)) for one in settled]
    found += [unknown(one) for one, item in closed if item is None]
    found += only_mentioned(register, mentioned, {item.id for _, item in closed if item})
    if with_kamer:
        for item in register.items:
            found += beside(item, theirs.get(item.number or item.id))
        ours = {item.number or item.id for item in register.items}
        found += [
            stranger(record) for record in theirs.values() if record.number not in ours and not record.deleted
        ]
    rank = {why: place for place, why in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda d: (rank[d.why], d.since or dt.date.max, d.id)))


def alone(item: Item, on: dt.date) -> list[Difference]:
    """Return what the register itself shows of an item."""
    found: list[Difference] = []
    term = current_term(item)
    if is_late(item, on):
        # The last day of a term is in time: "voor het einde van 2025" is late from 1 January.
        late = term.latest + dt.timedelta(days=1) if term and term.latest else None
        found.append(Difference("late", key(item), title_of(item), term.text if term else "", since=late))
    elif term_unknown(item):
        found.append(
            Difference("term_unknown", key(item), title_of(item), term.text if term else "geen termijn")
        )
    if is_open(item) and delays(item) > 1:
        found.append(
            Difference("delayed_again", key(item), title_of(item), f"{delays(item)} keer uitgesteld")
        )
    return found


def beside(item: Item, record: KamerRecord | None) -> list[Difference]:
    """Return where an item and the Kamer's record of it differ."""
    state = STATES_NL[item.state]
    if record is None:
        return [Difference("only_ministry", key(item), title_of(item), state)] if is_open(item) else []
    if record.deleted:
        return [Difference("withdrawn", key(item), title_of(item), state, "verwijderd")]
    found: list[Difference] = []
    status, word = status_of(record), record.status or "geen status"
    offered = item.state in ("aangeboden", "niet_uitgevoerd", "voldaan")
    if offered and status in ("open", "unknown"):
        found.append(Difference("waits_for_kamer", key(item), title_of(item), state, word))
    elif status == "not_fulfilled":
        found.append(Difference("kamer_not_fulfilled", key(item), title_of(item), state, word))
    elif is_open(item) and status == "fulfilled":
        letters = f" ({', '.join(record.letters)})" if record.letters else ""
        found.append(Difference("kamer_fulfilled_we_open", key(item), title_of(item), state, word + letters))
    if status == "unknown" and item.kind == "toezegging":
        found.append(Difference("status_unknown", key(item), title_of(item), state, word))
    term = current_term(item)
    if record.due and term and term.latest and term.latest != record.due:
        found.append(
            Difference(
                "term_differs", key(item), title_of(item), term.latest.isoformat(), record.due.isoformat()
            )
        )
    if record.text and plain(record.text) != plain(item.text):
        found.append(Difference("text_differs", key(item), title_of(item), item.text, record.text))
    return found


def key(item: Item) -> str:
    """Return what an item is known by to a reader: the Kamer's number, or our own until there is one."""
    return item.number or item.id


def stranger(record: KamerRecord) -> Difference:
    """Return a record of the Kamer that our list lacks."""
    return Difference(
        "only_kamer", record.number, record.title or record.text, "", record.status or "geen status"
    )


def only_mentioned(register: Register, mentioned: Iterable[InLetter], closed: set[str]) -> list[Difference]:
    """Return the open items that a letter names without settling them, each once, with what keeps them open."""
    named = [(one, match(register, one)) for one in mentioned]
    first = {item.id: (item, one) for one, item in reversed(named) if item and is_open(item)}
    return [
        Difference("only_mentioned", key(item), title_of(item), one.why)
        for item, one in first.values()
        if item.id not in closed
    ]


def unknown(one: InLetter) -> Difference:
    """Return a settled item of a letter that the register lacks."""
    who = f" ({one.member})" if one.member else ""
    title = " ".join(f"{one.kind.capitalize()} over {one.subject}{who}".split())
    return Difference("settled_unknown", "", title, " ".join(one.text.split()).rstrip(".") + ".")


def match(register: Register, one: InLetter) -> Item | None:
    """Return the item that a letter's settlement speaks of: same kind, same member, most words in common.

    Without a member in common at least two words of the subject must be.
    """
    wanted = words(f"{one.subject} {one.text}")
    best: tuple[int, Item] | None = None
    for item in register.items:
        if item.kind != one.kind:
            continue
        if item.number and item.number in one.text:
            return item
        member = bool(one.member) and any(same_name(one.member, m.name) for m in item.members)
        shared = len(wanted & words(f"{item.title} {item.text}"))
        if (member and shared >= 1) or shared >= 2:
            score = shared + (10 if member else 0)
            if best is None or score > best[0]:
                best = (score, item)
    return best[1] if best else None


def same_name(one: str, other: str) -> bool:
    """Return whether two ways of writing a member's name end in the same surname."""
    left, right = plain(one).split(), plain(other).split()
    return bool(left and right) and left[-1] == right[-1]


COMMON = frozenset(
    [
        "motie",
        "toezegging",
        "kamer",
        "tweede",
        "informeren",
        "over",
        "deze",
        "brief",
        "hiermee",
        "daarmee",
        "lid",
        "leden",
    ]
)


def words(text: str) -> frozenset[str]:
    """Return the words of a subject that tell subjects apart."""
    return frozenset(w for w in re.findall(r"[a-zà-ÿ]{5,}", plain(text)) if w not in COMMON)


def plain(text: str) -> str:
    """Return a text in lower case with single spaces, so that layout makes no difference."""
    return " ".join(text.lower().split())


def title_of(item: Item) -> str:
    """Return an item's title as the annex writes it."""
    if item.title:
        return item.title
    who = "Motie" if item.kind == "motie" else "Toezegging"
    short = item.text if len(item.text) <= 140 else item.text[:137].rsplit(" ", 1)[0] + " …"
    return f"{who}: {short}"
