"""What no rule closes is weighed by its signs; the weights are those of our letters, and what weighed most is told."""

from __future__ import annotations

import pytest
from weights import TABLE, all_signs, written

from weerbaar.letter.reading.findings import Reading
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read
from weerbaar.letter.reading.report import render
from weerbaar.letter.reading.settlement_rules import sign_tables, weights

HEAD = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nDen Haag, 10 maart 2026\n"
FOOT = "\nDit is wat ik u in deze brief over de stand van zaken wilde melden.\nDe Minister van Financiën,\nA. Smit\n"
CLOSES = "Hierbij treft u de notitie aan die ik het lid Bos heb toegezegd."


def reading_of(body: str) -> Reading:
    return read(read_plain(HEAD + body + FOOT))


@pytest.mark.parametrize(
    ("body", "kind", "member"),
    [
        (CLOSES, "toezegging", "Bos"),
        ("Bij deze kom ik mijn belofte aan het lid Bos na.", "toezegging", "Bos"),
        (
            "Met de toezending van het rapport is de toezegging aan het lid Bos wat mij betreft gesloten.",
            *("toezegging", "Bos"),
        ),
    ],
)
def test_a_closing_that_no_rule_knows_is_weighed_and_says_by_what(body: str, kind: str, member: str) -> None:
    reading = reading_of(body)
    assert [(one.kind, one.member, one.rule) for one in reading.settled] == [(kind, member, "weighed")]
    assert reading.mentioned == []
    one = reading.settled[0]
    assert weights().threshold <= one.confidence < 1
    assert "“" in (one.nl or "")
    assert (one.en or "").startswith("weighed: ")


@pytest.mark.parametrize(
    "body",
    [
        "In het debat heb ik het lid Bos een brief toegezegd.",
        "Ik heb kennisgenomen van de motie van het lid Smit.",
        "Hierbij ga ik in op de motie van het lid Smit.",
        "Met de gemeenten geef ik uitvoering aan de motie van het lid Smit.",
        "De gemeente Breda heeft haar toezegging aan de buurt gestand gedaan.",
        "Hierbij treft u de notitie aan die ik het lid Bos heb toegezegd, maar nog niet volledig.",
        "Treft u hierbij de notitie aan die ik het lid Bos heb toegezegd?",
        "Hierbij treft u de notitie aan; in september 2026 volgt wat ik het lid Bos heb toegezegd.",
    ],
)
def test_what_only_names_or_is_forbidden_is_not_weighed_up_to_settled(body: str) -> None:
    reading = reading_of(body)
    assert reading.settled == []
    assert len(reading.mentioned) == 1


def test_a_rule_goes_before_the_weights() -> None:
    assert [one.rule for one in reading_of("Hiermee doe ik de motie van het lid Smit af.").settled] == [
        "do-away"
    ]


def test_the_report_says_what_weighed_most() -> None:
    document = read_plain(HEAD + CLOSES + FOOT)
    assert "gewogen: “Hierbij” (het gebeurt hier en nu)" in render(document, read(document))


def test_the_weights_in_the_table_are_those_of_our_letters() -> None:
    assert TABLE.read_text("utf-8") == written(), "run `python tests/letter/reading/weights.py` again"


def test_every_weight_is_of_a_sign_and_every_needed_sign_has_one() -> None:
    assert set(weights().weights) <= set(all_signs())
    assert set(sign_tables().needed["any"]) <= set(weights().weights)
