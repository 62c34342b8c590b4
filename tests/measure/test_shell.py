"""The shell door of the measurements: its help reads as text, and nothing is drawn where nobody looks."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from weerbaar.cli.measure import measure, working


@pytest.mark.parametrize("words", [[], ["campaign"], ["hidden"], ["plan"], ["freeze"], ["power"]])
def test_help_holds_an_example_and_no_marks(words: list[str]) -> None:
    said = CliRunner().invoke(measure, [*words, "--help"]).output
    assert "Example: weerbaar measure" in said
    assert "\\b" not in said


def test_progress_leaves_nothing_behind_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with working("campaign: hotline.csv"):
        pass
    assert capsys.readouterr() == ("", "")
