"""How fast a letter is read: pages a second, beside a plain date search over the same text."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lines import Line

from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read

LETTERS = Path(__file__).resolve().parents[1] / "letter" / "letters" / "tuning"
# The answers are written into the letters as tags.
_TAG = re.compile(r"</?[DFPSU][^>]*>")
CHARACTERS_A_PAGE = 3000
RUNS = 5


def measure() -> Iterator[Line]:
    """Yield the reading's pages a second and its ratio to dateparser's search on the same words."""
    # One document for both: the bodies of our own letters under one head, 12,000 characters or so.
    texts = [_TAG.sub("", path.read_text("utf-8")) for path in sorted(LETTERS.glob("*.txt"))]
    whole = texts[0] + "\n".join(text.split("\n", 6)[-1] for text in texts[1:])
    pages = len(whole) / CHARACTERS_A_PAGE
    ours = timed(lambda: read(read_plain(whole)), pages, RUNS)
    theirs = timed(lambda: search(whole), pages, 1)
    ratio = statistics.median(ours) / statistics.median(theirs)
    yield Line(
        name=f"reading a letter of {pages:.1f} pages, everything",
        value=statistics.median(ours),
        unit="pages/s",
        low=min(ours),
        high=max(ours),
        ratio=ratio,
        against="a dateparser search for dates only",
    )


def search(text: str) -> None:
    """Let dateparser search the text for dates, in Dutch."""
    from dateparser.search import search_dates

    search_dates(text, languages=["nl"])


def timed(work: Callable[[], object], pages: float, runs: int) -> list[float]:
    """Return pages a second for each run, after one run to warm up."""
    work()
    speeds: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        speeds.append(pages / (time.perf_counter() - start))
    return speeds
