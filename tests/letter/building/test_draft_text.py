"""A draft is read, or refused with every fault of form and the line of each."""

from pathlib import Path

import pytest

from weerbaar.letter.building.draft import Heading, Listing, Mark, Paragraph, Table
from weerbaar.letter.building.draft_text import parse_draft, read_draft
from weerbaar.letter.register.faults import BadInput

HEAD = "titel: T\ndatum: 2026-06-19\nplaats: P\nafzender: M\nondertekenaar: N\n---\n"


def faults(text: str) -> list[str]:
    with pytest.raises(BadInput) as bad:
        parse_draft(text)
    return [str(fault) for fault in bad.value.faults]


def test_the_blocks_of_a_draft() -> None:
    draft = parse_draft(
        HEAD
        + "# Kop\nTekst {a-1}\nloopt door.\n\n1. een\n2. twee\n   verder\n\nTabel\n| a | b |\n| c | d |\n"
    )
    kinds = [type(block) for block in draft.blocks]
    assert kinds == [Heading, Paragraph, Listing, Table]
    paragraph, listing, table = draft.blocks[1], draft.blocks[2], draft.blocks[3]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.span.inlines[1] == Mark("figure", ("a-1",), 8)
    assert isinstance(listing, Listing)
    assert listing.numbered
    assert [entry.source for entry in listing.entries] == ["een", "twee\nverder"]
    assert isinstance(table, Table)
    assert len(table.rows) == 1


def test_every_fault_of_form_is_told_at_once_with_its_line() -> None:
    text = (
        "titel: T\ndatum: 19 juni\nkleur: rood\nplaats: P\nafzender: M\n---\n"
        "## Te diep\n\nEen {stippel en {onbekend: x} en {noot: a | b}.\n\n"
        "#### Veel te diep\n\n| a | b |\n| c |\n"
    )
    told = "\n".join(faults(text))
    for words in (
        "draft:2: '19 juni' is no date",
        "draft:3: the head knows no name 'kleur'",
        "the head has no 'ondertekenaar'",
        "draft:7: a heading level is skipped: ## where # must come first",
        "draft:9: a brace '{' stands alone",
        "draft:9: there is no mark 'onbekend'",
        "draft:9: the mark 'noot' takes 1 parts",
        "draft:11: a heading level is skipped: #### where ### must come first",
        "draft:13: a table begins with one line of caption",
    ):
        assert words in told


def test_a_draft_without_head_or_text() -> None:
    assert "has no line `---`" in faults("Zomaar tekst")[0]
    assert "has no text" in faults(HEAD)[0]


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    for name, raw in {"latin.txt": HEAD.encode() + b"caf\xe9", "utf16.txt": HEAD.encode("utf-16")}.items():
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(BadInput, match="not UTF-8"):
            read_draft(tmp_path / name)
    with pytest.raises(BadInput, match="cannot be read"):
        read_draft(tmp_path / "absent.txt")
    with pytest.raises(BadInput, match="cannot be read"):
        read_draft(tmp_path)


def test_line_ends_of_every_system_read_the_same(tmp_path: Path) -> None:
    text = HEAD + "# Kop\n\nTekst.\n"
    (tmp_path / "a").write_bytes(text.encode())
    (tmp_path / "b").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (one, _), (two, _) = read_draft(tmp_path / "a"), read_draft(tmp_path / "b")
    assert one is not None
    assert two is not None
    assert (one.blocks, one.head, one.sha256) == (two.blocks, two.head, two.sha256)


def test_a_list_right_below_its_sentence_and_a_line_broken_before_a_year() -> None:
    draft = parse_draft(HEAD + "De punten:\n- een\n- ander\n\nDat was in het jaar\n2025. Daarna niet.\n")
    assert [type(block) for block in draft.blocks] == [Paragraph, Listing, Paragraph]
