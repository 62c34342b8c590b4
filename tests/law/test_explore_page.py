"""The page on trying out a law: its snippets run, and print what the page says they print."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import get_args

from weerbaar.kernel.law.explore_findings import SENTENCES
from weerbaar.kernel.law.explore_world import Kind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "concepts" / "explore.md"
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def test_the_snippets_run_and_print_what_the_page_says() -> None:
    blocks = FENCE.findall(PAGE.read_text("utf-8"))
    assert [language for language, _ in blocks] == ["python", "text", "python", "text"]
    for (_, code), (_, wanted) in zip(blocks[::2], blocks[1::2], strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(PAGE), "exec"), {"__name__": "page"})
        assert printed.getvalue() == wanted


def test_every_kind_of_finding_is_explained_and_has_its_sentences() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGE.read_text("utf-8")))
    assert named == set(get_args(Kind)) == set(SENTENCES)
    for nl, en in SENTENCES.values():
        assert nl != en
        assert nl.endswith(".")
        assert en.endswith(".")
        assert set(re.findall(r"\{\d\}", nl)) == set(re.findall(r"\{\d\}", en))
