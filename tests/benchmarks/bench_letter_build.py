"""How long the build of a twelve-page letter takes, beside the bare typesetting of the same text."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import typst
from lines import Line
from pypdf import PdfReader

from weerbaar.letter.building.bundle import build_letter, read_letter, write_all

RUNS = 5
LIMIT_SECONDS = 2.0
HEAD = """titel: Halfjaarbrief
datum: 2026-06-19
plaats: Den Haag
afzender: De Minister van Veiligheid
ondertekenaar: A. de Vries
---
"""
PARAGRAPH = (
    "In 2025 zijn {labs} productielocaties ontmanteld en is {budget} ingezet. De aanpak richt zich op het "
    "voorkomen van productie, het doorbreken van handel en het beschermen van de omgeving.{noot: Kamerstuk "
    "29 911, nr. 492.} Gemeenten, politie en Openbaar Ministerie werken daarin samen, en de uitkomsten "
    "worden ieder half jaar aan uw Kamer gemeld, zoals in de brief van 19 december 2025 is gemeld.\n\n"
)
FIGURES = """id,value,unit,of,period,source,position
labs,167,count,productielocaties,2025,overzicht,1
budget,2250000,EUR/year,middelen,vanaf 2026,begroting,2
"""


def draft() -> str:
    """Return a letter that is twelve pages when set."""
    return HEAD + "".join(f"# Onderdeel {naming(part)}\n\n" + PARAGRAPH * 7 for part in range(11))


def naming(part: int) -> str:
    """Return a name without a number."""
    return "abcdefghijkl"[part]


def timed(act: Callable[[], object]) -> list[float]:
    """Return the seconds of each run, after one that warms up."""
    act()
    seconds: list[float] = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return seconds


def measure() -> Iterator[Line]:
    """Yield the whole build (read, check, PDF, Word, provenance, write) and the bare typesetting."""
    with tempfile.TemporaryDirectory() as folder:
        text, figures = Path(folder) / "letter.txt", Path(folder) / "figures.csv"
        text.write_text(draft(), "utf-8")
        figures.write_text(FIGURES, "utf-8")

        def whole() -> None:
            letter, register = read_letter(text, [str(figures)], None)
            write_all(Path(folder) / "out", build_letter(letter, register))

        start = time.process_time()
        built = timed(whole)
        work = (time.process_time() - start) / (RUNS + 1)
        source = (Path(folder) / "out" / "letter.typ").read_bytes()
        bare = timed(lambda: typst.compile(source, ignore_system_fonts=True, format="pdf"))
        pages = len(PdfReader(Path(folder) / "out" / "letter.pdf").pages)
    peer, middle = statistics.median(bare), statistics.median(built)
    yield Line(name="letter: pages of the test letter", value=pages, unit="pages")
    yield Line(name="letter: bare typst compile", value=peer, unit="s", low=min(bare), high=max(bare))
    extremes = {"low": min(built), "high": max(built)}
    yield Line(
        name="letter: whole build", value=middle, unit="s", **extremes, ratio=middle / peer, against="typst"
    )
    share = middle / LIMIT_SECONDS
    yield Line(
        name="letter: whole build", value=middle, unit="s", **extremes, ratio=share, against="limit of 2 s"
    )
    # On a busy machine the clock measures the neighbours; the processor's time is the build's own.
    own = work / LIMIT_SECONDS
    yield Line(
        name="letter: whole build, processor time", value=work, unit="s", ratio=own, against="limit of 2 s"
    )
