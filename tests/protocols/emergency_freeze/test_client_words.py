"""What a client may read gives nothing away, however it is written."""

import pytest

from weerbaar.protocols.emergency_freeze.client_words import repeats, telling

TELLING = [
    "Uw rekening is bevroren.",
    "Bevriezing op last van de FIU-Nederland",
    "een spoedbevriezing",
    "BEVRIEZEN-1",
    "de F.I.U. heeft gevraagd",
    "de F I U heeft gevraagd",
    "f\u200biu",
    "FR\u00c9\u00c9ZE",
    "b e v r o r e n",
    "Fr\u0435eze",  # a Cyrillic letter
    "ongebruikelijke transactie",
    "in beslag genomen door het Openbaar Ministerie",
    "op verzoek van het OM",
    "Wwft-onderzoek",
    "art. 17a",
    "publicProsecutor",
]
NEUTRAL = [
    "",
    "Uw opdracht is nog in behandeling.",
    "We komen erop terug om uw vraag te beantwoorden.",
    "Your order is still being processed.",
    "Confiuciusplein 17, Zeist",
    "Uw pakket wordt morgen bezorgd; de vriezer is leeg.",
    "Caf\u00e9 de Zwaan",
]


@pytest.mark.parametrize("text", TELLING)
def test_told(text: str) -> None:
    assert telling(text)


@pytest.mark.parametrize("text", NEUTRAL)
def test_not_told(text: str) -> None:
    assert not telling(text)


def test_copied_reason() -> None:
    reason = "Doorstorting binnen een uur naar drie nieuwe rekeningen in het buitenland"
    assert repeats("Wij zien een doorstorting binnen een uur naar drie partijen.", reason)
    assert not repeats("Wij zien een doorstorting binnen een dag.", reason)
    assert not repeats("Wij zien niets.", "")
