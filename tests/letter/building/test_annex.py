"""The annex in both layouts from one register: what is late first, then every item that asks for a report."""

import json
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result

from weerbaar.cli.letter.building import annex, build

SAMPLE = Path(__file__).parent / "sample"


def text_of(path: Path) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\u00a0", " ").split()
    )


def run(folder: Path, *more: str) -> Result:
    given = [str(SAMPLE / "register.json"), "--date", "2026-06-19", "--out", str(folder), *more]
    return CliRunner().invoke(annex, given)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annex") / "bundle"
    given = [
        str(SAMPLE / "letter.txt"),
        "-f",
        str(SAMPLE / "figures.csv"),
        "-f",
        str(SAMPLE / "campagne.json"),
    ]
    given += ["-r", str(SAMPLE / "register.json"), "-o", str(folder)]
    assert CliRunner().invoke(build, given).exit_code == 0
    return folder


def test_the_list_begins_with_what_is_late_and_goes_on_by_theme(bundle: Path) -> None:
    text = text_of(bundle / "annex-list.pdf")
    order = ["Vraagt eerst aandacht", "Over de termijn", "Afgedaan in dit stuk.", "Aanpak", "Campagne"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "1. Toezegging: De Kamer een overzicht sturen." in text
    assert "2. Motie van de leden Bakker (XYZ) en De Wit (QRS) over een taskforce." in text
    assert "Afgedaan bij brief van 19 december 2025 (Kamerstuk 29 911, nr. 492); wacht op Kamer." in text
    assert "Afgedaan in dit stuk, paragraaf ‘Toezeggingen’." in text
    assert "Aan: Jansen (ABC)" in text
    assert "niets te doen" not in text


def test_the_tables_hold_the_same_items_in_four_parts(bundle: Path) -> None:
    text = text_of(bundle / "annex-table.pdf")
    order = [
        "Moties In behandeling",
        "Moties: in behandeling (1)",
        "Toezeggingen Afgerond",
        "Toezeggingen: afgerond (2)",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Omschrijving Vindplaats Stand van zaken" in text


def test_a_motion_settled_in_part_stays_in_hand(tmp_path: Path) -> None:
    draft = tmp_path / "d.txt"
    text = (SAMPLE / "letter.txt").read_text("utf-8")
    draft.write_text(text + "\nDe motie is deels uitgevoerd.{afgedaan: 2025Z01234 | 1}\n", "utf-8")
    given = [str(draft), "-f", str(SAMPLE / "figures.csv"), "-f", str(SAMPLE / "campagne.json")]
    result = CliRunner().invoke(
        build, [*given, "-r", str(SAMPLE / "register.json"), "-o", str(tmp_path / "out")]
    )
    assert result.exit_code == 0, result.output
    table = text_of(tmp_path / "out" / "annex-table.pdf")
    assert "Moties: in behandeling (1)" in table
    assert "Deels afgedaan in dit stuk, onderdeel 1, paragraaf ‘Toezeggingen’." in table


def test_the_command_lays_both_lists_beside_each_other(tmp_path: Path) -> None:
    row = {
        "Id": "a",
        "Nummer": "TZ202501-003",
        "Tekst": "De Kamer een overzicht sturen",
        "Status": "Openstaand",
    }
    (tmp_path / "page.json").write_text(json.dumps({"@odata.context": "#Toezegging", "value": [row]}))
    settled = {
        "kind": "motie",
        "subject": "de haven",
        "member": "Pietersen",
        "text": "Daarmee doe ik de motie af.",
    }
    (tmp_path / "read.json").write_text(json.dumps({"settled": [settled]}))
    given = ["--kamer", str(tmp_path / "page.json"), "--settled", str(tmp_path / "read.json"), "--json"]
    result = run(tmp_path / "out", *given)
    assert result.exit_code == 0, result.output
    found = [one["why"] for one in json.loads(result.output)["differences"]]
    assert found[:3] == ["late", "settled_unknown", "waits_for_kamer"]
    text = text_of(tmp_path / "out" / "annex-list.pdf")
    order = [
        "TZ202504-057: Toezegging",
        "in geen register bekend",
        "aangeboden, wacht op Kamer; Kamer: Openstaand",
        "Aanpak",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_an_open_item_that_the_letter_only_names_is_shown_as_such(tmp_path: Path) -> None:
    named = {
        "kind": "toezegging",
        "subject": "de resultaten van de campagne",
        "member": "Jansen",
        "text": "de toezegging aan het lid Jansen",
        "nl": "“nog niet”: is er nog niet",
    }
    (tmp_path / "read.json").write_text(json.dumps({"settled": [], "mentioned": [named]}))
    result = run(tmp_path / "out", "--settled", str(tmp_path / "read.json"), "--json")
    assert result.exit_code == 0, result.output
    found = {one["why"]: one["ours"] for one in json.loads(result.output)["differences"]}
    assert found["only_mentioned"] == named["nl"]
    for layout in ("list", "table"):
        assert text_of(tmp_path / "out" / f"annex-{layout}.pdf").count("Genoemd in dit stuk") == 1


def test_a_result_without_the_lists_is_refused(tmp_path: Path) -> None:
    (tmp_path / "read.json").write_text('{"settled": [], "mentioned": 3}')
    result = run(tmp_path / "out", "--settled", str(tmp_path / "read.json"))
    assert result.exit_code == 2
    assert "holds no list 'mentioned'" in result.output


def test_one_layout_and_the_same_bytes_again(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert run(tmp_path / folder, "--layout", "table").exit_code == 0
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names == {"annex-table.pdf", "annex-table.docx", "SHA256SUMS"}
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_an_empty_register_says_so_and_a_bad_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('{"items": []}')
    given = [str(tmp_path / "r.json"), "--out", str(tmp_path / "out"), "--date"]
    assert CliRunner().invoke(annex, [*given, "2026-06-19"]).exit_code == 0
    assert "geen moties of toezeggingen" in text_of(tmp_path / "out" / "annex-list.pdf")
    assert CliRunner().invoke(annex, [*given, "juni"]).exit_code == 2
