"""Who may move an item, on what evidence: and no path by hand to the Kamer's own states."""

import dataclasses
import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.letter.register.items import (
    Clause,
    Evidence,
    EvidenceKind,
    Handover,
    Item,
    Kind,
    Owner,
    Register,
    State,
    Term,
)
from weerbaar.letter.register.moves import WAYS, Move, decide, offer_to
from weerbaar.letter.register.register_file import parse_register, write_register
from weerbaar.letter.register.standing import (
    current_term,
    delays,
    fractie_on,
    is_late,
    is_open,
    open_clauses,
    responsible,
    standing,
    term_unknown,
    visible_to,
)

DAY = dt.date(2025, 6, 1)


def item(state: State = "in_uitvoering", kind: Kind = "toezegging", *, latest: dt.date | None = None) -> Item:
    terms = (Term("de termijn", latest),) if latest else ()
    return Item("T-1", kind, "iets doen", DAY, state, "JenV", terms=terms)


def letter(day: dt.date = DAY) -> Evidence:
    return Evidence("letter", "kst-1-1", day, "doe daarmee de toezegging af")


def move(now: State, by: Owner, kind: EvidenceKind = "letter", day: dt.date = DAY) -> Move:
    return Move(now, by, day, Evidence(kind, "ref", day))


def test_the_life_of_a_commitment_from_transcript_to_fulfilled() -> None:
    one = item("concept")
    for now, by, kind in (
        ("vastgesteld", "parliamentary_contact", "span"),
        ("in_uitvoering", "action_owner", "plan"),
        ("aangeboden", "minister", "letter"),
        ("voldaan", "kamer", "feed"),
    ):
        decision = decide(one, move(now, by, kind))  # type: ignore[arg-type]
        assert decision.refused == ()
        one = decision.item
    assert [change.now for change in one.history] == ["vastgesteld", "in_uitvoering", "aangeboden", "voldaan"]
    assert not is_open(one)


@given(
    kind=st.sampled_from(get_args(Kind)),
    was=st.sampled_from(get_args(State)),
    now=st.sampled_from(get_args(State)),
    by=st.sampled_from(get_args(Owner)),
    evidence=st.sampled_from(get_args(EvidenceKind)),
)
def test_nothing_becomes_fulfilled_by_any_hand_but_the_kamers_feed(
    kind: Kind, was: State, now: State, by: Owner, evidence: EvidenceKind
) -> None:
    one = item(was, kind)
    asked = dataclasses.replace(
        move(now, by, evidence), term=Term("later", dt.date(2027, 1, 1)), reason="omdat"
    )
    decision = decide(one, asked)
    assert bool(decision.refused) == (decision.item is one)
    if decision.refused:
        return
    assert any((w.was, w.now, w.by) == (was, now, by) and evidence in w.evidence for w in WAYS[kind])
    if now in ("voldaan", "deels_voldaan"):
        assert (by, evidence) == ("kamer", "feed")
    if now in ("aangeboden", "uitgesteld", "niet_uitgevoerd"):
        assert (by, evidence) == ("minister", "letter")


def test_every_reason_is_told_at_once() -> None:
    bare = Move("uitgesteld", "policy_officer", DAY, Evidence("plan", "", DAY))
    told = "\n".join(decide(item(), bare).refused)
    for words in (
        "only minister may",
        "evidence of kind letter",
        "no reference",
        "needs the new term",
        "its reason",
    ):
        assert words in told


def test_only_a_letter_moves_the_term_and_every_term_stays_visible() -> None:
    one = item(latest=dt.date(2025, 12, 31))
    for day, until in (
        (dt.date(2025, 12, 1), dt.date(2026, 3, 1)),
        (dt.date(2026, 2, 1), dt.date(2026, 9, 1)),
    ):
        asked = dataclasses.replace(
            move("uitgesteld", "minister", day=day), term=Term("later", until), reason="te druk"
        )
        one = decide(one, asked).item
    assert [term.latest for term in one.terms] == [
        dt.date(2025, 12, 31),
        dt.date(2026, 3, 1),
        dt.date(2026, 9, 1),
    ]
    assert delays(one) == 2
    assert "2 keer uitgesteld" in standing(one, DAY)
    sneaky = dataclasses.replace(
        move("in_uitvoering", "action_owner", "plan", dt.date(2026, 3, 1)), term=Term("x")
    )
    assert "only a delay by letter changes the term" in decide(one, sneaky).refused[0]


