"""A draft becomes a bundle of PDF, Word, annex, metadata and provenance, or every fault and nothing."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from click.testing import CliRunner, Result
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from weerbaar.cli.letter.building import build

SAMPLE = Path(__file__).parent / "sample"
NAMES = {
    *("letter.pdf", "letter.docx", "letter.typ", "metadata.json", "proposals.json", "SHA256SUMS"),
    *(
        "provenance.csv",
        "provenance.json",
        "annex-list.pdf",
        "annex-list.docx",
        "annex-table.pdf",
        "annex-table.docx",
    ),
}


def run(folder: Path, draft: Path = SAMPLE / "letter.txt", figures: Path = SAMPLE / "figures.csv") -> Result:
    arguments = [str(draft), "--figures", str(figures), str(SAMPLE / "campagne.json")]
    arguments += ["--register", str(SAMPLE / "register.json"), "--out", str(folder)]
    return CliRunner().invoke(build, arguments)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build") / "bundle"
    result = run(folder)
    assert result.exit_code == 0, result.output
    return folder


def pdf_text(path: Path) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def changed_lines(one: str, two: str) -> list[tuple[str, str]]:
    before, after = one.splitlines(), two.splitlines()
    assert len(before) == len(after)
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


def test_the_bundle_is_whole_and_its_sums_hold(bundle: Path) -> None:
    assert {path.name for path in bundle.iterdir()} == NAMES
    lines = [line.split("  ") for line in (bundle / "SHA256SUMS").read_text().splitlines()]
    sums = {name: value for value, name in lines}
    assert set(sums) == NAMES - {"SHA256SUMS"}
    assert all(
        hashlib.sha256((bundle / name).read_bytes()).hexdigest() == value for name, value in sums.items()
    )


def test_the_letter_says_what_was_measured(bundle: Path) -> None:
    text = pdf_text(bundle / "letter.pdf")
    for words in (
        "In 2025 zijn 167",
        "42 procent meer",
        "95%-betrouwbaarheidsinterval 1,11 tot 1,81",
        "2,25 miljoen euro per jaar",
        "De cijfers over nog niet beschikbaar",
        "Cijfer verwacht op 15 september 2026 (de telling loopt nog).",
        "Het effect is aannemelijk, niet aangetoond.",
        "Toezegging TZ202504-057, Handelingen II 2024/25, nr. 71, item 5.",
        "Dossier 29 911 Bestrijding georganiseerde criminaliteit",
        "mede namens de Staatssecretaris van Milieu",
        "Aangehaald uit: Onderzoek van het bureau, blz. 12.",
    ):
        assert words in text
    assert "{" not in text


def test_the_pdf_is_tagged_for_screen_readers_and_says_which_standards_it_follows(bundle: Path) -> None:
    for name in ("letter.pdf", "annex-list.pdf", "annex-table.pdf"):
        root = entries(pypdf.PdfReader(bundle / name).trailer["/Root"])
        assert root["/Lang"] == "nl-NL"
        assert entries(root["/MarkInfo"])["/Marked"] == True  # noqa: E712 - an object of the PDF
        assert entries(root["/ViewerPreferences"])["/DisplayDocTitle"] == True  # noqa: E712
        stream = root["/Metadata"].get_object()
        assert isinstance(stream, StreamObject)
        metadata = stream.get_data().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert "<pdfaid:part>2</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def entries(value: PdfObject) -> DictionaryObject:
    found = value.get_object()
    assert isinstance(found, DictionaryObject)
    return found


def structure(path: Path) -> list[DictionaryObject]:
    found: list[DictionaryObject] = []
    todo = [entries(pypdf.PdfReader(path).trailer["/Root"])["/StructTreeRoot"]]
    while todo:
        node = todo.pop(0).get_object()
        if isinstance(node, ArrayObject):
            todo = [*node, *todo]
        elif isinstance(node, DictionaryObject):
            found += [node] if "/S" in node else []
            todo = [node["/K"], *todo] if "/K" in node else todo
    return found


def test_headings_notes_and_header_cells_are_in_the_tag_tree_in_reading_order(bundle: Path) -> None:
    nodes = structure(bundle / "letter.pdf")
    kinds = [str(node["/S"]) for node in nodes]
    assert [kind for kind in kinds if re.fullmatch(r"/H\d", kind)] == ["/H1", "/H2", "/H1"]
    assert kinds.count("/Note") == 8
    heads = [node for node in nodes if str(node["/S"]) == "/TH"]
    assert len(heads) == 2
    assert all("/Column" in str(node["/A"]) for node in heads)
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/L") < kinds.index("/Table")


def test_the_word_document_has_headings_notes_and_a_header_row(bundle: Path) -> None:
    document = docx.Document(str(bundle / "letter.docx"))
    styles = [
        p.style.name for p in document.paragraphs if p.style and (p.style.name or "").startswith("Heading")
    ]
    assert styles == ["Heading 1", "Heading 2", "Heading 1"]
    packed = zipfile.ZipFile(bundle / "letter.docx")
    notes = packed.read("word/footnotes.xml").decode()
    assert notes.count("<w:footnote ") == 8 + 2
    assert "Toezegging TZ202504-057" in notes
    body = packed.read("word/document.xml").decode()
    assert body.count("<w:footnoteReference ") == 8
    assert "<w:tblHeader/>" in body


def test_provenance_names_each_place_in_reading_order(bundle: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((bundle / "provenance.csv").read_text("utf-8"))))
    ids = ["labs-2025", "labs-2024", "campagne", "campagne", "budget", "labs-2026", "labs-2024", "labs-2025"]
    assert [row["id"] for row in rows] == ids
    draft = (SAMPLE / "letter.txt").read_text("utf-8").splitlines()
    assert all(row["id"] in draft[int(row["line"]) - 1] for row in rows)
    assert rows[0]["position"] == "grootboek 97"
    assert rows[2]["data_hash"].startswith("sha256:9f2c")
    assert (rows[2]["value"], rows[2]["shown"]) == ("1.4234", "42 procent meer")
    told = json.loads((bundle / "provenance.json").read_text("utf-8"))
    assert told["figures"] == rows
    assert [name["text"] for name in told["names"]] == ["Schoon 2025"]
    assert told["quoted"][0]["source"] == "Onderzoek van het bureau, blz. 12"


def test_proposals_move_nothing_and_name_the_sentence(bundle: Path) -> None:
    told = json.loads((bundle / "proposals.json").read_text("utf-8"))
    assert told["offer"][0]["words"].startswith("Hiermee doe ik de toezegging aan het lid Jansen")
    assert told["offer"][0]["first"] == []
    assert [promise["latest"] for promise in told["concept"]] == ["2026-09-15", "2026-09-30"]
    assert told["concept"][1]["text"] == "Het WODC komt met een evaluatie in het derde kwartaal van 2026."


def test_metadata_predicts_no_number(bundle: Path) -> None:
    told = json.loads((bundle / "metadata.json").read_text("utf-8"))
    assert told["diwoo"]["identifiers"] == ["6612345"]
    assert told["diwoo"]["creatiedatum"] == "2026-06-19"
    assert told["letter"]["publication"] is None
    assert told["letter"]["kamer_number"] is None


def test_the_same_input_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "again").exit_code == 0
    for name in NAMES:
        assert (bundle / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_another_process_with_another_order_of_sets_gives_the_same_bytes(
    bundle: Path, tmp_path: Path
) -> None:
    source = str(Path(__file__).parents[3] / "src")
    command = [sys.executable, "-m", "weerbaar.cli.main", "letter", "build", str(SAMPLE / "letter.txt")]
    command += ["-f", str(SAMPLE / "figures.csv"), "-f", str(SAMPLE / "campagne.json")]
    command += ["-r", str(SAMPLE / "register.json"), "-o", str(tmp_path / "out")]
    environment = {
        **os.environ,
        "PYTHONPATH": source,
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }
    subprocess.run(command, env=environment, check=True, capture_output=True)
    for name in NAMES:
        assert (bundle / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


def test_one_changed_figure_changes_that_figure_its_note_and_the_provenance_only(
    bundle: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.csv"
    text = (SAMPLE / "figures.csv").read_text("utf-8")
    figures.write_text(
        text.replace("labs-2025,167", "labs-2025,168").replace("grootboek 97", "grootboek 98"), "utf-8"
    )
    assert run(tmp_path / "out", figures=figures).exit_code == 0
    one, two = (
        (bundle / "letter.typ").read_text("utf-8"),
        (tmp_path / "out" / "letter.typ").read_text("utf-8"),
    )
    pairs = changed_lines(one, two)
    assert len(pairs) == 2
    assert all(new == old.replace("167", "168").replace("grootboek 97", "grootboek 98") for old, new in pairs)
    old, new = pdf_text(bundle / "letter.pdf"), pdf_text(tmp_path / "out" / "letter.pdf")
    assert new == old.replace("167", "168").replace("grootboek 97", "grootboek 98")
    assert new != old
    before, after = (zipfile.ZipFile(folder / "letter.docx") for folder in (bundle, tmp_path / "out"))
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"word/document.xml", "word/footnotes.xml"}
    files = {name for name in NAMES if (bundle / name).read_bytes() != (tmp_path / "out" / name).read_bytes()}
    letter = {"letter.typ", "letter.pdf", "letter.docx"}
    assert files == letter | {"provenance.csv", "provenance.json", "SHA256SUMS"}


def test_a_ministry_binds_its_own_template(tmp_path: Path) -> None:
    template = tmp_path / "own.typ"
    neutral = (Path(__file__).parents[3] / "src/weerbaar/letter/building/templates/neutral.typ").read_text(
        "utf-8"
    )
    template.write_text(neutral.replace('field("Betreft", title)', 'field("Onderwerp", title)'), "utf-8")
    given = [
        str(SAMPLE / "letter.txt"),
        "-f",
        str(SAMPLE / "figures.csv"),
        "-f",
        str(SAMPLE / "campagne.json"),
    ]
    given += ["-r", str(SAMPLE / "register.json"), "-o", str(tmp_path / "out"), "--template", str(template)]
    result = CliRunner().invoke(build, given)
    assert result.exit_code == 0, result.output
    assert "Onderwerp Halfjaarbrief" in pdf_text(tmp_path / "out" / "letter.pdf")
    template.write_text("#let letter(x) = [", "utf-8")
    result = CliRunner().invoke(build, given)
    assert result.exit_code == 2
    assert "the typesetter refuses" in result.output


@pytest.mark.parametrize(
    "words",
    [
        r"#import \"x\" $x$ *a _b_ `c` <d> @e [f] = g ~ h // i /* j */ \ k -- l --- m ... n 'o' #(p)",
        "= geen kop",
        "- geen lijst (niet) .punt ;punt [haak]",
    ],
)
def test_words_that_mean_something_to_the_typesetter_stay_words(tmp_path: Path, words: str) -> None:
    draft = tmp_path / "d.txt"
    head = (SAMPLE / "letter.txt").read_text("utf-8").split("---")[0]
    draft.write_text(f"{head}---\n# Kop\n\nx{{noot: n}}{words}{{noot: n}}(p)\n", "utf-8")
    result = CliRunner().invoke(build, [str(draft), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    text = pdf_text(tmp_path / "out" / "letter.pdf")
    wanted = re.sub(r"\*(.*?)\*", r"\1", words) if words.count("*") == 2 else words
    wanted = wanted.replace("*a _b_ `c` <d> @e [f] = g ~ h // i /*", "a _b_ `c` <d> @e [f] = g ~ h // i /")
    bare = re.sub(r"[\W_]", "", wanted)
    assert bare in re.sub(r"[\W_]", "", text)


def test_a_decision_note_goes_along(tmp_path: Path) -> None:
    note = tmp_path / "beslisnota.pdf"
    note.write_bytes(b"%PDF-1.7 nota")
    given = [
        str(SAMPLE / "letter.txt"),
        "-f",
        str(SAMPLE / "figures.csv"),
        "-f",
        str(SAMPLE / "campagne.json"),
    ]
    given += ["-r", str(SAMPLE / "register.json"), "-o", str(tmp_path / "out"), "--attach", str(note)]
    assert CliRunner().invoke(build, given).exit_code == 0
    assert (tmp_path / "out" / "attached-beslisnota.pdf").read_bytes() == note.read_bytes()
    parts = json.loads((tmp_path / "out" / "metadata.json").read_text("utf-8"))["diwoo"]["hasParts"]
    assert {part["file"] for part in parts} >= {"attached-beslisnota.pdf", "annex-list.pdf"}
    refused = CliRunner().invoke(
        build, [*given, "--attach", str(tmp_path / "x.exe"), "--attach", "absent.pdf"]
    )
    assert refused.exit_code == 2
    assert "x.exe: is of no kind" in refused.output
    assert "absent.pdf: cannot be read" in refused.output


def test_a_bundle_replaces_the_earlier_one_and_leaves_other_files_alone(tmp_path: Path) -> None:
    assert run(tmp_path / "out").exit_code == 0
    (tmp_path / "out" / "mine.txt").write_text("mine")
    draft = tmp_path / "d.txt"
    draft.write_text(
        (SAMPLE / "letter.txt").read_text("utf-8").split("---")[0] + "---\n# Kop\n\nTekst.\n", "utf-8"
    )
    assert CliRunner().invoke(build, [str(draft), "-o", str(tmp_path / "out")]).exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {name for name in NAMES if not name.startswith("annex")} | {"mine.txt"}
