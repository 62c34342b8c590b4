"""A text of a fixed form ends where the form ends: no line end comes after it, in any field of any law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
import pytest
from msgspec import Meta

from weerbaar.cli.installation import ALL
from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.records import parts, reachable


def marks(hint: Any) -> Iterator[Meta]:
    for part in (hint, *parts(hint)):
        yield from (extra for extra in getattr(part, "__metadata__", ()) if isinstance(extra, Meta))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\u2028", " "])
def test_nothing_comes_after_a_form(ending: str) -> None:
    kvk = Annotated[str, form("[0-9]{8}", nl="8 cijfers", en="8 digits")]
    assert msgspec.convert("12345678", kvk) == "12345678"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(f"12345678{ending}", kvk)


def test_every_pattern_of_every_law_is_such_a_form() -> None:
    loose = {
        f"{owner.__name__}.{name}"
        for protocol in ALL
        for owner in reachable((protocol.case, *protocol.acts, *protocol.events))
        for name, hint in get_type_hints(owner, include_extras=True).items()
        if name in owner.__struct_fields__ and get_args(hint)
        for mark in marks(hint)
        if mark.pattern is not None and not mark.pattern.endswith("$(?!\\n)")
    }
    assert loose == set()
