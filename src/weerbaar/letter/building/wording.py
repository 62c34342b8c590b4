"""Writes numbers, amounts, periods and notes the way a Dutch letter to parliament writes them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from weerbaar.letter.building.figures import Figure

NBSP = "\u00a0"
LOCALE = "nl_NL"
NOT_YET = "nog niet beschikbaar"
KEEP = re.compile(
    r"(\bnrs?\.|\bart\.|\bartikel|\b\d{1,2}(?= (?:januari|februari|maart|april|mei|juni|juli|augustus|"
    r"september|oktober|november|december)\b)|\b\d{2}(?= \d{3}\b)) (?=\w)"
)
MILLION = Decimal(1_000_000)
BILLION = Decimal(1_000_000_000)
FORMS = {
    "getal": "the number alone, without its unit",
    "interval": "the number with its interval of uncertainty",
    "verandering": "a ratio as a change in percent: 42 procent meer",
    "zin": "the sentence that the measurement itself permits",
}
# What a measurement's verdict says, in words that claim no more than it.
VERDICTS = {
    "effect_shown": "het effect is aangetoond",
    "effect_plausible": "het effect is aannemelijk, niet aangetoond",
    "not_shown": "een effect is niet aangetoond; dat is geen bewijs dat er geen effect is",
    "no_conclusion": "de meting laat geen conclusie toe",
}
UNIT_WORDS = {
    **dict.fromkeys(("count", "rating", "ratio", "difference"), ""),
    "percent": "procent",
    "kg": "kilogram",
    "mg": "milligram",
    "mg/day/1000 people": "milligram per dag per duizend inwoners",
    "mg drug/day/1000 people": "milligram drugs per dag per duizend inwoners",
}
DECIMALS = {"ratio": 2, "difference": 1, "percent": 1, "rating": 1, "kg": 0, "mg": 1}


def day(date: dt.date) -> str:
    """Return a date as `19 juni 2026`."""
    return format_date(date, "d MMMM y", locale=LOCALE)


def spoken(value: Decimal, decimals: int | None = None) -> str:
    """Return a number with decimal comma and thousands points; `decimals` rounds half away from zero."""
    if decimals is not None:
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    else:
        pattern = "#,##0.######"
    return format_decimal(value, format=pattern, locale=LOCALE).replace("-", "\u2212")


def euros(value: Decimal, decimals: int | None) -> str:
    """Return an amount: `2,25 miljoen euro` when that is exact or asked for, else the whole amount."""
    for size, name in ((BILLION, "miljard"), (MILLION, "miljoen")):
        if abs(value) >= size:
            scaled = value / size
            if decimals is not None or scaled == round(scaled, 2):
                return f"{spoken(scaled, decimals)}{NBSP}{name} euro"
    cents = decimals if decimals is not None else (0 if value == value.to_integral_value() else 2)
    return f"{spoken(value, cents)}{NBSP}euro"


def bare(figure: Figure, value: Decimal) -> str:
    """Return a figure's number without its unit."""
    return spoken(value, shown_decimals(figure))


def shown_decimals(figure: Figure) -> int | None:
    """Return how many decimals are shown: as told, else as written, but not more than a unit can bear."""
    if figure.decimals is not None or figure.value is None:
        return figure.decimals
    exponent = figure.value.normalize().as_tuple().exponent
    written = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    bound = DECIMALS.get(figure.unit)
    return min(written, bound) if bound is not None and (figure.low is not None or written > 6) else None


def with_unit(figure: Figure, value: Decimal) -> str:
    """Return a value with its unit, in words."""
    if figure.unit in ("EUR", "EUR/year"):
        return euros(value, figure.decimals) + (" per jaar" if figure.unit == "EUR/year" else "")
    words = UNIT_WORDS.get(figure.unit, figure.unit)
    return bare(figure, value) + (f"{NBSP}{words}" if words else "")


def rendered(figure: Figure, forms: tuple[str, ...]) -> str:
    """Return the words of a figure in the letter, in the forms asked for (see FORMS)."""
    if figure.value is None:
        return NOT_YET
    if "zin" in forms:
        return figure.sentence.rstrip(".")
    if "verandering" in forms:
        text = change(figure.value, figure)
    elif "getal" in forms:
        text = bare(figure, figure.value)
    else:
        text = with_unit(figure, figure.value)
    if "interval" in forms:
        text += f" ({interval(figure, change_form='verandering' in forms)})"
    return text


def change(ratio: Decimal, figure: Figure) -> str:
    """Return a ratio as a change: 1.42 is `42 procent meer`, 0.88 is `12 procent minder`."""
    percent = (ratio - 1) * 100
    decimals = figure.decimals if figure.decimals is not None else 0
    size = spoken(abs(percent), decimals)
    if not percent.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):
        return f"nagenoeg evenveel (0{NBSP}procent verschil)"
    return f"{size}{NBSP}procent {'meer' if percent > 0 else 'minder'}"


def interval(figure: Figure, *, change_form: bool = False) -> str:
    """Return the interval of uncertainty in words; the figure has one."""
    low, high = figure.low, figure.high
    if low is None or high is None:
        return "onzekerheid niet vermeld"
    level = spoken((figure.level or Decimal("0.95")) * 100)
    ends = [change(end, figure) if change_form else bare(figure, end) for end in (low, high)]
    return f"{level}%-betrouwbaarheidsinterval {ends[0]} tot {ends[1]}"


def note(figure: Figure) -> str:
    """Return the note of a figure: what it counts, period, source, day, uncertainty, caveats, data hash."""
    parts = [
        ", ".join(part for part in (capital(figure.of), figure.period) if part),
        f"Bron: {figure.source}",
    ]
    if figure.value is None:
        known = f" ({figure.reason})" if figure.reason else ""
        parts.append(f"Cijfer verwacht op {day(figure.expected)}{known}" if figure.expected else NOT_YET)
    if figure.as_of:
        parts.append(f"Peildatum {moment(figure.as_of)}")
    if figure.low is not None and figure.high is not None:
        parts.append(capital(interval(figure)))
    if figure.verdict:
        parts.append(capital(VERDICTS[figure.verdict]))
    parts += [capital(caveat) for caveat in figure.caveats]
    if figure.position:
        parts.append(f"Vastgelegd onder {figure.position}")
    if figure.data_hash:
        parts.append(f"Gegevens {short_hash(figure.data_hash)}")
    return " ".join(part.rstrip(".") + "." for part in parts)


def moment(text: str) -> str:
    """Return an ISO date in words; any other text as it stands."""
    try:
        return day(dt.date.fromisoformat(text[:10]))
    except ValueError:
        return text


def short_hash(text: str) -> str:
    """Return the first twelve characters of a hash; the whole hash is in the provenance file."""
    return text.rpartition(":")[2][:12]


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def dossier(number: str) -> str:
    """Return a dossier number as it is written: `29911` is `29 911`, with a thin space."""
    digits, dash, suffix = number.partition("-")
    spaced = f"{digits[:-3]}\u202f{digits[-3:]}" if digits.isdecimal() and len(digits) == 5 else digits
    return f"{spaced}{dash}{suffix}"


def typographic(text: str) -> str:
    """Return the text with typographic quotation marks and with spaces that hold dates together."""
    text = re.sub(r"(^|[\s(\[])\"", "\\1\u201c", text).replace('"', "\u201d")
    return KEEP.sub("\\1\u00a0", text.replace("'", "\u2019"))
