"""The papers of the house: links lead somewhere, words exist in two languages, pictures can be read aloud."""

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

HOME = Path(__file__).resolve().parents[2]
PAGES = sorted([*(HOME / "docs").rglob("*.md"), *HOME.glob("*.md")])
DECISIONS = sorted((HOME / "docs" / "decisions").glob("[0-9][0-9][0-9]-*.md"))
PICTURES = sorted((HOME / "docs" / "pictures").glob("*.svg"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
SVG = "{http://www.w3.org/2000/svg}"
FOUNDING = {"000", "001", "002", "003", "004"}


def name(path: Path) -> str:
    return str(path.relative_to(HOME))


def broken_links(page: Path, text: str) -> list[str]:
    targets = [link.partition("#")[0] for link in LINK.findall(text) if "://" not in link]
    return [target for target in targets if target and not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files(page: Path) -> None:
    broken = broken_links(page, page.read_text("utf-8"))
    assert not broken, f"{name(page)} points to what does not exist: {broken}"


def test_a_broken_link_is_found() -> None:
    assert broken_links(HOME / "docs" / "README.md", "[a](nowhere.md#b) [c](https://example.org)") == [
        "nowhere.md"
    ]


def headings(text: str) -> set[str]:
    """Return the first word of each part, whether it opens with a heading or with bold words."""
    words = set(re.findall(r"^(?:## |\*\*)([A-Z][a-z-]+)\b", text, re.MULTILINE))
    return words | {word.removesuffix("s") for word in words}


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_has_its_parts(decision: Path) -> None:
    text = decision.read_text("utf-8")
    number = decision.name[:3]
    wanted = {"Context", "Decision"}
    if number in FOUNDING:
        wanted |= {"Status", "Implementation", "Why", "Trade-offs"}
    assert text.startswith(f"# {number} "), f"{name(decision)} opens with its number and what was decided"
    missing = wanted - headings(text)
    assert not missing, f"{name(decision)} lacks {sorted(missing)}"


def test_no_two_decisions_share_a_number() -> None:
    numbers = [decision.name[:3] for decision in DECISIONS]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) >= FOUNDING


def glossary() -> list[list[str]]:
    lines = (HOME / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0] != "word" and not row[0].startswith("---")]


def test_every_page_and_decision_is_led_to_from_the_front_of_the_documentation() -> None:
    docs = HOME / "docs"
    front = (docs / "README.md").read_text("utf-8")
    pages = [page for page in docs.rglob("*.md") if page.name not in {"README.md", "000-template.md"}]
    assert len(pages) > 60
    unled = [str(page.relative_to(docs)) for page in pages if f"({page.relative_to(docs)})" not in front]
    assert not unled


def test_each_word_is_explained_in_two_languages() -> None:
    rows = glossary()
    assert len(rows) > 50
    lame = [row[0] for row in rows if len(row) != 4 or not all(row) or row[2] == row[3]]
    unended = [row[0] for row in rows if not (row[2].endswith(".") and row[3].endswith("."))]
    assert not lame, f"these want a Dutch term and a sentence in English and in Dutch: {lame}"
    assert not unended, f"these are not sentences: {unended}"


def test_each_word_stands_once() -> None:
    words = [row[0].lower() for row in glossary()]
    assert sorted(words) == sorted(set(words))


def test_publiccode_agrees_with_the_package() -> None:
    card = yaml.safe_load((HOME / "publiccode.yml").read_text("utf-8"))
    package = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    assert card["legal"]["license"] == package["license"]
    assert card["softwareVersion"] == package["version"]
    assert card["maintenance"]["type"] == "community"
    assert card["maintenance"]["contacts"][0]["name"] == "Weerbaar"
    assert set(card["description"]) == set(card["localisation"]["availableLanguages"]) == {"nl", "en"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_publiccode_keeps_to_the_lengths_of_its_standard(language: str) -> None:
    card = yaml.safe_load((HOME / "publiccode.yml").read_text("utf-8"))
    words = card["description"][language]
    assert len(words["shortDescription"]) <= 150
    assert 150 <= len(words["longDescription"]) <= 10_000


def test_the_licence_is_whole() -> None:
    text = (HOME / "LICENSE").read_text("utf-8")
    articles = [int(number) for number in re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE)]
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text.splitlines()[0]
    assert articles == list(range(1, 16))
    assert text.rstrip().endswith("require the production of a new\nEUPL version.")


@pytest.mark.parametrize("picture", PICTURES, ids=name)
def test_a_picture_can_be_read_aloud(picture: Path) -> None:
    text = picture.read_text("utf-8")
    root = ElementTree.fromstring(text)
    labels = (root.get("aria-labelledby") or "").split()
    spoken = {element.get("id"): (element.text or "").strip() for element in root}
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    assert labels
    assert all(len(spoken[label]) > 10 for label in labels)
    assert "prefers-color-scheme: dark" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), (
        "a picture loads nothing from outside"
    )


def test_there_are_pictures() -> None:
    assert {picture.stem for picture in PICTURES} >= {"house", "chain"}
