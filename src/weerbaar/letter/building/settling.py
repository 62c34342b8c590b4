"""Judges whether a letter may declare a motion or commitment done: it must be known, open, and named once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from weerbaar.letter.building.draft import Mark, Span, Words
from weerbaar.letter.reading.settled import closings
from weerbaar.letter.register.items import Item
from weerbaar.letter.register.standing import STATES_NL, is_open, open_clauses

SENTENCE_END = re.compile("[.?!][\u0001\u0002]*(?:\\s|$)")


def settled_faults(
    mark: Mark, item: Item | None, part: int | None, earlier: Sequence[int | None]
) -> list[str]:
    """Return why the item may not be declared done here; nothing when it may."""
    key = mark.parts[0]
    if item is None:
        return [f"no register knows the item {key!r}; add it to the register or correct the number"]
    faults: list[str] = []
    if item.withdrawn:
        faults.append(f"{item.kind} {key} was withdrawn by the Kamer; leave out the sentence")
    if not is_open(item):
        last = item.history[-1] if item.history else None
        since = f" since {last.on} ({last.evidence.reference})" if last else ""
        faults.append(
            f"{item.kind} {key} is not open: it is {STATES_NL[item.state]!r}{since}; it cannot be settled"
        )
    if len(mark.parts) > 1 and (part is None or not 1 <= part <= len(item.clauses)):
        faults.append(f"{item.kind} {key} has no part {mark.parts[1]!r}; it has {len(item.clauses)} parts")
    elif part is not None and item.clauses[part - 1].offered is not None:
        faults.append(f"part {part} of {item.kind} {key} was declared done already; leave it out")
    elif part is None and len(mark.parts) == 1 and 0 < len(open_clauses(item)) < len(item.clauses):
        faults.append(f"{item.kind} {key} has parts; say which one is settled: {{afgedaan: {key} | 1}}")
    if part in earlier or None in earlier:
        faults.append(f"{item.kind} {key} is settled twice in this letter; keep one")
    return faults


def cited(item: Item, part: int | None) -> str:
    """Return the words of the note that names a settled item."""
    kind = "Motie" if item.kind == "motie" else "Toezegging"
    which = f", onderdeel {part}" if part is not None else ""
    number = f" {item.number}" if item.number else ""
    source = f", {item.source}" if item.source else ""
    return f"{kind}{number}{which}{source}."


def unmarked_settlements(span: Span, letter: dt.date) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of each sentence that closes an item without naming it by a mark.

    What closes is decided by the same table by which letters are read (rules/settlement.toml); "conform de
    toezegging" announces and does not close. `letter` is the letter's day.
    """
    marks = [inline for inline in span.inlines if isinstance(inline, Mark) and inline.kind == "settled"]
    plain = "".join(
        inline.text if isinstance(inline, Words) else ("\u0001" if inline in marks else "\u0002")
        for inline in span.inlines
    )
    for start, end in closings(plain, "\u0001\u0002", letter):
        # A mark may stand in the sentence or directly after its full stop, where a note stands.
        until = SENTENCE_END.search(plain, end)
        if "\u0001" not in plain[start : until.end() if until else len(plain)]:
            words = plain[start:end]
            yield line_of(span, words), " ".join(words.split()).replace("\u0002", "…")


def line_of(span: Span, words: str) -> int:
    """Return the line of the draft on which words begin, or the first line of the text."""
    start = re.escape(words.split()[0])
    found = re.search(rf"\b{start}\b", span.source)
    return span.line + (span.source.count("\n", 0, found.start()) if found else 0)
