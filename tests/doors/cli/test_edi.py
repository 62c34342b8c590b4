"""Trade messages from the shell: every file of the corpus is read as the standards' own tests expect."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Ran

Type = Callable[..., Ran]
CORPUS = sorted((Path(__file__).parents[2] / "standards" / "edifact" / "corpus").glob("*.edi"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_file_is_told_and_answered(path: Path, weerbaar: Type) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    outcomes = [message["outcome"] for message in expected["messages"]]
    bad = bool(expected["interchange_faults"]) or any(one != "read" for one in outcomes)
    ran = weerbaar("edi", "read", path, "--json")
    assert ran.status == int(bad), ran.err
    told = json.loads(ran.out)
    assert told["outcomes"] == outcomes
    for line in expected["contrl"]:
        assert line.split("+")[0] in told["contrl"]
    assert (told["aperak"] is not None) == bool(expected["aperak"])
    words = weerbaar("edi", "read", path, "--language", "nl")
    assert words.status == ran.status
    for message in expected["messages"]:
        for fault in message["syntax"] + message["content"]:
            code, _, position = fault.partition(" ")[0], *fault.rpartition(" ")[1:]
            assert f"[{code}]" in words.out
            assert position == "0" or f"segment {position} " in words.out


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, weerbaar: Type) -> None:
    ran = weerbaar("edi", "read", tmp_path / "none.edi")
    assert (ran.status, ran.out) == (2, "")
    assert "no such file" in ran.err
