"""The sentences of a count: one function for each kind of step, in Dutch and English."""

from __future__ import annotations

from datetime import date, datetime

from weerbaar.kernel.law.statutory_time.derivation import Step
from weerbaar.kernel.law.statutory_time.feast_days import DayOff
from weerbaar.kernel.law.statutory_time.sources import ATW_TWO_WORKING_DAYS, ATW_WEEKEND, Basis
from weerbaar.kernel.law.statutory_time.suspensions import Pause, Suspension
from weerbaar.kernel.law.statutory_time.wording import say_amount, say_day, say_moment


def began(event: date | datetime, day: date, basis: Basis) -> Step:
    """Say when the term began, and that its first day does not count."""
    nl, en = say_moment(event) if isinstance(event, datetime) else say_day(event)
    return Step(
        kind="begin",
        day=day,
        nl=f"Begonnen op {nl}; die dag telt niet mee.",
        en=f"Began on {en}; that day does not count.",
        basis=basis,
    )


def began_at(event: datetime, day: date, basis: Basis) -> Step:
    """Say from which moment a term in hours runs."""
    nl, en = say_moment(event)
    return Step(kind="begin", day=day, nl=f"Begonnen op {nl}.", en=f"Began on {en}.", basis=basis)


def length(amount: int, unit: str, basis: Basis) -> Step:
    """Say how long the term is."""
    nl, en = say_amount(amount, unit)
    return Step(kind="term", nl=f"De termijn is {nl}.", en=f"The term is {en}.", basis=basis)


def skipped(day: date, reason: DayOff) -> Step:
    """Say that a day does not count as a working day, and why."""
    nl, en = say_day(day)
    return Step(
        kind="skip",
        day=day,
        nl=f"{_capital(nl)} telt niet mee: {reason.nl}.",
        en=f"{en} does not count: {reason.en}.",
        basis=reason.basis,
    )


def suspended(item: Suspension) -> Step:
    """Say in which days a term stands still."""
    days = item.until.toordinal() - item.first.toordinal()
    if not days:
        return Step(
            kind="suspension",
            day=item.first,
            nl="Een opschorting van nul dagen heeft geen gevolg.",
            en="A suspension of no days has no effect.",
            basis=item.basis,
        )
    amount_nl, amount_en = say_amount(days, "days")
    (from_nl, from_en), (to_nl, to_en) = (
        say_day(item.first),
        say_day(date.fromordinal(item.until.toordinal() - 1)),
    )
    return Step(
        kind="suspension",
        day=item.first,
        nl=f"Opgeschort van {from_nl} tot en met {to_nl}: {amount_nl}.",
        en=f"Suspended from {from_en} up to and including {to_en}: {amount_en}.",
        basis=item.basis,
    )


def paused(item: Pause, day: date) -> Step:
    """Say between which moments a term in hours stands still."""
    (from_nl, from_en), (to_nl, to_en) = say_moment(item.began), say_moment(item.ended)
    return Step(
        kind="suspension",
        day=day,
        nl=f"Opgeschort van {from_nl} tot {to_nl}.",
        en=f"Suspended from {from_en} until {to_en}.",
        basis=item.basis,
    )


def lengthened(nl: str, en: str, basis: Basis) -> Step:
    """Say how much longer all suspensions together make the term."""
    return Step(
        kind="count",
        nl=f"De opschorting binnen de termijn telt in totaal {nl}; zoveel later eindigt de termijn.",
        en=f"The suspension within the term is {en} in total; the term ends that much later.",
        basis=basis,
    )


def counted_working_days(amount: int, first: date, last: date, basis: Basis) -> Step:
    """Say which working days were counted."""
    (count_nl, count_en), (from_nl, from_en), (to_nl, to_en) = (
        say_amount(amount, "working_days"),
        say_day(first),
        say_day(last),
    )
    return Step(
        kind="count",
        day=last,
        nl=f"{count_nl} geteld: de eerste is {from_nl}, de laatste {to_nl}.",
        en=f"{count_en} counted: the first is {from_en}, the last {to_en}.",
        basis=basis,
    )


def counted(last: date, basis: Basis) -> Step:
    """Say on which day a term in days, weeks, months or years ends before any extension."""
    nl, en = say_day(last)
    return Step(
        kind="count",
        day=last,
        nl=f"De laatste dag is {nl}.",
        en=f"The last day is {en}.",
        basis=basis,
    )


def too_few_working_days(day: date) -> Step:
    """Say that a term is extended until it holds two working days."""
    nl, en = say_day(day)
    return Step(
        kind="extension",
        day=day,
        nl=f"Verlengd tot en met {nl}, zodat de termijn twee werkdagen bevat.",
        en=f"Extended up to and including {en}, so that the term holds two working days.",
        basis=ATW_TWO_WORKING_DAYS,
    )


def to_next_working_day(day: date) -> Step:
    """Say that a term is extended to the next working day."""
    nl, en = say_day(day)
    return Step(
        kind="extension",
        day=day,
        nl=f"Verlengd tot en met {nl}, de eerstvolgende werkdag.",
        en=f"Extended up to and including {en}, the next working day.",
        basis=ATW_WEEKEND,
    )


def cannot_end_on(day: date, reason: DayOff) -> Step:
    """Say that a day cannot be the last of a term, and why."""
    nl, en = say_day(day)
    return Step(
        kind="skip",
        day=day,
        nl=f"{_capital(nl)} is geen werkdag: {reason.nl}.",
        en=f"{en} is no working day: {reason.en}.",
        basis=reason.basis,
    )


def not_extended(nl: str, en: str, basis: Basis) -> Step:
    """Say that a term is not extended, and why not."""
    return Step(kind="extension", nl=f"Niet verlengd: {nl}.", en=f"Not extended: {en}.", basis=basis)


def ended(at: datetime, last: date, basis: Basis) -> Step:
    """Say when the term ends."""
    nl, en = say_moment(at)
    return Step(
        kind="end", day=last, nl=f"De termijn eindigt op {nl}.", en=f"The term ends on {en}.", basis=basis
    )


def _capital(words: str) -> str:
    """Begin a sentence with a capital; the rest stays as it is."""
    return words[0].upper() + words[1:]
