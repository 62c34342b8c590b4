"""Reads JSON that others wrote, and refuses what could not be shown in a document."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from weerbaar.letter.register.faults import BadInput, Fault

# Signs without a shape, which no document may hold: all but tab and line ends.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def json_value(text: str, file: str, wanted: str, *, exact: bool = False) -> object:
    """Return the value of a JSON text; `exact` keeps numbers as they were written.

    Raises BadInput, with what was `wanted`, when the text is no JSON or holds signs that cannot be shown.
    """
    kind = Decimal if exact else None
    try:
        found: object = json.loads(text, parse_float=kind, parse_int=kind)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise BadInput([Fault(file, line, f"is not JSON; give {wanted}")]) from error
    if place := unshowable(found):
        raise BadInput([Fault(file, 0, f"holds a sign without a shape in {place!r}; take it out")])
    return found


def unshowable(value: object) -> str:
    """Return the words round the first sign that cannot be shown, or nothing."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, str) and (match := CONTROL.search(one)):
            return one[max(match.start() - 20, 0) : match.end() + 20]
        if isinstance(one, dict):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            todo += one
    return ""
