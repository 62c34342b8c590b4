"""A sentence that closes a motion or commitment must name it; one that only speaks of it need not."""

import datetime as dt

import pytest

from weerbaar.letter.building.draft import Paragraph
from weerbaar.letter.building.draft_text import parse_draft
from weerbaar.letter.building.settling import unmarked_settlements

HEAD = "titel: T\ndatum: 2026-06-19\nplaats: P\nafzender: M\nondertekenaar: N\n---\n"


def unmarked(text: str) -> list[tuple[int, str]]:
    block = parse_draft(HEAD + text).blocks[0]
    assert isinstance(block, Paragraph)
    return list(unmarked_settlements(block.span, dt.date(2026, 6, 19)))


@pytest.mark.parametrize(
    "sentence",
    [
        "Ik doe hiermee de toezegging aan het lid Jansen af.",
        "Hiermee doe ik de motie van het lid Bakker over de haven af.",
        "De motie van het lid Bakker beschouw ik hiermee als afgedaan.",
        "De toezegging is daarmee nagekomen.",
        "Daarmee is voldaan aan de motie van het lid Bakker.",
        "Hiermee geef ik uitvoering aan de motie van het lid Bakker.",
        "Met deze brief kom ik tegemoet aan mijn toezegging.",
        "Met het vorenstaande is invulling gegeven aan de motie van het lid Bakker.",
        "U treft het overzicht bijgevoegd aan, waarmee de toezegging aan het lid Bakker is afgedaan.",
        "Hiermee komt er een vervolg, en wij doen de\nmotie van het lid Bakker af.",
    ],
)
def test_a_sentence_that_closes_needs_its_item(sentence: str) -> None:
    assert unmarked(sentence)
    assert unmarked(sentence + "{afgedaan: TZ202504-057}") == []
    assert unmarked(sentence.rstrip(".") + "{afgedaan: TZ202504-057}. En verder.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Conform de toezegging informeer ik uw Kamer.",
        "Zoals toegezegd stuur ik het rapport.",
        "De motie is nog niet afgedaan.",
        "Daarmee is nog niet voldaan aan de motie.",
        "Zodra dit gereed is, doe ik de motie af.",
        "Ik zal de motie van het lid Bakker in 2027 afdoen.",
        "Of daarmee aan de motie is voldaan, laat ik aan uw oordeel over.",
        "Ik ga in op de motie van het lid Bakker. De aanpak loopt af.",
    ],
)
def test_a_sentence_that_only_speaks_of_it_needs_none(sentence: str) -> None:
    assert unmarked(sentence) == []


def test_a_mark_of_another_sentence_does_not_count() -> None:
    text = "Ik doe de motie Bakker af. Er is meer.\nIk doe de toezegging af.{afgedaan: TZ202504-057}"
    assert [line for line, _ in unmarked(text)] == [7]
