"""A protocol of one's own: the page runs as it stands, and what is wrong with such a file is told at once."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from weerbaar.cli.serving import free_port

ROOT = Path(__file__).resolve().parents[3]
HOW_TO = ROOT / "docs" / "how-to"
PAGE = (HOW_TO / "write-a-protocol.md").read_text("utf-8")
LAW = (HOW_TO / "laws" / "dump_cost.py").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def environment(laws: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "WEERBAAR_LAWS": str(laws)}


def typed(laws: Path, *words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "weerbaar.cli.main", *words]
    return subprocess.run(
        line, cwd=folder or laws, env=environment(laws), capture_output=True, text=True, check=False
    )


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    folder = tmp_path / "laws"
    folder.mkdir()
    return folder


def test_every_piece_of_law_on_the_page_stands_in_the_file() -> None:
    assert len(blocks("python")) == 4
    for block in blocks("python"):
        assert block in LAW
    assert f"{len(LAW.splitlines()) // 10 * 10} lines" in PAGE


def test_the_law_of_the_page_is_walked_to_its_end() -> None:
    done = typed(HOW_TO / "laws", "protocols", "check", "dump-cost")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "nothing is wrong"


def test_the_mistake_that_the_page_speaks_of_is_found(laws: Path) -> None:
    changed = LAW.replace("    reason: str\n    closed_at", "    reason: str\n    note: str\n    closed_at")
    changed = changed.replace(
        "reason=self.reason, closed_at", "reason=self.reason, note=self.note, closed_at"
    )
    (laws / "dump_cost.py").write_text(changed, "utf-8")
    done = typed(laws, "protocols", "check", "dump-cost")
    assert done.returncode == 1
    [told] = blocks("text")
    assert told in done.stdout


@contextmanager
def served(folder: Path, *words: str) -> Generator[str]:
    port = free_port(0)
    line = [sys.executable, "-m", "weerbaar.cli.main", *words, "--port", str(port)]
    with subprocess.Popen(line, cwd=folder, env=environment(HOW_TO / "laws")) as process:
        try:
            for _ in range(600):
                assert process.poll() is None, "the server ended"
                try:
                    urlopen(f"http://127.0.0.1:{port}/livez").close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_the_page_can_be_followed_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "dumps.toml").write_text((HOW_TO / "laws" / "dumps.toml").read_text("utf-8"), "utf-8")
    lines = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]
    typed_on_page = [line[1:] for line in lines if line[0] == "weerbaar"]
    [serve] = [line for line in typed_on_page if line[0] == "serve"]
    acts = [line for line in typed_on_page if line[0] == "act"]
    with served(tmp_path, *serve) as base:
        answers = [
            typed(HOW_TO / "laws", *line, "--at", base, "--json", folder=tmp_path).stdout for line in acts
        ]
        page = urlopen(f"{base}/law/dump-cost?lang=en").read().decode()
    first, second = (json.loads(answer) for answer in answers)
    assert first["outcome"] == "permitted"
    assert second["outcome"] == "refused"
    assert [one["rule"] for one in second["reasons"]] == ["actor_is_municipality"]
    assert "Costs of clearing dumped drug waste" in page
    [docs] = [line for line in typed_on_page if line[0] == "docs"]
    assert typed(HOW_TO / "laws", *docs, folder=tmp_path).returncode == 0
    assert "dump-costs" in (tmp_path / "reference" / "openapi.json").read_text("utf-8")
    assert "Beslis binnen acht weken." in (tmp_path / "reference" / "dump-cost.md").read_text("utf-8")


def test_all_that_is_wrong_with_the_files_is_told_at_once(laws: Path) -> None:
    wrong = {
        "a_bare.py": "WORLDS = {}\n",
        "b_broken.py": "x = 1\ndef (\n",
        "c_failing.py": "x = 1\ny = {}['z']\n",
        "d_no_law.py": LAW.replace("acts=(Notify, Decide, Remind)", "acts=(Decide, Remind)"),
        "e_taken.py": LAW.replace('name="dump-cost"', 'name="empty-return"'),
    }
    for name, text in wrong.items():
        (laws / name).write_text(text, "utf-8")
    told = {
        "en": [
            "`PROTOCOL`; write",
            "line 2: SyntaxError",
            "line 2: KeyError",
            "no act begins a case",
            "a protocol `empty-return` already",
        ],
        "nl": [
            "`PROTOCOL`; schrijf",
            "regel 2: SyntaxError",
            "regel 2: KeyError",
            "no act begins a case",
            "al een protocol `empty-return`",
        ],
    }
    for language, sentences in told.items():
        done = typed(laws, "--language", language, "protocols", "list")
        assert (done.returncode, done.stdout) == (2, "")
        lines = done.stderr.splitlines()
        assert len(lines) == len(wrong)
        for line, name, sentence in zip(lines, wrong, sentences, strict=True):
            assert name in line
            assert sentence in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAW[: LAW.index("WORLDS = ")], "write `WORLDS` in its file"),
        (LAW.replace(" if dump is not None else ()", ""), "`Decide` is asked without a case"),
    ],
    ids=["no worlds", "a world that cannot be"],
)
def test_a_law_that_cannot_be_tried_says_why(laws: Path, text: str, said: str) -> None:
    (laws / "dump_cost.py").write_text(text, "utf-8")
    for command in ("check", "diagram"):
        done = typed(laws, "protocols", command, "dump-cost")
        assert done.returncode == 2, done.stderr
        assert said in done.stderr


def test_a_folder_that_is_not_there_stops_every_command_that_needs_a_law(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "weerbaar.cli.main", "--language", "nl", "serve"],
        cwd=tmp_path,
        env=environment(tmp_path / "away"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "dat is geen map" in done.stderr
