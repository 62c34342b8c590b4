"""The three forms of a letter give the same findings; what is no letter is refused with one clear message."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sources import PLAIN, XML, docx_bytes

from weerbaar.cli.letter import letter
from weerbaar.letter.reading.document import BYTES_MOST
from weerbaar.letter.reading.findings import LISTS, Reading
from weerbaar.letter.reading.reader import read
from weerbaar.letter.reading.source import parse_letter

FORMS = {"brief.txt": PLAIN.encode(), "brief.xml": XML.encode(), "brief.docx": docx_bytes()}
ENGLISH = (
    "The Minister will inform the House of the progress that was made in the port. "
    "It has been a year of work for all.\n"
)


def run(*words: str) -> Result:
    return CliRunner().invoke(letter, list(words))


def reading_of(name: str) -> Reading:
    return read(parse_letter(FORMS[name], name))


@pytest.mark.parametrize("name", FORMS)
def test_each_form_gives_the_same_letter(name: str) -> None:
    reading = reading_of(name)
    source = reading.source
    assert (source.identifier, source.dossier, source.number) == ("kst-29911-510", "29911", "510")
    assert source.date == "2026-02-02"
    assert source.addressee == "Voorzitter van de Tweede Kamer der Staten-Generaal"
    assert source.signatories == ["D. Voorbeeld"]
    assert [(figure.value, figure.of) for figure in reading.figures] == [(31.0, "loodsen")]
    assert [promise.term.latest for promise in reading.promises if promise.term] == [
        "2026-06-30",
        "2026-04-30",
    ]
    assert [(item.kind, item.member, item.subject) for item in reading.settled] == [
        ("motie", "Jansen", "loodsen")
    ]
    assert [note.number for note in reading.footnotes] == ["1", "2"]


@pytest.mark.parametrize("name", ["brief.xml", "brief.docx"])
def test_notes_keep_their_words_and_their_references(name: str) -> None:
    reading = reading_of(name)
    assert reading.footnotes[0].note == "Kamerstukken II 2025/26, 29 911, nr. 492."
    assert {one.identifier for one in reading.references} >= {"kst-29911-492", "stcrt-2026-1234"}
    assert len(reading.figures) == 1, "the words of a note hold no figures of the letter"


@pytest.mark.parametrize("name", FORMS)
def test_every_finding_is_a_slice_of_the_text_as_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FORMS[name])
    text = run("read", str(path), "--text").stdout
    found = json.loads(run("read", str(path), "--json").stdout)
    assert set(found) == {"source", *LISTS}
    for kind in LISTS:
        for one in found[kind]:
            assert text[one["start"] : one["end"]] == one["text"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode())
    plain = tmp_path / "anders.txt"
    plain.write_bytes(PLAIN.encode())
    assert run("read", str(path), "--json").stdout == run("read", str(plain), "--json").stdout


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    "<officiele-publicatie>&c;</officiele-publicatie>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://example.org/x.dtd"><officiele-publicatie/>'
BAD: dict[str, tuple[str, bytes, str]] = {
    "english": ("a.txt", ENGLISH.encode(), "English"),
    "german": (
        "a.txt",
        ("Der Minister wird den Bundestag über die Ergebnisse der Prüfung unterrichten. " * 5).encode(),
        "not Dutch",
    ),
    "empty": ("a.txt", b"  \n ", "empty"),
    "short": ("a.txt", b"Den Haag, 2 februari 2026", "too few words"),
    "no date": ("a.txt", PLAIN.replace("Den Haag, 2 februari 2026\n", "").encode(), "--date"),
    "latin-1": ("a.txt", PLAIN.replace("loodsen", "geïnd").encode("latin-1"), "UTF-8"),
    "utf-16": ("a.txt", PLAIN.encode("utf-16"), "UTF-8"),
    "mojibake": ("a.txt", PLAIN.replace("loodsen", "geÃ¯nd").encode(), "wrong encoding"),
    "entity expansion": ("a.xml", BOMB.encode(), "DTD"),
    "external dtd": ("a.xml", OUTSIDE.encode(), "DTD"),
    "broken xml": ("a.xml", XML.replace("</tekst>", "").encode(), "well-formed"),
    "other xml": ("a.xml", b"<?xml version='1.0'?><html><p>x</p></html>", "officiele-publicatie"),
    "no docx": ("a.docx", PLAIN.encode(), "docx"),
    "a zip that is no docx": ("a.docx", b"", "docx"),
    "old doc": ("a.doc", b"\xd0\xcf\x11\xe0" + b"\x01" * 600, "docx"),
    "a run of signs": ("a.txt", (PLAIN + "1" * 5000).encode(), "without a space"),
    "endless text": ("a.txt", (PLAIN * 4000).encode(), "without its annexes"),
    "pdf": ("a.pdf", b"%PDF-1.7 ...", "PDF"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_message_and_status_2_and_writes_nothing(case: str, tmp_path: Path) -> None:
    name, content, word = BAD[case]
    path = tmp_path / name
    path.write_bytes(content)
    if case == "a zip that is no docx":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("readme.txt", "no letter")
    report, decisions = tmp_path / "report", tmp_path / "decisions.json"
    done = run("read", str(path), "--json", "--report", str(report), "--decisions", str(decisions))
    assert done.exit_code == 2, done.output
    assert word in done.stderr
    assert "Traceback" not in done.output
    assert len(done.stderr.strip().splitlines()) == 1
    assert not done.stdout
    assert not report.exists()
    assert not decisions.exists()


def test_a_file_of_hundreds_of_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "groot.xml"
    with path.open("wb") as big:
        big.truncate(10 * BYTES_MOST)
    done = run("read", str(path))
    assert done.exit_code == 2
    assert "200 MB" in done.stderr


def test_a_missing_file_is_named() -> None:
    done = run("read", "er-is-niets.txt")
    assert done.exit_code == 2
    assert "er-is-niets.txt" in done.stderr


def test_a_docx_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bom.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (5 * BYTES_MOST))
    done = run("read", str(path))
    assert done.exit_code == 2
    assert "unpacks" in done.stderr


def test_a_date_given_by_hand_lets_an_undated_letter_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(BAD["no date"][1])
    found = json.loads(run("read", str(path), "--json", "--date", "2026-02-02").stdout)
    assert found["source"]["date"] == "2026-02-02"
    assert len(found["promises"]) == 2


def test_reading_time_keeps_step_with_the_length() -> None:
    """Twice the letter takes about twice the time: no list is walked once for each sentence."""
    seconds = {
        count: spent(PLAIN.replace("De Minister", PARAGRAPH * count + "De Minister")) for count in (250, 1000)
    }
    assert seconds[1000] < 9 * seconds[250]


PARAGRAPH = "Ik zal uw Kamer in mei 2026 over de 12 havens informeren.\n\n"


def spent(text: str) -> float:
    """Return the processor's seconds for a reading."""
    start = time.process_time()
    read(parse_letter(text.encode(), "brief.txt"))
    return time.process_time() - start


def test_a_sentence_without_end_is_cut_and_read(tmp_path: Path) -> None:
    long = "en de politie in de haven van de stad " * 2000
    path = tmp_path / "a.txt"
    path.write_text(PLAIN.replace("In 2025 zijn", long + "In 2025 zijn"), encoding="utf-8")
    found = json.loads(run("read", str(path), "--json").stdout)
    assert [figure["value"] for figure in found["figures"]] == [31.0]
