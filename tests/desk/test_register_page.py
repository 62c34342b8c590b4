"""The page about the register: its example can be read, its faults are told as it says, and it names every key."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from weerbaar.cli.installation import ALL
from weerbaar.desk.members import Members
from weerbaar.desk.register import OF_MEMBERS, OF_SCHEMES
from weerbaar.desk.register_file import read_register
from weerbaar.kernel.law.pictures import register_table
from weerbaar.kernel.law.protocol import Protocol

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "register.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
[WRONG] = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
LAWS: tuple[Protocol[Any], ...] = ALL
MISTAKES = {
    'name = "noordster"\n': 'name = "noordster"\neanss = []\n',
    'customers = ["delta-forwarding"]': 'customers = ["delta-forwardin"]',
    '["8712345001025"]': "[8712345001025]",
}


def asked(folder: Path, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Ask something of the shell, where a register lies that the page shows."""
    line = [
        sys.executable,
        "-m",
        "weerbaar.cli.main",
        "--language",
        language,
        *words,
        "--register",
        "port.toml",
    ]
    source = str(Path(__file__).parents[2] / "src")
    environment = {**os.environ, "PYTHONPATH": source}
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def mistaken() -> str:
    text = EXAMPLE
    for right, wrong in MISTAKES.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    return text


def test_the_example_can_be_read_and_asked(tmp_path: Path) -> None:
    file = tmp_path / "port.toml"
    file.write_text(EXAMPLE, "utf-8")
    members = Members(read_register(file, ALL), ALL)
    assert members.answer(("carrier_of", "NOORD-2026-118", "CSQU3054383")) == "noordster"
    assert members.answer(("accepted_customer", "noordster", "delta-forwarding")) is True
    assert members.answer(("has_mandate", "maasvlakte-terminal", "t.bos", "supervisor")) is True
    assert members.named_by_code("NOST") == "noordster"


def test_the_faults_are_told_as_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "port.toml").write_text(mistaken(), "utf-8")
    ran = asked(tmp_path, "token", "noordster")
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", WRONG)


@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("codes", "maasvlakte-terminal", "t.bos")])
def test_a_register_with_a_fault_starts_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "port.toml").write_text(mistaken(), "utf-8")
    ran = asked(tmp_path, *words, language="nl")
    assert ran.returncode == 2
    assert "lid 1 (noordster): sleutel `eanss` is onbekend; bedoelt u `eans`?" in ran.stderr
    assert ran.stderr.count("\n") == len(MISTAKES)
    assert [path.name for path in tmp_path.iterdir()] == ["port.toml"]


def test_every_key_stands_on_a_page() -> None:
    lacking = {key for key in OF_MEMBERS | OF_SCHEMES if key != "member" and f"`{key}`" not in PAGE}
    assert not lacking
    for law in LAWS:
        page = (REFERENCE / f"{law.name}.md").read_text("utf-8")
        assert law.register.parts
        for part in law.register.parts:
            assert (
                page.count(f"| `{part.name}` | {part.nl} |")
                == page.count(f"| `{part.name}` | {part.en} |")
                == 1
            )
        assert register_table(law, "nl") in page
        assert register_table(law, "en") in page
