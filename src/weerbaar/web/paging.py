"""Paging: how long a list one answer holds, and where it goes on."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request

from weerbaar.desk.intake import Fault, InvalidInput, fault

PAGE_DEFAULT = 50
PAGE_MAX = 500
WORD_MAX = 200  # characters; the longest word by which a case is found is a party with its reference
IDENTIFIER = re.compile("[0-9a-f]{32}")


def page_size(request: Request[Any, Any, Any], names: tuple[str, ...] = ("pageSize",)) -> int:
    """Return how many items a caller wants at a time; raises `InvalidInput` with all that is wrong in the address.

    `names` are the parameters that the address knows: `pageSize`, and where it knows them `after` and `find`.
    """
    asked = request.query_params
    faults: list[Fault] = []
    for name in sorted(asked):
        if name not in names:
            shown, known = name[:40], ", ".join(names)
            nl, en = f"`{shown}` kennen we hier niet; kies uit: {known}", f"choose from: {known}"
            faults.append(fault(shown, nl, f"`{shown}` is unknown here; {en}"))
        elif len(asked.getall(name)) > 1:
            faults.append(
                fault(name, f"`{name}` staat er meer dan eens", f"`{name}` is there more than once")
            )
    text = asked.get("pageSize", str(PAGE_DEFAULT))
    decimal = text.isascii() and text.isdecimal() and len(text) <= len(str(PAGE_MAX))
    if not decimal or not 1 <= int(text) <= PAGE_MAX:
        faults.append(fault("pageSize", f"`pageSize` is 1 tot {PAGE_MAX}", f"`pageSize` is 1 to {PAGE_MAX}"))
    after = asked.get("after")
    if after is not None and not IDENTIFIER.fullmatch(after):
        nl, en = "`after` is geen kenmerk van ons", "`after` is no identifier of ours"
        faults.append(fault("after", nl, en))
    if len(asked.get("find", "")) > WORD_MAX:
        nl, en = f"`find` is langer dan {WORD_MAX} tekens", f"`find` is over {WORD_MAX} characters"
        faults.append(fault("find", nl, en))
    if faults:
        raise InvalidInput(tuple(faults))
    return int(text)
