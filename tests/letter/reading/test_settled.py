"""What a closing means: the list below it, the heading above it, and what "both motions" points back to."""

from __future__ import annotations

import pytest

from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read

HEAD = "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nDen Haag, 10 maart 2026\n"
FOOT = "\nDit is wat ik u in deze brief over de stand van zaken wilde melden.\nDe Minister van Financiën,\nA. Smit\n"


def settled(body: str) -> list[tuple[str, str | None]]:
    return [(one.kind, one.member) for one in read(read_plain(HEAD + body + FOOT)).settled]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "Met deze brief beschouw ik de volgende moties en toezeggingen als afgedaan:\n"
            "- de motie van het lid Smit over water;\n- de motie-Bos c.s. over vuur;\n"
            "- de toezegging aan het lid Kuiper over lucht.",
            [("motie", "Smit"), ("motie", "Bos"), ("toezegging", "Kuiper")],
        ),
        (
            "Motie van het lid Smit over water\nHet plan is gereed. Hiermee is de motie afgedaan.\n"
            "Motie van het lid Bos over vuur\nHet plan volgt later. De motie is nog niet afgedaan.",
            [("motie", "Smit")],
        ),
        (
            "De motie van het lid Smit vroeg om water, de motie van het lid Bos om vuur. "
            "Beide moties zijn hiermee uitgevoerd.",
            [("motie", "Smit"), ("motie", "Bos")],
        ),
        (
            "Hiermee zijn de moties van de leden Smit en Bos (Kamerstuk 29 911, nr. 4) en van het lid Kuiper "
            "over lucht afgedaan.",
            [("motie", "Smit, Bos"), ("motie", "Kuiper")],
        ),
        (
            "Het lid Kuiper vroeg naar de lucht. Ik heb haar toegezegd dit uit te zoeken. "
            "Hiermee is deze toezegging ingelost.",
            [("toezegging", "Kuiper")],
        ),
        (
            "In de motie van het lid Smit is gevraagd om een meldpunt. "
            "Met de opening daarvan is aan dit verzoek voldaan.",
            [("motie", "Smit")],
        ),
        ("Met deze brief informeer ik u over de moties die zijn uitgevoerd.", []),
        ("Of de motie van het lid Smit daarmee is uitgevoerd, is aan uw Kamer.", []),
        ("Met de invoering van de basisbeurs is de motie-Smit indertijd al uitgevoerd.", []),
    ],
)  # fmt: skip
def test_a_closing_means_what_it_points_to(body: str, found: list[tuple[str, str | None]]) -> None:
    assert settled(body) == found


def test_these_motions_does_not_mean_those_closed_before() -> None:
    body = (
        "De motie van het lid Vos over grond is hiermee afgedaan. De motie van het lid Smit vroeg om water. "
        "De motie van het lid Bos vroeg om vuur. Deze moties zijn hiermee eveneens uitgevoerd."
    )
    assert settled(body) == [("motie", "Vos"), ("motie", "Smit"), ("motie", "Bos")]


def test_an_entry_of_a_list_stands_where_it_is_written() -> None:
    letter = (
        HEAD + "Ik beschouw de volgende moties als afgedaan:\n- de motie van het lid Smit over water." + FOOT
    )
    found = read(read_plain(letter)).settled
    assert [one.text for one in found] == ["de motie van het lid Smit over water."]
