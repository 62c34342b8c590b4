"""References: text to identifier to canonical text comes back to the same identifier."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.cli.letter import letter as letter_command
from weerbaar.letter.references import find_references, parse

SPACES = st.sampled_from(["", " "])
SESSION = st.integers(1995, 2035).map(lambda year: f"{year}/{(year + 1) % 100:02d}")
SUFFIX = st.sampled_from(["", " VI", " XVI", " IIA", " R2010"])


def comes_back(text: str, identifier: str) -> None:
    first = parse(text)
    assert first.identifier == identifier
    again = parse(first.canonical)
    assert (again.identifier, again.canonical) == (identifier, first.canonical)


@given(
    st.integers(20000, 39999), SUFFIX, st.integers(1, 2999), st.one_of(st.just(""), SESSION), st.booleans()
)
def test_kamerstuk_of_the_second_chamber(
    dossier: int, suffix: str, number: int, session: str, spaced: bool
) -> None:
    digits = f"{dossier // 1000} {dossier % 1000:03d}" if spaced else str(dossier)
    text = f"Kamerstukken II {session + ', ' if session else ''}{digits}{suffix}, nr. {number}"
    comes_back(text, f"kst-{dossier}{suffix.replace(' ', '-')}-{number}")


@given(
    st.integers(20000, 39999), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.one_of(st.just(""), SESSION)
)
def test_kamerstuk_of_the_first_chamber(dossier: int, letter: str, session: str) -> None:
    text = (
        f"Kamerstukken I {session + ', ' if session else ''}{dossier // 1000} {dossier % 1000:03d}, {letter}"
    )
    comes_back(text, f"kst-{dossier}-{letter}")


@given(
    st.sampled_from([("Stb.", "stb"), ("Stcrt.", "stcrt"), ("Trb.", "trb")]),
    st.integers(1950, 2035),
    st.integers(1, 9999),
)
def test_official_journals(journal: tuple[str, str], year: int, number: int) -> None:
    comes_back(f"{journal[0]} {year}, {number}", f"{journal[1]}-{year}-{number}")


@given(st.integers(1995, 2035), st.integers(1, 120), st.one_of(st.none(), st.integers(1, 40)))
def test_proceedings(year: int, number: int, item: int | None) -> None:
    session = f"{year}/{(year + 1) % 100:02d}"
    text = f"Handelingen II {session}, nr. {number}" + (f", item {item}" if item else "")
    comes_back(text, f"h-tk-{year}{year + 1}-{number}" + (f"-{item}" if item else ""))


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("Aanhangsel Handelingen II 2024/25, nr. 1234", "ah-tk-20242025-1234"),
        ("kst-20082009-31775-C", "kst-20082009-31775-C"),
        ("kst-35925-VI-53", "kst-35925-VI-53"),
        ("jci1.3:c:BWBR0005537&artikel=4:13", "jci1.3:c:BWBR0005537&artikel=4:13"),
        ("CVDR610191/1", "CVDR610191/1"),
        ("ECLI:NL:HR:2017:316", "ECLI:NL:HR:2017:316"),
        ("http://data.europa.eu/eli/dir/2024/1260/oj", "http://data.europa.eu/eli/dir/2024/1260/oj"),
        ("32016R0679", "32016R0679"),
        ("TZ202504-057", "TZ202504-057"),
        ("2025D53614", "2025D53614"),
        ("2025Z12345", "2025Z12345"),
        ("prb-2020-4183", "prb-2020-4183"),
    ],
)
def test_identifiers_stay_what_they_are(text: str, identifier: str) -> None:
    comes_back(text, identifier)


def test_several_numbers_of_one_file_are_several_references() -> None:
    found = find_references("Zie Kamerstukken II 2024/25, 29 911, nrs. 480, 481 en 492.")
    assert [one.identifier for one in found] == ["kst-29911-480", "kst-29911-481", "kst-29911-492"]


@given(st.integers(20000, 39999), SUFFIX, st.booleans())
def test_a_file_without_a_number_in_it(dossier: int, suffix: str, spaced: bool) -> None:
    digits = f"{dossier // 1000} {dossier % 1000:03d}" if spaced else str(dossier)
    comes_back(f"Kamerstuk {digits}{suffix}", f"{dossier}{suffix.replace(' ', '-')}")


def test_files_named_together_are_several_references() -> None:
    found = find_references("Zie Kamerstukken 29 911, 28 684 en 36 463, en Kamerstuk 29911-492.")
    assert [(one.kind, one.identifier) for one in found] == [
        ("dossier", "29911"),
        ("dossier", "28684"),
        ("dossier", "36463"),
        ("kamerstuk", "kst-29911-492"),
    ]
    found = find_references("Kamerstukken 29 911 en 36 463, nr. 7, en 12 345 meldingen.")
    assert [one.identifier for one in found] == ["29911", "kst-36463-7"]


def test_what_is_no_reference_is_left_alone() -> None:
    assert not find_references("Er waren 29 911 meldingen in de II-route; de toezegging uit 2025.")
    assert not find_references("Dossier 12 van 2025, en de Kamerstukken in 2025.")
    with pytest.raises(ValueError, match="is not one reference"):
        parse("zomaar wat")


def test_the_command_lists_what_it_finds(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(
        "Zie de brief die ik in het voorjaar aan uw Kamer stuurde "
        "(Kamerstuk 29 911, nr. 492) over de haven.\n"
    )
    found = json.loads(CliRunner().invoke(letter_command, ["refs", str(path), "--json"]).output)
    assert [one["identifier"] for one in found] == ["kst-29911-492"]


def test_the_command_reads_a_bare_list_in_any_language(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("See Kamerstuk 29 911, nr. 492 and Stb. 2023, 183.\n")
    found = json.loads(CliRunner().invoke(letter_command, ["refs", str(path), "--json"]).output)
    assert [one["identifier"] for one in found] == ["kst-29911-492", "stb-2023-183"]
