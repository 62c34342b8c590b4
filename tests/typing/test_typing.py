"""Typing: a mistake in a law is found before it runs; files that must not type-check say which line and why."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"
REFUSED = sorted(HERE.glob("refused_*.py"))
ACCEPTED = sorted(HERE.glob("accepted_*.py"))
ERROR = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): error: (?P<text>.*)$")
EXPECTED = re.compile(r"^ *# refused: (?P<text>.*)$")

Complaints = dict[str, list[tuple[int, str]]]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Complaints:
    """Return what mypy says of every file, in one run: by file, the line and the sentence."""
    run = subprocess.run(
        [
            sys.executable,
            *("-m", "mypy", "--strict", "--no-error-summary", "--hide-error-codes", "--config-file="),
            f"--cache-dir={tmp_path_factory.mktemp('mypy')}",
            *(path.name for path in (*ACCEPTED, *REFUSED)),
        ],
        cwd=HERE,
        env={"MYPYPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    found: Complaints = {}
    for line in run.stdout.splitlines():
        if match := ERROR.match(line):
            found.setdefault(match["file"], []).append((int(match["line"]), match["text"]))
    return found


def expected(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if match := EXPECTED.match(line):
            yield number + 1, match["text"]  # the comment stands on the line above


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_accepted(path: Path, complaints: Complaints) -> None:
    assert path.name not in complaints


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_refused(path: Path, complaints: Complaints) -> None:
    wanted = list(expected(path))
    assert wanted, "the file does not say what must be refused"
    got = complaints.get(path.name, [])
    assert [line for line, _ in got] == [line for line, _ in wanted]
    for (_, text), (_, part) in zip(got, wanted, strict=True):
        assert part in text


def test_nothing_else_is_refused(complaints: Complaints) -> None:
    assert set(complaints) == {path.name for path in REFUSED}
