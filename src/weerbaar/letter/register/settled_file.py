"""Reads what a letter settles, as the reading of that letter wrote it down."""

from __future__ import annotations

from pathlib import Path

from weerbaar.letter.register.comparison import SettledInLetter
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.json_text import json_value


def read_settled(path: Path) -> tuple[SettledInLetter, ...]:
    """Return the settled items of a `letter read --json` result. Raises BadInput when the file is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise BadInput([Fault(str(path), 0, f"cannot be read ({reason}); check the name")]) from error
    except UnicodeDecodeError as error:
        raise BadInput([Fault(str(path), 0, "is not UTF-8 text; save it as UTF-8")]) from error
    found = json_value(text, str(path), "the result of `letter read --json`")
    rows = found.get("settled") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(
            [Fault(str(path), 0, "holds no list 'settled'; give the result of `letter read --json`")]
        )
    fields = ("kind", "subject", "member", "text")
    return tuple(SettledInLetter(**{name: str(row.get(name) or "") for name in fields}) for row in rows)
