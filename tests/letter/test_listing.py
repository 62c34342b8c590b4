"""What the shell prints of a letter, of two letters and of a term, in Dutch and in English."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from weerbaar.cli.language import speaking
from weerbaar.letter.compare import compare_letters
from weerbaar.letter.listing import changes, listing, said_in
from weerbaar.letter.reading.findings import Reading
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read, sentences_of
from weerbaar.letter.register.comparison import ORDER
from weerbaar.letter.terms.explain import explain

HEAD = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nDen Haag, 19 december 2025\n"
BODY = (
    "In 2024 zijn 1.167 productielocaties ontmanteld en er is 2,25 miljoen euro besteed. "
    "De vangsten dalen fors. Dit speelt binnenkort. "
    "Hiermee doe ik de motie van het lid Jansen over afval af. "
    "Ik streef ernaar dit op 1 juli 2026 af te ronden. Verder verken ik een verbod.\n"
    "Hiervoor is in 2021 een regeling opgezet van 1 miljoen per jaar voor de duur van drie jaar. "
    "Deze regeling is in 2024 met een jaar verlengd en loopt af op 31 december 2025.\n"
)


@pytest.fixture
def reading() -> Reading:
    return read(read_plain(HEAD + BODY))


def test_each_language_has_every_word() -> None:
    assert said_in("nl").keys() == said_in("en").keys()
    assert all((*said_in("nl").values(), *said_in("en").values()))


def test_a_reading_is_listed_in_dutch(reading: Reading) -> None:
    told = listing(reading, "nl")
    assert told.startswith(
        "brief van 2025-12-19, aan Voorzitter van de Tweede Kamer der Staten-Generaal, niet"
    )
    for heading in ("afgedaan (1)", "toezeggingen met termijn (1)", "toezeggingen zonder termijn (1)"):
        assert f"\n{heading}\n" in told
    assert "1.167 productielocaties (In 2024)" in told
    assert "2.250.000 EUR" in told
    assert "motie Jansen: afval" in told
    assert "(voornemen)" in told
    assert "begin in 2021 plus 4 jaar eindigt tussen" in told
    assert "dalen fors: vraagt om de verandering" in told
    assert "promises" not in told
    assert "no term" not in told


def test_a_reading_is_listed_in_english(reading: Reading) -> None:
    told = listing(reading, "en")
    for words in ("\npromises (1)\n", "1,167 productielocaties", "motion Jansen: afval", "(intention)"):
        assert words in told
    assert "toezegging" not in told.replace("[do-away]", "")


@pytest.mark.parametrize(("lang", "dropped", "now"), [("nl", "weg", "nu:"), ("en", "dropped", "now:")])
def test_two_letters_are_compared_in_either_language(
    reading: Reading, lang: str, dropped: str, now: str
) -> None:
    later = read_plain(
        HEAD + "In 2025 zijn 90 productielocaties ontmanteld. Verder verken ik nog steeds een verbod.\n"
    )
    told = changes(compare_letters(reading, read(later), sentences_of(later)), lang)
    lines = told.splitlines()
    assert lines[1].split()[0] == dropped
    assert any(line.strip().startswith(now) for line in lines)
    assert ("1.167 -> 90" if lang == "nl" else "1,167 -> 90") in told


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("begin oktober", "nl", "is een afspraak en staat niet in de tekst: 0 tot 33 honderdsten van een maand"),
        ("begin volgende maand", "en", "0 to 33 hundredths of a month"),
        ("eind 2026", "en", "75 to 100 hundredths of a year"),
        ("voor het einde van 2026", "nl", "t/m     2026-12-31"),
        ("binnenkort", "nl", "niet te berekenen (regel soon); een mens moet dit vaststellen"),
    ],
)  # fmt: skip
def test_a_term_is_explained_in_either_language(text: str, lang: str, words: str) -> None:
    assert words in explain(text, dt.date(2025, 12, 19), lang)[0].words


def test_differences_of_the_registers_have_a_heading_in_either_language() -> None:
    assert all(heading.nl and heading.en and heading.nl != heading.en for heading in ORDER.values())


@pytest.mark.parametrize(("lang", "page"), [("nl", '<html lang="nl">'), ("en", '<html lang="en">')])
def test_the_report_speaks_as_the_shell_does(tmp_path: Path, lang: str, page: str) -> None:
    from click.testing import CliRunner

    from weerbaar.cli.letter import letter

    (tmp_path / "brief.txt").write_text(HEAD + BODY, encoding="utf-8")
    with speaking(lang):
        ran = CliRunner().invoke(
            letter, ["read", str(tmp_path / "brief.txt"), "--report", str(tmp_path / "r")]
        )
    assert ran.exit_code == 0
    assert page in (tmp_path / "r" / "index.html").read_text("utf-8")
