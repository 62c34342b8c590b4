"""A build that is refused tells every fault with its line and writes nothing at all."""

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from weerbaar.cli.letter.building import build

SAMPLE = Path(__file__).parent / "sample"


def run(folder: Path, draft: Path = SAMPLE / "letter.txt", figures: Path = SAMPLE / "figures.csv") -> Result:
    arguments = [str(draft), "--figures", str(figures), str(SAMPLE / "campagne.json")]
    arguments += ["--register", str(SAMPLE / "register.json"), "--out", str(folder)]
    return CliRunner().invoke(build, arguments)


def test_every_fault_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    head = (SAMPLE / "letter.txt").read_text("utf-8").split("---")[0]
    body = """---
# Kop

Er waren 167 locaties en {weg} panden.
De motie is {afgedaan: 2025Z09999} en {afgedaan: TZ202501-003} en {afgedaan: TZ000000-000}.
Hiermee doe ik de motie van het lid Bakker af.
Ook {afgedaan: 2025Z01234 | 3} en {labs-2025 | interval} en {budget | verandering}.

## Kop met {labs-2024}

{belofte: minister | 2020-01-01}
"""
    draft.write_text(head + body, "utf-8")
    result = run(tmp_path / "out", draft)
    start = head.count("\n") + 1
    assert result.exit_code == 2
    for line, words in (
        (3, "the figure '167' is typed by hand; write {labs-2025}"),
        (3, "there is no figure 'weg'"),
        (4, "motie 2025Z09999 is not open: it is 'verworpen'"),
        (4, "toezegging TZ202501-003 is not open: it is 'aangeboden, wacht op Kamer' since 2025-12-19"),
        (4, "no register knows the item 'TZ000000-000'"),
        (5, "settles a motion or commitment but names none"),
        (6, "motie 2025Z01234 has no part '3'"),
        (6, "the figure 'labs-2025' has no interval"),
        (6, "only a ratio has the form 'verandering'"),
        (8, "a heading, caption or column head bears no mark"),
        (10, "before the letter's own date"),
    ):
        told = [row for row in result.output.splitlines() if words in row]
        assert told, words
        assert told[0].startswith(f"{draft}:{start + line}: "), told[0]
    assert "11 faults; nothing was written" in result.output
    assert not (tmp_path / "out").exists()


def test_a_skipped_level_beside_bad_figures_and_a_bad_register(tmp_path: Path) -> None:
    draft, figures, register = tmp_path / "d.txt", tmp_path / "f.csv", tmp_path / "r.json"
    draft.write_text(
        (SAMPLE / "letter.txt").read_text("utf-8").replace("## Campagne", "### Campagne"), "utf-8"
    )
    figures.write_text("id,value\nx,y\n", "utf-8")
    register.write_text('{"items": [{"id": "a"}]}', "utf-8")
    given = [str(draft), "-f", str(figures), "-r", str(register), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(build, given)
    assert result.exit_code == 2
    for words in (
        "a heading level is skipped: ### where ## must come first",
        "f.csv:2: figure x",
        "item a: ",
    ):
        assert words in result.output
    assert not (tmp_path / "out").exists()


def test_a_sign_that_the_font_lacks_is_told_with_its_line(tmp_path: Path) -> None:
    draft = tmp_path / "d.txt"
    head = (SAMPLE / "letter.txt").read_text("utf-8").split("---")[0]
    draft.write_text(head + "---\n# Kop\n\nGoed\nteken 中.\n", "utf-8")
    result = CliRunner().invoke(build, [str(draft), "-o", str(tmp_path / "out"), "--json"])
    assert result.exit_code == 2
    fault = json.loads(result.output)["faults"][0]
    assert fault["line"] == head.count("\n") + 5
    assert "the font has no sign '中'" in fault["message"]
    assert not (tmp_path / "out").exists()


def test_signs_without_a_shape_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    draft, figures, register = tmp_path / "d.txt", tmp_path / "f.csv", tmp_path / "r.json"
    draft.write_text((SAMPLE / "letter.txt").read_text("utf-8").replace("Met deze", "Met\x0b deze"), "utf-8")
    figures.write_text(
        (SAMPLE / "figures.csv").read_text("utf-8").replace("Landelijk", "Lande\x02lijk", 1), "utf-8"
    )
    register.write_text(
        (SAMPLE / "register.json").read_text("utf-8").replace("taskforce", "task\\u000bforce"), "utf-8"
    )
    given = [str(draft), "-f", str(figures), "-r", str(register), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(build, given)
    assert result.exit_code == 2
    assert result.output.count("holds a sign without a shape") == 3
    assert "d.txt:15: " in result.output
    assert "f.csv:2: " in result.output


def test_an_out_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    result = run(tmp_path / "out")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
    assert (tmp_path / "out").read_text() == "x"


MIXED = """titel: Fout
datum: 2026-06-19
plaats: Den Haag
afzender: De Minister van Veiligheid
ondertekenaar: A. de Vries
---
In 2025 zijn 167 locaties ontmanteld.

### Te diep

Met het vorenstaande is invulling gegeven aan de motie van het lid Bakker.
Het {weg} volgt.
"""


def test_faults_of_form_hide_no_fault_of_content(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(MIXED, "utf-8")
    told = run(tmp_path / "out", draft).output
    for line, words in (
        (7, "'167' is typed by hand"),
        (9, "a heading level is skipped"),
        (11, "settles a motion or commitment but names none"),
        (12, "there is no figure 'weg'"),
    ):
        assert [row for row in told.splitlines() if row.startswith(f"{draft}:{line}: ") and words in row], (
            words
        )
    assert "4 faults; nothing was written" in told


def test_a_missing_figure_file_does_not_hide_what_stands_in_the_text(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(MIXED, "utf-8")
    told = run(tmp_path / "out", draft, tmp_path / "weg.csv").output
    assert "'167' is typed by hand" in told
    assert "weg.csv: cannot be read" in told
    # Which figures there are is not known, so none is called missing.
    assert "there is no figure" not in told


def test_the_shell_gets_the_status(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(MIXED, "utf-8")
    words = ["letter", "build", str(draft), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "weerbaar.cli.main", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "nothing was written" in done.stderr
