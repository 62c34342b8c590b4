"""What the letter would change once it is signed: items to offer to the Kamer, and new promises to keep."""

from __future__ import annotations

from weerbaar.letter.building.binding import Letter, Settled
from weerbaar.letter.building.provenance import to_json
from weerbaar.letter.register.items import Evidence
from weerbaar.letter.register.moves import Move, decide


def as_json(letter: Letter) -> bytes:
    """Return the proposals as JSON. A draft moves no item: only the signed letter does."""
    return to_json(
        {
            "offer": [offer(letter, settled) for settled in letter.settled],
            "concept": [
                {
                    "kind": "toezegging",
                    "state": "concept",
                    "made": letter.draft.head.date.isoformat(),
                    "owner": promise.actor,
                    "text": promise.words,
                    "latest": promise.latest.isoformat(),
                    "line": promise.line,
                }
                for promise in letter.promises
            ],
        }
    )


def offer(letter: Letter, settled: Settled) -> dict[str, object]:
    """Return the move that the signed letter makes, and what must come before it."""
    head = letter.draft.head
    evidence = Evidence("letter", head.reference or head.title, head.date, settled.words)
    move = Move("aangeboden", "minister", head.date, evidence, part=settled.part)
    decision = decide(settled.item, move)
    return {
        "id": settled.item.id,
        "number": settled.item.number,
        "part": settled.part,
        "from": settled.item.state,
        "to": "aangeboden",
        "letter": evidence.reference,
        "date": head.date.isoformat(),
        "words": settled.words,
        "line": settled.line,
        "first": list(decision.refused),
    }
