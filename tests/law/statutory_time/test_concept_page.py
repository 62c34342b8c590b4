"""The page on statutory time: its snippets run, and print what the page says they print."""

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "concepts" / "statutory-time.md"
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def test_the_snippets_run_and_print_what_the_page_says() -> None:
    blocks = FENCE.findall(PAGE.read_text("utf-8"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for language, text in blocks:
            if language == "python":
                exec(compile(text, str(PAGE), "exec"), {})
    assert [language for language, _ in blocks] == ["python", "text", "python"]
    assert printed.getvalue() == next(text for language, text in blocks if language == "text")
