"""The cases that lawyers worked out by hand: freezes, objections, decisions and suspensions, to the day."""

from datetime import UTC, date, datetime

import pytest

from weerbaar.kernel.law.statutory_time import AMSTERDAM, ATW, STATUTE, WITH_DECREES, Basis, Suspension, Term

FREEZE = Basis(article="Wwft art. 17a", mark="secondary")
OBJECTION = Term(
    weeks=6,
    basis=Basis(article="Awb 6:7", mark="verified"),
    begins=Basis(article="Awb 6:8", mark="known"),
    extension=ATW,
)
DECISION = Basis(article="Awb 4:13", mark="verified")
REQUEST = Basis(article="Awb 4:15(1)(a)", mark="verified")


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("served", "days", "last_day", "utc"),
    [
        (local(2026, 4, 1, 16, 40), 5, date(2026, 4, 10), "2026-04-10T22:00"),
        (local(2026, 4, 24, 9), 5, date(2026, 5, 4), "2026-05-04T22:00"),
        (local(2026, 5, 4, 12), 5, date(2026, 5, 12), "2026-05-12T22:00"),
        (local(2026, 12, 22, 23, 59), 5, date(2026, 12, 30), "2026-12-30T23:00"),
        (date(2026, 4, 1), 10, date(2026, 4, 17), "2026-04-17T22:00"),
        (local(2027, 5, 4, 10), 5, date(2027, 5, 13), "2027-05-13T22:00"),
    ],
)
def test_a_freeze_ends_on_the_hour(served: date | datetime, days: int, last_day: date, utc: str) -> None:
    ending = Term(working_days=days, basis=FREEZE).ends(served, STATUTE)
    assert ending.last_day == last_day
    assert ending.at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_served_on_a_saturday_the_first_day_is_the_next_working_day() -> None:
    saturday, friday = local(2026, 6, 6, 11), local(2026, 6, 5, 11)
    one = Term(working_days=1, basis=FREEZE)
    assert one.ends(saturday, STATUTE).last_day == date(2026, 6, 8)
    assert one.ends(saturday, STATUTE).at == one.ends(friday, STATUTE).at


@pytest.mark.parametrize(
    ("term", "begun", "last_day"),
    [
        (OBJECTION, date(2026, 3, 24), date(2026, 5, 6)),
        (OBJECTION, date(2026, 4, 2), date(2026, 5, 15)),
        (OBJECTION, date(2026, 11, 13), date(2026, 12, 28)),
        (Term(weeks=8, basis=DECISION, extension=ATW), date(2026, 11, 6), date(2027, 1, 4)),
        (Term(weeks=12, basis=DECISION, extension=ATW), date(2026, 2, 1), date(2026, 4, 28)),
        (Term(weeks=13, basis=DECISION, extension=ATW), date(2026, 2, 1), date(2026, 5, 3)),
    ],
)
def test_a_term_of_weeks_ends_on_the_day(term: Term, begun: date, last_day: date) -> None:
    assert term.ends(begun, STATUTE).last_day == last_day


def test_a_decision_that_waited_for_the_applicant() -> None:
    suspension = Suspension.of_request(date(2026, 2, 16), date(2026, 3, 2), REQUEST)
    ending = Term(weeks=8, basis=DECISION, extension=ATW).ends(date(2026, 2, 2), STATUTE, [suspension])
    assert (suspension.until - suspension.first).days == 13
    assert ending.last_day == date(2026, 4, 13)
    counted = [step.day for step in ending.derivation.steps if step.kind == "count"]
    assert date(2026, 4, 12) in counted


def test_the_derivation_of_a_freeze_names_each_skipped_day_and_its_article() -> None:
    ending = Term(working_days=5, basis=FREEZE).ends(local(2026, 5, 4, 12), STATUTE)
    skipped = [(step.day, step.basis.article) for step in ending.derivation.steps if step.kind == "skip"]
    assert skipped == [
        (date(2026, 5, 5), "Algemene termijnenwet art. 3(1)"),
        (date(2026, 5, 9), "Algemene termijnenwet art. 1(1)"),
        (date(2026, 5, 10), "Algemene termijnenwet art. 1(1)"),
    ]
    assert ending.derivation.sentences("nl") == (
        "Begonnen op maandag 4 mei 2026 om 12:00 (2026-05-04T10:00Z); die dag telt niet mee. "
        "[zoals Verordening (EEG, Euratom) 1182/71 art. 3 telt; niet in de tekst nagelezen]",
        "De termijn is 5 werkdagen. [Wwft art. 17a; uit de tweede hand]",
        "Dinsdag 5 mei 2026 telt niet mee: Bevrijdingsdag, 5 mei. [Algemene termijnenwet art. 3(1)]",
        "Zaterdag 9 mei 2026 telt niet mee: zaterdag. [Algemene termijnenwet art. 1(1)]",
        "Zondag 10 mei 2026 telt niet mee: zondag. [Algemene termijnenwet art. 1(1)]",
        "5 werkdagen geteld: de eerste is woensdag 6 mei 2026, de laatste dinsdag 12 mei 2026. "
        "[maandag tot en met vrijdag, behalve de feestdagen van Algemene termijnenwet art. 3; onze keuze]",
        "De termijn eindigt op dinsdag 12 mei 2026 om 24:00 (2026-05-12T22:00Z). "
        "[zoals Verordening (EEG, Euratom) 1182/71 art. 3 telt; niet in de tekst nagelezen]",
    )


def test_the_derivation_of_an_extended_term_says_why_each_day_could_not_be_the_last() -> None:
    ending = Term(weeks=12, basis=DECISION, extension=ATW).ends(date(2026, 2, 1), STATUTE)
    english = ending.derivation.sentences("en")
    assert "Sunday 26 April 2026 is no working day: Sunday. [Algemene termijnenwet art. 1(1)]" in english
    assert "Monday 27 April 2026 is no working day: King's Day. [Algemene termijnenwet art. 3(1)]" in english
    assert any(line.startswith("Extended up to and including Tuesday 28 April 2026") for line in english)


def test_the_derivation_of_thirteen_weeks_says_why_it_is_not_extended() -> None:
    ending = Term(weeks=13, basis=DECISION, extension=ATW).ends(date(2026, 2, 1), STATUTE)
    assert (
        "Not extended: a term of more than twelve weeks. [Algemene termijnenwet art. 4]"
        in ending.derivation.sentences("en")
    )


@pytest.mark.parametrize(
    ("term", "begun", "act_alone", "with_decree"),
    [
        (OBJECTION, date(2026, 4, 2), date(2026, 5, 15), date(2026, 5, 18)),
        (Term(working_days=5, basis=FREEZE), date(2027, 5, 4), date(2027, 5, 13), date(2027, 5, 14)),
    ],
)
def test_the_decree_that_was_read_second_hand_moves_two_of_these_cases(
    term: Term, begun: date, act_alone: date, with_decree: date
) -> None:
    assert term.ends(begun, STATUTE).last_day == act_alone
    assert term.ends(begun, WITH_DECREES).last_day == with_decree
