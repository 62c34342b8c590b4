"""To whom a letter is sent, and who stands beside the first person who speaks in it."""

from __future__ import annotations

import pytest

from weerbaar.letter.reading.findings import Reading
from weerbaar.letter.reading.plain import read_plain
from weerbaar.letter.reading.reader import read

FIRST = "Voorzitter van de Eerste Kamer der Staten-Generaal"
SECOND = "Voorzitter van de Tweede Kamer der Staten-Generaal"
LETTER = """29 911 Bestrijding georganiseerde criminaliteit
BRIEF VAN DE MINISTER VAN JUSTITIE EN VEILIGHEID
{to}
Den Haag, 2 februari 2026
Geachte voorzitter,
{body}
De Minister van Justitie en Veiligheid,
D. Voorbeeld
"""
BODY = "In 2025 zijn de loodsen gesloten. Ik zal uw Kamer voor 1 juli 2026 over het vervolg informeren."


def reading_of(to: str, body: str = BODY) -> Reading:
    return read(read_plain(LETTER.format(to=to, body=body)))


@pytest.mark.parametrize(
    "to",
    [
        f"Aan de {FIRST}\nAan de {SECOND}",
        f"Aan de {FIRST},\nBinnenhof 22\n\nAan de {SECOND},\nPlein 2",
        f"Aan:\nde {FIRST}\nde {SECOND}\nPostbus 20018\n2500 EA Den Haag",
        f"Aan de {FIRST}\nen\nAan de {SECOND}",
        f"Aan de {FIRST} en de {SECOND}",
        "Aan de Voorzitters van de Eerste en van de Tweede Kamer der Staten-Generaal",
        "AAN DE Voorzitters van de Eerste Kamer en de Tweede Kamer der Staten-Generaal",
        "Aan de Voorzitters van beide Kamers der Staten-Generaal",
    ],
)
def test_every_recipient_is_kept(to: str) -> None:
    reading = reading_of(to)

    assert [one.split(" der ")[0] for one in reading.source.addressees] == [
        "Voorzitter van de Eerste Kamer",
        "Voorzitter van de Tweede Kamer",
    ]
    assert reading.source.addressee
    assert reading.source.date == "2026-02-02"
    assert [promise.term.latest for promise in reading.promises if promise.term] == ["2026-06-30"]


@pytest.mark.parametrize(
    "to",
    [
        f"Aan de {SECOND}\nPostbus 20018\n2500 EA Den Haag",
        "Aan de Voorzitter van de Tweede Kamer\nder Staten-Generaal\nPostbus 20018",
        f"Aan de slag met veilige havens\nAan de {SECOND}",
    ],
)
def test_one_recipient_is_one(to: str) -> None:
    source = reading_of(to).source
    assert (source.addressee, source.addressees) == (SECOND, [SECOND])


def test_an_office_with_commas_in_its_name_promises_together_with_me() -> None:
    body = "De Staatssecretaris Jeugd, Preventie en Sport (JPS) en ik zullen uw Kamer in mei 2026 informeren."
    assert reading_of(f"Aan de {SECOND}", f"{body} Dit is wat ik u wilde melden over de zaak.").promises[
        0
    ].actor == [
        "De Staatssecretaris Jeugd, Preventie en Sport (JPS)",
        "ik (minister van Justitie en Veiligheid)",
    ]
