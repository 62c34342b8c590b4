"""Decides whether an item may go from one state to another: who may move it, and on what evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from weerbaar.letter.register.items import (
    Change,
    Evidence,
    EvidenceKind,
    Handover,
    Item,
    Kind,
    Owner,
    State,
    Term,
)
from weerbaar.letter.register.standing import STATES_NL, open_clauses


@dataclass(frozen=True)
class Way:
    """One way from a state to another, with its owner and the evidence that it rests on."""

    was: State
    now: State
    by: Owner
    evidence: tuple[EvidenceKind, ...]


@dataclass(frozen=True)
class Move:
    """What someone asks: bring an item to a state. A delay carries a new term and a reason.

    `part` is the number of one request of an item with several, counted from 1.
    """

    now: State
    by: Owner
    on: dt.date
    evidence: Evidence
    term: Term | None = None
    ministry: str = ""
    reason: str = ""
    part: int | None = None


@dataclass(frozen=True)
class Decision:
    """The item as it then is, or every reason why the move is refused (and the item unchanged)."""

    item: Item
    refused: tuple[str, ...] = ()


# The execution of a commitment, and of a motion once it was adopted or taken over.
EXECUTION = (
    Way("vastgesteld", "in_uitvoering", "action_owner", ("plan", "letter")),
    Way("in_uitvoering", "uitgesteld", "minister", ("letter",)),
    Way("uitgesteld", "uitgesteld", "minister", ("letter",)),
    Way("uitgesteld", "in_uitvoering", "action_owner", ("plan", "letter")),
    Way("in_uitvoering", "overgedragen", "receiving_ministry", ("acceptance",)),
    Way("uitgesteld", "overgedragen", "receiving_ministry", ("acceptance",)),
    Way("overgedragen", "in_uitvoering", "action_owner", ("plan", "letter")),
    Way("in_uitvoering", "aangeboden", "minister", ("letter",)),
    Way("in_uitvoering", "niet_uitgevoerd", "minister", ("letter",)),
    Way("aangeboden", "voldaan", "kamer", ("feed",)),
    Way("aangeboden", "deels_voldaan", "kamer", ("feed",)),
    Way("aangeboden", "heropend", "kamer", ("decision",)),
    Way("niet_uitgevoerd", "voldaan", "kamer", ("feed",)),
    Way("niet_uitgevoerd", "heropend", "kamer", ("decision",)),
    Way("deels_voldaan", "in_uitvoering", "action_owner", ("plan", "letter")),
    Way("heropend", "in_uitvoering", "action_owner", ("plan", "letter")),
    Way("vastgesteld", "vervallen", "kamer", ("decision",)),
    Way("in_uitvoering", "vervallen", "kamer", ("decision",)),
    Way("uitgesteld", "vervallen", "kamer", ("decision",)),
)
# What the Kamer may make of a motion before it asks anything of the cabinet.
FATE: dict[State, tuple[State, ...]] = {
    "ingediend": ("aangehouden", "gewijzigd", "ingetrokken", "vervallen", "in_stemming", "overgenomen"),
    "aangehouden": ("gewijzigd", "ingetrokken", "vervallen", "in_stemming", "overgenomen"),
    "in_stemming": ("aangenomen", "verworpen", "aangehouden", "ingetrokken"),
}
WAYS: dict[Kind, tuple[Way, ...]] = {
    "toezegging": (
        Way("concept", "vastgesteld", "parliamentary_contact", ("span", "number")),
        Way("concept", "afgewezen", "parliamentary_contact", ("span",)),
        *EXECUTION,
    ),
    "motie": (
        *(Way(was, now, "kamer", ("feed", "decision")) for was, later in FATE.items() for now in later),
        Way("aangenomen", "in_uitvoering", "action_owner", ("plan", "letter")),
        Way("overgenomen", "in_uitvoering", "action_owner", ("plan", "letter")),
        *EXECUTION,
    ),
}


def decide(item: Item, move: Move) -> Decision:
    """Return the item after the move, or every reason why it may not be made."""
    reasons = refusals(item, move)
    if reasons:
        return Decision(item, tuple(reasons))
    return Decision(moved(item, move))


def refusals(item: Item, move: Move) -> list[str]:
    """Return every reason against a move; nothing when it may be made."""
    ways = [way for way in WAYS[item.kind] if way.was == item.state]
    fit = [way for way in ways if way.now == move.now]
    if not fit:
        onward = ", ".join(sorted({way.now for way in ways})) or "nothing: it has ended"
        words = STATES_NL[item.state]
        return [f"{item.kind} {item.id} is {words!r} and cannot become {move.now!r}; it can become {onward}"]
    reasons: list[str] = []
    if all(way.by != move.by for way in fit):
        reasons.append(f"only {fit[0].by} may make it {move.now!r}, not {move.by}")
    if all(move.evidence.kind not in way.evidence for way in fit):
        wanted = " or ".join(fit[0].evidence)
        reasons.append(f"{move.now!r} rests on evidence of kind {wanted}, not {move.evidence.kind}")
    if not move.evidence.reference:
        reasons.append("the evidence has no reference; name the letter, number or decision")
    if item.history and move.on < item.history[-1].on:
        reasons.append(f"the move of {move.on} lies before the last one, of {item.history[-1].on}")
    return reasons + own_conditions(item, move)


def own_conditions(item: Item, move: Move) -> list[str]:
    """Return the reasons that belong to one state only."""
    reasons: list[str] = []
    if item.withdrawn:
        reasons.append("the Kamer withdrew this record; it is kept, and moves no more")
    if move.now == "uitgesteld":
        if move.term is None:
            reasons.append("a delay needs the new term")
        elif move.term.latest is not None and move.term.latest < move.on:
            reasons.append(f"the new term ends on {move.term.latest}, before the delay itself")
        if not move.reason:
            reasons.append("a delay needs its reason")
    elif move.term is not None:
        reasons.append("only a delay by letter changes the term")
    if move.now == "niet_uitgevoerd" and not move.reason:
        reasons.append("an item that is not carried out needs the reason")
    if move.now == "overgedragen":
        if item.handover is None or item.handover.accepted is not None:
            reasons.append("the item was offered to no other ministry; offer it first")
        elif move.ministry != item.handover.to:
            reasons.append(
                f"it was offered to {item.handover.to}; {move.ministry or 'nobody'} cannot accept it"
            )
    return reasons + part_conditions(item, move)


def part_conditions(item: Item, move: Move) -> list[str]:
    """Return the reasons against a move of one part only."""
    if move.part is None:
        return []
    if move.now != "aangeboden":
        return ["only offering to the Kamer goes by part"]
    if not 1 <= move.part <= len(item.clauses) or item.clauses[move.part - 1].offered is not None:
        return [f"the item has no open part {move.part}"]
    return []


def moved(item: Item, move: Move) -> Item:
    """Return the item after a move that may be made. The old terms stay; a motion waits for all its parts."""
    change = Change(item.state, move.now, move.by, move.on, move.evidence)
    history = (*item.history, change)
    if move.now == "aangeboden" and item.clauses:
        clauses = tuple(
            dataclasses.replace(clause, offered=move.evidence)
            if clause.offered is None and move.part in (None, number)
            else clause
            for number, clause in enumerate(item.clauses, start=1)
        )
        item = dataclasses.replace(item, clauses=clauses)
        if open_clauses(item):
            return item
    if move.now == "uitgesteld" and move.term is not None:
        item = dataclasses.replace(item, terms=(*item.terms, move.term))
    if move.now == "overgedragen" and item.handover is not None:
        item = dataclasses.replace(item, handover=dataclasses.replace(item.handover, accepted=move.on))
    standing = move.reason or item.standing
    return dataclasses.replace(item, state=move.now, history=history, standing=standing)


def offer_to(item: Item, ministry: str, on: dt.date) -> Decision:
    """Return the item as offered to another ministry; it stays the giver's until that ministry accepts."""
    if item.handover and item.handover.accepted is None:
        return Decision(item, (f"{item.id} is on offer to {item.handover.to} already",))
    if item.state not in ("in_uitvoering", "uitgesteld"):
        return Decision(
            item, (f"{item.id} is {STATES_NL[item.state]!r}; only an item being carried out is handed over",)
        )
    return Decision(dataclasses.replace(item, handover=Handover(ministry, on)))
