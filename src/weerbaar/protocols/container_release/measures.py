"""Measures: what is counted of a month in the port, so that the promise of the chain can be tested.

All of it comes from decisions in the log of that month, whatever became of the containers since: a month that is over
never changes. Why the gate said no could point to a firm. So a reason that was given fewer than five times is not
shown, zero included, nor one behind which stand fewer than three firms, by the cards that were shown, nor what would
give either away. A time or a share is shown only where enough stands behind it.

Bare numbers of what happened (collections, denials, overrides, rights taken back) are shown however small: they say
of nobody why, and some that are nearly always small would else never be seen. What a suspended firm held is not
counted: it would be a number about one firm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from statistics import median, quantiles

from weerbaar.kernel.law.publishing import Note, Recorded
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.law.small_numbers import SMALLEST, Sums, left_out
from weerbaar.protocols.container_release.carrier import Withdraw
from weerbaar.protocols.container_release.chain import Accept, Offer
from weerbaar.protocols.container_release.gate import Collect, GatedOut, GateOut, Overridden, Override
from weerbaar.protocols.container_release.giving_back import Revoke
from weerbaar.protocols.container_release.offline import (
    DeniedOffline,
    LeftAnyway,
    ReportDenial,
    ReportOffline,
)
from weerbaar.protocols.container_release.release import Release

FIRMS = 3
# A tenth takes longer than the ninetieth percentile: below this, that tenth would be fewer than five containers.
ENOUGH_FOR_TENTHS = 50

# The acts of which decisions are counted; nothing of others is read.
ACTS = (Collect, GateOut, Override, ReportOffline, ReportDenial, Withdraw, Revoke, Offer, Accept)
LEFT = ("by_line", "by_list", "by_list_anyway")
TAKEN_BACK = {Withdraw: "by_carrier", Revoke: "by_giver"}
REASONS = {rule.code: rule for rule, _ in Collect.rules}
OTHER = "OTHER"
SUMS: Sums = (("reasons", (*REASONS, OTHER)),)


class Measures(Record):
    """The measures of one month: the tables' numbers by name, those left out being nothing, and the others."""

    cells: Mapping[str, int | None]
    denied: int
    unknown: int
    overridden: int
    median_minutes: int | None
    nine_tenths_minutes: int | None
    first_time: Decimal | None


def notes(decision: Recorded[Release]) -> Iterator[Note]:
    """Yield what to count of one decision."""
    if decision.act is Collect and not decision.permitted:
        yield from _denial(decision)
    for event in decision.events:
        match event:
            case DeniedOffline(reasons=reasons):
                yield ("denied",)
                yield from _reasons(reasons, "")  # a lane reports no card: its denials count as one firm's
            case Overridden():
                yield ("overridden",)
            case LeftAnyway(because="right-ended"):
                yield ("left", "by_list_anyway")
            case GatedOut():
                yield from _left(decision, event)
            case _:
                pass
    if decision.permitted:
        if decision.act in TAKEN_BACK:
            yield ("taken_back", TAKEN_BACK[decision.act])
        for question, answer in decision.facts.items():
            if question[0] == "has_dealt":
                yield ("pair", *question[1:], "known" if answer is True else "first")


def _denial(decision: Recorded[Release]) -> Iterator[Note]:
    if decision.case is None:
        yield ("unknown",)
        return
    yield ("denied",)
    yield from _reasons((reason.upper() for reason in decision.reasons), str(decision.asked["ean"]))


def _reasons(codes: Iterable[str], firm: str) -> Iterator[Note]:
    # Several codes that this law does not know are one other reason: a reason counts once a denial.
    for code in sorted({code if code in REASONS else OTHER for code in codes}):
        yield ("reason", code, firm)


def _left(decision: Recorded[Release], out: GatedOut) -> Iterator[Note]:
    held = any(isinstance(event, LeftAnyway) for event in decision.events)
    listed = "by_list_anyway" if held else "by_list"
    yield ("left", listed if decision.act is ReportOffline else "by_line")
    assert decision.case is not None
    released = decision.case.chain[0].offered_at
    yield ("waited", str(round((out.at - released).total_seconds() / 60)))


def measured(noted: Mapping[Note, int]) -> Measures:
    """Return the measures of a month from what was noted in it."""
    behind, unfit = _behind(noted)
    hidden = left_out(SUMS, behind, unfit)
    bare = {how: noted.get(("left", how), 0) for how in LEFT}
    bare |= {how: noted.get(("taken_back", how), 0) for how in TAKEN_BACK.values()}
    waits = sorted(int(note[1]) for note, times in noted.items() if note[0] == "waited" for _ in range(times))
    return Measures(
        cells=bare | {name: None if name in hidden else number for name, number in behind.items()},
        denied=noted.get(("denied",), 0),
        unknown=noted.get(("unknown",), 0),
        overridden=noted.get(("overridden",), 0),
        median_minutes=round(median(waits)) if len(waits) >= SMALLEST else None,
        nine_tenths_minutes=round(quantiles(waits, n=10)[-1]) if len(waits) >= ENOUGH_FOR_TENTHS else None,
        first_time=_first_time(noted),
    )


def _behind(noted: Mapping[Note, int]) -> tuple[dict[str, int], list[str]]:
    """Return how often each reason was given, and those that few firms stand behind."""
    number: Counter[str] = Counter()
    firms: dict[str, set[str]] = {}
    for note, times in noted.items():
        if note[0] == "reason":
            number[note[1]] += times
            firms.setdefault(note[1], set()).add(note[2])
    behind = {code: number[code] for code in (*REASONS, OTHER)}
    behind["reasons"] = number.total()
    return behind, [code for code in (*REASONS, OTHER) if len(firms.get(code, ())) < FIRMS]


def _first_time(noted: Mapping[Note, int]) -> Decimal | None:
    """Return the share of pairs of giver and taker, offered to in the month, that had not dealt before."""
    pairs = {note[1:3] for note in noted if note[0] == "pair"}
    first = {note[1:3] for note in noted if note[0] == "pair" and note[3] == "first"}
    if len(first) < SMALLEST or 0 < len(pairs) - len(first) < SMALLEST:
        return None
    return (Decimal(len(first)) / len(pairs)).quantize(Decimal("0.001"))
