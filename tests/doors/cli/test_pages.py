"""The pages about the shell: every command is documented, has an example, and the auditor's snippets run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import click
import httpx
import pytest

from weerbaar.cli.command_pages import commands_page, every_command

from .conftest import Port, Ran

Type = Callable[..., Ran]
DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_command_stands_on_the_reference_page() -> None:
    assert (DOCS / "reference" / "commands.md").read_text("utf-8") == commands_page("en")


def test_every_command_says_what_it_does_and_gives_an_example() -> None:
    paths = [path for path, _ in every_command()]
    assert {"weerbaar audit", "weerbaar receipt verify", "weerbaar protocols check"} <= set(paths)
    helped = {
        path: context.get_help()
        for path, context in every_command()
        if not isinstance(context.command, click.Group)
    }
    silent = [path for path, said in helped.items() if "Example" not in said and said.count(path) < 2]
    assert not silent


def test_the_snippets_for_an_auditor_run(
    port: Port, weerbaar: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.key").write_text(httpx.get(f"{port.base}/log/key").text)
    position = port.call(port.desk.store.lease(port.desk.scheme)).size // 2
    Path("receipt.json").write_bytes(port.call(port.desk.tree.receipt(position)))
    page = (DOCS / "how-to" / "verify-a-receipt.md").read_text("utf-8")
    lines = [
        line for block in re.findall(r"```shell\n(.*?)```", page, re.DOTALL) for line in block.splitlines()
    ]
    assert len(lines) == 4
    for line in lines:
        program, *words = shlex.split(line.replace("BASE", port.base))
        ran = weerbaar(*words)
        assert (program, ran.status) == ("weerbaar", 0), ran.out + ran.err
