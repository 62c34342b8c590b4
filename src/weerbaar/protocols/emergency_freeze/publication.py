"""Publication: the figures of a year in words, as the FIU and who oversees it read them."""

from __future__ import annotations

from collections.abc import Iterator

from weerbaar.kernel.law.given import Given
from weerbaar.kernel.law.periods import Period
from weerbaar.kernel.law.publishing import Figure, Known, Publication, Publishes, Remark, Table
from weerbaar.kernel.law.small_numbers import SMALLEST
from weerbaar.protocols.emergency_freeze.figures import INSTITUTIONS, Cell, Figures, Row, yearly
from weerbaar.protocols.emergency_freeze.freeze import Freeze

# The heading of each table, in the order of the rows of `figures`, and the words of each number.
HEADINGS: dict[str, tuple[str, str]] = {
    "origin": ("Op wiens verzoek", "At whose request"),
    "category": ("Bij welke soort instelling", "At which kind of institution"),
    "outcome": ("Hoe zij eindigden", "How they ended"),
    "repetition": ("Eerste keer of opnieuw", "First time or again"),
    "force": ("Of er geld is vastgehouden", "Whether money was held"),
    "asked": ("Gevraagd en vastgehouden, in euro", "Asked for and held, in euros"),
    "held": ("Wat er met het vastgehouden geld gebeurde, in euro", "What became of the money held, in euros"),
}
WORDS: dict[str, tuple[str, str]] = {
    "served": ("Betekend", "Served"),
    "own_analysis": ("Eigen analyse", "Own analysis"),
    "foreign_fiu": ("Buitenlandse FIU", "Foreign FIU"),
    "bank": ("Bank", "Bank"),
    "payment": ("Betaalinstelling", "Payment institution"),
    "crypto": ("Cryptodienst", "Crypto provider"),
    "investment": ("Beleggingsonderneming", "Investment firm"),
    "insurer": ("Verzekeraar", "Insurer"),
    "notary": ("Notaris", "Notary"),
    "lawyer": ("Advocaat", "Lawyer"),
    "accountant": ("Accountant", "Accountant"),
    "estate_agent": ("Makelaar", "Estate agent"),
    "other": ("Anders", "Other"),
    "not_executable": ("Niet uitvoerbaar", "Not executable"),
    "lifted": ("Opgeheven door de FIU", "Lifted by the FIU"),
    "converted": ("Omgezet in beslag", "Converted to seizure"),
    "expired": ("Verlopen", "Expired"),
    "withdrawn": ("Ingetrokken", "Withdrawn"),
    "annulled": ("Vernietigd", "Annulled"),
    "first": ("Eerste keer", "First time"),
    "repeated": ("Opnieuw op dezelfde middelen", "Again on the same funds"),
    "in_force": ("Geld vastgehouden", "Money held"),
    "never_in_force": ("Geen geld vastgehouden", "No money held"),
    "euros_requested": ("Gevraagd", "Asked for"),
    "euros_frozen": ("Vastgehouden", "Held"),
    "euros_never_frozen": ("Niet vastgehouden", "Not held"),
    "euros_converted": ("In beslag genomen", "Seized"),
    "euros_released": ("Vrijgegeven", "Released"),
    "median_minutes_to_execution": (
        "Mediaan van betekening tot uitvoering, in minuten",
        "Median from service to execution, in minutes",
    ),
    "effective": (
        "Deel van het vastgehouden geld dat in beslag is genomen",
        "Share of the money held that was seized",
    ),
    "idle": (
        "Deel van de bevriezingen met geld dat is verlopen",
        "Share of the freezes holding money that expired",
    ),
}


def published(known: Known[Freeze], period: Period, given: Given) -> Publication:
    """Return the publication of a year; raises `Unpublished` as `yearly` does."""
    year = period.year
    figures = yearly(known.cases, year, given)
    rows = (*figures.counts, *figures.euros)
    return Publication(
        year=year,
        nl=f"Spoedbevriezingen in {year}",
        en=f"Emergency freezes in {year}",
        tables=tuple(_table(name, row) for name, row in zip(HEADINGS, rows, strict=True)),
        alone=tuple(_alone(figures)),
        remarks=tuple(_remarks(figures)),
        drawn="outcome",
    )


def _table(name: str, row: Row) -> Table:
    nl, en = HEADINGS[name]
    return Table(
        name=name, nl=nl, en=en, total=_figure(row.total), parts=tuple(_figure(cell) for cell in row.parts)
    )


def _figure(cell: Cell) -> Figure:
    nl, en = WORDS[cell.name]
    return Figure(name=cell.name, nl=nl, en=en, value=cell.value)


def _alone(figures: Figures) -> Iterator[Figure]:
    for name in ("median_minutes_to_execution", "effective", "idle"):
        nl, en = WORDS[name]
        yield Figure(name=name, nl=nl, en=en, value=getattr(figures, name))


def _remarks(figures: Figures) -> Iterator[Remark]:
    yield Remark(
        nl=f"Getallen onder {SMALLEST}, nul ook, zijn weggelaten, en wat ze zou verraden eveneens.",
        en=f"Numbers under {SMALLEST}, zero too, are left out, and so is what would give them away.",
    )
    yield Remark(
        nl=f"Een soort met minder dan {INSTITUTIONS} instellingen is weggelaten: die zou hen noemen.",
        en=f"A kind with fewer than {INSTITUTIONS} institutions is left out: it would name them.",
    )
    for currency, rate in figures.rates:
        if currency != "EUR":
            yield Remark(
                nl=f"1 {currency} is gerekend als {str(rate.euros).replace('.', ',')} euro, de koers van {rate.day}.",
                en=f"1 {currency} was counted as {rate.euros} euros, the rate of {rate.day}.",
            )


# The role of an auditor is the one that may see every section of every decision.
PUBLISHES: Publishes[Freeze] = Publishes(roles=("fiu", "auditor"), of=published)
