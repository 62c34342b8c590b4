"""Layout: where each section stands in a body and in an entry, worked out once for all entries with the same sections.

The log holds millions of decisions and some dozens of layouts. What `format.commit_entry` finds out for each entry
(the order of the names, their spelling, what stands between them) is prepared here; the bytes are the same
(tests/ledger/test_layout.py).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256, shake_128
from operator import itemgetter
from typing import TYPE_CHECKING

from weerbaar.kernel.ledger.format import SALT_BYTES, SALT_MAGIC, entry_head, named
from weerbaar.kernel.ledger.merkle import LEAF_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from msgspec import Raw

    InOrder = Callable[[Sequence[Any]], Sequence[Any]]

#: Sections that the ledger makes of a row's own columns; a body may not use these names.
OWN = ("actor", "entry")
#: A port has some dozens; an order under which hundreds of things happen at once has one of its own.
LAYOUTS_MOST = 1024


class Layout:
    """The layout of entries whose bodies have these sections, in whatever order they are handed over."""

    __slots__ = ("_body", "_committed", "_entry", "_in_body", "_in_entry", "_places")

    def __init__(self, names: tuple[str, ...]) -> None:
        committed = (*names, *OWN)
        in_entry = sorted(committed)
        self._in_body, self._in_entry = _picking(names, sorted(names)), _picking(committed, in_entry)
        # The sections go in where `%b` stands. A `%` of our own, such as the length 37 of a name, stands there twice.
        spelled = (b'"%b":' % name.encode() for name in sorted(names))
        self._body = b"{" + b",".join(_literal(name) + b"%b" for name in spelled) + b"}"
        self._entry = LEAF_PREFIX + b"%b%b" + b"".join(_literal(named(name)) + b"%b" for name in in_entry)
        self._committed = len(committed).to_bytes(2, "big")
        self._places = tuple(range(0, SALT_BYTES * len(committed), SALT_BYTES))

    def body(self, values: Sequence[bytes | Raw]) -> bytes:
        """Return the body: one JSON object with the sections in name order."""
        return self._body % tuple(self._in_body(values))

    def leaf(self, scheme: str, position: int, values: Sequence[bytes], salt: bytes) -> bytes:
        """Return the leaf hash of an entry; `values` are the sections of its body and then the ledger's own."""
        stream = shake_128(SALT_MAGIC + salt).digest(SALT_BYTES * len(self._places))
        digests = [
            sha256(stream[at : at + SALT_BYTES] + value).digest()
            for at, value in zip(self._places, self._in_entry(values), strict=True)
        ]
        place = position.to_bytes(8, "big") + self._committed
        return sha256(self._entry % (entry_head(scheme), place, *digests)).digest()


@lru_cache(maxsize=LAYOUTS_MOST)
def layout_of(names: tuple[str, ...]) -> Layout:
    """Return the layout of bodies with these sections."""
    return Layout(names)


def _literal(text: bytes) -> bytes:
    return text.replace(b"%", b"%%")


def _picking(names: tuple[str, ...], wanted: list[str]) -> InOrder:
    """Return what puts values that come in the order of `names` in the order wanted."""
    places = [names.index(name) for name in wanted]
    if places == list(range(len(names))) or len(places) < 2:
        return tuple
    return itemgetter(*places)
