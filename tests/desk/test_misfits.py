"""What cannot stand in a field is told in words, in Dutch and in English, with no pattern and no name of a type."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest

from weerbaar.cli.installation import ALL
from weerbaar.desk.intake import InvalidInput, act_fields, read_act
from weerbaar.desk.misfits import misfit
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.moments import Moment

KVK = Annotated[str, form("[0-9]{8}", nl="een KvK-nummer, 8 cijfers", en="a trade register number, 8 digits")]


class Pair(msgspec.Struct):
    kvk: KVK
    count: int


@pytest.mark.parametrize(
    ("hint", "value", "nl", "en"),
    [
        (int, "x", "hier hoort een geheel getal, geen tekst", "a whole number belongs here, not a text"),
        (bool, 1, "hier hoort true of false, geen geheel getal", "true or false belongs here, not a whole number"),
        (str, None, "hier hoort een tekst, geen null", "a text belongs here, not null"),
        (tuple[str, ...], {}, "hier hoort een rij, geen object", "a list belongs here, not an object"),
        (int | str | None, [], "geheel getal of een tekst, geen rij", "a whole number or a text belongs here"),
        (Moment, "morgen", "een moment met tijdzone, zoals 2026", "a moment with its zone, such as 2026"),
        (Moment, "2026-05-12T06:00:00", "een moment met tijdzone", "a moment with its zone"),
        (datetime, 5, "een moment met tijdzone", "a moment with its zone"),
        (KVK, "12", "`f` klopt niet: een KvK-nummer, 8 cijfers", "`f` is not right: a trade register number"),
        (tuple[KVK, ...], ["12345678", "12"], "`f[1]` klopt niet: een KvK", "`f[1]` is not right: a trade"),
        (tuple[Pair, ...], [{"kvk": "12345678", "count": "3"}], "`f[0].count` klopt niet", "`f[0].count` is not"),
        (Literal["road", "rail"], "air", "kies uit: road, rail", "choose from: road, rail"),
        (Annotated[str, msgspec.Meta(min_length=1)], "", "van ten minste 1 teken", "of at least 1 character"),
        (Annotated[str, msgspec.Meta(max_length=3)], "long", "van ten hoogste 3", "of at most 3 characters"),
        (Annotated[tuple[int, ...], msgspec.Meta(min_length=2)], [1], "een rij van ten minste 2 stuks", "2 items"),
        (Pair, {"kvk": "12345678"}, "`f` klopt niet: `count` ontbreekt", "`count` is missing"),
    ],
)  # fmt: skip
def test_a_misfit_is_told_in_both_languages(hint: Any, value: object, nl: str, en: str) -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(value, hint, strict=True)
    told = misfit("f", hint, wrong.value)
    assert nl in told.nl
    assert en in told.en
    assert "regex" not in told.nl + told.en


def test_no_act_of_any_law_tells_a_pattern_or_the_name_of_a_type() -> None:
    acts = [(law, name, kind) for law in ALL for name, kind in law.act_named.items() if not kind.by_clock]
    told: list[str] = []
    for law, name, kind in acts:
        for value in ("\x00", 7, True, [], {}, [[]], ""):
            with pytest.raises(InvalidInput) as wrong:
                read_act(law, name, "a", "", {**dict.fromkeys(act_fields(kind), value), "no such field": 1})
            told += [text for one in wrong.value.faults for text in (one.nl, one.en)]
    assert len(told) > 1_000
    assert not [text for text in told if "regex" in text or "xpected" in text or "`int`" in text]


def test_every_form_of_a_law_is_described_in_two_languages() -> None:
    def marks(hint: Any) -> list[msgspec.Meta]:
        inside = [one for part in getattr(hint, "__args__", ()) for one in marks(part)]
        return [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, msgspec.Meta)] + inside

    hints = [hint for law in ALL for kind in law.acts for hint, _ in act_fields(kind).values()]
    formed = [mark for hint in hints for mark in marks(hint) if mark.pattern]
    assert len(formed) > 50
    assert not [mark for mark in formed if not (mark.description and (mark.extra or {}).get("nl"))]
