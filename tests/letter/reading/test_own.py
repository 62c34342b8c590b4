"""A ministry's own folder: its conventions and rules come before ours, and what is wrong in it is told at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sources import PLAIN

from weerbaar.cli.letter import letter as letter_command
from weerbaar.letter.own import BadRules, bind, look, unbind

CONVENTION = "[conventions]\nbegin = [0, 50]\n"
CUE = """
[[cue]]
id = "delivers"
strength = "commitment"
needs = "term"
pattern = '\\b(?P<v>oplevert|ophoest)\\b'
match = [{ text = "Het bureau dat in 2026 een plan ophoest." }]
no_match = ["Het bureau."]
"""


@pytest.fixture(autouse=True)
def ours_again() -> Iterator[None]:
    yield
    unbind()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(letter_command, [str(word) for word in words])


def folder(place: Path, **tables: str) -> Path:
    own = place / "eigen"
    own.mkdir()
    for name, text in tables.items():
        (own / f"{name}.toml").write_text(text, encoding="utf-8")
    return own


def begin_2026(*more: str | Path) -> dict[str, str]:
    done = run("term", "begin 2026", "--date", "2025-12-19", "--json", *more)
    assert done.exit_code == 0, done.output
    record: dict[str, str] = json.loads(done.output)[0]
    return record


def test_a_ministry_sets_what_begin_means_and_only_for_itself(tmp_path: Path) -> None:
    own = folder(tmp_path, temporal=CONVENTION)
    assert begin_2026()["latest"] == "2026-03-31"
    assert begin_2026("--own", own)["latest"] == "2026-06-30"
    assert begin_2026()["latest"] == "2026-03-31"
    told = run("term", "begin 2026", "--date", "2025-12-19", "--own", own).output
    assert "0 to 50 hundredths" in told


def test_a_rule_of_its_own_finds_what_ours_do_not(tmp_path: Path) -> None:
    brief = tmp_path / "brief.txt"
    brief.write_text(
        PLAIN.replace("Aanpak\n", "Aanpak\nWaarna dit team in 2026 een plan ophoest.\n"), encoding="utf-8"
    )
    own = folder(tmp_path, cues=CUE)
    without = json.loads(run("read", brief, "--json").stdout)["promises"]
    found = json.loads(run("read", brief, "--json", "--own", own).stdout)["promises"]
    assert [one["rule"] for one in found if one not in without] == ["delivers / during+year"]


def test_a_row_of_the_same_name_replaces_ours(tmp_path: Path) -> None:
    row = """[[vague]]
id = "soon"
pattern = 'te gelegener tijd'
match = [{ text = "Dat volgt te gelegener tijd." }]
no_match = ["binnenkort"]
"""
    own = folder(tmp_path, temporal=row)
    assert "not computable" in run("term", "te gelegener tijd", "--date", "2025-12-19", "--own", own).output
    assert run("term", "binnenkort", "--date", "2025-12-19", "--own", own).exit_code == 1


MADE_BY = """
[[phrase]]
id = "done-by"
pattern = '\\bdoor (?P<agent>(?:de|het|een|team) [A-Za-z][^,;.]*)|\\bvanwege (?P<agent_2>[^,;.]+)'
match = [{ text = "Het plan wordt door team Haven gemaakt." }]
no_match = ["Het plan van team Haven."]
"""
INFORMS = """
[[phrase]]
id = "informs"
pattern = '\\b(?:inseinen|melden)\\b'
match = [{ text = "Graag wil ik uw Kamer inseinen." }]
no_match = ["Graag wil ik uw Kamer bezoeken."]
"""


def test_a_phrase_of_its_own_takes_the_place_of_ours_and_is_forgotten_after(tmp_path: Path) -> None:
    brief = tmp_path / "brief.txt"
    told = "Aanpak\nIn mei 2026 wordt door team Haven een plan gemaakt.\n"
    brief.write_text(PLAIN.replace("Aanpak\n", told), encoding="utf-8")
    own = folder(tmp_path, actors=MADE_BY)

    def who(*more: str | Path) -> list[str]:
        promises = json.loads(run("read", brief, "--json", *more).stdout)["promises"]
        return next(one["actor"] for one in promises if "team Haven" in one["sentence"])

    assert who("--own", own) == ["team Haven"]
    assert who() != ["team Haven"]


BAD = {
    "unknown table": ({"tijd": ""}, "`tijd.toml` is no table of ours"),
    "no toml": ({"cues": "[[cue"}, "`cues.toml` cannot be read"),
    "bad pattern": ({"cues": CUE.replace("ophoest)", "ophoest")}, "the pattern cannot be read"),
    "unknown list": ({"cues": CUE.replace("oplevert", "{bestaat_niet}")}, "the pattern cannot be read"),
    "failing example": ({"cues": CUE.replace("een plan ophoest", "een plan heeft")}, "does not match its example"),
    "no example": ({"cues": CUE.replace("match = [{", "match = [] #", 1)}, "at least one example"),
    "misspelled field": ({"cues": CUE.replace("strength", "sterkte")}, "has not the form"),
    "no share": ({"temporal": "[conventions]\nbegin = [50, 20]\n"}, "rising shares"),
    "no convention": ({"temporal": "[conventions]\nlente = [0, 20]\n"}, "rising shares"),
    "phrase of no use": ({"actors": MADE_BY.replace("done-by", "done-buy")}, "no phrase of ours has that name"),
    "phrase that catches nothing": ({"actors": MADE_BY.replace("?P<agent>", "?:")}, "must catch `(?P<agent>"),
    "phrase that catches too much": ({"clauses": INFORMS.replace("(?:", "(")}, "must catch nothing"),
    "phrase too wide": ({"actors": MADE_BY.replace("Het plan van", "door de")}, "which must not match"),
    "empty": ({}, "holds no table"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_and_ours_stay(case: str, tmp_path: Path) -> None:
    tables, words = BAD[case]
    done = run("term", "begin 2026", "--date", "2025-12-19", "--own", folder(tmp_path, **tables))
    assert done.exit_code == 2
    assert words in done.stderr
    assert begin_2026()["latest"] == "2026-03-31"


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    own = folder(
        tmp_path, temporal="[conventions]\nbegin = [50, 20]\n", cues=CUE.replace("ophoest)", "ophoest")
    )
    with pytest.raises(BadRules) as caught:
        bind(own)
    assert len(caught.value.faults) == 2


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    done = run("term", "mei", "--date", "2025-12-19", "--own", tmp_path / "weg")
    assert done.exit_code == 2
    assert "weg" in done.stderr


def test_the_folder_also_holds_the_looks(tmp_path: Path) -> None:
    own = folder(tmp_path)
    (own / "letter.typ").write_text("", encoding="utf-8")
    bind(own)
    assert look(own, "letter.typ") == own / "letter.typ"
    assert look(own, "letter.docx") is None
    assert look(None, "letter.typ") is None


def test_help_shows_its_examples_on_lines_of_their_own() -> None:
    for words in ([], ["read"], ["term"], ["refs"], ["compare"]):
        told = run(*words, "--help").output
        assert "\\b" not in told
        assert any(line.strip().startswith("weerbaar letter") for line in told.splitlines())
