"""A figure that is corrected after the letter went out: the letter stays, and an erratum names it."""

import json
from pathlib import Path

from click.testing import CliRunner

from weerbaar.cli.letter.building import build
from weerbaar.cli.letter.registering import errata

SAMPLE = Path(__file__).parent / "sample"


def test_a_corrected_figure_names_every_letter_that_states_it(tmp_path: Path) -> None:
    given = [
        str(SAMPLE / "letter.txt"),
        "-f",
        str(SAMPLE / "figures.csv"),
        "-f",
        str(SAMPLE / "campagne.json"),
    ]
    given += ["-r", str(SAMPLE / "register.json"), "-o", str(tmp_path / "sent")]
    assert CliRunner().invoke(build, given).exit_code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "sent").iterdir()}
    sent = str(tmp_path / "sent" / "provenance.json")
    same = CliRunner().invoke(errata, [sent, "-f", str(SAMPLE / "figures.csv")])
    assert (same.exit_code, same.output) == (0, "no letter states a corrected figure\n")
    now = tmp_path / "now.csv"
    text = (SAMPLE / "figures.csv").read_text("utf-8")
    now.write_text(text.replace("labs-2025,167", "labs-2025,169").replace("2250000", "2250000.00"), "utf-8")
    told = CliRunner().invoke(errata, [sent, "-f", str(now), "--json"])
    assert told.exit_code == 1
    found = json.loads(told.output)["errata"]
    assert [(one["id"], one["new"]) for one in found] == [("labs-2025", "169")]
    assert found[0]["stated"] == [
        {"document": "6612345", "date": "2026-06-19", "id": "labs-2025", "value": "167", "shown": "167"}
    ]
    assert {path.name: path.read_bytes() for path in (tmp_path / "sent").iterdir()} == before


def test_a_file_that_is_no_provenance(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    result = CliRunner().invoke(errata, [str(tmp_path / "a.json"), "-f", str(SAMPLE / "figures.csv")])
    assert result.exit_code == 2
    assert "names no document and figures" in result.output
