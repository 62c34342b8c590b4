"""Reads which motions and commitments a letter settles and which it only mentions, as its reading wrote them down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from weerbaar.letter.register.comparison import InLetter
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.json_text import json_value


@dataclass(frozen=True)
class Told:
    """What a letter tells of motions and commitments."""

    settled: tuple[InLetter, ...] = ()
    mentioned: tuple[InLetter, ...] = ()


def read_told(path: Path) -> Told:
    """Return what a `letter read --json` result tells. Raises BadInput when the file is none.

    A result from before there was a list `mentioned` mentions nothing.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise BadInput([Fault(str(path), 0, f"cannot be read ({reason}); check the name")]) from error
    except UnicodeDecodeError as error:
        raise BadInput([Fault(str(path), 0, "is not UTF-8 text; save it as UTF-8")]) from error
    found = json_value(text, str(path), "the result of `letter read --json`")
    lists = found if isinstance(found, dict) else {}
    return Told(
        _items(path, lists.get("settled"), "settled"), _items(path, lists.get("mentioned", []), "mentioned")
    )


def _items(path: Path, rows: object, name: str) -> tuple[InLetter, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(
            [Fault(str(path), 0, f"holds no list {name!r}; give the result of `letter read --json`")]
        )
    fields = {"kind": "kind", "subject": "subject", "member": "member", "text": "text", "why": "nl"}
    return tuple(
        InLetter(**{field: str(row.get(given) or "") for field, given in fields.items()}) for row in rows
    )
