"""Checks the codes of banks, accounts and payments: BIC, IBAN, UETR, end-to-end id, amount and currency."""

from __future__ import annotations

import re

from weerbaar.standards.identifiers.country import COUNTRIES
from weerbaar.standards.identifiers.parties import mod97
from weerbaar.standards.sentence import Sentence, quoted

# Total length of an IBAN per country, as the ISO 13616 register lists them.
_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 "
    "DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 "
    "IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 "
    "MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 "
    "SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 "
)
IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}

# Currencies of ISO 4217 in use for payments, by the number of decimals of each.
_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
        "COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
        "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
        "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG "
        "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES "
        "WST XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
}
_MINOR_UNITS = {code: decimals for decimals, codes in _DECIMALS.items() for code in codes.split()}
_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.([0-9]{1,3}))?")
_UETR = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def fault_in_bic(text: str) -> Sentence | None:
    """Return the fault of a bank code (ISO 9362), or `None`: 8 or 11 characters, a country as 5 and 6."""
    shaped = re.fullmatch(r"[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?", text)
    if shaped and (text[4:6] in COUNTRIES or text[4:6] == "XK"):
        return None
    return Sentence(
        f"BIC {quoted(text)} moet 8 of 11 hoofdletters of cijfers zijn, met een landcode als teken 5 en 6",
        f"BIC {quoted(text)} must be 8 or 11 capital letters or digits, characters 5 and 6 a country code",
    )


def fault_in_iban(text: str) -> Sentence | None:
    """Return the fault of an IBAN without spaces (ISO 13616), or `None`: country, length, check digits."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}", text):
        return Sentence(
            f"IBAN {quoted(text)} moet een landcode, twee cijfers en het rekeningnummer zijn, zonder spaties",
            f"IBAN {quoted(text)} must be a country code, two digits and the account number, without spaces",
        )
    length = IBAN_LENGTHS.get(text[:2])
    if length is None:
        return Sentence(
            f"IBAN {quoted(text)} begint met {text[:2]}: dat land geeft voor zover bekend geen IBAN uit",
            f"IBAN {quoted(text)} begins with {text[:2]}: that country is not known to issue IBANs",
        )
    if len(text) != length:
        return Sentence(
            f"IBAN {quoted(text)} heeft {len(text)} tekens, voor {text[:2]} moeten het er {length} zijn",
            f"IBAN {quoted(text)} has {len(text)} characters, for {text[:2]} it must have {length}",
        )
    if text[:2] == "NL" and not re.fullmatch(r"[A-Z]{4}[0-9]{10}", text[4:]):
        return Sentence(
            f"IBAN {quoted(text)} moet voor Nederland vier letters en tien cijfers bevatten",
            f"IBAN {quoted(text)} must hold four letters and ten digits for the Netherlands",
        )
    if mod97(text[4:] + text[:4]) != 1:
        return Sentence(
            f"de controlecijfers van IBAN {quoted(text)} kloppen niet: controleer het nummer",
            f"the check digits of IBAN {quoted(text)} are wrong: check the number",
        )
    return None


def fault_in_uetr(text: str) -> Sentence | None:
    """Return the fault of a payment's unique reference (a lower-case UUID version 4), or `None`."""
    if _UETR.fullmatch(text):
        return None
    return Sentence(
        f"UETR {quoted(text)} moet een UUID versie 4 zijn in kleine letters",
        f"UETR {quoted(text)} must be a UUID version 4 in lower case",
    )


def fault_in_end_to_end_id(text: str) -> Sentence | None:
    """Return the fault of an end-to-end reference of a payment, or `None`: 1 to 35 printable characters."""
    if 1 <= len(text) <= 35 and text.isprintable() and text == text.strip():
        return None
    return Sentence(
        f"kenmerk {quoted(text)} moet 1 tot 35 zichtbare tekens zijn, zonder spatie aan begin of einde",
        f"end-to-end reference {quoted(text)} must be 1 to 35 visible characters, no space at either end",
    )


def minor_units(currency: str) -> int | None:
    """Return how many decimals a currency has, or `None` for a currency that is not listed."""
    return _MINOR_UNITS.get(currency)


def fault_in_currency(text: str) -> Sentence | None:
    """Return the fault of a three-letter currency code (ISO 4217), or `None`."""
    if text in _MINOR_UNITS:
        return None
    return Sentence(
        f"{quoted(text)} is geen munteenheid: drie hoofdletters volgens ISO 4217, zoals EUR",
        f"{quoted(text)} is no currency: three capital letters of ISO 4217, such as EUR",
    )


def fault_in_amount(text: str) -> Sentence | None:
    """Return the fault of an amount written as `EUR 1250.00` (currency, space, sum with a point), or `None`.

    The sum must be above zero and have no more decimals than its currency knows.
    """
    currency, space, total = text.partition(" ")
    wrong_currency = fault_in_currency(currency)
    if wrong_currency is not None:
        return wrong_currency
    shaped = _AMOUNT.fullmatch(total)
    if not space or shaped is None or not total.strip("0."):
        return Sentence(
            f"bedrag {quoted(text)} moet een munteenheid, een spatie en een bedrag boven nul zijn, "
            "zoals EUR 1250.00",
            f"amount {quoted(text)} must be a currency, a space and a sum above zero, such as EUR 1250.00",
        )
    decimals: str = shaped.group(1) or ""
    if len(decimals) > _MINOR_UNITS[currency]:
        return Sentence(
            f"bedrag {quoted(text)} heeft {len(decimals)} decimalen, {currency} kent er "
            f"{_MINOR_UNITS[currency]}",
            f"amount {quoted(text)} has {len(decimals)} decimals, {currency} knows {_MINOR_UNITS[currency]}",
        )
    return None
