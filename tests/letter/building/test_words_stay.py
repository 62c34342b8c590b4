"""Any words of an author stand in the PDF and in the Word document exactly as they were written."""

import datetime as dt
import io
import re

import docx
import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.letter.building.draft import Head
from weerbaar.letter.building.page import Entries, Footnote, Grid, Page, Prose, Run, Title, run
from weerbaar.letter.building.pdf import make_pdf
from weerbaar.letter.building.word import make_word

HEAD = Head('T#"\\x', dt.date(2026, 1, 1), "P", "A", "S", "N")
SIGNS = "abXY 09#$*_`<>@[]=~/+-\"'(.:;{})\\|&^%!?,–€é’“"


@settings(max_examples=12)
@given(st.text(SIGNS, min_size=1, max_size=24))
def test_no_word_of_an_author_is_a_command_to_the_typesetter(text: str) -> None:
    words = f"x{text}"
    parts = (
        Title(1, run(words)),
        Prose((Run(words, "strong"), Footnote(words), Run(words), Run(words, url="https://example.org/a"))),
        Entries(True, (run(words),)),
        Grid(run(words), (run(words), run("b")), ((run(words), run("d")),)),
    )
    page = Page("letter", HEAD, parts)
    read = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(make_pdf(page))).pages)
    bare = re.sub(r"\s", "", words)
    assert re.sub(r"\s", "", read).count(bare) >= 8
    document = docx.Document(io.BytesIO(make_word(page)))
    written = "".join(paragraph.text for paragraph in document.paragraphs)
    assert written.count(words) >= 6
    assert document.tables[0].cell(1, 0).text == words
