"""Layouts: what is prepared for all entries with the same sections gives the bytes of the plain way."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.kernel.ledger.format import commit_entry
from weerbaar.kernel.ledger.layout import OWN, layout_of

NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,63}", fullmatch=True).filter(lambda name: name not in OWN)
VALUES = st.integers().map(lambda number: msgspec.json.encode(number % 2**60))
SECTIONS = st.dictionaries(NAMES | st.just("a" * 37), VALUES, max_size=12)


@given(SECTIONS, st.text(max_size=20), st.integers(0, 2**63 - 1), st.binary(min_size=16, max_size=16))
def test_a_layout_gives_the_leaf_and_the_body_of_the_plain_way(
    sections: dict[str, bytes], scheme: str, position: int, salt: bytes
) -> None:
    own = (b'"noordster"', b'{"act":"issue"}')
    layout, values = layout_of(tuple(sections)), tuple(sections.values())
    plain = commit_entry(scheme, position, {**sections, **dict(zip(OWN, own, strict=True))}, salt)
    assert layout.leaf(scheme, position, (*values, *own), salt) == plain[1]
    in_order = ",".join(f'"{name}":{sections[name].decode()}' for name in sorted(sections))
    assert layout.body(values).decode() == "{" + in_order + "}"


def test_a_name_may_hold_what_a_template_reads() -> None:
    """Only somebody else's log has such names; it is then a log that was altered, not a fault of ours."""
    layout = layout_of(("a%b", "%"))
    assert layout.body((b"1", b"2")) == b'{"%":2,"a%b":1}'
    plain = commit_entry("s", 0, {"a%b": b"1", "%": b"2", "actor": b"3", "entry": b"4"}, bytes(16))
    assert layout.leaf("s", 0, (b"1", b"2", b"3", b"4"), bytes(16)) == plain[1]
