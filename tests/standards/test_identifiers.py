"""Identifiers: published examples pass, damaged ones do not, and no text makes a check raise."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards import identifiers as ids
from weerbaar.standards.identifiers.country import COUNTRIES
from weerbaar.standards.identifiers.money import IBAN_LENGTHS

Check = Callable[[str], ids.Sentence | None]

GOOD: list[tuple[Check, str]] = [
    (ids.fault_in_ean, "4006381333931"),
    (ids.fault_in_gln, "8712423012349"),
    (ids.fault_in_eori, "NL123456789"),
    (ids.fault_in_eori, "XI123456789000"),
    (ids.fault_in_eori, "DE123456789012345"),
    (ids.fault_in_kvk, "01234567"),
    (ids.fault_in_oin, "00000001123456789000"),
    (ids.fault_in_lei, "5493001KJTIIGC8Y1R12"),
    (ids.fault_in_lei, "213800WSGIIZCXF1P572"),
    (ids.fault_in_duns, "150483782"),
    (ids.fault_in_scac, "MAEU"),
    (ids.fault_in_bic, "ABNANL2A"),
    (ids.fault_in_bic, "DEUTDEFF500"),
    (ids.fault_in_iban, "NL91ABNA0417164300"),
    (ids.fault_in_iban, "GB82WEST12345698765432"),
    (ids.fault_in_iban, "DE89370400440532013000"),
    (ids.fault_in_iban, "BE68539007547034"),
    (ids.fault_in_iban, "FR1420041010050500013M02606"),
    (ids.fault_in_uetr, "eb6305c9-1f7f-49de-aed0-16487c27b42d"),
    (ids.fault_in_end_to_end_id, "NOTPROVIDED"),
    (ids.fault_in_amount, "EUR 1250.00"),
    (ids.fault_in_amount, "JPY 5000"),
    (ids.fault_in_amount, "BHD 0.001"),
    (ids.fault_in_currency, "EUR"),
    (ids.fault_in_country, "NL"),
    (ids.fault_in_locode, "NLRTM"),
    (ids.fault_in_locode, "US8CA"),
    (ids.fault_in_smdg_terminal, "RWG"),
    (ids.fault_in_smdg_terminal, "5049"),
    (ids.fault_in_imo, "9074729"),
    (ids.fault_in_eni, "02324567"),
]

BAD: list[tuple[Check, str]] = [
    (ids.fault_in_ean, "4006381333930"),
    (ids.fault_in_ean, "400638133393"),
    (ids.fault_in_eori, "NL123456789B01"),
    (ids.fault_in_eori, "NL12345678"),
    (ids.fault_in_eori, "QQ123456789"),
    (ids.fault_in_eori, "nl123456789"),
    (ids.fault_in_kvk, "1234567"),
    (ids.fault_in_kvk, "１２３４５６７８"),
    (ids.fault_in_oin, "123"),
    (ids.fault_in_lei, "5493001KJTIIGC8Y1R13"),
    (ids.fault_in_lei, "5493001kjtiigc8y1r12"),
    (ids.fault_in_duns, "15-048-3782"),
    (ids.fault_in_scac, "MAEUX"),
    (ids.fault_in_bic, "ABNAQQ2A"),
    (ids.fault_in_bic, "ABNANL2"),
    (ids.fault_in_iban, "NL91 ABNA 0417 1643 00"),
    (ids.fault_in_iban, "NL92ABNA0417164300"),
    (ids.fault_in_iban, "NL91ABNA041716430"),
    (ids.fault_in_iban, "US91ABNA0417164300"),
    (ids.fault_in_uetr, "EB6305C9-1F7F-49DE-AED0-16487C27B42D"),
    (ids.fault_in_uetr, "eb6305c9-1f7f-19de-aed0-16487c27b42d"),
    (ids.fault_in_end_to_end_id, ""),
    (ids.fault_in_end_to_end_id, "x" * 36),
    (ids.fault_in_end_to_end_id, "a\nb"),
    (ids.fault_in_amount, "1250.00"),
    (ids.fault_in_amount, "EUR"),
    (ids.fault_in_amount, "EUR 0.00"),
    (ids.fault_in_amount, "EUR 1.005"),
    (ids.fault_in_amount, "JPY 1.5"),
    (ids.fault_in_amount, "EUR 1,50"),
    (ids.fault_in_amount, "EUR -1"),
    (ids.fault_in_currency, "NLG"),
    (ids.fault_in_locode, "NL RTM"),
    (ids.fault_in_locode, "NLRT1"),
    (ids.fault_in_smdg_terminal, "R"),
    (ids.fault_in_imo, "9074720"),
    (ids.fault_in_imo, "IMO9074729"),
    (ids.fault_in_eni, "2324567"),
]

CHECKS = tuple({check for check, _ in GOOD})


@pytest.mark.parametrize(("check", "text"), GOOD)
def test_a_good_one_has_no_fault(check: Check, text: str) -> None:
    assert check(text) is None


@pytest.mark.parametrize(("check", "text"), BAD)
def test_a_bad_one_is_told_in_two_languages(check: Check, text: str) -> None:
    fault = check(text)
    assert fault is not None
    assert fault.nl
    assert fault.en
    assert fault.nl != fault.en


@given(st.one_of(st.text(max_size=40), st.text("0123456789NLABXI ./-", max_size=36)))
def test_no_text_makes_a_check_raise(text: str) -> None:
    for check in CHECKS:
        fault = check(text)
        assert fault is None or (fault.nl and fault.en)
        assert fault is None or "\n" not in fault.nl + fault.en


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_every_single_digit_error_in_an_ean_is_caught(body: str, place: int, shift: int) -> None:
    digit = next(d for d in "0123456789" if ids.fault_in_ean(body + d) is None)
    whole = body + digit
    damaged = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    assert ids.fault_in_ean(damaged) is not None


@given(st.integers(0, 10**10 - 1), st.integers(4, 17), st.integers(1, 9))
def test_every_single_digit_error_in_a_dutch_iban_is_caught(account: int, place: int, shift: int) -> None:
    bban = f"ABNA{account:010}"
    whole = next(w for n in range(2, 99) if ids.fault_in_iban(w := f"NL{n:02}{bban}") is None)
    if whole[place].isdigit():
        damaged = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
        assert ids.fault_in_iban(damaged) is not None


def test_every_check_is_tried() -> None:
    tried = {check.__name__ for check in CHECKS} | {"fault_in_gln"}
    assert tried == {name for name in ids.__all__ if name.startswith("fault_in_")}


def test_the_lists_are_whole() -> None:
    assert len(COUNTRIES) == 249
    assert set(IBAN_LENGTHS) - COUNTRIES == {"XK"}
    assert all(15 <= length <= 34 for length in IBAN_LENGTHS.values())
    assert ids.minor_units("EUR") == 2
    assert ids.minor_units("JPY") == 0


def test_a_vat_number_in_the_eori_field_is_named_as_such() -> None:
    fault = ids.fault_in_eori("NL123456789B01")
    assert fault is not None
    assert "VAT" in fault.en
