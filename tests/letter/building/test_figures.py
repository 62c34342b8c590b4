"""Figures are read from CSV, JSON and measurements, and written the way a Dutch letter writes them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from weerbaar.letter.building import wording
from weerbaar.letter.building.figure_files import read_figures
from weerbaar.letter.building.figures import Figure
from weerbaar.letter.register.faults import BadInput

MEASURED = {
    "estimate": 0.88,
    "scale": "ratio",
    "ci_low": 0.7,
    "ci_high": 1.1,
    "level": 0.95,
    "method": "m",
    "verdict": "not_shown",
    "caveats": [{"nl": "let op", "en": "beware"}],
    "data_hash": "sha256:abcdefabcdefabcdef",
    "seed": 3,
}


def figure(value: str, unit: str = "count", decimals: int | None = None) -> Figure:
    return Figure("x", Decimal(value), unit, "dingen", "2025", "bron", "f", "0", decimals=decimals)


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        ("167", "count", None, "167"),
        ("24201", "count", None, "24.201"),
        ("2250000", "EUR", None, "2,25 miljoen euro"),
        ("4000000", "EUR/year", None, "4 miljoen euro per jaar"),
        ("2253417", "EUR", None, "2.253.417 euro"),
        ("2253417", "EUR", 1, "2,3 miljoen euro"),
        ("1500000000", "EUR", None, "1,5 miljard euro"),
        ("12.5", "EUR", None, "12,50 euro"),
        ("12.3", "percent", None, "12,3 procent"),
        ("7.2", "rating", None, "7,2"),
        ("11875", "kg", None, "11.875 kilogram"),
        ("-3", "difference", None, "−3"),
        ("2.5", "count", 0, "3"),
    ],
)
def test_values_in_words(value: str, unit: str, decimals: int | None, words: str) -> None:
    assert wording.rendered(figure(value, unit, decimals), ()).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        ("1.4234", "42 procent meer"),
        ("0.88", "12 procent minder"),
        ("1.001", "nagenoeg evenveel (0 procent verschil)"),
    ],
)
def test_a_ratio_as_a_change(ratio: str, words: str) -> None:
    assert wording.rendered(figure(ratio, "ratio"), ("verandering",)).replace("\u00a0", " ") == words


def test_a_measurement_is_a_figure_that_claims_no_more_than_its_verdict(tmp_path: Path) -> None:
    path = write(tmp_path, "effect.json", json.dumps(MEASURED))
    found = read_figures([path])["effect"]
    assert (found.value, found.low, found.seed) == (Decimal("0.88"), Decimal("0.7"), "3")
    note = wording.note(found)
    assert "Een effect is niet aangetoond; dat is geen bewijs dat er geen effect is." in note
    assert "95%-betrouwbaarheidsinterval 0,70 tot 1,10" in note
    assert "Let op." in note
    assert "Gegevens abcdefabcdef." in note
    assert set(read_figures([f"eigen-naam={path}"])) == {"eigen-naam"}


def test_the_result_as_the_measuring_library_writes_it(tmp_path: Path) -> None:
    result = {
        **MEASURED,
        "question": "Steeg het aantal meldingen na de campagne?",
        "source": "de meldlijn",
        "scale": "mg/day/1000 people",
        "sentence": {"nl": "Een stijging is niet aangetoond.", "en": "A rise was not shown."},
        "plan_hash": "abc",
        "sensitivity": [],
        "diagnostics": {"n": 3},
    }
    found = read_figures([write(tmp_path, "effect.json", json.dumps(result))])["effect"]
    assert (found.source, found.plan_hash) == ("de meldlijn", "abc")
    assert wording.note(found).startswith("Steeg het aantal meldingen na de campagne. Bron: de meldlijn.")
    assert wording.rendered(found, ()) == "0,88\u00a0milligram per dag per duizend inwoners"
    assert wording.rendered(found, ("zin",)) == "Een stijging is niet aangetoond"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"estimate": None, "verdict": "no_conclusion"}, "gives no estimate (verdict no_conclusion)"),
        ({"data_hash": ""}, "has no data_hash"),
        ({"ci_low": 1.5}, "the interval runs backwards"),
        ({"estimate": 2}, "lies outside its own interval"),
        ({"scale": ""}, "'unit' is empty"),
        ({"verdict": "zeker"}, "there is no verdict 'zeker'"),
    ],
)
def test_a_measurement_that_cannot_be_stated(tmp_path: Path, change: dict[str, object], words: str) -> None:
    path = write(tmp_path, "effect.json", json.dumps({**MEASURED, **change}))
    with pytest.raises(BadInput) as bad:
        read_figures([path])
    assert words in str(bad.value)


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    one = write(
        tmp_path,
        "a.csv",
        'id,value,unit,of,period,source\na,"2,25",count,x,2025,b\nb,3,stuks,x,,b\nc,,count,x,2025,b\n',
    )
    two = write(tmp_path, "b.json", '[{"id": "d", "value": 1, "unit": "count", "of": "x", "period": "p"}]')
    three = write(tmp_path, "c.csv", "naam;getal\na;1\n")
    four = write(tmp_path, "d.json", "{nee")
    five = write(tmp_path, "e.csv", "id,value,unit,of,period,source\nz,1,count,x,p,b\nz,1,count,x,p,b\n")
    with pytest.raises(BadInput) as bad:
        read_figures([one, two, three, four, five])
    told = str(bad.value)
    for words in (
        "a.csv:2: figure a: value '2,25' is no number",
        "a.csv:3: figure b: 'period' is empty",
        "a.csv:3: figure b: there is no unit 'stuks'",
        "a.csv:4: figure c: 'value' is empty",
        "b.json:1: figure d: 'source' is empty",
        "c.csv:1: has no columns 'id' and 'value'",
        "d.json:1: is not JSON",
        "e.csv:3: the figure 'z' is also in e.csv",
    ):
        assert words in told


def test_semicolons_and_commas_read_the_same(tmp_path: Path) -> None:
    text = "id;value;unit;of;period;source\na;1.5;percent;x;2025;b\n"
    one = read_figures([write(tmp_path, "a.csv", text)])["a"]
    two = read_figures([write(tmp_path, "b.csv", text.replace(";", ","))])["a"]
    assert (
        (one.value, one.unit, one.source)
        == (two.value, two.unit, two.source)
        == (Decimal("1.5"), "percent", "b")
    )


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '[{"id": "a", "value": 1e999999}]',
        f'[{{"id": "a", "value": {"9" * 5000}}}]',
        '{"figures": NaN}',
    ],
)
def test_hostile_json_is_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read_figures([write(tmp_path, "a.json", text)])


def test_a_cell_without_end_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no CSV"):
        read_figures([write(tmp_path, "a.csv", 'id,value\n"' + "x" * 200_000)])
