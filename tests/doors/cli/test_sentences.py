"""What the libraries and the ledger say in English when something is wrong, the shell says in Dutch."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from weerbaar.cli.language import speaking
from weerbaar.cli.sentences import DUTCH, dutch, spoken
from weerbaar.measure.campaign.plans import SegmentedPlan
from weerbaar.measure.faults import BadInput
from weerbaar.measure.sketch import parse_plan

from .conftest import Ran
from .sentences_of_libraries import APART, SOURCE, sentences

Type = Callable[..., Ran]
KEPT: dict[str, str] = tomllib.loads(DUTCH.read_text("utf-8"))


def test_every_sentence_of_theirs_has_its_dutch_and_no_dutch_is_left_over() -> None:
    wanted = sentences()
    without = [f"{where}: no Dutch for {text!r}" for text, where in wanted.items() if text not in KEPT]
    over = [f"{text!r}: nobody says this any more" for text in KEPT if text not in wanted]
    assert not without + over, f"see {DUTCH.relative_to(SOURCE)}:\n" + "\n".join(without + over)


def test_what_is_put_together_apart_is_said_where_we_think() -> None:
    for text, where in APART.items():
        source = (SOURCE / where).read_text("utf-8")
        assert all(part in source for part in text.split("{}"))


def test_the_sentences_are_found_in_the_source() -> None:
    found = sentences()
    assert found["{}: there is no unit '{}'"] == "measure/contrasts.py"
    assert found["entry {} follows entry {}"] == "cli/simulation/shadow.py"
    assert len(found) > 200


@pytest.mark.parametrize("text", KEPT)
def test_no_value_is_lost(text: str) -> None:
    assert text.count("{}") == KEPT[text].count("{}")
    values = [f"waarde{place}" for place in range(text.count("{}"))]
    said = dutch(_filled(text, values))
    assert all(value in said for value in values)
    assert said == _filled(KEPT[text], values), "another sentence took it"


def _filled(text: str, values: list[str]) -> str:
    pieces = text.split("{}")
    return "".join(piece + value for piece, value in zip(pieces, [*values, ""], strict=True))


@pytest.mark.parametrize(
    ("english", "nl"),
    [
        ("a.csv: there is no unit 'x'", "a.csv: er is geen eenheid 'x'"),
        (
            "draft.txt:3: a letter has at most four heading levels",
            "draft.txt:3: een brief heeft hoogstens vier kopniveaus",
        ),
        (
            "cannot read plan.toml: No such file or directory; check the name of the file",
            "plan.toml is niet te lezen: dit bestand is er niet; kijk de naam van het bestand na",
        ),
        (
            "c.csv line 2: 'bijna 150' in 'value' is no plain number; write 150, and 'bijna' in the column of the"
            " precision",
            "c.csv regel 2: 'bijna 150' in 'value' is geen kaal getal; schrijf 150, en 'bijna' in de kolom van de"
            " precisie",
        ),
        ("plan.toml: 'x' is missing", "plan.toml: 'x' ontbreekt"),
        ("something that nobody wrote down", "something that nobody wrote down"),
        ("", ""),
    ],
)
def test_a_sentence_comes_out_in_dutch_with_its_values(english: str, nl: str) -> None:
    assert dutch(english) == nl
    with speaking("en"):
        assert spoken(english) == english
    with speaking("nl"):
        assert spoken(english) == nl


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": "x"}, "'seed': hier hoort `int`, er staat `str`"),
        ({"signed_on": "gisteren"}, "'signed_on': dit is geen datum; schrijf haar als 2025-01-06"),
        ({"flights": [{"name": "one"}]}, "in 'flights', nummer 1: 'start' ontbreekt"),
        (
            {"flights": [{"name": "one", "start": 3, "stop": 4}]},
            "in 'flights', nummer 1: 'stop' is hier niet bekend; velden: name, start, periods, media_weight_grp",
        ),
        ({"level": 2.0}, "'level' is 2; geef een kans zoals 0.95"),
        ({"harmonics": 9}, "'harmonics' is 9; kies 0 tot en met 6"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_in_dutch(changes: dict[str, object], said: str) -> None:
    tree = {"analysis": "campaign", "method": "segmented", "question": "q", "source": "s", "signed_by": "x"}
    with pytest.raises(BadInput) as refused:
        parse_plan({**tree, "signed_on": "2025-01-06", "flights": [], **changes}, SegmentedPlan)
    assert f"plan: {said}" in [dutch(fault) for fault in refused.value.faults]


def test_faults_are_told_in_dutch(weerbaar: Type, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("method = 3\n")
    measured = weerbaar("--language", "nl", "measure", "campaign", tmp_path / "none.csv", "--plan", bad)
    assert measured.status == 2
    assert "'analysis'" in measured.err
    assert "kies uit" in measured.err
    read = weerbaar("--language", "nl", "letter", "read", tmp_path / "none.txt")
    assert read.err.startswith("letter: er is geen bestand")
    built = weerbaar("--language", "nl", "letter", "build", tmp_path / "none.txt", "--out", tmp_path / "out")
    assert "is niet te lezen (dit bestand is er niet); kijk de naam na" in built.err
    assert built.err.endswith("1 fout; er is niets geschreven\n")


def test_every_fault_of_a_draft_is_told_in_dutch(weerbaar: Type, tmp_path: Path) -> None:
    head = "titel: Brief\ndatum: 2026-06-19\nplaats: Den Haag\nafzender: De Minister\nondertekenaar: A. Bos\n"
    text = (
        "---\nIn 2025 zijn 167 locaties en {nietbekend} verdachten gevonden.\n\n### Te diep\n\n"
        "Hiermee doe ik de toezegging af.{afgedaan: TZ202504-999}\n\nHiermee doe ik de motie van het lid Bos af.\n"
    )
    draft, out = tmp_path / "draft.txt", tmp_path / "out"
    draft.write_text(head + text, encoding="utf-8")
    (tmp_path / "f.csv").write_text("id,value,unit,of,period,source\n", encoding="utf-8")
    built = weerbaar("--language", "nl", "letter", "build", draft, "-f", tmp_path / "f.csv", "--out", out)
    assert built.status == 2
    for words in (
        ":7: het cijfer '167' is met de hand getypt; verwijs naar een gemeten waarde met {id}",
        ":7: er is geen cijfer 'nietbekend'",
        ":9: een kopniveau is overgeslagen",
        ":11: geen register kent 'TZ202504-999'",
        ":13: 'doe ik de motie van het lid Bos af' doet een motie of toezegging af",
        "5 fouten; er is niets geschreven",
    ):
        assert words in built.err
    assert not out.exists()
