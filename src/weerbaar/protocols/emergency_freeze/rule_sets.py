"""Rule sets: what the law in force says on a day, as versioned choices, each with how sure we are of it.

No text of art. 17a Wwft or art. 3.6 Iwt has been read here. Whatever stands below comes from others who wrote
about them, and is marked so. When a text has been read, add a version; a running freeze keeps its own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from weerbaar.kernel.law.moments import days, hours, minutes
from weerbaar.kernel.law.reaching import Way
from weerbaar.kernel.law.records import Record, replace
from weerbaar.kernel.law.statutory_time import (
    WITH_DECREES,
    Basis,
    Calendar,
    Decree,
    Ending,
    Reading,
    Term,
    earliest,
)

Origin = Literal["own_analysis", "foreign_fiu"]
ObjectKind = Literal["transaction", "part_of_transaction", "account", "relation"]
PAYMENTS: tuple[ObjectKind, ...] = ("transaction", "part_of_transaction")

SECONDARY = Basis(
    article="Wwft art. 17a, as accountancyvanmorgen.nl tells it (4 March 2026)",
    nl="Wwft art. 17a, zoals beschreven op accountancyvanmorgen.nl (4 maart 2026)",
    mark="secondary",
)
OTHER_READING = Basis(
    article="Wwft art. 17a, as investmentofficer.nl tells it",
    nl="Wwft art. 17a, zoals beschreven op investmentofficer.nl",
    mark="secondary",
)
DIRECTIVE = Basis(
    article="Directive (EU) 2024/1640 art. 24", nl="Richtlijn (EU) 2024/1640 art. 24", mark="verified"
)
UNREAD = Basis(
    article="Iwt art. 3.6; its length is taken over from Wwft art. 17a",
    nl="Iwt art. 3.6; de duur is overgenomen van Wwft art. 17a",
    mark="unknown",
)
OURS = Basis(article="our choice", nl="eigen keuze", mark="choice")


ARRIVING = Basis(
    article="what counts as delivery over HTTP has been read nowhere",
    nl="wat als aflevering over HTTP telt, is nergens gelezen",
    mark="unknown",
)


class Days(Record):
    """A number of working days, and what says so."""

    number: int
    basis: Basis


class Span(Record):
    """A length of time by the clock, and what says so."""

    length: timedelta
    basis: Basis = OURS


class RuleSet(Record):
    """What holds for freezes served within a span of local days; `first_day` none means since ever.

    The five spans say when the clock notes that somebody has been silent. The law says "without delay" and names
    no time, so passing one changes nothing but what is remembered. `proven_by` says which ways of arriving over
    HTTP count as service; whichever comes first does, because it also brings the end nearer.
    """

    name: str
    article: str
    basis: Basis
    first_day: date | None
    last_day: date | None
    own_analysis: Days
    foreign_fiu: Days
    second_period: Days | None = None
    second_period_for: tuple[Origin, ...] = ()
    object_kinds: tuple[ObjectKind, ...] = PAYMENTS
    object_basis: Basis = OTHER_READING
    account_or_relation: Days | None = None
    deliver: Span = Span(length=minutes(15))
    proven_by: tuple[Way, ...] = ("webhook", "reading")
    proven_basis: Basis = ARRIVING
    acknowledge: Span = Span(length=minutes(30))
    report: Span = Span(length=hours(4))
    lift: Span = Span(length=hours(1))
    release: Span = Span(length=minutes(15))
    chain_within: Span = Span(length=days(30))
    reason_from: int = 3  # the how-manieth freeze in a chain needs a supervisor's reason: our choice

    def length(self, origin: Origin, kind: ObjectKind) -> Days:
        """Return how long a freeze lasts; the shorter where both the origin and the object give a length."""
        by_origin = self.own_analysis if origin == "own_analysis" else self.foreign_fiu
        by_kind = self.account_or_relation if kind in ("account", "relation") else None
        return by_kind if by_kind is not None and by_kind.number < by_origin.number else by_origin


WWFT_17A = RuleSet(
    name="wwft-17a@1",
    article="Wwft art. 17a",
    basis=SECONDARY,
    first_day=date(2026, 7, 1),
    last_day=date(2027, 7, 9),
    own_analysis=Days(number=5, basis=SECONDARY),
    foreign_fiu=Days(number=10, basis=SECONDARY),
)
WWFT_17A_SECOND_PERIOD = replace(
    WWFT_17A,
    name="wwft-17a-second-period@1",
    basis=OTHER_READING,
    own_analysis=Days(number=5, basis=OTHER_READING),
    foreign_fiu=Days(number=5, basis=OTHER_READING),
    second_period=Days(number=5, basis=OTHER_READING),
    second_period_for=("own_analysis", "foreign_fiu"),
)
WWFT_17A_BEFORE_ITS_TIME = replace(WWFT_17A, name="wwft-17a-calendar-test@1", first_day=None)
IWT_3_6 = RuleSet(
    name="iwt-3.6@1",
    article="Iwt art. 3.6",
    basis=UNREAD,
    first_day=date(2027, 7, 10),
    last_day=None,
    own_analysis=Days(number=5, basis=UNREAD),
    foreign_fiu=Days(number=10, basis=UNREAD),
    object_basis=UNREAD,
)
IWT_3_6_ACCOUNTS = replace(
    IWT_3_6,
    name="iwt-3.6-accounts@1",
    object_kinds=(*PAYMENTS, "account", "relation"),
    object_basis=DIRECTIVE,
    account_or_relation=Days(number=5, basis=DIRECTIVE),
)

WWFT_17A_READING = replace(WWFT_17A, name="wwft-17a-reading@1", proven_by=("reading",))
IWT_3_6_READING = replace(IWT_3_6, name="iwt-3.6-reading@1", proven_by=("reading",))

RULE_SETS = {
    rules.name: rules
    for rules in (
        WWFT_17A,
        WWFT_17A_SECOND_PERIOD,
        WWFT_17A_BEFORE_ITS_TIME,
        WWFT_17A_READING,
        IWT_3_6,
        IWT_3_6_ACCOUNTS,
        IWT_3_6_READING,
    )
}

# A scheme chooses one of these by its setting `freeze-rules`. The first takes every doubt as short as it can be
# read; the others are the other readings, and one for trying the calendar on days before the law began.
TABLES: dict[str, tuple[RuleSet, ...]] = {
    "in-force@1": (WWFT_17A, IWT_3_6),
    "second-period@1": (WWFT_17A_SECOND_PERIOD, IWT_3_6),
    "accounts@1": (WWFT_17A, IWT_3_6_ACCOUNTS),
    "reading-proves@1": (WWFT_17A_READING, IWT_3_6_READING),
    "calendar-test@1": (WWFT_17A_BEFORE_ITS_TIME, IWT_3_6),
}
DEFAULT_TABLE = "in-force@1"

# The second takes the decree of 2026 to 2028 as read. Choose it once somebody has read it in the Staatscourant.
CALENDARS: dict[str, Calendar] = {
    "decree-unread@1": WITH_DECREES,
    "decree-read@1": Calendar(
        tuple(
            Decree(name=d.name, days=d.days, source=d.source, published=d.published, mark="verified")
            for d in WITH_DECREES.decrees
        )
    ),
}
DEFAULT_CALENDAR = "decree-unread@1"


def in_force(table: str, day: date) -> RuleSet | None:
    """Return the rule set of a table that holds on a local day, or nothing when none does."""
    for rules in TABLES.get(table, ()):
        if (rules.first_day or day) <= day <= (rules.last_day or day):
            return rules
    return None


def count(days: Days, begun: date | datetime, calendar: Calendar) -> Ending:
    """Return the end of so many working days; a decree that nobody has read makes two readings, the earlier counts.

    `begun` is the proven delivery, or the last day of the period before.
    """
    term = Term(working_days=days.number, basis=days.basis)
    sure = Calendar(tuple(decree for decree in calendar.decrees if decree.mark == "verified"))
    if sure == calendar:
        return term.ends(begun, calendar)
    without, with_all = term.ends(begun, sure), term.ends(begun, calendar)
    if without.at == with_all.at:
        return with_all
    return earliest(
        (
            Reading(nl="zonder het niet nagelezen besluit", en="without the decree not read", ending=without),
            Reading(nl="met dat besluit", en="with that decree", ending=with_all),
        )
    )


def ends(
    rules: RuleSet, origin: Origin, kind: ObjectKind, served: datetime, periods: int, calendar: Calendar
) -> Ending:
    """Return when a freeze ends by itself: after its first period, and after a second where one was added."""
    ending = count(rules.length(origin, kind), served, calendar)
    if periods > 1 and rules.second_period is not None:
        return count(rules.second_period, ending.last_day, calendar)
    return ending
