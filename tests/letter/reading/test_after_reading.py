"""What follows a reading: a person's decisions, the report page, the comparison with an earlier letter."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import html
from sources import PLAIN

from weerbaar.cli.letter import letter as letter_command
from weerbaar.letter.reading.report import CODES

HEAD = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nDen Haag, {}\n"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(letter_command, [str(word) for word in words])


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.txt"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def decide(path: Path, kind: str, decision: str, **changes: object) -> None:
    held = json.loads(path.read_text())
    one = next(entry for entry in held["decisions"] if entry["kind"] == kind)
    one["decision"] = decision
    one["changes"] = changes.get("changes", {})
    path.write_text(json.dumps(held))


def test_decisions_are_asked_for_once_and_applied_on_the_next_run(brief: Path, tmp_path: Path) -> None:
    file = tmp_path / "besluiten.json"
    before = json.loads(run("read", brief, "--json", "--decisions", file).stdout)
    asked = json.loads(file.read_text())["decisions"]
    assert {one["kind"] for one in asked} == {"promises", "settled"}
    assert all(one["decision"] == "open" for one in asked)
    decide(file, "promises", "changed", changes={"term.latest": "2026-05-01", "actor": ["WODC"]})
    decide(file, "settled", "rejected")
    after = json.loads(run("read", brief, "--json", "--decisions", file).stdout)
    assert len(before["settled"]) == 1
    assert after["settled"] == []
    assert after["promises"][0]["term"]["latest"] == "2026-05-01"
    assert after["promises"][0]["actor"] == ["WODC"]
    assert after["promises"][0]["confidence"] == 1.0
    assert after["promises"][0]["decision"] == "changed"


def test_a_decision_outlives_a_line_break_and_a_new_paragraph(brief: Path, tmp_path: Path) -> None:
    file = tmp_path / "besluiten.json"
    run("read", brief, "--decisions", file)
    decide(file, "settled", "rejected")
    moved = PLAIN.replace("Aanpak\n", "Aanpak\nEr is hard gewerkt aan de haven.\n").replace(
        "van het lid", "van\nhet lid"
    )
    brief.write_text(moved, encoding="utf-8")
    assert json.loads(run("read", brief, "--json", "--decisions", file).stdout)["settled"] == []


@pytest.mark.parametrize(
    ("content", "word"),
    [("{", "cannot be read"), ('{"decisions": [{"key": "a"}]}', "cannot be read"), ("[]", "cannot be read")],
)
def test_a_broken_decisions_file_is_refused_and_left_alone(
    brief: Path, tmp_path: Path, content: str, word: str
) -> None:
    file = tmp_path / "besluiten.json"
    file.write_text(content)
    done = run("read", brief, "--decisions", file)
    assert done.exit_code == 2
    assert word in done.stderr
    assert file.read_text() == content


def test_every_fault_in_a_decisions_file_is_told_at_once(brief: Path, tmp_path: Path) -> None:
    file = tmp_path / "besluiten.json"
    run("read", brief, "--decisions", file)
    held = json.loads(file.read_text())
    for one in held["decisions"]:
        one["decision"] = "changed"
    held["decisions"][0]["changes"] = {"start": "5"}
    file.write_text(json.dumps(held))
    done = run("read", brief, "--decisions", file)
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == len(held["decisions"])


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_report_holds_the_whole_letter_with_each_finding_in_place(
    brief: Path, tmp_path: Path, lang: str
) -> None:
    folder = tmp_path / "uit"
    assert run("read", brief, "--report", folder, "--lang", lang).exit_code == 0
    raw = (folder / "index.html").read_text("utf-8")
    assert html.fromstring(raw).get("lang") == lang
    # The tags (T1, C3) are links of ours between the words of the letter.
    article = next(html.fromstring(re.sub(r'<a class="tag.*?</a>', "", raw)).iter("article"))
    shown = "".join(str(piece) for piece in article.itertext())
    shown = re.sub(r"\s+", "", shown)
    assert shown == re.sub(r"\s+", "", PLAIN)


def test_the_report_runs_on_where_the_source_broke_its_lines(brief: Path, tmp_path: Path) -> None:
    brief.write_text(PLAIN.replace("over het vervolg", "over\nhet\nvervolg"), encoding="utf-8")
    run("read", brief, "--report", tmp_path / "uit")
    raw = re.sub(r'<a class="tag.*?</a>', "", (tmp_path / "uit" / "index.html").read_text("utf-8"))
    shown = "".join(str(piece) for piece in next(html.fromstring(raw).iter("article")).itertext())
    assert "over het vervolg" in shown


def test_the_report_needs_no_script_and_no_network_and_is_sound_for_a_screen_reader(
    brief: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "uit"
    run("read", brief, "--report", folder)
    raw = (folder / "index.html").read_text("utf-8")
    page = html.fromstring(raw)
    assert not list(page.iter("script", "link", "img", "iframe"))
    assert not re.search(r"https?://|url\(|@import", raw)
    ids = [str(element.get("id")) for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {str(link.get("href")).removeprefix("#") for link in page.iter("a")}
    assert targets <= set(ids)
    assert sum(1 for label in page.iter("label") for _ in label.iter("input")) == len(
        list(page.iter("input"))
    )
    assert all(cell.get("scope") == "col" for cell in page.iter("th"))
    regions = [part for part in page.iter() if part.tag == "section" or part.get("role") == "region"]
    headings = {str(heading.get("id")): heading.text for heading in page.iter("h2")}
    named = [part.get("aria-label") or headings[str(part.get("aria-labelledby"))] for part in regions]
    assert len(named) == len(set(named)), "a reader tells regions apart by their names"
    levels = [int(str(element.tag)[1]) for element in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_can_be_read_by_weak_eyes_by_day_and_by_night(scheme: str) -> None:
    """Words on each tag's colour, and on what lies under a finding, must reach WCAG AA: 4.5 to 1."""
    style = (Path(__file__).parents[3] / "src/weerbaar/letter/reading/report.html").read_text("utf-8")
    parts = style.split("prefers-color-scheme: dark", 1)
    block = parts[0] if scheme == "light" else parts[1].split("* { box-sizing", 1)[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6}|#[0-9a-f]{3});", block))
    for kind in CODES:
        assert contrast(colours["tag-ink"], colours[kind]) >= 4.5, kind
    for words in ("ink", "soft", "link"):
        for under in ("paper", "ground", "head", "here"):
            assert contrast(colours[words], colours[under]) >= 4.5, (words, under)
    for under in ("under-promises", "under-undated", "under-settled", "under-mentioned"):
        assert contrast(colours["ink"], colours[under]) >= 4.5, under


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_hostile_letter_cannot_write_into_the_report(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(PLAIN.replace("over loodsen", "over <script>alert(1)</script> loodsen"), encoding="utf-8")
    run("read", path, "--report", tmp_path / "uit")
    written = html.fromstring((tmp_path / "uit" / "index.html").read_text("utf-8"))
    assert not list(written.iter("script"))


OLD = (
    HEAD.format("12 juni 2025")
    + """
De Douane start in oktober 2025 een proef met mobiele containerscanners. Ik zal uw Kamer voor 1 december
2025 informeren over de evaluatie van de taskforce zorgfraude. De gemeente Moerdijk opent in het vierde
kwartaal van 2025 een meldpunt voor ondernemers. Het WODC publiceert in maart 2026 een onderzoek naar
drillrap. Er zijn 14 liaisons geplaatst.
"""
)
NEW = (
    HEAD.format("18 december 2025")
    + """
De Douane is in oktober 2025 gestart met de proef met mobiele containerscanners. De evaluatie van
de taskforce zorgfraude zal ik uw Kamer voor 1 april 2026 toesturen. Het WODC publiceert in
maart 2026 het onderzoek naar drillrap. Er zijn nu 17 liaisons geplaatst in de wereld.
"""
)


def test_a_newer_letter_keeps_meets_moves_or_drops_what_the_older_promised(tmp_path: Path) -> None:
    old, new = tmp_path / "oud.txt", tmp_path / "nieuw.txt"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    found = json.loads(run("compare", old, new, "--json").stdout)
    assert [(one["outcome"], one["old"]["text"].split()[1]) for one in found["promises"]] == [
        ("dropped", "gemeente"),
        ("moved", "zal"),
        ("met", "Douane"),
        ("kept", "WODC"),
    ]
    moved = found["promises"][1]
    assert (moved["old_latest"], moved["new_latest"]) == ("2025-11-30", "2026-03-31")
    assert [(one["of"], one["old_value"], one["new_value"]) for one in found["figures"]] == [
        ("liaisons", 14.0, 17.0)
    ]
    for side, text in (("old", OLD), ("new", NEW)):
        for one in [*found["promises"], *found["figures"]]:
            if one[side] is not None:
                assert text[one[side]["start"] : one[side]["end"]] == one[side]["text"]
    assert run("compare", old, new).stdout.index("dropped") < run("compare", old, new).stdout.index("moved")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (
            "In 2021 is een regeling gestart voor de duur van drie jaar. "
            "Deze is met een jaar verlengd en loopt af op 31 december 2026.",
            "duration",
        ),
        ("In totaal zijn 120 zaken behandeld: 70 in Rotterdam en 40 in Antwerpen.", "sum"),
        ("Het aantal meldingen ging van 200 naar 250, een stijging van 30 procent.", "growth"),
        ("Het debat vond plaats op maandag 3 maart 2026.", "weekday"),
        ("De 27 gemeenten doen mee. Verderop staat dat de 28 gemeenten meedoen.", "same-thing"),
    ],
)
def test_what_does_not_fit_is_reported(words: str, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(
        HEAD.format("10 maart 2026") + words + "\nDit is wat ik u in deze brief over de zaak wilde melden.\n"
    )
    found = json.loads(run("read", path, "--json").stdout)["contradictions"]
    assert [one["rule"] for one in found] == [rule]


@pytest.mark.parametrize(
    "words",
    [
        "In 2021 is een regeling gestart voor de duur van drie jaar. "
        "Deze is met een jaar verlengd en loopt af op 31 december 2024.",
        "In totaal zijn 120 zaken behandeld: 70 in Rotterdam en 50 in Antwerpen.",
        "Het aantal meldingen ging van 200 naar 250, een stijging van 25 procent.",
        "Het debat vond plaats op dinsdag 3 maart 2026.",
        "Van de 120 zaken zijn er 70 afgerond en 30 nog open.",
    ],
)
def test_what_fits_is_left_in_peace(words: str, tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text(
        HEAD.format("10 maart 2026") + words + "\nDit is wat ik u in deze brief over de zaak wilde melden.\n"
    )
    assert json.loads(run("read", path, "--json").stdout)["contradictions"] == []


def test_the_group_lists_the_building_commands_too() -> None:
    told = run("--help").output
    for name in ("read", "term", "refs", "compare", "annex", "register", "build"):
        assert re.search(rf"^  {name} ", told, re.MULTILINE), name
