"""Publication: the measures of a month in words, as those read them who watch over the chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.periods import Period
from weerbaar.kernel.law.publishing import Figure, Known, Publication, Publishes, Remark, Table
from weerbaar.kernel.law.small_numbers import SMALLEST
from weerbaar.kernel.law.statutory_time.wording import MONTHS
from weerbaar.protocols.container_release.measures import (
    ACTS,
    ENOUGH_FOR_TENTHS,
    FIRMS,
    LEFT,
    OTHER,
    REASONS,
    TAKEN_BACK,
    Measures,
    measured,
    notes,
)
from weerbaar.protocols.container_release.release import Release
from weerbaar.protocols.container_release.terms import TERMS

WORDS: dict[str, tuple[str, str]] = {
    "left": ("Containers die vertrokken", "Containers that left"),
    "by_line": ("Langs de poort, met verbinding", "By the gate, with a line"),
    "by_list": ("Op de lijst van de terminal, zonder verbinding", "By the terminal's list, without a line"),
    "by_list_anyway": (
        "Op de lijst, terwijl het recht al was teruggenomen of geblokkeerd",
        "By the list, though the right had been taken back or blocked",
    ),
    "reasons": ("Redenen samen", "Reasons together"),
    OTHER: (
        "Een andere reden, van een rijstrook zonder verbinding",
        "Another reason, of a lane without a line",
    ),
    "taken_back": ("Rechten teruggenomen", "Rights taken back"),
    "by_carrier": ("Ingetrokken door de vervoerder", "Withdrawn by the carrier"),
    "by_giver": ("Herroepen door wie het doorgaf", "Revoked by who passed it on"),
    "denied": ("Weigeringen aan de poort", "Denials at the gate"),
    "unknown": (
        "Vragen om een container die er voor de vrager niet was",
        "Questions about a container that was not there for who asked",
    ),
    "overridden": (
        "Doorgelaten door twee functionarissen, tegen een blokkade of na het einde van de lijst",
        "Let through by two officers, against a hold or after the list had ended",
    ),
    "median_minutes": (
        "Mediaan van vrijgave tot vertrek, in minuten",
        "Median from release to gate-out, in minutes",
    ),
    "nine_tenths_minutes": (
        "Van vrijgave tot vertrek duurde het voor negen op de tien hoogstens, in minuten",
        "From release to gate-out nine in ten took at most, in minutes",
    ),
    "first_time": (
        "Deel van de paren van aanbieder en ontvanger dat nooit eerder zaken deed",
        "Share of pairs of giver and receiver that had never dealt before",
    ),
}
ALONE = ("denied", "unknown", "overridden", "median_minutes", "nine_tenths_minutes", "first_time")
NOT_FROM_TEXT = TERMS("?")


def published(known: Known[Release], period: Period, given: Given) -> Publication:
    """Return the publication of a month."""
    assert period.month is not None
    nl, en = MONTHS[period.month - 1]
    found = measured(known.noted)
    return Publication(
        year=period.year,
        month=period.month,
        nl=f"Vrijgave van containers in {nl} {period.year}",
        en=f"Container release in {en} {period.year}",
        tables=tuple(_tables(found)),
        alone=tuple(_figure(name, getattr(found, name)) for name in ALONE),
        remarks=REMARKS,
        drawn="denials",
    )


def _tables(found: Measures) -> Iterator[Table]:
    left, taken = [_cell(found, name) for name in LEFT], [_cell(found, name) for name in TAKEN_BACK.values()]
    yield _table("collections", ("Opgehaald", "Collected"), _sum("left", left), left)
    reasons = [_cell(found, name) for name in (*REASONS, OTHER)]
    heading = ("Waarom de poort nee zei", "Why the gate said no")
    yield _table("denials", heading, _cell(found, "reasons"), reasons)
    heading = ("Teruggenomen door wie", "Taken back by whom")
    yield _table("revocations", heading, _sum("taken_back", taken), taken)


def _table(name: str, heading: tuple[str, str], total: Figure, parts: Sequence[Figure]) -> Table:
    return Table(name=name, nl=heading[0], en=heading[1], total=total, parts=tuple(parts))


def _cell(found: Measures, name: str) -> Figure:
    return _figure(name, found.cells[name])


def _sum(name: str, parts: Sequence[Figure]) -> Figure:
    return _figure(name, sum(int(one.value) for one in parts if one.value is not None))


def _figure(name: str, value: int | Decimal | None) -> Figure:
    nl, en = WORDS[name] if name in WORDS else _of_rule(name)
    return Figure(name=name.lower(), nl=nl, en=en, value=value)


def _of_rule(code: str) -> tuple[str, str]:
    nl, en = REASONS[code].refusing
    return nl.removesuffix("."), en.removesuffix(".")


REMARKS = (
    Remark(
        nl="Bevestigde fraude staat hier niet: het grootboek kent haar niet. Of een ophaling fraude was, stelt een "
        "ander vast, buiten deze keten.",
        en="Confirmed fraud is not here: the ledger does not know it. Whether a collection was fraud is established "
        "by others, outside this chain.",
    ),
    Remark(
        nl=f"Een reden die minder dan {SMALLEST} keer is gegeven, nul ook, of aan minder dan {FIRMS} bedrijven, is "
        "weggelaten, en wat haar zou verraden eveneens. Een weigering kan meer dan één reden hebben.",
        en=f"A reason given fewer than {SMALLEST} times, zero too, or to fewer than {FIRMS} firms, is left out, and so "
        "is what would give it away. A denial can have more than one reason.",
    ),
    Remark(
        nl=f"Een mediaan staat er bij {SMALLEST} of meer vertrekken, de negen op de tien bij {ENOUGH_FOR_TENTHS} of "
        f"meer. Paren tellen als er {SMALLEST} of meer nieuwe waren.",
        en=f"A median is there for {SMALLEST} departures or more, the nine in ten for {ENOUGH_FOR_TENTHS} or more. "
        f"Pairs are there when {SMALLEST} or more were new.",
    ),
    Remark(
        nl=f"Wie deze cijfers ziet en wat eruit wegblijft, is onze keuze: {NOT_FROM_TEXT}, nog niet gelezen.",
        en=f"Who sees these figures and what is left out of them is our choice: {NOT_FROM_TEXT}, not read yet.",
    ),
)
# Those who watch over the chain. Carriers, forwarders, operators and terminals compete: each could take its own
# numbers off and see the others'.
PUBLISHES: Publishes[Release] = Publishes(
    roles=("police", "customs", "auditor"), per="month", acts=ACTS, notes=notes, of=published
)
