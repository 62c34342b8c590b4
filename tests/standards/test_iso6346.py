"""Container numbers: our check against the standard's example and an independent library."""

import iso6346 as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards import iso6346

BODIES = st.builds(
    "".join,
    st.tuples(
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3),
        st.sampled_from("UJZ"),
        st.text("0123456789", min_size=6, max_size=6),
    ),
)


def test_the_standards_own_example() -> None:
    assert iso6346.check_digit("CSQU305438") == 3
    assert iso6346.faults("CSQU3054383") == ()


@given(BODIES)
def test_check_digit_equals_the_peers(body: str) -> None:
    assert iso6346.check_digit(body) == peer.checkdigit(body)


@given(BODIES, st.sampled_from("0123456789"))
def test_exactly_one_digit_holds(body: str, digit: str) -> None:
    holds = iso6346.check_digit_holds(body + digit)
    assert holds == (int(digit) == peer.checkdigit(body))
    assert (iso6346.faults(body + digit) == ()) == holds
    assert iso6346.is_wellformed(body + digit)


@given(st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    assert iso6346.is_wellformed(text) == (iso6346.shape_faults(text) == ())
    assert (iso6346.fault_in_container(text) is None) == iso6346.is_wellformed(text)


def test_seen_in_practice_too_many_letters() -> None:
    found = iso6346.faults("JLG42202A01")
    assert [f.en for f in found] == [
        "the fourth character `4` must be U, J or Z",
        "seven digits must follow the four letters, not `2202A01`",
    ]


def test_seen_in_practice_a_cyrillic_letter_is_named() -> None:
    (fault,) = iso6346.faults("MS\N{CYRILLIC CAPITAL LETTER KA}U3054383")
    assert "U+041A (cyrillic capital letter ka)" in fault.en


def test_all_faults_come_at_once() -> None:
    assert len(iso6346.faults("ab1X12")) == 4


def test_a_wrong_digit_is_told_with_the_right_one() -> None:
    (fault,) = iso6346.faults("CSQU3054384")
    assert "is 4, computed is 3" in fault.en


def test_a_size_type_is_taken_apart() -> None:
    read = iso6346.read_size_type("45G1")
    assert read is not None
    assert (read.length_feet, read.height_feet, read.numeric) == (40.0, 9.5, False)
    assert read.group is not None
    assert read.group.en == "general purpose"


def test_a_numeric_type_is_well_formed_and_marked() -> None:
    read = iso6346.read_size_type("4510")
    assert read is not None
    assert read.numeric
    assert read.group is None


@pytest.mark.parametrize(
    "text", ["", "45", "45G", "45g1", "45GX1", "45 1", "4\N{CYRILLIC CAPITAL LETTER KA}G1"]
)
def test_a_misshapen_size_type_is_a_fault(text: str) -> None:
    assert iso6346.fault_in_size_type(text) is not None
    assert iso6346.read_size_type(text) is None
