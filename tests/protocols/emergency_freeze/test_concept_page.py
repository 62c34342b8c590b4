"""The page on the emergency freeze: its snippet runs, and prints what the page says it prints."""

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "concepts" / "emergency-freeze.md"
FENCE = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


def test_the_snippet_prints_what_the_page_says() -> None:
    code, printed = FENCE.findall(PAGE.read_text("utf-8"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code[1], str(PAGE), "exec"), {})
    assert (code[0], printed[0]) == ("python", "text")
    assert said.getvalue() == printed[1]