def test_late_begins_on_the_day_after_the_last_day() -> None:
    one = item(latest=dt.date(2025, 12, 31))
    assert not is_late(one, dt.date(2025, 12, 31))
    assert is_late(one, dt.date(2026, 1, 1))
    before = item(latest=dt.date(2026, 2, 28))
    assert not is_late(before, dt.date(2026, 2, 28))
    assert is_late(before, dt.date(2026, 3, 1))
    offered = decide(one, move("aangeboden", "minister")).item
    assert not is_late(offered, dt.date(2030, 1, 1))


def test_an_unknown_term_is_said_to_be_unknown_and_never_late() -> None:
    one = item()
    assert not is_late(one, dt.date(2099, 1, 1))
    assert term_unknown(one)
    assert standing(one, DAY) == "In uitvoering, termijn onbekend"


def test_a_motion_with_two_requests_stays_until_both_are_met() -> None:
    clauses = (Clause("een", Term("a", dt.date(2025, 7, 1))), Clause("twee", Term("b", dt.date(2025, 9, 1))))
    one = dataclasses.replace(item(kind="motie"), clauses=clauses)
    part = dataclasses.replace(move("aangeboden", "minister"), part=1)
    half = decide(one, part).item
    assert half.state == "in_uitvoering"
    assert standing(half, DAY) == "Deels: 1 van 2 onderdelen aangeboden"
    assert [clause.text for clause in open_clauses(half)] == ["twee"]
    term = current_term(half)
    assert term is not None
    assert term.latest == dt.date(2025, 9, 1)
    assert "no open part 1" in decide(half, part).refused[0]
    assert decide(half, dataclasses.replace(part, part=2)).item.state == "aangeboden"


def test_a_handover_counts_only_when_the_receiver_accepts() -> None:
    offered = offer_to(item(), "BZK", DAY).item
    assert responsible(offered) == "JenV"
    assert not visible_to(offered, "BZK")
    assert "on offer to BZK already" in offer_to(offered, "VWS", DAY).refused[0]
    wrong = dataclasses.replace(move("overgedragen", "receiving_ministry", "acceptance"), ministry="VWS")
    assert "VWS cannot accept it" in decide(offered, wrong).refused[0]
    taken = decide(offered, dataclasses.replace(wrong, ministry="BZK")).item
    assert visible_to(taken, "BZK")
    assert not visible_to(taken, "JenV")
    assert "offered to no other ministry" in decide(item(), wrong).refused[0]
    assert isinstance(taken.handover, Handover)


def test_a_motion_asks_for_nothing_before_it_was_adopted() -> None:
    for state in ("ingediend", "aangehouden", "verworpen", "ingetrokken"):
        assert decide(item(state, "motie"), move("in_uitvoering", "action_owner", "plan")).refused
    assert not decide(item("aangenomen", "motie"), move("in_uitvoering", "action_owner", "plan")).refused
    refused = decide(item("in_uitvoering", "motie"), move("niet_uitgevoerd", "minister")).refused
    assert refused == ("an item that is not carried out needs the reason",)


def test_a_withdrawn_item_moves_no_more() -> None:
    gone = dataclasses.replace(item(), withdrawn=True)
    assert "withdrew" in decide(gone, move("aangeboden", "minister")).refused[0]


def test_a_move_does_not_go_back_in_time() -> None:
    one = decide(item(), move("aangeboden", "minister")).item
    early = dataclasses.replace(move("voldaan", "kamer", "feed"), on=dt.date(2020, 1, 1))
    assert "lies before the last one" in decide(one, early).refused[0]


def test_the_register_file_round_trips_and_gives_the_same_bytes() -> None:
    one = decide(item(latest=DAY), move("aangeboden", "minister")).item
    register = Register((one,))
    raw = write_register(register)
    assert parse_register(raw.decode()) == register
    assert write_register(parse_register(raw.decode())) == raw


def test_a_fractie_is_that_of_the_day() -> None:
    text = """{"items": [], "seats": [
      {"name": "Jansen", "fractie": "ABC", "since": "2023-12-06", "until": "2025-05-01"},
      {"name": "Jansen", "fractie": "DEF", "since": "2025-05-02"}]}"""
    seats = parse_register(text).seats
    assert fractie_on(seats, "Jansen", dt.date(2025, 5, 1)) == "ABC"
    assert fractie_on(seats, "Jansen", dt.date(2025, 5, 2)) == "DEF"
    assert fractie_on(seats, "Jansen", dt.date(2020, 1, 1)) == ""


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_its_words(state: State) -> None:
    assert standing(item(state), DAY)
