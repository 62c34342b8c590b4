"""What a PDF says of itself is true as far as we can see: the parts of PDF/UA-1 and PDF/A-2a that can be counted.

No full conformance checker runs here; these are our own checks, so a page never says "conformant" on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, PdfObject

from weerbaar.cli.letter.building import build

SAMPLE = Path(__file__).parent / "sample"
NAMES = ["letter.pdf", "annex-list.pdf", "annex-table.pdf"]
# The structure types of ISO 32000-1, section 14.8.4, that a reader knows without a role map.
STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"),
    *(
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
    ),
    *("TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link"),
    *("Annot", "Ruby", "Figure", "Formula", "Form"),
}
SHOWS = {b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"sh"}


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pypdf.PdfReader]:
    out = tmp_path_factory.mktemp("pdf") / "out"
    words = [SAMPLE / "letter.txt", "--figures", SAMPLE / "figures.csv", SAMPLE / "campagne.json"]
    words += ["--register", SAMPLE / "register.json", "--out", out]
    done = CliRunner().invoke(build, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return {name: pypdf.PdfReader(out / name) for name in NAMES}


def held(value: PdfObject) -> DictionaryObject:
    found = value.get_object()
    assert isinstance(found, DictionaryObject)
    return found


def listed(value: PdfObject) -> ArrayObject:
    found = value.get_object()
    assert isinstance(found, ArrayObject)
    return found


def nodes(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    todo = [held(reader.trailer["/Root"])["/StructTreeRoot"]]
    while todo:
        node = todo.pop(0).get_object()
        if isinstance(node, ArrayObject):
            todo = [*node, *todo]
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            todo = [node["/K"], *todo] if "/K" in node else todo


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_drawn_is_content_or_artifact(readers: dict[str, pypdf.PdfReader], name: str) -> None:
    reader = readers[name]
    for page in reader.pages:
        depth = shown = 0
        contents = page.get_contents()
        assert contents is not None
        for _, operator in ContentStream(contents, reader).operations:
            depth += operator in {b"BDC", b"BMC"}
            depth -= operator == b"EMC"
            shown += operator in SHOWS
            assert depth > 0 or operator not in SHOWS, operator
        assert depth == 0
        assert shown > 5


@pytest.mark.parametrize("name", NAMES)
def test_every_font_is_embedded_and_can_be_read_out(readers: dict[str, pypdf.PdfReader], name: str) -> None:
    fonts = [
        held(font)
        for page in readers[name].pages
        for font in held(held(page["/Resources"])["/Font"]).values()
    ]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        inner = held(listed(font["/DescendantFonts"])[0]) if "/DescendantFonts" in font else font
        assert any(key.startswith("/FontFile") for key in held(inner["/FontDescriptor"]))


@pytest.mark.parametrize("name", NAMES)
def test_every_tag_is_a_standard_one_and_headings_skip_no_level(
    readers: dict[str, pypdf.PdfReader], name: str
) -> None:
    kinds = [str(node["/S"])[1:] for node in nodes(readers[name])]
    tree = held(held(readers[name].trailer["/Root"])["/StructTreeRoot"])
    roles = held(tree["/RoleMap"]) if "/RoleMap" in tree else DictionaryObject()
    assert {kind for kind in kinds if f"/{kind}" not in roles} <= STANDARD
    level = 0
    for kind in kinds:
        if re.fullmatch(r"H[1-6]", kind):
            assert int(kind[1]) <= level + 1
            level = int(kind[1])


@pytest.mark.parametrize("name", NAMES)
def test_notes_have_names_of_their_own_and_links_have_words(
    readers: dict[str, pypdf.PdfReader], name: str
) -> None:
    notes = [str(node.get("/ID")) for node in nodes(readers[name]) if str(node["/S"]) == "/Note"]
    assert "None" not in notes
    assert len(notes) == len(set(notes))
    for page in readers[name].pages:
        for annotation in page.get("/Annots", ArrayObject()):
            one = held(annotation)
            assert one["/Subtype"] == "/Link"
            assert "/StructParent" in one
            assert one.get("/Contents"), "a screen reader says where a link leads"


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_walked_in_the_order_of_the_tags(readers: dict[str, pypdf.PdfReader], name: str) -> None:
    for page in readers[name].pages:
        assert "/StructParents" in page
        if "/Annots" in page:
            assert page.get("/Tabs") == "/S"


@pytest.mark.parametrize("name", NAMES)
def test_an_archive_can_keep_it(readers: dict[str, pypdf.PdfReader], name: str) -> None:
    reader = readers[name]
    root = held(reader.trailer["/Root"])
    assert not reader.is_encrypted
    assert "/ID" in reader.trailer
    assert [held(intent)["/S"] for intent in listed(root["/OutputIntents"])] == ["/GTS_PDFA1"]
    names = held(root["/Names"]) if "/Names" in root else DictionaryObject()
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(names)
    assert not {"/OpenAction", "/AA"} & set(root)
    assert reader.metadata is not None
    assert reader.metadata.title
