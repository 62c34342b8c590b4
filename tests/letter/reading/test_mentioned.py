"""What a letter names and does not close is listed, once, with what keeps it open; a person may still settle it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from answers import HERE, letters
from click.testing import CliRunner

from weerbaar.cli.letter import letter as letter_command
from weerbaar.letter.reading.findings import Mentioned, Reading
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read
from weerbaar.letter.reading.settlement_rules import tables

HEAD = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nDen Haag, 10 maart 2026\n"
FOOT = "\nDit is wat ik u in deze brief over de stand van zaken wilde melden.\nDe Minister van Financiën,\nA. Smit\n"
MARKED = [letter for folder in HERE.iterdir() for letter in letters(folder.name) if letter.answers]


def reading_of(body: str) -> Reading:
    return read(read_plain(HEAD + body + FOOT))


def mentioned(body: str) -> list[Mentioned]:
    return reading_of(body).mentioned


@pytest.mark.parametrize(
    ("body", "kind", "member", "why", "words"),
    [
        ("Aan de motie van het lid Smit is nog niet voldaan.", "motie", "Smit", "not-yet", "nog niet"),
        (
            "Het lid Vos vroeg of de toezegging aan het lid Bos hiermee is afgedaan.",
            *("toezegging", "Bos", "asked-whether", "vroeg of"),
        ),
        (
            "De toezegging aan het lid Bos over huren heb ik bij brief van 3 mei 2025 gestand gedaan.",
            *("toezegging", "Bos", "earlier-letter", "bij brief van"),
        ),
        ("De motie van het lid Smit doe ik af in september 2026.", "motie", "Smit", "later-day", "na deze brief"),
        ("De motie van het lid Smit is in mei 2025 uitgevoerd.", "motie", "Smit", "earlier-day", "al afgedaan"),
        ("Aan de motie van het lid Smit wordt gewerkt.", "motie", "Smit", "still-open", "wordt gewerkt"),
        ("Ik las de motie-Smit met aandacht.", "motie", "Smit", "nothing-closes", "niets in de zin"),
        (
            "Motie van het lid Smit over water\nHet plan volgt na de zomer van dit jaar.",
            *("motie", "Smit", "in-a-heading", "kop"),
        ),
        ("Toezegging T04510 blijft openstaan.", "toezegging", None, "still-open", "openstaan"),
    ],
)  # fmt: skip
def test_what_keeps_an_item_open_is_told(
    body: str, kind: str, member: str | None, why: str, words: str
) -> None:
    found = mentioned(body)
    assert [(one.kind, one.member, one.why) for one in found] == [(kind, member, why)]
    assert words in found[0].nl
    assert found[0].en


def test_an_item_stands_once_where_it_is_told_what_became_of_it() -> None:
    body = (
        "De motie van het lid Smit verzoekt om een meldpunt. Daar is veel over gesproken. "
        "Deze motie is nog niet uitgevoerd."
    )
    found = mentioned(body)
    assert [(one.member, one.text, one.why) for one in found] == [("Smit", "motie", "not-yet")]
    assert found[0].sentence == "Deze motie is nog niet uitgevoerd."


@pytest.mark.parametrize(
    "body",
    [
        "Hiermee doe ik de motie van het lid Smit over water af. De motie-Smit vroeg veel van iedereen.",
        "De motie van het lid Smit vroeg om water.\nStand van zaken\nHiermee is de motie-Smit uitgevoerd.",
        "Ik heb het lid Bos een brief toegezegd. Hierbij doe ik deze toezegging gestand.",
        "Het lid Smit vroeg bij motie om water. Hiermee is de motie uitgevoerd.",
        "Ik ga in deze brief in op enkele moties en toezeggingen.",
    ],
)
def test_what_is_settled_anywhere_or_named_by_no_name_is_not_listed(body: str) -> None:
    assert mentioned(body) == []


def test_two_motions_of_one_member_stay_two() -> None:
    reading = reading_of(
        "Hiermee is de motie van het lid Smit over water afgedaan. "
        "De motie van het lid Smit over vuurwerk is nog in behandeling."
    )
    assert [(one.member, one.subject) for one in reading.settled] == [("Smit", "water")]
    assert [(one.member, one.subject) for one in reading.mentioned] == [("Smit", "vuurwerk")]


def test_the_number_behind_an_item_belongs_to_its_words() -> None:
    found = mentioned("De motie van het lid Smit (Kamerstuk 29 911, nr. 4) is nog niet uitgevoerd.")
    assert found[0].text == "motie van het lid Smit (Kamerstuk 29 911, nr. 4)"


@pytest.mark.parametrize("letter", MARKED, ids=lambda letter: letter.name)
def test_every_item_a_letter_settles_is_in_one_of_both_lists_and_in_one_only(letter: object) -> None:
    assert isinstance(letter, type(MARKED[0]))
    reading = read(read_plain(letter.text))
    settled = [f"{one.kind} {one.member or ''}".strip() for one in reading.settled]
    known = settled + [f"{one.kind} {one.member or ''}".strip() for one in reading.mentioned]
    for answer in letter.answers:
        if answer.kind == "S":
            known.remove(answer.value)
    spans = [(one.start, one.end, one.kind, one.member) for one in reading.mentioned]
    assert len(spans) == len(set(spans))
    assert all(letter.text[one.start : one.end] == one.text for one in reading.mentioned)


def test_every_veto_tells_a_reader_what_it_means_in_both_languages() -> None:
    assert all(veto.nl and veto.en for veto in tables().veto)


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(letter_command, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.txt"
    path.write_text(HEAD + "De motie van het lid Smit over water is nog niet uitgevoerd." + FOOT, "utf-8")
    return path


@pytest.mark.parametrize(("decision", "changes"), [("accepted", {}), ("changed", {"member": "De Smit"})])
def test_a_person_takes_a_mentioned_item_as_settled(
    brief: Path, tmp_path: Path, decision: str, changes: dict[str, str]
) -> None:
    file = tmp_path / "besluiten.json"
    before = json.loads(run("read", brief, "--json", "--decisions", file))
    assert [one["kind"] for one in before["mentioned"]] == ["motie"]
    decide(file, decision, changes)
    for _ in range(2):
        after = json.loads(run("read", brief, "--json", "--decisions", file))
        assert after["mentioned"] == []
        assert [(one["member"], one["decision"], one["confidence"]) for one in after["settled"]] == [
            (changes.get("member", "Smit"), decision, 1.0)
        ]


def test_a_person_rejects_a_mentioned_item(brief: Path, tmp_path: Path) -> None:
    file = tmp_path / "besluiten.json"
    run("read", brief, "--decisions", file)
    decide(file, "rejected", {})
    after = json.loads(run("read", brief, "--json", "--decisions", file))
    assert (after["mentioned"], after["settled"]) == ([], [])


def decide(file: Path, decision: str, changes: dict[str, str]) -> None:
    held = json.loads(file.read_text("utf-8"))
    entry = next(one for one in held["decisions"] if one["kind"] == "mentioned")
    entry |= {"decision": decision, "changes": changes}
    file.write_text(json.dumps(held), "utf-8")


@pytest.mark.parametrize(
    ("lang", "kind"), [("nl", "genoemd, niet afgedaan"), ("en", "mentioned, not settled")]
)
def test_the_report_shows_it_in_the_table_and_in_its_place(
    brief: Path, tmp_path: Path, lang: str, kind: str
) -> None:
    run("read", brief, "--report", tmp_path / "uit", "--lang", lang)
    page = (tmp_path / "uit" / "index.html").read_text("utf-8")
    row = page[page.index('<tr id="G1">') :].split("</tr>")[0]
    assert "De motie van het lid Smit over water is nog niet uitgevoerd." in row, (
        "with the sentence, to judge by"
    )
    assert f'<span class="hidden">{kind} </span>G1</a><span class="m m-mentioned">motie van het lid' in page
