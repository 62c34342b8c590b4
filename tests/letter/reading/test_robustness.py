"""A line break, a footnote digit or a quotation mark put into a letter changes no finding."""

from __future__ import annotations

import re

import pytest
from answers import Letter, letters
from hypothesis import given, settings
from hypothesis import strategies as st
from quality import GROUPS

from weerbaar.letter.reading.findings import LISTS, Finding, Reading
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read

READABLE = [letter for folder in GROUPS for letter in letters(folder) if letter.answers]
IGNORED = {"text", "start", "end", "sentence"}


def essence(reading: Reading) -> dict[str, list[dict[str, object]]]:
    """Everything a reading says but where it stands; footnotes are counted apart."""
    return {kind: [fields(one) for one in getattr(reading, kind)] for kind in LISTS if kind != "footnotes"}


def fields(finding: Finding) -> dict[str, object]:
    kept = {name: getattr(finding, name) for name in finding.__struct_fields__ if name not in IGNORED}
    for name in ("term", "period"):
        term = kept.get(name)
        if term is not None:
            kept[name] = (term.kind, term.earliest, term.latest)  # type: ignore[attr-defined]
    return kept


BASE = {letter.name: essence(read(read_plain(letter.text))) for letter in READABLE}


def body(letter: Letter) -> tuple[int, int]:
    """Return where the body begins and ends: the head and the signature of a letter have lines of their own."""
    blocks = read_plain(letter.text).blocks
    signed = (block.start for block in blocks if block.kind == "closing")
    return max(block.end for block in blocks if block.kind == "header"), min(signed, default=len(letter.text))


def places(pattern: str) -> dict[str, list[int]]:
    """Return where a pattern stands in the body of each letter."""
    found: dict[str, list[int]] = {}
    for letter in READABLE:
        low, high = body(letter)
        inside = (match.start() for match in re.finditer(pattern, letter.text))
        found[letter.name] = [place for place in inside if low < place < high]
    return found


# Footnote digits stand behind a word of at least four small letters or behind its full stop, as in print.
WORD_ENDS = places(r"(?<=[a-z]{4})(?=[ \n])|(?<=[a-z]{4}\.)(?=[ \n])")
GAPS = places(r"(?<=\S) (?=\S)")


@st.composite
def a_place(draw: st.DrawFn, among: dict[str, list[int]]) -> tuple[Letter, int]:
    letter = draw(st.sampled_from(READABLE))
    return letter, draw(st.sampled_from(among[letter.name]))


@settings(max_examples=60)
@given(a_place(GAPS))
def test_a_line_break_changes_no_finding(where: tuple[Letter, int]) -> None:
    letter, place = where
    changed = letter.text[:place] + "\n" + letter.text[place + 1 :]
    assert essence(read(read_plain(changed))) == BASE[letter.name]


@settings(max_examples=60)
@given(a_place(WORD_ENDS), st.integers(1, 99))
def test_a_footnote_digit_changes_no_finding_and_is_found(where: tuple[Letter, int], number: int) -> None:
    letter, place = where
    changed = letter.text[:place] + str(number) + letter.text[place:]
    reading = read(read_plain(changed))
    assert essence(reading) == BASE[letter.name]
    assert any(note.start == place and note.number == str(number) for note in reading.footnotes)


@settings(max_examples=60)
@given(a_place(GAPS), st.sampled_from("«»“”„‘’"), st.booleans())
def test_a_quotation_mark_changes_no_finding(where: tuple[Letter, int], mark: str, before: bool) -> None:
    letter, place = where
    at = place if before else place + 1
    changed = letter.text[:at] + mark + letter.text[at:]
    assert essence(read(read_plain(changed))) == BASE[letter.name]


@pytest.mark.parametrize("letter", READABLE, ids=lambda letter: letter.name)
def test_the_text_of_a_finding_is_that_slice_of_the_letter(letter: Letter) -> None:
    reading = read(read_plain(letter.text))
    for kind in LISTS:
        for one in getattr(reading, kind):
            assert one.text == letter.text[one.start : one.end]
            assert one.text


@pytest.mark.parametrize("letter", READABLE, ids=lambda letter: letter.name)
def test_no_figure_is_a_footnote_dossier_list_mark_or_law_number(letter: Letter) -> None:
    reading = read(read_plain(letter.text))
    notes = {place for note in reading.footnotes for place in range(note.start, note.end)}
    never = re.compile(
        r"(?m)^\d{1,2}\. |\b\d{2} \d{3}(?=,| [A-Z])|\b[Nn]r\. \d+|\bart(?:ikel|\.) "
        r"\d+[\w.:]*|\bT0\d+|\b[AN]\d+\b|Natura 2000|Groep \d"
    )
    closed = {place for found in never.finditer(letter.text) for place in range(*found.span())}
    for figure in reading.figures:
        assert not (notes | closed) & set(range(figure.start, figure.end)), figure.sentence
